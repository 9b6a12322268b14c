"""The registration check for a terminal: the answer first, then the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from mendeley_sync.access.check_result import AccessReport, Actor, CheckResult, CheckState
from mendeley_sync.access.facts import LinkFact, LinkState, PageFact
from mendeley_sync.reports.layout import Paint, wrapped
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.text.escaping import for_terminal

_MARKS = {
    CheckState.OK: ("ok", "good"),
    CheckState.WARNING: ("warning", "warning"),
    CheckState.FAILED: ("FAILED", "alarm"),
    CheckState.NOT_CHECKED: ("not checked", "dim"),
}
_MARK_COLUMNS = 15


def render_access_text(
    report: AccessReport, *, width: int = 80, colour: bool = False, practice: bool = False
) -> str:
    """The whole check as lines of at most `width` columns."""
    paint = Paint(colour)
    lines = [*_head(report, width, paint, practice), ""]
    for _, alike in groupby(report.rungs, key=_left_out_for):
        lines.extend(_step_lines(tuple(alike), width, paint))
    lines.extend(_link_lines(link_problems(report.pages), width))
    return "\n".join([*lines, *_summary(report, width)]).rstrip() + "\n"


def _head(report: AccessReport, width: int, paint: Paint, practice: bool) -> Iterator[str]:
    if practice:
        yield paint("warning", SANDBOX_BANNER)
        yield ""
    yield paint("bold", for_terminal(report.question))
    yield from wrapped(for_terminal(report.sentence), width)


def _left_out_for(rung: CheckResult) -> str:
    """What several steps in a row were not checked for is said once below their titles."""
    return rung.sentence if rung.state is CheckState.NOT_CHECKED else rung.name


def _step_lines(alike: tuple[CheckResult, ...], width: int, paint: Paint) -> Iterator[str]:
    word, style = _MARKS[alike[0].state]
    indent = " " * _MARK_COLUMNS
    mark = f"  {word}".ljust(_MARK_COLUMNS)
    titles = [
        line
        for number, rung in enumerate(alike)
        for line in wrapped(
            for_terminal(rung.title), width, first=indent if number else mark, rest=indent
        )
    ]
    # Painted last: colour codes must not count as columns.
    yield titles[0].replace(word, paint(style, word), 1)
    yield from titles[1:]
    rung = alike[-1]
    yield from wrapped(for_terminal(rung.sentence), width, first=indent, rest=indent)
    if rung.state in (CheckState.FAILED, CheckState.WARNING):
        yield from _help_lines(rung, width, indent)


def _help_lines(rung: CheckResult, width: int, indent: str) -> Iterator[str]:
    if rung.seen:
        yield from wrapped(f"Seen: {for_terminal(rung.seen)}", width, first=indent, rest=indent)
    if rung.next_step:
        who = f" ({rung.who.value})" if rung.who is not Actor.NOBODY else ""
        text = f"Next{who}: {for_terminal(rung.next_step)}"
        yield from wrapped(text, width, first=indent, rest=indent)


def _link_lines(links: tuple[LinkProblem, ...], width: int) -> Iterator[str]:
    """Every link that somebody should look at, in whole: it is to be copied."""
    heading = ""
    for link in links:
        if link.heading != heading:
            heading = link.heading
            yield ""
            yield f"{heading}:"
        yield from wrapped(for_terminal(link.address), width, first="  ", rest="  ")
        if link.remark:
            yield from wrapped(for_terminal(link.remark), width, first="      ", rest="      ")


def _summary(report: AccessReport, width: int) -> Iterator[str]:
    yield ""
    yield from wrapped(counts_in_words(report), width)


def counts_in_words(report: AccessReport) -> str:
    """`14 steps: 9 ok, 2 warnings, 1 failed, 2 not checked.`"""
    counts = {state: sum(rung.state is state for rung in report.rungs) for state in CheckState}
    names = {
        CheckState.OK: "ok",
        CheckState.WARNING: "warning" if counts[CheckState.WARNING] == 1 else "warnings",
        CheckState.FAILED: "failed",
        CheckState.NOT_CHECKED: "not checked",
    }
    parts = [f"{counts[state]} {names[state]}" for state in CheckState if counts[state]]
    steps = "1 step" if len(report.rungs) == 1 else f"{len(report.rungs)} steps"
    return f"{steps}: {', '.join(parts)}."


HEADINGS = {
    LinkState.DEAD: "Links that lead nowhere",
    LinkState.MOVED: "Links that lead elsewhere now",
    LinkState.UNREACHED: "Links that could not be reached",
    LinkState.WALLED: "Links that could not be checked",
    LinkState.NOT_TRIED: "Links that were not tried",
}


class LinkProblem(NamedTuple):
    """One link with what to say about it."""

    heading: str
    address: str
    remark: str


def link_problems(pages: Sequence[PageFact]) -> tuple[LinkProblem, ...]:
    """Every link that does not plainly answer, each once, the worst first."""
    every = [link for page in pages for link in (page.page, *page.links)]
    once = {link.address: link for link in every}.values()
    return tuple(
        LinkProblem(heading, link.address, _remark(link))
        for state, heading in HEADINGS.items()
        for link in once
        if link.state is state
    )


def _remark(link: LinkFact) -> str:
    return f"now {link.target}" if link.target else link.detail
