"""Which run and which phase a log line belongs to; one process makes one run at a time."""

from __future__ import annotations

import logging

from mendeley_sync.workflow.shutdown import ENDING

_log = logging.getLogger(__name__)


class CurrentRun:
    """The run under way, as far as it is known."""

    def __init__(self) -> None:
        self.run = ""
        self.phase = ""

    def begin(self, run: str) -> None:
        """Another run begins: what is logged from now on is its own."""
        self.run, self.phase = run, ""

    def enter(self, phase: str) -> None:
        """The run has come to this phase.

        Raises:
            KeyboardInterrupt: it was asked to end, and did not notice.
        """
        ENDING.check()
        self.phase = phase
        _log.info("%s", phase)


PRESENT = CurrentRun()
"""Not a context variable: the client's second connection logs from a thread of its own."""
