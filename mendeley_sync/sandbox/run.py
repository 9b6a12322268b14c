"""`mendeley-sync sandbox --state FILE --port N`: serve until somebody stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state_file import load_state


def serve(
    state_path: Path,
    port: int = 0,
    *,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> str:
    """Serve a state file on loopback until `stop` is set or Ctrl-C; give back the address.

    `ready` gets the address as soon as requests are answered. The file itself is not
    changed: what became of the state is at `/_sandbox/state`.

    Raises:
        StateFileError: the file is not a state.
        OSError: the file cannot be read, or the port is taken.
    """
    server = SandboxServer(load_state(state_path.read_text(encoding="utf-8")), port)
    ended = stop or threading.Event()
    with server:
        url = server.url
        if ready is not None:
            ready(url)
        try:
            ended.wait()
        except KeyboardInterrupt:
            return url
    return url
