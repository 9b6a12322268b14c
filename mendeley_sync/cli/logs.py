"""Log lines on stderr: as text or as JSON, and never with a secret in them.

What is removed is removed on the way out, from the finished line: so it does not matter
which library wrote it, or that an exception's text came with it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING

from mendeley_sync.domain.secret_variables import SECRET_VARIABLES

if TYPE_CHECKING:
    from mendeley_sync.cli.app import App

OURS = "mendeley_sync"
HIDDEN = "[hidden]"

_CHATTY = "urllib3"

SHORTEST_SECRET = 4
"""Characters; hiding shorter ones would hide half of every line."""

_NAMES = (
    r"(?:access|refresh|id)_?token|token|client_?secret|secret|password|passwd|pwd|"
    r"authorization|api_?key|code|code_verifier|state|assertion"
)
_PATTERNS = (
    # Authorization headers, in whatever spelling a library shows them.
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    # key=value of forms and addresses.
    (re.compile(rf"\b({_NAMES})=[^&\s\"'<>]+", re.IGNORECASE), rf"\1={HIDDEN}"),
    # "key": "value" of JSON and of Python's dictionaries.
    (
        re.compile(rf"""(["'](?:{_NAMES})["']\s*:\s*)(["'])(?:(?!\2).)*\2""", re.IGNORECASE),
        rf"\1\2{HIDDEN}\2",
    ),
    # name:password@ of an address.
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s@\"']+@", re.IGNORECASE), rf"\1{HIDDEN}@"),
)
_PATH_OF_ADDRESS = re.compile(r"(https?://[^/\s\"']+)/[^\s\"']*|(?<=url: )/[^\s\"']*")


class Redactor:
    """Removes secrets: those it knows, and what looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self.hide(*secrets)

    def hide(self, *secrets: str | None) -> None:
        """These are never shown again."""
        self._known |= {one for one in secrets if one and len(one) >= SHORTEST_SECRET}

    def __call__(self, text: str) -> str:
        """The text without them."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


def without_paths(text: str) -> str:
    """Addresses cut down to the host: the rest of a webhook's is its secret."""
    return _PATH_OF_ADDRESS.sub(lambda found: f"{found.group(1) or ''}/…", text)


def known_secrets(environ: Mapping[str, str]) -> Iterator[str]:
    """What the environment and the credentials folder hold."""
    yield from (environ[name] for name in SECRET_VARIABLES if environ.get(name))
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder or not os.path.isdir(folder):
        return
    for entry in os.scandir(folder):
        try:
            with open(entry.path, encoding="utf-8") as file:
                secret = file.read(10_000).strip()
        except (OSError, UnicodeDecodeError):
            continue
        # The application's number is no secret, and stands in many a sentence.
        if "id" not in re.split(r"[-_.]", entry.name.lower()):
            yield secret


class StderrHandler(logging.Handler):
    """Writes to whatever stderr is now, in the form that the command line asks for."""

    def __init__(self, app: App, redact: Redactor) -> None:
        super().__init__()
        self._app = app
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        """Ours from INFO on when asked for; other people's libraries from WARNING on only."""
        is_ours = record.name.split(".")[0] == OURS
        least = logging.INFO if self._app.options.verbose and is_ours else logging.WARNING
        if record.name.startswith(_CHATTY) and not self._app.options.verbose:
            # Web servers with odd headers are no news; what they mean is in the result.
            least = logging.ERROR
        return record.levelno >= least and bool(super().filter(record))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a stderr that is gone is nobody's trouble."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return

    def format(self, record: logging.LogRecord) -> str:
        """The finished line, without secrets."""
        message = self._clean(record, record.getMessage())
        trouble = self._clean(record, _trouble(record))
        if self._app.options.log_format == "json":
            return json.dumps(self._as_json(record, message, trouble), ensure_ascii=False)
        line = f"{record.levelname.lower()}: {_one_line(message)}"
        trace = getattr(record, "trace_id", None)
        return "\n".join(filter(None, (line + (f" (trace {trace})" if trace else ""), trouble)))

    def _clean(self, record: logging.LogRecord, text: str) -> str:
        clean = self._redact(text)
        return clean if record.name.split(".")[0] == OURS else without_paths(clean)

    def _as_json(self, record: logging.LogRecord, message: str, trouble: str) -> dict[str, object]:
        from mendeley_sync.workflow.run import PRESENT

        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
            "command": self._app.command,
            "run": PRESENT.run,
            "phase": PRESENT.phase,
        }
        for name in ("trace_id", "status", "exit_code"):
            value = getattr(record, name, None)
            if value is not None:
                found[name] = self._redact(value) if isinstance(value, str) else value
        if trouble:
            found["trouble"] = trouble
        return found


def _trouble(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    return "".join(traceback.format_exception(*record.exc_info)).rstrip()


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


@contextmanager
def logs_to_stderr(app: App, environ: Mapping[str, str]) -> Iterator[Redactor]:
    """Log to stderr within this block; a stack trace of a bug is cleaned as well."""
    redact = Redactor(known_secrets(environ))
    handler = StderrHandler(app, redact)
    root = logging.getLogger()
    level, hook = root.level, sys.excepthook
    root.addHandler(handler)
    root.setLevel(min(level or logging.WARNING, logging.INFO))
    sys.excepthook = _Hook(redact)
    try:
        yield redact
    except Exception:
        # A bug: Python shows it after this block has ended, and must not show secrets then.
        hook = sys.excepthook
        raise
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        sys.excepthook = hook


class _Hook:
    """Shows the stack trace of a bug, without secrets."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(self._redact(text))
