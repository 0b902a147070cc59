"""Of a model's text only plain sentences are left, or nothing."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.plain_sentence import plain_sentences


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The clinic opens at 8am.", ("The clinic opens at 8am.",)),
        ("  The **clinic** opens\n at `8am`. ", ("The clinic opens at 8am.",)),
        ("- The clinic opens at 8am [T1A2B3].", ("The clinic opens at 8am.",)),
        ("1. The Well-bean cafés cost £2.5m.", ("The Well-bean cafés cost £2.5m.",)),
        ("It opens in May. It closes in June.", ("It opens in May.", "It closes in June.")),
        ("“Ein” café, in the dentist’s words.", ("“Ein” café, in the dentist’s words.",)),
    ],
)
def test_what_well_meaning_models_add_is_taken_off(text: str, plain: tuple[str, ...]) -> None:
    assert plain_sentences(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "The clinic <b>opens</b>.",
        "The clinic &lt;b&gt; opens.",
        "The clinic opens.<img src=x onerror=alert(1)>",
        "The [clinic](http://evil.example) opens.",
        "![clinic](http://evil.example/x.png)",
        "The clinic opens, see http://evil.example",
        "The clinic opens, see www evil example",
        "The clinic opens, see evil.example for more",
        "The clinic opens, see //evil",
        "Write to clinic@evil.example",
        "javascript: alert(1)",
        "The clinic opens [1].",
        "The clinic opens 【1】.",
        "The clinic opens ¹.",
        "The clinic opens\u202e.",
        "The clinic\u200b opens.",
        "The clinic\x00 opens.",
        "The clinic\x1b[31m opens.",
        "The \ud800 clinic opens.",
        "The clini\u0441 opens.",
        "The clinic opens \U000e0041.",
        "The clinic opens at ８am.",
        "Do you want to know more?",
        "| clinic | opens |",
        "# Clinic",
        "The clinic $x^2$ opens.",
        "word " * 200,
    ],
)
def test_anything_that_is_not_plain_condemns_the_whole_text(text: str) -> None:
    assert plain_sentences(text) is None


@settings(deadline=None)
@given(st.text(max_size=120))
def test_what_is_left_is_always_plain(text: str) -> None:
    for sentence in plain_sentences(text) or ():
        assert re.fullmatch(r"[\w .,;:'\"’‘“”()–—%£€&/+≥≤-]+", sentence)
        assert "//" not in sentence
        assert not re.search(r"[<>\[\]`*_|@#\\{}]", sentence)
