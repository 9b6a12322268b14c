"""A settings file read, or refused with file, line, key and a suggestion."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.errors import ConfigError
from mendeley_sync.settings.model import (
    AccessTable,
    ConfigFile,
    EmailTable,
    LimitTable,
    NotificationsTable,
    ServiceTable,
    SyncTable,
)
from mendeley_sync.settings.toml_lines import line_of

_TABLES: dict[tuple[str, ...], type[BaseModel]] = {
    (): ConfigFile,
    ("service",): ServiceTable,
    ("sync",): SyncTable,
    ("access",): AccessTable,
    ("notifications",): NotificationsTable,
    ("notifications", "email"): EmailTable,
    ("limits", "*"): LimitTable,
}
_SECRET = re.compile(r"secret|password|token$|refresh|client_id", re.IGNORECASE)
_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


def read_config(path: Path) -> ConfigFile:
    """Read and check one settings file.

    Raises:
        ConfigError: it cannot be read, is not TOML, or says something that is not known;
            the text names the file, the line and the key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is not text in UTF-8", file=str(path)) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(path)) from error
    return parse_config(text, file=str(path))


def parse_config(text: str, *, file: str) -> ConfigFile:
    """Check the text of a settings file; `file` is for messages.

    Raises:
        ConfigError: as `read_config`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, text, file) from error
    try:
        return ConfigFile.model_validate(raw)
    except ValidationError as error:
        # Not chained: pydantic quotes the values, and one may be a secret put in by mistake.
        raise _first_mistake(error, text, file) from None


def _not_toml(error: tomllib.TOMLDecodeError, text: str, file: str) -> ConfigError:
    found = _PLACE.search(str(error))
    line = int(found[1]) if found and found[1] else len(text.splitlines())
    reason = _PLACE.sub("", str(error))
    return ConfigError(
        f"this is not TOML: {reason[:1].lower()}{reason[1:]}",
        file=file,
        line=line,
        advice="Texts stand in quotation marks, lists in square brackets; see "
        "docs/configuration.md.",
    )


def _first_mistake(error: ValidationError, text: str, file: str) -> ConfigError:
    mistakes = [(_path(details), details) for details in error.errors(include_url=False)]
    mistakes.sort(key=lambda mistake: line_of(text, mistake[0]) or 0)
    path, details = mistakes[0]
    line = line_of(text, path)
    sentence = _sentence(path, details)
    others = len({path for path, _ in mistakes}) - 1
    if others:
        sentence += f" ({others} more after this)"
    return ConfigError(
        sentence, file=file, line=line, key=".".join(path), advice=_advice(path, details)
    )


def _path(details: ErrorDetails) -> tuple[str, ...]:
    return tuple(str(part) for part in details["loc"] if part != "[key]" and isinstance(part, str))


def _sentence(path: tuple[str, ...], details: ErrorDetails) -> str:
    key = ".".join(path)
    if details["type"] == "extra_forbidden":
        return f"there is no setting {key!r}"
    if details["type"] == "missing":
        return f"{key!r} is missing"
    if "[key]" in details["loc"]:
        return _unknown_name(path)
    return f"{key!r}: {_reason(details)}"


def _unknown_name(path: tuple[str, ...]) -> str:
    if path[0] == "limits":
        return f"there is no kind of change {path[-1]!r}"
    return f"there is no field {path[-1]!r} that the library could hold"


def _reason(details: ErrorDetails) -> str:
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    reason = details["msg"]
    if details["type"] == "less_than_equal" and "share" in details["loc"]:
        reason = "expected a share between 0 and 1 (30 % is 0.3)"
    reason = reason.replace("Input should be", "expected").replace("a valid tuple", "a list")
    shown = repr(details["input"])
    return reason if len(shown) > 60 else f"{reason}, found {shown}"


def _advice(path: tuple[str, ...], details: ErrorDetails) -> str:
    if details["type"] not in ("extra_forbidden", "missing") and "[key]" not in details["loc"]:
        return "docs/configuration.md lists every setting."
    if details["type"] == "extra_forbidden" and _SECRET.search(path[-1]):
        return (
            "Secrets never stand in the settings. Remove it, make a new secret if the file was "
            "shared, and run `mendeley-sync login` or set it in the environment."
        )
    if details["type"] == "missing":
        return f"Add {path[-1]!r}; docs/configuration.md shows how."
    if details["type"] == "extra_forbidden":
        elsewhere = [table for table in _TABLES if path[-1] in known_keys(table)]
        if elsewhere:
            place = ".".join(elsewhere[0])
            return (
                f"It belongs into [{place}]." if place else "It belongs before the first [table]."
            )
    near = difflib.get_close_matches(path[-1], known_keys(path[:-1]), n=1, cutoff=0.5)
    if near:
        return f"Did you mean {near[0]!r}?"
    return "docs/configuration.md lists every setting."


def known_keys(table: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that a table of the file may have."""
    if table == ("fields",):
        return tuple(field.name for field in FIELDS)
    if table == ("limits",):
        return ("fill", "create", "update", "clear", "overwrite", "trash")
    model = _TABLES.get(table) or _TABLES.get((*table[:-1], "*"))
    return tuple(model.model_fields) if model is not None else ()
