"""Pasted text to one piece a citation: bullets and numbers off, labels and broken lines joined."""

from __future__ import annotations

import re
from typing import NamedTuple

_BULLET = re.compile(
    r"^\s*(?:[•▪◦·●○■□–*]\s*|-\s+|\[\d{1,3}\]\s*|\(?\d{1,3}[.)](?=\s*[^\W\d_]{2})\s*)"
)
_APPENDIX = re.compile(
    r"^\s*(?:\[[^\]]*\]|\(?https?://\S+\)?|(?:doi|pmid|pmcid|isbn)\b\s*:?\s*\S+"
    r"|(?:available|retrieved)\s+(?:at|from)\b.*|link\b.{0,40})[\s.;]*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\s*(?:[a-zà-ÿ(]|\d+\s*[(:;-]|pp?\.|vol\.)")
_ENDS_OPEN = re.compile(r"(?:[,;:&]|-|\b(?:and|of|in|the|for|und|der|die|et))\s*$", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\r\n]+")


class Piece(NamedTuple):
    """One citation as pasted: the line it begins in, and its text in one line."""

    line: int
    text: str


def without_bullet(text: str) -> str:
    """Text without the bullet or number that stands before it."""
    return _BULLET.sub("", text)


def pieces_of(text: str) -> list[Piece]:
    """The citations of a pasted text, one each."""
    pieces: list[Piece] = []
    after_gap = True
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        plain = _SPACES.sub(" ", raw.replace("\u200b", "")).strip()
        line = _BULLET.sub("", plain)
        if not line:
            after_gap = True
            continue
        has_bullet = line != plain
        if pieces and not has_bullet and _belongs(pieces[-1].text, line, after_gap=after_gap):
            pieces[-1] = Piece(pieces[-1].line, _joined(pieces[-1].text, line))
        else:
            pieces.append(Piece(number, line))
        after_gap = False
    return pieces


def _belongs(before: str, line: str, *, after_gap: bool) -> bool:
    """Whether a line only goes on with the citation before it."""
    if _APPENDIX.match(line):
        return True
    return not after_gap and bool(_GOES_ON.match(line) or _ENDS_OPEN.search(before))


def _joined(before: str, line: str) -> str:
    if re.search(r"[^\W\d_]-$", before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"
