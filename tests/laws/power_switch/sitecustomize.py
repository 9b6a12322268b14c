"""Cuts a process off at one of its steps: Python loads this before the installed command.

Put this folder on `PYTHONPATH`. `POWER_STEPS` names a file that gets one line for each step (a
send, its answer, a flush, a rename); at the step numbered `POWER_FAILS_AT` the process kills
itself with SIGKILL: nothing is unwound, flushed or closed.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from mendeley_sync.mendeley.requests.transport import Transport

_FAILS_AT = int(os.environ.get("POWER_FAILS_AT", "0"))
_STEPS = os.open(os.environ["POWER_STEPS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_send, _fsync, _replace = Transport.send, os.fsync, os.replace
_made = 0


def _step(name: str) -> None:
    global _made  # one switch a process
    _made += 1
    os.write(_STEPS, f"{name}\n".encode())
    if _made == _FAILS_AT:
        os.kill(os.getpid(), signal.SIGKILL)


def _sending(self: Transport, request: Any, token: str) -> Any:
    if request.method == "GET":
        return _send(self, request, token)
    _step(f"send {request.asked}")
    answer = _send(self, request, token)
    _step(f"answered {request.asked}")
    return answer


def _flushing(file: Any) -> None:
    _step("flush")
    _fsync(file)


def _renaming(old: Any, new: Any, **folders: Any) -> None:
    _step(f"rename {Path(new).suffix}")
    _replace(old, new, **folders)
    _step("renamed")


Transport.send = _sending  # type: ignore[method-assign]  # the switch is in the wire
os.fsync = _flushing  # type: ignore[assignment]  # and at the disk
os.replace = _renaming  # type: ignore[assignment]  # likewise
