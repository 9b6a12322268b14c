"""Findings put together as a reader meets them: one card a work, cards in sections.

A work that differs in three fields is one card with three lines, under the heading of
its gravest difference. What only differs in the writing is folded into one heap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from mendeley_sync.diff.difference import Finding, FindingId, FindingKind, Pair, Weight
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.values import byline, day, section_heading


class Card(NamedTuple):
    """One work with everything that was found about it."""

    findings: tuple[Finding, ...]
    """The gravest first. More than one only for fields that differ."""
    reference: Reference | None
    document: Document | None
    since: str
    """`new`, `since 2026-11-01`, or "" when it is not known."""
    pair: Pair | None = None
    """Why the two are one work, where they are."""

    @property
    def first(self) -> Finding:
        """The finding that gives the card its place."""
        return self.findings[0]

    @property
    def anchor(self) -> FindingId:
        """What a deep link to this card ends in."""
        return self.first.id

    @property
    def title(self) -> str:
        """The work's title, never empty."""
        return self.first.title or "(no title)"

    @property
    def byline(self) -> str:
        """Who and when."""
        entry = self.reference or self.document
        return byline(entry.metadata) if entry else ""


class Section(NamedTuple):
    """Cards of one kind and weight under one heading."""

    kind: FindingKind
    weight: Weight | None
    heading: str
    cards: tuple[Card, ...]
    in_common: tuple[str, ...] = ()
    """Reason and advice that every card would repeat, with ID in the place of its own id."""


def sections(report: Report, *, cosmetic: bool) -> tuple[Section, ...]:
    """The findings in the order of importance; cosmetic ones only when asked for."""
    wanted = (
        finding for finding in report.findings if cosmetic or finding.weight is not Weight.COSMETIC
    )
    new = frozenset(report.history.new)
    matched = report.differences.pairs if report.differences else ()
    pairs = {(pair.reference, pair.document): pair for pair in matched}
    cards = tuple(_card(report, group, new, pairs) for group in _grouped(wanted))
    return tuple(
        _section(kind, weight, tuple(group))
        for (kind, weight), group in groupby(cards, key=_section_of)
    )


def _section(kind: FindingKind, weight: Weight | None, cards: tuple[Card, ...]) -> Section:
    said = {_says(card) for card in cards}
    in_common = said.pop() if len(said) == 1 and len(cards) > 1 else ()
    heading = section_heading(kind, weight)
    if not in_common:
        return Section(kind, weight, heading, cards)
    quiet = tuple(card._replace(findings=_quiet(card.findings)) for card in cards)
    return Section(kind, weight, heading, quiet, in_common)


def _says(card: Card) -> tuple[str, ...]:
    first = card.first
    own = [key for key in (first.reference, first.document) if key]
    return tuple(_without(own, text) for text in (*first.reasons, first.advice) if text)


def _without(keys: list[str], text: str) -> str:
    for key in keys:
        text = text.replace(key, "ID")
    return text


def _quiet(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding.model_copy(update={"reasons": (), "advice": ""}) for finding in findings)


def cosmetic_findings(report: Report) -> tuple[Finding, ...]:
    """Differences that only concern the writing."""
    return tuple(finding for finding in report.findings if finding.weight is Weight.COSMETIC)


def _section_of(card: Card) -> tuple[FindingKind, Weight | None]:
    return card.first.kind, card.first.weight


def _grouped(findings: Iterable[Finding]) -> Iterable[tuple[Finding, ...]]:
    """Field differences of one pair together, at the place of the gravest."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        is_field = finding.kind is FindingKind.DIFFERS
        place = (finding.reference, finding.document) if is_field else finding.id
        groups.setdefault(place, []).append(finding)
    return (tuple(group) for group in groups.values())


def _card(
    report: Report,
    findings: tuple[Finding, ...],
    new: frozenset[FindingId],
    pairs: Mapping[tuple[ReferenceKey, DocumentId], Pair],
) -> Card:
    first = findings[0]
    place = (first.reference or "", first.document or "")
    return Card(
        findings=findings,
        reference=report.references.get(place[0]),
        document=report.documents.get(place[1]),
        since=_standing(report, findings, new),
        pair=pairs.get(place),
    )


def _standing(report: Report, findings: tuple[Finding, ...], new: frozenset[FindingId]) -> str:
    """`new` when every line is; else since when the oldest has stood, where that is known."""
    history = report.history
    if not history.is_known:
        return ""
    if all(finding.id in new for finding in findings):
        return "new"
    times = [history.since.get(finding.id) for finding in findings]
    if any(at is None for at in times):
        return "standing, since unknown"
    return f"since {day(min(at for at in times if at is not None))}"
