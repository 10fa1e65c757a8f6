"""Training questions altered: said in other words, or so that their paragraph does not answer. Training only.

SQuAD asks in the words of the text, and only what the text answers. People do neither, so the reader also learns from
questions whose words are replaced by words of the same meaning, from questions in which a name, a number or another
word is not the text's (after the rules of Jia & Liang 2017, https://aclanthology.org/D17-1215, and the kinds of
question in SQuAD v2.0), and from paragraphs whose answering sentence is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoding import Floats, Tokens, tokenize, under
from bot.reading.examples import Paragraph, Question, is_usable
from bot.reading.vocabulary import STOP, YEAR, Vocabulary, number_row, stem
from knowledge import meanings, term, words_of_one_meaning

NEIGHBOURS = (4, 30)
"""The like words, by rank, that may stand for a word: nearer ones too often mean the same."""
NEGATED, FROM_TEXT = 0.06, 0.5
OTHER_WORDS = 0.3
CUT = 0.3
VERBS = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|would)\b", re.I)


class Altering:
    """Draws altered questions; the same seed draws the same ones."""

    def __init__(self, vocabulary: Vocabulary, vectors: Floats, seed: int) -> None:
        """Take the word table and its vectors, by which like words are found."""
        self.rng = np.random.default_rng(seed)
        self.vocabulary = vocabulary
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        self._unit = (vectors / np.maximum(lengths, 1e-6)).astype(np.float32)
        self._like: dict[int, list[str]] = {}

    def prepare(self, paragraphs: list[Paragraph]) -> None:
        """Give the questions their altered forms, and append the paragraphs without the answering sentence."""
        names = _names(paragraphs)
        for number in range(len(paragraphs)):
            paragraph = paragraphs[number]
            for question in filter(is_usable, paragraph.questions):
                question.reworded = self._made(question, self.reworded(question.tokens.words), number, "~r")
                question.unanswered = self._made(
                    question, self.unanswerable(question.tokens, paragraph, names[paragraph.article]), -1, "~u"
                )
                if self.rng.random() < CUT:
                    cut = without_answers(paragraph, question)
                    if cut is not None:
                        question.cut = len(paragraphs)
                        paragraphs.append(cut)

    def _made(self, question: Question, words: list[str] | None, paragraph: int, mark: str) -> Question | None:
        if words is None:
            return None
        text = " ".join(words)
        spans = question.spans if paragraph >= 0 else []
        return Question(question.id + mark, text, tokenize(text), question.answers, spans, paragraph)

    def reworded(self, words: Sequence[str]) -> list[str] | None:
        """Return the words with some replaced by words of the same meaning; None where the list knows none."""
        out, changed = list(words), False
        for place, word in enumerate(words):
            lower = word.lower()
            if lower in STOP or not word.isalpha() or (place and word[0].isupper()):
                continue
            others = words_of_one_meaning().get(term(lower) or "", ())
            if others and self.rng.random() < OTHER_WORDS + 0.4 * (not changed):
                other = others[int(self.rng.integers(len(others)))]
                out[place], changed = inflected(other, lower), True
        return out if changed else None

    def unanswerable(self, tokens: Tokens, paragraph: Paragraph, names: Sequence[str]) -> list[str] | None:
        """Return a question's words with one thing in it that the paragraph does not say; None where none can be."""
        words = list(tokens.words)
        if self.rng.random() < NEGATED:
            return self._negated(words)
        inside = {stem(w.lower()) for w in paragraph.tokens.words}
        places = [i for i, w in enumerate(words) if w[0].isalnum() and self.vocabulary.weight(w) > 0.3
                  and w.lower() not in STOP and stem(w.lower()) in inside]  # fmt: skip
        if not places:
            return None
        place = places[int(self.rng.integers(len(places)))]
        word = words[place]
        if word[0].isdigit():
            words[place] = self._other_number(word)
            return words
        if place and word[0].isupper():
            return self._other_name(words, place, names)
        other = self._other_word(word.lower(), paragraph)
        if other is None:
            return None
        words[place] = inflected(other, word.lower()) if other.islower() else other
        return words

    def _negated(self, words: list[str]) -> list[str] | None:
        for place, word in enumerate(words):
            if VERBS.fullmatch(word):
                return [*words[: place + 1], "not", *words[place + 1 :]]
        return None

    def _other_number(self, word: str) -> str:
        if number_row(word) == YEAR:
            return str(int(word) + int(self.rng.choice([-20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 20])))
        if word.isdigit() and len(word) < 9:
            return str(max(1, int(word) + int(self.rng.integers(1, 9 * 10 ** (len(word) - 1) + 1))))
        return word[:-1] + str((int(word[-1]) + int(self.rng.integers(1, 10))) % 10)

    def _other_name(self, words: list[str], place: int, names: Sequence[str]) -> list[str] | None:
        first, last = place, place
        while first > 1 and words[first - 1][0].isupper():
            first -= 1
        while last + 1 < len(words) and words[last + 1][0].isupper():
            last += 1
        present = {w.lower() for w in words}
        for _ in range(8):
            name = names[int(self.rng.integers(len(names)))].split() if names else []
            if name and not any(w.lower() in present for w in name):
                return [*words[:first], *name, *words[last + 1 :]]
        return None

    def _other_word(self, word: str, paragraph: Paragraph) -> str | None:
        if self.rng.random() < FROM_TEXT:
            like = (w for w in paragraph.tokens.words if w.islower() and w.isalpha() and _ending(w) == _ending(word))
            candidates = [w for w in like if self.vocabulary.weight(w) > 0.3]
        else:
            candidates = self._likes(word)
        candidates = [w for w in candidates if stem(w) != stem(word) and w not in STOP]
        candidates = [w for w in candidates if not may_mean_the_same(w, word)]
        return candidates[int(self.rng.integers(len(candidates)))] if candidates else None

    def _likes(self, word: str) -> list[str]:
        row = self.vocabulary.row(word)
        if row not in self._like:
            near: NDArray[np.float32] = self._unit @ self._unit[row]
            near[:8] = -1
            take = min(NEIGHBOURS[1], len(near) - 1)
            best = np.argpartition(-near, take)[: take + 1]
            order = best[np.argsort(-near[best], kind="stable")]
            self._like[row] = [self.vocabulary.words[i] for i in order[NEIGHBOURS[0] :].tolist()]
        return self._like[row]


