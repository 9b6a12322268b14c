"""What is sent: new documents, the smallest PATCH, and what a read-back compares."""

from __future__ import annotations

from typing import Any

import pytest

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.mendeley.wire.drafts import document_to_wire, patch_members, writable_fields


def a_document(**members: Any) -> dict[str, Any]:
    return {"id": "d-1", "title": "T", "type": "journal", **members}


def test_a_new_document_has_only_what_says_something() -> None:
    wire = document_to_wire(Metadata(title="Balint groups"), "g-1")

    assert wire == {"title": "Balint groups", "type": "generic", "group_id": "g-1"}


def test_what_is_created_reads_back_the_same() -> None:
    metadata = Metadata(
        type="chapter",
        title="Balint groups",
        authors=(Person(family="Muster", given="Anna"), Person(literal="Example Study Group")),
        editors=(Person(family="Berg", given="B.", non_dropping_particle="van den"),),
        container_title="A book",
        issued=PartialDate(year=2004, month=2),
        accessed=PartialDate(year=2024, month=1, day=2),
        page="1-2",
        doi="10.1/x",
        pmid="1",
        isbn="978",
        url="https://example.org",
        keywords=("a", "b"),
        publisher="P",
        publisher_place="C",
        collection_title="S",
        chapter_number="3",
        note="N",
        abstract="A",
    )

    back = document_from_wire({"id": "d-1", **document_to_wire(metadata, "g-1")}).metadata

    assert back.model_copy(update={"editors": ()}) == metadata.model_copy(update={"editors": ()})
    assert [(person.last_name, person.first_name) for person in back.editors] == [
        ("van den Berg", "B.")
    ]


def test_a_type_that_the_service_lacks_is_kept_beside_generic() -> None:
    wire = document_to_wire(Metadata(title="D", type="dataset"), "g-1")

    assert (wire["type"], wire["source_type"]) == ("generic", "dataset")
    assert document_from_wire({"id": "d-1", **wire}).metadata.type == "dataset"


def test_pmcid_stays_behind() -> None:
    wire = document_to_wire(Metadata(title="T", pmcid="PMC1", doi="10.1/x"), "g-1")

    assert wire["identifiers"] == {"doi": "10.1/x"}


def test_a_patch_names_only_what_changes() -> None:
    document = a_document(volume="1", year=1999)

    assert patch_members({"volume": "2"}, document) == {"volume": "2"}


@pytest.mark.parametrize("empty", [None, "", ()])
def test_an_empty_value_clears_with_null(empty: Any) -> None:
    document = a_document(volume="1", keywords=["a"], authors=[{"last_name": "M"}])

    patch = patch_members({"volume": empty, "keyword": empty, "author": empty}, document)

    assert patch == {"volume": None, "keywords": None, "authors": None}


@pytest.mark.parametrize("name", ["title", "type"])
def test_what_the_service_requires_cannot_be_cleared(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be cleared"):
        patch_members({name: None}, a_document())


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such field: colour"):
        patch_members({"colour": "red"}, a_document())


def test_identifiers_go_whole_with_unknown_keys_kept() -> None:
    document = a_document(identifiers={"doi": "10.1/old", "pmid": "1", "scopus": "s"})

    patch = patch_members({"DOI": "10.1/new", "PMID": None}, document)

    assert patch == {"identifiers": {"doi": "10.1/new", "scopus": "s"}}


def test_the_last_identifier_that_goes_clears_the_whole_member() -> None:
    assert patch_members({"DOI": None}, a_document(identifiers={"doi": "10.1/x"})) == {
        "identifiers": None
    }


def test_a_new_address_replaces_the_first_and_keeps_the_rest() -> None:
    document = a_document(websites=["https://a", "https://b", "https://c"])

    assert patch_members({"URL": "https://n"}, document) == {
        "websites": ["https://n", "https://b", "https://c"]
    }
    assert patch_members({"URL": "https://b"}, document) == {"websites": ["https://b", "https://c"]}
    assert patch_members({"URL": None}, document) == {"websites": ["https://b", "https://c"]}
    assert patch_members({"URL": None}, a_document(websites=["https://a"])) == {"websites": None}


def test_a_date_is_one_unit() -> None:
    document = a_document(year=1999, month=5, day=6)

    assert patch_members({"issued": PartialDate(year=2000)}, document) == {
        "year": 2000,
        "month": None,
        "day": None,
    }
    assert patch_members({"issued": PartialDate(year=2000)}, a_document()) == {"year": 2000}
    assert patch_members({"issued": None}, a_document(year=1999)) == {"year": None}


def test_half_a_date_of_access_is_not_sent() -> None:
    half = PartialDate(year=2024)

    assert patch_members({"accessed": half}, a_document()) == {}
    assert patch_members({"accessed": None}, a_document()) == {"accessed": None}


def test_people_go_whole_and_keep_what_the_service_knows_of_them() -> None:
    known = {"first_name": "Anna", "last_name": "Muster", "scopus_author_id": "7"}
    document = a_document(authors=[known])
    people = (Person(family="Neu", given="N."), Person(family="Muster", given="Anna"))

    patch = patch_members({"author": people}, document)

    assert patch == {"authors": [{"last_name": "Neu", "first_name": "N."}, known]}


def test_a_name_without_a_last_name_still_has_one_for_the_service() -> None:
    patch = patch_members({"author": (Person(given="Anna"),)}, a_document())

    assert patch == {"authors": [{"last_name": "Anna"}]}


def test_a_type_with_a_word_of_its_own_drops_a_misleading_original() -> None:
    document = a_document(type="generic", source_type="dataset")

    assert patch_members({"type": "document"}, document) == {
        "type": "generic",
        "source_type": None,
    }
    assert patch_members({"type": "book"}, document) == {"type": "book"}


@pytest.mark.parametrize(
    "members",
    [
        {"keywords": ["b", "a", "a"], "volume": "1"},
        {"keywords": ["a", "b"], "volume": "1", "issue": "", "websites": []},
        {"keywords": ["a", "b"], "volume": "1", "read": True, "last_modified": "x"},
    ],
)
def test_a_read_back_sees_through_order_emptiness_and_what_is_not_ours(
    members: dict[str, Any],
) -> None:
    assert writable_fields(members) == {"keywords": ["a", "b"], "volume": "1"}


def test_a_read_back_sees_members_that_nobody_described() -> None:
    assert writable_fields({"mood": "good"}) != writable_fields({"mood": "bad"})


def test_a_read_back_sees_the_order_of_people() -> None:
    one, other = {"last_name": "A"}, {"last_name": "B"}

    assert writable_fields({"authors": [one, other]}) != writable_fields({"authors": [other, one]})
