"""Lines of text for a screen of a given width, with colour only where it is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from mendeley_sync.text.changed_words import Change

_CODES: Final = {
    "bold": "1",
    "dim": "2",
    "list": "36",
    "library": "35",
    "alarm": "1;31",
    "warning": "33",
    "good": "32",
}
_CODE = re.compile("\x1b\\[[0-9;]*m")


class Paint(NamedTuple):
    """Puts terminal colours around text, or leaves it as it is."""

    is_on: bool

    def __call__(self, style: str, text: str) -> str:
        """The text in this style; every word keeps its meaning without it."""
        if not self.is_on or not text:
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes; our own colours take none."""
    bare = _CODE.sub("", text) if "\x1b" in text else text
    if bare.isascii():
        return len(bare)
    return sum(_columns_of(character) for character in bare)


@cache
def _columns_of(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200b\u200c\u200d\u2060":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """The text broken at spaces into lines of at most `width` columns.

    A word that is longer than a line is cut. Colours must not reach over a space
    (see `in_words`).
    """
    lines: list[str] = []
    line, taken, is_empty = first, columns(first), True
    for word in _pieces(text, max(8, width - max(columns(first), columns(rest)))):
        more = columns(word)
        if not is_empty and taken + 1 + more > width:
            lines.append(line.rstrip())
            line, taken, is_empty = rest, columns(rest), True
        line, taken = (
            (line + word, taken + more) if is_empty else (f"{line} {word}", taken + 1 + more)
        )
        is_empty = False
    return [*lines, line.rstrip()]


def _pieces(text: str, longest: int) -> Iterator[str]:
    for word in text.split(" "):
        if columns(word) <= longest:
            if word:
                yield word
            continue
        yield from _cut(_CODE.sub("", word), longest)


def _cut(word: str, longest: int) -> Iterator[str]:
    """The word in parts of at most `longest` columns; some characters take two."""
    part, taken = "", 0
    for character in word:
        wide = _columns_of(character)
        if taken + wide > longest:
            yield part
            part, taken = "", 0
        part, taken = part + character, taken + wide
    if part:
        yield part


def marked(changes: Sequence[Change], paint: Paint) -> str:
    """One value with its changed words marked: `the {doctor → doctors} and {+their+} group`.

    The marks are written, not only coloured, so that they survive a pipe and a reader
    who does not see the colours.
    """
    return "".join(_marked(change, paint) for change in changes)


def _marked(change: Change, paint: Paint) -> str:
    if change.is_same:
        return change.in_list
    if not change.in_library:
        return _outside(change.in_list, "{-", "-}", "list", paint)
    if not change.in_list:
        return _outside(change.in_library, "{+", "+}", "library", paint)
    one = in_words(paint, "list", change.in_list)
    other = in_words(paint, "library", change.in_library)
    return f"{{{one} → {other}}}"


def _outside(text: str, before: str, after: str, style: str, paint: Paint) -> str:
    """Spaces at the edge stay outside the marks: ` {+in practice+}`."""
    core = text.strip(" ")
    if not core:
        return f"{before}{text}{after}"
    lead = text[: len(text) - len(text.lstrip(" "))]
    trail = text[len(text.rstrip(" ")) :]
    return f"{lead}{before}{in_words(paint, style, core)}{after}{trail}"


def bar(share: float, width: int) -> str:
    """A bar of blocks; something is never shown as nothing."""
    if share <= 0:
        return ""
    return "█" * max(1, round(share * width))


def in_words(paint: Paint, style: str, text: str) -> str:
    """The text painted word by word, so that it can still be broken at its spaces."""
    return " ".join(paint(style, word) for word in text.split(" "))
