"""How fast we may ask: a token bucket that slows down when the service says so.

Source: docs/decisions/0031-throttle.md
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from mendeley_sync.http.clock import Clock

SLOWER = 0.7
"""Factor of the rate after each 429."""

RECOVERY = 1.02
"""Factor of the rate after each answer that is none: some 20 good answers per 429."""


@dataclass(frozen=True)
class Rate:
    """How many requests a second, and how many at once after a rest."""

    per_s: float = 4.0
    burst: int = 48

    def __post_init__(self) -> None:
        if self.per_s <= 0 or self.burst < 1:
            raise ValueError(f"a rate needs a positive speed and burst, not {self}")


class Throttle:
    """A bucket of `rate.burst` tokens that fills with `rate.per_s` tokens a second."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._per_s = rate.per_s
        self._tokens = float(rate.burst)
        self._seen_s = clock.monotonic_s()

    @property
    def per_s(self) -> float:
        """The present speed in requests a second."""
        return self._per_s

    def wait(self) -> None:
        """Take one token, sleeping until there is one."""
        with self._lock:
            self._fill()
            self._tokens -= 1.0
            wait_s = max(0.0, -self._tokens / self._per_s)
        if wait_s > 0:
            self._clock.sleep(wait_s)

    def refused(self) -> None:
        """The service said 429: no more burst, and slower from here."""
        with self._lock:
            self._fill()
            self._tokens = min(self._tokens, 0.0)
            self._per_s *= SLOWER

    def accepted(self) -> None:
        """A request went well: a little faster, up to the rate we began with."""
        with self._lock:
            self._fill()
            self._per_s = min(self._rate.per_s, self._per_s * RECOVERY)

    def _fill(self) -> None:
        now_s = self._clock.monotonic_s()
        earned = (now_s - self._seen_s) * self._per_s
        self._tokens = min(float(self._rate.burst), self._tokens + earned)
        self._seen_s = now_s
