"""The answer, what a run did, and the next command, in words."""

from __future__ import annotations

import pytest

from mendeley_sync.diff.difference import Bucket, DifferenceKind, DiffResult, Pair, Severity
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.errors import SafetyCheckError
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome, Result
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.headline import (
    headline,
    next_steps,
    plan_sentence,
    verdict_and_rest,
)
from mendeley_sync.reports.diff.html import render_html
from mendeley_sync.reports.diff.junit import render_junit
from mendeley_sync.reports.diff.markdown import render_markdown
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.diff.text import render_text
from mendeley_sync.reports.envelope import Notice, failure_of
from mendeley_sync.reports.values import counted, enumerated, shown
from tests.reports.samples import (
    NOON,
    RUN,
    a_document,
    a_finding,
    differs,
    sample_differences,
    sample_library,
    sample_plan,
    sample_report,
)


def report_of(
    references: dict[str, Bucket],
    documents: dict[str, Bucket],
    *kinds: DifferenceKind,
    pairs: int = 0,
) -> DiffReport:
    differences = DiffResult(
        findings=tuple(a_finding(kind, reference=f"r-{kind}") for kind in kinds),
        pairs=tuple(
            Pair(reference=f"{number}", document=f"{number}", bound=True) for number in range(pairs)
        ),
        in_step=pairs,
        references=references,
        documents=documents,
    )
    return DiffReport(command="diff", run=RUN).compared(None, None, differences)


def typed(report: DiffReport) -> list[str]:
    return [step.command.line() for step in next_steps(report) if step.command]


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (DiffReport(command="push", run=RUN), "Not known: nothing was compared."),
        (report_of({}, {}), "Nothing to compare: the list and the library are both empty."),
        (
            report_of({"0": Bucket.MATCHED}, {"0": Bucket.MATCHED}, pairs=1),
            "In sync: the only reference matches the library.",
        ),
        (
            report_of(
                {"0": Bucket.MATCHED, "1": Bucket.MATCHED},
                {"x": Bucket.EXTRA, "y": Bucket.DUPLICATE},
                DifferenceKind.EXTRA,
                pairs=2,
            ),
            "In sync: all 2 references match the library. The library also has 1 document that is "
            "not on the list and 1 duplicate.",
        ),
        (
            report_of(
                {"0": Bucket.TRASHED, "1": Bucket.DUPLICATE}, {}, DifferenceKind.TRASHED, pairs=0
            ),
            "Out of sync: of 2 references, 1 is in the trash and 1 is listed twice.",
        ),
    ],
)
def test_the_answer_says_yes_no_or_not_known_first(report: DiffReport, said: str) -> None:
    assert headline(report) == said


def test_a_sentence_without_a_verdict_gets_one_as_heading() -> None:
    report = report_of({"0": Bucket.MATCHED}, {"x": Bucket.EXTRA}, DifferenceKind.EXTRA, pairs=1)

    assert verdict_and_rest(report)[0] == "In sync"


def outcome_report_stale() -> ChangeOutcome:
    return ChangeOutcome(
        change="c2",
        kind=ChangeKind.UPDATE,
        result=Result.STALE,
        title="The doctor",
        reason="Somebody changed the year.",
    )


def outcome_report(**changes: object) -> DiffReport:
    outcome = Outcome(
        run="run-1",
        results=(
            ChangeOutcome(
                change="c1", kind=ChangeKind.CREATE, result=Result.DONE, title="The basic fault"
            ),
            outcome_report_stale(),
        ),
        holds=sample_plan().holds,
        stopped="three failures in a row",
    )
    return sample_report(command="push", outcome=outcome, **changes)


def done(number: int) -> tuple[ChangeOutcome, ...]:
    return tuple(
        ChangeOutcome(change=f"{place}", kind=ChangeKind.FILL, result=Result.DONE)
        for place in range(number)
    )


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (
            outcome_report(),
            "Stopped: 1 of 2 changes written and verified, 1 skipped.",
        ),
        (
            sample_report(outcome=Outcome(results=done(2))),
            "Done: 2 changes written and verified.",
        ),
        (
            sample_report(outcome=Outcome(results=done(1))),
            "Done: 1 change written and verified.",
        ),
        (
            sample_report(outcome=Outcome(remembered=1)),
            "Nothing to write. 1 match or value was added to the baseline.",
        ),
        (
            sample_report(outcome=Outcome(results=(*done(1), outcome_report_stale()))),
            "Partly done: 1 of 2 changes written and verified, 1 skipped.",
        ),
        (sample_report(outcome=Outcome()), "Nothing was written."),
        (
            sample_report(outcome=Outcome(remembered=5)),
            "Nothing to write. 5 matches and values were added to the baseline.",
        ),
        (
            sample_report(command="adopt", outcome=Outcome(remembered=5), list_written=True),
            "Done: the list was changed, the library was not.",
        ),
        (
            sample_report(command="undo", outcome=Outcome(), list_written=True),
            "Done: the list was changed, the library was not.",
        ),
    ],
)
def test_after_writing_the_answer_is_what_was_done(report: DiffReport, said: str) -> None:
    assert headline(report) == said
    assert render_text(report, width=200).splitlines()[0] == said


