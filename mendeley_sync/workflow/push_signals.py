"""Ctrl-C and TERM while writing: the first finishes the write in flight, the second ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interruption:
    """Whether somebody asked this run to end, and by which signal."""

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        self._say = say
        self._number: int | None = None

    def __call__(self) -> int | None:
        """The signal that came, or None."""
        return self._number

    def came(self, number: int, frame: FrameType | None) -> None:
        """Take note of the first signal; the second ends the process at once."""
        if self._number is not None:
            raise KeyboardInterrupt
        self._number = number
        if self._say is not None:
            self._say("Stopping after the write in flight; press Ctrl-C again to stop at once.")


@contextmanager
def interruptible(say: Callable[[str], None] | None = None) -> Iterator[Interruption]:
    """Hold signals back while writes are made, and say which came.

    Signals can be held in the main thread only; elsewhere nothing is changed.
    """
    interruption = Interruption(say)
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before: dict[int, Any] = {
        number: signal.signal(number, interruption.came) for number in numbers
    }
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
