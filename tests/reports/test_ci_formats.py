"""JUnit and GitHub annotations: what a CI makes of a report."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from mendeley_sync.diff.difference import DifferenceKind, DiffResult
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.errors import ServiceError
from mendeley_sync.reports.diff.github import MOST_OF_A_LEVEL, render_annotations
from mendeley_sync.reports.diff.junit import render_junit
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import Notice, failure_of
from tests.reports.samples import REFERENCES, RUN, a_finding, sample_report

FAILED = DiffReport(
    command="sync",
    run=RUN,
    exit_code=9,
    failure=failure_of(ServiceError("no answer"), phase="pulling the library"),
)


def suite_of(xml: str) -> Element:
    root: Element = ElementTree.fromstring(xml)
    (suite,) = root.findall("testsuite")
    return suite


def test_each_work_is_a_case_that_failed_passed_or_was_skipped() -> None:
    suite = suite_of(render_junit(sample_report()))

    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "4", "1")
    assert len(suite.findall("testcase/failure")) == 4


def test_a_failure_tells_the_changed_words() -> None:
    suite = suite_of(render_junit(sample_report()))

    texts = [failure.text or "" for failure in suite.findall("testcase/failure")]
    assert any("issued: {1957 → 1964}" in text for text in texts)


def test_a_pair_that_only_differs_in_the_writing_passes() -> None:
    differences = sample_report().differences
    assert differences is not None
    report = sample_report(differences=differences.model_copy(update={"accepted": ()}))

    suite = suite_of(render_junit(report))

    passed = [case.get("name") for case in suite.findall("testcase") if not len(case)]
    assert passed == ["otten-2012"]


def test_a_failed_run_is_an_error_case() -> None:
    (error,) = suite_of(render_junit(FAILED)).findall("testcase/error")

    assert error.get("type") == "ServiceError"
    assert error.get("message") == "no answer"


def test_annotations_begin_with_the_answer() -> None:
    first = render_annotations(sample_report(practice=True)).splitlines()[0]

    assert first.startswith("::notice title=SANDBOX mendeley-sync::Out of sync: of 4 references,")


def test_an_annotation_points_to_the_line_of_the_list() -> None:
    references = tuple(
        reference.model_copy(update={"line": 10 * number})
        for number, reference in enumerate(REFERENCES, start=1)
    )
    report = sample_report(
        reference_list=ReferenceList(references=references, source="config/references.yaml")
    )

    assert "::warning file=config/references.yaml,line=20,title=Missing" in render_annotations(
        report
    )


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("references.yaml", "references.yaml"),
        ("config/../lit/balint/references.yaml", "lit/balint/references.yaml"),
        ("config\\references.yaml", "config/references.yaml"),
        ("/home/anna/lists/references.yaml", "lists/references.yaml"),
        ("C:\\Users\\anna\\lists\\references.yaml", "lists/references.yaml"),
        ("../../lists/references.yaml", "lists/references.yaml"),
    ],
)
def test_the_list_is_named_as_seen_from_the_working_folder(source: str, named: str) -> None:
    report = sample_report(reference_list=ReferenceList(references=REFERENCES, source=source))

    assert report.list_side is not None
    assert report.list_side.name == named


def test_a_case_leads_to_the_line_of_its_entry() -> None:
    (first, *others) = REFERENCES
    placed = (first.model_copy(update={"line": 12}), *others)
    report = sample_report(
        reference_list=ReferenceList(references=placed, source="config/references.yaml")
    )

    cases = suite_of(render_junit(report)).findall("testcase")

    assert {(case.get("file"), case.get("line")) for case in cases} == {
        ("config/references.yaml", "12"),
        (None, None),
    }


def test_a_failed_run_and_an_alarm_are_errors() -> None:
    alarm = Notice(level="alarm", text="5 documents went to the trash.")

    assert render_annotations(FAILED).startswith("::error title=mendeley-sync::Failed while")
    assert "::error title=mendeley-sync::5 documents went" in render_annotations(
        sample_report(notices=(alarm,))
    )


def test_no_more_remarks_than_github_shows_and_the_rest_is_counted() -> None:
    findings = tuple(
        a_finding(DifferenceKind.MISSING, reference=f"ref-{number}", title="T")
        for number in range(100)
    )
    report = sample_report(differences=DiffResult(findings=findings))

    lines = render_annotations(report).splitlines()

    assert sum(line.startswith("::warning") for line in lines) == MOST_OF_A_LEVEL
    assert lines[-1].startswith("… and 91 more works not shown as remarks.")
