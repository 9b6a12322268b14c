"""Time as the client uses it, so that a test can stand in for it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the client asks about time."""

    def now(self) -> datetime:
        """This machine's idea of the time, UTC; may be wrong by days."""
        ...

    def monotonic_s(self) -> float:
        """Seconds since some moment; never steps back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait so long."""
        ...


class SystemClock:
    """The machine's clock."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def now(self) -> datetime:
        """This machine's time, UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since some moment; never steps back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait so long, or until somebody wakes us."""
        self._woken.wait(seconds)

    def wake(self) -> None:
        """End every sleep, this one and those to come: the run is over."""
        self._woken.set()
