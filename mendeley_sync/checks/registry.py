"""The list checked, reference by reference: problems, and what can be fixed safely.

A check is a function and a row in `CHECKS`. Pure: references in, problems
out. Duplicates need the matcher and links need the network; the workflow finds both.

Source: docs/check.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from mendeley_sync.checks.defects import CheckContext, ListProblem, ProblemKind, problem_in
from mendeley_sync.checks.identifiers import identifier_problems, shared_identifiers
from mendeley_sync.checks.numbers import date_problems, page_problems
from mendeley_sync.checks.people import people_problems
from mendeley_sync.checks.texts import text_problems
from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.metadata import filled_fields
from mendeley_sync.domain.references import WHOLE_ENTRY, Reference
from mendeley_sync.formats.csl.items import with_item_values

_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "": (("title",), ("author", "editor"), ("issued",)),
    "article-journal": (("container-title",),),
    "article-magazine": (("container-title",),),
    "article-newspaper": (("container-title",),),
    "chapter": (("container-title",), ("publisher",)),
    "paper-conference": (("container-title",),),
    "book": (("publisher",),),
    "thesis": (("publisher",),),
    "webpage": (("URL",),),
    "post-weblog": (("URL",),),
}


class Check(NamedTuple):
    """One check: the kinds of problems it finds in a reference, and how."""

    kinds: tuple[ProblemKind, ...]
    look: Callable[[Reference, CheckContext], Iterable[ListProblem]]


def check_references(
    references: Sequence[Reference], context: CheckContext
) -> tuple[ListProblem, ...]:
    """Every problem that the list itself shows, in the order of the list."""
    found = [one for reference in references for one in _problems_of(reference, context)]
    found += shared_identifiers(references)
    order = {reference.key: number for number, reference in enumerate(references)}
    return tuple(sorted(found, key=lambda one: order.get(one.reference, 0)))


def fixed(reference: Reference, context: CheckContext) -> tuple[Reference, dict[str, CslValue]]:
    """The reference with every safe correction made, and the fields that it sets.

    Corrected again until nothing is left to correct, so that a second run has nothing to do.
    """
    values: dict[str, CslValue] = {}
    for _ in range(5):
        step: dict[str, CslValue] = {}
        for one in _problems_of(reference, context):
            step |= {name: value for name, value in one.fix.items() if name not in step}
        if not step:
            return reference, values
        reference = with_item_values(reference, step)
        values |= step
    return reference, values


def _problems_of(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    for check in CHECKS:
        for one in check.look(reference, context):
            is_protected = {*one.fix, WHOLE_ENTRY} & reference.protect
            yield one.model_copy(update={"fix": {}}) if is_protected else one


def _missing(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    """Fields that a work of its type cannot do without; what the list declares empty is not."""
    known = {*filled_fields(reference.metadata), *reference.nulls}
    kind = reference.metadata.type
    if not kind and "type" not in reference.nulls:
        yield problem_in(ProblemKind.MISSING, reference, "type", "the entry has no type")
    for choice in (*_NEEDED[""], *_NEEDED.get(kind, ())):
        if not known & set(choice):
            wanted = "date" if choice == ("issued",) else " or ".join(choice)
            what = f" (type {kind})" if kind and choice not in _NEEDED[""] else ""
            yield problem_in(
                ProblemKind.MISSING, reference, choice[0], f"{wanted} is missing{what}"
            )


def _unsure(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    custom = reference.extra.get("custom")
    names = custom.get("unsure") if isinstance(custom, dict) else None
    if isinstance(names, list) and names:
        listed = ", ".join(str(name) for name in names)
        yield problem_in(
            ProblemKind.UNSURE,
            reference,
            str(names[0]),
            f"read from a citation line and not sure: {listed}; look, then take `unsure` out",
        )


CHECKS: tuple[Check, ...] = (
    Check((ProblemKind.IDENTIFIER, ProblemKind.MISPLACED), identifier_problems),
    Check((ProblemKind.DATE,), date_problems),
    Check((ProblemKind.PAGES,), page_problems),
    Check((ProblemKind.AUTHORS,), people_problems),
    Check(
        (ProblemKind.CAPITALS, ProblemKind.ENCODING, ProblemKind.TOO_LONG, ProblemKind.SPACES),
        text_problems,
    ),
    Check((ProblemKind.MISSING,), _missing),
    Check((ProblemKind.UNSURE,), _unsure),
)
"""Every check of a single reference, in the order of its problems."""
