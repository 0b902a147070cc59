"""Dialogues: one line with several turns, each with what is right about its answer; every turn becomes a case."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from eval.gold_parts import Evidence, Expect, Fact, Forbidden, Text
from eval.signposts import Signpost

__all__ = ["Dialogue", "DialogueTurn", "is_dialogue"]


class DialogueTurn(BaseModel):
    """A question of a dialogue with what is right about its answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    expect: Expect
    signpost: tuple[Signpost, ...] = ()
    plans: tuple[Text, ...] = ()
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    evidence: tuple[tuple[Evidence, ...], ...] = ()
    reference: str = ""
    critical: bool = False


class Dialogue(BaseModel):
    """A dialogue: each turn is asked after the turns before it, which are answered afresh in every run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    split: str
    turns: tuple[DialogueTurn, ...] = Field(min_length=2)
    hard: bool = False
    author: str = ""
    reviewer: str = ""
    note: str = ""

    def case_fields(self) -> tuple[dict[str, Any], ...]:
        """One case for each turn, called ID#1, ID#2, …, all of one cluster."""
        return tuple(
            {
                **turn.model_dump(exclude={"text"}),
                "id": f"{self.id}#{number}",
                "split": self.split,
                "category": "follow_up",
                "hard": self.hard,
                "cluster": self.id,
                "turns": [{"role": "user", "text": one.text} for one in self.turns[:number]],
                "author": self.author,
                "reviewer": self.reviewer,
                "note": self.note,
            }
            for number, turn in enumerate(self.turns, start=1)
        )


def is_dialogue(fields: Any) -> bool:
    """Whether a line of gold is a dialogue: its turns say each what they expect."""
    turns = fields.get("turns") if isinstance(fields, dict) else None
    return isinstance(turns, list) and any(isinstance(turn, dict) and "expect" in turn for turn in turns)
