"""What a cross-encoder makes of passages beside one question; each is read once, and only when it is needed."""

from collections.abc import Sequence

from plans.document import Passage
from plans.seams import Answerability

__all__ = ["Reading"]


class Reading:
    """One question beside the passages that are asked about, for as long as it is being answered."""

    def __init__(self, question: str, answerability: Answerability) -> None:
        self._question = question
        self._answerability = answerability
        self._read: dict[str, float] = {}

    def of(self, passage: Passage, *, beside: Sequence[Passage] = ()) -> float:
        """The log-odds that the passage answers the question; those `beside` it are read with it, for the next time."""
        if passage.id not in self._read:
            together = {one.id: one for one in (passage, *beside) if one.id not in self._read}
            rated = self._answerability.rate(self._question, list(together.values()))
            self._read.update(zip(together, rated, strict=True))
        return self._read[passage.id]
