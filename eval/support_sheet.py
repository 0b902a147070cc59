"""Where the bar for "borne out" lies: sentences that people labelled, and the curve of the containment threshold.

`python -m eval.support_sheet` prints how far each later labelling of the sheet agrees with the first, how the rule
agrees with the first at each threshold, what it cannot see, and which threshold it would choose.
`python -m eval.support_sheet --blind SEED` prints the sheet without its labels, in another order, for whoever labels it
next. The sheet is eval/gold/support.jsonl; later labels, {"id": ..., "supported": ...} a line, are in
eval/gold/support-second.jsonl (by the author of the first) and support-third.jsonl (by another).
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.claims import CONTAINMENT, BodiesIn, claim_of, containment, read_source, registered_bodies, supports
from eval.gold import GOLD_FOLDER, GoldError

__all__ = ["LATER_LABELS", "SHEET", "At", "Cite", "Labelled", "chosen", "curve", "main", "read_labels", "read_sheet"]

SHEET = GOLD_FOLDER / "support.jsonl"
LATER_LABELS = (GOLD_FOLDER / "support-second.jsonl", GOLD_FOLDER / "support-third.jsonl")
THRESHOLDS = tuple(step / 20 for step in range(6, 21))
_ENOUGH = 0.8


class Cite(BaseModel):
    """Words of a plan, the headings over them and the plan's title: all that the label rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    doc: str
    title: str
    section: tuple[str, ...] = ()
    quote: str


class Labelled(BaseModel):
    """A sentence, what it cites, how it was made, and whether the words alone bear it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    sentence: str
    kind: str
    cites: tuple[Cite, ...] = Field(min_length=1)
    supported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """The rule at one threshold against the labels: agreement, Cohen's kappa, and its two kinds of mistake."""

    threshold: float
    agreement: float
    kappa: float
    false_supported: tuple[str, ...]
    false_unsupported: tuple[str, ...]


def read_sheet(path: Path = SHEET) -> tuple[Labelled, ...]:
    """Read the labelled sentences.

    Raises GoldError.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return tuple(Labelled.model_validate_json(line) for line in lines if line.strip())
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise GoldError(f"{path.name} is not as its format has it: {error.errors()[0]['msg']}.") from error


def read_labels(path: Path) -> Mapping[str, bool]:
    """Read another labelling of the same sentences, by id.

    Raises GoldError.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        return {str(row["id"]): bool(row["supported"]) for row in rows}
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise GoldError(f"{path.name} is not as its format has it: {error}.") from error


def curve(sheet: Sequence[Labelled], *, bodies_in: BodiesIn) -> tuple[At, ...]:
    """How the rule agrees with the labels at each threshold from 0.3 to 1."""
    from sklearn.metrics import cohen_kappa_score

    truth = [one.supported for one in sheet]
    strengths = [_strength(one, bodies_in) for one in sheet]
    points = []
    for threshold in THRESHOLDS:
        given = [strength >= threshold for strength in strengths]
        points.append(
            At(
                threshold=threshold,
                agreement=sum(a is b for a, b in zip(truth, given, strict=True)) / len(sheet),
                kappa=float(cohen_kappa_score(truth, given)),
                false_supported=_where(sheet, given, supported=False),
                false_unsupported=_where(sheet, given, supported=True),
            )
        )
    return tuple(points)


def chosen(points: Sequence[At]) -> At:
    """The threshold of greatest kappa; of several as good, the one in the middle."""
    best = max(point.kappa for point in points)
    equal = [point for point in points if point.kappa == best]
    return equal[len(equal) // 2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the sheet without labels, or agreement and curve; return 1 where the labellings agree too little."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.support_sheet", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--blind", type=int, metavar="SEED", help="print the sheet without its labels, in this order")
    options = parser.parse_args(arguments)
    sheet = read_sheet()
    if options.blind is not None:
        print(_stripped(sheet, options.blind))
        return 0
    bodies_in = registered_bodies()
    points = curve(sheet, bodies_in=bodies_in)
    print(f"{sum(one.supported for one in sheet)} of {len(sheet)} supported")
    kappa = min(_agreement(sheet, path) for path in LATER_LABELS)
    print("\n" + _curve_text(points))
    at = next(point for point in points if point.threshold == CONTAINMENT)
    print(_mistakes(sheet, at))
    least = min(_held(one, bodies_in) for one in sheet if one.supported)
    print(f"\nleast containment of a supported sentence: {least:.2f}; in use: {CONTAINMENT}")
    return 0 if kappa >= _ENOUGH else 1


def _agreement(sheet: Sequence[Labelled], path: Path) -> float:
    from sklearn.metrics import cohen_kappa_score

    labels = read_labels(path)
    both = [(one, labels[one.id]) for one in sheet if one.id in labels]
    kappa = float(cohen_kappa_score([one.supported for one, _ in both], [label for _, label in both]))
    apart = ", ".join(f"{one.id} ({one.kind})" for one, label in both if one.supported is not label) or "none"
    print(f"{path.name}: {len(both)} sentences, kappa {kappa:.3f} with the first; apart in {apart}")
    return kappa


def _curve_text(points: Sequence[At]) -> str:
    best = chosen(points)
    lines = [f"{'threshold':>9}{'agreement':>11}{'kappa':>8}{'let through':>13}{'turned away':>13}"]
    for one in points:
        mark = "  <- most kappa" if one is best else ""
        lines.append(
            f"{one.threshold:>9.2f}{one.agreement:>11.3f}{one.kappa:>8.3f}"
            f"{len(one.false_supported):>13}{len(one.false_unsupported):>13}{mark}"
        )
    return "\n".join(lines)


def _mistakes(sheet: Sequence[Labelled], at: At) -> str:
    kinds = {one.id: one.kind for one in sheet}
    every = Counter(one.kind for one in sheet if not one.supported)
    let = Counter(kinds[name] for name in at.false_supported)
    lines = [f"\nat {at.threshold}, of what is not supported the rule lets through:"]
    lines += [f"  {kind:<28}{let[kind]} of {count}" for kind, count in sorted(every.items())]
    away = Counter(kinds[name] for name in at.false_unsupported)
    lines.append("and turns away: " + (", ".join(f"{kind} {count}" for kind, count in away.items()) or "nothing"))
    return "\n".join(lines)


def _stripped(sheet: Sequence[Labelled], seed: int) -> str:
    rows = random.Random(seed).sample(list(sheet), len(sheet))
    return "\n".join(one.model_dump_json(exclude={"supported", "kind"}) for one in rows)


def _texts(one: Labelled) -> list[str]:
    return [text for cite in one.cites for text in (cite.quote, *cite.section, cite.title)]


def _strength(one: Labelled, bodies_in: BodiesIn) -> float:
    """The containment up to which the rule lets a sentence through, less than any where it never does."""
    claim, source = claim_of(one.sentence, bodies_in=bodies_in), read_source(_texts(one), bodies_in=bodies_in)
    return containment(claim, source) if supports(claim, source, containing=0.0) else -1.0


def _held(one: Labelled, bodies_in: BodiesIn) -> float:
    return containment(claim_of(one.sentence, bodies_in=bodies_in), read_source(_texts(one), bodies_in=bodies_in))


def _where(sheet: Sequence[Labelled], given: Sequence[bool], *, supported: bool) -> tuple[str, ...]:
    pairs = zip(sheet, given, strict=True)
    return tuple(one.id for one, said in pairs if one.supported is supported and said is not supported)


if __name__ == "__main__":
    sys.exit(main())
