"""A connection's own thread, which nobody has to wait for when the run is over."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

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
        """Whether it is this very thread that asks."""
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