def may_mean_the_same(one: str, other: str) -> bool:
    """Tell whether two words share a meaning, or one is a kind of the other."""
    (means, kinds), (others, other_kinds) = meanings(one), meanings(other)
    return not {*means, *kinds}.isdisjoint(others) or not set(means).isdisjoint(other_kinds)


def inflected(base: str, like: str) -> str:
    """Give a base form the ending of another word, as far as spelling rules go ("begin" like "founded": "begined")."""
    for ending in ("ing", "ed", "s"):
        if like.endswith(ending) and not base.endswith(ending) and not like.endswith("ss"):
            if ending == "s":
                return base + ("es" if base.endswith(("s", "x", "ch", "sh")) else "s")
            return (base[:-1] if base.endswith("e") else base) + ending
    return base


def _ending(word: str) -> str:
    return next((e for e in ("ing", "ed", "ly", "tion", "s") if word.endswith(e)), "")


def _names(paragraphs: Sequence[Paragraph]) -> Mapping[str, list[str]]:
    """Return the names, one to three capitalised words inside a sentence, that stand in each article."""
    found: dict[str, dict[str, None]] = {}
    for paragraph in paragraphs:
        names = found.setdefault(paragraph.article, {})
        words, run = paragraph.tokens.words, list[str]()
        for place, word in enumerate(words):
            opens = not place or paragraph.tokens.sentences[place] != paragraph.tokens.sentences[place - 1]
            if word[0].isupper() and word.isalpha() and not opens and word.lower() not in STOP:
                run.append(word)
                continue
            if 0 < len(run) < 4:
                names[" ".join(run)] = None
            run = []
    return {article: list(names) for article, names in found.items()}


def without_answers(paragraph: Paragraph, question: Question) -> Paragraph | None:
    """Return a paragraph without the sentences that hold the answer; None where too little would be left."""
    tokens = paragraph.tokens
    gone = {tokens.sentences[at] for first, last in question.spans for at in range(first, last + 1)}
    kept = [i for i, sentence in enumerate(tokens.sentences) if sentence not in gone and i >= paragraph.above]
    if not gone or len(kept) < 25:
        return None
    parts: list[str] = []
    for sentence in sorted({tokens.sentences[i] for i in kept}):
        at = [i for i in kept if tokens.sentences[i] == sentence]
        parts.append(paragraph.text[tokens.starts[at[0]] : tokens.ends[at[-1]]])
    text = " ".join(parts)
    if any(answer.lower() in text.lower() for answer in question.answers):
        return None
    tokens, above = under(" ".join(tokens.words[: paragraph.above]), text)
    return Paragraph(paragraph.article, text, tokens, [], above)
