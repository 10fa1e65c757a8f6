"""The straight path: question → query → hits → spans → answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from time import perf_counter
from uuid import uuid4

from bot.answers import Answer, Span
from bot.composing import Composer
from bot.conversation import REMEMBERED, Turn, leaned_on, turns_before
from bot.errors import EmptyQuestion, HistoryUnavailable, QuestionTooLong, UnknownConversation, UnknownTurn
from bot.explanation import Explanation, HitReasons, Sureness
from bot.history import History
from bot.in_order import InOrder
from bot.matching import Match, matches, says_its_words
from bot.reading.explained import explained_acronym
from bot.reading.questions import Asking
from bot.reading.reader import Reader, serving
from bot.reading.thread import Thread, behind, found, thread_of
from bot.rewriting import rewrite, without_oneself
from bot.smalltalk import Smalltalk
from bot.suggesting import follow_ups, suggestions
from knowledge import Correct, Hit, Index, Library, corrected, language_of_question, terms

MAX_QUESTION = 4000
"""Characters of a question that are read."""
_LOOKED_THROUGH = 20
"""Turns of a conversation that are looked through for those that a question may lean on."""
_EXAMPLES = 3
"""First questions that a reply about the documents names at most."""
_EXPLAINED = 10
"""Hits whose reasons are told."""
_RESPONSES = 512
"""Replies that are remembered, by the library's fingerprint and the query."""

Among = frozenset[str] | None
"""The documents that are asked; None: all of them."""
_Key = tuple[str, str, Among, Thread | None]
"""What a reply depends on: the library's fingerprint, the query, the documents asked, the thread."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the path gives for a question: the query sent, the hits ranked, the answer, the index's fingerprint."""

    query: str
    hits: tuple[Hit, ...]
    answer: Answer
    index: str


