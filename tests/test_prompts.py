"""The prompts: strict variables, and versions that are never edited once they were published."""

import hashlib
from pathlib import Path

import jinja2
import pytest

import prompts
from prompts import load_prompt

_PUBLISHED = {
    "judge/v1": "2970c81e42d2127f6d4bb5a116cb72518281c69877eee5142880318e0cbee21c",
    "judge/v2": "f12237186de84663ebafa7c72bbf242edc48399b6b30fae012210350c8f32f41",
    "answer/v1": "b323d931ebd1aea6249c7c21668df4bce1218172f1a25e0862b039dc26a3f00a",
    "answer/repair-v1": "71221de7a6c44e307d2a4da3f44223c51aa3481f436ffa7f824a2f5e7828f866",
}
_FOLDER = Path(prompts.__file__).parent


@pytest.mark.parametrize("name", sorted(_PUBLISHED))
def test_a_published_version_is_never_edited(name: str) -> None:
    prompt = load_prompt(*name.split("/"))

    assert prompt.sha256 == _PUBLISHED[name], "write a new version beside it: answers name this one by its hash"
    assert prompt.sha256 == hashlib.sha256((_FOLDER / f"{name}.md").read_text(encoding="utf-8").encode()).hexdigest()


def test_every_version_is_known_here() -> None:
    assert {path.relative_to(_FOLDER).with_suffix("").as_posix() for path in _FOLDER.glob("*/*.md")} == set(_PUBLISHED)


def test_a_missing_variable_is_refused() -> None:
    with pytest.raises(jinja2.UndefinedError):
        load_prompt("answer", "v1").fill(question="When?")


def test_a_variable_that_the_prompt_has_no_place_for_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        load_prompt("answer", "v1").fill(question="When?", passages=[], colour="red")


def test_what_is_filled_in_is_text_and_no_template() -> None:
    filled = load_prompt("answer", "v1").fill(question="{{ passages }} {% raw %}", passages=[])

    assert "{{ passages }} {% raw %}" in filled


def test_every_passage_stands_in_the_prompt_under_its_token_with_its_place() -> None:
    passages = [{"token": "TABC12", "place": "Northbridge, Access", "text": "We will open a clinic."}]
    filled = load_prompt("answer", "v1").fill(question="What opens?", passages=passages)

    assert "[TABC12] We will open a clinic. (Northbridge, Access)" in filled
    assert "Question: What opens?" in filled
