"""The system's keyring, where there is one that answers."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import SecretStr

SERVICE_NAME = "mendeley-sync"
LIMIT_S = 3.0
"""A locked keyring asks a person, and waits for ever when nobody is there."""

_Result = TypeVar("_Result")


def open_vault(environ: Mapping[str, str], *, has_terminal: bool) -> KeyringStore | None:
    """The keyring, or None: not installed, or nobody is there who could unlock it."""
    if is_headless(environ, has_terminal=has_terminal):
        return None
    if importlib.util.find_spec("keyring") is None:
        return None
    return KeyringStore(lambda: importlib.import_module("keyring"))


def is_headless(
    environ: Mapping[str, str], *, has_terminal: bool, platform: str = sys.platform
) -> bool:
    """Whether nobody sits at this machine: a job, a server without a desktop."""
    if environ.get("CI") or not has_terminal:
        return True
    has_desktop = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return platform.startswith("linux") and not has_desktop


class KeyringStore:
    """The keyring with a time limit; whatever goes wrong in it counts as "not there"."""

    def __init__(self, load: Callable[[], Any], *, limit_s: float = LIMIT_S) -> None:
        """Use what `load` gives: a module with the functions of `keyring`."""
        self._load = load
        self._limit_s = limit_s

    def read(self, client_id: str) -> SecretStr | None:
        """The secret of an application, if the keyring gives it in time."""
        text = self._in_time(lambda keyring: keyring.get_password(SERVICE_NAME, client_id))
        return SecretStr(text) if isinstance(text, str) and text else None

    def write(self, client_id: str, secret: SecretStr) -> bool:
        """Keep a secret; False when it did not arrive there."""
        text = secret.get_secret_value()
        self._in_time(lambda keyring: keyring.set_password(SERVICE_NAME, client_id, text))
        # Some keyrings take everything and keep nothing: only reading it back proves it.
        return self.read(client_id) == secret

    def remove(self, client_id: str) -> None:
        """Remove a secret, if it is there."""
        self._in_time(lambda keyring: keyring.delete_password(SERVICE_NAME, client_id))

    def _in_time(self, action: Callable[[Any], _Result]) -> _Result | None:
        results: list[_Result] = []

        def work() -> None:
            # Keyrings raise what their platform raises; to us each means "not there".
            with contextlib.suppress(Exception):
                results.append(action(self._load()))

        # A daemon, so that a keyring that never answers cannot keep the program from ending.
        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._limit_s)
        return results[0] if results else None
