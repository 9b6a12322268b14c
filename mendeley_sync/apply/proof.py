"""What a look after a write can show."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from mendeley_sync.domain.service import Image, Record


class OvertakenError(Exception):
    """The library is no longer as it was planned for; the text says why."""


class Arrival(StrEnum):
    """Whether a change is in the library."""

    ARRIVED = "arrived"
    NOT_YET = "not yet"
    KEPT_OTHER = "kept other"
    """The library holds something else than was sent."""
    MOVED_MORE = "moved more"
    """Something changed that nobody sent: nothing more is written."""


class Proof(NamedTuple):
    """What a look shows, and of what."""

    arrival: Arrival
    names: tuple[str, ...] = ()
    """Fields of which the library keeps another value; members that moved, too."""
    reason: str = ""


class Sent(NamedTuple):
    """What was sent, and what came back."""

    request: Image
    answer: Record | None = None
    """None: the answer was lost, or holds no document."""
    answered: bool = False