class Chatbot:
    """Answers questions from a library, and remembers the conversation."""

    def __init__(
        self, library: Library, history: History, reader: Reader, composer: Composer, smalltalk: Smalltalk, *, hits: int
    ) -> None:
        """Use these parts; bot.bootstrap chooses them."""
        self.library, self.history, self._hits = library, history, hits
        self._reader, self._composer, self._smalltalk = reader, composer, smalltalk
        self._responses: dict[_Key, Response] = {}
        self._lock, self._reading = Lock(), InOrder()
        self._suggested: tuple[tuple[str, int], list[str]] = (("", 0), [])

    @property
    def reader(self) -> str:
        """The name of the reader that serves."""
        return serving(self._reader, self.library.index)

    def respond(self, question: str, turns: Sequence[Turn] = (), *, among: Among = None) -> Response:
        """Answer a question after these turns, keeping nothing; with `among` only from these documents.

        Raises EmptyQuestion, QuestionTooLong.
        """
        _check(question)
        index = self.library.index
        situation = self._smalltalk.situation(question)
        if situation:
            return self._chat(situation, question, index, among)
        turns = () if self._smalltalk.names_no_subject(question, leaning=False) else leaned_on(turns)
        asked = self._asked(question, index)
        query = rewrite(asked, turns, correct=self._correct(asked, index), behind=lambda cited: behind(cited, index))
        response, _ = self._respond_after(asked, query, thread_of(turns, index, among), index, among=among)
        quotes = [each.quote for each in response.answer.citations]
        if self._smalltalk.names_no_subject(query) and not says_its_words(query, quotes, index):
            return self._chat("contents", question, index, among)
        return replace(response, query=query)

    def _asked(self, question: str, index: Index) -> str:
        """Return a question without what its asker says of himself that the library says nothing of."""
        correct = self._correct(question, index)
        return without_oneself(question, lambda said: Asking(corrected(said, correct), index).is_foreign)

    def _correct(self, question: str, index: Index) -> Correct:
        """Return what corrects misspelt words: "Wer ist" is no misspelt English, and correcting hides the language."""
        asked = language_of_question(question)
        return index.correction if asked is None or asked in index.all_languages else _as_it_is

    def _chat(self, situation: str, question: str, index: Index, among: Among) -> Response:
        examples = self._suggestions(index, _EXAMPLES)
        if among is not None:
            cited = {each: self._respond(each, index).answer.citations[0].document_id for each in examples}
            examples = [each for each in examples if cited[each] in among]
        answer = self._composer.chat(situation, index, examples=examples, among=among)
        return Response(question, (), answer, index.fingerprint)

    def _respond_after(
        self, question: str, query: str, thread: Thread | None, index: Index, *, among: Among
    ) -> tuple[Response, Thread | None]:
        """Answer a query: alone, or where its thread is.

        What leans on the conversation is asked at the thread; in vain, as typed, of its passage alone. What alone finds
        no answer or, saying little, only one elsewhere is asked there too; its thread is returned, if that decided.
        """
        if thread is None:
            return self._respond(query, index, among=among), None
        typed = rewrite(question, (), correct=self._correct(question, index))
        if terms(typed) != terms(query):
            response = self._respond(query, index, among=among, thread=thread)
            if response.answer.kind != "answer":
                there = self._respond(typed, index, among=among, thread=thread)
                response = there if thread.answers(there.answer, index) else response
            return response, thread
        response, thread = self._respond(query, index, among=among), replace(thread, again=True)
        cited = response.answer.citations
        if cited and not Asking(query, index, thread).elsewhere(cited[0].document_id):
            return response, None
        there = self._respond(query, index, among=among, thread=thread)
        return (there, thread) if cited or there.answer.kind == "answer" else (response, None)

    def _respond(self, query: str, index: Index, *, among: Among = None, thread: Thread | None = None) -> Response:
        """Answer a query that stands alone; the same library answers the same query the same, so it is remembered.

        With `thread` it is asked where the conversation is.
        """
        key = index.fingerprint, query, among, thread
        known = self._remembered(key)
        if known is not None:
            return known
        with self._reading:  # together they would only take the interpreter from each other, and all be late
            known = self._remembered(key) or self._read(query, index, among, thread)
            with self._lock:
                while len(self._responses) >= _RESPONSES:
                    self._responses.pop(next(iter(self._responses)))
                self._responses[key] = known
        return known

    def _remembered(self, key: _Key) -> Response | None:
        with self._lock:
            return self._responses.get(key)

    def _read(self, query: str, index: Index, among: Among, thread: Thread | None) -> Response:
        asking = Asking(query, index, thread)
        hits = found(query, index, self._hits, thread=thread, among=among)
        spans = self._reader.read(asking, hits, index)
        explained = explained_acronym(asking, hits, index, among=among)
        ranked = _as_read(hits, spans)
        answer = self._composer.compose(asking, ranked, [explained, *spans] if explained else spans, index)
        return Response(query, ranked, answer, index.fingerprint)

    def explain(self, turn: Turn, *, owner: str | None = None, among: Among = None) -> Explanation | None:
        """Return what made the order of a turn's hits and the confidence of its answer; None for small talk.

        `owner` is whose conversation it is in, `among` are the documents that were asked. It is found by asking again,
        so of a library that has changed since it tells the present state.
        """
        if turn.answer.kind == "smalltalk":
            return None
        index = self.library.index
        thread = thread_of(self._turns_before(turn, owner), index, among)
        asked = self._asked(turn.question, index)
        response, thread = self._respond_after(asked, turn.query, thread, index, among=among)
        asking = Asking(response.query, index, thread)
        hits = found(response.query, index, self._hits, thread=thread, among=among)
        reasons = self._reader.explain(asking, hits, index)
        known = {each.hit.passage.passage_id: each for each in reasons.hits}
        explained = [
            replace(known.get(hit.passage.passage_id, HitReasons(hit)), words=index.explain(asking.text, hit.passage))
            for hit in response.hits[:_EXPLAINED]
        ]
        acronym = explained_acronym(asking, hits, index, among=among)
        sureness = Sureness(acronym.confidence, rule="acronym") if acronym and acronym.confidence else reasons.sureness
        return Explanation(response.query, index.fingerprint, explained, sureness)

    def _turns_before(self, turn: Turn, owner: str | None) -> Sequence[Turn]:
        """Return the turns that a turn was asked after, none where its conversation is not kept any more."""
        try:
            turns = self.history.conversation(turn.conversation_id, owner=owner).turns
            return leaned_on(turns_before(turn.turn_id, turns))
        except (UnknownConversation, UnknownTurn, HistoryUnavailable):
            return ()

    def ask(
        self,
        question: str,
        conversation_id: str | None = None,
        *,
        owner: str | None = None,
        instead_of: str | None = None,
        turn_id: str | None = None,
        among: Among = None,
    ) -> Turn:
        """Answer a question within a conversation (none: a new one, the owner's) and keep the turn, under a new id.

        With `among` it is answered only from these documents. It takes the place of the turn `instead_of`, where one
        is named, and of those after it. Raises EmptyQuestion, QuestionTooLong, UnknownConversation, UnknownTurn; then
        nothing is changed.
        """
        _check(question)
        question = question.encode("utf-8", "replace").decode()  # half a character (from a shell) cannot be kept
        started = perf_counter()
        latest = _LOOKED_THROUGH if instead_of is None else None
        known = (
            self.history.conversation(conversation_id, latest=latest, owner=owner)
            if conversation_id is not None
            else None
        )
        before = turns_before(instead_of, known.turns if known else ())
        response = self.respond(question, before, among=among)
        turn = Turn(
            turn_id=turn_id or uuid4().hex,
            conversation_id=known.conversation_id if known else uuid4().hex,
            created=datetime.now(UTC),
            question=question,
            query=response.query,
            answer=response.answer,
            index=response.index,
            took_ms=round((perf_counter() - started) * 1000, 3),
        )
        if known and instead_of is not None:
            self.history.cut(known.conversation_id, instead_of, owner=owner)
        self.history.add(turn, owner, continues=known is not None)
        return turn

    def respond_to_last(self, questions: Sequence[str]) -> Response:
        """Answer the last of these questions as after the others, keeping nothing.

        Raises EmptyQuestion, QuestionTooLong.
        """
        turns: list[Turn] = []
        for question in questions[-REMEMBERED - 1 : -1]:
            earlier, now = self.respond(question, turns), datetime.now(UTC)
            turns.append(Turn("", "", now, question, earlier.query, earlier.answer, earlier.index, 0.0))
        return self.respond(questions[-1], turns)

    def suggestions(self, count: int = 4) -> list[str]:
        """Return first questions that the library answers."""
        return self._suggestions(self.library.index, count)

    def follow_ups(self, turns: Sequence[Turn], count: int = 3, *, among: Among = None) -> list[str]:
        """Return questions that lead on from the last of these turns and that the library, or `among`, answers."""
        index = self.library.index
        if not turns:
            return []
        thread = thread_of(turns, index, among)

        def answers(question: str) -> Answer:
            return self._respond_after(question, question, thread, index, among=among)[0].answer

        return follow_ups(index, answers, turns, count=count)

    def matches(self, turn: Turn) -> list[Match]:
        """Return the telling words of a turn's query with whether what it quotes says them; none for small talk."""
        answer = turn.answer
        shown = [each.quote for each in answer.citations] or [each.text for each in answer.passages[:1]]
        return matches(turn.query, shown, self.library.index) if answer.kind != "smalltalk" else []

    def _suggestions(self, index: Index, count: int) -> list[str]:
        (fingerprint, tried), found = self._suggested
        if fingerprint != index.fingerprint or tried < count:
            tried = max(count, 4)
            found = suggestions(index, lambda question: self._respond(question, index).answer, count=tried)
            self._suggested = (index.fingerprint, tried), found
        return found[:count]

    def close(self) -> None:
        """Finish what is being written and let go of the database."""
        self.history.close()
        self.library.close()


def _as_read(hits: Sequence[Hit], spans: Sequence[Span]) -> tuple[Hit, ...]:
    """Return the hits in their final order: those with a span by their best one, then the others."""
    passages = {hit.passage.passage_id: hit for hit in hits}
    read = dict.fromkeys(span.hit.passage.passage_id for span in spans)
    order = [each for each in read if each in passages]
    return tuple(passages[each] for each in [*order, *(each for each in passages if each not in read)])


def _as_it_is(_: str) -> None:
    """Correct no word."""


def _check(question: str) -> None:
    if not question.strip():
        raise EmptyQuestion
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(len(question), MAX_QUESTION)
