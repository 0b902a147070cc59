"""What a plan says about itself: title, publisher, area, period, edition, status and review date."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile

from plans.document import Block, BlockKind
from plans.years import month_number

__all__ = ["said_of"]

_FRONT_BLOCKS = 60
_COVER_BLOCKS = 14
_KIND = re.compile(
    r"\b(?:plan|plans|strategy|strategies|framework|programme|blueprint|roadmap|policy|prospectus|charter|vision"
    r"|priorities|agreement|action plan|delivery plan)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:council|partnership|board|trust|ICB|ICS|CCG|authority|alliance|healthwatch|commissioning group|federation"
    r"|collaborative|committee|NHS England|department|government|agency|association)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?i:(?:published|prepared|produced|issued|written|developed)\s+(?:jointly\s+)?(?:by|in partnership with):?)\s+"
    r"(?:the\s+)?"
    r"(?P<body>[A-Z][\w’'&,.-]*(?:\s+(?:and|of|the|for|in|&|[A-Z][\w’'&-]*))*)"
)
_ASKS = re.compile(
    r"(?:why|how|what|who|where|when|which|about|introduction|introducing|purpose|background|foreword|contents)\b",
    re.IGNORECASE,
)
_LOOSE_END = re.compile(
    r"(?:[\s,.&]|\s(?:and|of|the|for|in)"
    r"|(?:(?<=\s)(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+)?20\d\d)+$"
)
_PUBLISHED_HEAD = re.compile(r"(?:published|prepared|produced|issued|written|developed)\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s*(?:-|–|—|/|to|until)\s*(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:(?:final|first|second|working|consultation|published)\s+)*(?:(?:draft|edition|version)\s+)?\bv(?:ersion)?\.?\s?\d+(?:\.\d+)*"
    r"|\b(?:first|second|third|fourth|fifth|revised|updated|\d(?:st|nd|rd|th))\s+edition"
    r"|\b20\d\d(?:/\d\d)?\s+(?:refresh|update|edition|revision)|\brefresh(?:ed)?\s+20\d\d(?:/\d\d)?",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\b(?:final draft|consultation draft|working draft|draft for consultation|draft for engagement|draft|approved"
    r"|adopted|published(?! by)|final version|final|superseded|for consultation|in force)\b",
    re.IGNORECASE,
)
_ROW_NAMES = (
    (
        "edition",
        re.compile(r"(?:document\s+)?(?:version|edition|issue)(?:\s+(?:control|number|no\.?))?", re.IGNORECASE),
    ),
    ("review_date", re.compile(r"(?:next\s+)?review(?:\s+date)?|date (?:of|for) (?:next )?review", re.IGNORECASE)),
    ("status", re.compile(r"(?:document\s+)?status", re.IGNORECASE)),
    ("publisher", re.compile(r"publisher|published by|organisation|owner|author(?:ed by)?", re.IGNORECASE)),
    ("period", re.compile(r"(?:plan\s+)?period|years? covered|covers", re.IGNORECASE)),
    ("title", re.compile(r"(?:document\s+)?title|name of (?:document|plan)", re.IGNORECASE)),
    ("area", re.compile(r"area|place", re.IGNORECASE)),
)
_REVIEW = re.compile(
    r"(?:review date|next review|date of (?:next )?review|to be reviewed (?:by|on|in)|due for review)[:\s]+"
    r"(?P<when>[^.\n;]{4,30})",
    re.IGNORECASE,
)
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)")
_WRITTEN_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]{2,8})\s+(20\d\d)")
_JUNK_TITLE = re.compile(
    r"untitled|\(?anonymous\)?|microsoft word|powerpoint|document\d*|.*\.(?:docx?|indd|pdf|pptx?|xlsx?)$|\W*$",
    re.IGNORECASE,
)
_NO_AREA = frozenset(
    "nhs the our draft final a an joint integrated health healthcare care social wellbeing county city council borough"
    " metropolitan district unitary partnership board trust icb ics ccg plan strategy five ten year long term winter"
    " mental dementia suicide prevention forward primary community adult adults children digital workforce local system"
    " operational delivery public annual improvement refreshed refresh people and start live age better university"
    " hospitals hospital foundation healthwatch department national regional place urgent elective cancer ageing well"
    " older carers autism frailty housing homelessness stroke diabetes end of life falls inequalities about programme"
    " report introduction foreword executive summary delivery action agreement framework charter prospectus vision"
    " policy roadmap blueprint priorities commitments healthy".split()
)


def said_of(text: str, blocks: Sequence[Block], *, title: str | None = None) -> Mapping[str, str]:
    """What the first pages and the version table say, each only where it was found.

    `title` is the title in the file's own description; the plan's cover goes before it. `review_date` is an ISO day.
    """
    front = [(block, text[block.start : block.end]) for block in blocks[:_FRONT_BLOCKS]]
    cover = _cover(front)
    said = _rows(text, blocks)
    said.setdefault("title", _title(cover, front, title, text) or "")
    said.setdefault("publisher", _publisher(cover, front) or "")
    said.setdefault("area", _shorter(_area(said["title"]), _area(said["publisher"])) or "")
    said.setdefault("period", _period([said["title"], *cover]) or "")
    said.setdefault("edition", _edition([*cover, *(words for _, words in front)]) or "")
    said.setdefault("status", _status([*cover, said["edition"]]) or "")
    if "review_date" not in said:
        found = _REVIEW.search("\n".join(words for _, words in front))
        said["review_date"] = _day(found["when"]) if found else ""
    return {key: value for key, value in said.items() if value}


def _cover(front: Sequence[tuple[Block, str]]) -> list[str]:
    """The short lines before the first prose."""
    lines = takewhile(lambda entry: len(entry[1].split()) <= 22 and entry[0].kind is not BlockKind.ITEM, front)
    return [words for _, words in lines][:_COVER_BLOCKS]


def _rows(text: str, blocks: Sequence[Block]) -> dict[str, str]:
    """What the cells beside 'Version', 'Review date' and their like say."""
    said: dict[str, str] = {}
    for block in blocks:
        if block.kind is not BlockKind.CELL or block.heads or not block.place.row:
            continue
        for key, name in _ROW_NAMES:
            words = text[block.start : block.end]
            if key not in said and name.fullmatch(block.place.row.strip(" :")) and len(words.split()) <= 20:
                said[key] = _day(words) if key == "review_date" else words
                break
    return {key: value for key, value in said.items() if value}


def _title(cover: Sequence[str], front: Sequence[tuple[Block, str]], described: str | None, text: str) -> str | None:
    """The line of the cover that names a kind of plan, made whole; else the file's own title; else a heading."""
    named = [line for line in cover if _KIND.search(line) and not line.endswith((".", ":", "?"))]
    named = [line for line in named if not _ASKS.match(line)]
    if named:
        best = max(named, key=lambda line: (bool(_YEARS.search(line)), -abs(len(line.split()) - 7)))
        return _with_years(_whole_name(best, text), cover)
    if described and not _JUNK_TITLE.fullmatch(described):
        return described
    headings = [words for block, words in front[:4] if block.kind is BlockKind.HEADING]
    return next((words for words in headings if _KIND.search(words) and not _ASKS.match(words)), None)


