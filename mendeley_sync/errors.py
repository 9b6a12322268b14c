"""What this package raises on purpose, and the exit code each one ends in.

MendeleySyncError
├── UsageError              the command line asks for what cannot be      2
├── ConfigError             settings or reference list cannot be read     2
├── NeedsReviewError               a person must decide                          4
│   ├── StaleDocumentError  changed by someone else since the pull
│   ├── PreconditionFailedError  the service says so (412)
│   └── RefusedChangeError  the service refuses this change for good
├── SafetyCheckError               a rail refused the run before any write       5
│   └── InvalidPullError    the pull is no picture of the library
├── StalePlanError          not the plan that was reviewed                6
├── LockedError             another run holds the lock                    7
├── AccessError             no token, no renewal, no right                8
│   ├── SignInNeededError   a person must sign in
│   │   └── GrantRefusedError    withdrawn, expired or replaced
│   ├── CredentialsError    the service refuses the application
│   │   ├── NoCredentialsError   there is no number or no secret
│   │   └── RedirectMismatchError  not the registered address
│   ├── ForbiddenError      this account may not (403)
│   └── NotFoundError       not there, or not to be seen (404)
├── ServiceError            no answer after every retry, or no usable one 9
│   ├── NoAnswerError       the service is silent, or out of order
│   │   └── NotSentError    it never reached the service
│   └── UnknownOutcomeError a write that may or may not have arrived
├── ContractError           we asked in a way the service does not take   1
├── ReadOnlySessionError    a write in a session that may only read       1
├── UnfinishedError         cut off; a later run can finish               10
├── UnsavedStateError       the library changed, our state could not      11
├── WriteBlockError           nothing is written until a person lifts it    12
└── InterruptedRunError     Ctrl-C or TERM                                130, 143

Every error carries a sentence (what happened) and advice (what to do next).
Neither ever holds a secret.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

EXIT_FINE = 0
EXIT_BUG = 1
EXIT_USAGE = 2
EXIT_DIFFERENCES = 3
EXIT_NEEDS_REVIEW = 4
EXIT_SAFETY_CHECK = 5
EXIT_STALE_PLAN = 6
EXIT_LOCKED = 7
EXIT_ACCESS = 8
EXIT_SERVICE = 9
EXIT_UNFINISHED = 10
EXIT_UNSAVED = 11
EXIT_WRITE_BLOCK = 12
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143

EXIT_WORDS: dict[int, str] = {
    EXIT_FINE: "fine",
    EXIT_BUG: "bug",
    EXIT_USAGE: "usage or configuration",
    EXIT_DIFFERENCES: "differences",
    EXIT_NEEDS_REVIEW: "a person must decide",
    EXIT_SAFETY_CHECK: "refused by a rail",
    EXIT_STALE_PLAN: "stale plan",
    EXIT_LOCKED: "another run holds the lock",
    EXIT_ACCESS: "sign-in or access",
    EXIT_SERVICE: "service unavailable or throttled",
    EXIT_UNFINISHED: "cut off, a later run can finish",
    EXIT_UNSAVED: "the library changed but our state could not be saved",
    EXIT_WRITE_BLOCK: "stop mark: a person must look first",
    EXIT_INTERRUPTED: "interrupted",
    EXIT_TERMINATED: "terminated",
}

# Which code a run ends in when several apply, the first that occurs here wins
# (docs/exit-codes.md).
EXIT_PRECEDENCE: tuple[int, ...] = (1, 11, 12, 2, 7, 8, 5, 6, 9, 10, 4, 3)


def worst_exit_code(codes: tuple[int, ...]) -> int:
    """The code a run ends in when all of `codes` apply; 0 for none."""
    for signal_code in (EXIT_INTERRUPTED, EXIT_TERMINATED):
        if signal_code in codes:
            return signal_code
    for code in EXIT_PRECEDENCE:
        if code in codes:
            return code
    return EXIT_FINE


class MendeleySyncError(Exception):
    """Something this package foresaw; shown without a stack trace."""

    exit_code: ClassVar[int] = EXIT_BUG
    advice: str = ""
    status: int | None = None
    """HTTP status, where the service answered."""
    trace_id: str | None = None
    """The service's own number of its answer; the vendor's support asks for it."""

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice

    def with_trace(self, trace_id: str | None) -> Self:
        """The same error, with the trace id at the end of its sentence."""
        if trace_id:
            self.trace_id = trace_id
            self.args = (f"{self.args[0]} (trace {trace_id})", *self.args[1:])
        return self


class UsageError(MendeleySyncError):
    """The command line asks for something that cannot be done."""

    exit_code = EXIT_USAGE


class ConfigError(MendeleySyncError):
    """Settings, list, lock file or another local file cannot be read or is not valid."""

    exit_code = EXIT_USAGE

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        key: str | None = None,
        advice: str | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (file, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message, advice=advice)
        self.file = file
        self.line = line
        self.key = key


class NeedsReviewError(MendeleySyncError):
    """A person must decide before this can go on."""

    exit_code = EXIT_NEEDS_REVIEW


class StaleDocumentError(NeedsReviewError):
    """Someone changed the document after we pulled it (HTTP 412)."""

    advice = "Pull again, then look at the new plan."

    def __init__(self, document_id: str, *, pulled_at: datetime) -> None:
        super().__init__(f"document {document_id} changed since {pulled_at:%Y-%m-%d %H:%M} UTC")
        self.document_id = document_id


class PreconditionFailedError(NeedsReviewError):
    """The service refused a write since the document is newer than ours (HTTP 412)."""

    advice = "Pull again, then look at the new plan."


class RefusedChangeError(NeedsReviewError):
    """The service refuses this change for good (HTTP 400, 409, 413, 422, 451)."""

    advice = "The same change will be refused again: look at what the service says about it."


TO_GO_ON = "To go on: "
"""Stands before an advice that is one whole command and nothing else."""


class SafetyCheckError(MendeleySyncError):
    """A rail refused the run before any write; nothing was changed."""

    exit_code = EXIT_SAFETY_CHECK


class InvalidPullError(SafetyCheckError):
    """What was pulled is no picture of the library; it was thrown away."""

    advice = "Nothing was changed, the last good pull is kept. Try again later."


class StalePlanError(MendeleySyncError):
    """The plan made now is not the plan that was reviewed."""

    exit_code = EXIT_STALE_PLAN


class LockedError(MendeleySyncError):
    """Another run holds the lock."""

    exit_code = EXIT_LOCKED
    advice = "Wait until the other run has ended, then try again."


class AccessError(MendeleySyncError):
    """No token, no renewal, no right."""

    exit_code = EXIT_ACCESS


class SignInNeededError(AccessError):
    """There is no usable sign-in; a person must sign in again."""

    advice = "Run `mendeley-sync login`."


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

    exit_code = EXIT_SERVICE
    advice = "Nothing was changed. Try again later."

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        trace_id: str | None = None,
        not_before: datetime | None = None,
        advice: str | None = None,
    ) -> None:
        suffix = f" (trace {trace_id})" if trace_id else ""
        super().__init__(f"{message}{suffix}", advice=advice)
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

    advice = "Run the same command again: it looks first."


class ContractError(MendeleySyncError):
    """The service does not take the kind of request we make (HTTP 405, 406, 415, 428)."""

    advice = "This is a fault of mendeley-sync, or the service has changed. Please report it."


class ReadOnlySessionError(MendeleySyncError):
    """A write was asked of a session that may only read; nothing was sent."""

    advice = "This is a fault of mendeley-sync. Please report it."


class UnfinishedError(MendeleySyncError):
    """Cut off; a later run can finish."""

    exit_code = EXIT_UNFINISHED


class UnsavedStateError(MendeleySyncError):
    """The library changed, our own state could not follow."""

    exit_code = EXIT_UNSAVED


class WriteBlockError(MendeleySyncError):
    """An earlier run left something that only a person can judge; nothing is written."""

    exit_code = EXIT_WRITE_BLOCK


class InterruptedRunError(MendeleySyncError):
    """A signal ended the run at a safe place."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self, message: str, *, terminated: bool = False) -> None:
        super().__init__(message)
        self.terminated = terminated
