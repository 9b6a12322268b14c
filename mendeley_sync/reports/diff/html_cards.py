"""What the HTML template needs of each finding: plain strings, ready to be escaped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mendeley_sync.diff.difference import Difference, Pair
from mendeley_sync.domain.library import Document
from mendeley_sync.reports.diff.additions import provenance
from mendeley_sync.reports.diff.cards import Card
from mendeley_sync.reports.diff.html_records import (
    Piece,
    Rest,
    Row,
    evidence_row,
    finding_row,
    rest_of,
)
from mendeley_sync.reports.diff.links import Link, document_link, links_of
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.values import HEADINGS
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


def with_commands(text: str) -> tuple[Piece, ...]:
    """A sentence cut at its back quotes."""
    parts = text.split("`")
    return tuple(Piece(part, position % 2 == 1) for position, part in enumerate(parts) if part)


def card_view(report: Report, card: Card) -> CardView:
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
        advice=with_commands(for_html(report.advised(first.advice))),
    )


def _weight(finding: Difference) -> str:
    return finding.weight.value if finding.weight else ""


def _matched(pair: Pair | None) -> str:
    if pair is None or not pair.reason:
        return ""
    lead = "Remembered as one work" if pair.bound else "Taken for one work"
    return for_html(f"{lead}: {pair.reason}.")


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
