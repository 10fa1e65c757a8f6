"""The languages of documents: told by their little words, stemmed by Snowball, searched beside English."""

import sys
from concurrent.futures import ThreadPoolExecutor
from unicodedata import normalize

import pytest
from few_documents import index_over

from knowledge import Document, Library, bundled_document
from knowledge.index import Index
from knowledge.languages import CODES, language_of, language_of_question, stop_words, term_in, terms_in
from knowledge.passages import passages
from knowledge.terms import letters, terms, tokens

TEXTS = {
    "arabic": ("تقع المدينة القديمة على ضفة النهر في شمال البلاد، وهي من أهم المدن التي كانت مركزا للتجارة."),
    "danish": ("Slottet ligger ved søen, og det er en af de ældste bygninger, som ikke blev ødelagt under krigen."),
    "dutch": (
        "Het kasteel ligt aan de rivier en is een van de oudste gebouwen die niet door de oorlog werden verwoest."
    ),
    "finnish": (
        "Linna sijaitsee järven rannalla, ja se on yksi vanhimmista rakennuksista, jotka eivät "
        "ole tuhoutuneet sodassa, mutta se oli myös vankila."
    ),
    "french": (
        "Le château se trouve au bord de la rivière et c'est l'une des maisons les plus "
        "anciennes qui n'ont pas été détruites."
    ),
    "german": ("Das Schloss liegt am Fluss und ist eines der ältesten Häuser, die nicht im Krieg zerstört wurden."),
    "hungarian": (
        "A kastély a folyó mellett van, és az egyik legrégebbi ház, amely nem pusztult el a "
        "háborúban, de már nagyon régen csak múzeum."
    ),
    "italian": (
        "Il castello si trova sulla riva del fiume ed è una delle case più antiche che non sono state distrutte."
    ),
    "norwegian": ("Slottet ligger ved sjøen, og det er en av de eldste bygningene som ikke ble ødelagt under krigen."),
    "portuguese": (
        "O castelo fica na margem do rio e é uma das casas mais antigas que não foram destruídas pela guerra."
    ),
    "romanian": (
        "Castelul se află pe malul râului și este una dintre cele mai vechi case care nu au fost distruse de război."
    ),
    "russian": (
        "Замок стоит на берегу реки, и это один из самых старых домов, которые не были разрушены во время войны."
    ),
    "spanish": (
        "El castillo está en la orilla del río y es una de las casas más antiguas que no "
        "fueron destruidas por la guerra."
    ),
    "swedish": ("Slottet ligger vid sjön och det är en av de äldsta byggnaderna som inte blev förstörda under kriget."),
}
OTHER_FORMS = {
    "arabic": "والنهر",
    "danish": "bygning",
    "dutch": "gebouw",
    "finnish": "rakennukset",
    "french": "maison",
    "german": "Häusern",
    "hungarian": "háború",
    "italian": "casa",
    "norwegian": "bygning",
    "portuguese": "casa",
    "romanian": "casele",
    "russian": "домами",
    "spanish": "casa",
    "swedish": "byggnaden",
}
"""Of a word in each text."""
ENGLISH = "The castle lies by the river and is one of the oldest houses which were not destroyed in the war."


@pytest.fixture
def library():
    library = Library()
    yield library
    library.close()


@pytest.mark.parametrize("language", sorted(CODES))
def test_a_language_is_told_by_its_little_words(language):
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "", "12.5 17 3", ENGLISH, "Castle", "de la", "Hon. Angela Davis, Hon. Mark Davis, Hon. Troy Davis, Hon. Diaz",
        "She read “Die Verwandlung” and “Das Schloss” by Kafka, and then said that she had understood the end of it.",
        "docs.example.com/de/es com com com no no", "東京は日本の首都である。",
    ],
)  # fmt: skip
def test_what_is_not_plainly_another_language_is_english(text):
    assert language_of(text) == "english"


def test_the_bundled_document_is_english_and_analysed_as_ever():
    text = bundled_document().text
    assert language_of(text) == "english"
    assert terms_in("english", text) == terms(text)


@pytest.mark.parametrize("language", sorted(CODES))
def test_another_form_of_a_word_finds_a_text_of_any_language(library, language):
    library.add([Document("own", "", TEXTS[language], "own.txt"), Document("english", "", ENGLISH, "english.txt")])
    assert [hit.passage.document_id for hit in library.search(OTHER_FORMS[language])] == ["own"]


