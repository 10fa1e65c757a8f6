"""Question sets: what is read, what is chosen, and what is refused with its file, line and remedy."""

import gzip
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import MAX_QUESTION, BadQuestionSet
from bot.evaluation import SetQuestion, read_questions, withheld
from knowledge import document_id

GOOD = {"id": "q1", "question": "Who?", "answers": ["Ann"]}


def line(number, **more):
    return {"id": f"q{number}", "question": f"Question {number}?", "answers": ["yes"], **more}


def squad(*articles, version="1.1"):
    return {"version": version, "data": [{"title": title, "paragraphs": paragraphs} for title, paragraphs in articles]}


def paragraph(context, *qas):
    return {"context": context, "qas": list(qas)}


def qa(name, *answers, **more):
    texts = [{"text": answer, "answer_start": 0} for answer in answers]
    return {"id": name, "question": f"{name}?", "answers": texts, **more}


@pytest.fixture
def write(tmp_path):
    """Write a question set: bytes as they are, one object as JSON, several as JSON Lines."""

    def written(*content, name="set.jsonl"):
        path = tmp_path / name
        joined = content[0] if isinstance(content[0], bytes) else "\n".join(map(json.dumps, content)).encode()
        path.write_bytes(joined)
        return path

    return written


def ids(question_set):
    return [question.question_id for question in question_set.questions]


def refusal(path, **options):
    with pytest.raises(BadQuestionSet) as caught:
        read_questions(path, **options)
    said = str(caught.value)
    assert said.startswith(str(path))
    return said.removeprefix(str(path))


# What is read


def test_a_line_gives_all_its_fields(write):
    path = write(line(1, documents=["d1", "d2"], conversation="c", turn=1, split="tune"))
    assert read_questions(path).questions == (SetQuestion("q1", "Question 1?", ("yes",), ("d1", "d2"), "c", 1, "tune"),)


def test_optional_fields_may_be_absent_or_null(write):
    nothing = {"documents": None, "conversation": None, "turn": None, "split": None}
    first, second = read_questions(write(line(1), line(2, **nothing))).questions
    for question in (first, second):
        assert (question.documents, question.conversation, question.turn, question.split) == ((), None, None, None)


def test_a_question_without_answers_must_not_be_answered(write):
    first, second = read_questions(write(line(1, answers=[]), line(2))).questions
    assert not first.is_answerable
    assert second.is_answerable


def test_unknown_fields_blank_lines_and_windows_line_ends_do_no_harm(write):
    content = b"\r\n".join([json.dumps(line(1, note=1)).encode(), b"  ", json.dumps(line(2)).encode(), b""])
    assert ids(read_questions(write(content))) == ["q1", "q2"]


def test_a_line_separator_within_a_string_does_not_end_the_line(write):
    path = write(json.dumps(line(1, question="a\u2028b"), ensure_ascii=False).encode())
    assert read_questions(path).questions[0].question == "a\u2028b"


def test_white_space_around_a_question_does_not_count(write):
    path = write(line(1, question=" " * 2 * MAX_QUESTION + "Who? "))
    assert read_questions(path).questions[0].question == "Who?"


def test_json_lines_bring_no_documents(write):
    assert read_questions(write(line(1))).documents is None


@pytest.mark.parametrize("content", [json.dumps(GOOD), json.dumps(squad(("T", [paragraph("c", qa("q1", "c"))])))])
def test_gzip_is_told_by_content_whatever_the_name(write, content):
    plain = read_questions(write(content.encode(), name="set.gz"))
    assert read_questions(write(gzip.compress(content.encode()), name="set.json")) == plain


def test_the_paragraphs_of_squad_become_documents(write):
    path = write(squad(("Ant", [paragraph("one", qa("a", "one")), paragraph("two")]), ("Bee", [paragraph("three")])))
    documents = read_questions(path).documents
    assert [(each.title, each.source, each.text) for each in documents] == [
        ("Ant", "Ant#1", "one"),
        ("Ant", "Ant#2", "two"),
        ("Bee", "Bee#1", "three"),
    ]
    assert [each.document_id for each in documents] == [document_id(each.source) for each in documents]


def test_a_title_that_comes_again_goes_on_counting_its_paragraphs(write):
    path = write(squad(("Ant", [paragraph("one", qa("a", "one"))]), ("Ant", [paragraph("two", qa("b", "two"))])))
    assert [each.source for each in read_questions(path).documents] == ["Ant#1", "Ant#2"]


