"""What is worth telling after a run of the scheduled job: changes only, never standing news.

A pure comparison of the status before with the run that has just ended. Texts hold
numbers and references of the list, never a secret and nothing about members.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.job import JobStatus
from mendeley_sync.errors import (
    EXIT_DIFFERENCES,
    EXIT_FINE,
    EXIT_HELD,
    EXIT_INTERRUPTED,
    EXIT_LOCKED,
    EXIT_SERVICE,
    EXIT_TERMINATED,
    EXIT_UNFINISHED,
    EXIT_WORDS,
)

GOOD_CODES = frozenset({EXIT_FINE, EXIT_DIFFERENCES, EXIT_HELD})
"""The run came to its end; what it found is another matter."""

OUTAGE_CODES = frozenset(
    {EXIT_LOCKED, EXIT_SERVICE, EXIT_UNFINISHED, EXIT_INTERRUPTED, EXIT_TERMINATED}
)
"""Worth an automatic retry: told only when it lasts."""

DIGEST_EVERY = timedelta(days=7)
EXPIRY_AHEAD = timedelta(days=7)
UNUSED_SIGN_IN = timedelta(days=60)
"""A sign-in that nobody has renewed for so long may be refused next time."""

MANY_GONE = 5


class EventKind(StrEnum):
    """Why somebody is told."""

    NEW = "new"
    CLEARED = "cleared"
    GONE = "gone"
    FAILED = "failed"
    RECOVERED = "recovered"
    SIGN_IN = "sign-in"
    EXPIRING = "expiring"
    DIGEST = "digest"


class Event(BaseModel):
    """One thing to tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: EventKind
    text: str
    """One sentence or two."""
    details: tuple[str, ...] = ()
    """Lines below it."""
    key: str = ""
    """Of a standing condition: it is told once while it stands."""


class JobRun(BaseModel):
    """What the run that has just ended came to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    exit_code: int
    message: str = ""
    """The error's sentence and advice, when it failed."""
    counts: Mapping[str, int] = {}
    history_known: bool = False
    """Whether there was an earlier run to compare the findings with."""
    new: tuple[str, ...] = ()
    """One line for each new finding."""
    cleared: tuple[str, ...] = ()
    gone: int = 0
    """Documents gone or trashed since the last pull."""
    expiring: Mapping[str, AwareDatetime] = {}
    """Accepted differences by finding, and until when they are accepted."""
    sign_in_used: AwareDatetime | None = None
    not_before: AwareDatetime | None = None
    holds: tuple[str, ...] = ()


def events_of(
    before: JobStatus, run: JobRun, *, outage_after: timedelta, weekly_digest: bool = True
) -> tuple[Event, ...]:
    """What to tell after this run, in order of importance."""
    if run.exit_code not in GOOD_CODES:
        return _failure_events(before, run, outage_after)
    return (
        *_gone_events(run),
        *_recovery_events(before, run),
        *_change_events(run),
        *_sign_in_events(before, run),
        *_expiry_events(before, run),
        *(_digest_events(before, run) if weekly_digest else ()),
    )


def _failure_events(before: JobStatus, run: JobRun, outage_after: timedelta) -> tuple[Event, ...]:
    """An outage is told when it lasts, everything else at once; both once."""
    key = f"failed {run.exit_code}"
    if key in before.told:
        return ()
    if run.exit_code in OUTAGE_CODES:
        good = before.last_success or before.failing_since or run.at
        if run.at - good < outage_after:
            return ()
    word = EXIT_WORDS.get(run.exit_code, "failed")
    text = f"The job failed: {word} (exit {run.exit_code}). {run.message}".strip()
    return (Event(kind=EventKind.FAILED, text=text, key=key),)


def _recovery_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    if not any(key.startswith("failed ") for key in before.told):
        return ()
    since = f"{before.failing_since:%Y-%m-%d %H:%M} UTC" if before.failing_since else "some time"
    return (Event(kind=EventKind.RECOVERED, text=f"The job works again; it failed since {since}."),)


