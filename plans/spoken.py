"""Questions as people type and say them, in plain spelling."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from plans.words import reworded

__all__ = ["in_plain_words"]

# Letters read out one by one: "the letters U C R", "U.C.R.", "C-H-E-W-S".
_READ_OUT = re.compile(r"\b[A-Z](?:(?:[ .] ?[A-Z]\b){1,6}|(?:-[A-Z]\b){2,6})(?!\w)")


def in_plain_words(text: str) -> str:
    """A question with spoken and misspelt forms of its small words put plainly ("wots" becomes "what is"), and letters
    that are read out one by one put together ("U C R" becomes "UCR")."""
    plain = _READ_OUT.sub(lambda found: re.sub(r"[\s.-]", "", found.group()), text)
    return reworded(plain, _spoken().get).strip()


@lru_cache(maxsize=1)
def _spoken() -> dict[str, str]:
    table = tomllib.loads((Path(__file__).parent / "spoken.toml").read_text(encoding="utf-8"))
    spoken: dict[str, str] = table["spoken"]
    return spoken
