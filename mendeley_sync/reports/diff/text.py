"""The report for a person at a terminal, or for a mail: plain when no colour is asked for.

The answer first, then the findings by weight, then what to do next.
"""

from __future__ import annotations

from collections.abc import Iterator

from mendeley_sync.plan.changes import FailedCheck, NeedsReview
from mendeley_sync.plan.outcome import ChangeOutcome, Result
from mendeley_sync.reports.diff.additions import NOT_TOLD, added_since
from mendeley_sync.reports.diff.cards import cosmetic_findings, state_counts
from mendeley_sync.reports.diff.headline import (
    BEFORE,
    FIRST_COMPARISON,
    headline,
    hidden_in_words,
    next_steps,
    plan_sentence,
    refusal_sentence,
    rule_words,
    succeeded,
)
from mendeley_sync.reports.diff.report import Accepted, DiffReport
from mendeley_sync.reports.diff.text_findings import Screen, all_findings, quietly, shows_findings
from mendeley_sync.reports.envelope import NoticeLevel
from mendeley_sync.reports.layout import Paint, bar, in_words, wrapped
from mendeley_sync.reports.surfaces import SANDBOX_BANNER, Terminal, as_command
from mendeley_sync.reports.values import (
    CHANGE_WORDS,
    RESULT_WORDS,
    counted,
    moment,
)
from mendeley_sync.text.escaping import for_terminal

NARROWEST = 40


def render_text(
    report: DiffReport,
    *,
    width: int = 100,
    colour: bool = False,
    everything: bool = False,
    surface: Terminal | None = None,
) -> str:
    """The whole report as lines of at most `width` columns.

    Args:
        width: of the screen, in columns; below 40 it is taken as 40.
        colour: whether the screen takes colours; marks and words are there without them.
        everything: also show cosmetic and accepted differences.
        surface: how commands are typed here; None: as anywhere.
    """
    commands = (surface or Terminal(report.options)).filled(report.fill)
    screen = Screen(report, commands, max(NARROWEST, width), Paint(colour), everything)
    found = tuple(all_findings(screen))
    lines = (*head(screen), *found, *answer_again(screen, len(found)), *after_findings(screen))
    return "\n".join(lines).rstrip() + "\n"


HOW_TO_READ = (
    "Reading a value: {list → library}, {-only in the list-}, {+only in the library+}. "
    "A push does not write values marked (needs review)."
)


def head(screen: Screen) -> Iterator[str]:
    """Everything before the first finding."""
    if screen.report.practice:
        yield screen.paint("warning", SANDBOX_BANNER)
        yield ""
    yield from _notices_lines(screen, NoticeLevel.ALARM)
    style = "good" if succeeded(screen.report) else "bold"
    for line in wrapped(headline(screen.report), screen.width):
        yield screen.paint(style, line)
    yield from _failure_lines(screen)
    yield from _sides_lines(screen)
    if shows_findings(screen):
        yield from _bars_lines(screen)
        yield from _standing_lines(screen)
    yield from _notices_lines(screen, NoticeLevel.WARNING, NoticeLevel.NOTE)
    if shows_findings(screen) and any(finding.field for finding in screen.report.findings):
        yield ""
        yield from quietly(screen, HOW_TO_READ)


def _notices_lines(screen: Screen, *levels: NoticeLevel) -> Iterator[str]:
    for notice in screen.report.notices:
        if notice.level in levels:
            text = f"{notice.level.capitalize()}: {screen.surface.advice(notice.whole)}"
            lines = wrapped(text, screen.width)
            style = "alarm" if notice.level is NoticeLevel.ALARM else "warning"
            yield from (screen.paint(style, line) for line in lines)
            if notice.level is NoticeLevel.ALARM:
                yield ""


def _failure_lines(screen: Screen) -> Iterator[str]:
    failure = screen.report.failure
    if failure is None:
        return
    yield from wrapped(screen.surface.advice(failure.sentence), screen.width)
    if failure.not_before is not None:
        yield f"Try again after {moment(failure.not_before)}."


