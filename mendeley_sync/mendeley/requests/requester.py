"""Requests with what surrounds them: token, pace, retries, and errors with a meaning.

Reads are tried again; writes are sent once, and what becomes of a lost answer is the
caller's to find out by reading. A 401 and a 429 are answers before anything was done,
so after them a write may be sent again too.

Source: sync-semantics 7.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

import tenacity

from mendeley_sync.errors import (
    MendeleySyncError,
    NoAnswerError,
    NotSentError,
    ReadOnlySessionError,
    ServiceError,
    UnknownOutcomeError,
)
from mendeley_sync.http.retry import RETRIED_STATUSES, not_before, retry_after_s
from mendeley_sync.mendeley.requests.answers import (
    Answer,
    UnusableAnswerError,
    error_for,
    is_token_trouble,
)
from mendeley_sync.mendeley.requests.run_state import Limits, RunState, Worker, carry_out
from mendeley_sync.mendeley.requests.transport import REDIRECTS, LostAnswerError, Request, Transport

Parsed = TypeVar("Parsed")

_log = logging.getLogger(__name__)

SLICE_S = 0.5
"""How long we wait for another thread before we listen for Ctrl-C."""

STOPPED_S = 0.5
"""How long a stopped run waits for an answer that nobody wants any more."""

__all__ = ["Limits", "Requester", "awaited"]


class _FailedTryError(Exception):
    """One try that failed and may be made again."""

    def __init__(
        self,
        final: MendeleySyncError,
        *,
        wait_s: float | None = None,
        timed_out: bool = False,
    ) -> None:
        super().__init__(str(final))
        self.final = final
        """What it ends in when nothing more is tried."""
        self.wait_s = wait_s
        """What Mendeley asked for, where it did."""
        self.timed_out = timed_out


class Requester:
    """Sends requests over one connection, one at a time.

    It has a thread of its own, for what is asked ahead.
    """

    def __init__(
        self,
        transport: Transport,
        run: RunState,
        *,
        read_only: bool = False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.transport = transport
        self.run = run
        self.read_only = read_only
        self._chance = chance
        self._line = threading.Lock()
        self._worker: Worker | None = None
        self._is_beside = False

    def ahead(self, ask: Callable[[], Parsed]) -> Future[Parsed]:
        """Do this in the connection's own thread, after what was handed to it before."""
        if self._worker is None:
            self._worker = Worker()
        if self._worker.is_here():
            # Waiting in that thread for something that it would do itself never ends.
            done: Future[Parsed] = Future()
            carry_out(done, ask)
            return done
        return self._worker.submit(ask)

    def close(self) -> None:
        """Drop what waits, let what is under way end, and let the connection go.

        Nobody waits for the answer to a read when the run is stopped; a refresh of the token
        is waited for, and none is begun any more, when the connection goes that was there
        first.
        """
        if self.run.is_stopped and not self._is_beside:
            self.run.leave()
        if self._worker is not None:
            self._worker.end(patience_s=STOPPED_S if self.run.is_stopped else None)
        self.transport.close()

    def beside(self) -> Requester:
        """A second connection that shares everything but the connection itself."""
        other = Requester(
            self.transport.another(), self.run, read_only=self.read_only, chance=self._chance
        )
        other._is_beside = True
        return other

    def read(self, request: Request, parse: Callable[[Answer], Parsed]) -> Parsed:
        """Ask until there is an answer that `parse` can use.

        Raises:
            ServiceError: no usable answer after every try, or a longer wait asked for.
            NotFoundError, ForbiddenError, SignInNeededError: Mendeley says no.
        """
        if request.method != "GET":
            raise ReadOnlySessionError(f"{request.asked} is no read")

        def attempt() -> Parsed:
            answer = self._sent(request, writing=False)
            try:
                return parse(answer)
            except UnusableAnswerError as error:
                final = ServiceError(
                    f"Mendeley gave no usable answer ({request.asked}: {error})",
                    status=answer.status,
                    trace_id=answer.trace_id,
                )
                raise _FailedTryError(final) from error

        return self._tried(attempt)

    def write(self, request: Request, parse: Callable[[Answer], Parsed]) -> Parsed:
        """Send once; tried again only where Mendeley has certainly done nothing.

        Raises:
            ReadOnlySessionError: this session may only read; nothing was sent.
            NotSentError: Mendeley never got it.
            UnknownOutcomeError: it may or may not have happened: read before anything else.
            PreconditionFailedError, RefusedChangeError, NotFoundError, ForbiddenError,
            SignInNeededError: Mendeley says no, and did nothing.
        """
        if self.read_only:
            raise ReadOnlySessionError(f"{request.asked} in a session that may only read")

        def attempt() -> Parsed:
            answer = self._sent(request, writing=True)
            try:
                return parse(answer)
            except UnusableAnswerError as error:
                raise UnknownOutcomeError(
                    f"sent, and the answer is not readable ({request.asked}: {error})",
                    status=answer.status,
                    trace_id=answer.trace_id,
                ) from error

        return self._tried(attempt)

    def _sent(self, request: Request, *, writing: bool) -> Answer:
        """One answer that is a success, with one new token on the way if need be."""
        token = self.run.token()
        answer = self._once(request, token, writing=writing)
        if is_token_trouble(answer):
            answer = self._once(request, self.run.token_instead_of(token), writing=writing)
        if answer.status == 429:
            self.run.throttle.refused()
        elif answer.is_success or (request.takes_redirect and answer.status in REDIRECTS):
            self.run.throttle.accepted()
            self.run.quota.give_back()
            return answer
        self._raise_for(answer, writing=writing)
        raise AssertionError("unreachable: _raise_for always raises")

    def _once(self, request: Request, token: str, *, writing: bool) -> Answer:
        self.run.about_to_send()
        try:
            with self._line:
                answer = self.transport.send(request, token)
        except NotSentError as error:
            raise _FailedTryError(error, timed_out=True) from error
        except LostAnswerError as error:
            if writing:
                raise UnknownOutcomeError(
                    f"sent, and not confirmed ({request.asked}: {error})"
                ) from error
            final = NoAnswerError(f"Mendeley gave no answer ({request.asked}: {error})")
            final.timed_out = error.timed_out
            raise _FailedTryError(final, timed_out=error.timed_out) from error
        self.run.answered(answer.at)
        known = {"status": answer.status, "trace_id": answer.trace_id}
        _log.info("%s: %s", request.asked, answer.status, extra=known)
        return answer

    def _raise_for(self, answer: Answer, *, writing: bool) -> None:
        wait_s = retry_after_s(answer.headers.get("retry-after"), answered_at=answer.at)
        moment = not_before(answer.at, wait_s) if wait_s else None
        error = error_for(answer, writing=writing, not_before=moment)
        done_nothing = answer.status == 429
        if answer.status in RETRIED_STATUSES and (done_nothing or not writing):
            raise _FailedTryError(error, wait_s=wait_s)
        raise error

    def _tried(self, attempt: Callable[[], Parsed]) -> Parsed:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_FailedTryError),
            wait=self._wait_s,
            stop=self._gives_up,
            sleep=self.run.pause,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except _FailedTryError as failed:
            raise failed.final from failed

    def _wait_s(self, state: tenacity.RetryCallState) -> float:
        jitter_s = self.run.limits.retries.backoff_s(state.attempt_number, self._chance())
        return (_failure(state).wait_s or 0.0) + jitter_s

    def _gives_up(self, state: tenacity.RetryCallState) -> bool:
        """Too often, too long, too late, or the quota that all requests share is spent."""
        failed = _failure(state)
        if self.run.is_stopped:
            return True
        wait_s = failed.wait_s or 0.0
        left_s = self.run.left_s
        if wait_s > min(self.run.limits.retries.longest_retry_after_s, left_s):
            return True
        if state.attempt_number >= self.run.limits.retries.attempts or not left_s:
            return True
        return not self.run.quota.take(timed_out=failed.timed_out)


def awaited(future: Future[Parsed]) -> Parsed:
    """What comes of it; in slices, since on Windows nothing else lets Ctrl-C through."""
    while not future.done():
        wait((future,), timeout=SLICE_S)
    return future.result()


def _failure(state: tenacity.RetryCallState) -> _FailedTryError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _FailedTryError)  # tenacity asks only after such a failure
    return error
