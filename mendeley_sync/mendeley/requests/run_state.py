"""What all connections of one run share: token, pace, retries left, budget, server clock."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from mendeley_sync.errors import ServiceError
from mendeley_sync.http.clock import Clock, SystemClock
from mendeley_sync.http.retry import RetryPolicy, RetryQuota
from mendeley_sync.http.throttle import Rate, Throttle


class TokenSource(Protocol):
    """Gives access tokens; safe to call from one thread at a time."""

    def access_token(self) -> str:
        """A token that is good now: refreshed 60 s before it expires.

        Raises:
            SignInNeededError: there is no sign-in, or it can no longer be refreshed.
            ServiceError: the token endpoint did not answer usably.
        """
        ...

    def renew(self, rejected: str) -> str:
        """A token other than `rejected`, which Mendeley has just refused.

        A token that another process stored meanwhile counts as refreshed.

        Raises:
            SignInNeededError: the sign-in can no longer be refreshed.
            ServiceError: the token endpoint did not answer usably.
        """
        ...


@dataclass(frozen=True)
class Limits:
    """How hard the client may try."""

    rate: Rate = field(default_factory=Rate)
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    run_budget_s: float = 1800.0
    """After so long no retry is waited for any more."""


class RunState:
    """Safe to use from several threads."""

    def __init__(self, tokens: TokenSource, clock: Clock, limits: Limits) -> None:
        self.clock = clock
        self.limits = limits
        self.throttle = Throttle(limits.rate, clock)
        self.quota = RetryQuota()
        self.answered_at: datetime | None = None
        """The server's clock in the last answer."""
        self.sent = 0
        """Requests that have left, the token calls apart."""
        self.answers: dict[tuple[str, str], Mapping[str, object]] = {}
        """Groups and profiles as they came, by `group` or `profile` and the id."""
        self.is_stopped = False
        """Nothing is tried again any more."""
        self._is_left = False
        self._ends_s = clock.monotonic_s() + limits.run_budget_s
        self._tokens = tokens
        self._lock = threading.Lock()

    @property
    def left_s(self) -> float:
        """What is left of the run's budget; never less than nothing."""
        return max(0.0, self._ends_s - self.clock.monotonic_s())

    def token(self) -> str:
        """A token that is good now."""
        with self._lock:
            self._refuse_late()
            return self._tokens.access_token()

    def token_instead_of(self, rejected: str) -> str:
        """Another token; one that a second connection has refreshed meanwhile is adopted."""
        with self._lock:
            self._refuse_late()
            present = self._tokens.access_token()
            return present if present != rejected else self._tokens.renew(rejected)

    def pause(self, seconds: float) -> None:
        """Wait, unless the run is over."""
        if not self.is_stopped:
            self.clock.sleep(seconds)

    def stop(self) -> None:
        """Somebody wants us to end: no more waiting, no more trying again."""
        self.is_stopped = True
        if isinstance(self.clock, SystemClock):
            self.clock.wake()

    def leave(self) -> None:
        """Begin no refresh of the token any more; wait for one that is under way.

        Who then goes without waiting for the other threads leaves no new token unkept.
        """
        with self._lock:
            self._is_left = True

    def _refuse_late(self) -> None:
        if self._is_left:
            raise ServiceError("the run is over; nothing more is asked for")

    def about_to_send(self) -> None:
        """Wait for our turn, and count."""
        self.throttle.wait()
        with self._lock:
            self.sent += 1

    def answered(self, at: datetime) -> None:
        """Note the server's clock."""
        self.answered_at = at


Value = TypeVar("Value")


class Worker:
    """Does what it is handed, one after the other.

    Not an executor of the standard library: a program that ends waits for those, and what is
    under way here may be an answer that takes a minute to come, or never comes.
    """

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]
        self._tasks = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="mendeley", daemon=True)
        self._thread.start()

    def is_here(self) -> bool:
        """True if it is this very thread that asks."""
        return threading.get_ident() == self._thread.ident

    def submit(self, task: Callable[[], Value]) -> Future[Value]:
        """Do this after what was handed over before."""
        future: Future[Value] = Future()
        self._tasks.put((future, task))
        return future

    def end(self, *, patience_s: float | None = None) -> None:
        """Drop what waits, and let what is under way end; None: however long that takes."""
        while True:
            try:
                waiting = self._tasks.get_nowait()
            except queue.Empty:
                break
            if waiting is not None:
                waiting[0].cancel()
        self._tasks.put(None)
        self._thread.join(patience_s)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            future, action = task
            if future.set_running_or_notify_cancel():
                carry_out(future, action)
            # Kept until the next task comes, they would keep the answer of this one.
            del task, future, action


def carry_out(future: Future[Value], action: Callable[[], Value]) -> None:
    """Do it here and now, and let the future tell what came of it."""
    try:
        future.set_result(action())
    except Exception as error:  # noqa: BLE001 - handed to whoever asks for the result
        future.set_exception(error)
