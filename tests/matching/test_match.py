"""Pairs put together: who keeps whom, ties, duplicates, decisions, what other records teach."""

import pytest

from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.matching.explain import explain
from mendeley_sync.matching.match import match
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import Matching
from mendeley_sync.matching.rules.table import RULES
from mendeley_sync.matching.verdicts import MatchRules
from tests.matching.records import a_record


def outcome(found: Matching) -> list[tuple[str, str, str]]:
    return [(pair.left, pair.right, pair.verdict) for pair in found.pairs]


def test_equal_records_are_matched_one_to_one() -> None:
    found = match([a_record("a1")], [a_record("b1")])

    assert outcome(found) == [("a1", "b1", "auto")]
    assert found.matched == {"a1": "b1"}
    assert not found.unmatched_left
    assert not found.unmatched_right


def test_two_copies_in_the_library_are_duplicates_of_each_other() -> None:
    found = match([a_record("a1")], [a_record("b2"), a_record("b1")])

    assert outcome(found) == [("a1", "b1", "auto"), ("a1", "b2", "auto")]
    assert found.matched == {"a1": "b1"}
    assert found.duplicates == {"b2": "b1"}


def test_two_copies_in_the_list_are_duplicates_of_each_other() -> None:
    found = match([a_record("a1"), a_record("a2")], [a_record("b1")])

    assert found.matched == {"a1": "b1"}
    assert found.duplicates_left == {"a2": "a1"}


def test_an_entry_that_fits_two_works_equally_is_left_to_a_person() -> None:
    line = a_record("a1", volume="", issue="", pages="", authors=("Adler, G.",))
    first = a_record("b1", volume="26", issue="", pages="281-284")
    second = a_record("b2", volume="27", issue="", pages="101-104")

    found = match([line], [first, second])

    assert outcome(found) == [("a1", "b1", "review"), ("a1", "b2", "review")]
    assert {pair.rule for pair in found.pairs} == {"tie"}
    assert found.undecided_left == {"a1"}
    assert found.undecided_right == {"b1", "b2"}
    assert found.pairs[0].runner_up is not None
    assert found.pairs[0].runner_up.id == "b2"


def test_of_two_works_the_strictly_stronger_pair_stays() -> None:
    line = a_record("a1", volume="", issue="", pages="281-284")
    whole = a_record("b1", volume="26", issue="3", pages="281-284")
    other = a_record("b2", volume="27", issue="4", pages="")

    found = match([line], [whole, other])

    assert ("a1", "b1", "auto") in outcome(found)
    assert ("a1", "b2", "auto") not in outcome(found)


def test_a_person_who_says_same_is_obeyed_whatever_the_records_say() -> None:
    other = a_record("b1", title="Coping with grief", authors=("Rusz, P.",), year=2001, pages="9")

    found = match([a_record("a1")], [other], decisions={("a1", "b1"): True})

    assert outcome(found) == [("a1", "b1", "auto")]
    assert found.pairs[0].rule == "person-said-same"


def test_a_person_who_says_other_is_obeyed_whatever_the_records_say() -> None:
    found = match([a_record("a1")], [a_record("b1")], decisions={("a1", "b1"): False})

    assert found.pairs == ()
    assert found.unmatched_left == {"a1"}


@pytest.mark.parametrize("gone", [("a9", "b9"), ("a1", "b9"), ("a9", "b1")])
def test_a_decision_about_records_that_are_gone_changes_nothing(gone: tuple[str, str]) -> None:
    found = match([a_record("a1")], [a_record("b1")], decisions={gone: False})

    assert outcome(found) == [("a1", "b1", "auto")]


def test_decisions_hold_within_one_file_too() -> None:
    records = [a_record("r1"), a_record("r2")]

    assert find_duplicates(records, decisions={("r2", "r1"): False}).pairs == ()


def test_a_preprint_is_no_doubt_any_more_once_the_entry_has_found_its_article() -> None:
    entry = a_record("a1")
    article = a_record("b1")
    preprint = a_record("b2", journal="medRxiv", volume="", issue="", pages="")

    alone = match([entry], [preprint])
    both = match([entry], [article, preprint])

    assert outcome(alone) == [("a1", "b2", "review")]
    assert outcome(both) == [("a1", "b1", "auto")]
    assert both.unmatched_right == {"b2"}


def test_the_first_of_a_cluster_of_duplicates_is_the_one_that_stays() -> None:
    found = find_duplicates([a_record("r3"), a_record("r1"), a_record("r2")])

    assert found.duplicates == {"r2": "r1", "r3": "r1"}
    assert found.unmatched_right == {"r1"}
    assert len(found.pairs) == 3


def test_a_cluster_that_holds_two_works_is_taken_apart() -> None:
    one = a_record("r1", volume="", issue="", pages="281-284", year=1988)
    bridge = a_record("r2", volume="", issue="", pages="", authors=("Adler, G.",))
    other = a_record("r3", volume="27", issue="", pages="101-104", year=1988)

    found = find_duplicates([one, bridge, other])

    assert ("r1", "r3") not in {(p.left, p.right) for p in found.pairs if p.verdict == "auto"}
    assert {p.verdict for p in found.pairs} == {"review"}