def test_articles_without_a_title_count_their_paragraphs_together(write):
    articles = [{"paragraphs": [paragraph(text, qa(text, text))]} for text in ("one", "two")]
    documents = read_questions(write({"data": articles})).documents
    assert [(each.title, each.source, each.text) for each in documents] == [
        ("Untitled", "Untitled#1", "one"),
        ("Untitled", "Untitled#2", "two"),
    ]


def test_a_squad_question_names_its_paragraph_and_all_its_answers(write):
    path = write(squad(("Ant", [paragraph("zero"), paragraph("one", qa("a", "one", "ON"))])))
    assert read_questions(path).questions == (SetQuestion("a", "a?", ("one", "ON"), (document_id("Ant#2"),)),)


def test_an_impossible_question_must_not_be_answered_from_any_paragraph(write):
    hopeless = qa("a", is_impossible=True, plausible_answers=[{"text": "one", "answer_start": 0}])
    question = read_questions(write(squad(("Ant", [paragraph("one", hopeless)]), version="v2.0"))).questions[0]
    assert (question.answers, question.documents) == ((), ())


def test_a_follow_up_may_say_what_the_answer_before_quoted(write):
    path = write(squad(("Ant", [paragraph("one two", qa("a", "one"), qa("b", "two", after="one"))])))
    assert [each.after for each in read_questions(path).questions] == [None, "one"]


def test_pretty_printed_squad_is_read_too(write):
    whole = squad(("Ant", [paragraph("one", qa("a", "one"))]))
    assert ids(read_questions(write(json.dumps(whole, indent=2).encode()))) == ["a"]


# What is chosen


def test_every_takes_the_first_and_then_each_nth(write):
    path = write(*(line(n) for n in range(1, 9)))
    assert ids(read_questions(path, every=3)) == ["q1", "q4", "q7"]


def test_every_counts_a_dialogue_as_one_and_keeps_it_whole(write):
    path = write(
        line(1, conversation="c", turn=1), line(2), line(3, conversation="c", turn=2), line(4), line(5)
    )  # fmt: skip
    assert ids(read_questions(path, every=2)) == ["q1", "q3", "q4"]
    assert ids(read_questions(path)) == ["q1", "q3", "q2", "q4", "q5"]


def test_a_split_is_chosen_before_every_and_limit(write):
    path = write(*(line(n, split="ab"[n % 2]) for n in range(1, 10)))
    assert ids(read_questions(path, split="b", every=2, limit=2)) == ["q1", "q5"]


def test_a_limit_takes_questions_from_the_front(write):
    path = write(line(1, conversation="c", turn=1), line(2, conversation="c", turn=2), line(3))
    assert ids(read_questions(path, limit=1)) == ["q1"]
    assert ids(read_questions(path, limit=9)) == ["q1", "q2", "q3"]


def test_turns_are_put_in_order(write):
    path = write(line(1, conversation="c", turn=2), line(2, conversation="c", turn=1))
    assert ids(read_questions(path)) == ["q2", "q1"]


def test_squad_paragraphs_all_stay_whatever_is_chosen(write):
    path = write(squad(("Ant", [paragraph(f"p{n}", qa(f"q{n}", "p")) for n in range(5)])))
    chosen = read_questions(path, every=2, limit=2)
    assert (ids(chosen), len(chosen.documents)) == (["q0", "q2"], 5)


