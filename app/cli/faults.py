"""Runs a command and turns whatever goes wrong into one plain sentence and an exit status."""

import os
import sys

import typer

from app.cli.printing import note
from app.faultlog import write_down
from plans.errors import PlanwatchError, WrongCall

__all__ = ["exit_status"]

_DONE, _FAILED, _WRONG_CALL, _STOPPED = 0, 1, 2, 130
_NO_CHATTER = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}


def exit_status(arguments: list[str]) -> int:
    """Run the command that the arguments name; give 0 done, 1 failed, 2 wrong call, 130 stopped by Ctrl-C.

    No exception passes: each becomes one sentence on standard error, an unexpected one with the place of its log.
    """
    _prepare()
    try:
        return _run(arguments)
    except PlanwatchError as error:
        return _told(str(error), _WRONG_CALL if isinstance(error, WrongCall) else _FAILED)
    except typer.TyperException as error:
        return _told(_as_sentence(error.format_message()), error.exit_code)
    except KeyboardInterrupt:
        return _told(_stopped(), _STOPPED)
    except OSError as error:
        return _told(_refused_by_the_system(error), _FAILED)
    except Exception:  # noqa: BLE001 - the last resort: a user never sees a traceback
        return _told(_unexpected(), _FAILED)


def _run(arguments: list[str]) -> int:
    from app.cli.commands import commands

    status = commands(args=arguments, prog_name="planwatch", standalone_mode=False) or _DONE
    return _told(_stopped(), _STOPPED) if status == _STOPPED else int(status)


def _prepare() -> None:
    """Keep libraries quiet, send no telemetry, and write UTF-8 whatever the locale says."""
    import warnings

    warnings.simplefilter("ignore")
    for name, value in _NO_CHATTER.items():
        os.environ.setdefault(name, value)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _told(sentence: str, status: int) -> int:
    if sentence:
        note(sentence)
    return status


def _stopped() -> str:
    return "Stopped; nothing half-written is left, and the library is as it was."


def _as_sentence(message: str) -> str:
    """What the argument parser says, with where to find help; nothing where the help itself was printed."""
    if not message.strip():
        return ""
    return f"{message.strip().rstrip('.')}; `planwatch --help` lists what can be called."


def _refused_by_the_system(error: OSError) -> str:
    what = error.strerror or str(error)
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"The system refused a file or a connection: {what[:1].lower()}{what[1:]}{where}; details are in {_logged()}."
    )


def _unexpected() -> str:
    return f"Something went wrong that Planwatch did not foresee; what happened is written in {_logged()}."


def _logged() -> str:
    from plans.settings import Settings

    return write_down(Settings().home)