def test_a_title_that_recurs_is_learned_to_be_a_heading() -> None:
    columns = [
        a_record(
            f"b{year}",
            title="Notes from a country surgery",
            year=year,
            volume=str(year - 1960),
            issue="",
            pages="",
            authors=("Adler, G.",),
        )
        for year in (1984, 1986, 1988, 1990)
    ]
    line = a_record(
        "a1",
        title="Notes from a country surgery",
        issue="",
        pages="",
        volume="",
        authors=("Adler, G.",),
    )

    alone = match([line], [columns[2]])
    among_others = match([line], columns)

    assert outcome(alone) == [("a1", "b1988", "auto")]
    assert ("a1", "b1988", "auto") not in outcome(among_others)


def test_a_doi_on_two_works_proves_nothing() -> None:
    chapter = a_record(
        "a1", doi="10.1000/book", journal="", volume="", pages="", issue="", year=None
    )
    same = a_record("b1", doi="10.1000/book", journal="", volume="", pages="", issue="", authors=())
    other = a_record("b2", title="Coping with grief on a surgical ward", doi="10.1000/book")

    trusted = match([chapter], [same])
    crowded = match([chapter], [same, other])

    assert outcome(trusted) == [("a1", "b1", "auto")]
    assert ("a1", "b1", "auto") not in outcome(crowded)


SUBJECTS = (
    "anger",
    "burnout",
    "silence",
    "grief",
    "shame",
    "envy",
    "laughter",
    "fatigue",
    "courage",
)


def works_in(journal: str, prefix: str, count: int) -> list[MatchRecord]:
    return [
        a_record(
            f"{prefix}{n}",
            title=f"Doctors and their {subject} during long nights on duty",
            journal=journal,
            volume="",
            issue="",
            pages="",
            authors=("Adler, G.", f"Stein{subject}, L."),
        )
        for n, subject in enumerate(SUBJECTS[:count])
    ]


def test_two_names_of_one_journal_are_learned_from_eight_works() -> None:
    one, other = "Forum Conference", "Annual Gathering of Practitioners"

    few = match(works_in(one, "a", 7), works_in(other, "b", 7))
    many = match(works_in(one, "a", 8), works_in(other, "b", 8))

    assert not few.matched
    assert len(many.matched) == 8


def test_an_article_and_a_book_of_one_title_stay_apart() -> None:
    article = a_record(
        "a1",
        title="The doctor, his patient, and the illness",
        type="article",
        authors=("Balint, M.",),
        year=1955,
        journal="The Lancet",
        volume="",
        issue="",
        pages="683-688",
    )
    book = a_record(
        "b1",
        title="The doctor, his patient and the illness",
        type="book",
        authors=("Balint, M.",),
        year=1957,
        journal="",
        volume="",
        issue="",
        pages="",
    )

    assert match([article], [book]).pairs == ()
    assert explain(article, book).reason == "different kinds of publication"


def test_two_articles_of_one_short_title_in_two_years_stay_apart() -> None:
    first = a_record(
        "a1",
        title="Iranian Balint Groups",
        authors=("Moonesi, F.",),
        year=2018,
        journal="J Balint Soc",
        volume="46",
        issue="",
        pages="12-14",
    )
    second = a_record(
        "b1",
        title="Iranian Balint Groups",
        authors=("Moonesi, F.",),
        year=2020,
        journal="J Balint Soc",
        volume="48",
        issue="",
        pages="33-35",
    )

    assert match([first], [second]).pairs == ()


def test_a_chapter_and_its_book_with_one_isbn_stay_apart() -> None:
    book = a_record(
        "a1",
        title="Six minutes for the patient",
        type="book",
        isbn="0422743607",
        authors=("Balint, E.", "Norell, J."),
        year=1973,
        journal="",
        volume="",
        issue="",
        pages="",
    )
    chapter = a_record(
        "b1",
        title="Six minutes for the patient",
        type="book_section",
        isbn="9780422743600",
        authors=("Norell, J.",),
        year=1973,
        journal="Six minutes for the patient",
        volume="",
        issue="",
        pages="11-25",
    )

    found = match([book], [chapter])

    assert not found.matched


def test_the_evidence_names_every_field_that_a_side_has() -> None:
    pair = match([a_record("a1", doi="10.1000/x")], [a_record("b1", year=1989)]).pairs[0]

    answers = {field.field: field.answer for field in pair.evidence}
    assert answers["title"] == "agree"
    assert answers["year"] == "unknown"
    assert answers["doi"] == "unknown"
    assert "isbn" not in answers


def test_evidence_can_be_left_out_for_speed() -> None:
    assert match([a_record("a1")], [a_record("b1")], with_evidence=False).pairs[0].evidence == ()


def test_progress_is_told_from_nothing_on() -> None:
    told: list[tuple[int, int]] = []

    match([a_record("a1")], [a_record("b1")], on_progress=lambda *now: told.append(now))

    assert told == [(0, 1)]


def test_another_table_of_rules_decides_otherwise() -> None:
    strict = MatchRules(table=tuple(rule for rule in RULES if rule.decision != "auto"))

    assert not match([a_record("a1")], [a_record("b1")], rules=strict).matched


def test_nothing_against_nothing_is_nothing() -> None:
    assert match([], []) == Matching(())
    assert find_duplicates([]) == Matching(())


@pytest.mark.parametrize("field", ["title", "authors", "journal", "pages", "volume"])
def test_a_missing_field_alone_never_parts_a_whole_citation(field: str) -> None:
    empty: dict[str, object] = {"authors": ()} if field == "authors" else {field: ""}

    found = match([a_record("a1")], [a_record("b1", **empty)])

    assert bool(found.matched) is (field != "title")
