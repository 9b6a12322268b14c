"""`diff` from end to end, on the practice library and its written-down truth."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.system.desk import Desk

Finding = Mapping[str, Any]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    text = files("mendeley_sync.sandbox").joinpath("data", "seed-truth.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def planted(truth: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in truth["planted"] if one["kind"] == kind]


def by_kind(report: Mapping[str, Any]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in report["findings"]:
        found[finding["kind"]].append(finding)
    return found


@pytest.fixture
def practice_report(bare_desk: Desk) -> dict[str, Any]:
    ended = bare_desk.run("--sandbox", "diff", "--format", "json")
    assert ended.code == 0
    return ended.report


def test_every_planted_missing_extra_and_doubled_document_is_reported_as_such(
    practice_report: dict[str, Any], truth: dict[str, Any]
) -> None:
    found = by_kind(practice_report)

    assert {one["reference"] for one in found["missing"]} == {
        one["reference"] for one in planted(truth, "missing")
    }
    assert {one["document"] for one in found["extra"]} == {
        one["document"] for one in planted(truth, "extra")
    }
    doubled = {one["document"] for one in found["duplicate"]}
    for copy in planted(truth, "duplicate"):
        either = (
            {copy["document"], copy["of"]} if copy.get("interchangeable") else {copy["document"]}
        )
        assert doubled & either
    assert len(doubled) == len(planted(truth, "duplicate"))


def test_every_planted_field_change_is_a_finding_of_its_weight_and_nothing_else_is(
    practice_report: dict[str, Any], truth: dict[str, Any]
) -> None:
    found = {
        (one["reference"], one["field"]): one["weight"]
        for one in by_kind(practice_report)["differs"]
    }

    assert found == {
        (one["reference"], one["field"]): one["weight"] for one in planted(truth, "field")
    }


def test_no_pair_is_a_false_match(practice_report: dict[str, Any], truth: dict[str, Any]) -> None:
    copies = {one["document"]: one.get("of") for one in planted(truth, "duplicate")}
    for finding in by_kind(practice_report)["differs"]:
        right = truth["pairs"][finding["reference"]]
        assert finding["document"] == right or copies.get(finding["document"]) == right


def test_a_trashed_document_is_trashed_and_not_missing(
    practice_report: dict[str, Any], truth: dict[str, Any]
) -> None:
    listed = {one["reference"] for one in planted(truth, "trashed") if one.get("reference")}

    assert {one["reference"] for one in by_kind(practice_report)["trashed"]} == listed


def test_two_runs_give_the_same_bytes_once_run_and_history_are_taken_out(
    bare_desk: Desk,
) -> None:
    reports = [bare_desk.run("--sandbox", "diff", "--format", "json").report for _ in range(2)]
    for report in reports:
        del report["run"]
        del report["history"]

    assert json.dumps(reports[0]) == json.dumps(reports[1])


def test_the_report_has_what_jobs_rely_on(practice_report: dict[str, Any]) -> None:
    assert {
        "schema_version",
        "command",
        "run",
        "exit",
        "summary",
        "plan",
        "findings",
        "history",
    } <= (practice_report.keys())
    assert practice_report["plan"]["total"] == sum(practice_report["plan"]["changes"].values()) > 0
    for finding in practice_report["findings"]:
        assert {"id", "kind", "reference", "document"} <= finding.keys()
        if finding["kind"] == "differs":
            assert {"field", "list", "library", "weight"} <= finding.keys()
    ids = [finding["id"] for finding in practice_report["findings"]]
    assert len(ids) == len(set(ids))


def test_a_first_push_of_the_practice_stays_within_the_limits(
    practice_report: dict[str, Any],
) -> None:
    assert practice_report["plan"]["refusals"] == []


def test_practice_writes_nothing_outside_its_own_folder(bare_desk: Desk) -> None:
    config = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((ROOT / "config").rglob("*"))
        if path.is_file()
    }

    bare_desk.run("--sandbox", "diff")

    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == was for path, was in config.items())
    outside = [
        path
        for path in bare_desk.folder.rglob("*")
        if path.is_file() and "sandbox" not in path.relative_to(bare_desk.folder).parts
    ]
    assert outside == []


def test_the_text_report_is_headed_practice_and_answers_first(bare_desk: Desk) -> None:
    lines = bare_desk.run("--sandbox", "diff").out.splitlines()

    assert lines[0].startswith("SANDBOX: ")
    assert lines[2].startswith("Out of sync:")


def test_exit_code_three_is_given_only_when_asked_for(desk: Desk) -> None:
    assert desk.run("diff").code == 0
    assert desk.run("diff", "--exit-code").code == 3


def test_a_library_made_from_the_list_is_in_step(desk: Desk) -> None:
    same = desk.folder / "config" / "references.yaml"

    ended = desk.run("diff", "--library", str(same), "--exit-code", "--format", "json")

    assert ended.code == 0
    assert ended.report["findings"] == []


def test_the_shipped_list_is_in_step_with_itself(bare_desk: Desk) -> None:
    shipped = str(Path(__file__).resolve().parents[2] / "config" / "references.yaml")

    ended = bare_desk.run("diff", "--list", shipped, "--library", shipped, "--format", "json")

    assert ended.report["findings"] == []
    assert ended.report["summary"]["in_step"] == 234


def test_two_files_are_compared_without_settings_or_service(
    bare_desk: Desk, tmp_path: Path
) -> None:
    from tests.system.desk import LIST

    one = bare_desk.write("one.yaml", LIST)
    other = bare_desk.write("other.yaml", LIST.replace("114-122", "114-129"))

    ended = bare_desk.run("diff", "--list", str(one), "--library", str(other), "--format", "json")

    assert [finding["field"] for finding in ended.report["findings"]] == ["page"]


def test_offline_uses_what_was_pulled_and_asks_nobody(desk: Desk) -> None:
    online = desk.run("diff", "--format", "json").report
    assert desk.server is not None
    asked = len(desk.server.requests)

    offline = desk.run("diff", "--offline", "--format", "json")

    assert len(desk.server.requests) == asked
    assert offline.report["findings"] == online["findings"]


def test_offline_without_a_pull_says_how_to_go_on(desk: Desk) -> None:
    ended = desk.run("diff", "--offline")

    assert ended.code == 2
    assert "without --offline" in ended.err


def test_diff_sends_nothing_but_reads(desk: Desk) -> None:
    desk.run("diff")

    assert desk.server is not None
    methods = {(one["method"], one["path"]) for one in desk.server.requests}
    assert {method for method, path in methods if path != "/oauth/token"} == {"GET"}
