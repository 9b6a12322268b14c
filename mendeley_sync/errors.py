"""What this package raises on purpose, and the exit code each one ends in.

MendeleySyncError
├── UsageError              options that cannot be carried out             2
├── ConfigError             settings, list or another file is not valid    2
├── NeedsReviewError        needs a decision                               4
│   ├── PreconditionFailedError  Mendeley has a newer document (412)
│   └── RefusedChangeError       Mendeley rejects this change
├── SafetyCheckError        stopped by a safety check before any write     5
│   └── InvalidPullError         the pull is not a whole snapshot
├── StalePlanError          not the plan that was reviewed                 6
├── LockedError             another run is in progress                     7
├── AccessError             no token, no rights                            8
│   ├── SignInNeededError        you must sign in
│   │   └── GrantRefusedError    withdrawn, expired or replaced
│   ├── CredentialsError         Mendeley rejects the application
│   │   ├── NoCredentialsError   no client ID or no client secret
│   │   └── RedirectMismatchError  not the registered redirect URI
│   ├── ForbiddenError           this account may not (403)
│   └── NotFoundError            not there, or not visible (404)
├── ServiceError            no usable response after every retry           9
│   ├── NoAnswerError            silence, or a server error
│   │   └── NotSentError         it never reached Mendeley
│   ├── UnknownOutcomeError      a write that may or may not have arrived
│   └── ForeignRecordError       another document, or another group's
├── ContractError           a kind of request that Mendeley rejects        1
├── ReadOnlySessionError    a write in a session that only reads           1
├── UnfinishedError         incomplete; the next run continues            10
├── UnsavedStateError       library changed, lock file not saved          11
├── WriteBlockError         writing is blocked until a run is reviewed    12
└── InterruptedRunError     Ctrl-C or TERM                                130, 143

Every error has a message (what happened), an impact (what that means for the data) and advice
(what to do next). None of them ever contains a secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from typing import ClassVar, Self

from mendeley_sync.advice import Advice, read_advice


class ExitCode(IntEnum):
    """What a run ends in: the code of the process and its words.

    Source: docs/exit-codes.md
    """

    SUCCESS = 0
    INTERNAL_ERROR = 1
    USAGE = 2
    DIFFERENCES = 3
    NEEDS_REVIEW = 4
    SAFETY_CHECK = 5
    STALE_PLAN = 6
    LOCKED = 7
    ACCESS = 8
    SERVICE = 9
    UNFINISHED = 10
    UNSAVED = 11
    WRITE_BLOCK = 12
    INTERRUPTED = 130
    TERMINATED = 143

    @property
    def word(self) -> str:
        """The code in words."""
        return _EXIT_WORDS[self]

    @classmethod
    def worst(cls, codes: Iterable[int]) -> ExitCode:
        """The code a run ends in when all of `codes` apply; SUCCESS for none."""
        given = frozenset(codes)
        return next((code for code in PRECEDENCE if code in given), cls.SUCCESS)


_EXIT_WORDS = {
    ExitCode.SUCCESS: "success",
    ExitCode.INTERNAL_ERROR: "internal error",
    ExitCode.USAGE: "usage or settings error",
    ExitCode.DIFFERENCES: "differences found",
    ExitCode.NEEDS_REVIEW: "needs review",
    ExitCode.SAFETY_CHECK: "stopped by a safety check",
    ExitCode.STALE_PLAN: "plan out of date",
    ExitCode.LOCKED: "another run is in progress",
    ExitCode.ACCESS: "sign-in or access problem",
    ExitCode.SERVICE: "Mendeley unavailable or rate-limited",
    ExitCode.UNFINISHED: "incomplete, the next run continues",
    ExitCode.UNSAVED: "library changed, lock file not saved",
    ExitCode.WRITE_BLOCK: "writing is blocked",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.TERMINATED: "terminated",
}

PRECEDENCE = tuple(ExitCode(code) for code in (130, 143, 1, 11, 12, 2, 7, 8, 5, 6, 9, 10, 4, 3))
"""Of several codes that apply, the first of these wins (docs/exit-codes.md)."""

# The names of before; each room takes `ExitCode` as it is rewritten.
EXIT_FINE = ExitCode.SUCCESS
EXIT_USAGE = ExitCode.USAGE
EXIT_DIFFERENCES = ExitCode.DIFFERENCES
EXIT_NEEDS_REVIEW = ExitCode.NEEDS_REVIEW
EXIT_SAFETY_CHECK = ExitCode.SAFETY_CHECK
EXIT_STALE_PLAN = ExitCode.STALE_PLAN
EXIT_LOCKED = ExitCode.LOCKED
EXIT_ACCESS = ExitCode.ACCESS
EXIT_SERVICE = ExitCode.SERVICE
EXIT_UNFINISHED = ExitCode.UNFINISHED
EXIT_UNSAVED = ExitCode.UNSAVED
EXIT_WRITE_BLOCK = ExitCode.WRITE_BLOCK
EXIT_INTERRUPTED = ExitCode.INTERRUPTED
EXIT_TERMINATED = ExitCode.TERMINATED
EXIT_BUG = ExitCode.INTERNAL_ERROR
EXIT_WORDS = {int(code): code.word for code in ExitCode}
worst_exit_code = ExitCode.worst


class MendeleySyncError(Exception):
    """Something this package foresaw; shown without a stack trace."""

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL_ERROR
    impact: str = ""
    """What that means for the data, one sentence."""
    advice: Advice = Advice()
    status: int | None = None
    """HTTP status, where the service answered."""
    trace_id: str | None = None
    """The service's own number of its answer; the vendor's support asks for it."""

    def __init__(
        self, message: str, *, advice: Advice | str | None = None, impact: str | None = None
    ) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = read_advice(advice) if isinstance(advice, str) else advice
        if impact is not None:
            self.impact = impact

    def with_trace(self, trace_id: str | None) -> Self:
        """The same error, with the trace id at the end of its sentence."""
        if trace_id:
            self.trace_id = trace_id
            self.args = (f"{self.args[0]} (trace {trace_id})", *self.args[1:])
        return self


class UsageError(MendeleySyncError):
    """The command line asks for something that cannot be done."""

    exit_code = ExitCode.USAGE


class ConfigError(MendeleySyncError):
    """Settings, list, lock file or another local file cannot be read or is not valid."""

    exit_code = ExitCode.USAGE
    impact = "Nothing was changed."

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        key: str | None = None,
        advice: Advice | str | None = None,
        impact: str | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (file, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message, advice=advice, impact=impact)
        self.file = file
        self.line = line
        self.key = key


class NeedsReviewError(MendeleySyncError):
    """A person must decide before this can go on."""

    exit_code = ExitCode.NEEDS_REVIEW
    impact = "Nothing was written."


class PreconditionFailedError(NeedsReviewError):
    """The service refused a write since the document is newer than ours (HTTP 412)."""

    advice = read_advice("Pull again, then look at the new plan.")


class RefusedChangeError(NeedsReviewError):
    """The service refuses this change for good (HTTP 400, 409, 413, 422, 451)."""

    advice = read_advice(
        "The same change will be refused again: look at what the service says about it."
    )


class SafetyCheckError(MendeleySyncError):
    """A rail refused the run before any write; nothing was changed."""

    exit_code = ExitCode.SAFETY_CHECK
    impact = "Nothing was written."


class InvalidPullError(SafetyCheckError):
    """What was pulled is no picture of the library; it was thrown away."""

    impact = "The last pull is unchanged."
    advice = read_advice("Try again later.")


class StalePlanError(MendeleySyncError):
    """The plan made now is not the plan that was reviewed."""

    exit_code = ExitCode.STALE_PLAN
    impact = "Nothing was written."


class LockedError(MendeleySyncError):
    """Another run holds the lock."""

    exit_code = ExitCode.LOCKED
    impact = "Nothing was changed."
    advice = read_advice("Wait until the other run has ended, then try again.")


class AccessError(MendeleySyncError):
    """No token, no renewal, no right."""

    exit_code = ExitCode.ACCESS
    impact = "Nothing was changed."


class SignInNeededError(AccessError):
    """There is no usable sign-in; a person must sign in again."""

    advice = read_advice("Run `mendeley-sync login`.")


class GrantRefusedError(SignInNeededError):
    """The service does not take a code or a refresh token: withdrawn, expired or replaced."""


class CredentialsError(AccessError):
    """The service does not accept the application's own credentials."""


