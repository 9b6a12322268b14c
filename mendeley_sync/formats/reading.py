"""What every reader gives back: references, and what it could not take."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from mendeley_sync.domain.references import Reference


class Problem(BaseModel):
    """Something in a file that did not become a reference, or not the whole of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: int | None
    """Counted from 1; None where the format has no lines to speak of."""
    message: str
    """One plain sentence."""
    text: str = ""
    """The text that the message is about, as it stands in the file."""
    key: str | None = None
    """The field that is meant, where it is one field."""


class Reading(BaseModel):
    """The references of one text, in its order, and what could not be taken from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()
    unsure: dict[str, tuple[str, ...]] = {}
    """Fields of a reference (by its key) that a person should look at: citation lines only."""
