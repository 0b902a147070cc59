"""Which year a heading, a row or a column puts over the words that follow."""

import re

__all__ = ["bare_year", "governing_year"]

_FINANCIAL = r"(?:20)?\d\d\s?[/–-]\s?(?:20)?\d\d"
_BARE = re.compile(
    r"(?:(?:FY|financial year|year(?:\s(?:\d|one|two|three|four|five))?|in|during|by|for)?[\s:(–-]*)?"
    r"(?P<year>20\d\d\s?[/–-]\s?(?:20)?\d\d|\d\d/\d\d|20\d\d)\)?(?:\s*\(?\s*year\s(?:\d|one|two|three|four|five)\)?)?:?"
    r"|(?P<plain>year\s(?:\d|one|two|three|four|five)):?",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"(?<![\d/])(?:{_FINANCIAL})(?![\d/])")


def bare_year(text: str) -> str | None:
    """The year that a line consists of, as it is written: '2023/24', 'Year 1 (2023/24)' gives '2023/24'.

    None for a period of several years, such as '2023 - 2028'.
    """
    match = _BARE.fullmatch(text.strip())
    if match is None:
        return None
    year = match.group("year") or match.group("plain")
    return year if match.group("plain") or re.fullmatch(r"20\d\d", year) or _one_year(year) else None


def governing_year(heading: str) -> str | None:
    """The one financial year that a heading names ('Ambition for 2023/24'), or the year it consists of."""
    bare = bare_year(heading)
    if bare is not None:
        return bare
    years = {match.group() for match in _WITHIN.finditer(heading) if _one_year(match.group())}
    return years.pop() if len(years) == 1 else None


def _one_year(written: str) -> bool:
    """Whether the second half is the year after the first: 2023/24 is, 2023-28 is not."""
    first, _, second = re.sub(r"\s?[/–-]\s?", "/", written).partition("/")
    return bool(second) and (int(first[-2:]) + 1) % 100 == int(second[-2:])
