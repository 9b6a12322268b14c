"""The sandbox's own clock: every time that it serves, stores or compares comes from here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

_OFFSET_WITHOUT_COLON = re.compile(r"([+-]\d{2})(\d{2})$")


class Clock:
    """Real time, or a time that stands still until it is told to move.

    `step` is how far a standing clock moves after each request that changes something,
    so that a script of requests gives distinct and repeatable times.
    """

    def __init__(self, fixed: datetime | None = None, step: timedelta = timedelta(0)) -> None:
        self.fixed = fixed
        self.step = step

    def __call__(self) -> datetime:
        """The present instant, UTC."""
        return self.fixed if self.fixed is not None else datetime.now(UTC)

    def set(self, fixed: datetime | None) -> None:
        """Stand still at `fixed`, or run with real time again."""
        self.fixed = fixed

    def advance(self, seconds: float) -> None:
        """Move a standing clock; a real one is first stopped where it is."""
        self.fixed = self() + timedelta(seconds=seconds)

    def tick(self) -> None:
        """One step on, if the clock stands."""
        if self.fixed is not None:
            self.fixed += self.step


def as_text(moment: datetime, *, whole_seconds: bool = False) -> str:
    """`2024-01-19T17:03:11.087Z`: always UTC and three decimals (cut, not rounded)."""
    utc = moment.astimezone(UTC)
    milliseconds = 0 if whole_seconds else utc.microsecond // 1000
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"


def whole_second(text: str) -> str:
    """The served time without its fraction, as the service stored it in 2014 to 2016."""
    return f"{text[:19]}.000Z"


def as_moment(text: str) -> datetime:
    """An ISO 8601 time with or without fraction, with `Z` or an offset.

    Raises:
        ValueError: it is none; a time without a zone counts as UTC.
    """
    # A plus that nobody encoded arrives as a blank.
    candidate = text.strip().replace(" ", "+")
    candidate = _OFFSET_WITHOUT_COLON.sub(r"\1:\2", candidate)
    moment = datetime.fromisoformat(candidate)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def as_http_date(moment: datetime) -> str:
    """`Thu, 04 Sep 2014 11:38:16 GMT`."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def from_http_date(text: str) -> datetime | None:
    """The instant of an HTTP date, or None for what is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
