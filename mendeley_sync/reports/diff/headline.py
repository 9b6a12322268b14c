"""The first line of every report: in sync or not. And the last: the next step."""

from __future__ import annotations

from typing import Final, NamedTuple

from mendeley_sync.advice import Advice, Command
from mendeley_sync.diff.difference import Bucket, DifferenceKind, DiffResult, Severity
from mendeley_sync.plan.changes import ChangeKind, FailedCheck
from mendeley_sync.plan.outcome import Outcome, Result
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.surfaces import as_advice, as_command
from mendeley_sync.reports.values import (
    RESULT_WORDS,
    counted,
    enumerated,
    planned_in_words,
)

FIRST_COMPARISON: Final = (
    "This is the first comparison. The next one will show which differences are new."
)
BEFORE: Final = Advice(
    "Run {0} to see the remaining differences.", (Command(("diff",), "see the differences"),)
)


def headline(report: DiffReport) -> str:
    """One or two sentences; the first words say whether list and library are in sync."""
    differences = report.differences
    if report.outcome is not None:
        return _what_was_done(report, report.outcome)
    if report.failure is not None and differences is None:
        return f"Failed while {report.failure.phase}."
    if differences is None:
        return "Not known: nothing was compared."
    total = len(differences.references)
    if total == 0 and not differences.documents:
        return "Nothing to compare: the list and the library are both empty."
    if report.is_in_step:
        return f"In sync: {_all_of(total)}."
    if _only_the_library_has_more(differences):
        return f"In sync: {_all_of(total)}.{_rest(differences)}"
    return f"Out of sync: {_references(differences, total)}.{_rest(differences)}"


def verdict_and_rest(report: DiffReport) -> tuple[str, str]:
    """The answer in two: a few words for a heading, and the figures as a sentence."""
    verdict, colon, rest = headline(report).partition(": ")
    if not colon:
        return verdict.rstrip("."), ""
    return verdict, f"{rest[:1].upper()}{rest[1:]}"


def _all_of(total: int) -> str:
    return (
        "the only reference matches the library"
        if total == 1
        else f"all {total:,} references match the library"
    )


def _only_the_library_has_more(differences: DiffResult) -> bool:
    return all(
        finding.kind in {DifferenceKind.EXTRA, DifferenceKind.DUPLICATE}
        or (finding.weight is Severity.COSMETIC)
        for finding in differences.findings
    ) and len(differences.pairs) == len(differences.references)


def _references(differences: DiffResult, total: int) -> str:
    buckets = differences.reference_counts()
    differ = len(differences.pairs) - differences.in_step
    undecided = buckets.get(Bucket.UNDECIDED, 0)
    parts = [
        (differences.in_step, _be(differences.in_step, "in sync")),
        (differ, "differ" if differ != 1 else "differs"),
        (buckets.get(Bucket.MISSING, 0), _be(buckets.get(Bucket.MISSING, 0), "missing")),
        (buckets.get(Bucket.TRASHED, 0), _be(buckets.get(Bucket.TRASHED, 0), "in the trash")),
        (undecided, "is a possible match" if undecided == 1 else "are possible matches"),
        (buckets.get(Bucket.DUPLICATE, 0), _be(buckets.get(Bucket.DUPLICATE, 0), "listed twice")),
    ]
    counts = [f"{number:,} {word}" for number, word in parts if number]
    return f"of {counted(total, 'reference')}, {enumerated(counts)}"


def _be(number: int, what: str) -> str:
    return f"{'is' if number == 1 else 'are'} {what}"


def _rest(differences: DiffResult) -> str:
    buckets = differences.document_counts()
    extra, copies = buckets.get(Bucket.EXTRA, 0), buckets.get(Bucket.DUPLICATE, 0)
    parts = []
    if extra:
        parts.append(f"{counted(extra, 'document')} that {_be(extra, 'not on the list')}")
    if copies:
        parts.append(counted(copies, "duplicate"))
    return f" The library also has {enumerated(parts)}." if parts else ""


def hidden_in_words(cosmetic: int) -> str:
    """`70 cosmetic differences are hidden.`"""
    return f"{counted(cosmetic, 'cosmetic difference is', 'cosmetic differences are')} hidden."


def succeeded(report: DiffReport) -> bool:
    """Whether the answer is a good one: in step, or everything done that was to be done."""
    if report.outcome is None:
        return report.is_in_step
    results = report.outcome.results
    return report.failure is None and all(one.result is Result.DONE for one in results)


def plan_sentence(plan: Plan) -> str:
    """What a push would do, in one sentence."""
    open_items = len(plan.holds)
    review = f" {counted(open_items, 'item')} {'needs' if open_items == 1 else 'need'} review."
    if not plan.total:
        return f"A push would change nothing.{review if open_items else ''}"
    changes = counted(plan.total, "change")
    planned = planned_in_words(plan.counts())
    return f"A push would make {changes}: {planned}.{review if open_items else ''}"


