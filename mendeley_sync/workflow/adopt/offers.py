"""What the library has to offer the list: values, and documents that are not listed yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from mendeley_sync.diff.compare import Compared
from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.diff.field_results import ComparedPair, FieldResult
from mendeley_sync.diff.merge import Adopt
from mendeley_sync.diff.situation import merged_members
from mendeley_sync.domain.csl import CslValue, to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.metadata import is_empty
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.names.lists import named_people
from mendeley_sync.plan.changes import NeedsReview
from mendeley_sync.text.folding import fold

AUTHORS_CUT = "custom.authors-cut"


class Offer(NamedTuple):
    """One value of the library for one field of the list."""

    reference: ReferenceKey
    document: DocumentId
    title: str
    field: FieldName
    before: CslValue
    """What the list has; None: nothing."""
    after: CslValue
    case: str
    listed: bool
    """The list has the field; otherwise it is added."""
    cut: bool | None = None
    """For authors: whether the library's list of names is cut; None: says nothing of it."""


class Offers(NamedTuple):
    """Everything that may be adopted, and what was asked for and may not."""

    values: tuple[Offer, ...] = ()
    documents: tuple[Reference, ...] = ()
    """New entries, with the ids that they would get."""
    origins: tuple[DocumentId, ...] = ()
    """The documents of the new entries, in the same order."""
    holds: tuple[NeedsReview, ...] = ()


class Wish(NamedTuple):
    """What a person, or the settings of the job, would adopt."""

    names: frozenset[str] = frozenset()
    """Keys of entries and ids of documents; empty: all."""
    fields: frozenset[FieldName] = frozenset()
    """Only these; empty: all."""
    documents: bool = False
    """Also documents that are not listed."""
    emptied: bool = False
    """Also empty fields of the list that the library emptied."""


def offers_of(compared: Compared, wish: Wish, taken: Iterable[ReferenceKey]) -> Offers:
    """What the library offers, of what is wished for.

    Args:
        taken: ids that the list uses.
    """
    values: list[Offer] = []
    holds: list[NeedsReview] = []
    for pair in compared.pairs:
        if wish.names and not wish.names & {pair.reference.key, pair.document.id}:
            continue
        for verdict in pair.fields:
            if wish.fields and verdict.field not in wish.fields:
                continue
            if verdict.adopt is Adopt.HOLD or (verdict.adopt is Adopt.ASK and not wish.emptied):
                holds.append(_hold(pair, verdict))
            elif verdict.adopt is not Adopt.NOTHING:
                values.append(_offer(pair, verdict))
    documents = tuple(_unlisted(compared, wish))
    return Offers(
        values=tuple(values),
        documents=_entries(documents, set(taken)),
        origins=tuple(document.id for document in documents),
        holds=tuple(holds),
    )


def _offer(pair: ComparedPair, verdict: FieldResult) -> Offer:
    case = verdict.case
    theirs = case.theirs
    if verdict.adopt is Adopt.MERGE and case.agreed is not None:
        theirs = merged_members(case.mine, case.theirs, case.agreed)
    cut = None
    if verdict.field == "author" and isinstance(theirs, tuple):
        people = pair.document.metadata.authors
        cut = pair.document.authors_cut
        theirs = named_people(people)
        if is_empty(theirs):
            cut = None
    return Offer(
        reference=pair.reference.key,
        document=pair.document.id,
        title=pair.reference.metadata.title,
        field=verdict.field,
        before=to_csl(verdict.field, case.mine),
        after=to_csl(verdict.field, theirs),
        case=verdict.row.case,
        listed=not is_empty(case.mine) or verdict.field in pair.reference.nulls,
        cut=cut,
    )


def _hold(pair: ComparedPair, verdict: FieldResult) -> NeedsReview:
    emptied = verdict.adopt is Adopt.ASK
    return NeedsReview(
        finding=verdict.finding.id if verdict.finding else None,
        reference=pair.reference.key,
        document=pair.document.id,
        title=pair.reference.metadata.title,
        field=verdict.field,
        case=verdict.row.case,
        reason="the list says that this field is empty, or the library emptied it"
        if emptied
        else "needs review: no baseline yet",
        way="mendeley-sync adopt --emptied"
        if emptied
        else f"mendeley-sync resolve {pair.reference.key}",
    )


def _unlisted(compared: Compared, wish: Wish) -> Iterable[Document]:
    kinds = (DifferenceKind.EXTRA, DifferenceKind.RETURNED)
    for entry in compared.entries:
        if entry.finding is None or entry.finding.kind not in kinds or entry.found is None:
            continue
        if entry.document in wish.names or (wish.documents and not wish.names):
            yield entry.found


def _entries(documents: Iterable[Document], taken: set[ReferenceKey]) -> tuple[Reference, ...]:
    entries = []
    for document in documents:
        key = new_citation_key(document, taken)
        taken.add(key)
        entries.append(
            Reference(key=key, metadata=document.metadata, authors_cut=document.authors_cut)
        )
    return tuple(entries)


_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_SHORT_WORDS = frozenset(
    ["a", "an", "the", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el"]
)


def new_citation_key(document: Document, taken: Iterable[ReferenceKey]) -> ReferenceKey:
    """A new id such as `balint-1957-doctor`, unlike every id that is taken."""
    metadata = document.metadata
    people = metadata.authors or metadata.editors
    name = _NOT_IN_KEY.sub("-", fold(people[0].last_name)).strip("-") if people else "anon"
    year = str(metadata.year) if metadata.year else "nd"
    words = [word for word in fold(metadata.title).split() if word not in _SHORT_WORDS]
    word = _NOT_IN_KEY.sub("-", words[0]).strip("-") if words else "untitled"
    stem = f"{name or 'anon'}-{year}-{word or 'untitled'}"
    used = set(taken)
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(used) + 3)))
    return next(key for key in candidates if key not in used)


def library_cuts(offer: Offer) -> dict[str, CslValue]:
    """What else an adopted author list says: that it is cut, or no longer is."""
    return {} if offer.cut is None else {AUTHORS_CUT: offer.cut or None}