def _sides_lines(screen: Screen) -> Iterator[str]:
    ours, theirs = screen.report.list_side, screen.report.library_side
    if ours is not None:
        text = f"{for_terminal(ours.name)}, {counted(ours.entries, 'reference')}"
        yield ""
        yield from wrapped(text, screen.width, first="List     ", rest="         ")
    if theirs is not None:
        read = f", pulled {moment(theirs.read_at)}" if theirs.read_at else ""
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
            yield f"  {words:<16} {number:>6,}  {bar(number / most, min(40, screen.width - 29))}"


def _standing_lines(screen: Screen) -> Iterator[str]:
    history = screen.report.history
    if screen.report.differences is None or (not screen.report.findings and not history.cleared):
        return
    yield ""
    if history.previous_run_at is None:
        yield from quietly(screen, FIRST_COMPARISON)
        return
    text = (
        f"Since {moment(history.previous_run_at)}: {len(history.new):,} new, "
        f"{len(history.cleared):,} resolved."
    )
    yield from wrapped(text, screen.width)
    for seen in history.cleared if screen.everything else ():
        what = f"resolved: {for_terminal(seen.title, 200) or seen.id}, {seen.field or seen.kind}"
        yield from wrapped(what, screen.width, first="  ", rest="    ")


NEEDS_REVIEW = "Needs review"
A_SCREEN = 60
"""Lines of a large screen."""
SHOWN_OF_DIGEST = 16
"""Enough for `push --digest`; as many as `push` shows before it asks."""


def after_findings(screen: Screen) -> Iterator[str]:
    """Everything after the last finding; the next command comes last."""
    yield from _folded_lines(screen)
    yield from _added_lines(screen)
    yield from _plan_lines(screen)
    yield from _outcome_lines(screen)
    yield from _next_lines(screen)


def answer_again(screen: Screen, lines: int) -> Iterator[str]:
    """The answer once more where `lines` lines of findings have pushed it off the screen."""
    if lines > A_SCREEN:
        yield ""
        for line in wrapped(headline(screen.report), screen.width):
            yield screen.paint("bold", line)


def _folded_lines(screen: Screen) -> Iterator[str]:
    cosmetic = cosmetic_findings(screen.report)
    if not shows_findings(screen):
        yield ""
        yield from quietly(screen, screen.surface.advice(BEFORE))
        return
    if cosmetic and not screen.everything:
        yield ""
        text = f"{hidden_in_words(len(cosmetic))} Add `--all` to show them."
        yield from wrapped(text, screen.width)
    if screen.report.accepted:
        yield ""
        more = "" if screen.everything else " Add `--all` to show them."
        yield f"{counted(len(screen.report.accepted), 'accepted difference')}.{more}"
        for accepted in screen.report.accepted if screen.everything else ():
            yield from _one_accepted_lines(screen, accepted)


def _one_accepted_lines(screen: Screen, accepted: Accepted) -> Iterator[str]:
    finding = accepted.finding
    what = finding.field or finding.kind.value
    reason = f": {accepted.reason}" if accepted.reason else ""
    text = f"{finding.reference or finding.document}, {what}, {accepted.term}{reason}"
    yield from wrapped(for_terminal(text), screen.width, first="  ", rest="    ")


def _added_lines(screen: Screen) -> Iterator[str]:
    if screen.report.since is None:
        return
    found = added_since(screen.report)
    new = sum(added.is_new for added in found)
    yield ""
    heading = f"Since {moment(screen.report.since)}: {new:,} added, {len(found) - new:,} changed"
    yield from wrapped(in_words(screen.paint, "bold", heading), screen.width)
    for added in found:
        work = " ".join(filter(None, (added.title, added.byline and f"({added.byline})")))
        text = f"{for_terminal(work, 300)}, {for_terminal(added.when)}"
        yield from wrapped(text, screen.width, first="  ", rest="    ")
    yield from quietly(screen, NOT_TOLD)


