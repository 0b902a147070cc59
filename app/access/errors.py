"""What can go wrong at the door."""

from plans.errors import PlanwatchError

__all__ = ["SignInFailed", "SignInUnavailable", "Spoofed"]


class SignInFailed(PlanwatchError):
    """The provider's answer proves nothing; nobody is signed in."""


class SignInUnavailable(PlanwatchError):
    """The provider does not answer."""


class Spoofed(PlanwatchError):
    """Somebody else than the proxy says who a person is."""
