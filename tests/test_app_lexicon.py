"""A person's own vocabulary in the home folder reaches the search and the answers."""

from pathlib import Path
from typing import Any

from app.build import build, untold
from plans.answer import Question, Status
from plans.settings import Settings

_PLAN = """Harbour Town Care Plan 2024-2027

What we will do
We will open a breakfast club for young carers by March 2026.
We will repair the lifts of the day centre.
"""


def test_words_of_the_own_vocabulary_lead_to_the_plan(tmp_path: Path, embedder: Any) -> None:
    (tmp_path / "harbour.txt").write_text(_PLAN, encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    (home / "lexicon.toml").write_text(
        '[[words]]\nsay = ["scoff for little lookers-after"]\nplans_say = ["breakfast club", "young carers"]\n', "utf-8"
    )
    made = build(Settings(home=home))
    made.embedder = embedder
    made.plans.ingest([tmp_path / "harbour.txt"], given={}, progress=untold)
    answer = made.answerer.ask(Question(text="When will the scoff for little lookers-after open?"))
    assert answer.status is Status.ANSWERED
    assert "March 2026" in answer.text
