"""A letter of the scheduled job: the line that stands in an inbox, and the text below it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from mendeley_sync.reports.job.events import Event, EventKind, event_text
from mendeley_sync.reports.values import counted
from mendeley_sync.text.escaping import for_terminal

LONGEST_NAME = 60
"""Characters of the library's name in a subject."""

_SUBJECTS: Final[Mapping[EventKind, str]] = {
    EventKind.GONE: "documents are gone",
    EventKind.FAILED: "the job failed",
    EventKind.RECOVERED: "the job works again",
    EventKind.SIGN_IN: "the sign-in needs a person",
    EventKind.EXPIRING: "an accepted difference expires",
    EventKind.DIGEST: "still open this week",
}


def subject_of(events: tuple[Event, ...], *, library: str = "", practice: bool = False) -> str:
    """What happened and where, in one line; most important first."""
    parts = list(dict.fromkeys(_in_a_subject(event) for event in events))
    where = f" ({for_terminal(library, LONGEST_NAME)})" if library else ""
    return f"{'SANDBOX ' if practice else ''}mendeley-sync: {', '.join(parts)}{where}"


def _in_a_subject(event: Event) -> str:
    if event.kind is EventKind.NEW:
        return counted(len(event.details), "new finding")
    if event.kind is EventKind.CLEARED:
        return f"{len(event.details):,} settled"
    return _SUBJECTS[event.kind]


def notification_text(
    events: tuple[Event, ...], *, library: str = "", at: datetime, practice: bool = False
) -> str:
    """The events, then where they come from and how to see more."""
    where = for_terminal(library) if library else "the library"
    tool = "mendeley-sync --sandbox" if practice else "mendeley-sync"
    return (
        f"{event_text(events)}\n"
        f"This is about {where}, on {at.astimezone(UTC):%Y-%m-%d at %H:%M} UTC.\n"
        f"Everything that differs: {tool} diff\n"
        f"How the job is doing:    {tool} status\n"
        "Nothing is told twice; what stays open comes once a week.\n"
    )
