"""A notification of the scheduled job: its subject and its text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from mendeley_sync.advice import Command
from mendeley_sync.reports.job.events import Event, EventKind, event_text
from mendeley_sync.reports.surfaces import Surface
from mendeley_sync.reports.values import counted
from mendeley_sync.text.escaping import for_terminal

LONGEST_NAME = 60
"""Characters of the library's name in a subject."""

_SUBJECTS: Final[Mapping[EventKind, str]] = {
    EventKind.GONE: "documents are missing",
    EventKind.FAILED: "the job failed",
    EventKind.RECOVERED: "the job works again",
    EventKind.SIGN_IN: "the sign-in may expire",
    EventKind.EXPIRING: "an accepted difference expires",
    EventKind.DIGEST: "still open this week",
}


def subject_of(events: tuple[Event, ...], *, library: str = "", practice: bool = False) -> str:
    """Return the subject: the events, most important first, and the library."""
    parts = list(dict.fromkeys(_in_a_subject(event) for event in events))
    where = f" ({for_terminal(library, LONGEST_NAME)})" if library else ""
    return f"{'SANDBOX ' if practice else ''}mendeley-sync: {', '.join(parts)}{where}"


def _in_a_subject(event: Event) -> str:
    if event.kind is EventKind.NEW:
        return counted(len(event.details), "new difference")
    if event.kind is EventKind.CLEARED:
        return f"{len(event.details):,} resolved"
    return _SUBJECTS[event.kind]


def notification_text(
    events: tuple[Event, ...], *, library: str = "", at: datetime, practice: bool = False
) -> str:
    """The events, then where they come from and how to see more."""
    where = for_terminal(library) if library else "the library"
    surface = Surface(("--sandbox",) if practice else ())
    return (
        f"{event_text(events)}\n"
        f"This is about {where}, on {at.astimezone(UTC):%Y-%m-%d at %H:%M} UTC.\n"
        f"All differences: {surface.command(Command(('diff',)))}\n"
        f"State of the job: {surface.command(Command(('status',)))}\n"
        "Each event is sent once. Open differences are repeated in the weekly summary.\n"
    )
