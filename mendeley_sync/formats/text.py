"""Bytes to text, and the damage that is refused before anything is read."""

from __future__ import annotations

import re

from mendeley_sync.errors import ConfigError

LOST = "\ufffd"
"""What stands in the place of a character that could not be saved."""

_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_CONFLICT_SIGNS = ("<<<<<<<", ">>>>>>>", "|||||||")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

MAXIMUM_BYTES = 200_000_000
"""Far beyond 20,000 references; a larger file is not a reference list."""


def decoded(data: str | bytes, source: str) -> str:
    """Text of a file that must be UTF-8 (or UTF-16 with its mark), without a byte order mark.

    Raises:
        ConfigError: it is neither; the line of the first wrong byte is named.
    """
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    if len(data) > MAXIMUM_BYTES:
        raise ConfigError(f"too large to be a reference list ({len(data)} bytes)", file=source)
    encoding = _UTF16_MARKS.get(data[:2])
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 text: byte 0x{data[error.start]:02x} cannot be read",
            file=source,
            line=data.count(b"\n", 0, error.start) + 1,
            advice="Save the file as UTF-8 and try again.",
        ) from error
    return text.removeprefix("\ufeff")


def decoded_leniently(data: str | bytes, source: str) -> tuple[str, bool]:
    """Text of a file from an older program, and whether it had to be read as Windows-1252."""
    try:
        return decoded(data, source), False
    except ConfigError:
        if isinstance(data, str) or data[:2] in _UTF16_MARKS or len(data) > MAXIMUM_BYTES:
            raise
        return data.decode("cp1252", errors="replace").removeprefix("\ufeff"), True


def refuse_damage(text: str, source: str) -> None:
    """Refuse what an unfinished merge or a wrong encoding left behind.

    Raises:
        ConfigError: a conflict marker or a replacement character, with its line.
    """
    refuse_conflicts(text, source)
    damaged = text.find(LOST)
    if damaged >= 0:
        raise ConfigError(
            f"a character was lost when the file was saved (it shows as {LOST})",
            file=source,
            line=line_at(text, damaged),
            advice="Type the lost character again, or take the file from an older version.",
        )


def refuse_conflicts(text: str, source: str) -> None:
    """Refuse what an unfinished merge left behind.

    Raises:
        ConfigError: a conflict marker, with its line.
    """
    conflict = _CONFLICT.search(text) if any(mark in text for mark in _CONFLICT_SIGNS) else None
    if conflict is not None:
        raise ConfigError(
            "an unfinished merge: the file has git conflict markers",
            file=source,
            line=line_at(text, conflict.start()),
            advice="Finish the merge, then try again.",
        )


def line_at(text: str, index: int) -> int:
    """Line of a position, counted from 1."""
    return text.count("\n", 0, index) + 1


def may_hold_surrogates(text: str) -> bool:
    """Whether an escape could name half a character, which no file can hold."""
    return "\\u" in text and _ESCAPED_SURROGATE.search(text) is not None


def is_whole(value: str) -> bool:
    """False for text with half a surrogate pair in it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
