"""What can go wrong, one class for each event that somebody can act on.

PlanwatchError               one plain sentence, with the next step in it
├── WrongCall                the call itself is wrong (exit status 2)
│   └── UnknownPlan          a plan id that the library does not hold
├── Refused                  a file that will not be read, and why
├── AlreadyHeld              a file that the library holds already
├── NoIndex                  nothing has been ingested yet
├── BrokenIndex              a generation whose files do not match their hashes
├── HomeNotWritable          the home folder cannot be written
├── Busy                     another process is writing
├── ChangedMeanwhile         somebody else entered something since it was read
├── ModelUnavailable         the embedding model is missing or is not the one expected
├── StoreUnavailable         a Chroma server or database that does not answer
└── LanguageModelFailed      the optional language model timed out, refused or failed
"""

__all__ = [
    "AlreadyHeld",
    "BrokenIndex",
    "Busy",
    "ChangedMeanwhile",
    "HomeNotWritable",
    "LanguageModelFailed",
    "ModelUnavailable",
    "NoIndex",
    "PlanwatchError",
    "Refused",
    "StoreUnavailable",
    "UnknownPlan",
    "WrongCall",
]


class PlanwatchError(Exception):
    """An event that ends the work, told in one plain sentence."""


class WrongCall(PlanwatchError):
    """The call is wrong, whatever the library holds."""


class UnknownPlan(WrongCall):
    """A plan id that the library does not hold."""


class Refused(PlanwatchError):
    """A file that will not be read; the message says why and what to do instead."""


class AlreadyHeld(PlanwatchError):
    """The library holds this very file already; nothing was done."""


class NoIndex(PlanwatchError):
    """Nothing has been ingested yet."""


class BrokenIndex(PlanwatchError):
    """A file of the index in use is missing or not what was written."""


class HomeNotWritable(PlanwatchError):
    """The home folder cannot be created or written."""


class Busy(PlanwatchError):
    """Another process is writing the index."""


class ChangedMeanwhile(PlanwatchError):
    """Somebody else entered something about this since it was read; nothing was written, read it again."""


class ModelUnavailable(PlanwatchError):
    """The embedding model is missing, or its files are not the expected ones."""


class StoreUnavailable(PlanwatchError):
    """A Chroma server or a database does not answer."""


class LanguageModelFailed(PlanwatchError):
    """The language model timed out, refused, failed, or wrote nonsense."""
