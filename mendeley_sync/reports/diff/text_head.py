"""The upper part of the text report: the answer, the two sides, the counts, the history."""

from __future__ import annotations

from collections.abc import Iterator

from mendeley_sync.reports.diff.counts import state_counts
from mendeley_sync.reports.diff.headline import headline, succeeded
from mendeley_sync.reports.diff.screen import Screen, quietly, shows_findings
from mendeley_sync.reports.layout import bar, wrapped
from mendeley_sync.reports.values import counted, moment
from mendeley_sync.text.escaping import for_terminal

HOW_TO_READ = (
    "How to read a value: {list → library}, {-only on the list-}, {+only in the library+}. "
    "(held): a push leaves it alone until a person decides."
)


def head(screen: Screen) -> Iterator[str]:
    """Everything before the first finding."""
    if screen.report.practice:
        yield screen.paint("warning", "PRACTICE — made against the sandbox, not your library")
        yield ""
    yield from _notices_lines(screen, "alarm")
    style = "good" if succeeded(screen.report) else "bold"
    for line in wrapped(headline(screen.report), screen.width):
        yield screen.paint(style, line)
    yield from _failure_lines(screen)
    yield from _sides_lines(screen)
    if shows_findings(screen):
        yield from _bars_lines(screen)
        yield from _standing_lines(screen)
    yield from _notices_lines(screen, "warning", "note")
    if shows_findings(screen) and any(finding.field for finding in screen.report.findings):
        yield ""
        yield from quietly(screen, HOW_TO_READ)


def _notices_lines(screen: Screen, *levels: str) -> Iterator[str]:
    for notice in screen.report.notices:
        if notice.level in levels:
            said = screen.report.advised(f"{notice.level.capitalize()}: {notice.text}")
            advice = screen.report.advised(notice.advice)
            lines = wrapped(f"{for_terminal(said)} {for_terminal(advice)}", screen.width)
            style = "alarm" if notice.level == "alarm" else "warning"
            yield from (screen.paint(style, line) for line in lines)
            if notice.level == "alarm":
                yield ""


def _failure_lines(screen: Screen) -> Iterator[str]:
    failure = screen.report.failure
    if failure is None:
        return
    yield from wrapped(f"{for_terminal(failure.message)}", screen.width)
    if failure.not_before is not None:
        yield f"Not before {moment(failure.not_before)}."


def _sides_lines(screen: Screen) -> Iterator[str]:
    ours, theirs = screen.report.list_side, screen.report.library_side
    if ours is not None:
        text = f"{for_terminal(ours.name)}, {counted(ours.entries, 'reference')}"
        yield ""
        yield from wrapped(text, screen.width, first="List     ", rest="         ")
    if theirs is not None:
        read = f", read {moment(theirs.read_at)}" if theirs.read_at else ""
        name = for_terminal(theirs.name) or theirs.id
        text = f"{name}, {counted(theirs.entries, 'document')}{read}"
        yield from wrapped(text, screen.width, first="Library  ", rest="         ")


def _bars_lines(screen: Screen) -> Iterator[str]:
    differences = screen.report.differences
    if differences is None or not differences.references:
        return
    rows = state_counts(differences)
    most = max(row.number for row in rows) or 1
    yield ""
    for _, words, number in rows:
        if number:
            yield f"  {words:<15} {number:>6,}  {bar(number / most, min(40, screen.width - 28))}"


def _standing_lines(screen: Screen) -> Iterator[str]:
    history = screen.report.history
    if screen.report.differences is None or (not screen.report.findings and not history.cleared):
        return
    yield ""
    if history.previous_run_at is None:
        yield from quietly(
            screen, "Standing, since unknown: there is no earlier run to compare with."
        )
        return
    text = (
        f"Since {moment(history.previous_run_at)}: {len(history.new):,} new, "
        f"{len(history.cleared):,} settled."
    )
    yield from wrapped(text, screen.width)
    for seen in history.cleared if screen.everything else ():
        what = f"settled: {for_terminal(seen.title, 200) or seen.id}, {seen.field or seen.kind}"
        yield from wrapped(what, screen.width, first="  ", rest="    ")
