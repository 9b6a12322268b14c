"""The client: every call of Mendeley that this project makes, behind one name."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from types import TracebackType
from typing import Self

from mendeley_sync.http.clock import Clock, SystemClock
from mendeley_sync.mendeley.requests.requester import Requester
from mendeley_sync.mendeley.requests.run_state import Limits, RunState, TokenSource
from mendeley_sync.mendeley.requests.transport import Transport
from mendeley_sync.mendeley.resources.annotations import AnnotationCalls
from mendeley_sync.mendeley.resources.community import CommunityCalls
from mendeley_sync.mendeley.resources.documents import DocumentCalls
from mendeley_sync.mendeley.resources.files import FileCalls

BASE_URL = "https://api.mendeley.com"


class MendeleyClient(DocumentCalls, CommunityCalls, FileCalls, AnnotationCalls):
    """Mendeley, as one signed-in account sees it.

    Made for one run: the pace, the retries left and the run's budget of time are kept in
    it. Used by one thread at a time; `beside` gives a second thread its own.
    Every error is one of `mendeley_sync.errors`, with Mendeley's trace id where it
    gave one.

    Args:
        tokens: gives access tokens and refreshes them.
        base_url: https, or http to this machine.
        read_only: a session that can send nothing but GET; a write raises
            `ReadOnlySessionError` before anything is sent.
        limits: pace, retries, budget of time.
        clock: the machine's, unless a test brings its own.
        chance: random numbers in [0, 1) for the jitter.
    """

    def __init__(
        self,
        tokens: TokenSource,
        *,
        base_url: str = BASE_URL,
        read_only: bool = False,
        limits: Limits | None = None,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        clock = clock or SystemClock()
        run = RunState(tokens, clock, limits or Limits())
        transport = Transport(base_url, clock)
        super().__init__(Requester(transport, run, read_only=read_only, chance=chance))

    def beside(self) -> Self:
        """The same client on a second connection, for one more thread; close it, too."""
        other = copy.copy(self)
        other._requester = self._requester.beside()
        return other

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            self.stop()
        self.close()

    def close(self) -> None:
        """Let the connection go, once what is under way has ended."""
        self._requester.close()

    def stop(self) -> None:
        """Somebody wants us to end: waits end now, nothing is tried again."""
        self._requester.run.stop()
