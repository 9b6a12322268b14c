"""Two lines to the service: what may be asked at once is asked at once.

Never more than two requests are under way (docs/decisions/0031-throttle.md).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mendeley_sync.mendeley.client import MendeleyClient


@dataclass(frozen=True)
class Connections:
    """The client, and the same on a second connection."""

    main: MendeleyClient
    aside: MendeleyClient


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let the collector of cycles look seldom: a page's 30,000 values come and go without any.

    Costs a sixth of the reading otherwise, since each look goes over everything imported.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def two_connections(client: MendeleyClient) -> Iterator[Connections]:
    """Both lines; what still waits on the second when it ends is not asked any more."""
    with client.beside() as aside:
        yield Connections(client, aside)
