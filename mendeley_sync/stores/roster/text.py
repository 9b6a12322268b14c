"""The bytes of a roster as text, and back to the very same bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|])"?\r?\n', re.IGNORECASE)
"""How Excel is told which separator a file has: not a row."""

_DELIMITERS = (";", "\t", ",", "|")


@dataclass(frozen=True)
class RosterText:
    """Text, and how it came out of its bytes."""

    text: str
    encoding: str
    mark: bytes
    """Byte order mark at the beginning; b"" for none."""
    delimiter: str
    starts_at: int
    """Where the first row begins."""


def decoded(data: bytes) -> RosterText:
    """The text of a roster; whatever the bytes are, they can be written back."""
    text, encoding, mark = _text(data)
    told = _SEPARATOR_LINE.match(text)
    if told is not None:
        return RosterText(text, encoding, mark, told[1], told.end())
    first = next((line for line in text.splitlines() if line.strip()), "")
    # A tie goes to the first: a semicolon is hardly ever part of a header.
    delimiter = max(_DELIMITERS, key=first.count) if first else ","
    return RosterText(text, encoding, mark, delimiter if delimiter in first else ",", 0)


def _text(data: bytes) -> tuple[str, str, bytes]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding, mark
            except UnicodeDecodeError:
                break
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding), encoding, b""
        except UnicodeDecodeError:
            continue
    # Every byte is a character here; five of them have no place in Windows-1252.
    return data.decode("latin-1"), "latin-1", b""


def encoded(text: str, like: RosterText) -> bytes:
    """The text in the bytes it came in."""
    return like.mark + text.encode(like.encoding)
