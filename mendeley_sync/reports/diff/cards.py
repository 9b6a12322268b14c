"""Findings put together as a reader meets them: one card a work, cards in sections.

A work that differs in three fields is one card with three lines, under the heading of
its gravest difference. What only differs in the writing is folded into one heap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple, TypeVar

from mendeley_sync.advice import Advice
from mendeley_sync.diff.difference import (
    Bucket,
    Difference,
    DifferenceKind,
    DiffResult,
    FindingId,
    Pair,
    Severity,
)
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.surfaces import as_advice
from mendeley_sync.reports.values import byline, day, section_heading

Shared = TypeVar("Shared")


class Card(NamedTuple):
    """One work with everything that was found about it."""

    findings: tuple[Difference, ...]
    """The gravest first. More than one only for fields that differ."""
    reference: Reference | None
    document: Document | None
    since: str
    """`new`, `since 2026-11-01`, or "" when it is not known."""
    pair: Pair | None = None
    """Why the two are one work, where they are."""

    @property
    def first(self) -> Difference:
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

    kind: DifferenceKind
    weight: Severity | None
    heading: str
    cards: tuple[Card, ...]
    reasons: tuple[str, ...] = ()
    """Reasons that every card would repeat."""
    advice: Advice = Advice()
    """Advice that every card would repeat, with ID for its own id."""

    @property
    def in_common(self) -> tuple[Advice, ...]:
        """Reasons and advice that every card would repeat."""
        return tuple(filter(None, (*map(as_advice, self.reasons), self.advice)))


def sections(report: DiffReport, *, cosmetic: bool) -> tuple[Section, ...]:
    """The findings in the order of importance; cosmetic ones only when asked for."""
    wanted = (
        finding
        for finding in report.findings
        if cosmetic or finding.weight is not Severity.COSMETIC
    )
    new = frozenset(report.history.new)
    matched = report.differences.pairs if report.differences else ()
    pairs = {(pair.reference, pair.document): pair for pair in matched}
    cards = tuple(_card(report, group, new, pairs) for group in _grouped(wanted))
    return tuple(
        _section(kind, weight, tuple(group))
        for (kind, weight), group in groupby(cards, key=_section_of)
    )


def _section(kind: DifferenceKind, weight: Severity | None, cards: tuple[Card, ...]) -> Section:
    heading = section_heading(kind, weight)
    if len(cards) < 2 or kind is DifferenceKind.DIFFERS:
        # What is said of a field stands beside its values.
        return Section(kind, weight, heading, cards)
    reasons = _shared(card.first.reasons for card in cards)
    # Advice that names each work stays beside it, unless nothing else would stand there.
    advice = _shared(
        (_of_any_work(card) if reasons else as_advice(card.first.advice),) for card in cards
    )
    quiet = tuple(_without(card, reasons=bool(reasons), advice=bool(advice)) for card in cards)
    return Section(kind, weight, heading, quiet, reasons, advice[0] if advice else Advice())


def _shared(values: Iterable[tuple[Shared, ...]]) -> tuple[Shared, ...]:
    """The value that all have in common; () when they differ."""
    different = set(values)
    return different.pop() if len(different) == 1 else ()


def _of_any_work(card: Card) -> Advice:
    """The card's advice with `ID` in its commands where they name this very work."""
    own = (card.first.reference, card.first.document)
    advice = as_advice(card.first.advice)
    commands = (
        one._replace(argv=tuple("ID" if word in own else word for word in one.argv))
        for one in advice.commands
    )
    return Advice(advice.text, tuple(commands))


def _without(card: Card, *, reasons: bool, advice: bool) -> Card:
    silent = {**({"reasons": ()} if reasons else {}), **({"advice": ""} if advice else {})}
    findings = tuple(finding.model_copy(update=silent) for finding in card.findings)
    return card._replace(findings=findings)


def cosmetic_findings(report: DiffReport) -> tuple[Difference, ...]:
    """Differences that only concern the writing."""
    return tuple(finding for finding in report.findings if finding.weight is Severity.COSMETIC)


def _section_of(card: Card) -> tuple[DifferenceKind, Severity | None]:
    return card.first.kind, card.first.weight


def _grouped(findings: Iterable[Difference]) -> Iterable[tuple[Difference, ...]]:
    """Field differences of one pair together, at the place of the gravest."""
    groups: dict[object, list[Difference]] = {}
    for finding in findings:
        is_field = finding.kind is DifferenceKind.DIFFERS
        place = (finding.reference, finding.document) if is_field else finding.id
        groups.setdefault(place, []).append(finding)
    return (tuple(group) for group in groups.values())


def _card(
    report: DiffReport,
    findings: tuple[Difference, ...],
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


def _standing(
    report: DiffReport, findings: tuple[Difference, ...], new: frozenset[FindingId]
) -> str:
    """`new` when every line is; else since when the oldest has stood, where that is known."""
    history = report.history
    if not history.is_known:
        return ""
    if all(finding.id in new for finding in findings):
        return "new"
    times = [history.since.get(finding.id) for finding in findings]
    if any(at is None for at in times):
        return ""
    return f"since {day(min(at for at in times if at is not None))}"


class StateCount(NamedTuple):
    """One count with its words."""

    name: str
    """Also the class of its colour on the page."""
    words: str
    number: int


def state_counts(differences: DiffResult) -> tuple[StateCount, ...]:
    """References by state, then what only the library holds; empty ones included."""
    references, documents = differences.reference_counts(), differences.document_counts()
    return (
        StateCount("in-step", "in sync", differences.in_step),
        StateCount("differs", "differ", len(differences.pairs) - differences.in_step),
        StateCount("missing", "missing", references.get(Bucket.MISSING, 0)),
        StateCount("trashed", "in the trash", references.get(Bucket.TRASHED, 0)),
        StateCount("undecided", "possible matches", references.get(Bucket.UNDECIDED, 0)),
        StateCount("extra", "not on the list", documents.get(Bucket.EXTRA, 0)),
        StateCount("duplicate", "duplicates", documents.get(Bucket.DUPLICATE, 0)),
    )