class NoCredentialsError(CredentialsError):
    """The application's number or secret was found nowhere; nothing was asked."""


class RedirectMismatchError(CredentialsError):
    """The redirect address is not the one registered for the application."""


class ForbiddenError(AccessError):
    """The service answered 403: this account may not do that."""


class NotFoundError(AccessError):
    """The service answered 404 for something that the run cannot do without."""


class ServiceError(MendeleySyncError):
    """No answer after every retry, or an answer that cannot be used.

    `not_before` is the earliest time at which another try makes sense, or None.
    """

    exit_code = ExitCode.SERVICE
    impact = "Nothing was changed."
    advice = read_advice("Try again later.")

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        trace_id: str | None = None,
        not_before: datetime | None = None,
        advice: Advice | str | None = None,
        impact: str | None = None,
    ) -> None:
        suffix = f" (trace {trace_id})" if trace_id else ""
        super().__init__(f"{message}{suffix}", advice=advice, impact=impact)
        self.status = status
        self.trace_id = trace_id
        self.not_before = not_before
        self.timed_out = False
        """The last try waited for an answer until its time was over."""


class NoAnswerError(ServiceError):
    """The service is silent or out of order: the same request may well work later."""


class NotSentError(NoAnswerError):
    """The request never reached the service: nothing happened there."""


class UnknownOutcomeError(ServiceError):
    """A write was sent and its answer was lost: it may or may not have happened."""

    impact = ""
    advice = read_advice("Run the same command again: it checks whether the change arrived first.")


class ForeignRecordError(ServiceError):
    """Mendeley answered with another document than was asked for, or another group's."""


class ContractError(MendeleySyncError):
    """The service does not take the kind of request we make (HTTP 405, 406, 415, 428)."""

    advice = read_advice(
        "This is a fault of mendeley-sync, or the service has changed. Please report it."
    )


class ReadOnlySessionError(MendeleySyncError):
    """A write was asked of a session that may only read; nothing was sent."""

    advice = read_advice("This is a fault of mendeley-sync. Please report it.")


class UnfinishedError(MendeleySyncError):
    """Cut off; a later run can finish."""

    exit_code = ExitCode.UNFINISHED


class UnsavedStateError(MendeleySyncError):
    """The library changed, our own state could not follow."""

    exit_code = ExitCode.UNSAVED
    impact = "The library was changed, but the lock file was not saved."


class WriteBlockError(MendeleySyncError):
    """An earlier run left something that only a person can judge; nothing is written."""

    exit_code = ExitCode.WRITE_BLOCK
    impact = "Nothing was written."


class InterruptedRunError(MendeleySyncError):
    """A signal ended the run at a safe place."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, message: str, *, terminated: bool = False) -> None:
        super().__init__(message)
        self.terminated = terminated
