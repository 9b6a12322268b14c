"""The comparison finds what was planted in the practice library, and pairs nothing wrongly."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from mendeley_sync.diff.compare import compare
from mendeley_sync.diff.difference import Bucket, Difference, DifferenceKind, DiffResult
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import Group, Library
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.stores.reference_list.editor import load_reference_list
from tests.makers.literature import ROOT

DATA = ROOT / "mendeley_sync" / "sandbox" / "data"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Item = dict[str, Any]


@pytest.fixture(scope="module")
def truth() -> Item:
    loaded: Item = json.loads((DATA / "seed-truth.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def differences() -> DiffResult:
    seed = json.loads((DATA / "seed.json").read_text("utf-8"))
    library = Library(
        group=Group(id=seed["groups"][0]["id"]),
        documents=tuple(document_from_wire(one) for one in seed["documents"]),
        trash=tuple(document_from_wire(one, trashed=True) for one in seed["trash"]),
        pulled_at=NOW,
    )
    listed = load_reference_list(DATA / "references.yaml")
    return compare(listed, library, LockFileData(), FieldRules(), NOW).differences


@pytest.fixture(scope="module")
def field_findings(differences: DiffResult) -> dict[tuple[str, str], Difference]:
    return {
        (str(one.reference), str(one.field)): one
        for one in differences.findings
        if one.kind is DifferenceKind.DIFFERS
    }


def planted(truth: Item, kind: str) -> list[Item]:
    return [entry for entry in truth["planted"] if entry["kind"] == kind]


def test_every_pair_is_a_true_one(truth: Item, differences: DiffResult) -> None:
    may_stand_in = {
        (entry["reference"], entry["document"])
        for entry in planted(truth, "duplicate")
        if entry.get("interchangeable")
    }
    true = {*truth["pairs"].items(), *may_stand_in}

    assert {(p.reference, p.document) for p in differences.pairs} - true == set()


def test_nearly_every_true_pair_is_found_and_the_rest_is_asked_about(
    truth: Item, differences: DiffResult
) -> None:
    found = {pair.reference for pair in differences.pairs}
    others = truth["pairs"].keys() - found

    assert {differences.references[key] for key in others} <= {Bucket.UNDECIDED}
    assert len(others) <= 5


def test_every_planted_missing_work_is_reported_missing(
    truth: Item, differences: DiffResult
) -> None:
    buckets = {
        e["reference"]: differences.references[e["reference"]] for e in planted(truth, "missing")
    }

    assert set(buckets.values()) == {Bucket.MISSING}


def test_every_planted_extra_document_is_reported_extra(
    truth: Item, differences: DiffResult
) -> None:
    buckets = {e["document"]: differences.documents[e["document"]] for e in planted(truth, "extra")}

    assert set(buckets.values()) == {Bucket.EXTRA}


def test_every_planted_copy_is_reported_as_a_duplicate(
    truth: Item, differences: DiffResult
) -> None:
    for entry in planted(truth, "duplicate"):
        buckets = {differences.documents[entry["document"]], differences.documents[entry["of"]]}
        if entry.get("interchangeable"):
            assert Bucket.DUPLICATE in buckets, entry
        else:
            assert differences.documents[entry["document"]] is Bucket.DUPLICATE, entry


def test_every_planted_change_is_a_finding_of_the_expected_weight(
    truth: Item, field_findings: dict[tuple[str, str], Difference]
) -> None:
    expected = {(e["reference"], e["field"]): e["weight"] for e in planted(truth, "field")}

    found = {key: one.weight for key, one in field_findings.items() if key in expected}

    assert found == expected


def test_no_field_is_reported_that_nobody_touched(
    truth: Item, field_findings: dict[tuple[str, str], Difference]
) -> None:
    expected = {(e["reference"], e["field"]) for e in planted(truth, "field")}
    assert field_findings.keys() - expected == set()


def test_every_planted_doubt_is_left_to_a_person(truth: Item, differences: DiffResult) -> None:
    asked = {
        (one.reference, one.document): one
        for one in differences.findings
        if one.kind is DifferenceKind.UNDECIDED
    }

    for doubt in planted(truth, "doubt"):
        question = asked[doubt["reference"], doubt["document"]]
        assert question.held
        assert {"title", "year"} <= {row.field for row in question.evidence}


def test_both_works_with_one_title_stay_apart(truth: Item, differences: DiffResult) -> None:
    article = next(entry for entry in planted(truth, "extra") if "unlike" in entry)

    assert differences.documents[article["document"]] is Bucket.EXTRA
    assert differences.references[article["unlike"]] is Bucket.MATCHED


def test_a_work_whose_only_document_lies_in_the_trash_is_not_missing(
    truth: Item, differences: DiffResult
) -> None:
    (entry,) = [entry for entry in planted(truth, "trashed") if "reference" in entry]

    assert differences.references[entry["reference"]] is Bucket.TRASHED
