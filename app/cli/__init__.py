"""The command line. `main` is the entry point: exit status 0 done, 1 the work failed, 2 the call was wrong."""

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `planwatch` with the arguments given (those of the process where None), and end the process."""
    try:
        from app.cli.faults import exit_status

        status = exit_status(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:  # while the parts of the command line itself were loading
        status = 130
    sys.exit(status)
