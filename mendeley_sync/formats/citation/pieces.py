"""Pasted text to one piece a citation: bullets and numbers off, labels and broken lines joined."""

from __future__ import annotations

import re
from typing import NamedTuple

_BULLET = re.compile(
    r"^\s*(?:>\s?)*\s*(?:[•▪◦·●○■□‣⁃–*]\s*|[-+o]\s+|\[\d{1,3}\]\s*|\d{1,3}\t\s*"
    r"|\(?\d{1,3}[.)](?!\s*(?:pp?|vol|no|S)\.)(?=\s*(?:[^\W\d_]{2}|[\"“„‘'«\[]))\s*)"
)
_QUOTED_MAIL = re.compile(r"^\s*(?:>\s?)+")
_NUMBER = re.compile(r"(?:^|(?<=\s))(?:\[(\d{1,3})\]|\(?(\d{1,3})[.)])\s+(?=[\"“„‘'«A-ZÀ-Þ])")
_FEWEST = 3
"""So many numbers in a row make a line a list; two may be anything."""
_APPENDIX = re.compile(
    r"^\s*(?:\[[^\]]*\](?:\s*https?://\S+)?|\(?https?://\S+\)?|(?:doi|pmid|pmcid|isbn)\b\s*:?\s*\S+"
    r"|(?:available|retrieved)\s+(?:at|from)\b.*|link\b.{0,40})[\s.;]*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\s*(?:[a-zà-ÿ(]|\d+\s*[(:;-]|pp?\.|vol\.)")
_ENDS_OPEN = re.compile(r"(?:[,;:&]|-|\b(?:and|of|in|the|for|und|der|die|et))\s*$", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\r\n]+")


class Piece(NamedTuple):
    """One citation as pasted: the line it begins in, and its text in one line."""

    line: int
    text: str
    is_fresh: bool = True
    """A bullet, a number or an empty line says that it is no part of the one before it."""


def without_bullet(text: str) -> str:
    """Text without the bullet or number that stands before it."""
    return _BULLET.sub("", text)


def pieces_of(text: str) -> list[Piece]:
    """The citations of a pasted text, one each."""
    pieces: list[Piece] = []
    after_gap = True
    for number, raw in enumerate(_LINE_ENDS.split(text), start=1):
        for plain in _parted(raw.replace("\u200b", "")):
            line = _SPACES.sub(" ", _BULLET.sub("", plain)).strip()
            if not line:
                after_gap = True
                continue
            has_bullet = _BULLET.match(_QUOTED_MAIL.sub("", plain)) is not None
            line = _QUOTED_MAIL.sub("", line)
            if pieces and not has_bullet and _belongs(pieces[-1].text, line, after_gap=after_gap):
                pieces[-1] = pieces[-1]._replace(text=joined(pieces[-1].text, line))
            else:
                pieces.append(Piece(number, line, is_fresh=has_bullet or after_gap))
            after_gap = False
    return pieces


def _parted(line: str) -> list[str]:
    """A line in which a numbered list ran together, at its numbers."""
    starts: list[int] = []
    wanted = 0
    for found in _NUMBER.finditer(line):
        number = int(found.group(1) or found.group(2))
        if not starts and line[: found.start()].strip():
            break
        if not starts or number == wanted:
            starts.append(found.start())
            wanted = number + 1
    if len(starts) < _FEWEST:
        return [line]
    return [line[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _belongs(before: str, line: str, *, after_gap: bool) -> bool:
    """Whether a line only goes on with the citation before it."""
    if _APPENDIX.match(line):
        return True
    return not after_gap and bool(_GOES_ON.match(line) or _ENDS_OPEN.search(before))


def joined(before: str, line: str) -> str:
    """Two lines in one; a word that the line end broke is made whole when it is read."""
    return f"{before}{line}" if line.startswith(("--", "—")) else f"{before} {line}"
