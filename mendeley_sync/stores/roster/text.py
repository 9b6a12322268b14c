"""The bytes of a roster as text, and back to the very same bytes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from mendeley_sync.text.tables import Dialect, dialect_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class RosterText:
    """Text, and how it came out of its bytes."""

    text: str
    encoding: str
    mark: bytes
    """Byte order mark at the beginning; b"" for none."""
    dialect: Dialect


def decoded(data: bytes) -> RosterText:
    """The text of a roster; whatever the bytes are, they can be written back."""
    text, encoding, mark = _text(data)
    return RosterText(text, encoding, mark, dialect_of(text))


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
