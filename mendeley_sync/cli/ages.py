"""How long ago something was, as people say it."""

from __future__ import annotations

from datetime import UTC, datetime

_STEPS = ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute"))


def ago(then: datetime, now: datetime) -> str:
    """`3 days ago`, `just now`; a time to come is a clock that is wrong."""
    seconds = (now - then).total_seconds()
    if seconds < -60:
        return "in the future: a clock is wrong"
    for length, word in _STEPS:
        count = int(seconds // length)
        if count >= 1:
            return f"{count:,} {word if count == 1 else word + 's'} ago"
    return "just now"


def day_and_age(then: datetime, now: datetime) -> str:
    """`2026-03-01 (3 days ago)`."""
    return f"{then.astimezone(UTC):%Y-%m-%d} ({ago(then, now)})"
