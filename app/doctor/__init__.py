"""The doctor: looks for faults in an installation and says how to mend each. It changes nothing."""

from collections.abc import Callable, Iterator

from app.doctor import home, index, installation, models, stores, surroundings
from app.doctor.finding import Finding, fault
from app.faultlog import write_down
from plans.errors import PlanwatchError
from plans.settings import Settings

__all__ = ["Finding", "examine"]

_Check = Callable[[Settings], Iterator[Finding]]

_CHECKS: tuple[_Check, ...] = (
    installation.python_is_new_enough,
    installation.packages_fit,
    home.can_be_written,
    home.has_room,
    home.holds_what_it_should,
    home.is_ones_own,
    surroundings.passing_files_can_be_written,
    surroundings.enough_files_may_be_open,
    surroundings.memory_suffices,
    home.shelf_is_whole,
    home.nothing_is_left_over,
    home.restores_are_finished,
    home.reports_can_be_read,
    home.is_private,
    index.can_be_opened,
    index.is_whole,
    index.chroma_is_whole,
    index.is_up_to_date,
    models.embedding_model_is_right,
    models.index_is_of_this_model,
    models.language_model_is_right,
    surroundings.lexicon_can_be_read,
    surroundings.sign_in_holds_together,
    stores.chroma_answers,
    stores.database_answers,
    stores.nothing_is_left_in_the_home,
    stores.marks_are_intact,
    stores.tokens_can_be_read,
    stores.collector_answers,
    surroundings.page_port_is_free,
)


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Run every check, in an order in which the first fault is likely to be the cause of later ones."""
    return tuple(finding for check in _CHECKS for finding in _found(check, settings))


def _found(check: _Check, settings: Settings) -> Iterator[Finding]:
    try:
        yield from check(settings)
    except PlanwatchError as error:
        yield fault(check.__name__.replace("_", " "), str(error))
    except Exception as error:  # noqa: BLE001 - what it stumbled over is a finding, and the other checks go on
        what = f"{type(error).__name__}: {error}"
        told = f"This could not be looked at ({what}); mend what the other lines name, then run this again"
        yield fault(check.__name__.replace("_", " "), f"{told}, or send {write_down(settings.home)} to a developer.")
