"""The list, or any file, written in another format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.registry import read_references, write_references


class Export(NamedTuple):
    """A text in one format, how many references it holds, and what it could not hold."""

    text: str
    number: int
    losses: tuple[str, ...]


def export_references(references: Sequence[Reference], format: str) -> Export:
    """References as text."""
    text, losses = write_references(references, format)
    return Export(text, len(references), losses)


def references_of_file(data: bytes, name: str) -> tuple[Reference, ...]:
    """The references of any file, for turning it into another format.

    Raises:
        ConfigError: some of it cannot be read; nothing is left out silently.
    """
    reading = read_references(data, name=name)
    if reading.lost:
        first = reading.lost[0]
        raise ConfigError(
            f"{first.message} ({len(reading.lost)} places in all)",
            file=name,
            line=first.line,
            key=first.key,
            advice="Mend the file first; an export leaves nothing out.",
        )
    return reading.references
