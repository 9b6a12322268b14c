"""The first line of every report: are we in step? And the last: what to do next."""

from __future__ import annotations

from typing import Final, NamedTuple

from mendeley_sync.diff.difference import Bucket, DifferenceKind, DiffResult, Severity
from mendeley_sync.errors import TO_GO_ON
from mendeley_sync.plan.changes import ChangeKind, FailedCheck
from mendeley_sync.plan.outcome import Outcome, Result
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.values import (
    CHANGE_WORDS,
    RESULT_WORDS,
    counted,
    enumerated,
)

BEFORE: Final = (
    "What differed before this run is not shown; `mendeley-sync diff` tells where "
    "the two stand now."
)


def headline(report: Report) -> str:
    """One or two sentences; the first two words say yes, no or not known."""
    differences = report.differences
    if report.outcome is not None:
        return _what_was_done(report, report.outcome)
    if differences is None:
        if report.failure is not None:
            return f"Not known: the run ended while {report.failure.phase}."
        return "Not known: nothing was compared."
    total = len(differences.references)
    if total == 0 and not differences.documents:
        return "Nothing to compare: the list and the library are both empty."
    if report.is_in_step:
        return f"In step: {_all_of(total)} with the library."
    if _only_the_library_has_more(differences):
        more = _extras(differences, which=True)
        return f"{_all_of(total).capitalize()} with the library, {more}."
    return f"Not in step: {_references(differences, total)}.{_rest(differences)}"


def verdict_and_rest(report: Report) -> tuple[str, str]:
    """The answer in two: a few words for a heading, and the figures as a sentence."""
    verdict, colon, rest = headline(report).partition(": ")
    if not colon:
        return ("In step", verdict) if report.outcome is None else (verdict.rstrip("."), "")
    return verdict, f"{rest[:1].upper()}{rest[1:]}"


def _all_of(total: int) -> str:
    return "the only reference agrees" if total == 1 else f"all {total:,} references agree"


def _only_the_library_has_more(differences: DiffResult) -> bool:
    return all(
        finding.kind in {DifferenceKind.EXTRA, DifferenceKind.DUPLICATE}
        or (finding.weight is Severity.COSMETIC)
        for finding in differences.findings
    ) and len(differences.pairs) == len(differences.references)


def _references(differences: DiffResult, total: int) -> str:
    buckets = differences.reference_counts()
    differ = len(differences.pairs) - differences.in_step
    parts = [
        (differences.in_step, "agree" if differences.in_step != 1 else "agrees"),
        (differ, "differ" if differ != 1 else "differs"),
        (buckets.get(Bucket.MISSING, 0), _be(buckets.get(Bucket.MISSING, 0), "missing")),
        (buckets.get(Bucket.TRASHED, 0), _be(buckets.get(Bucket.TRASHED, 0), "in the trash")),
        (buckets.get(Bucket.UNDECIDED, 0), _be(buckets.get(Bucket.UNDECIDED, 0), "undecided")),
        (buckets.get(Bucket.DUPLICATE, 0), _be(buckets.get(Bucket.DUPLICATE, 0), "listed twice")),
    ]
    said = [f"{number:,} {word}" for number, word in parts if number]
    return f"of {counted(total, 'reference')} {enumerated(said)}"


def _be(number: int, what: str) -> str:
    return f"{'is' if number == 1 else 'are'} {what}"


def _rest(differences: DiffResult) -> str:
    extras = _extras(differences, which=False)
    return f" {extras}." if extras else ""


def _extras(differences: DiffResult, *, which: bool) -> str:
    buckets = differences.document_counts()
    extra, copies = buckets.get(Bucket.EXTRA, 0), buckets.get(Bucket.DUPLICATE, 0)
    parts = []
    if extra:
        parts.append(f"{counted(extra, 'document')} that {_be(extra, 'not on the list')}")
    if copies:
        parts.append(counted(copies, "further copy", "further copies"))
    if not parts:
        return ""
    return f"{'which' if which else 'The library'} also holds {enumerated(parts)}"


def succeeded(report: Report) -> bool:
    """Whether the answer is a good one: in step, or everything done that was to be done."""
    if report.outcome is None:
        return report.is_in_step
    results = report.outcome.results
    return report.failure is None and all(one.result is Result.DONE for one in results)


def plan_sentence(plan: Plan) -> str:
    """What a push would do, in one sentence."""
    counts = plan.counts()
    said = [
        f"{CHANGE_WORDS[kind]} {counted(counts[kind.value], 'document')}"
        for kind in ChangeKind
        if counts.get(kind.value)
    ]
    held = f" {_questions(len(plan.holds))}." if plan.holds else ""
    if not said:
        return f"A push would write nothing.{held}"
    return f"A push would {enumerated(said)} ({counted(plan.total, 'write')}).{held}"


