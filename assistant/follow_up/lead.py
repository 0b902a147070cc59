"""What stands before a question that follows on, in plain words: the plan, the subject, and what the plan says of it.

"The Kirklees plan says of discharge hubs: “Discharge hubs to be established on both hospital sites”. In what year?"
can be read, edited and asked again: what is quoted is found again in the plan, and the question is put to it first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Quote
from assistant.follow_up.cited import find_again, in_whole_sentences
from assistant.follow_up.leaning import without_owner
from assistant.follow_up.naming import plan_name, plan_names
from plans.catalogue import Plan
from plans.document import Passage
from plans.seams import Library

__all__ = ["Lead", "about", "lead_of", "says"]

_MOST_WORDS = 20  # of a quote: enough to be told from others, short enough to read
_MOST_QUOTES = 3

_SAYS = re.compile(
    r"(?P<plan>The [^“”:]+?) says(?: of (?P<topic>[^“”:]+?))?(?:, under (?P<under>[^“”]+?))?: "
    r"(?P<quotes>“[^”]+”(?:; “[^”]+”)*)\. (?P<question>.+)",
    re.DOTALL,
)
_LISTS = re.compile(
    r"(?P<plan>The [^“”:]+?) lists \d+ points(?: on (?P<topic>[^“”:]+?))?(?:, under (?P<under>[^“”]+?))?, "
    r"from (?P<quotes>“[^”]+” to “[^”]+”)\. (?P<question>.+)",
    re.DOTALL,
)
_ABOUT = re.compile(r"About (?P<topic>[^“”:?]+?)(?:, in (?P<plan>the [^“”:?]+?))?: (?P<question>.+)", re.DOTALL)
_IN = re.compile(r"In (?P<plan>the [^“”:?]+?): (?P<question>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A question with what was said before it: the plans it is put to, its subject, and the quotes it points to."""

    question: str
    plans: tuple[str, ...] = ()
    topic: str = ""
    quotes: tuple[Quote, ...] = ()

    @property
    def asked(self) -> str:
        """The question with its subject, ready to be taken apart."""
        own = without_owner(self.question)
        return f"{own.rstrip(' ?.!')}, about {self.topic}?" if self.topic else own

    @property
    def own(self) -> str:
        """The question by itself, ready to be taken apart."""
        return without_owner(self.question)


def lead_of(text: str, library: Library) -> Lead:
    """Read what stands before a question; a question with nothing before it comes back as it is."""
    plans = library.plans()
    for pattern in (_SAYS, _LISTS, _ABOUT, _IN):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        named = tuple(dict.fromkeys(name.plan_id for name in plan_names(parts.get("plan") or "", plans)))
        if not named and (parts.get("plan") or parts.get("quotes")):
            continue
        held = [plan for plan in plans if plan.id in named]
        written = re.findall(r"“([^”]+)”", parts.get("quotes") or "")
        quotes = [find_again(words.rstrip("…. "), library, held, beside=parts.get("under") or "") for words in written]
        found = tuple(in_whole_sentences(quote) for quote in quotes if quote is not None)
        if pattern is _LISTS:
            found = _between(found, library)
        return Lead(question=parts["question"], plans=named, topic=parts.get("topic") or "", quotes=found)
    return Lead(question=text)


def says(question: str, *, quotes: Sequence[Quote], topic: str, library: Library) -> str:
    """A question after what the plan says; a longer list is given by its first and last item."""
    plan = next(plan for plan in library.plans() if plan.id == quotes[0].passage.plan_id)
    of_plan = [quote for quote in quotes if quote.passage.plan_id == plan.id]
    name = plan_name(plan.entry)
    name = name[0].upper() + name[1:]
    rest = question[:1].upper() + question[1:]
    if len(of_plan) > _MOST_QUOTES and len({quote.passage.list_id for quote in of_plan}) == 1:
        ends = [of_plan[0], of_plan[-1]]
        first, last, under = _told(ends, plan, library)
        return f"{name} lists {len(of_plan)} points{_on(topic)}{under}, from {first} to {last}. {rest}"
    *shown, under = _told(of_plan[:_MOST_QUOTES], plan, library)
    return f"{name} says{_on(topic, 'of')}{under}: {'; '.join(shown)}. {rest}"


def about(question: str, *, topic: str, plan: Plan | None) -> str:
    """A question after its subject and plan, as far as they are known."""
    where = plan_name(plan.entry) if plan is not None else ""
    if topic or where:
        question = _ASKING.sub(lambda match: match.group().lower(), question, count=1)
    if topic:
        return f"About {topic}{f', in {where}' if where else ''}: {question}"
    return f"In {where}: {question}" if where else question


_ASKING = re.compile(
    r"^(?:What|Who|Whose|Whom|When|Where|Which|Why|How|Is|Are|Was|Were|Do|Does|Did|Will|Would|Can|Could|Has|Have|Had|"
    r"Should|List|Name|Give|Tell|Show|In|On|By|For|From|To|With|Together|Since)\b"
)


def _on(topic: str, word: str = "on") -> str:
    return f" {word} {topic}" if topic else ""


def _told(quotes: Sequence[Quote], plan: Plan, library: Library) -> list[str]:
    """Each quote shortened in quotation marks; last, the headings that tell it from the same words elsewhere."""
    shown = [_shortened(quote.text) for quote in quotes]
    alike = [find_again(words, library, [plan]) for words in shown]
    apart = [quote for quote, other in zip(quotes, alike, strict=True) if other and other.passage != quote.passage]
    under = ""
    if apart:
        place = apart[0].passage.place
        headings = [part for part in (place.year, place.row or (place.section[-1] if place.section else "")) if part]
        under = f", under {' and '.join(dict.fromkeys(headings))}"
    whole = [_plainly(quote.text) == words for quote, words in zip(quotes, shown, strict=True)]
    ends = ["" if all_of_it else "…" for all_of_it in whole]
    return [*(f"“{words}{end}”" for words, end in zip(shown, ends, strict=True)), under]


def _shortened(text: str) -> str:
    """The first words of a quote, its own quotation marks made single ones."""
    return _plainly(" ".join(text.split()[:_MOST_WORDS]))


def _plainly(text: str) -> str:
    return " ".join(text.translate(_INNER_MARKS).split()).rstrip(" .;,:…")


_INNER_MARKS = str.maketrans("“”", "‘’")


def _between(quotes: Sequence[Quote], library: Library) -> tuple[Quote, ...]:
    """The items of a list from the first quote to the last."""
    if len(quotes) < 2 or quotes[0].passage.list_id is None:
        return tuple(quotes)
    first, last = quotes[0].passage, quotes[-1].passage
    items = [p for p in library.passages(first.plan_id) if p.list_id == first.list_id]
    return tuple(_whole(passage) for passage in items if first.start <= passage.start <= last.start)


def _whole(passage: Passage) -> Quote:
    return Quote(passage=passage, start=passage.start, end=passage.end)
