"""The list looked over, entry by entry: what is wrong, and what can be mended without loss.

Pure: references in, defects out. Duplicates need the matcher and links need the network;
both are found by the workflow.

Source: docs/check.md
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mendeley_sync.checks.defects import DefectKind, ListProblem, defect
from mendeley_sync.checks.identifiers import identifier_defects, shared_identifiers
from mendeley_sync.checks.numbers import date_defects, page_defects
from mendeley_sync.checks.people import people_defects
from mendeley_sync.checks.texts import text_defects
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


def check_references(references: Sequence[Reference], *, this_year: int) -> tuple[ListProblem, ...]:
    """Everything wrong that the list itself tells, in the order of the list.

    Args:
        this_year: a work of next year may be announced, one later is a slip.
    """
    found = [one for reference in references for one in _of_one(reference, this_year=this_year)]
    found += shared_identifiers(references)
    order = {reference.key: number for number, reference in enumerate(references)}
    return tuple(sorted(found, key=lambda one: order.get(one.reference, 0)))


def fixed(reference: Reference, *, this_year: int) -> tuple[Reference, dict[str, CslValue]]:
    """The entry with every loss-free mending made, and the fields that it sets.

    Mended again until nothing is left to mend, so that a second run has nothing to do.
    """
    values: dict[str, CslValue] = {}
    for _ in range(5):
        step: dict[str, CslValue] = {}
        for one in _of_one(reference, this_year=this_year):
            step |= {name: value for name, value in one.fix.items() if name not in step}
        if not step:
            return reference, values
        reference = with_item_values(reference, step)
        values |= step
    return reference, values


def _of_one(reference: Reference, *, this_year: int) -> Iterator[ListProblem]:
    for one in _all_of_one(reference, this_year=this_year):
        yield one if _may_be_mended(reference, one) else one.model_copy(update={"fix": {}})


def _may_be_mended(reference: Reference, one: ListProblem) -> bool:
    return not {*one.fix, WHOLE_ENTRY} & reference.protect


def _all_of_one(reference: Reference, *, this_year: int) -> Iterator[ListProblem]:
    yield from identifier_defects(reference)
    yield from date_defects(reference, this_year=this_year)
    yield from page_defects(reference)
    yield from people_defects(reference)
    yield from text_defects(reference)
    yield from _missing(reference)
    yield from _unsure(reference)


def _missing(reference: Reference) -> Iterator[ListProblem]:
    """Fields that a work of its type cannot do without; what the list declares empty is not."""
    known = {*filled_fields(reference.metadata), *reference.nulls}
    kind = reference.metadata.type
    if not kind and "type" not in reference.nulls:
        yield defect(DefectKind.MISSING, reference, "type", "the entry has no type")
    for choice in (*_NEEDED[""], *_NEEDED.get(kind, ())):
        if not known & set(choice):
            wanted = "date" if choice == ("issued",) else " or ".join(choice)
            what = f" (type {kind})" if kind and choice not in _NEEDED[""] else ""
            yield defect(DefectKind.MISSING, reference, choice[0], f"{wanted} is missing{what}")


def _unsure(reference: Reference) -> Iterator[ListProblem]:
    custom = reference.extra.get("custom")
    names = custom.get("unsure") if isinstance(custom, dict) else None
    if isinstance(names, list) and names:
        listed = ", ".join(str(name) for name in names)
        yield defect(
            DefectKind.UNSURE,
            reference,
            str(names[0]),
            f"read from a citation line and not sure: {listed}; look, then take `unsure` out",
        )
