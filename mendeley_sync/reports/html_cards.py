"""What the HTML template needs of each finding: plain strings, ready to be escaped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from mendeley_sync.diff.difference import EvidenceRow, Finding, FindingKind, Weight
from mendeley_sync.domain.fields import FIELDS, is_empty, to_csl, value_of
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.reports.added import provenance
from mendeley_sync.reports.cards import Card
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.inert import for_html
from mendeley_sync.reports.links import Link, document_link, links_of
from mendeley_sync.reports.values import (
    HEADINGS,
    SAME_FIELD,
    WEIGHT_WORDS,
    in_practice,
    label,
    remarks,
    shown,
)
from mendeley_sync.reports.words import Change, word_changes

ANSWER_WORDS: Final = {
    "same": "the same",
    "close": "close",
    "differs": "differs",
    "silent": "only one side says it",
}


AGREES: Final = "agrees"
"""A reason that says no more than the answer."""


class Piece(NamedTuple):
    """A stretch of a value; a changed one is marked."""

    text: str
    is_changed: bool


class Row(NamedTuple):
    """One field, the list's value beside the library's."""

    anchor: str
    """"" for a row that is not a finding of its own."""
    field: str
    label: str
    list: tuple[Piece, ...]
    library: tuple[Piece, ...]
    weight: str
    remark: str


class Same(NamedTuple):
    """A field that says the same on both sides, or that only one record has to show."""

    label: str
    value: str


class CardView(NamedTuple):
    """One card as the template draws it."""

    anchor: str
    kind: str
    kind_words: str
    weights: str
    fields: str
    title: str
    byline: str
    reference: str
    document: str
    since: str
    rows: tuple[Row, ...]
    evidence: tuple[Row, ...]
    reasons: tuple[str, ...]
    others: tuple[str, ...]
    same: tuple[Same, ...]
    same_words: str
    records: tuple[Row, ...]
    """The other fields of two records of which nobody knows whether they are one work."""
    links: tuple[Link, ...]
    provenance: str
    advice: tuple[Piece, ...]
    """A changed piece is a command to type."""


def with_commands(text: str) -> tuple[Piece, ...]:
    """A sentence cut at its back quotes."""
    parts = text.split("`")
    return tuple(Piece(part, position % 2 == 1) for position, part in enumerate(parts) if part)


def card_view(report: Report, card: Card) -> CardView:
    """Everything that the page says about one work."""
    first = card.first
    rows = tuple(
        _row(finding, first.weight) for finding in card.findings if finding.field is not None
    )
    same_words, same = _same(card)
    return CardView(
        anchor=f"f-{card.anchor}",
        kind=first.kind.value,
        kind_words=HEADINGS[first.kind].rstrip("?"),
        weights=" ".join(dict.fromkeys(_weight(finding) for finding in card.findings)),
        fields=" ".join(dict.fromkeys(row.field for row in rows)),
        title=for_html(card.title),
        byline=for_html(card.byline),
        reference=for_html(first.reference or ""),
        document=for_html(first.document or ""),
        since=card.since,
        rows=rows,
        evidence=tuple(_evidence(row) for row in first.evidence),
        reasons=() if rows else tuple(for_html(reason) for reason in first.reasons),
        others=tuple(for_html(other) for other in first.others),
        same=same,
        same_words=same_words,
        records=tuple(_records(card)),
        links=tuple(_links(report, card)),
        provenance=_provenance(report, card.document),
        advice=with_commands(for_html(in_practice(first.advice, practice=report.practice))),
    )


def _weight(finding: Finding) -> str:
    return finding.weight.value if finding.weight else ""


def _row(finding: Finding, of_card: Weight | None) -> Row:
    ours = for_html(shown(finding.field, finding.list))
    theirs = for_html(shown(finding.field, finding.library))
    changes = word_changes(ours, theirs)
    said = remarks(finding)
    if finding.weight and finding.weight != of_card:
        said.insert(0, WEIGHT_WORDS[finding.weight])
    return Row(
        anchor=f"f-{finding.id}",
        field=finding.field or "",
        label=label(finding.field or ""),
        list=_pieces(changes, of_list=True),
        library=_pieces(changes, of_list=False),
        weight=_weight(finding),
        remark=for_html("; ".join(said)),
    )


def _pieces(changes: tuple[Change, ...], *, of_list: bool) -> tuple[Piece, ...]:
    texts = (
        (change.in_list if of_list else change.in_library, change.is_same) for change in changes
    )
    return tuple(Piece(text, not is_same) for text, is_same in texts if text)


def _evidence(row: EvidenceRow) -> Row:
    changes = word_changes(for_html(row.list), for_html(row.library))
    words = ANSWER_WORDS.get(row.answer, row.answer)
    said = filter(None, (words, "" if row.reason == AGREES else row.reason))
    return Row(
        anchor="",
        field=row.field,
        label=label(row.field),
        list=_pieces(changes, of_list=True),
        library=_pieces(changes, of_list=False),
        weight="",
        remark=for_html(": ".join(said)),
    )


def _told(card: Card) -> set[str | None]:
    weighed = (SAME_FIELD.get(row.field, row.field) for row in card.first.evidence)
    return {finding.field for finding in card.findings} | set(weighed)


def _are_two_records(card: Card) -> bool:
    is_pair = card.reference is not None and card.document is not None
    return is_pair and card.first.kind is not FindingKind.DIFFERS


def _same(card: Card) -> tuple[str, tuple[Same, ...]]:
    """What else the record says, under a heading that tells which record it is."""
    entry = card.reference or card.document
    if entry is None or _are_two_records(card):
        return "", ()
    if card.first.kind is FindingKind.DIFFERS:
        return "The same on both sides", tuple(_record(entry.metadata, _told(card)))
    words = "The list's record" if card.reference else "The library's record"
    return words, tuple(_record(entry.metadata, _told(card) | {"title"}))


def _records(card: Card) -> Iterator[Row]:
    if card.reference is None or card.document is None or not _are_two_records(card):
        return
    told = _told(card)
    for field in FIELDS:
        ours, theirs = (
            to_csl(field.name, value_of(entry.metadata, field.name))
            for entry in (card.reference, card.document)
        )
        if field.name not in told and (ours or theirs):
            row = EvidenceRow(
                field=field.name,
                list=shown(field.name, ours),
                library=shown(field.name, theirs),
                answer="",
            )
            yield _evidence(row)


def _record(metadata: Metadata, told: set[str | None]) -> Iterator[Same]:
    for field in FIELDS:
        value = value_of(metadata, field.name)
        if field.name not in told and not is_empty(value):
            text = shown(field.name, to_csl(field.name, value))
            yield Same(label(field.name), for_html(text, 600))


def _links(report: Report, card: Card) -> Iterator[Link]:
    entries = [entry for entry in (card.reference, card.document) if entry is not None]
    found = dict.fromkeys(link for entry in entries for link in links_of(entry.metadata))
    both = len({link.words for link in found}) < len(found)
    for link in found:
        # Two DOIs of one work are a finding themselves: tell them apart.
        words = f"{link.words} {link.address.rpartition('//')[2]}" if both else link.words
        yield Link(words, link.address)
    if card.first.document and not report.practice:
        yield document_link(card.first.document)


def _provenance(report: Report, document: Document | None) -> str:
    if document is None:
        return ""
    told = provenance(document, report.names.get(document.profile_id or "", ""))
    return for_html(told[:1].upper() + told[1:])
