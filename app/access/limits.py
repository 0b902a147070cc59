"""How much at a time: requests counted for each person and each address, over a minute that moves."""

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.access.people import Person
from app.access.policy import Policy

__all__ = ["Limits"]

_LONGEST_ADDRESS = 64
_FAILURES = RateLimitItemPerMinute(20, namespace="failures")


class Limits:
    """Counts of one server process, in memory. Looking at pages may be done ten times as often as asking."""

    def __init__(self, policy: Policy) -> None:
        """Count against the limits of a policy."""
        self._counted = MovingWindowRateLimiter(MemoryStorage())
        self._person, self._address = policy.asks_by_person, policy.asks_by_address

    def wait(self, person: Person, address: str, *, work: bool) -> int:
        """Count a request; the seconds to wait before it may be made, 0 where it may be made now."""
        address = _network(address)
        kind, times = ("work", 1) if work else ("pages", 10)
        held: list[tuple[RateLimitItemPerMinute, str]] = []
        if self._person is not None and person.id:
            held.append((RateLimitItemPerMinute(self._person * times, namespace=f"person-{kind}"), person.id))
        elif self._person is not None:
            held.append((RateLimitItemPerMinute(self._person * times, namespace=f"anonymous-{kind}"), address))
        if self._address is not None:
            held.append((RateLimitItemPerMinute(self._address * times, namespace=f"address-{kind}"), address))
        return max((self._hit(limit, name) for limit, name in held), default=0)

    def failed(self, address: str) -> None:
        """Count a sign-in or a token that was no good."""
        self._counted.hit(_FAILURES, _network(address))

    def shut(self, address: str) -> int:
        """The seconds for which an address that failed too often has to wait; 0 where it need not."""
        network = _network(address)
        return 0 if self._counted.test(_FAILURES, network) else self._left(_FAILURES, network)

    def _hit(self, limit: RateLimitItemPerMinute, name: str) -> int:
        return 0 if self._counted.hit(limit, name) else self._left(limit, name)

    def _left(self, limit: RateLimitItemPerMinute, name: str) -> int:
        return max(1, math.ceil(self._counted.get_window_stats(limit, name).reset_time - time.time()))


def _network(address: str) -> str:
    """What an address is counted as: one of IPv6 as its network of 64 bits, all of which one person has."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:_LONGEST_ADDRESS]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
