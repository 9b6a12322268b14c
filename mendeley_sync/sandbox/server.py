"""The sandbox on loopback, as tests and `--sandbox` use it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from flask import Flask

from mendeley_sync.sandbox.app import Sandbox
from mendeley_sync.sandbox.faults.faults import Faults
from mendeley_sync.sandbox.faults.wire import Listener
from mendeley_sync.sandbox.state import Item, SandboxState


class SandboxServer:
    """A running double of the service.

    As a context manager it serves from entering to leaving; `start` and `stop` do the same.
    `port` 0 takes any free one.
    """

    def __init__(self, state: SandboxState, port: int = 0) -> None:
        self.sandbox = Sandbox(state)
        self._port = port
        self._listener: Listener | None = None
        self._storage: Listener | None = None

    @property
    def state(self) -> SandboxState:
        """The live state; change it under `state.lock` while requests run."""
        return self.sandbox.state

    @property
    def faults(self) -> Faults:
        """Where faults are added."""
        return self.sandbox.faults

    @property
    def requests(self) -> list[Item]:
        """What was asked so far: method, path, query, status."""
        return self.sandbox.requests

    @property
    def app(self) -> Flask:
        """The same without a socket, for Flask's test client."""
        return self.sandbox.app

    def when_changed(self, callback: Callable[[], None]) -> None:
        """Call this after each request that may have changed the state, before its answer."""
        self.sandbox.layer.when_changed = callback

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`.

        Raises:
            RuntimeError: it is not running.
        """
        if self._listener is None:
            raise RuntimeError("the sandbox is not running")
        return self._listener.url

    def start(self) -> Self:
        """Serve from now on."""
        self._listener = Listener(self.sandbox.layer, self._port)
        self._storage = Listener(self.sandbox.storage)
        self.state.storage_url = self._storage.url
        return self

    def stop(self) -> None:
        """Free the port; the state stays."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        if self._storage is not None:
            self._storage.stop()
            self._storage = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
