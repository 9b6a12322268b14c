"""What is worth telling after a run of the scheduled job: changes only, never standing news.

A pure comparison of the status before with the run that has just ended. Texts hold
numbers and references of the list, never a secret and nothing about members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.job import JobStatus
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.errors import (
    EXIT_DIFFERENCES,
    EXIT_FINE,
    EXIT_INTERRUPTED,
    EXIT_LOCKED,
    EXIT_NEEDS_REVIEW,
    EXIT_SERVICE,
    EXIT_TERMINATED,
    EXIT_UNFINISHED,
    EXIT_WORDS,
)
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.reports.values import counted, open_in_words
from mendeley_sync.text.escaping import for_terminal

GOOD_CODES = frozenset({EXIT_FINE, EXIT_DIFFERENCES, EXIT_NEEDS_REVIEW})
"""The run came to its end; what it found is another matter."""

OUTAGE_CODES = frozenset(
    {EXIT_LOCKED, EXIT_SERVICE, EXIT_UNFINISHED, EXIT_INTERRUPTED, EXIT_TERMINATED}
)
"""Worth an automatic retry: told only when it lasts."""

DIGEST_EVERY = timedelta(days=6, hours=12)
"""A week, less what a daily job with a random start may come too early."""
EXPIRY_AHEAD = timedelta(days=7)
UNUSED_SIGN_IN = timedelta(days=60)
"""A sign-in that nobody has renewed for so long may be refused next time."""

MANY_GONE = 5
MOST_LINES = 20
"""Details of one event that a text shows; the rest is counted."""

LETTER_COLUMNS = 76

_OUTAGE = "failed outage"
_FAILED = "failed "
_EXPIRING = "expiring "
_UNUSED = "sign-in unused "


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
    counts: Mapping[str, int] | None = None
    """References and documents by kind of finding; None: the run did not come to comparing."""
    history_known: bool = False
    """Whether there was an earlier run to compare the findings with."""
    new: tuple[str, ...] = ()
    """One line for each new finding."""
    cleared: tuple[str, ...] = ()
    gone: int = 0
    """Documents gone or trashed since the last pull."""
    expiring: Mapping[str, AwareDatetime] = {}
    """Accepted differences by finding, and until when they are accepted."""
    sign_ins: Mapping[str, AwareDatetime] = {}
    """When each account kept on this machine was last renewed."""
    not_before: AwareDatetime | None = None
    holds: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it came to its end."""
        return self.exit_code in GOOD_CODES


def events_of(
    before: JobStatus, run: JobRun, *, outage_after: timedelta, weekly_digest: bool = True
) -> tuple[Event, ...]:
    """What to tell after this run, in order of importance.

    A run that failed late, at a rail for instance, has found things all the same: they
    are told with the failure, or nobody would ever hear of them.
    """
    return (
        *_gone_events(run),
        *_failure_events(before, run, outage_after),
        *_recovery_events(before, run),
        *_change_events(run),
        *_sign_in_events(before, run),
        *_expiry_events(before, run),
        *(_digest_events(before, run) if weekly_digest else ()),
    )


def _failure_events(before: JobStatus, run: JobRun, outage_after: timedelta) -> tuple[Event, ...]:
    """An outage is told when it lasts, everything else at once; both once."""
    if run.is_good:
        return ()
    key = _failure_key(run.exit_code)
    if key in before.told:
        return ()
    if key == _OUTAGE:
        # From the first try that failed: a daily job has had no success for a day whenever
        # it begins, and one run that failed is no outage yet.
        since = before.failing_since or run.at
        if run.at - since < outage_after:
            return ()
    word = EXIT_WORDS.get(run.exit_code, "failed")
    text = f"The job failed: {word} (exit {run.exit_code}). {run.message}".strip()
    return (Event(kind=EventKind.FAILED, text=text, key=key),)


def _failure_key(exit_code: int) -> str:
    """Outages change their face from hour to hour and are one condition all the same."""
    return _OUTAGE if exit_code in OUTAGE_CODES else f"{_FAILED}{exit_code}"


def _recovery_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    if not run.is_good or not any(key.startswith(_FAILED) for key in before.told):
        return ()
    since = f"{before.failing_since:%Y-%m-%d %H:%M} UTC" if before.failing_since else "some time"
    return (Event(kind=EventKind.RECOVERED, text=f"The job works again; it failed since {since}."),)


def _gone_events(run: JobRun) -> tuple[Event, ...]:
    if run.gone < MANY_GONE:
        return ()
    text = (
        f"{run.gone:,} documents were removed or moved to the trash since the last run, and not by "
        "mendeley-sync. Pushes are paused until you have checked the library. Ask the members "
        "not to empty the trash."
    )
    return (Event(kind=EventKind.GONE, text=text),)


