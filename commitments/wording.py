"""How a sentence is worded: whether it promises, how strongly, or reports, foresees, describes."""

import re
from dataclasses import dataclass
from enum import StrEnum

from commitments.rules import rules
from plans.commitment import Modality

__all__ = ["Sense", "Wording", "modality_of", "says_finitely", "says_will", "wording_of"]


class Sense(StrEnum):
    """What a sentence does."""

    PROMISE = "promise"  # somebody says what will be done
    WISH = "wish"  # somebody says what is aimed at
    ORDER = "order"  # begins with what is to be done: 'Develop a plan', 'Development of a plan', 'CHFT to pilot'
    DONE = "done"  # tells what was done
    FORECAST = "forecast"  # tells what follows of itself: 'this will help'
    NEED = "need"  # says what ought to be
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Wording:
    """The sense of a sentence and how strongly it binds."""

    sense: Sense
    modality: Modality


_VERB = r"""(?:achiev|adapt|address|adopt|agre|align|appoint|assess|assum|audit|benchmark|build|carry|clarif|co-?design
    |co-?produc|collaborat|collect|commission|complet|conduct|consider|consult|continu|contribut|co-?ordinat|creat|cut
    |decreas|defin|deliver|deploy|design|develop|eliminat|embed|enabl|encourag|engag|enhanc|ensur|establish|evaluat
    |evolv|expand|explor|extend|facilitat|form|fund|grow|harness|identif|implement|improv|incorporat|increas|influenc
    |inform|integrat|introduc|invest|keep|launch|lead|link|maintain|mak|manag|map|maximi[sz]|measur|minimi[sz]|mobilis
    |monitor|offer|optimi[sz]|pilot|plan|prepar|prevent|prioriti[sz]|procur|produc|progress|promot|protect|provid
    |publish|pursu|rais|recommission|recover|recruit|redesign|reduc|refresh|reimagin|remov|repeat|report|respond|review
    |roll|scal|scop|secur|set|shar|shift|simplif|spread|standardi[sz]|streamlin|strengthen|support|sustain|tackl|target
    |test|train|transform|understand|undertak|updat|upskill|us|utilis|work|writ|hold|host|run|open|bring|giv|help|tak
    |ask|halv|stop|lobby|campaign|celebrat|champion|advocat|empower|equip|focus|robustly|fully|proactively|jointly
    |collectively|consistently|actively|regularly|further|better)"""
_GERUND = re.compile(rf"^\W*(?:further\s+|better\s+|fully\s+)?{_VERB}\w*ing\b", re.IGNORECASE | re.VERBOSE)
_IMPERATIVE = re.compile(rf"^\W*(?:to\s+)?{_VERB}(?:e|y|ies|s|t|ll|n|p|d|l|ge)?\b", re.IGNORECASE | re.VERBOSE)
_NOUN_OF = re.compile(
    r"""^\W*(?:the\s+|an?\s+)?
    (?:(?:on-?\s?going|continued|further|full|successful|increased|improved|better|collective|regular|system(?:\s+wide)?
    |early|timely|joint|local|phased|consistent|targeted)\s+){0,2}
    (?:development|implementation|delivery|expansion|introduction|review|evaluation|creation|establishment|provision
    |promotion|roll-?\s?out|launch|adoption|embedding|monitoring|recruitment|continuation|completion|maximisation
    |improvements?|increase|reduction|redesign|reconfiguration|recommissioning|investment|publication|procurement
    |investigation|identification|availability|integration|transformation|alignment|analysis|audit|assessment
    |appointment|refresh|support|standardi[sz]ation|optimi[sz]ation|engagement|training|upskilling|commissioning|design
    |testing|piloting|shift|strengthening|changes(?=\s+to\b))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FINITE = re.compile(
    r"\b(?:is|are|has|have|was|were|can|means|continues|enables|connects|remains|provides)\b"
    r"|,\s+(?:our|we|it|the|they|there|this)\b"
)


def wording_of(text: str) -> Wording:
    """What a sentence does, and with what strength."""
    return Wording(_sense(text), modality_of(text))


def says_will(text: str) -> bool:
    """Whether the main clause of a sentence says 'will'."""
    return _matches("will", _main(text))


def says_finitely(text: str) -> bool:
    """Whether a sentence says that something is so: 'Addressing it is complex', 'To improve, our plan takes'."""
    first = re.split(r"(?<=[a-z])[.](?=[A-Z][a-z])", text)[0]  # a full stop that lost the blank after it
    return _FINITE.search(first) is not None


def _sense(text: str) -> Sense:
    main = _main(text)
    if _matches("wished", text):
        return Sense.WISH
    ours = re.search(r"\bwe\s+(?:will|aim|plan|intend)\b", main, re.IGNORECASE) is not None
    if not ours and _matches("elsewhere", text):
        return Sense.PLAIN
    if not ours and _matches("forecast", text):
        return Sense.FORECAST
    if _matches("wish", main) and not _matches("will", main):
        return Sense.WISH
    promises = any(_matches(name, main.replace("will need", "")) for name in ("will", "plan", "progressive", "keeps"))
    if _matches("need", text) and not promises:
        return Sense.NEED
    return Sense.PROMISE if promises else _verbless(text)


def _verbless(text: str) -> Sense:
    """The sense of words that say neither 'will' nor 'aim': told by how they begin, then by verbs of report."""
    text = _STEP.sub("", text)
    if _IMPERATIVE.match(text) or (_GERUND.match(text) and not _FINITE.search(text)):
        return Sense.ORDER
    if _matches("done", text):
        return Sense.DONE
    return Sense.ORDER if _NOUN_OF.match(text) or _matches("to_do", text) else Sense.PLAIN


_STEP = re.compile(r"^\W*(?:year|phase|step|stage|quarter)\s+\w+\s*[:.–-]\s*", re.IGNORECASE)


def _matches(name: str, text: str) -> bool:
    return rules()["wording"][name].search(text) is not None


def _main(text: str) -> str:
    """A sentence without the clauses that only tell which changes, how or what."""
    return rules()["wording"]["subordinate"].sub(" ", text)


def modality_of(text: str, *, default: Modality = "will") -> Modality:
    """How strongly words bind: 'continue' and 'explore' where they lead, 'aim' and 'plan' by their verbs."""
    listed = rules()["modality"]
    main = _main(text)
    for modality, names in _MODALITIES:
        if any(listed[name].search(text) for name in names):
            return modality
    if _matches("wish", main) and not re.search(r"\b(?:we|and)\s+will\b", main, re.IGNORECASE):
        return "aim"
    if (_matches("plan", main) or _matches("progressive", main)) and not _matches("will", main):
        return "plan"
    return default


_MODALITIES: tuple[tuple[Modality, tuple[str, ...]], ...] = (
    ("aim", ("aim_first",)),
    ("continue", ("continue_first",)),
    ("explore", ("explore_first", "explore")),
    ("continue", ("continue",)),
    ("aim", ("aim",)),
)