def refusal_lead(report: DiffReport) -> str:
    """The words before the reason of a failed safety check."""
    return "Nothing was written" if report.failure is not None else "A push would be stopped"


def refusal_sentence(report: DiffReport, refusal: FailedCheck) -> Advice:
    """Why a safety check stops the push, with its commands."""
    return as_advice(f"{refusal_lead(report)}: {refusal.message}")


def rule_words(refusal: FailedCheck) -> str:
    """`Safety check limit-update: 7, the limit is 5.`"""
    figures = [refusal.numbers, f"the limit is {refusal.limit}" if refusal.limit else ""]
    text = ", ".join(filter(None, figures))
    return f"Safety check {refusal.rule}{': ' if text else ''}{text}."


def _what_was_done(report: DiffReport, outcome: Outcome) -> str:
    """After writing the question is what was done; `diff` compares the two sides again."""
    counts = outcome.counts()
    done, total = counts.get(Result.DONE, 0), len(outcome.results)
    stopped = report.failure is not None or bool(outcome.stopped)
    if not counts and not stopped:
        return _nothing_was_sent(report, outcome)
    if done == total and not stopped:
        return f"Done: {counted(done, 'change')} written and verified."
    parts = [f"{done:,} of {counted(total, 'change')} written and verified"] if total else []
    parts += [
        f"{counts[one.value]:,} {RESULT_WORDS[one].partition(':')[0]}"
        for one in Result
        if one is not Result.DONE and counts.get(one.value)
    ]
    verdict = "Stopped" if stopped else "Partly done"
    return f"{verdict}: {', '.join(parts) or 'nothing was written'}."


def _nothing_was_sent(report: DiffReport, outcome: Outcome) -> str:
    if report.list_written:
        return "Done: the list was changed, the library was not."
    if outcome.remembered:
        added = counted(outcome.remembered, "match or value was", "matches and values were")
        return f"Nothing to write. {added} added to the baseline."
    return "Nothing was written."


class Step(NamedTuple):
    """A next step: a command, or a sentence where there is no single one."""

    command: Command | None
    advice: Advice = Advice()

    @property
    def purpose(self) -> str:
        """The purpose of the command, in a few words."""
        return self.command.purpose if self.command else ""


def _step(*argv: str, to: str) -> Step:
    return Step(Command(argv, to))


def next_steps(report: DiffReport) -> tuple[Step, ...]:
    """The ways that go on from here, the most useful first; at most three."""
    if report.failure is not None:
        return (Step(None, report.failure.advice),) if report.failure.advice else ()
    if report.differences is None:
        return ()
    steps = [*_for_the_trash(report), *_for_the_plan(report)]
    if not steps:
        steps += _for_the_list(report)
    return tuple(steps[:3])


def _for_the_trash(report: DiffReport) -> tuple[Step, ...]:
    trashed = report.trashed
    if report.outcome is not None:
        # The findings are those of before the writing.
        trashed -= sum(
            one.kind is ChangeKind.RESTORE and one.result is Result.DONE
            for one in report.outcome.results
        )
    step = _step("push", "--restore", str(trashed), to="to also restore documents from the trash")
    return (step,) if trashed else ()


def _for_the_list(report: DiffReport) -> tuple[Step, ...]:
    kinds = {one.kind for one in report.findings if one.weight is not Severity.COSMETIC}
    if DifferenceKind.EXTRA in kinds:
        return (_step("adopt", "--documents", to="to add documents of the library to the list"),)
    if DifferenceKind.DIFFERS in kinds:
        return (_step("adopt", to="to copy values of the library to the list"),)
    return ()


def _for_the_plan(report: DiffReport) -> tuple[Step, ...]:
    plan = report.plan
    writes = plan is not None and plan.total and report.outcome is None
    decisions = (plan is not None and plan.holds) or any(
        finding.held or finding.kind is DifferenceKind.UNDECIDED for finding in report.findings
    )
    asks = (_step("resolve", to="to review the items that need a decision"),) if decisions else ()
    return (*asks, *(_for_the_writes(plan) if plan is not None and writes else ()))


def _for_the_writes(plan: Plan) -> tuple[Step, ...]:
    """Past a rail leads what the rail itself prints; a bare `push` would stop there."""
    if not plan.refusals:
        return (_step("push", to="to review and write the changes"),)
    if len(plan.refusals) > 1 or not plan.refusals[0].command:
        return ()
    command = as_command(plan.refusals[0].command)
    return (Step(command._replace(purpose="if all changes are correct")),) if command else ()