@pytest.mark.parametrize("language", sorted(CODES))
def test_little_words_are_no_terms(language):
    assert not stop_words()[language] & {term_in(language, word) for word in stop_words()[language]}
    assert [term_in(language, word) for word in sorted(stop_words()[language])] == [None] * len(stop_words()[language])


def test_elided_articles_do_not_stand_in_the_way():
    assert term_in("french", "l'eau") == term_in("french", "eau") == "fr:eau"
    assert term_in("italian", "dell'acqua") == term_in("italian", "acqua")
    assert term_in("german", "l'eau") == "l'eau"


def test_numbers_and_latin_among_other_letters_keep_their_english_terms():
    assert term_in("german", "2026") == "2026"
    assert term_in("russian", "computers") == "comput"


ARABIC = (
    "كتبوا يكتبونها المدارس السيارات بيذهبون والمعلمون يستخدمونها فالمدينة كالطلاب للطالبات ذهبتم خرجوا وصلتم".split()
)


@pytest.mark.parametrize("language", CODES)
def test_the_term_of_a_word_is_the_same_whatever_words_came_before(language):
    words = ARABIC if language == "arabic" else TEXTS[language].split()
    alone = {word: term_in.__wrapped__(language, word) for word in words}
    for word in [*words, *reversed(words)]:
        assert term_in.__wrapped__(language, word) == alone[word]
    assert not {"ar:كتبو", "ar:خرجو", "ar:صلتم"} & {*alone.values()}


def test_threads_that_stem_at_once_find_the_same_terms():
    alone = [term_in.__wrapped__("arabic", word) for word in ARABIC]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _: [term_in.__wrapped__("arabic", word) for word in ARABIC], range(200)))
    finally:
        sys.setswitchinterval(before)
    assert all(each == alone for each in found)


def test_scores_of_english_passages_do_not_change_by_words_of_another_language(library):
    """ "News" and "new" have one stem in German: it must not find what is new in English."""
    library.add([Document("e", "", "The new bridge.", "e.txt"), Document("f", "", "The news.", "f.txt")])
    library.add([Document("g", "", TEXTS["german"], "g.txt")])
    assert [hit.passage.document_id for hit in library.search("news")] == ["f"]


def test_a_library_is_english_again_when_the_other_documents_are_gone(library):
    library.add([Document("e", "", ENGLISH, "e.txt"), Document("g", "", TEXTS["german"], "g.txt")])
    assert library.index.languages == ["german"]
    library.remove("g")
    assert library.index.languages == []
    assert library.index._phrasing.also("castle houses") == {}


def test_a_form_in_another_language_counts_for_no_more_than_the_word(library):
    library.add([Document(f"e{n}", "", f"{ENGLISH} Berlin {n}.", f"e{n}.txt") for n in range(5)])
    library.add([Document("g", "", TEXTS["german"] + " Das ist auch in Berlin.", "g.txt")])
    index = library.index
    also = index._phrasing.also("berlin")
    assert also["de:berlin"] * index.idf("de:berlin") == pytest.approx(index.idf("berlin"))


def test_an_explanation_adds_up_and_says_the_word_that_was_asked_for(library):
    from bot.explanation import said_as

    library.add([Document("g", "Die Häuser", TEXTS["german"], "g.txt"), Document("e", "", ENGLISH, "e.txt")])
    (hit,) = library.search("Häusern")
    shares = library.explain("Häusern", hit.passage)
    assert sum(each.score for each in shares) == pytest.approx(hit.score)
    assert {each.field for each in shares} == {"text", "title"}
    assert {said_as("Häusern", hit.passage)[each.term] for each in shares} == {"Häusern"}


def test_segments_made_into_one_keep_the_languages_of_their_documents():
    from knowledge.building import merged_segment, segment_of
    from knowledge.scoring import DEFAULT

    documents = [Document(name, "", TEXTS[name], name) for name in ("german", "french")]
    parts = [segment_of([(each, passages(each))], DEFAULT.weights) for each in documents]
    whole = merged_segment(parts)
    assert whole.languages() == {"german": 1, "french": 1}
    assert merged_segment([whole.without(["german"])]).languages() == {"french": 1}
    assert Index.over([whole], generation=1, fingerprint="", scoring=DEFAULT, mend=None).search("maison", 3)


