"""Two connections to Mendeley: what may be asked at once is asked at once.

Never more than two requests are under way (docs/decisions/0031-throttle.md).
"""

from __future__ import annotations

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
def two_connections(client: MendeleyClient) -> Iterator[Connections]:
    """Both; what still waits on the second when it ends is not asked any more."""
    with client.beside() as aside:
        yield Connections(client, aside)
