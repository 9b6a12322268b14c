"""What is wrong with a reference of the list, as a value; and what a check looks at."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.domain.service import Capabilities


class ProblemKind(StrEnum):
    """Kinds of problems; the words are part of the JSON output."""

    IDENTIFIER = "malformed-identifier"
    SHARED = "shared-identifier"
    MISPLACED = "identifier-in-the-wrong-field"
    DATE = "strange-date"
    PAGES = "strange-pages"
    MISSING = "missing-field"
    DUPLICATE = "duplicate"
    AUTHORS = "typed-as-author"
    CAPITALS = "capitals"
    ENCODING = "encoding-damage"
    TOO_LONG = "too-long"
    SPACES = "stray-spaces"
    UNSURE = "unsure-import"
    LINK = "dead-link"
    UNCHECKED = "could-not-be-checked"


NOT_WRONG = frozenset({ProblemKind.UNCHECKED})
"""Kinds that only say what could not be found out; they never make a run fail."""


class CheckContext(NamedTuple):
    """What a check needs besides the reference."""

    this_year: int
    """A work of next year may be announced, one later is a slip."""
    capabilities: Capabilities
    """What the service keeps of a text."""


class ListProblem(BaseModel):
    """One thing that is wrong, or looks wrong, in one entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ProblemKind
    reference: ReferenceKey
    field: FieldName = ""
    message: str
    """One plain sentence."""
    value: str = ""
    """The value that is meant, as it stands."""
    line: int | None = None
    fix: Mapping[str, CslValue] = {}
    """Fields to set, without loss; empty where only a person can correct it."""
    others: tuple[ReferenceKey, ...] = ()
    """Other entries that it is about."""

    @property
    def is_fixable(self) -> bool:
        """Whether `check --fix` corrects it."""
        return bool(self.fix)


def problem_in(
    kind: ProblemKind,
    reference: Reference,
    field: FieldName,
    message: str,
    *,
    value: str = "",
    fix: Mapping[str, Any] | None = None,
    others: tuple[ReferenceKey, ...] = (),
) -> ListProblem:
    """Make a problem of one reference."""
    return ListProblem(
        kind=kind,
        reference=reference.key,
        field=field,
        message=message,
        value=value,
        line=reference.line,
        fix=fix or {},
        others=others,
    )
