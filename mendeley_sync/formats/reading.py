"""What every reader gives back: references, and what it could not take."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.formats.account import AccountEntry, left_out
from mendeley_sync.formats.text import LOST

SURE = 0.8
"""From here on a field of a citation line needs no second look."""


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
    is_note: bool = False
    """What it is about was read all the same, and nothing of it is missing but what is said."""


class Reading(BaseModel):
    """The references of one text, in its order, and what could not be taken from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()
    account: tuple[AccountEntry, ...] = ()
    """What became of every value, record by record. Lists in CSL have none: they are kept whole."""
    confidence: dict[ReferenceKey, dict[FieldName, float]] = {}
    """How sure each field of a citation line is, in [0, 1]; other formats say nothing here."""

    @property
    def left_out(self) -> dict[str, int]:
        """How often a value of each source name was left, by name."""
        return left_out(self.account)

    @property
    def lost(self) -> tuple[Problem, ...]:
        """What did not become a reference: the problems that are no mere notes."""
        return tuple(problem for problem in self.problems if not problem.is_note)

    def unsure(self, key: ReferenceKey) -> tuple[FieldName, ...]:
        """The fields of one reference that a person should look at."""
        found = self.confidence.get(key, {})
        return tuple(name for name, value in found.items() if value < SURE)


def without_lost_characters(reading: Reading) -> Reading:
    """References that lost a character become problems: what it was is not for us to guess."""
    damaged = [one for one in reading.references if LOST in one.metadata.model_dump_json()]
    if not damaged:
        return reading
    problems = [
        Problem(
            line=one.line,
            message=f"a character was lost when the file was saved (it shows as {LOST})",
            text=one.metadata.title,
        )
        for one in damaged
    ]
    lost = {one.key for one in damaged}
    return reading.model_copy(
        update={
            "references": tuple(one for one in reading.references if one.key not in lost),
            "problems": (*reading.problems, *problems),
            "account": tuple(one for one in reading.account if one.reference not in lost),
        }
    )
