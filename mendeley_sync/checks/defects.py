"""What is wrong with an entry of the list, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.references import Reference, ReferenceKey


class DefectKind(StrEnum):
    """Sorts of defects; the words are part of the JSON output."""

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


NOT_WRONG = frozenset({DefectKind.UNCHECKED})
"""Kinds that only say what could not be found out; they never make a run fail."""


class ListProblem(BaseModel):
    """One thing that is wrong, or looks wrong, in one entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: DefectKind
    reference: ReferenceKey
    field: FieldName = ""
    message: str
    """One plain sentence."""
    value: str = ""
    """The value that is meant, as it stands."""
    line: int | None = None
    fix: Mapping[str, CslValue] = {}
    """Fields to set, without loss; empty where only a person can mend it."""
    others: tuple[ReferenceKey, ...] = ()
    """Other entries that it is about."""

    @property
    def is_fixable(self) -> bool:
        """Whether `check --fix` mends it."""
        return bool(self.fix)


def defect(
    kind: DefectKind,
    reference: Reference,
    field: FieldName,
    message: str,
    *,
    value: str = "",
    fix: Mapping[str, Any] | None = None,
    others: tuple[ReferenceKey, ...] = (),
) -> ListProblem:
    """A defect of one entry."""
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
