"""Whether a port can be served on, asked before anything heavy is loaded."""

import socket

from plans.errors import WrongCall

__all__ = ["check_free"]


def check_free(host: str, port: int) -> None:
    """Do nothing where the port is free.

    Raises WrongCall when it is in use, or the host is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise WrongCall(f"Port {port} on {host} cannot be used ({why}); choose another with --port.") from error
