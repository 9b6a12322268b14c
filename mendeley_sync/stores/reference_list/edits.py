"""What the ways to edit a list share: a piece of text put in the place of another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.references import Reference, ReferenceKey


class NotEditableError(Exception):
    """The text is written in a way that the edit cannot be made in it; never leaves `stores`."""


class Edits(NamedTuple):
    """What one save of a list changes."""

    values: Mapping[ReferenceKey, Mapping[str, CslValue]] = {}
    """Fields to set, by entry; None as an explicit null, what is ours by its path."""
    without: Mapping[ReferenceKey, Collection[str]] = {}
    """Fields to take out, by entry."""
    added: Sequence[Reference] = ()
    removed: Collection[ReferenceKey] = ()

    @property
    def changed(self) -> frozenset[ReferenceKey]:
        """Entries that stay, and stay otherwise than they were."""
        return frozenset({*self.values, *self.without} - set(self.removed))


class Splice(NamedTuple):
    """New text for the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with every splice made; those at one place go in the order given."""
    pieces: list[str] = []
    position = 0
    for splice in sorted(splices, key=lambda one: (one.start, one.end)):
        if splice.start < position:
            raise NotEditableError("two changes meet in one place")
        pieces += [text[position : splice.start], splice.text]
        position = splice.end
    return "".join([*pieces, text[position:]])


def line_end(text: str, position: int) -> int:
    """Where the line of a position ends, before its newline."""
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def column_of(text: str, position: int) -> int:
    """How far into its line a position is, from 0."""
    return position - (text.rfind("\n", 0, position) + 1)


def indented(block: str, columns: int) -> str:
    """Every line but the empty ones moved to the right."""
    pad = " " * columns
    return "\n".join(pad + line if line.strip() else line for line in block.split("\n"))