STOPPED: Final = "We stopped before writing"


def refusal_sentence(report: Report, refusal: FailedCheck) -> str:
    """Why a rail lets nothing through, with commands that work when they are typed."""
    said = report.advised(refusal.message)
    return said if said.startswith(STOPPED) else f"{STOPPED}: {said[:1].lower()}{said[1:]}"


def rule_words(refusal: FailedCheck) -> str:
    """`Rule limit-update: 7, allowed 5.`: which rail it was, and its figures."""
    figures = [refusal.numbers, f"allowed {refusal.limit}" if refusal.limit else ""]
    said = ", ".join(filter(None, figures))
    return f"Rule {refusal.rule}{': ' if said else ''}{said}."


def _questions(number: int) -> str:
    return f"{counted(number, 'question')} {'waits' if number == 1 else 'wait'} for a person"


def _what_was_done(report: Report, outcome: Outcome) -> str:
    """After writing the question is what was done; where the two stand now, `diff` tells."""
    counts = outcome.counts()
    done = counts.get(Result.DONE, 0)
    if report.failure is not None or outcome.stopped:
        verdict = "Stopped early"
    elif not counts:
        return _nothing_was_sent(report, outcome)
    else:
        verdict = "Done" if done == len(outcome.results) else "Partly done"
    if verdict == "Done":
        each = "seen" if done == 1 else "each seen"
        return f"Done: {counted(done, 'write')}, {each} in the library afterwards."
    said = [f"{counts[one.value]:,} {RESULT_WORDS[one]}" for one in Result if counts.get(one.value)]
    return f"{verdict}: {'; '.join(said) or 'nothing was written'}."


def _nothing_was_sent(report: Report, outcome: Outcome) -> str:
    if report.list_written:
        return "Done: the list was changed, the library was not touched."
    if outcome.remembered:
        one = "pair or value that agrees is"
        remembered = counted(outcome.remembered, one, "pairs and values that agree are")
        return f"Done: nothing had to be written; {remembered} now remembered."
    return "Nothing was written."


class Step(NamedTuple):
    """One way to go on."""

    command: str
    """Works when it is typed; a whole sentence where there is no command to type."""
    purpose: str = ""
    """What it is for, in a few words."""

    @property
    def is_command(self) -> bool:
        """Whether it can be typed as it stands."""
        return self.command.startswith("mendeley-sync ")


def next_steps(report: Report) -> tuple[Step, ...]:
    """The ways that go on from here, the most useful first; at most three."""
    if report.failure is not None:
        advice = report.advised(report.failure.advice.removeprefix(TO_GO_ON))
        return (Step(advice),) if advice else ()
    if report.differences is None:
        return ()
    steps = [*_for_the_trash(report), *_for_the_plan(report)]
    if not steps:
        steps += _for_the_list(report)
    tool = "mendeley-sync --sandbox" if report.practice else "mendeley-sync"
    return tuple(step._replace(command=f"{tool} {step.command}") for step in steps[:3])


def _for_the_trash(report: Report) -> tuple[Step, ...]:
    trashed = report.trashed
    if report.outcome is not None:
        # The findings are those of before the writing.
        trashed -= sum(
            one.kind is ChangeKind.RESTORE and one.result is Result.DONE
            for one in report.outcome.results
        )
    step = Step(f"push --restore {trashed}", "to also restore what is trashed")
    return (step,) if trashed else ()


def _for_the_list(report: Report) -> tuple[Step, ...]:
    kinds = {one.kind for one in report.findings if one.weight is not Severity.COSMETIC}
    if DifferenceKind.EXTRA in kinds:
        return (Step("adopt --documents", "to put on the list what only the library has"),)
    if DifferenceKind.DIFFERS in kinds:
        return (Step("adopt", "to take values of the library into the list"),)
    return ()


def _for_the_plan(report: Report) -> tuple[Step, ...]:
    plan = report.plan
    writes = plan is not None and plan.total and report.outcome is None
    decisions = (plan is not None and plan.holds) or any(
        finding.held or finding.kind is DifferenceKind.UNDECIDED for finding in report.findings
    )
    asks = (Step("resolve", "to answer the open questions"),) if decisions else ()
    return (*asks, *(_for_the_writes(plan) if plan is not None and writes else ()))


def _for_the_writes(plan: Plan) -> tuple[Step, ...]:
    """Past a rail leads what the rail itself prints; a bare `push` would stop there."""
    if not plan.refusals:
        return (Step("push", "to see and write the changes"),)
    if len(plan.refusals) > 1 or not plan.refusals[0].command:
        return ()
    command = plan.refusals[0].command.removeprefix("mendeley-sync ").removeprefix("--sandbox ")
    return (Step(command, "if all of it is right"),)
