"""The JSON report: the shape that programs rely on."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from mendeley_sync.reports.diff.json import render_json
from tests.reports.samples import NOON, RUN, sample_report


def as_json(**changes: Any) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(render_json(sample_report(**changes)))
    return report


def test_the_envelope_has_its_parts() -> None:
    report = as_json()

    assert report["schema_version"] == "1.0"
    assert report["command"] == "diff"
    assert report["exit"] == {"code": 0, "word": "success"}
    assert report["practice"] is False


def test_the_summary_counts_by_kind() -> None:
    summary = as_json()["summary"]

    assert (summary["differs"], summary["missing"], summary["extra"]) == (4, 1, 1)
    assert (summary["gone"], summary["in_step"], summary["accepted"]) == (0, 1, 1)
    assert summary["by_weight"] == {"bibliographic": 2, "completeness": 1, "cosmetic": 1}


def test_a_field_difference_has_id_field_both_values_and_weight() -> None:
    (finding,) = [found for found in as_json()["findings"] if found["field"] == "issued"]

    assert len(finding["id"]) == 12
    assert finding["kind"] == "differs"
    assert finding["reference"] == "balint-1957"
    assert finding["document"] == "doc-balint-1957"
    assert finding["list"] == {"date-parts": [[1957]]}
    assert finding["library"] == {"date-parts": [[1964]]}
    assert finding["weight"] == "bibliographic"


def test_the_plan_has_total_changes_holds_refusals_and_digest() -> None:
    plan = as_json()["plan"]

    assert plan["total"] == 2
    assert plan["changes"] == {"create": 1, "fill": 1}
    assert plan["holds"][0]["way"] == "mendeley-sync resolve balint-1957"
    assert plan["refusals"][0]["rule"] == "limit-create"
    assert plan["digest"] == "d" * 64


def test_history_tells_new_since_and_cleared_by_finding_id() -> None:
    report = as_json()
    first = report["findings"][0]["id"]

    assert report["history"]["since"][first] == "2026-11-14T12:00:00Z"
    assert first not in report["history"]["new"]
    assert [seen["id"] for seen in report["history"]["cleared"]] == ["0" * 12]


def test_without_an_earlier_run_nothing_is_new_and_no_time_is_known() -> None:
    history = as_json(history=None)["history"]

    assert history["known"] is False
    assert history["new"] == []
    assert set(history["since"].values()) == {None}


def test_two_runs_differ_only_in_run_and_history() -> None:
    later = RUN.model_copy(update={"id": "run-2", "started": NOON + timedelta(days=1)})
    reports = (as_json(), as_json(run=later, history=None, trend=()))

    for report in reports:
        del report["run"], report["history"]
    first, second = (json.dumps(report) for report in reports)
    assert first == second


def test_a_digest_of_additions_names_nobody_unless_names_are_given() -> None:
    since = NOON.replace(year=2000)

    unnamed = as_json(since=since)["added"]["documents"]
    named = as_json(since=since, names={"profile-1": "Anna Muster"})["added"]["documents"]

    assert {document["by"] for document in unnamed} == {None}
    assert {document["by"] for document in named} == {"Anna Muster"}
