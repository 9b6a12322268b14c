"""The published schema fits every report, and says no to what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from mendeley_sync.diff.difference import DifferenceKind, DiffResult, Severity
from mendeley_sync.errors import ServiceError
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome, Result
from mendeley_sync.reports.diff.json import render_json
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import failure_of
from mendeley_sync.reports.json_writer import SCHEMA_VERSION
from tests.reports.samples import NOON, RUN, a_finding, sample_report

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "report-schema.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

OUTCOME = Outcome(
    run="run-1",
    results=tuple(
        ChangeOutcome(change=str(number), kind=ChangeKind.UPDATE, result=result, title="T")
        for number, result in enumerate(Result)
    ),
)
EVERY_KIND = DiffResult(
    findings=tuple(
        a_finding(
            kind,
            reference="a",
            weight=Severity.IDENTITY if kind is DifferenceKind.DIFFERS else None,
        )
        for kind in DifferenceKind
    )
)

REPORTS = {
    "usual": sample_report(),
    "with everything": sample_report(
        practice=True, outcome=OUTCOME, since=NOON, names={"profile-1": "Anna"}
    ),
    "every kind": sample_report(differences=EVERY_KIND),
    "no history": sample_report(history=None, trend=()),
    "failed": DiffReport(
        command="sync",
        run=RUN,
        exit_code=9,
        failure=failure_of(ServiceError("no answer", not_before=NOON), phase="pulling"),
    ),
}


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_is_of_the_version_that_reports_carry() -> None:
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_fits_the_schema(name: str) -> None:
    report: DiffReport = REPORTS[name]

    VALIDATOR.validate(json.loads(render_json(report)))


def test_every_kind_of_finding_and_change_is_in_the_schema() -> None:
    assert SCHEMA["$defs"]["finding"]["properties"]["kind"]["enum"] == [*DifferenceKind]
    assert SCHEMA["$defs"]["change"]["properties"]["kind"]["enum"] == [*ChangeKind]
    assert SCHEMA["$defs"]["result"]["properties"]["result"]["enum"] == [*Result]


@pytest.mark.parametrize(
    ("part", "value"),
    [("schema_version", "2.0"), ("findings", None), ("exit", {"code": "0"}), ("news", [])],
)
def test_what_is_no_report_does_not_fit(part: str, value: Any) -> None:
    report = json.loads(render_json(sample_report())) | {part: value}

    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)
