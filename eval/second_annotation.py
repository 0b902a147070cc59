"""Whether a second annotator, who saw the lines and not their labels, finds the same commitments.

`python -m eval.second_annotation` prints Cohen's kappa over which lines are commitments and over their types, and the
share of deadlines that are the same, by split; `--lines` prints the lines to be annotated, without their labels.
The second labels are eval/gold/commitments-second.jsonl: a section a line, a label for each of its lines, in order.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.commitment_gold import GoldLine, GoldSection, read_sections
from eval.gold import GOLD_FOLDER, GoldError

__all__ = ["SECOND_LABELS", "Annotated", "Label", "annotated_twice", "main", "read_second"]

SECOND_LABELS = GOLD_FOLDER / "commitments-second.jsonl"
_ENOUGH = 0.8


class Label(BaseModel):
    """What a second annotator says of a line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    commitment: bool
    type: Literal["target", "action", "aspiration"] | None = None
    deadline: date | None = None


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """Lines annotated twice: kappa over being a commitment; of those that both hold for one, kappa over the type and
    the share with the same deadline; the lines that they differ on."""

    lines: int
    kappa: float
    both: int
    type_kappa: float
    same_deadline: float
    apart: tuple[str, ...]


def read_second(path: Path = SECOND_LABELS) -> Mapping[str, tuple[Label, ...]]:
    """The second labels by section.

    Raises GoldError.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        sections = [_Section.model_validate_json(line) for line in lines if line.strip()]
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise GoldError(f"{path.name} is not as its format has it: {error.errors()[0]['msg']}.") from error
    return {section.section: section.labels for section in sections}


def annotated_twice(sections: Sequence[GoldSection], second: Mapping[str, Sequence[Label]]) -> Annotated:
    """Hold the two annotations against each other.

    Raises GoldError where a section has not as many labels as lines.
    """
    pairs = [pair for section in sections if section.name in second for pair in _pairs(section, second[section.name])]
    both = [(line, label) for line, label in pairs if line.commitment and label.commitment]
    return Annotated(
        lines=len(pairs),
        kappa=_kappa([line.commitment for line, _ in pairs], [label.commitment for _, label in pairs]),
        both=len(both),
        type_kappa=_kappa([line.type for line, _ in both], [label.type for _, label in both]),
        same_deadline=sum(line.deadline == label.deadline for line, label in both) / len(both) if both else 1.0,
        apart=tuple(line.text for line, label in pairs if line.commitment is not label.commitment),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lines, or the agreement; return 1 where kappa over commitments is below 0.8."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.second_annotation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lines", action="store_true", help="print the lines without their labels")
    options = parser.parse_args(arguments)
    by_split = {split: read_sections(split=split) for split in ("dev", "test")}
    if options.lines:
        print("\n".join(_lines([*by_split["dev"], *by_split["test"]])))
        return 0
    second = read_second()
    found = {split: annotated_twice(sections, second) for split, sections in by_split.items()}
    found["both"] = annotated_twice([*by_split["dev"], *by_split["test"]], second)
    for name, one in found.items():
        print(
            f"{name:<5}{one.lines:>4} lines: commitment or not, kappa {one.kappa:.3f}; of {one.both} that both hold for"
            f" one, type kappa {one.type_kappa:.3f}, the same deadline {one.same_deadline:.3f}"
        )
    print("apart in the development sections:", *(f"  {text[:110]}" for text in found["dev"].apart), sep="\n")
    return 0 if found["both"].kappa >= _ENOUGH else 1


def _pairs(section: GoldSection, labels: Sequence[Label]) -> list[tuple[GoldLine, Label]]:
    if len(section.lines) != len(labels):
        raise GoldError(f"{section.name} has {len(section.lines)} lines and {len(labels)} second labels.")
    return list(zip(section.lines, labels, strict=True))


def _kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Cohen's kappa, 1 where there is nothing to differ on."""
    from sklearn.metrics import cohen_kappa_score

    if len({*first, *second}) < 2:
        return 1.0
    return float(cohen_kappa_score([str(one) for one in first], [str(one) for one in second]))


def _lines(sections: Sequence[GoldSection]) -> list[str]:
    return [
        line
        for section in sections
        for line in (
            f"## {section.name}: {section.section}",
            *(f"{n}. {one.text}" for n, one in enumerate(section.lines, 1)),
        )
    ]


if __name__ == "__main__":
    sys.exit(main())
