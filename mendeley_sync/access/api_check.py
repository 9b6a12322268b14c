"""The canary: does the service still answer in the shape we know?

A field that is new may be worth having; one that is missing or of another kind will break
something sooner or later. Both are said before a job finds out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from mendeley_sync.access.check_result import Answer
from mendeley_sync.errors import EXIT_FINE, EXIT_NEEDS_REVIEW, EXIT_SERVICE

QUESTION = "Does Mendeley still answer as we know it?"


class Kind(StrEnum):
    """What a JSON value is."""

    TEXT = "text"
    NUMBER = "a number"
    FLAG = "true or false"
    LIST = "a list"
    OBJECT = "an object"


class ApiChangeKind(StrEnum):
    """How an answer differs from what we know; stable words."""

    NEW = "new field"
    MISSING = "missing field"
    RETYPED = "retyped field"
    MEDIA = "other media type"
    PATH_GONE = "path gone"
    PAGING = "paging changed"
    SUNSET = "end announced"


class Shape(BaseModel):
    """What objects of one kind look like, as far as anybody has seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    members: Mapping[str, frozenset[Kind]]
    required: frozenset[str] = frozenset()
    """Without these we cannot do our work."""


class ApiChange(BaseModel):
    """One way in which an answer is not what we know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resource: str
    kind: ApiChangeKind
    member: str = ""
    sentence: str


class Unchecked(BaseModel):
    """A resource that could not be looked at, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resource: str
    because: str


class ApiCheckReport(BaseModel):
    """Everything that was compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drifts: tuple[ApiChange, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()

    @property
    def answer(self) -> Answer:
        """Yes, no, or nobody answered."""
        if not self.checked and not self.drifts:
            return Answer.NOT_ASKED
        return Answer.NO if self.drifts else Answer.YES

    @property
    def sentence(self) -> str:
        """The first line that a person reads."""
        if self.answer is Answer.NOT_ASKED:
            return "Not known: Mendeley could not be asked."
        if self.answer is Answer.YES:
            return "Yes: nothing has changed in what was looked at."
        changes = "One thing has" if len(self.drifts) == 1 else f"{len(self.drifts)} things have"
        return f"No. {changes} changed; send this to the maintainers of mendeley-sync."

    @property
    def exit_code(self) -> int:
        """0 as known, 4 something changed, 9 the service could not be asked."""
        codes = {
            Answer.YES: EXIT_FINE,
            Answer.NO: EXIT_NEEDS_REVIEW,
            Answer.NOT_ASKED: EXIT_SERVICE,
        }
        return codes[self.answer]


def compare_shape(shape: Shape, items: Sequence[object]) -> tuple[ApiChange, ...]:
    """What the items have too much, too little, or of another kind; each finding once.

    A null says that there is no value, so it is never of the wrong kind; but where a member
    is required it must be there.
    """
    found: dict[tuple[ApiChangeKind, str], ApiChange] = {}
    for item in items:
        for drift in _differences(shape, item):
            found.setdefault((drift.kind, drift.member), drift)
    return tuple(sorted(found.values(), key=lambda drift: (drift.kind, drift.member)))


def _differences(shape: Shape, item: object) -> Iterable[ApiChange]:
    if not isinstance(item, Mapping):
        yield _retyped(shape, "", item, frozenset({Kind.OBJECT}))
        return
    for member in sorted(
        shape.required - {name for name, value in item.items() if value is not None}
    ):
        text = f"{shape.name}: “{member}” is missing, and we cannot do without."
        yield ApiChange(
            resource=shape.name, kind=ApiChangeKind.MISSING, member=member, sentence=text
        )
    for member, value in item.items():
        known = shape.members.get(member)
        if known is None:
            text = f"{shape.name}: “{member}” is new ({kind_in_words(value)}); we keep it as it is."
            yield ApiChange(
                resource=shape.name, kind=ApiChangeKind.NEW, member=str(member), sentence=text
            )
        elif value is not None and _kind(value) not in known:
            yield _retyped(shape, str(member), value, known)


def _retyped(shape: Shape, member: str, value: object, known: frozenset[Kind]) -> ApiChange:
    what = f"“{member}”" if member else "each of them"
    was = " or ".join(sorted(known))
    text = f"{shape.name}: {what} was {was} and now is {kind_in_words(value)}."
    return ApiChange(resource=shape.name, kind=ApiChangeKind.RETYPED, member=member, sentence=text)


def _kind(value: Any) -> Kind | None:
    # A flag is a number to Python, so it is asked for first.
    kinds: tuple[tuple[type | tuple[type, ...], Kind], ...] = (
        (bool, Kind.FLAG),
        (str, Kind.TEXT),
        ((int, float), Kind.NUMBER),
        (list, Kind.LIST),
        (dict, Kind.OBJECT),
    )
    return next((kind for python, kind in kinds if isinstance(value, python)), None)


def kind_in_words(value: object) -> str:
    """What a JSON value is, for a sentence."""
    kind = _kind(value)
    return kind.value if kind is not None else "empty"