def test_after_writing_the_findings_of_before_are_folded() -> None:
    assert "{1957 → 1964}" not in render_text(outcome_report())
    assert "to see the remaining differences" in render_text(outcome_report())
    assert "{1957 → 1964}" in render_text(outcome_report(), everything=True)
    assert "1957" not in render_markdown(outcome_report())
    assert "Differences before this run" in render_html(outcome_report())


@pytest.mark.parametrize("render", [render_text, render_markdown, render_html])
def test_what_went_wrong_is_told_in_every_format(render: object) -> None:
    assert callable(render)
    text = " ".join(render(outcome_report()).split())

    assert "1 of 2 changes written and verified" in text
    assert "The doctor" in text
    assert "Somebody changed the year." in text
    assert "A push would" not in text


@pytest.mark.parametrize("render", [render_text, render_markdown, render_html])
def test_an_alarm_stands_before_the_answer_or_beside_it(render: object) -> None:
    assert callable(render)
    notices = (
        Notice(level="alarm", text="7 documents went to the trash.", advice="Look first."),
        Notice(level="note", text="The group was renamed."),
    )
    text = render(sample_report(notices=notices))

    assert "7 documents went to the trash." in text
    assert "The group was renamed." in text
    assert text.index("7 documents") < text.index("Since 2026-11-22")


@pytest.mark.parametrize("render", [render_text, render_markdown, render_html])
def test_an_inexact_pull_is_said(render: object) -> None:
    assert callable(render)
    library = sample_library().model_copy(update={"exact": False})

    text = " ".join(render(sample_report(library=library)).split())

    assert "The library changed during the pull" in text


@pytest.mark.parametrize("render", [render_text, render_markdown, render_html])
def test_a_failed_run_is_a_report_too(render: object) -> None:
    assert callable(render)
    error = SafetyCheckError("the list is empty", advice="Take it from version control again.")
    report = DiffReport(
        command="push", run=RUN, exit_code=5, failure=failure_of(error, phase="planning")
    )
    text = render(report)

    assert "Failed while planning" in text
    assert "the list is empty" in text
    assert "Take it from version control again." in text


def test_settled_findings_are_named_with_everything() -> None:
    text = render_text(sample_report(), everything=True)

    assert "resolved: A settled one, extra" in text
    assert "Needs review (1)\n  balint-1957 issued: The two sides never agreed" in text


def test_a_digest_tells_what_came_in_and_who_added_it_only_with_names() -> None:
    since = NOON.replace(year=2000)
    names = {"profile-1": "Anna Muster"}

    assert "4 added, 0 changed" in render_markdown(sample_report(since=since))
    assert "Anna" not in render_markdown(sample_report(since=since))
    assert "by Anna Muster" in render_markdown(sample_report(since=since, names=names))
    assert "by Anna Muster" in render_html(sample_report(since=since, names=names))


def test_a_digest_without_news_says_so() -> None:
    assert "0 added, 0 changed" in render_markdown(sample_report(since=NOON))
    assert "Nothing." in render_html(sample_report(since=NOON))
    assert "0 added, 0 changed" in render_text(sample_report(since=NOON))


def test_the_plan_is_a_sentence() -> None:
    assert plan_sentence(Plan()) == "A push would change nothing."
    assert plan_sentence(sample_plan()) == (
        "A push would make 2 changes: add 1 document and fill empty fields in 1. "
        "1 item needs review."
    )


def test_the_trash_comes_first_and_adopting_last_among_the_next_steps() -> None:
    trashed = report_of({"0": Bucket.TRASHED}, {}, DifferenceKind.TRASHED)
    extra = report_of({}, {"x": Bucket.EXTRA}, DifferenceKind.EXTRA)

    assert typed(trashed)[0] == "mendeley-sync push --restore 1"
    assert typed(extra) == ["mendeley-sync adopt --documents"]
    assert next_steps(report_of({"0": Bucket.MATCHED}, {}, pairs=1)) == ()


def test_a_push_that_several_rails_would_stop_is_not_proposed() -> None:
    (refusal,) = sample_plan().refusals
    plan = sample_plan().model_copy(update={"refusals": (refusal, refusal)})

    assert typed(sample_report(plan=plan)) == ["mendeley-sync resolve"]


def test_further_copies_alone_leave_nothing_to_type() -> None:
    copies = report_of({"0": Bucket.MATCHED}, {"x": Bucket.DUPLICATE}, DifferenceKind.DUPLICATE)

    assert next_steps(copies) == ()


