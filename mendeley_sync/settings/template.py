"""A first settings file, and the group put into one that has none."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from mendeley_sync.errors import ConfigError
from mendeley_sync.settings.reading import parse_config

_PLACEHOLDER = re.compile(r"^#[ \t]*group[ \t]*=.*$", re.MULTILINE)
_FIRST_KEY = re.compile(r"^[ \t]*[^#\s]", re.MULTILINE)


def first_settings() -> str:
    """The text of a new settings file: every default, with comments, no group."""
    return files("mendeley_sync.settings").joinpath("template.toml").read_text(encoding="utf-8")


def with_group(text: str, group: str, *, file: str) -> str:
    """The settings with the group in them; every other byte stays.

    Args:
        text: settings in which no group is set.
        file: their file's name, for messages.

    Raises:
        ConfigError: the group is no group id, or the file cannot take it.
    """
    line = f"group = {json.dumps(group)}"
    end = "\r\n" if "\r\n" in text else "\n"
    placeholder = _PLACEHOLDER.search(text)
    if placeholder is not None:
        filled = text[: placeholder.start()] + line + text[placeholder.end() :]
    else:
        first = _FIRST_KEY.search(text)
        place = first.start() if first else len(text)
        filled = text[:place] + line + end + text[place:]
    if parse_config(filled, file=file).group != group:
        raise ConfigError("the group could not be set", file=file, key="group")
    return filled