def _plan_lines(screen: Screen) -> Iterator[str]:
    plan = screen.report.plan
    if plan is None or screen.report.outcome is not None:
        return
    yield ""
    yield from wrapped(plan_sentence(plan), screen.width)
    if plan.digest and (plan.changes or plan.withheld):
        yield from quietly(screen, f"Plan digest: {plan.digest[:SHOWN_OF_DIGEST]}")
    for refusal in plan.refusals:
        yield from _refusal_lines(screen, refusal)
    if screen.everything and plan.holds:
        yield ""
        yield screen.paint("bold", f"{NEEDS_REVIEW} ({len(plan.holds):,})")
        for hold in plan.holds:
            yield from _hold_lines(screen, hold)


def _refusal_lines(screen: Screen, refusal: FailedCheck) -> Iterator[str]:
    command = as_command(refusal.command)
    sentence = screen.surface.advice(refusal_sentence(screen.report, refusal), below=command)
    for line in wrapped(sentence, screen.width):
        yield screen.paint("alarm", line)
    yield from wrapped(rule_words(refusal), screen.width, first="  ", rest="    ")
    for example in refusal.examples:
        yield from wrapped(for_terminal(example, 200), screen.width, first="  - ", rest="    ")
    if refusal.command:
        # A command that is broken over two lines is two commands to whoever copies it.
        yield f"  {for_terminal(screen.surface.line(refusal.command))}"


def _hold_lines(screen: Screen, hold: NeedsReview) -> Iterator[str]:
    what = " ".join(filter(None, (hold.reference or hold.document, hold.field)))
    text = f"{what}: {hold.reason}"
    yield from wrapped(for_terminal(text), screen.width, first="  ", rest="    ")


def _outcome_lines(screen: Screen) -> Iterator[str]:
    outcome = screen.report.outcome
    if outcome is None:
        return
    results = [
        one
        for one in (*outcome.recovered, *outcome.results)
        if screen.everything or one.result is not Result.DONE
    ]
    if outcome.stopped or results:
        yield ""
    if outcome.stopped:
        yield from wrapped(f"Stopped: {for_terminal(outcome.stopped)}", screen.width)
    for result in results:
        yield from _result_lines(screen, result)
    if outcome.holds:
        yield ""
        yield screen.paint("bold", f"{NEEDS_REVIEW} ({len(outcome.holds):,})")
    for hold in outcome.holds:
        yield from _hold_lines(screen, hold)


def _result_lines(screen: Screen, result: ChangeOutcome) -> Iterator[str]:
    title = f'"{for_terminal(result.title, 120)}"'
    text = f"{CHANGE_WORDS[result.kind].format(title)}: {RESULT_WORDS[result.result]}"
    reason = f". {for_terminal(result.reason)}" if result.reason else ""
    yield from wrapped(text + reason, screen.width, first="  ", rest="    ")


def _next_lines(screen: Screen) -> Iterator[str]:
    steps = next_steps(screen.report)
    if steps:
        yield ""
    lines = [
        for_terminal(screen.surface.command(step.command))
        if step.command
        else screen.surface.advice(step.advice)
        for step in steps
    ]
    longest = max(map(len, lines), default=0)
    for position, (step, text) in enumerate(zip(steps, lines, strict=True)):
        lead = "Next:  " if position == 0 else "   or  "
        said = in_words(screen.paint, "bold", text) if step.command else text
        is_wide = len(lead) + longest + len(step.purpose) + 2 <= screen.width
        if step.purpose and is_wide:
            yield f"{lead}{said}{' ' * (longest - len(text))}  {step.purpose}"
            continue
        if step.command:
            # A command that is broken over two lines is two commands to whoever copies it.
            yield from (lead.rstrip(), said) if len(lead + text) > screen.width else (lead + said,)
        else:
            yield from wrapped(said, screen.width, first=lead, rest="       ")
        if step.purpose:
            yield from wrapped(step.purpose, screen.width, first="         ", rest="         ")