def test_a_value_that_only_the_library_has_can_be_adopted() -> None:
    differences = DiffResult(
        findings=(differs("otten-2012", "note", None, "Read it.", Severity.COMPLETENESS),)
    )
    report = DiffReport(command="diff", run=RUN).compared(None, None, differences)

    assert typed(report) == ["mendeley-sync adopt"]


def test_after_writing_no_second_push_is_proposed() -> None:
    assert "mendeley-sync push" not in typed(outcome_report())


def test_what_was_taken_out_of_the_trash_is_not_proposed_again() -> None:
    trashed = report_of({"0": Bucket.TRASHED}, {}, DifferenceKind.TRASHED)
    restored = ChangeOutcome(change="c", kind=ChangeKind.RESTORE, result=Result.DONE)
    after = trashed.model_copy(update={"outcome": Outcome(results=(restored,))})

    assert not [line for line in typed(after) if "--restore" in line]


def test_numbers_and_lists_read_well() -> None:
    assert counted(1, "document") == "1 document"
    assert counted(1200, "copy", "copies") == "1,200 copies"
    assert [enumerated(list("abc")[:number]) for number in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (
            "author",
            [{"family": "Balint", "given": "Enid"}, {"literal": "IBF"}],
            "Balint, Enid; IBF",
        ),
        ("issued", {"date-parts": [[1957, 3]]}, "1957-03"),
        ("keyword", ["b", "a"], "a; b"),
        ("page", None, ""),
        ("author", 5, "5"),
        ("someday", {"x": 1}, "{'x': 1}"),
    ],
)
def test_values_are_shown_as_people_read_them(field: str, value: object, text: str) -> None:
    assert shown(field, value) == text


def test_every_finding_of_the_sample_can_be_linked_to() -> None:
    html = render_html(sample_report())

    for finding in sample_differences().findings:
        assert f'id="f-{finding.id}"' in html


def test_advice_about_the_trash_names_the_number_that_a_push_wants() -> None:
    advice = "Restore it with `mendeley-sync push --restore N`."
    lost = tuple(
        a_finding(DifferenceKind.TRASHED, reference=key, title=key, advice=advice)
        for key in ("balint-1957", "balint-1968")
    )
    report = sample_report(differences=DiffResult(findings=lost), practice=True)

    for render in (render_text, render_markdown, render_html, render_junit):
        assert "mendeley-sync --sandbox push --restore 2" in render(report)
        assert "--restore N" not in render(report)


def test_advice_that_every_work_of_a_section_repeats_is_said_once() -> None:
    copies = tuple(
        a_finding(
            DifferenceKind.DUPLICATE,
            document=f"doc-{number}",
            title=f"T{number}",
            reasons=(f"the same work as entry {number}",),
            advice="Merge the two in Mendeley.",
        )
        for number in range(3)
    )
    report = sample_report(differences=DiffResult(findings=copies))

    for render in (render_text, render_markdown, render_html):
        assert render(report).count("Merge the two in Mendeley.") == 1
        assert "the same work as entry 2" in render(report)


def test_a_rail_says_once_that_it_stops_and_how_to_go_on_there_and_as_the_next_step() -> None:
    command = "mendeley-sync push --allow update=9"
    message = f"the plan has 9 updates. If all of them are correct, run `{command}`."
    refusal = sample_plan().refusals[0].model_copy(update={"message": message, "command": command})
    report = sample_report(plan=sample_plan().model_copy(update={"refusals": (refusal,)}))

    for render in (render_text, render_markdown, render_html):
        said = " ".join(render(report).split())
        assert said.lower().count("would be stopped") == 1
        assert said.count("--allow update=9") == 2
    assert typed(report)[-1] == command


def test_in_practice_every_command_of_a_rail_and_of_a_notice_reaches_the_sandbox() -> None:
    notice = Notice(level="alarm", text="Look.", advice="Run `mendeley-sync push --restore 5`.")
    refusal = (
        sample_plan()
        .refusals[0]
        .model_copy(update={"message": "Read them with `mendeley-sync diff`.", "command": ""})
    )
    plan = sample_plan().model_copy(update={"refusals": (refusal,)})
    report = sample_report(practice=True, plan=plan, notices=(notice,))

    for render in (render_text, render_markdown, render_html):
        said = " ".join(render(report).split())
        assert "mendeley-sync --sandbox push --restore 5" in said
        assert "mendeley-sync --sandbox diff" in said


def test_a_work_without_people_and_year_has_no_empty_brackets_in_the_digest() -> None:
    bare = a_document("doc-bare", "").model_copy(
        update={"metadata": Metadata(type="book", title="A bare one")}
    )
    library = sample_library((bare,))
    report = sample_report(library=library, since=NOON.replace(year=2000))

    assert "A bare one, added" in render_text(report)
    assert "*A bare one*, added" in render_markdown(report)
