"""What the HTML template needs of each finding: plain strings, ready to be escaped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from mendeley_sync.diff.difference import Difference, DifferenceKind, EvidenceRow, Pair, Severity
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import FIELDS, value_of
from mendeley_sync.reports.diff.additions import Link, document_link, links_of, provenance
from mendeley_sync.reports.diff.cards import Card
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.surfaces import Html, Piece
from mendeley_sync.reports.values import HEADINGS, SAME_FIELD, WEIGHT_WORDS, label, remarks, shown
from mendeley_sync.text.changed_words import Change, word_changes
from mendeley_sync.text.escaping import for_html


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
    rest: Rest
    matched: str
    """Why the two are one work."""
    links: tuple[Link, ...]
    provenance: str
    advice: tuple[Piece, ...]
    """A changed piece is a command to type."""


def card_view(report: DiffReport, card: Card) -> CardView:
    """Everything that the page says about one work."""
    first = card.first
    rows = tuple(
        finding_row(finding, first.weight) for finding in card.findings if finding.field is not None
    )
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
        evidence=tuple(evidence_row(row) for row in first.evidence),
        reasons=() if rows else tuple(for_html(reason) for reason in first.reasons),
        others=tuple(for_html(other) for other in first.others),
        rest=rest_of(card),
        matched=_matched(card.pair),
        links=tuple(_links(report, card)),
        provenance=_provenance(report, card.document),
        advice=Html(report.options, fill=report.fill).advice(first.advice),
    )


def _weight(finding: Difference) -> str:
    return finding.weight.value if finding.weight else ""


def _matched(pair: Pair | None) -> str:
    if pair is None or not pair.reason:
        return ""
    lead = "Matched in an earlier run" if pair.bound else "Matched"
    return for_html(f"{lead}: {pair.reason}.")


def _links(report: DiffReport, card: Card) -> Iterator[Link]:
    entries = [entry for entry in (card.reference, card.document) if entry is not None]
    found = dict.fromkeys(link for entry in entries for link in links_of(entry.metadata))
    both = len({link.words for link in found}) < len(found)
    for link in found:
        # Two DOIs of one work are a finding themselves: tell them apart.
        words = f"{link.words} {link.address.rpartition('//')[2]}" if both else link.words
        yield Link(words, link.address)
    if card.first.document and not report.practice:
        yield document_link(card.first.document)


def _provenance(report: DiffReport, document: Document | None) -> str:
    if document is None:
        return ""
    name = report.names.get(document.profile_id or "", "")
    shown = provenance(document, name, report.folders.get(document.id, ()))
    return for_html(shown[:1].upper() + shown[1:])


ANSWER_WORDS: Final = {
    "same": "the same",
    "close": "possibly the same",
    "differs": "different",
    "silent": "cannot be compared",
}
AGREES: Final = "agrees"
"""A reason that says no more than the answer."""
LONGEST: Final = 600


class Row(NamedTuple):
    """One field, the list's value beside the library's."""

    anchor: str
    """"" for a row that is not a finding of its own."""
    field: str
    label: str
    list: tuple[Piece, ...]
    library: tuple[Piece, ...]
    remark: str = ""


class Same(NamedTuple):
    """A field that says the same on both sides, or that only one record has to show."""

    label: str
    value: str


class Rest(NamedTuple):
    """What the records say beside the findings."""

    words: str
    rows: tuple[Row, ...] = ()
    """Fields side by side."""
    same: tuple[Same, ...] = ()

    @property
    def number(self) -> int:
        """How many fields there are."""
        return len(self.rows) + len(self.same)


def finding_row(finding: Difference, of_card: Severity | None) -> Row:
    """The row of one differing field; its weight is said when it is not the card's."""
    said = remarks(finding)
    if finding.weight and finding.weight != of_card:
        said.insert(0, WEIGHT_WORDS[finding.weight])
    ours, theirs = shown(finding.field, finding.list), shown(finding.field, finding.library)
    row = _row(finding.field or "", ours, theirs, "; ".join(said))
    return row._replace(anchor=f"f-{finding.id}")


def evidence_row(row: EvidenceRow) -> Row:
    """The row of one thing that the matcher looked at."""
    words = ANSWER_WORDS.get(row.answer, row.answer)
    if row.answer == "silent" and bool(row.list) != bool(row.library):
        words = "only in the list" if row.list else "only in the library"
    reason = "" if row.reason == AGREES else row.reason
    said = filter(None, ("" if reason.startswith(words) else words, reason))
    return _row(row.field, row.list, row.library, ": ".join(said))


def rest_of(card: Card) -> Rest:
    """The fields that are no finding: of a pair both sides, else the one record there is."""
    told = _told(card)
    if card.reference is None or card.document is None:
        words = "The list's record" if card.reference else "The library's record"
        same = (
            Same(label(name), for_html(ours or theirs, LONGEST))
            for name, ours, theirs in _values(card, told | {"title"})
        )
        return Rest(words, (), tuple(same))
    return _rest_of_pair(card, told)


def _rest_of_pair(card: Card, told: set[FieldName | None]) -> Rest:
    """Of two records that may be two works, every field stands side by side."""
    values = tuple(_values(card, told))
    if card.first.kind is not DifferenceKind.DIFFERS:
        return Rest("Both records, the other fields", tuple(_row(*value) for value in values))
    rows = tuple(_row(*value) for value in values if value[1] != value[2])
    same = tuple(
        Same(label(name), for_html(one, LONGEST)) for name, one, two in values if one == two
    )
    return Rest("The other fields" if rows else "The same on both sides", rows, same)


def _told(card: Card) -> set[FieldName | None]:
    weighed = (SAME_FIELD.get(row.field, row.field) for row in card.first.evidence)
    return {finding.field for finding in card.findings} | set(weighed)


def _values(card: Card, told: set[FieldName | None]) -> Iterator[tuple[FieldName, str, str]]:
    """Every other field that either record fills, as text."""
    for field in FIELDS:
        ours, theirs = (
            shown(field.name, to_csl(field.name, value_of(entry.metadata, field.name)))
            if entry
            else ""
            for entry in (card.reference, card.document)
        )
        if field.name not in told and (ours or theirs):
            yield field.name, ours, theirs


def _row(field: FieldName, ours: str, theirs: str, remark: str = "") -> Row:
    changes = word_changes(for_html(ours), for_html(theirs))
    return Row(
        anchor="",
        field=field,
        label=label(field),
        list=_pieces(changes, of_list=True),
        library=_pieces(changes, of_list=False),
        remark=for_html(remark),
    )


def _pieces(changes: tuple[Change, ...], *, of_list: bool) -> tuple[Piece, ...]:
    texts = (
        (change.in_list if of_list else change.in_library, change.is_same) for change in changes
    )
    return tuple(Piece(text, not is_same) for text, is_same in texts if text)
