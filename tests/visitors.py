"""Visitors of servers who ask for pages without a pause, while something else happens."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

__all__ = ["Visitors", "Visits"]

_PATIENCE_S = 60


@dataclass(slots=True, kw_only=True)
class Visits:
    """The seconds that each visit took, by page, and the visits that failed, each with what came back."""

    took: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Visitors:
    """One for each address, in a thread of its own: asks for one page after the other, and keeps its cookies."""

    def __init__(self, addresses: Sequence[str], pages: Sequence[str]) -> None:
        """Let nobody ask yet."""
        self._pages = pages
        self._visits = Visits()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(address,)) for address in addresses]

    def visits(self) -> Visits:
        """The visits since this was last asked for."""
        visits, self._visits = self._visits, Visits()
        return visits

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _visit(self, address: str) -> None:
        with httpx.Client(base_url=address, timeout=_PATIENCE_S) as client:
            while not self._ended.is_set():
                for page in self._pages:
                    self._ask(client, page)

    def _ask(self, client: httpx.Client, page: str) -> None:
        begun = time.perf_counter()
        try:
            response = client.get(page)
        except httpx.HTTPError as error:
            self._visits.failed.append(f"{page}: {error!r}")
            return
        self._visits.took.setdefault(page, []).append(time.perf_counter() - begun)
        if response.status_code != 200:
            self._visits.failed.append(f"{page}: {response.status_code} {response.text[:200]}")