def _gone_events(run: JobRun) -> tuple[Event, ...]:
    if run.gone < MANY_GONE:
        return ()
    text = (
        f"{run.gone} documents are gone or in the trash since the last run. Nothing is pushed "
        "until somebody has looked; ask everyone not to empty the trash."
    )
    return (Event(kind=EventKind.GONE, text=text),)


def _change_events(run: JobRun) -> tuple[Event, ...]:
    if not run.history_known:
        return ()
    events = []
    if run.new:
        text = f"{len(run.new)} new findings." if len(run.new) > 1 else "One new finding."
        events.append(Event(kind=EventKind.NEW, text=text, details=run.new))
    if run.cleared:
        count = len(run.cleared)
        text = f"{count} findings are settled." if count > 1 else "One finding is settled."
        events.append(Event(kind=EventKind.CLEARED, text=text, details=run.cleared))
    return tuple(events)


def _sign_in_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    key = "sign-in unused"
    if run.sign_in_used is None or run.at - run.sign_in_used < UNUSED_SIGN_IN or key in before.told:
        return ()
    text = (
        f"The saved sign-in was last renewed on {run.sign_in_used:%Y-%m-%d}; it may soon need a "
        "person. Run `mendeley-sync login`."
    )
    return (Event(kind=EventKind.SIGN_IN, text=text, key=key),)


def _expiry_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    soon = sorted(
        finding
        for finding, until in run.expiring.items()
        if until - run.at <= EXPIRY_AHEAD and f"expiring {finding}" not in before.told
    )
    return tuple(
        Event(
            kind=EventKind.EXPIRING,
            text=f"The accepted difference {finding} is a finding again from "
            f"{run.expiring[finding]:%Y-%m-%d} on.",
            key=f"expiring {finding}",
        )
        for finding in soon
    )


def _digest_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    if not run.counts or before.last_digest is None:
        return ()
    if run.at - before.last_digest < DIGEST_EVERY:
        return ()
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(run.counts.items()))
    return (Event(kind=EventKind.DIGEST, text=f"Still open: {counts}."),)


def status_after(before: JobStatus, run: JobRun, events: tuple[Event, ...]) -> JobStatus:
    """The status to keep once these events were told."""
    good = run.exit_code in GOOD_CODES
    told = {key: at for key, at in before.told.items() if _still_stands(key, run)}
    told.update({event.key: run.at for event in events if event.key})
    digested = any(event.kind is EventKind.DIGEST for event in events)
    return JobStatus(
        last_try=run.at,
        last_success=run.at if good else before.last_success,
        consecutive_failures=0 if good else before.consecutive_failures + 1,
        failing_since=None if good else before.failing_since or run.at,
        exit_code=run.exit_code,
        cause="" if good else EXIT_WORDS.get(run.exit_code, "failed"),
        counts=run.counts if good else before.counts,
        not_before=run.not_before,
        told=told,
        last_digest=run.at
        if digested or (good and before.last_digest is None)
        else before.last_digest,
        reported_holds=run.holds if good else before.reported_holds,
    )


def _still_stands(key: str, run: JobRun) -> bool:
    """Whether a condition that was told is still there, so that it is not told again."""
    if key.startswith("failed "):
        return run.exit_code not in GOOD_CODES
    if key.startswith("expiring "):
        return key.removeprefix("expiring ") in run.expiring
    return key != "sign-in unused" or (
        run.sign_in_used is not None and run.at - run.sign_in_used >= UNUSED_SIGN_IN
    )


def is_too_early(status: JobStatus, now: datetime) -> bool:
    """Whether the last run said that no try makes sense yet."""
    return status.not_before is not None and now < status.not_before


def event_text(events: tuple[Event, ...]) -> str:
    """All events as one plain text, for a mail or a hook."""
    parts = []
    for event in events:
        lines = [event.text, *(f"  - {line}" for line in event.details[:20])]
        if len(event.details) > 20:
            lines.append(f"  - and {len(event.details) - 20} more")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
