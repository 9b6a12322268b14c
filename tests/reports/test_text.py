"""The report at a terminal answers first, marks what changed, and folds the rest."""

from __future__ import annotations

import re

import pytest

from mendeley_sync.diff.difference import DifferenceKind, DiffResult, EvidenceRow, Severity
from mendeley_sync.errors import ServiceError
from mendeley_sync.reports.diff.markdown import render_markdown
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.diff.text import render_text
from mendeley_sync.reports.envelope import failure_of
from mendeley_sync.reports.layout import columns
from tests.reports.samples import (
    NOON,
    RUN,
    a_finding,
    many_findings,
    sample_differences,
    sample_findings,
    sample_plan,
    sample_report,
)


def test_the_first_line_answers_whether_we_are_in_step() -> None:
    text = render_text(sample_report())

    assert text.splitlines()[0].startswith(
        "Out of sync: of 4 references, 1 is in sync, 1 differs, 1 is missing and 1 is a possible "
    )


def test_a_list_without_differences_is_in_step() -> None:
    differences = sample_differences()
    only_cosmetic = tuple(
        finding for finding in differences.findings if finding.weight is Severity.COSMETIC
    )
    report = sample_report(differences=differences.model_copy(update={"findings": only_cosmetic}))

    assert render_text(report).startswith("In sync: all 4 references match the library.")


def test_a_difference_shows_the_changed_word_inside_the_value() -> None:
    text = render_text(sample_report())

    assert "The doctor, his {patient → patients,} and the illness" in text
    assert "{1957 → 1964}" in text
    assert "10.1000/xyz (only in the list)" in text


def test_the_gravest_comes_first() -> None:
    text = render_text(sample_report())

    headings = [
        "Missing from the library",
        "Possible matches",
        "Different values",
        "Not on the list",
    ]
    assert [text.index(heading) for heading in headings] == sorted(
        text.index(heading) for heading in headings
    )


def test_cosmetic_differences_are_counted_and_folded() -> None:
    assert "11–19" not in render_text(sample_report())
    assert "1 cosmetic difference is hidden." in render_text(sample_report())
    assert "{- → –}" in render_text(sample_report(), everything=True)


def test_accepted_differences_are_folded_with_their_reason() -> None:
    assert "1 accepted difference." in render_text(sample_report())
    assert "The publisher changed its name." in render_text(sample_report(), everything=True)


def test_practice_heads_the_report_and_stands_in_the_next_command() -> None:
    lines = render_text(sample_report(practice=True)).splitlines()

    assert lines[0].startswith("SANDBOX: ")
    assert lines[-1].split()[:4] == ["or", "mendeley-sync", "--sandbox", "push"]


def test_the_next_command_comes_last() -> None:
    plan = sample_plan().model_copy(update={"refusals": ()})
    lines = render_text(sample_report(plan=plan)).splitlines()

    assert lines[-2] == "Next:  mendeley-sync resolve  to review the items that need a decision"
    assert lines[-1] == "   or  mendeley-sync push     to review and write the changes"


def test_on_a_narrow_screen_the_purpose_stands_under_the_command() -> None:
    lines = render_text(sample_report(), width=44).splitlines()

    assert "Next:  mendeley-sync resolve" in lines
    assert "         to review the items that need a" in lines


def test_the_answer_stands_once_more_under_findings_that_fill_the_screen() -> None:
    short = render_text(sample_report())
    long = render_text(sample_report(differences=many_findings(100)))

    assert short.count("Out of sync:") == 1
    assert long.count("Out of sync:") == 2
    assert long.rindex("Out of sync:") > long.rindex("lost-")


def test_without_an_earlier_run_nothing_is_called_new() -> None:
    text = render_text(sample_report(history=None))

    assert "This is the first comparison." in text
    assert not re.search(r"· new\b|\d new\b", text)


def test_with_an_earlier_run_new_and_settled_are_told() -> None:
    text = render_text(sample_report())

    assert "Since 2026-11-22 12:00 UTC: 6 new, 1 resolved." in text
    assert "balint-1968 · since 2026-11-14" in text


@pytest.mark.parametrize("width", [40, 60, 80, 132])
@pytest.mark.parametrize("colour", [True, False])
def test_no_line_is_wider_than_the_screen(width: int, colour: bool) -> None:
    text = render_text(sample_report(), width=width, colour=colour, everything=True)

    assert max(columns(line) for line in text.splitlines()) <= width


def test_no_colour_is_used_unless_asked_for() -> None:
    assert "\x1b" not in render_text(sample_report())
    assert "\x1b[" in render_text(sample_report(), colour=True)


def test_the_words_are_the_same_with_and_without_colour() -> None:
    coloured = render_text(sample_report(), colour=True)

    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render_text(sample_report())


def test_a_failed_run_tells_phase_error_and_advice() -> None:
    error = ServiceError("the service answers 503", not_before=NOON)
    failure = failure_of(error, phase="pulling the library")
    report = DiffReport(command="diff", run=RUN, exit_code=9, failure=failure)

    text = render_text(report)

    assert text.startswith("Failed while pulling the library.")
    assert "the service answers 503" in text
    assert "Try again after 2026-11-23 12:00 UTC." in text
    assert text.splitlines()[-1] == "Next:  Try again later."
    assert "Nothing was changed." in text


def test_names_of_members_show_only_when_they_were_given() -> None:
    assert "Anna" not in render_text(sample_report())
    assert "by Anna Muster" in render_text(sample_report(names={"profile-1": "Anna Muster"}))


def test_what_came_in_since_a_day_is_told_with_what_the_service_does_not_tell() -> None:
    report = sample_report(since=NOON.replace(year=2020), names={"profile-1": "Anna Muster"})

    text = render_text(report)

    assert "0 added, 4 changed" in text
    assert "does not record who changed" in text


def test_unlike_values_stand_one_under_the_other() -> None:
    (first, *_) = [finding for finding in sample_findings() if finding.field == "title"]
    unlike = first.model_copy(update={"library": "Six minutes for the patient: an inquiry " * 2})
    report = sample_report(differences=DiffResult(findings=(unlike,)))

    text = render_text(report)

    assert "list: The doctor" in text
    assert "library: Six minutes" in text


def test_a_finding_of_every_kind_can_be_shown() -> None:
    from mendeley_sync.diff.difference import DifferenceKind

    findings = tuple(
        a_finding(kind, reference="balint-1957", title="T")
        for kind in DifferenceKind
        if kind is not DifferenceKind.DIFFERS
    )
    report = sample_report(differences=DiffResult(findings=findings))

    assert render_text(report).count("(1)\n") == len(findings)


def test_a_doubt_shows_what_each_side_says_where_they_differ() -> None:
    rows = (
        EvidenceRow(
            field="title", list="The basic fault", library="Six minutes", answer="differs",
            reason="different titles",
        ),
        EvidenceRow(field="DOI", list="10.1/x", library="10.1/x", answer="same", reason="agrees"),
    )  # fmt: skip
    doubt = a_finding(
        DifferenceKind.UNDECIDED, reference="balint-1968", title="The basic fault", evidence=rows
    )
    report = sample_report(differences=DiffResult(findings=(doubt,)))

    for rendered in (render_text(report), render_markdown(report)):
        assert "different titles (list: The basic fault; library: Six minutes)" in rendered
        assert "DOI: agrees\n" in rendered
