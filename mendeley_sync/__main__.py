"""`mendeley-sync` and `python -m mendeley_sync`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

TERMINATED = 143


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Until the command line has its own handlers nothing is begun that could be left half done.
    signal.signal(signal.SIGTERM, _leave)
    from mendeley_sync.cli.run import run

    code = run(sys.argv[1:])
    # All is done and the result stands: a signal from here on could only spoil the code.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    sys.exit(code)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(TERMINATED)


if __name__ == "__main__":
    main()