def _change_events(run: JobRun) -> tuple[Event, ...]:
    if not run.history_known:
        return ()
    events = []
    if run.new:
        text = f"{counted(len(run.new), 'new difference')}."
        events.append(Event(kind=EventKind.NEW, text=text, details=run.new))
    if run.cleared:
        text = f"{counted(len(run.cleared), 'difference')} resolved."
        events.append(Event(kind=EventKind.CLEARED, text=text, details=run.cleared))
    return tuple(events)


def _sign_in_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    return tuple(
        Event(kind=EventKind.SIGN_IN, text=_unused(name, run.sign_ins[name]), key=_UNUSED + name)
        for name in _unused_sign_ins(run)
        if _UNUSED + name not in before.told
    )


def _unused_sign_ins(run: JobRun) -> list[str]:
    return sorted(name for name, used in run.sign_ins.items() if run.at - used >= UNUSED_SIGN_IN)


def _unused(name: str, used: datetime) -> str:
    option = "" if name == DEFAULT_PROFILE else f" --profile {name}"
    return (
        f"The saved sign-in{option and f' ({name})'} was last refreshed on {used:%Y-%m-%d}. It may "
        f"soon expire. Run `mendeley-sync login{option}`."
    )


def _expiry_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    soon = {
        finding: until
        for finding, until in sorted(run.expiring.items())
        if until - run.at <= EXPIRY_AHEAD and _expiry_key(finding, until) not in before.told
    }
    return tuple(
        Event(
            kind=EventKind.EXPIRING,
            text=f"The accepted difference {finding} will be reported again from {until:%Y-%m-%d}.",
            key=_expiry_key(finding, until),
        )
        for finding, until in soon.items()
    )


def _expiry_key(finding: str, until: datetime) -> str:
    """With its date: what is accepted for longer will expire another time."""
    return f"{_EXPIRING}{finding} {until:%Y-%m-%d}"


def _digest_events(before: JobStatus, run: JobRun) -> tuple[Event, ...]:
    """Once a week what is still open: findings, and a failure that was told and stands."""
    told = max((at for key, at in before.told.items() if key.startswith(_FAILED)), default=None)
    # Not within a week of the letter that told the failure itself.
    fails = not run.is_good and told is not None and run.at - told >= DIGEST_EVERY
    if not (run.counts or fails) or before.last_digest is None:
        return ()
    if run.at - before.last_digest < DIGEST_EVERY:
        return ()
    parts = []
    if run.counts:
        parts.append(f"Still open: {open_in_words(run.counts)}.")
    if fails and before.failing_since is not None:
        since = f"The job has been failing since {before.failing_since:%Y-%m-%d}."
        parts.append(f"{since} {run.message}".strip())
    return (Event(kind=EventKind.DIGEST, text=" ".join(parts)),)


def status_after(before: JobStatus, run: JobRun, events: tuple[Event, ...]) -> JobStatus:
    """The status to keep once these events were told."""
    good = run.is_good
    told = {key: at for key, at in before.told.items() if _still_stands(key, run)}
    told.update({event.key: run.at for event in events if event.key})
    return JobStatus(
        last_try=run.at,
        last_success=run.at if good else before.last_success,
        consecutive_failures=0 if good else before.consecutive_failures + 1,
        failing_since=None if good else before.failing_since or run.at,
        exit_code=run.exit_code,
        cause="" if good else EXIT_WORDS.get(run.exit_code, "failed"),
        counts=before.counts if run.counts is None else run.counts,
        not_before=run.not_before,
        told=told,
        last_digest=_last_digest(before, run, events),
        reported_holds=run.holds if good else before.reported_holds,
    )


def _last_digest(before: JobStatus, run: JobRun, events: tuple[Event, ...]) -> datetime | None:
    """The week begins with the first run, with a digest, and while nothing is open."""
    if any(event.kind is EventKind.DIGEST for event in events):
        return run.at
    nothing_is_open = run.is_good and not run.counts
    return run.at if before.last_digest is None or nothing_is_open else before.last_digest


def _still_stands(key: str, run: JobRun) -> bool:
    """Whether a condition that was told is still there, so that it is not told again."""
    if key.startswith(_FAILED):
        return not run.is_good
    if key.startswith(_EXPIRING):
        return key in {_expiry_key(finding, until) for finding, until in run.expiring.items()}
    return key.removeprefix(_UNUSED) in _unused_sign_ins(run)


def is_too_early(status: JobStatus, now: datetime) -> bool:
    """Whether the last run said that no try makes sense yet."""
    return status.not_before is not None and now < status.not_before


def event_text(events: tuple[Event, ...]) -> str:
    """All events as one plain text, for a mail or a hook; nothing in it acts on a screen."""
    return "\n\n".join("\n".join(_event_lines(event)) for event in events) + "\n"


def _event_lines(event: Event) -> Iterator[str]:
    yield from wrapped(for_terminal(event.text), LETTER_COLUMNS)
    for line in event.details[:MOST_LINES]:
        yield from wrapped(for_terminal(line, 300), LETTER_COLUMNS, first="  - ", rest="    ")
    if len(event.details) > MOST_LINES:
        yield f"  - and {len(event.details) - MOST_LINES} more"
