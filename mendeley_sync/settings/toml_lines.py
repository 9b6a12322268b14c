"""Where a key stands in a TOML file: the parser of the standard library does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"\s*\[\[?\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(?P<name>(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*\S+?)*)\s*=""")


def line_of(text: str, path: Sequence[str]) -> int | None:
    """The line, counted from 1, of the key at `path`, or of the nearest table around it.

    Good enough to point a person to the place: a key inside an inline table is found
    by the line of that table.
    """
    places = _places(text)
    for length in range(len(path), 0, -1):
        line = places.get(tuple(path[:length]))
        if line is not None:
            return line
    return None


def _places(text: str) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TABLE.match(line):
            table = _parts(found["name"])
            places.setdefault(table, number)
        elif found := _KEY.match(line):
            places.setdefault((*table, *_parts(found["name"])), number)
    return places


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
