"""What a person is shown about a pair, field by field, and the kinds that two records are of."""

from typing import Any

import pytest

from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.collection_evidence import CollectionEvidence
from mendeley_sync.matching.comparison import Comparison
from mendeley_sync.matching.evidence import evidence_of
from mendeley_sync.matching.explain import explain
from mendeley_sync.matching.normalised_record import NormalisedRecord
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import FieldEvidence
from tests.matching.records import a_record


def compared(a: MatchRecord, b: MatchRecord) -> Comparison:
    one, other = NormalisedRecord(a, CandidateKeys(a)), NormalisedRecord(b, CandidateKeys(b))
    return Comparison(one, other, CollectionEvidence())


def rows(a: MatchRecord, b: MatchRecord) -> dict[str, FieldEvidence]:
    return {row.field: row for row in evidence_of(compared(a, b), a, b)}


@pytest.mark.parametrize(
    ("field", "value"),
    [("journal", "Fam Med"), ("volume", "26"), ("issue", "3"), ("pages", "281-284"),
     ("doi", "10.1000/x"), ("pmid", "123456"), ("isbn", "0422743607"), ("year", 1988)],
)  # fmt: skip
def test_what_only_one_side_says_is_unknown_from_either_side(field: str, value: object) -> None:
    empty: Any = None if field == "year" else ""
    with_it, without = a_record("a", **{field: value}), a_record("b", **{field: empty})

    for row in (rows(with_it, without)[field], rows(without, with_it)[field]):
        assert (row.answer, row.reason) == ("unknown", "only one side has it")


@pytest.mark.parametrize(
    ("field", "value", "other", "answer", "reason"),
    [
        ("volume", "n.s.", "13", "unknown", "cannot be compared"),
        ("isbn", "0422743607", "9780422743600", "agree", "agrees"),
        ("isbn", "0422743607", "0422733407", "contradict", "differs"),
        ("pmid", "1", "2", "contradict", "differs"),
        ("pages", "281-284", "281-290", "unknown", "may be the same"),
        ("doi", "10.1000/49536-ms", "10.2000/49536-ms", "unknown", "may be the same"),
        ("doi", "10.1000/49536m", "10.2000/49536m", "unknown", "may be the same"),
        ("doi", "10.1000/4953m", "10.2000/4953m", "unknown", "differs; one article can have two"),
        ("year", 1988, 1989, "unknown", "1 apart"),
        ("authors", ("Adler, G.", "Stein, L."), ("Adler, G.", "Stein, L."), "agree",
         "all authors agree"),
        ("authors", ("Adler, G.", "Stein, L."), ("Stein, L.", "Adler, G."), "agree",
         "2 authors agree"),
    ],
)  # fmt: skip
def test_what_both_sides_say_is_answered_with_the_reason(
    field: str, value: object, other: object, answer: str, reason: str
) -> None:
    row = rows(a_record("a", **{field: value}), a_record("b", **{field: other}))[field]

    assert (row.answer, row.reason) == (answer, reason)


def test_the_kinds_are_shown_as_stated_or_as_not_stated() -> None:
    row = rows(a_record("a", type="journal"), a_record("b", journal="medRxiv", volume=""))["type"]

    assert (row.left, row.right) == ("journal", "not stated")
    assert "type" not in rows(a_record("a"), a_record("b"))


def test_a_short_title_is_said_to_prove_little() -> None:
    same = a_record("a", title="Anxious patients"), a_record("b", title="Anxious patients")

    assert "proves little" in rows(*same)["title"].reason
    assert "proves little" not in rows(a_record("a"), a_record("b"))["title"].reason


