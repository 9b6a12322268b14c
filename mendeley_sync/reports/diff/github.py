"""The report as GitHub workflow commands: remarks beside the lines of the list.

GitHub shows ten remarks of a level for a step and drops the rest without a word, so the
gravest come first and the last remark says how many there are in all.
"""

from __future__ import annotations

from collections.abc import Iterator

from mendeley_sync.diff.difference import DifferenceKind, Severity
from mendeley_sync.reports.diff.cards import Card, sections
from mendeley_sync.reports.diff.headline import Step, headline, next_steps
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.layout import Paint, marked
from mendeley_sync.reports.surfaces import Surface
from mendeley_sync.reports.values import counted, shown
from mendeley_sync.text.changed_words import with_context, word_changes
from mendeley_sync.text.escaping import for_annotation, for_annotation_property

MOST_OF_A_LEVEL = 9
"""One less than GitHub shows, so that the answer itself is always among them."""

_NOTICES = frozenset(
    {DifferenceKind.EXTRA, DifferenceKind.RENAMED, DifferenceKind.STRANGE, DifferenceKind.DUPLICATE}
)


def render_annotations(report: DiffReport) -> str:
    """One workflow command a line."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: DiffReport) -> Iterator[str]:
    name = "SANDBOX mendeley-sync" if report.practice else "mendeley-sync"
    if report.failure is not None:
        surface = Surface(report.options, fill=report.fill)
        cause = surface.plain(report.failure.sentence.then(report.failure.advice))
        text = f"{headline(report)} {cause}"
        yield _command("error", name, text)
    else:
        yield _command("notice", name, headline(report))
    for notice in report.notices:
        level = "error" if notice.level == "alarm" else "warning"
        yield _command(level, name, Surface(report.options).plain(notice.whole))
    yield from _findings(report)


def _findings(report: DiffReport) -> Iterator[str]:
    shown_of: dict[str, int] = {"warning": 0, "notice": 1}
    left_out = 0
    for section in sections(report, cosmetic=False):
        for card in section.cards:
            level = _level(card)
            shown_of[level] += 1
            if shown_of[level] > MOST_OF_A_LEVEL:
                left_out += 1
                continue
            yield _command(
                level, f"{section.heading}: {card.title}", _text(card), _place(report, card)
            )
    if left_out:
        more = counted(left_out, "more work", "more works")
        steps = next_steps(report)
        advice = f" Next: {_typed(report, steps[0])}" if steps else ""
        yield f"… and {more} not shown as remarks.{for_annotation(advice)}"


def _typed(report: DiffReport, step: Step) -> str:
    surface = Surface(report.options, fill=report.fill)
    return surface.command(step.command) if step.command else surface.plain(step.advice)


def _level(card: Card) -> str:
    if card.first.kind in _NOTICES or card.first.weight is Severity.COMPLETENESS:
        return "notice"
    return "warning"


def _place(report: DiffReport, card: Card) -> str:
    line = report.line_of(card.first.reference)
    if report.list_side is None or line is None:
        return ""
    return f"file={for_annotation_property(report.list_side.name)},line={line},"


def _text(card: Card) -> str:
    parts = [card.first.reference or card.first.document or ""]
    for finding in card.findings:
        if finding.field is not None:
            ours, theirs = shown(finding.field, finding.list), shown(finding.field, finding.library)
            changes = with_context(word_changes(ours, theirs), words=4)
            parts.append(f"{finding.field}: {marked(changes, Paint(False))}")
        parts.extend(finding.reasons)
    return " | ".join(parts)


def _command(level: str, title: str, text: str, place: str = "") -> str:
    return f"::{level} {place}title={for_annotation_property(title)}::{for_annotation(text)}"
