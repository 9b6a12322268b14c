"""Ctrl-C and TERM are remembered: a library may swallow the exception that they raise.

pydantic does: an interrupt inside one of its checks becomes a value that "is not valid". So
whoever is about to begin something asks here first, and a fault that comes after an
interrupt is taken for the interrupt.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

from mendeley_sync.errors import EXIT_INTERRUPTED, EXIT_TERMINATED


class Terminated(KeyboardInterrupt):
    """The process was asked to end (TERM or HUP)."""


class ShutdownRequest:
    """Whether this process was asked to end, and how; one process makes one run at a time."""

    def __init__(self) -> None:
        self.signal: int | None = None
        """The number of the signal, or None."""

    @property
    def exit_code(self) -> int:
        """143 after TERM or HUP, 130 after Ctrl-C."""
        return EXIT_INTERRUPTED if self.signal == signal.SIGINT else EXIT_TERMINATED

    def came(self, number: int, frame: FrameType | None) -> NoReturn:
        """The handler of the signals: take note, and leave whatever goes on.

        Raises:
            KeyboardInterrupt: always; `Terminated` after anything but Ctrl-C.
        """
        self.signal = number
        self._leave()

    def check(self) -> None:
        """Called before something is begun.

        Raises:
            KeyboardInterrupt: the process was asked to end, and the exception was swallowed.
        """
        if self.signal is not None:
            self._leave()

    def forget(self) -> None:
        """Another run begins."""
        self.signal = None

    def _leave(self) -> NoReturn:
        raise KeyboardInterrupt if self.signal == signal.SIGINT else Terminated


ENDING = ShutdownRequest()
"""Signals reach a process, so there is one of these in each."""
