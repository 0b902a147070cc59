"""The rules that `rules.toml` holds, ready to be matched."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

__all__ = ["rules"]


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """Each table of the file, and in it each key's expressions joined into one, in the order of the file."""
    listed = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
    return {table: {key: _joined(lines) for key, lines in keys.items()} for table, keys in listed.items()}


def _joined(lines: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_words(line)})" for line in lines), re.IGNORECASE)


def _words(line: str) -> str:
    """An expression in which a blank is any white space, groups capture nothing, and words begin at a boundary."""
    behind = re.sub(r"\(\?<[!=][^)]*\)", lambda match: match.group().replace(" ", r"\s"), line)
    spaced = re.sub(r"(?<!\\) (?!\?|\*)", r"\\s+", behind).replace(" ?", r"\s*").replace(" *", r"\s*")
    plain = re.sub(r"(?<!\\)\((?!\?)", "(?:", spaced)
    return rf"\b{plain}" if re.match(r"(?:\(\?:)*[A-Za-z]", plain) else plain
