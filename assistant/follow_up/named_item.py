"""Follow-ups about one item of the list that was just given: "the second one", "and the last?"."""

import re

from assistant.evidence import Quote
from assistant.follow_up.lead import says
from assistant.follow_up.leaning import is_part, mark
from assistant.follow_up.pointing import spoken_of
from assistant.follow_up.readings import Before, Reading, Said
from assistant.follow_up.subject import said_together

__all__ = ["named_item"]


def named_item(said: Said, before: Before) -> Reading | None:
    """ "And the second one?": an item of the list that was given last."""
    match = mark("ordinal").search(said.text)
    if match is None or (said.own and match["noun"] is None):
        return None
    items = _last_list(before)
    at = _ORDINALS.get(match["which"].lower(), 0)
    if len(items) < 2 or at >= len(items):
        return None
    quote = items[at]
    topic = spoken_of(before.reading.topic, (quote,), before.parts)
    question = _of_the_item(said, match)
    text = says(question, quotes=(quote,), topic=said_together(topic), library=said.parts.library)
    plain = before.reading.plain
    return Reading(text=text, plain=plain, earlier=before.reading.earlier or plain, topic=topic)


def _last_list(before: Before) -> tuple[Quote, ...]:
    """The items that the last answer with several gave, no more than three turns back."""
    earlier = before
    for _ in range(3):
        items = tuple(quote for quote in earlier.quotes if not quote.text.rstrip().endswith(":"))
        if len(items) > 1 or earlier.earlier is None:
            return items
        earlier = earlier.earlier
    return ()


def _of_the_item(said: Said, match: re.Match[str]) -> str:
    """What is asked of the item: "the second one: when is it due?" asks when it is due."""
    after = said.text[match.end() :].lstrip(" :,;-")
    if match.start() == 0 and re.search(r"\w", after) and not is_part(after):
        return after
    if said.part:
        return "what about that?"
    return f"{said.text[: match.start()]}that{said.text[match.end() :]}"


_ORDINALS = {
    **{word: at for at, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split())},
    **{word: at for at, word in enumerate("1st 2nd 3rd 4th 5th".split())},
    "last": -1,
    "final": -1,
}
