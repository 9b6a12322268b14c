"""The report as Markdown, for pull requests and job summaries.

It keeps to a budget of bytes, because a comment that is too long is not posted at all;
what does not fit is counted in plain sight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mendeley_sync.advice import Command
from mendeley_sync.diff.difference import Difference, DifferenceKind
from mendeley_sync.plan.changes import FailedCheck
from mendeley_sync.plan.outcome import Result
from mendeley_sync.reports.diff.additions import NOT_TOLD, added_since
from mendeley_sync.reports.diff.cards import (
    Card,
    Section,
    cosmetic_findings,
    sections,
    state_counts,
)
from mendeley_sync.reports.diff.headline import (
    FIRST_COMPARISON,
    Step,
    hidden_in_words,
    next_steps,
    plan_sentence,
    refusal_lead,
    rule_words,
    verdict_and_rest,
)
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.surfaces import SANDBOX_BANNER, Markdown
from mendeley_sync.reports.values import (
    CHANGE_WORDS,
    HEADINGS,
    RESULT_WORDS,
    counted,
    enumerated,
    evidence_words,
    moment,
    remarks,
    shown,
)
from mendeley_sync.text.changed_words import Change, with_context, word_changes
from mendeley_sync.text.escaping import escape_invisible, for_markdown

BUDGET = 60_000
"""Bytes. A comment on GitHub holds 65,536 characters, a job summary one mebibyte."""
TAIL_BUDGET = 4_000
LONGEST_VALUE = 400
CONTEXT_WORDS = 6


def render_markdown(report: DiffReport, *, budget: int = BUDGET) -> str:
    """The whole report in at most about `budget` bytes of UTF-8.

    Only the answer, the counts and the next step are sure of their place; findings follow
    in the order of importance until the budget is used.
    """
    head = "\n".join(_head(report))
    tail = _cut_to("\n".join(_tail(report)), TAIL_BUDGET)
    room = budget - len(head.encode()) - len(tail.encode())
    # After writing, the findings are those of before; the page and the JSON have them.
    found = sections(report, cosmetic=False) if report.outcome is None else ()
    body = "\n".join(_within(report, found, room))
    return "\n".join(filter(None, (head, body, tail))).rstrip() + "\n"


def _head(report: DiffReport) -> Iterator[str]:
    if report.practice:
        yield f"> **{SANDBOX_BANNER}**\n"
    for notice in report.notices:
        yield f"> **{notice.level.capitalize()}**: {_surface(report).advice(notice.whole)}\n"
    verdict, rest = verdict_and_rest(report)
    yield f"### {for_markdown(verdict)}\n\n{for_markdown(rest)}\n"
    if report.failure is not None:
        yield f"{_surface(report).advice(report.failure.sentence)}\n"
    if report.outcome is None:
        yield from _counts(report)
        yield from _standing(report)
        yield from _key_to_marks(report)


def _counts(report: DiffReport) -> Iterator[str]:
    if report.differences is None:
        return
    cells = state_counts(report.differences)
    yield f"| {' | '.join(cell.words for cell in cells)} |"
    yield f"|{'--:|' * len(cells)}"
    yield f"| {' | '.join(f'{cell.number:,}' for cell in cells)} |\n"


def _standing(report: DiffReport) -> Iterator[str]:
    history = report.history
    if report.differences is None:
        return
    if history.previous_run_at is None:
        yield f"{FIRST_COMPARISON}\n"
        return
    yield (
        f"Since {moment(history.previous_run_at)}: "
        f"**{len(history.new):,} new**, **{len(history.cleared):,} resolved**.\n"
    )


def _key_to_marks(report: DiffReport) -> Iterator[str]:
    if any(finding.field for finding in report.findings):
        yield (
            "In a value, <del>this is what the list has</del> and <ins>this is what the library "
            "has</ins>. A push does not write values marked *needs review*.\n"
        )


def _within(report: DiffReport, wanted: Sequence[Section], room: int) -> Iterator[str]:
    """Sections and cards while there is room; then what is not shown, by kind."""
    left_out: Counter[str] = Counter()
    for section in wanted:
        heading = f"#### {section.heading} ({len(section.cards):,})\n{_in_common(section, report)}"
        is_headed = False
        for card in section.cards:
            block = "\n".join(_card(report, card))
            size = len(block.encode()) + (0 if is_headed else len(heading.encode())) + 2
            if left_out or size > room:
                left_out[HEADINGS[section.kind].lower()] += 1
                continue
            if not is_headed:
                yield f"\n{heading}"
                is_headed = True
            room -= size
            yield block
    if left_out:
        yield _more(report, left_out)


def _in_common(section: Section, report: DiffReport) -> str:
    text = " → ".join(_surface(report).advice(part) for part in section.in_common)
    return f"\n{text}\n" if text else ""


def _surface(report: DiffReport) -> Markdown:
    return Markdown(report.options, fill=report.fill)


def _more(report: DiffReport, left_out: Counter[str]) -> str:
    parts = [f"{number:,} {kind}" for kind, number in left_out.items()]
    total = counted(sum(left_out.values()), "more work is", "more works are")
    command = Command(("diff", "--format", "html", "--output", "report.html"))
    whole = f"`{_surface(report).command(command)}`"
    return f"\n**… and {total} not shown here** ({enumerated(parts)}). The whole report: {whole}."


def _card(report: DiffReport, card: Card) -> Iterator[str]:
    first = card.first
    who = f" ({for_markdown(card.byline)})" if card.byline else ""
    key = first.reference or first.document or ""
    since = f" · {'**new**' if card.since == 'new' else card.since}" if card.since else ""
    yield f"- **{_value(card.title)}**{who} <code>{for_markdown(key)}</code>{since}"
    for finding in card.findings:
        yield from _finding(finding)
    if first.advice and first.field is None:
        yield f"  - → {_surface(report).advice(first.advice)}"


def _finding(finding: Difference) -> Iterator[str]:
    if finding.field is not None:
        remark = "; ".join(remarks(finding))
        said = f" ({for_markdown(remark)})" if remark else ""
        yield f"  - `{finding.field}`: {_changed(finding)}{said}"
        return
    yield from (f"  - {for_markdown(reason)}" for reason in finding.reasons)
    if finding.kind is DifferenceKind.UNDECIDED:
        yield from (f"  - {for_markdown(evidence_words(row))}" for row in finding.evidence)


def _value(text: str) -> str:
    return for_markdown(text, LONGEST_VALUE)


def _changed(finding: Difference) -> str:
    """Changed words in `<del>` (the list's) and `<ins>` (the library's)."""
    ours, theirs = shown(finding.field, finding.list), shown(finding.field, finding.library)
    changes = with_context(word_changes(ours, theirs), words=CONTEXT_WORDS)
    return "".join(_marked(change) for change in changes)


def _marked(change: Change) -> str:
    if change.is_same:
        return _value(change.in_list)
    old = f"<del>{_value(change.in_list)}</del>" if change.in_list.strip() else ""
    new = f"<ins>{_value(change.in_library)}</ins>" if change.in_library.strip() else ""
    return f"{old}{' → ' if old and new else ''}{new}" or " "


def _tail(report: DiffReport) -> Iterator[str]:
    if report.outcome is None:
        yield from _folded(report)
    if report.plan is not None and report.outcome is None:
        yield f"\n{plan_sentence(report.plan)}"
        yield from _refusals(report, report.plan.refusals)
    yield from _outcome(report)
    yield from _added(report)
    steps = next_steps(report)
    if steps:
        yield f"\n**Next:** {', or '.join(_step(report, step) for step in steps)}"


def _step(report: DiffReport, step: Step) -> str:
    surface = _surface(report)
    if step.command is None:
        return surface.advice(step.advice)
    return f"`{surface.command(step.command)}` {step.purpose}".rstrip()


def _folded(report: DiffReport) -> Iterator[str]:
    cosmetic = cosmetic_findings(report)
    if cosmetic:
        yield f"\n{hidden_in_words(len(cosmetic))}"
    if report.accepted:
        yield "\n<details><summary>"
        yield f"{counted(len(report.accepted), 'accepted difference')}</summary>\n"
        for accepted in report.accepted:
            finding = accepted.finding
            place = for_markdown(finding.reference or finding.document or "")
            what = finding.field or finding.kind.value
            why = f": {_value(accepted.reason)}" if accepted.reason else ""
            yield f"- <code>{place}</code> {what}, {accepted.term}{why}"
        yield "\n</details>"


def _added(report: DiffReport) -> Iterator[str]:
    if report.since is None:
        return
    found = added_since(report)
    new = sum(one.is_new for one in found)
    yield (f"\n#### Since {moment(report.since)}: {new:,} added, {len(found) - new:,} changed\n")
    for one in found:
        who = f" ({for_markdown(one.byline)})" if one.byline else ""
        yield f"- *{_value(one.title)}*{who}, {for_markdown(one.when)}"
    yield f"\n{NOT_TOLD}"


def _refusals(report: DiffReport, refusals: Iterable[FailedCheck]) -> Iterator[str]:
    for refusal in refusals:
        yield f"\n**{refusal_lead(report)}**: {_surface(report).advice(refusal.message)}"
        yield f"\n{for_markdown(rule_words(refusal))}\n"
        for example in refusal.examples:
            yield f"- *{_value(example)}*"
        if refusal.command and refusal.command not in refusal.message:
            command = _surface(report).line(refusal.command)
            yield f"\n    {escape_invisible(command)}"


def _outcome(report: DiffReport) -> Iterator[str]:
    if report.outcome is None:
        return
    for result in (*report.outcome.recovered, *report.outcome.results):
        if result.result is not Result.DONE:
            title, reason = _value(result.title), for_markdown(result.reason)
            said = f"{RESULT_WORDS[result.result]}. {reason}".rstrip()
            yield f"- {CHANGE_WORDS[result.kind].format(f'*{title}*')}: {said}"


def _cut_to(text: str, most: int) -> str:
    """Whole lines of at most `most` bytes; the last line (the next step) always stays."""
    lines = text.split("\n")
    if len(text.encode()) <= most:
        return text
    kept: list[str] = []
    room = most - len(lines[-1].encode())
    for line in lines[:-1]:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    opened = sum("<details>" in line for line in kept) - sum("</details>" in line for line in kept)
    closing = ["\n</details>"] if opened else []
    dropped = len(lines) - 1 - len(kept)
    return "\n".join([*kept, *closing, f"\n**… and {dropped:,} more lines**", lines[-1]])
