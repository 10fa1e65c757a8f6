"""Whether a sentence plainly says yes or no: what is not plain has no verdict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.verdict import verdict

BUILT = "The bridge was built by Ann Lee in 1932."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Was the bridge built by Ann Lee?", BUILT),
        ("Was the bridge built by Ann Lee in 1932?", BUILT),
        ("Did Ann Lee build the bridge?", "Ann Lee built the bridge, and she sold it."),
        ("Did Ann Lee build the bridge in 1932?", "In June 1932, Ann Lee built the bridge."),
        ("Did Ann Lee build the bridge?", "In 1932, the famous engineer Ann Lee built the bridge."),
        ("Has the bridge been repaired?", "The bridge has been repaired twice."),
        ("Is Paris the capital?", "Paris is the capital, and Lyon is not far."),
        ("Is Paris the capital?", "Paris is the capital; Lyon lies on the Rhone."),
        ("Does the guild keep the bridge?", "The guild keeps the bridge."),
        ("Does the city have a bridge?", "The city has a bridge by the harbour."),
        ("Do cats eat fish?", "Cats eat fish."),
        ("Was the bridge opened in June?", "The bridge, a work of Ann Lee, was opened on 4 June."),
        ("Did Ann Lee meet Bo Day?", "Ann Mary Lee quickly met Bo Day."),
    ],
)
def test_what_a_sentence_plainly_says_is_a_yes(question, sentence):
    assert verdict(question, sentence) == "yes"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did Ann Lee build the bridge?", "Ann Lee did not build the bridge."),
        ("Was the bridge built by Ann Lee?", "The bridge was not built by Ann Lee, as is known."),
        ("Has the bridge been repaired?", "The bridge has never been repaired."),
        ("Does the guild keep the bridge?", "The guild does not keep the bridge."),
    ],
)
def test_what_a_sentence_plainly_denies_is_a_no(question, sentence):
    assert verdict(question, sentence) == "no"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the bridge build Ann Lee?", "Ann Lee built the bridge."),  # the other way round
        ("Did Bo Day meet Ann Lee?", "Ann Lee met Bo Day."),
        ("Was the king defeated?", "The king defeated the duke."),  # another voice
        ("Did the king defeat the duke?", "The king was defeated by the duke."),
        ("Did Ann Lee build the bridge?", "The brother of Ann Lee built the bridge."),  # another subject
        ("Did Ann Lee build the bridge?", "Ann Lee's brother built the bridge."),
        ("Did York fall?", "New York fell."),
        ("Was Ann Lee elected?", "The party backing Ann Lee was elected."),
        ("Does the Guild keep the bridge?", "The Guild house keeps the bridge."),
        ("Did Ann build the bridge?", "Tom and Ann built the bridge."),
        ("Did Ann Lee build the bridge?", "Ann Lee planned to build the bridge."),  # not done
        ("Did Ann Lee build the bridge?", "Ann Lee would have built the bridge."),
        ("Did Ann Lee build the bridge?", "Ann Lee almost built the bridge."),
        ("Did Ann Lee build the bridge?", "If she could, Ann Lee built the bridge."),
        ("Did Ann Lee build the bridge?", "It is said that Ann Lee built the bridge."),  # said by others
        ("Did Ann Lee build the bridge?", "According to Bo Day, Ann Lee built the bridge."),
        ("Did Ann Lee build the bridge?", "Bo Day said: “Ann Lee built the bridge.”"),
        ("Did Ann Lee build the bridge?", "Ann Lee may have built the bridge."),
        ("Did Ann Lee build the bridge?", "Ann Lee built the bridge tower."),  # another object
        ("Did Ann Lee build a house?", "Ann Lee built a house of cards."),
        ("Did Ann Lee fly to Rome?", "Ann Lee flew from Rome."),  # another direction
        ("Was the bridge built in 1932?", "The bridge was built by Ann Lee, born in 1932."),  # another time
        ("Did Ann Lee build the bridge in 1932?", "In 1933, Ann Lee built the bridge."),
        ("Was the cap sold on 20 May 1901?", "The cap was sold on 3 May 1901, and the hat on 20 May 1901."),
        ("Is Ann Lee the mayor?", "Ann Lee was the mayor."),
        ("Do birds fly?", "Most birds fly."),  # not of all
        ("Do all birds fly?", "Birds fly."),
        ("Are the towns Jewish?", "The towns are partly Jewish."),
        ("Do dogs bite?", "Dogs bite when they are ill."),
        ("Did Ann Lee win?", "Ann Lee did not win in 1932."),  # denied of one time only
        ("Did Ann Lee win?", "In 1932, Ann Lee did not win."),
        ("Do all birds fly?", "All birds do not fly."),
        ("Did Ann Lee not build the bridge?", "Ann Lee did not build the bridge."),  # asked with a negation
        ("Is it red or green?", "It is red."),
        ("Could Ann Lee build the bridge?", "Ann Lee built the bridge."),  # asked with a modal verb
        ("Who built the bridge?", "Ann Lee built the bridge."),
        ("Did Ann Lee build the bridge?", "Did Ann Lee build the bridge?"),
        ("Did Ann Lee build the bridge?", "Nobody but Ann Lee built the bridge."),
        ("", BUILT),
        ("Was the bridge built by Ann Lee?", ""),
        ("Was Ann elected?", "Not Ann was elected."),
        ("Was Ann Ann Ann Ann?", "never Ann Ann Ann was Ann."),
    ],
)
def test_what_is_not_plain_has_no_verdict(question, sentence):
    assert verdict(question, sentence) is None


WORDS = st.lists(
    st.sampled_from("Ann Bo the a bridge built build was not never in 1932 , by of is . has".split()), max_size=12
)


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_whatever_the_words_a_yes_holds_all_that_was_asked(asked, said):
    question, sentence = f"Was {' '.join(asked)}?", f"{' '.join(said)}."
    if verdict(question, sentence) == "yes":
        content = {word for word in asked if word in ("Ann", "Bo", "bridge", "built", "1932")}
        assert content <= set(said)
        assert not {"not", "never"} & set(said) or "not" in said
