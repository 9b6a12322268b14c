"""The middle of the text report: one block a work, the changed words marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mendeley_sync.advice import Advice
from mendeley_sync.diff.difference import Difference, DifferenceKind, Severity
from mendeley_sync.reports.diff.additions import provenance
from mendeley_sync.reports.diff.cards import Card, Section, sections
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.layout import Paint, columns, in_words, marked, wrapped
from mendeley_sync.reports.surfaces import Terminal
from mendeley_sync.reports.values import WEIGHT_WORDS, evidence_words, remarks, shown
from mendeley_sync.text.changed_words import Change, share_in_common, with_context, word_changes
from mendeley_sync.text.escaping import for_terminal, shortened

LONGEST_VALUE = 600
"""Characters of one value; the JSON report holds the whole."""
LONGEST_COMPARED = 20_000
ALIKE_ENOUGH = 0.35
"""Values with less in common are shown one under the other instead of word by word."""
SHORT = 60
"""Values up to this length are always shown in one line."""
CONTEXT_WORDS = 6
FIELD_COLUMNS = 16


def all_findings(screen: Screen) -> Iterator[str]:
    """Every finding that is not folded, under its heading."""
    if not shows_findings(screen):
        return
    for section in sections(screen.report, cosmetic=screen.everything):
        yield from _section_lines(screen, section)


def _section_lines(screen: Screen, section: Section) -> Iterator[str]:
    heading = f"{section.heading} ({len(section.cards):,})"
    yield ""
    yield screen.paint("bold", heading)
    yield screen.paint("dim", "─" * min(screen.width, columns(heading)))
    for text in section.reasons:
        yield from wrapped(for_terminal(text), screen.width)
    if section.advice:
        yield from _advice_lines(screen, section.advice, "")
    for card in section.cards:
        yield from _card_lines(screen, card)


def _advice_lines(screen: Screen, advice: Advice | str, indent: str) -> Iterator[str]:
    text = screen.surface.advice(advice)
    yield from wrapped(text, screen.width, first=f"{indent}→ ", rest=f"{indent}  ")


def _card_lines(screen: Screen, card: Card) -> Iterator[str]:
    yield ""
    title = in_words(screen.paint, "bold", for_terminal(card.title, LONGEST_VALUE))
    who = f" ({for_terminal(card.byline)})" if card.byline else ""
    yield from wrapped(title + who, screen.width, first="  ", rest="    ")
    yield from _identity_lines(screen, card)
    for finding in card.findings:
        yield from _finding_lines(screen, finding, card.first.weight)


def _identity_lines(screen: Screen, card: Card) -> Iterator[str]:
    first = card.first
    known = [
        for_terminal(first.reference or ""),
        f"document {for_terminal(first.document)}" if first.document else "",
        card.since,
    ]
    for line in wrapped(" · ".join(filter(None, known)), screen.width - 4):
        yield f"    {screen.paint('dim', line)}"
    folders = screen.report.folders.get(first.document or "", ())
    if card.document is not None and (folders or first.kind is not DifferenceKind.DIFFERS):
        name = screen.report.names.get(card.document.profile_id or "", "")
        shown = provenance(card.document, for_terminal(name), map(for_terminal, folders))
        if shown:
            yield from wrapped(shown, screen.width, first="    ", rest="    ")


def _finding_lines(
    screen: Screen, finding: Difference, of_section: Severity | None
) -> Iterator[str]:
    if finding.field is not None:
        yield from _field_lines(screen, finding, of_section)
    if finding.others:
        others = ", ".join(for_terminal(other, 80) for other in finding.others)
        yield from wrapped(f"also: {others}", screen.width, first="    ", rest="      ")
    for reason in finding.reasons if finding.field is None else ():
        yield from wrapped(for_terminal(reason), screen.width, first="    ", rest="      ")
    for row in finding.evidence if finding.field is None else ():
        said = for_terminal(evidence_words(row))
        yield from wrapped(said, screen.width, first="    - ", rest="      ")
    if finding.advice and finding.field is None:
        yield from _advice_lines(screen, finding.advice, "    ")


def _field_lines(screen: Screen, finding: Difference, of_section: Severity | None) -> Iterator[str]:
    first = f"    {finding.field or '':<{FIELD_COLUMNS}} "
    rest = " " * len(first)
    said = remarks(finding)
    if finding.weight and finding.weight != of_section and finding.list and finding.library:
        said.insert(0, WEIGHT_WORDS[finding.weight])
    remark = for_terminal("; ".join(said))
    dim = in_words(screen.paint, "dim", f"({remark})") if remark else ""
    ours, theirs = shown(finding.field, finding.list), shown(finding.field, finding.library)
    changes = word_changes(
        for_terminal(ours, LONGEST_COMPARED), for_terminal(theirs, LONGEST_COMPARED)
    )
    if not ours or not theirs:
        texts = [f"{_value(ours or theirs)}  {dim}"]
    elif _are_unlike(ours, theirs, changes):
        texts = [f"list: {_value(ours)}", f"library: {_value(theirs)}  {dim}"]
    else:
        bounded = _bounded(with_context(changes, words=CONTEXT_WORDS))
        texts = [f"{marked(bounded, screen.paint)}  {dim}"]
    for position, text in enumerate(texts):
        yield from wrapped(text, screen.width, first=rest if position else first, rest=rest)


def _value(text: str) -> str:
    return for_terminal(text, LONGEST_VALUE)


def _are_unlike(ours: str, theirs: str, changes: tuple[Change, ...]) -> bool:
    is_long = min(len(ours), len(theirs)) > 0 and max(len(ours), len(theirs)) > SHORT
    return is_long and share_in_common(changes) < ALIKE_ENOUGH


def _bounded(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(
            shortened(change.in_list, LONGEST_VALUE), shortened(change.in_library, LONGEST_VALUE)
        )
        for change in changes
    )


class Screen(NamedTuple):
    """One rendering as text."""

    report: DiffReport
    surface: Terminal
    width: int
    paint: Paint
    everything: bool
    """Also spell out what is folded."""


def quietly(screen: Screen, text: str) -> Iterator[str]:
    for line in wrapped(text, screen.width):
        yield screen.paint("dim", line)


def shows_findings(screen: Screen) -> bool:
    """After writing, the findings are those of before: folded unless asked for."""
    return screen.report.outcome is None or screen.everything
