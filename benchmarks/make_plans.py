"""Makes plans of places that do not exist: the sample plans' structure, with other names, figures, dates and wording.

The same seed gives the same plans. Each says in its first line, its title and its entry that it is synthetic.

    python benchmarks/make_plans.py --plans 100 --into FOLDER [--seed 7]
"""

import argparse
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plans.catalogue import sample_library

MARK = "SYNTHETIC PLAN: made for measuring; no such place, body or promise exists."
_FIRST = "Ash Beck Brack Cald Dray Elm Fen Gart Hax Ings Kel Lang Marl Nether Oak Pen Quar Raven Stan Thorn Wex".split()
_LAST = "bridge dale field ford ham holme ley mere mouth port sett stead thorpe ton wick worth".split()
_AREAS = re.compile(
    r"Kirklees|West Yorkshire|\bWY\b|Huddersfield|Dewsbury|Calderdale|Wakefield|Bradford|Leeds|Batley|Spen|Locala"
)
_WORDINGS = (
    ("we will", "the partnership will", "partners will", "we are going to"),
    ("improve", "strengthen", "better", "raise the standard of"),
    ("support", "help", "stand by", "assist"),
    ("people", "residents", "local people", "those who live here"),
    ("develop", "build", "design", "draw up"),
    ("increase", "grow", "expand", "add to"),
    ("reduce", "cut", "lower", "bring down"),
    ("deliver", "provide", "carry out", "bring about"),
    ("services", "local services", "provision", "teams"),
    ("ensure", "make sure", "see to it", "guarantee"),
    ("across", "throughout", "in all parts of", "over the whole of"),
    ("review", "look again at", "examine", "take stock of"),
    ("access", "access", "ways in", "entry"),
    ("focus on", "concentrate on", "give priority to", "attend to"),
)
_YEAR = re.compile(r"\b20[12]\d\b")
_FIGURE = re.compile(r"(?<![\d/,.])\b\d{1,4}(?:\.\d)?\b(?!/|-\d|,\d)")


def main() -> None:
    """Write the plans into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=10)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write_plans(options.into, count=options.plans, seed=options.seed)


def write_plans(folder: Path, *, count: int, seed: int = 7) -> None:
    """Write so many plans with their entries into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, text, entry) in enumerate(made_plans(seed=seed)):
        if number == count:
            return
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / f"{name}.toml").write_text(entry, encoding="utf-8")


def made_plans(*, seed: int = 7) -> Iterator[tuple[str, str, str]]:
    """One plan after the other without end: its id, its text, and its entry as TOML."""
    originals = [path.read_text(encoding="utf-8") for path in sorted(sample_library().glob("*.txt"))]
    number = 0
    while True:
        chosen = random.Random(f"{seed}-{number}")
        place = f"{chosen.choice(_FIRST)}{chosen.choice(_LAST)} {number}"
        later = chosen.randrange(-2, 4)
        name = f"synthetic-{number:05d}"
        yield name, _varied(originals[number % len(originals)], place, later, chosen), _entry(name, place, later)
        number += 1


def _varied(text: str, place: str, later: int, chosen: random.Random) -> str:
    words = {first: chosen.choice(said) for first, *said in _WORDINGS}
    lines = [_line(line, place, later, words, chosen) for line in text.splitlines()]
    # A line in twenty is another place's own business: plans are alike and not the same.
    kept = [line for line in lines if len(line) < 60 or chosen.random() > 0.05]
    return "\n".join([MARK, f"{place} Health and Care Plan {2023 + later}-{2028 + later} (synthetic)", "", *kept])


def _line(line: str, place: str, later: int, words: dict[str, str], chosen: random.Random) -> str:
    line = _AREAS.sub(place, line)
    line = _YEAR.sub(lambda found: str(int(found[0]) + later), line)
    line = _FIGURE.sub(lambda found: _figure(found[0], chosen), line)
    for said, other in words.items():
        if chosen.random() < 0.7:
            line = re.sub(rf"\b{said}\b", other, line)
            line = re.sub(rf"\b{said.capitalize()}\b", other.capitalize(), line)
    return line


def _figure(figure: str, chosen: random.Random) -> str:
    if "." in figure:
        return f"{float(figure) * chosen.uniform(0.5, 1.6):.1f}"
    return figure if 2000 < int(figure) < 2040 else str(max(1, round(int(figure) * chosen.uniform(0.6, 1.5))))


def _entry(name: str, place: str, later: int) -> str:
    first, last = 2023 + later, 2028 + later
    lines = {
        "id": name,
        "title": f"{place} Health and Care Plan {first}-{last} (synthetic)",
        "publisher": f"{place} Health and Care Partnership (synthetic)",
        "edition": "1",
        "file": f"{name}.txt",
        "area": place,
        "provenance": MARK,
    }
    fields = "".join(f'{key} = "{value}"\n' for key, value in lines.items())
    period = f'[period]\nwritten = "{first}-{last}"\nfirst = {first}-04-01\nlast = {last}-03-31\n'
    return f'{fields}names = ["{place} plan", "{place}"]\n\n{period}'


if __name__ == "__main__":
    main()
