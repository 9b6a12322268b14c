"""The practice service: the sandbox started for one command, its state kept between commands.

Every change is on disk before its answer goes out, as with the real service: a command that is
killed loses nothing that it was told is done.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from mendeley_sync.domain.sign_in import SignIn, Token
from mendeley_sync.errors import ConfigError
from mendeley_sync.settings.sandbox_files import (
    CLIENT_ID,
    CLIENT_SECRET,
    FOLDER,
    STATE_FILE,
    reset_practice,
)
from mendeley_sync.settings.settings import Settings
from mendeley_sync.stores.credentials.credentials import Credentials, Found
from mendeley_sync.stores.credentials.tokens import TokenStore
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.stores.locks import run_lock

if TYPE_CHECKING:
    from mendeley_sync.sandbox.server import SandboxServer
    from mendeley_sync.sandbox.state import SandboxState

SERVICE_FOLDER = "service"
"""Where the lock of the practice service lies: one process at a time has it."""
WAIT_S = 30.0
"""For another practice command to end."""
RESET = "Run `mendeley-sync sandbox --reset` to start anew."


def practice_credentials() -> Credentials:
    """The application of practice; the environment has no say."""
    origin = "the practice seed"
    return Credentials(
        client_id=Found(SecretStr(CLIENT_ID), origin),
        client_secret=Found(SecretStr(CLIENT_SECRET), origin),
    )


@contextlib.contextmanager
def running_service(settings: Settings, *, command: str = "practice") -> Iterator[Settings]:
    """The settings of a service that answers: in practice mode it is started, and ended again.

    Args:
        settings: of this run; outside practice mode they come back as they are.
        command: what is running, for the sentence that another run prints.

    Raises:
        LockedError: another practice command runs and does not end.
        ConfigError: the state of the practice service was spoilt.
    """
    if not settings.practice:
        yield settings
        return
    with practice_server(settings, command=command) as server:
        yield settings.at(server.url)


@contextlib.contextmanager
def practice_server(
    settings: Settings, *, command: str = "practice", port: int = 0
) -> Iterator[SandboxServer]:
    """The practice service itself, for who wants to look behind it.

    Raises: as `running_service`; and OSError when the port is taken.
    """
    from mendeley_sync.sandbox.server import SandboxServer

    folder = settings.state_dir
    path = folder / STATE_FILE
    now = datetime.now(UTC)
    with run_lock(folder / SERVICE_FOLDER, command=command, now=now, timeout_s=WAIT_S):
        state = read_state(path)
        _sign_in_once(state, folder, path)
        server = SandboxServer(state, port)
        _keep_every_change(server, path)
        with server:
            yield server


def reset(state_dir: Path) -> Path:
    """Start the practice anew, when no other command is practising; where it lies.

    Raises:
        LockedError: another practice command runs and does not end.
        ConfigError: the folder cannot be emptied or written.
    """
    folder = state_dir / FOLDER
    now = datetime.now(UTC)
    with run_lock(folder / SERVICE_FOLDER, command="sandbox --reset", now=now, timeout_s=WAIT_S):
        return reset_practice(state_dir, keep=SERVICE_FOLDER)


def read_state(path: Path, *, advice: str = RESET) -> SandboxState:
    """The state of a sandbox from its file.

    Raises:
        ConfigError: it cannot be read or is no state.
    """
    from mendeley_sync.sandbox.state_file import StateFileError, load_state

    try:
        return load_state(path.read_text(encoding="utf-8"))
    except StateFileError as error:
        raise ConfigError(str(error), file=str(path), advice=advice) from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(f"cannot be read: {reason}", file=str(path), advice=advice) from error


def _write_state(state: SandboxState, path: Path) -> None:
    from mendeley_sync.sandbox.state_file import dump_state

    with state.lock:
        write_durably(path, dump_state(state).encode())


def _sign_in_once(state: SandboxState, folder: Path, path: Path) -> None:
    """Hand the seeded sign-in over; whoever signs out afterwards stays signed out."""
    seeded = next(
        (t for t in state.tokens.values() if t.access_token.startswith("practice-")), None
    )
    if seeded is None:
        return
    fresh = state.grant(seeded.profile_id, CLIENT_ID)
    profile = state.profiles.get(seeded.profile_id or "", {})
    sign_in = SignIn(
        token=Token(
            access_token=SecretStr(fresh.access_token),
            refresh_token=SecretStr(fresh.refresh_token or ""),
            obtained_at=state.clock(),
            expires_at=fresh.expires_at,
        ),
        client_id=CLIENT_ID,
        profile_id=seeded.profile_id,
        name=profile.get("display_name", ""),
        signed_in_at=state.clock(),
    )
    TokenStore(folder).save(sign_in, rotated=False)
    state.tokens.pop(seeded.access_token)
    state.refresh_tokens.pop(seeded.refresh_token or "", None)
    _write_state(state, path)


def _keep_every_change(server: SandboxServer, path: Path) -> None:
    from flask import Response, request

    @server.app.after_request
    def keep(response: Response) -> Response:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _write_state(server.state, path)
        return response


def serve_practice(
    settings: Settings,
    port: int,
    *,
    ready: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve the practice library until Ctrl-C or `stop`; changes are kept.

    Args:
        ready: gets the address as soon as requests are answered.

    Raises: as `running_service`; and OSError when the port is taken.
    """
    with practice_server(settings, command="sandbox", port=port) as server:
        _serve(server, ready, stop)


def serve_file(
    path: Path,
    port: int,
    *,
    ready: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve a state file until Ctrl-C or `stop`; the file stays as it is.

    Raises:
        ConfigError: the file cannot be read or is no state.
        OSError: the port is taken.
    """
    from mendeley_sync.sandbox.server import SandboxServer

    with SandboxServer(read_state(path, advice="docs/sandbox.md describes it."), port) as server:
        _serve(server, ready, stop)


def _serve(
    server: SandboxServer, ready: Callable[[str], None], stop: threading.Event | None
) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        # Whoever reads the address may end us before we have begun to wait.
        ready(server.url)
        (stop or threading.Event()).wait()