# Text without spaces


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("北京大学在哪里", ["北京", "京大", "大学", "学在", "在哪", "哪里"]),
        ("東京タワーの高さ", ["東京", "京タ", "タワ", "ワー", "ーの", "の高", "高さ"]),
        ("水", ["水"]),
        ("ที่นี่", ["ที่นี่"]),
        ("ประเทศไทย", ["ประ", "ระเท", "เทศ", "ศไท", "ไทย"]),
        ("Python入門 3", ["Python", "入門", "3"]),
        ("서울은 크다", ["서울", "울은", "크다"]),
    ],
)
def test_text_without_spaces_becomes_pairs_of_letters(text, pairs):
    assert [text[token.start : token.end] for token in tokens(text)] == pairs


@pytest.mark.parametrize(
    "text", ["도서관에서 책을", "ガイドブックで学ぶ", "パソコン", "ประเทศไทย", "của Việt Nam", "Ёлка"]
)
def test_letters_taken_apart_give_the_same_terms(text):
    assert terms(normalize("NFD", text)) == terms(text)


def test_half_width_letters_give_the_same_terms():
    assert terms("ﾊﾟｿｺﾝのﾃﾞｰﾀ") == terms("パソコンのデータ")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("arabic", "الْكِتَابُ", "الكتاب"),
        ("russian", "зо\u0301лото", "золото"),
        ("russian", "ёлка", "елка"),
        ("romanian", "soluția", "soluţia"),
    ],
)
def test_words_written_two_ways_in_a_language_meet(language, one, other):
    assert terms_in(language, one) == terms_in(language, other) != []


def test_words_typed_without_accents_find_those_with_them_though_english_knows_them(library):
    library.add([Document("fr", "", f"{TEXTS['french']} Les légumes sont au marché.", "fr.txt")])
    assert library.search("legumes")[0].passage.document_id == "fr"
    assert library.index.correction("legumes") == "légumes"
    assert library.index.correction("chapeau") is None
    assert Index([]).correction("legumes") is None


def test_little_words_of_arabic_are_known_with_their_vowel_signs():
    assert terms_in("arabic", "فِي") == []


def test_words_of_india_arabia_and_israel_are_whole_with_their_vowel_signs():
    text = "हिन्दी भाषा مُحَمَّد שָׁלוֹם"
    assert [text[token.start : token.end] for token in tokens(text)] == text.split()


@pytest.mark.parametrize(
    ("query", "found"),
    [("大学在哪里", "zh"), ("首都", "ja"), ("水", "zh"), ("ประเทศไทย", "th"), ("京大", "zh")],
)
def test_passages_without_spaces_are_found(library, query, found):
    library.add([
        Document("zh", "", "北京大学位于北京市海淀区。校园里有水。", "zh.txt"),
        Document("ja", "", "東京は日本の首都である。", "ja.txt"),
        Document("th", "", "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย", "th.txt"),
        Document("en", "", ENGLISH, "en.txt"),
    ])  # fmt: skip
    assert library.search(query)[0].passage.document_id == found


def test_a_phrase_without_spaces_is_looked_for_as_it_stands(library):
    library.add([Document("a", "", "北京大学", "a.txt"), Document("b", "", "大北学京", "b.txt")])
    assert [hit.passage.document_id for hit in library.search('"北京大"')] == ["a"]


def test_english_has_no_letters_to_be_found_by():
    assert letters("An English sentence.") == []
    assert letters("naïve 東京") == ["東", "京"]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wer ist Phil Goff?", "german"), ("Wie backe ich ein Brot?", "german"), ("Qui est Phil Goff ?", "french"),
        ("¿Quién es el ministro?", "spanish"), ("Wat doet het team in Bamyan?", "dutch"), ("Who is he?", None),
        ("Who wrote Der Ring des Nibelungen?", None), ("When was La Vie en Rose sung in Paris?", None), ("NATO", None),
        ("Who is El Cid, and what did he do in Los Angeles?", "english"), ("Das Boot", None), ("", None), ("?", None),
    ],
)  # fmt: skip
def test_a_question_s_language_is_told_where_it_is_sure(question, language):
    assert language_of_question(question) in ((None, "english") if language is None else (language,))


@pytest.mark.parametrize("language", TEXTS)
def test_no_language_of_a_question_is_taken_for_another(language):
    assert language_of_question(TEXTS[language]) in (language, None)


def test_all_languages_of_a_library_are_known():
    documents = [Document(name, name, TEXTS[name], f"{name}.txt") for name in ("german", "french")]
    index = index_over(bundled_document(), *documents)
    assert index.all_languages == ["english", "french", "german"]
    assert index.languages == ["french", "german"]
