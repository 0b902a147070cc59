"""Whether words of a plan promise something, report it as done, or only describe: told by heading, then by verb."""

import re
from enum import StrEnum

__all__ = ["Stance", "stance_of"]


class Stance(StrEnum):
    """What a plan does with some words."""

    PROMISED = "promised"
    DONE = "done"
    BACKGROUND = "background"


_DONE_HEADING = re.compile(
    r"\b(?:achiev\w+|progress|what we(?:'ve| have) done|successes|completed|delivered|our story so far|"
    r"looking back|results?)\b",
    re.IGNORECASE,
)
_BACKGROUND_HEADING = re.compile(
    r"\b(?:why (?:is|do|does|focus|this|it|partnerships?)\b.*|background|context|current position|introduction|"
    r"our population|landscape|case for change|what we know|challenges?|glossary|scope)\b",
    re.IGNORECASE,
)
_PROMISED_HEADING = re.compile(
    r"\b(?:we will|key changes?|ambitions?|aspirations?|aims?|objectives?|next steps?|priorit(?:y|ies)|actions?|"
    r"commitments?|what is next|targets?|goals?|plans?)\b",
    re.IGNORECASE,
)
_DONE_WORDS = re.compile(
    r"\b(?:we|has|have|had|having|been|were|was)\b(?: \w+ly| already| also| now)?"
    r" (?:been )?(?:seen|delivered|achieved|established|developed|completed|recruited|reduced|increased|improved|"
    r"launched|provided|enabled|adopted|appointed|grown|signed|followed|made|implemented|recovered|embedded|trained)\b|"
    r"^(?:delivered|adopted|enabled|maximi[sz]ed|successfully|completed|established|reduced|recovered|created|"
    r"achieved|launched)\b|\brecently completed\b|\bare now\b|\bhas commenced\b",
    re.IGNORECASE,
)
_PROMISED_WORDS = re.compile(
    r"\b(?:will|aims? to|plans? to|intends?|intention|committed to|to be (?:\w+ed|in place|operational)|ambition is|"
    r"would anticipate|we want to|by (?:the end of )?(?:[A-Z][a-z]+ )?20\d\d|working towards)\b"
)


def stance_of(section: tuple[str, ...], text: str) -> Stance:
    """Whether `text`, standing under the headings `section`, promises, reports or describes.

    The nearest heading that tells decides; words of promise under a heading that tells nothing are a promise,
    words of report a report, and what is left describes.
    """
    for heading in reversed(section):
        if _DONE_HEADING.search(heading):
            return Stance.DONE
        if _BACKGROUND_HEADING.search(heading):
            return Stance.PROMISED if _PROMISED_WORDS.search(text) else Stance.BACKGROUND
        if _PROMISED_HEADING.search(heading):
            return Stance.DONE if _reports(text) else Stance.PROMISED
    if _PROMISED_WORDS.search(text):
        return Stance.PROMISED
    return Stance.DONE if _reports(text) else Stance.BACKGROUND


def _reports(text: str) -> bool:
    return bool(_DONE_WORDS.search(text)) and not _PROMISED_WORDS.search(text)
