"""The practice library is as untidy as the truth beside it says, and no more."""

import json
from collections import Counter
from typing import Any

import pytest
import yaml

from tests.makers.literature import ROOT, Entry
from tests.makers.service_shape import as_document, csl_value, differing_fields

DATA = ROOT / "mendeley_sync" / "sandbox" / "data"
Item = dict[str, Any]

FILL_SHARE, CREATE_SHARE, UPDATE_SHARE = 0.5, 0.3, 0.3
FILL_MOST, CREATE_MOST, UPDATE_MOST = 500, 200, 200


@pytest.fixture(scope="module")
def seed() -> Item:
    loaded: Item = json.loads((DATA / "seed.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def truth() -> Item:
    loaded: Item = json.loads((DATA / "seed-truth.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def listed() -> dict[str, Entry]:
    entries = yaml.safe_load((DATA / "references.yaml").read_text("utf-8"))["references"]
    return {entry["id"]: entry for entry in entries}


@pytest.fixture(scope="module")
def documents(seed: Item) -> dict[str, Item]:
    return {document["id"]: document for document in seed["documents"]}


def planted(truth: Item, kind: str) -> list[Item]:
    return [entry for entry in truth["planted"] if entry["kind"] == kind]


@pytest.mark.usefixtures("shared")
def test_making_the_seed_again_gives_the_same_bytes() -> None:
    from tests.makers.make_seed import as_json, make

    state, truth = make()

    assert as_json(state) == (DATA / "seed.json").read_text("utf-8")
    assert as_json(truth) == (DATA / "seed-truth.json").read_text("utf-8")


def test_the_sandbox_reads_the_seed() -> None:
    from mendeley_sync.sandbox.state_file import load_state

    state = load_state((DATA / "seed.json").read_text("utf-8"))

    assert len(state.documents) > 200
    assert state.me in state.profiles


def test_every_listed_work_is_paired_missing_in_doubt_or_in_the_trash(
    truth: Item, listed: dict[str, Entry]
) -> None:
    missing = {entry["reference"] for entry in planted(truth, "missing")}
    trashed = {entry["reference"] for entry in planted(truth, "trashed") if "reference" in entry}
    others = missing | trashed | {entry["reference"] for entry in planted(truth, "doubt")}

    assert truth["pairs"].keys() | others == listed.keys()
    assert len(truth["pairs"]) + len(others) == len(listed)


def test_every_document_is_paired_extra_in_doubt_or_a_copy(
    truth: Item, documents: dict[str, Item]
) -> None:
    paired = list(truth["pairs"].values())
    kinds = ("extra", "doubt", "duplicate")
    others = [entry["document"] for kind in kinds for entry in planted(truth, kind)]

    assert Counter(paired + others) == Counter(documents.keys())


def test_nothing_but_the_planted_fields_departs_from_the_list(
    truth: Item, listed: dict[str, Entry], documents: dict[str, Item]
) -> None:
    expected = {(entry["reference"], entry["field"]) for entry in planted(truth, "field")}

    found = {
        (reference, field)
        for reference, document in truth["pairs"].items()
        for field in differing_fields(as_document(listed[reference]), documents[document])
    }

    assert found == expected


def test_old_and_new_values_are_those_of_the_two_sides(
    truth: Item, listed: dict[str, Entry], documents: dict[str, Item]
) -> None:
    for entry in planted(truth, "field"):
        field = entry["field"]
        assert entry["old"] == csl_value(as_document(listed[entry["reference"]]), field)
        assert entry["new"] == csl_value(documents[entry["document"]], field)
        assert entry["old"] != entry["new"]


def test_an_empty_side_is_always_a_matter_of_completeness(truth: Item) -> None:
    one_sided = [e for e in planted(truth, "field") if e["old"] is None or e["new"] is None]

    assert {entry["weight"] for entry in one_sided} == {"completeness"}


def test_the_amount_of_each_kind_is_as_agreed(truth: Item) -> None:
    counts = Counter(entry["kind"] for entry in truth["planted"])

    assert truth["counts"] == dict(counts)
    assert counts["missing"] == 30
    assert 24 <= counts["extra"] <= 28
    assert counts["duplicate"] == 10
    assert counts["trashed"] == 3
    assert counts["doubt"] == 2
    assert counts["field"] >= 150


def test_half_of_the_paired_documents_have_nothing_wrong(truth: Item) -> None:
    touched = {entry["reference"] for entry in planted(truth, "field")}

    assert len(truth["pairs"].keys() - touched) >= 90


def test_a_first_push_stays_within_the_default_limits(truth: Item) -> None:
    pairs = len(truth["pairs"])
    fields = planted(truth, "field")
    filled = {entry["reference"] for entry in fields if entry["new"] is None}
    unlike = {e["reference"] for e in fields if e["old"] is not None and e["new"] is not None}
    updated = unlike - {e["reference"] for e in fields if e["weight"] == "cosmetic"}
    created = len(planted(truth, "missing"))

    assert len(filled) <= min(FILL_SHARE * pairs, FILL_MOST)
    assert len(updated) <= min(UPDATE_SHARE * pairs, UPDATE_MOST)
    assert created <= min(CREATE_SHARE * pairs, CREATE_MOST)


def test_no_field_departs_in_the_same_direction_in_a_fifth_of_the_documents(truth: Item) -> None:
    directions = Counter(
        (entry["field"], entry["old"] is None, entry["new"] is None)
        for entry in planted(truth, "field")
    )

    assert max(directions.values()) < 0.2 * len(truth["pairs"])


def test_the_two_works_with_one_title_are_kept_apart(
    truth: Item, documents: dict[str, Item]
) -> None:
    article = next(entry for entry in planted(truth, "extra") if "unlike" in entry)
    book = documents[truth["pairs"][article["unlike"]]]

    assert documents[article["document"]]["year"] == 1955
    assert book["year"] == 1957


def test_what_is_invented_is_marked_and_has_nobodys_doi(
    truth: Item, documents: dict[str, Item]
) -> None:
    invented = [documents[e["document"]] for e in planted(truth, "extra") if e.get("invented")]

    assert len(invented) == 2
    assert all(d["identifiers"]["doi"].startswith("10.5555/") for d in invented)


def test_documents_were_added_over_ten_years_by_several_people(seed: Item) -> None:
    years = {document["created"][:4] for document in seed["documents"]}
    adders = {document["profile_id"] for document in seed["documents"]}

    assert len(years) >= 10
    assert len(adders) >= 8
    assert all(d["created"] <= d["last_modified"] for d in seed["documents"])


def test_nobody_added_a_document_before_joining(seed: Item) -> None:
    (members,) = seed["members"].values()
    joined = {member["profile_id"]: member["joined"] for member in members}

    early = [d["id"] for d in seed["documents"] if d["created"][:10] < joined[d["profile_id"]][:10]]

    assert early == []


def test_the_signed_in_person_may_write(seed: Item) -> None:
    (members,) = seed["members"].values()
    roles = Counter(member["role"] for member in members)

    assert roles == {"owner": 1, "admin": 1, "normal": 10}
    assert next(m["role"] for m in members if m["profile_id"] == seed["me"]) == "admin"


def test_every_file_and_annotation_belongs_to_a_document(
    seed: Item, documents: dict[str, Item]
) -> None:
    hanging = [*seed["files"], *seed["annotations"]]

    assert len(hanging) >= 6
    assert all(item["document_id"] in documents for item in hanging)
    assert {d["id"] for d in seed["documents"] if d["file_attached"]} == {
        item["document_id"] for item in seed["files"]
    }