# What is refused


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"{", "not JSON"),
        (b"[1]", "a list, not an object"),
        (b"3", "3, not an object"),
        (b"null", "null, not an object"),
        (b'{"turn": NaN}', "NaN"),
        (b'{"turn": -Infinity}', "-Infinity"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"turn": ' + b"1" * 5000 + b"}", "not JSON"),
        (b"\xff\xfe\x00garbage", "not UTF-8"),
        (b"\x00\x01\x02", "not JSON"),
    ],
)
def test_a_line_that_is_no_json_object_is_named(write, bad, said):
    path = write(json.dumps(GOOD).encode() + b"\n\n" + bad + b"\n" + json.dumps(line(2)).encode())
    refused = refusal(path)
    assert refused.startswith(", line 3: ")
    assert said in refused


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": None}, '"id" is null; give a string'),
        ({"id": 7.5}, '"id" is 7.5; give a string'),
        ({"id": True}, '"id" is true; give a string'),
        ({"id": ""}, '"id" is empty'),
        ({"question": " \n"}, '"question" is empty'),
        ({"question": ["Who?"]}, '"question" is a list; give a string'),
        ({"question": "x" * (MAX_QUESTION + 1)}, "4,001 characters; ask in at most 4,000"),
        ({"question": "half \ud800"}, "surrogate"),
        ({"answers": None}, '"answers" is null; give a list'),
        ({"answers": "Ann"}, '"answers" is a string; give a list'),
        ({"answers": {"text": ["Ann"]}}, '"answers" is an object; give a list'),
        ({"answers": ["Ann", 1907]}, '"answers[1]" is 1907; give a string'),
        ({"answers": [""]}, '"answers[0]" is empty'),
        ({"answers": ["\udfff"]}, "surrogate"),
        ({"documents": "d1"}, '"documents" is a string; give a list'),
        ({"documents": [None]}, '"documents[0]" is null'),
        ({"split": True}, '"split" is true'),
        ({"conversation": 1, "turn": 1}, '"conversation" is 1; give a string'),
        ({"conversation": "c", "turn": "1"}, '"turn" is a string; give a whole number from 0 on'),
        ({"conversation": "c", "turn": 1.0}, '"turn" is 1.0'),
        ({"conversation": "c", "turn": True}, '"turn" is true'),
        ({"conversation": "c", "turn": -1}, '"turn" is -1'),
        ({"turn": 1}, 'a "turn" but no "conversation"'),
    ],
)
def test_a_field_of_the_wrong_kind_is_named_with_its_line(write, wrong, said):
    refused = refusal(write(GOOD, {**line(2), **wrong}))
    assert refused.startswith(", line 2: ")
    assert said in refused


@pytest.mark.parametrize("name", ["id", "question", "answers"])
def test_a_missing_field_is_named_with_its_line(write, name):
    fields = {key: value for key, value in line(2).items() if key != name}
    assert refusal(write(GOOD, fields)) == f', line 2: "{name}" is missing; add it'


def test_an_id_used_twice_is_named_at_both_places(write):
    path = write(line(1), line(2), line(1))
    assert refusal(path) == f", line 3: the \"id\" 'q1' is already that of {path}, line 1; give each question its own"


@pytest.mark.parametrize(
    ("turns", "number"),
    [([2, 3], 1), ([1, 3], 2), ([1, 2, 2], 3), ([1, 1], 2), ([3, 1], 1), ([0, 2], 2), ([0, 0], 2), ([1, None], 2)],
)
def test_turns_with_a_gap_or_numbered_in_part_are_refused(write, turns, number):
    path = write(*(line(n, conversation="c", turn=turn) for n, turn in enumerate(turns)))
    refused = refusal(path)
    assert refused.startswith(f", line {number}: conversation 'c' has ")
    assert "number its turns 1, 2, 3" in refused


@pytest.mark.parametrize("turns", [[1, 2, 3], [0, 1, 2], [None, None, None]])
def test_turns_count_from_1_or_0_or_stand_in_order(write, turns):
    path = write(*(line(n, conversation="c", turn=turn) for n, turn in enumerate(turns)))
    assert ids(read_questions(path)) == ["q0", "q1", "q2"]


def test_an_id_may_be_a_whole_number(write):
    assert ids(read_questions(write({**GOOD, "id": 7}))) == ["7"]
    assert "already that of" in refusal(write({**GOOD, "id": 7}, {**GOOD, "id": "7"}))


def test_a_dialogue_in_two_splits_is_refused(write):
    path = write(line(1, conversation="c", turn=1, split="a"), line(2, conversation="c", turn=2, split="b"))
    assert refusal(path).startswith(", line 2: conversation 'c' is in two splits")


def test_nothing_is_read_where_the_last_line_is_bad_though_it_would_not_be_chosen(write):
    assert refusal(write(*(line(n) for n in range(1, 9)), {}), limit=1).startswith(", line 9: ")


@pytest.mark.parametrize("content", [b"", b"\n\n", gzip.compress(b""), b'{"data": []}'])
def test_a_set_without_questions_is_refused(write, content):
    assert "it holds no question" in refusal(write(content))


MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize("content", [json.dumps(GOOD), json.dumps(squad(("T", [paragraph("c", qa("q1", "c"))])))])
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_a_byte_order_mark_is_passed_over(write, content, packed):
    assert ids(read_questions(write(packed(MARK + content.encode())))) == ["q1"]


def test_behind_a_byte_order_mark_a_bad_line_keeps_its_number(write):
    assert refusal(write(MARK + json.dumps(GOOD).encode() + b"\n\xff")).startswith(", line 2: this is not UTF-8")


