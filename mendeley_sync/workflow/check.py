"""The list alone looked over: what is wrong, and what is mended on request."""

from __future__ import annotations

from collections.abc import Sequence

from mendeley_sync.checks.defects import (
    NOT_WRONG,
    CheckContext,
    ListProblem,
    ProblemKind,
    problem_in,
)
from mendeley_sync.checks.registry import check_references, fixed
from mendeley_sync.domain.csl import CslValue, to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.items import place_of
from mendeley_sync.matching.adapt import from_reference
from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.reports.results.checks import Fix


def check_list(references: Sequence[Reference], context: CheckContext) -> tuple[ListProblem, ...]:
    """Every problem of the list alone, in its order."""
    return in_order(
        references,
        (*check_references(references, context), *duplicates(references)),
    )


def in_order(
    references: Sequence[Reference], found: Sequence[ListProblem]
) -> tuple[ListProblem, ...]:
    """Problems in the order of the entries that they are about."""
    order = {reference.key: number for number, reference in enumerate(references)}
    return tuple(sorted(found, key=lambda one: order[one.reference]))


def duplicates(references: Sequence[Reference]) -> tuple[ListProblem, ...]:
    """Entries that are one work, or may be, by the matcher's rules; told at the later one."""
    by_key = {reference.key: reference for reference in references}
    order = {key: number for number, key in enumerate(by_key)}
    found = []
    pairs = find_duplicates([from_reference(one) for one in references], with_evidence=False).pairs
    for pair in pairs:
        first, later = sorted((pair.left, pair.right), key=lambda key: order[key])
        word = "is" if pair.verdict == "auto" else "may be"
        message = f"this {word} the same work as `{first}`: {pair.reason}"
        found.append(problem_in(ProblemKind.DUPLICATE, by_key[later], "", message, others=(first,)))
    return tuple(found)


def planned_fixes(references: Sequence[Reference], context: CheckContext) -> tuple[Fix, ...]:
    """What `--fix` would set: only what says the same in a better form."""
    made: list[Fix] = []
    for reference in references:
        _, values = fixed(reference, context)
        made += [
            Fix(reference.key, name, _before(reference, name), value)
            for name, value in values.items()
        ]
    return tuple(made)


def is_wrong(defects: Sequence[ListProblem]) -> bool:
    """Whether anything is wrong; what could not be checked is not."""
    return any(one.kind not in NOT_WRONG for one in defects)


def _before(reference: Reference, name: FieldName) -> CslValue:
    inside, short = place_of(name)
    if inside and short == "authors-cut":
        return reference.authors_cut or None
    return to_csl(name, value_of(reference.metadata, name))
