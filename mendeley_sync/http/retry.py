"""What to try again, when, and when to stop. Pure.

Source: docs/service.md (Errors, limits and time); RFC 9110, 10.2.3 (Retry-After); the shared
quota is that of the AWS SDKs' standard mode, which keeps a fleet of retries from becoming the
outage.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
"""Answers to a read after which the same read may succeed."""

QUOTA = 100
COST = 5
COST_OF_TIMEOUT = 10


@dataclass(frozen=True)
class RetryPolicy:
    """How often, and how far apart."""

    attempts: int = 4
    """Tries in all, the first one counted."""
    first_wait_s: float = 0.5
    longest_wait_s: float = 20.0
    longest_retry_after_s: float = 120.0
    """A longer wait asked for by the service ends the run, with the time in the error."""

    def backoff_s(self, attempt: int, chance: float) -> float:
        """Full jitter: `chance` in [0, 1) of 0.5, 1, 2, ... s, at most 20 s.

        Args:
            attempt: the try that failed, counted from 1.
            chance: a random number in [0, 1).
        """
        return float(chance * min(self.longest_wait_s, self.first_wait_s * 2 ** (attempt - 1)))


class RetryQuota:
    """Retries that all requests of a run share: when it is spent, failures are final."""

    def __init__(self, size: int = QUOTA) -> None:
        self._size = size
        self._left = size
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """What is left of it."""
        return self._left

    def take(self, *, timed_out: bool) -> bool:
        """Pay for one retry; False when there is not enough left."""
        cost = COST_OF_TIMEOUT if timed_out else COST
        with self._lock:
            if self._left < cost:
                return False
            self._left -= cost
            return True

    def give_back(self) -> None:
        """One request went well."""
        with self._lock:
            self._left = min(self._size, self._left + 1)


def retry_after_s(value: str | None, *, answered_at: datetime) -> float | None:
    """Seconds that the service asks us to wait; None when it says nothing readable.

    Args:
        value: the `Retry-After` header: whole seconds, or a date. A negative number is
            not in the standard and says nothing; a date that has passed means: now.
        answered_at: the same answer's `Date`, so that our own clock plays no part.
    """
    text = (value or "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        # Longer than a float can hold is still "very long".
        return float(text[:18])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - answered_at).total_seconds())


def not_before(answered_at: datetime, wait_s: float) -> datetime:
    """The time before which another try is useless, by the server's clock; at most a year."""
    return answered_at + timedelta(seconds=min(wait_s, timedelta(days=365).total_seconds()))