@pytest.mark.parametrize(
    "content", [gzip.compress(b"x" * 999)[:-9], b"\x1f\x8bgarbage", b"\x1f\x8b", gzip.compress(b"x" * 99)[:11] + b"@@"]
)
def test_a_damaged_gzip_file_is_refused(write, content):
    assert "the gzip file is damaged or cut off" in refusal(write(content))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "cannot be read" in refusal(tmp_path / "none.jsonl")
    assert "cannot be read" in refusal(tmp_path)


def test_an_unknown_split_is_refused_with_those_there_are(write):
    path = write(line(1, split="tune"), line(2, split="test"))
    assert refusal(path, split="dev") == ": no question is of the split 'dev'; choose one of test, tune"
    assert "leave out --split" in refusal(write(line(1)), split="dev")


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ({"data": 1}, ': "data" is 1; give a list'),
        ({"data": [1]}, ", data[0]: this is 1, not an object"),
        (squad((3, [])), ', data[0]: "title" is 3; give a string'),
        ({"data": [{"title": "T"}]}, ', data[0]: "paragraphs" is missing'),
        (squad(("T", [paragraph("")])), ', data[0].paragraphs[0]: "context" is empty'),
        (squad(("T", [{"context": "c"}])), ', data[0].paragraphs[0]: "qas" is missing'),
        (squad(("T", [paragraph("c", {"id": "a", "question": "a?"})])), '.qas[0]: "answers" is missing'),
        (squad(("T", [paragraph("c", {**qa("a"), "answers": ["c"]})])), ".answers[0]: this is a string, not an object"),
        (squad(("T", [paragraph("c", qa("a", "c", is_impossible="no"))])), '.qas[0]: "is_impossible" is a string'),
        (squad(("T", [paragraph("c", qa("a", is_impossible=False))])), '.qas[0]: "answers" is empty though'),
        (squad(("T", [paragraph("c", qa("a", "c"), qa("a", "c"))])), ".qas[1]: the \"id\" 'a' is already that of"),
    ],
)
def test_a_bad_entry_of_squad_is_named_by_its_path(write, whole, said):
    assert said in refusal(write(whole))


def test_a_squad_file_that_is_cut_off_is_named_with_the_line(write):
    whole = json.dumps(squad(("T", [paragraph("c", qa("a", "c"))])), indent=1)
    assert refusal(write(whole[: whole.index('"qas"')].encode())).startswith(", line 9: this is not JSON")


def test_nan_in_a_squad_file_is_refused(write):
    assert "NaN is not a JSON value" in refusal(write(b'{"version": NaN, "data": []}'))


# For all inputs


@given(content=st.binary(max_size=200) | st.text(alphabet=string.printable, max_size=200).map(str.encode))
def test_any_bytes_are_questions_or_a_bad_question_set(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadQuestionSet):
        read_questions(path)


@given(
    units=st.lists(st.integers(0, 3), min_size=1, max_size=12), every=st.integers(1, 5), limit=st.integers(1, 30)
)  # fmt: skip
def test_chosen_questions_keep_their_order_and_begin_each_dialogue(tmp_path_factory, units, every, limit):
    lines = [
        line(f"{unit}.{turn}", **({"conversation": str(unit), "turn": turn} if size else {}))
        for unit, size in enumerate(units)
        for turn in range(1, max(size, 1) + 1)
    ]
    path = tmp_path_factory.getbasetemp() / "units.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    expected = [each["id"] for each in lines if int(each["id"][1:].split(".")[0]) % every == 0]
    assert ids(read_questions(path, every=every, limit=limit)) == expected[:limit]


def test_withheld_articles_leave_their_questions_without_an_answer(write):
    articles = [(f"T{n}", [paragraph(f"c{n}", qa(f"q{n}", f"c{n}"))]) for n in range(4)]
    path = write(squad(*articles))
    chosen = withheld(read_questions(path), 2, path)
    assert [document.title for document in chosen.documents] == ["T0", "T2"]
    assert {each.question_id: each.is_answerable for each in chosen.questions} == {
        "q0": True, "q1": False, "q2": True, "q3": False,
    }  # fmt: skip
    assert all(each.documents == () for each in chosen.questions if not each.is_answerable)


def test_a_set_without_articles_has_none_to_withhold(write):
    path = write(GOOD)
    with pytest.raises(BadQuestionSet, match="--withhold"):
        withheld(read_questions(path), 2, path)
