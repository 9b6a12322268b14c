"""JSON entry by entry, each with its place in the text."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.yaml_values import MAXIMUM_DEPTH, LinedDict
from mendeley_sync.formats.text import line_at

_SPACE = re.compile(r"[ \t\r\n]*")
_LIST_NAMES = ("references", "items")


class JsonEntry(NamedTuple):
    """One member of the list: its value and where it begins and ends."""

    value: Any
    start: int
    end: int


def json_entries(text: str, source: str) -> list[JsonEntry]:
    """The members of the list in a JSON text; none when the text is empty.

    Raises:
        ConfigError: not JSON, no list in it, or nested too deep.
    """
    start = _after_space(text, 0)
    if start == len(text):
        return []
    try:
        if text[start] == "{":
            start = _list_inside(text, start, source)
        if text[start : start + 1] != "[":
            raise ConfigError("the file holds no list of references", file=source)
        return _members(text, start)
    except json.JSONDecodeError as error:
        raise ConfigError(
            f"not valid JSON: {error.msg}", file=source, line=line_at(text, error.pos)
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError("the file cannot be read as JSON", file=source) from error


def list_span(text: str, source: str) -> tuple[int, int]:
    """Positions of the list's `[` and `]`, for adding to it."""
    start = _after_space(text, 0)
    if text[start : start + 1] == "{":
        start = _list_inside(text, start, source)
    entries = _members(text, start)
    end = entries[-1].end if entries else start + 1
    return start, _after_space(text, end)


def _list_inside(text: str, start: int, source: str) -> int:
    """Where the list of an object such as `{"references": [...]}` begins."""
    position = _after_space(text, start + 1)
    while text[position : position + 1] == '"':
        name, position = _DECODER.raw_decode(text, position)
        position = _after_space(text, position)
        if text[position : position + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, position)
        position = _after_space(text, position + 1)
        if name in _LIST_NAMES:
            return position
        _, position = _DECODER.raw_decode(text, position)
        position = _after_space(text, position)
        if text[position : position + 1] == ",":
            position = _after_space(text, position + 1)
    raise ConfigError("there is no `references` in the file", file=source, key="references")


def _members(text: str, start: int) -> list[JsonEntry]:
    entries: list[JsonEntry] = []
    position = _after_space(text, start + 1)
    line, counted = line_at(text, position), position
    while text[position : position + 1] != "]":
        value, end = _DECODER.raw_decode(text, position)
        line += text.count("\n", counted, position)
        counted = position
        if isinstance(value, dict):
            value = _with_line(value, line)
        _refuse_depth(value, text, position, end)
        entries.append(JsonEntry(value, position, end))
        position = _after_space(text, end)
        if text[position : position + 1] == ",":
            position = _after_space(text, position + 1)
            if text[position : position + 1] == "]":
                raise json.JSONDecodeError("Illegal trailing comma", text, position)
        elif text[position : position + 1] != "]":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
    return entries


def _refuse_depth(value: Any, text: str, start: int, end: int) -> None:
    if text.count("[", start, end) + text.count("{", start, end) <= MAXIMUM_DEPTH:
        return  # fewer brackets than levels: nothing to look at, and nearly always so
    level = [value]
    for _ in range(MAXIMUM_DEPTH):
        level = [member for container in level for member in _containers(container)]
        if not level:
            return
    raise json.JSONDecodeError("Nested too deep", text, start)


def _containers(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return []
    return [member for member in value if isinstance(member, dict | list)]


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A plain dict, as it is the fastest; one that notes its repeated names where it has any."""
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    mapping = LinedDict(0)
    for name, value in pairs:
        mapping.put(name, value, 0)
    return mapping


def _with_line(value: dict[str, Any], line: int) -> LinedDict:
    if isinstance(value, LinedDict):
        value.line = line
        return value
    mapping = LinedDict(line)
    mapping.update(value)
    return mapping


def _number(text: str) -> float | str:
    """A number, or its text where a digit would be lost (`1.10`)."""
    number = float(text)
    return number if repr(number) == text else text


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_mapping, parse_float=_number, parse_constant=_no_number
)