@pytest.mark.parametrize(
    ("a", "b", "clash"),
    [
        # One place in print outweighs what a record says it is.
        ({}, {"journal": "medRxiv"}, ""),
        ({}, {"journal": "medRxiv", "volume": "27"}, "a preprint"),
        ({}, {"journal": "medRxiv", "pages": "300"}, "a preprint"),
        ({}, {"journal": "medRxiv", "issue": "4"}, "a preprint"),
        ({"journal": "medRxiv", "volume": ""}, {"journal": "medRxiv", "pages": "9"}, ""),
        # A paper of a meeting may have appeared in the journal that the meeting is named for.
        ({}, {"journal": "3rd Congress of Family Medicine", "volume": ""}, "a conference"),
        (
            {"type": "conference_proceedings", "journal": "", "volume": ""},
            {"type": "article", "journal": "", "volume": ""},
            "",
        ),
        # A thesis is another work only where one of the two has a container.
        ({"type": "thesis", "journal": ""}, {"type": "book", "journal": "", "volume": ""}, ""),
        ({"type": "thesis", "volume": ""}, {"type": "article", "journal": ""}, "a thesis"),
        ({"type": "thesis", "journal": ""}, {"type": "article", "volume": ""}, "a thesis"),
        ({"type": "thesis", "volume": ""}, {"type": "article"}, ""),
        (
            {"type": "book", "journal": "", "volume": ""},
            {"type": "report", "journal": "", "volume": ""},
            "",
        ),
        # A supplement is another place, unless the pages say that it is the same.
        ({"issue": "Suppl 1"}, {"issue": "", "volume": "27"}, ""),
        ({"issue": "Suppl 1", "pages": ""}, {"issue": "", "volume": "27"}, "a supplement"),
        ({"issue": "Suppl 1", "pages": ""}, {"issue": ""}, ""),
        ({"issue": "Suppl 1"}, {"issue": "", "volume": "27", "pages": "281-290"}, ""),
        ({"volume": "26 Suppl"}, {"issue": "", "pages": "9"}, "a supplement"),
        ({"pages": "S5"}, {"pages": "9"}, "a supplement"),
    ],
)
def test_the_kinds_of_two_records_are_told_apart_where_the_place_does_not_join_them(
    a: dict[str, Any], b: dict[str, Any], clash: str
) -> None:
    one, other = a_record("a", **a), a_record("b", **b)

    for venue in (compared(one, other).venue, compared(other, one).venue):
        assert clash in venue
        assert bool(venue) is bool(clash)


@pytest.mark.parametrize("pages", ["20-21", "20"])
def test_two_whole_articles_have_three_pages_on_either_side(pages: str) -> None:
    long, short = a_record("a", pages="10-12"), a_record("b", pages=pages)

    assert compared(long, a_record("b", pages="20-22")).answers().long_ranges
    assert not compared(long, short).answers().long_ranges
    assert not compared(short, long).answers().long_ranges


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("281-284", "281-284", True),
        ("281", "281", False),
        ("281-284", "283-284", True),
        ("281-284", "284", False),
        ("284", "281-284", False),
    ],
)
def test_equal_ranges_end_on_one_page_and_have_more_than_one(a: str, b: str, same: bool) -> None:
    answers = compared(a_record("a", pages=a), a_record("b", pages=b)).answers()

    assert answers.equal_ranges is same


def test_explaining_looks_at_both_whole_sides() -> None:
    title = "Notes from a country surgery"
    column = [
        a_record(f"c{year}", title=title, year=year, pages="", issue="")
        for year in (1984, 1986, 1988)
    ]
    entry = a_record("a", title=title, volume="", pages="", issue="")

    assert explain(entry, column[2], left=column).rule == "heading"
    assert explain(entry, column[2], left=column[:2]).rule == "citation"


def test_an_explanation_shows_both_records() -> None:
    evidence = explain(a_record("a"), a_record("b", volume="27", doi="10.1000/x")).evidence

    shown = {row.field: (row.left, row.right, row.answer) for row in evidence}
    assert shown["volume"] == ("26", "27", "contradict")
    assert shown["doi"] == ("", "10.1000/x", "unknown")


@pytest.mark.parametrize("other", ["Erratum: {}", "{}, part 2"])
def test_a_mark_or_a_part_contradicts(other: str) -> None:
    one = a_record("a")

    assert rows(one, a_record("b", title=other.format(one.title)))["title"].answer == "contradict"
