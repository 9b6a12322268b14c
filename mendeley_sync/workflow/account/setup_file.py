"""The setup file: what a maintainer hands to a society's admin, so that `login` asks for less.

It becomes a settings file in the state folder, where there is no other.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from mendeley_sync.errors import ConfigError
from mendeley_sync.settings import Settings
from mendeley_sync.settings.model import GroupIdText, PageAddress, SafeAddress
from mendeley_sync.stores.durable import write_durably

SETTINGS_FILE = "mendeley-sync.toml"
_HEAD = "# Written by `mendeley-sync login --setup-file`; the next one writes it anew.\n"
_LARGEST = 65536


class Setup(BaseModel):
    """What stands in a setup file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    group: GroupIdText
    application_number: str = Field(pattern=r"[0-9]{1,12}")
    application_secret: SecretStr | None = None
    """Only where the maintainer asked for it: whoever has the file has the secret."""
    redirect_address: SafeAddress | None = None
    pages: tuple[PageAddress, ...] = Field(default=(), strict=False)
    """The society's published pages, for the access check."""


def read_setup(path: Path) -> Setup:
    """Read a setup file.

    Raises:
        ConfigError: it cannot be read, or holds what a setup file may not.
    """
    try:
        raw = tomllib.loads(path.read_bytes()[:_LARGEST].decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(path)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # Not chained: the parser's error may quote a secret.
        raise ConfigError(
            "this is no setup file: it is not TOML",
            file=str(path),
            advice="Ask whoever gave it to you for a new one.",
        ) from None
    return _checked(raw, path)


def setup_text(setup: Setup, *, with_secret: bool = False) -> str:
    """A setup file; the secret only when asked for."""
    lines = [
        "# For `mendeley-sync login --setup-file FILE`.",
        f"group = {_quoted(setup.group)}",
        f"application_number = {_quoted(setup.application_number)}",
    ]
    if setup.redirect_address:
        lines.append(f"redirect_address = {_quoted(setup.redirect_address)}")
    if setup.pages:
        lines.append(f"pages = [{', '.join(_quoted(page) for page in setup.pages)}]")
    if with_secret and setup.application_secret is not None:
        secret = _quoted(setup.application_secret.get_secret_value())
        lines += ["# Whoever has this file has the secret.", f"application_secret = {secret}"]
    return "\n".join(lines) + "\n"


def keep_setup(setup: Setup, settings: Settings) -> str:
    """Make group and pages the settings of later runs, where no others are in use.

    Returns:
        What was done, in a sentence; "" when there is nothing to say.

    Raises:
        ConfigError: the state folder cannot be written.
    """
    path = settings.state_dir / SETTINGS_FILE
    in_use = settings.config_file
    if in_use is not None and in_use != path:
        if settings.group == setup.group:
            return ""
        return (
            f"The settings in {in_use} stay as they are; they name another group than the setup "
            "file."
        )
    if path.exists() and not path.read_text(encoding="utf-8").startswith(_HEAD):
        return f"The settings in {path} stay as they are: somebody has edited them."
    try:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        write_durably(path, _settings_text(setup).encode())
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=str(path)) from error
    return f"The group is set in {path}."


def _settings_text(setup: Setup) -> str:
    lines = [f"group = {_quoted(setup.group)}"]
    if setup.redirect_address:
        lines += ["", "[service]", f"redirect_uri = {_quoted(setup.redirect_address)}"]
    if setup.pages:
        pages = ", ".join(_quoted(page) for page in setup.pages)
        lines += ["", "[access]", f"pages = [{pages}]"]
    return _HEAD + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML string.
    return json.dumps(text, ensure_ascii=False)


def _checked(raw: dict[str, Any], path: Path) -> Setup:
    try:
        return Setup.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    raise ConfigError(
        _what_is_wrong(str(first["type"]), str(first["msg"]), key),
        file=str(path),
        key=key,
        advice="Ask whoever gave it to you for a new one.",
    )


def _what_is_wrong(kind: str, message: str, key: str) -> str:
    if kind == "missing":
        return f"`{key}` is missing"
    if kind != "extra_forbidden":
        return f"`{key}`: {message}"
    near = difflib.get_close_matches(key, Setup.model_fields, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    return f"`{key}` has no place in a setup file{hint}"
