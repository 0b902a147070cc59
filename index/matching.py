"""How well the words of every passage, and its place, meet the things that a question names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from index.concepts import Concept, Kind, Way
from index.keywords import Keywords, Sought
from index.runs import Runs

__all__ = ["Matched", "match_concepts"]

Floats = NDArray[np.float32]

# How far each way of coming by a word is trusted beside the word itself, and a word in the place beside one in the
# text; chosen by cross-validation, see docs/search.md.
TRUST: Mapping[Kind, float] = {"said": 1.0, "spelt": 0.9, "acronym": 0.9, "lexicon": 0.75}
IN_PLACE = 0.6
FRAMING = 0.15
PART = 0.25


@dataclass(frozen=True, slots=True)
class Matched:
    """For each row that is searched: how much of the question's weight the passage's words meet, its place, and both
    together, 0 to 1; `concepts` has the last of these for each concept apart, `weights` what each concept counts."""

    text: Floats
    place: Floats
    anywhere: Floats
    concepts: Floats
    weights: Floats
    known: float


def match_concepts(concepts: Sequence[Concept], keywords: Keywords, rows: Runs) -> Matched:
    """Match every passage of some rows with the concepts of a question."""
    stems = _Stems(keywords, rows)
    size = rows.size
    text, place, both = (np.zeros((len(concepts), size), dtype=np.float32) for _ in range(3))
    weights = np.zeros(len(concepts), dtype=np.float32)
    met = np.zeros(len(concepts), dtype=np.float32)
    for at, concept in enumerate(concepts):
        importance = _match_one(concept, stems, text[at], place[at], both[at])
        factor = FRAMING if concept.framing else PART if concept.part else 1.0
        weights[at] = factor * (importance or stems.rarest)
        met[at] = factor * importance
        for scores in (text, place, both):
            scores[at] *= factor
    total = float(weights.sum()) or 1.0
    return Matched(
        text=text.sum(axis=0) / total,
        place=place.sum(axis=0) / total,
        anywhere=both.sum(axis=0) / total,
        concepts=both,
        weights=weights,
        known=float(met.sum()) / total,
    )


def _match_one(concept: Concept, stems: "_Stems", text: Floats, place: Floats, both: Floats) -> float:
    """Raise the scores of the passages that meet a concept in one way or another; give the concept's weight."""
    importance, spare = 0.0, np.empty_like(text)  # of a large library, room is dearer to come by than to fill
    for way in concept.ways:
        found = stems.together(way)
        if found is None:
            continue
        in_text, in_place, anywhere = found
        worth = TRUST[way.kind] * way.trust * stems.rarity(int(np.count_nonzero(anywhere)))
        for best, met in ((text, in_text), (place, in_place), (both, anywhere)):
            np.maximum(best, np.multiply(met, worth, out=spare), out=best)
        importance = max(importance, worth)
    return importance


class _Stems:
    """Where each stem stands, in the rows that are searched; looked up once a question."""

    def __init__(self, keywords: Keywords, rows: Runs) -> None:
        self._keywords = keywords
        self._rows = rows
        self._sought = Sought(rows)
        self._found: dict[str, tuple[Floats, Floats, Floats] | None] = {}
        self.rarest = self.rarity(0)

    def rarity(self, count: int) -> float:
        """The inverse document frequency of what stands in so many of the passages."""
        size = self._rows.size
        return log(1 + (size - count + 0.5) / (count + 0.5))

    def together(self, way: Way) -> tuple[Floats, Floats, Floats] | None:
        """Where all stems of a way stand: in the text, in the place, and in either; None where no passage has them."""
        found = [self._one(stem) for stem in way.stems]
        if any(one is None for one in found):
            return None
        held = [one for one in found if one is not None]
        if len(held) == 1:
            return held[0]
        text, place, both = (np.minimum.reduce([one[at] for one in held]) for at in range(3))
        return (text, place, both) if both.any() else None

    def _one(self, stem: str) -> tuple[Floats, Floats, Floats] | None:
        if stem not in self._found:
            self._found[stem] = self._looked_up(stem)
        return self._found[stem]

    def _looked_up(self, stem: str) -> tuple[Floats, Floats, Floats] | None:
        text = self._keywords.text.saturation(stem, self._sought)
        place = self._keywords.context.presence(stem, self._sought)
        if not text.any() and not place.any():
            return None
        return text, place, np.maximum(text, np.float32(IN_PLACE) * place)
