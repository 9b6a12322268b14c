"""Reading documents: everything that real libraries hold, and worse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.people import Person
from mendeley_sync.mendeley.wire.documents import (
    KNOWN_MEMBERS,
    document_from_wire,
    record_from_wire,
)
from mendeley_sync.mendeley.wire.types import (
    CSL_OF_WIRE,
    CSL_TYPES_WITHOUT_A_WORD,
    WIRE_OF_CSL,
    csl_type,
    is_lossy,
    wire_type,
)


def a_raw(**members: Any) -> dict[str, Any]:
    return {"id": "d-1", "title": "Balint groups", "type": "journal", **members}


def test_every_member_finds_its_place() -> None:
    raw = a_raw(
        authors=[{"first_name": "Anna", "last_name": "Muster"}],
        editors=[{"first_name": "B.", "last_name": "Sample"}],
        translators=[{"last_name": "Übersetzer"}],
        source="Journal of Invented Medicine",
        year=2019,
        month=6,
        day=4,
        volume="12",
        issue="3",
        pages="11–19",
        identifiers={"doi": "10.5555/x", "pmid": "1", "isbn": "i", "issn": "s", "arxiv": "a"},
        websites=["https://example.org/1", "https://example.org/2"],
        publisher="Example Press",
        city="Ascona",
        edition="2nd",
        series="Invented Series",
        series_number="7",
        chapter="3",
        genre="essay",
        medium="print",
        language="en",
        short_title="Balint",
        accessed="2023-05-01",
        keywords=["training", "balint", "training"],
        abstract="…",
        notes="checked<br/>2024",
        tags=["core", "core"],
        file_attached=True,
        created="2023-05-02T08:15:30.412Z",
        last_modified="2024-01-19T17:03:11.000Z",
        profile_id="p-1",
        group_id="g-1",
    )

    document = document_from_wire(raw)

    metadata = document.metadata
    assert metadata.type == "article-journal"
    assert metadata.authors == (Person(family="Muster", given="Anna"),)
    assert metadata.translators == (Person(family="Übersetzer"),)
    assert metadata.container_title == "Journal of Invented Medicine"
    assert metadata.issued == PartialDate(year=2019, month=6, day=4)
    assert metadata.accessed == PartialDate(year=2023, month=5, day=1)
    assert (metadata.page, metadata.publisher_place) == ("11–19", "Ascona")
    assert (metadata.collection_title, metadata.collection_number) == ("Invented Series", "7")
    assert (metadata.doi, metadata.pmid, metadata.arxiv) == ("10.5555/x", "1", "a")
    assert metadata.url == "https://example.org/1"
    assert metadata.keywords == ("balint", "training")
    assert metadata.note == "checked<br/>2024"
    assert document.websites == ("https://example.org/1", "https://example.org/2")
    assert document.tags == ("core",)
    assert document.file_attached
    assert document.created == datetime(2023, 5, 2, 8, 15, 30, 412000, tzinfo=UTC)
    assert (document.profile_id, document.group_id) == ("p-1", "g-1")
    assert document.strange == ()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"title": None}, "title is missing"),
        ({"title": "  "}, "title is missing"),
        ({"title": 1984}, "title is not text: 1984"),
        ({"type": "podcast"}, "type 'podcast' is unknown"),
        ({"type": None}, "type is missing"),
        ({"year": "1996"}, "year is not a whole number: '1996'"),
        ({"year": 96}, "year 96 is no likely year"),
        ({"year": "n.d."}, "year is not a whole number: 'n.d.'"),
        ({"month": 13}, "month 13 does not exist"),
        ({"day": 0}, "day 0 does not exist"),
        ({"authors": [{}]}, "authors 1 has no name"),
        ({"authors": [{"first_name": "", "last_name": ""}]}, "authors 1 has no name"),
        ({"authors": "Muster"}, "authors is not a list: 'Muster'"),
        ({"identifiers": ["10.1/x"]}, "identifiers is not an object: ['10.1/x']"),
        ({"identifiers": {"pmid": 123}}, "pmid is not text: 123"),
        ({"websites": "https://example.org"}, "websites is one text, not a list"),
        ({"keywords": [1]}, "keywords holds something else than text: [1]"),
        ({"accessed": "yesterday"}, "accessed is not a date: 'yesterday'"),
        ({"created": "yesterday"}, "created is not a time: 'yesterday'"),
        ({"last_modified": 5}, "last_modified is not a time: 5"),
    ],
)
def test_a_strange_value_is_said_and_stops_nothing(members: dict[str, Any], said: str) -> None:
    document = document_from_wire(a_raw(**members))

    assert document.strange == (said,)


def test_what_can_be_read_of_a_strange_value_is_read() -> None:
    document = document_from_wire(
        a_raw(year="1996", volume=12, identifiers={"pmid": 123}, websites="https://example.org")
    )

    assert document.metadata.year == 1996
    assert document.metadata.volume == "12"
    assert document.metadata.pmid == "123"
    assert document.metadata.url == "https://example.org"


def test_a_document_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="without an id"):
        document_from_wire({"title": "Balint groups"})


@pytest.mark.parametrize(
    "name",
    [
        {"last_name": "et al."},
        {"last_name": "et al"},
        {"first_name": "", "last_name": "Et Al."},
        {"first_name": "et", "last_name": "al."},
        {"first_name": "al.", "last_name": "et"},
        {"last_name": "and others"},
    ],
)
def test_et_al_as_an_author_cuts_the_list_and_is_nobody(name: dict[str, str]) -> None:
    document = document_from_wire(a_raw(authors=[{"last_name": "Muster"}, name]))

    assert document.authors_cut
    assert document.metadata.authors == (Person(family="Muster"),)
    assert document.strange == ()


def test_et_al_behind_a_name_cuts_the_list_and_keeps_the_name() -> None:
    document = document_from_wire(
        a_raw(authors=[{"first_name": "A.", "last_name": "Muster, et al."}])
    )

    assert document.authors_cut
    assert document.metadata.authors == (Person(family="Muster", given="A."),)


@pytest.mark.parametrize("family", ["Others", "Al", "Ettal", "Ua"])
def test_a_name_that_looks_a_little_like_et_al_is_a_name(family: str) -> None:
    document = document_from_wire(a_raw(authors=[{"first_name": "Eva", "last_name": family}]))

    assert not document.authors_cut
    assert document.metadata.authors == (Person(family=family, given="Eva"),)


def test_an_organisation_is_a_last_name_of_several_words() -> None:
    document = document_from_wire(a_raw(authors=[{"last_name": "Example Study Group"}]))

    assert document.metadata.authors == (Person(literal="Example Study Group"),)


def test_a_name_in_one_member_is_read() -> None:
    document = document_from_wire(a_raw(authors=[{"name": "Anna Muster"}]))

    assert document.metadata.authors == (Person(literal="Anna Muster"),)


def test_entities_and_markup_stay_as_they_stand() -> None:
    title = "Doctor &amp; patient: <i>a</i> \x1b[31mred\x1b[0m story"

    assert document_from_wire(a_raw(title=title)).metadata.title == title


def test_identifiers_that_the_list_has_no_field_for_are_kept_apart() -> None:
    document = document_from_wire(a_raw(identifiers={"doi": "10.1/x", "scopus": "2-s2.0-1"}))

    assert dict(document.other_identifiers) == {"scopus": "2-s2.0-1"}


def test_a_catalog_date_in_three_numbers_is_read() -> None:
    document = document_from_wire(a_raw(accessed=[2014, 9, 3]))

    assert document.metadata.accessed == PartialDate(year=2014, month=9, day=3)


def test_members_that_the_service_adds_are_kept() -> None:
    raw = a_raw(mood={"of": ["the", "day"]})

    assert record_from_wire(raw).image["mood"] == {"of": ["the", "day"]}
    assert "mood" not in KNOWN_MEMBERS


# Words on which a reader could stumble, so that stumbling blocks are common.
words = st.sampled_from(
    ["", " ", "1996", "-1", "et al.", "2014-09-03", "journal", "\ud800", "\x00", "9" * 400]
)
keys = st.sampled_from(["last_name", "first_name", "name", "doi", "pmid", "", "x"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)


@given(
    members=st.dictionaries(st.sampled_from(sorted(KNOWN_MEMBERS - {"id"})), anything, max_size=8)
)
def test_no_document_with_an_id_can_stop_a_pull(members: dict[str, Any]) -> None:
    document, image = record_from_wire({"id": "d-1", **members})

    assert document.id == "d-1"
    assert dict(image) == {"id": "d-1", **members}


def test_all_twenty_types_of_the_service_are_known() -> None:
    assert len(CSL_OF_WIRE) == 20


@pytest.mark.parametrize("wire", sorted(set(CSL_OF_WIRE) - {"working_paper"}))
def test_a_type_of_the_service_survives_the_way_there_and_back(wire: str) -> None:
    assert wire_type(CSL_OF_WIRE[wire]) == wire


@pytest.mark.parametrize("csl", sorted({*WIRE_OF_CSL, *CSL_TYPES_WITHOUT_A_WORD}))
def test_a_csl_type_survives_with_its_original_beside_it(csl: str) -> None:
    source_type = csl if is_lossy(csl) else None

    assert csl_type(wire_type(csl), source_type) == csl


def test_the_type_of_a_bibtex_file_does_not_pass_for_a_csl_type() -> None:
    assert csl_type("journal", "article") == "article-journal"
    assert csl_type("generic", "misc") == "document"
