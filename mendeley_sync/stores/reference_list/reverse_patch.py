"""How a file gets back to what it was before one change of ours, to the byte.

Kept in the journal: digests of both states and the lines that differ, not the whole file.
"""

from __future__ import annotations

import difflib
import hashlib

from pydantic import BaseModel, ConfigDict


class Piece(BaseModel):
    """Lines of the later file, and what stood in their place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    """Index of the first line that goes, from 0."""
    end: int
    """Index behind the last line that goes."""
    lines: tuple[str, ...] = ()


class ReversePatch(BaseModel):
    """From the later file to the earlier one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str
    """SHA-256 of the earlier file."""
    after: str
    """SHA-256 of the later file."""
    pieces: tuple[Piece, ...] = ()


def reverse_patch(before: bytes, after: bytes) -> ReversePatch:
    """What leads from `after` back to `before`; both are UTF-8."""
    earlier, later = _lines(before), _lines(after)
    matcher = difflib.SequenceMatcher(None, later, earlier)
    pieces = [
        Piece(start=start, end=end, lines=tuple(earlier[first:last]))
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]
    return ReversePatch(before=_digest(before), after=_digest(after), pieces=tuple(pieces))


def apply_reverse_patch(way: ReversePatch, now: bytes) -> bytes | None:
    """The earlier file; None where the file is not the later one any more."""
    if _digest(now) != way.after:
        return None
    lines = _lines(now)
    for piece in reversed(way.pieces):
        lines[piece.start : piece.end] = piece.lines
    made = "\n".join(lines).encode()
    return made if _digest(made) == way.before else None


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8").split("\n")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
