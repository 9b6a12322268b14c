"""What a record is taken to be, and what the records around it teach, at the edges."""

from typing import Any

import pytest

from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.collection_evidence import crowded, recurring_titles
from mendeley_sync.matching.normalised_record import NormalisedRecord
from mendeley_sync.matching.record import MatchRecord


def portrait(**fields: Any) -> NormalisedRecord:
    record = MatchRecord(id="x", **fields)
    return NormalisedRecord(record, CandidateKeys(record))


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({"volume": "12"}, True),
        ({"pages": "5"}, True),
        ({"issue": "3"}, True),
        ({"volume": "n.s."}, False),
        ({"issue": "Suppl"}, False),
        ({}, False),
    ],
)
def test_any_number_of_the_place_is_one(fields: dict[str, str], numbers: bool) -> None:
    assert portrait(**fields).has_numbers is numbers


def test_an_issue_in_the_volume_counts_where_none_is_stated() -> None:
    assert portrait(volume="12(3)").issue.numbers == ("3",)
    assert portrait(volume="12(3)", issue="4").issue.numbers == ("4",)


@pytest.mark.parametrize(
    ("fields", "supplement"),
    [
        ({"issue": "Suppl 1"}, True),
        ({"volume": "12 Suppl"}, True),
        ({"pages": "S5"}, True),
        ({"volume": "12", "issue": "1", "pages": "A5"}, False),
    ],
)
def test_a_supplement_is_known_by_issue_volume_or_page(
    fields: dict[str, str], supplement: bool
) -> None:
    assert portrait(**fields).supplement is supplement


@pytest.mark.parametrize(
    ("fields", "early"),
    [
        ({"pages": "1-9"}, True),
        ({"pages": "e1-e9"}, True),
        ({"pages": "1-9", "volume": "12"}, False),
        ({"pages": "1"}, False),
        ({"pages": "2-9"}, False),
        ({"pages": "102345"}, False),
    ],
)
def test_pages_from_one_without_a_volume_are_early(fields: dict[str, str], early: bool) -> None:
    assert portrait(**fields).early_pages is early


def test_a_container_of_spaces_is_none() -> None:
    assert portrait(journal="Fam Med").has_container
    assert not portrait(journal=" ").has_container


def recurs(key: str, *places: tuple[int | None, str, str], copies_expected: bool = True) -> bool:
    records = [MatchRecord(id="x", year=y, volume=v, pages=p) for y, v, p in places]
    keyed = [(key, record) for record in records]
    return recurring_titles(keyed, copies_expected=copies_expected) == {key}


def test_four_pages_more_than_twenty_apart_are_those_of_four_works() -> None:
    def on(*pages: int) -> bool:
        return recurs("k", *((1999, "1", str(page)) for page in pages))

    assert on(5, 26, 47, 68)
    assert not on(5, 25, 45, 65)


def test_a_title_of_forty_letters_is_no_heading_because_it_stands_three_times() -> None:
    undated = ((None, "", ""),) * 3

    assert recurs("k" * 39, *undated, copies_expected=False)
    assert not recurs("k" * 40, *undated, copies_expected=False)


def test_three_records_in_one_place_are_copies_and_in_no_place_are_not() -> None:
    assert not recurs("k", *((None, "1", "5"),) * 3, copies_expected=False)
    assert recurs("k", *((None, "1", ""),) * 3, copies_expected=False)
    assert recurs("k", *((None, "1", "5"),) * 2, (None, "1", "9"), copies_expected=False)


def test_titles_that_differ_in_their_first_twelve_letters_crowd_a_doi() -> None:
    doi = "10.1000/x"

    assert crowded([(doi, "thesilentmember"), (doi, "thesilentmen")])
    assert not crowded([(doi, "thesilentmember"), (doi, "thesilentmemory")])