def _whole_name(line: str, text: str) -> str:
    """The name as the first pages write it where the cover leaves off its place: 'Kirklees Health and Care Plan'."""
    if len(line.split()) > 6 or not line[:1].isupper():
        return line
    found = re.findall(rf"((?:[A-Z][\w’'-]+ ){{1,3}}){re.escape(line)}\b", text[:6000])
    longer = [words for words in found if words.split()[0].lower() not in _NO_NAME]
    return f"{longer[0]}{line}" if longer else line


_NO_NAME = frozenset("the our this welcome a an draft of in".split())


def _with_years(name: str, cover: Sequence[str]) -> str:
    if _YEARS.search(name):
        return name
    years = next((match[0] for line in cover if (match := _YEARS.fullmatch(line.strip()))), None)
    return f"{name} {years}" if years else name


def _publisher(cover: Sequence[str], front: Sequence[tuple[Block, str]]) -> str | None:
    """The body on the cover, or the one that the front matter says published the plan."""
    for _, words in front:
        match = _PUBLISHED.search(words)
        if match and _BODY.search(match["body"]):
            return _LOOSE_END.sub("", match["body"])
    bodies = [
        line
        for line in cover
        if (found := _BODY.search(line))
        and found[0][0].isupper()
        and not _KIND.search(line)
        and not line.endswith(".")
        and len(line.split()) <= 12
        and not _PUBLISHED_HEAD.match(line)
    ]
    return _LOOSE_END.sub("", bodies[0]) if bodies else None


def _area(name: str) -> str | None:
    """The place at the front of a name: 'West Sussex' of 'West Sussex Joint Dementia Strategy 2020-23'."""
    words = name.split()
    while words and words[0].lower() in {"nhs", "the", "draft", "our", "final"}:
        words.pop(0)
    place = list(takewhile(lambda word: word[:1].isupper() and word.lower().strip(",:'’") not in _NO_AREA, words))
    if not 0 < len(place) <= 4 or len(place) == len(words) or not place[0].isalpha():
        return None
    return " ".join(word.capitalize() if word.isupper() else word for word in place)


def _shorter(one: str | None, other: str | None) -> str | None:
    """The shorter of two names of a place where one begins with the other, else the first that there is."""
    if one and other and (one.casefold().startswith(other.casefold()) or other.casefold().startswith(one.casefold())):
        return min(one, other, key=len)
    return one or other


def _period(lines: Sequence[str]) -> str | None:
    return next((match[0] for line in lines if (match := _YEARS.search(line))), None)


def _edition(lines: Sequence[str]) -> str | None:
    found = (match[0].strip() for line in lines if len(line.split()) <= 40 for match in _VERSION.finditer(line))
    return next(found, None)


def _status(lines: Sequence[str]) -> str | None:
    found = (match[0].lower() for line in lines if len(line.split()) <= 12 for match in _STATUS.finditer(line))
    return next(found, None)


def _day(words: str) -> str:
    """An ISO day out of '01/04/2024' or '1 April 2024', '' where there is none."""
    numeric, written = _NUMERIC_DAY.search(words), _WRITTEN_DAY.search(words)
    try:
        if numeric:
            return date(int(numeric[3]), int(numeric[2]), int(numeric[1])).isoformat()
        if written:
            return date(int(written[3]), month_number(written[2]), int(written[1])).isoformat()
    except (ValueError, KeyError):
        return ""
    return ""
