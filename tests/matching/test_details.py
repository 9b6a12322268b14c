"""The parts below the rules: candidates, what other records teach, kinds of venue, evidence."""

from itertools import permutations
from typing import Any

import pytest

from mendeley_sync.matching.assignment import clusters, side_by_side, strongest
from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.candidates import candidate_pairs
from mendeley_sync.matching.collection_evidence import (
    CollectionEvidence,
    crowded,
    journal_aliases,
    recurring_titles,
)
from mendeley_sync.matching.comparison import Comparison
from mendeley_sync.matching.evidence import evidence_of
from mendeley_sync.matching.explain import explain
from mendeley_sync.matching.field_comparisons import FieldComparisons, strength
from mendeley_sync.matching.fields.authors import Authors, compare_authors
from mendeley_sync.matching.match import match
from mendeley_sync.matching.normalised_record import NormalisedRecord
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.rules.conditions import shared_authors, title_words
from mendeley_sync.matching.verdicts import Judge, MatchRules
from tests.matching.records import a_record


def bare(record_id: str, **fields: Any) -> MatchRecord:
    return MatchRecord(id=record_id, **fields)


def compared(
    a: MatchRecord, b: MatchRecord, around: CollectionEvidence | None = None
) -> Comparison:
    one, other = NormalisedRecord(a, CandidateKeys(a)), NormalisedRecord(b, CandidateKeys(b))
    return Comparison(one, other, around or CollectionEvidence())


def answered(a: MatchRecord, b: MatchRecord) -> FieldComparisons:
    return compared(a, b).answers()


def are_candidates(a: MatchRecord, b: MatchRecord) -> bool:
    return list(candidate_pairs([CandidateKeys(a)], [CandidateKeys(b)])) == [(0, 0)]


LONG = "Effects of reflective groups on burnout among residents"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"doi": "10.1000/x", "title": "One"}, {"doi": "doi:10.1000/X", "title": "Another"}),
        ({"pmid": "123", "title": "One"}, {"pmid": "0123", "title": "Another"}),
        ({"isbn": "0422743607", "title": LONG}, {"isbn": "9780422743600", "title": LONG}),
        ({"title": "Shared joys"}, {"title": "SHARED JOYS!"}),
        (
            {"volume": "12", "pages": "101-9", "year": 1999, "title": "Le médecin"},
            {"volume": "12", "pages": "101", "year": 1999, "title": "The doctor"},
        ),
        (
            {"volume": "12", "pages": "101-9", "authors": ("Adler, G.",), "title": "Le médecin"},
            {"volume": "12", "pages": "101", "authors": ("Adler",), "title": "The doctor"},
        ),
        ({"title": LONG}, {"title": LONG.replace("residents", "resident")}),
        ({"title": LONG}, {"title": LONG.replace("Effects", "Efects")}),
        ({"title": LONG}, {"title": f"{LONG}: a pilot evaluation of two years in a hospital"}),
        (
            {"title": "Grief rounds", "authors": ("Roth, E.",), "year": 2002},
            {"title": "Grief round", "authors": ("Roth E",), "year": 2002},
        ),
        ({"title": "巴林特小组对住院医师的影响"}, {"title": "巴林特小组对住院医师的影响: 综述"}),
    ],
)
def test_what_two_records_share_makes_them_candidates(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert are_candidates(bare("a", **a), bare("b", **b))
    assert are_candidates(bare("b", **b), bare("a", **a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"title": LONG}, {"title": "Coping with grief on a surgical ward"}),
        ({"title": LONG}, {"title": "Effects of reflective groups in schools and prisons"}),
        ({"volume": "12", "pages": "101", "title": "One"}, {"volume": "12", "title": "Another"}),
        ({"title": ""}, {"title": ""}),
        ({}, {"doi": "10.1000/x"}),
    ],
)
def test_records_that_share_too_little_never_meet(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert not are_candidates(bare("a", **a), bare("b", **b))


def test_alike_titles_need_an_author_in_common_to_meet() -> None:
    title, other = LONG, LONG.replace("residents", "resident nurses")

    def meet(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
        return are_candidates(
            bare("a", title=title, authors=one), bare("b", title=other, authors=two)
        )

    assert meet(("Adler, G.",), ("Stein, L.", "G. Adler"))
    assert meet(("Klocke",), ("Klocker, A.",))
    assert meet((), ("Stein, L.",))
    assert not meet(("Adler, G.",), ("Stein, L.", "Berg, A."))


def test_within_one_file_each_pair_comes_once_and_sorted() -> None:
    outlines = [CandidateKeys(a_record(str(n))) for n in range(3)]

    assert list(candidate_pairs(outlines)) == [(0, 1), (0, 2), (1, 2)]


def test_between_two_files_only_pairs_across_come() -> None:
    left = [CandidateKeys(a_record(str(n))) for n in range(2)]

    assert list(candidate_pairs(left, left)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert list(candidate_pairs([], left)) == []


def test_a_title_that_too_many_share_is_divided_by_year_and_place() -> None:
    editorials = [
        CandidateKeys(
            bare(str(n), title="Editorial remarks", year=1950 + n // 2, volume=str(n // 2))
        )
        for n in range(100)
    ]

    found = list(candidate_pairs(editorials))

    assert found == [(n, n + 1) for n in range(0, 100, 2)]


def places(*found: tuple[int | None, str, str]) -> list[tuple[str, MatchRecord]]:
    return [("k", bare("x", year=y, volume=v, pages=p)) for y, v, p in found]


@pytest.mark.parametrize(
    ("found", "recurs"),
    [
        (places((2001, "", ""), (2003, "", ""), (2005, "", "")), True),
        (places((2001, "", ""), (2003, "", "")), False),
        (places((2001, "", ""), (2002, "", ""), (2003, "", "")), False),
        (places((None, "1", ""), (None, "2", ""), (None, "3", "")), True),
        (places((None, "1", ""), (None, "2", "")), False),
        (places((2001, "1", "5"), (2001, "1", "5"), (2001, "1", "5")), False),
        (places((1, "1", "5"), (1, "1", "90"), (1, "1", "180"), (1, "1", "270")), True),
        (places((1, "1", "5"), (1, "1", "90"), (1, "1", "180")), False),
        (places((1, "1", "5"), (1, "1", "9"), (1, "1", "14"), (1, "1", "19")), False),
    ],
)
def test_a_title_recurs_from_its_third_year_or_volume(
    found: list[tuple[str, MatchRecord]], recurs: bool
) -> None:
    assert recurring_titles(found, copies_expected=True) == (
        frozenset("k") if recurs else frozenset()
    )


def test_where_no_copies_are_expected_a_third_undated_occurrence_is_enough() -> None:
    undated = places((None, "", ""), (None, "", ""), (None, "", ""))
    long = [("k" * 40, record) for _, record in undated]
    copies = places((2001, "1", "5"), (2001, "1", "5"), (2001, "1", "5"))

    assert recurring_titles(undated, copies_expected=False) == {"k"}
    assert recurring_titles(undated[:2], copies_expected=False) == frozenset()
    assert recurring_titles(long, copies_expected=False) == frozenset()
    assert recurring_titles(copies, copies_expected=False) == frozenset()


def test_which_of_three_occurrences_comes_first_does_not_matter() -> None:
    three = places((1957, "12", "5"), (1957, "12", "5"), (None, "", ""))

    for order in permutations(three):
        assert recurring_titles(order, copies_expected=False) == {"k"}


def test_a_rule_cannot_ask_for_more_than_the_answers_keep() -> None:
    with pytest.raises(ValueError, match="4 words"):
        title_words(4)
    with pytest.raises(ValueError, match="4 people"):
        shared_authors(4)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://www.example.org/a/b/", "http://example.org/a/b#top", True),
        ("https://Example.org/a?id=1", "https://example.org/a?id=1", True),
        ("https://example.org/a?id=1", "https://example.org/a?id=2", False),
        ("https://example.org/A", "https://example.org/a", False),
        ("https://example.org", "https://example.org/", False),
        ("https://doi.org/10.1000/x", "https://doi.org/10.1000/x", False),
        ("https://pubmed.ncbi.nlm.nih.gov/1/", "https://pubmed.ncbi.nlm.nih.gov/1/", False),
        ("", "", False),
    ],
)
def test_only_the_address_of_one_page_is_evidence(one: str, other: str, equal: bool) -> None:
    page, same = bare("a", title=LONG, url=one), bare("b", title=LONG, url=other)

    assert compared(page, same).same_address is equal


def test_an_address_that_stands_on_two_works_joins_nothing() -> None:
    issue = "https://example.org/issues/3"
    page = bare("a", title="Guided rounds in brief", url=issue)
    library = [
        bare("b", title="Guided rounds in brief", url=issue),
        bare("c", title="News", url=issue),
    ]

    assert match([page], library[:1]).matched == {"a": "b"}
    assert match([page], library).matched == {}


def test_a_doi_is_crowded_when_titles_begin_differently() -> None:
    doi = "10.1000/x"

    assert crowded([(doi, "thesilentmember"), (doi, "introduction")]) == {doi}
    assert crowded([(doi, "thesilentmember"), (doi, "thesilentmemberagain")]) == frozenset()
    assert crowded([(doi, "thesilentmember"), (doi, "")]) == frozenset()


def test_eight_works_make_two_journals_one_and_seven_do_not() -> None:
    works = [(f"title{n}", "A", "B") for n in range(8)]

    assert journal_aliases(works) == {("A", "B")}
    assert journal_aliases(works[:7] + works[:1]) == frozenset()


@pytest.mark.parametrize(
    ("a", "b", "clash"),
    [
        ({}, {"journal": "medRxiv", "volume": ""}, "preprint"),
        ({}, {"journal": "University of Leeds", "type": "thesis", "volume": ""}, "thesis"),
        ({}, {"journal": "3rd Congress of Doctors", "volume": ""}, "conference"),
        ({}, {"type": "book", "journal": "", "volume": "", "pages": ""}, "book"),
        ({}, {"issue": "Suppl 1", "pages": "S5", "volume": "25"}, "supplement"),
        ({"volume": ""}, {"issue": "Suppl 1", "pages": "", "volume": ""}, "supplement"),
        ({}, {"issue": "Suppl 1", "pages": ""}, ""),
        ({}, {}, ""),
        ({}, {"type": "book"}, ""),
        ({"type": "book", "journal": ""}, {"type": "thesis", "journal": "", "pages": ""}, ""),
    ],
)
def test_kinds_of_venue_clash(a: dict[str, str], b: dict[str, str], clash: str) -> None:
    venue = compared(a_record("a", **a), a_record("b", **b)).venue

    assert clash in venue
    assert bool(venue) is bool(clash)


def test_a_doi_registered_again_under_its_number_is_no_contradiction() -> None:
    one, other = a_record("a", doi="10.2523/49536-ms"), a_record("b", doi="10.2118/49536-ms")

    assert compared(one, other).doi == "half"
    assert compared(one, a_record("b", doi="10.2118/49537-ms")).doi == "contradict"
    assert compared(a_record("a", doi="10.1/x"), a_record("b", doi="10.2/x")).doi == "unknown"


def test_an_identifier_counts_unless_it_is_crowded() -> None:
    one, other = a_record("a", doi="10.1000/x"), a_record("b", doi="10.1000/x")
    crowded = CollectionEvidence(crowded_dois=frozenset({"10.1000/x"}))

    assert compared(one, other).identifier
    assert not compared(one, other, crowded).identifier
    assert compared(a_record("a", pmid="1"), a_record("b", pmid="01")).identifier
    assert not compared(a_record("a", pmid="1"), a_record("b", pmid="2")).identifier


def test_the_whole_range_of_pages_must_agree_to_be_the_same_range() -> None:
    whole = a_record("a")

    assert answered(whole, a_record("b")).same_range
    assert not answered(whole, a_record("b", pages="281")).same_range
    assert not answered(whole, a_record("b", pages="281-285")).same_range
    assert not answered(whole, a_record("b", volume="27")).same_range
    assert not answered(whole, a_record("b", issue="4")).same_range


def test_ranges_are_whole_articles_from_three_pages_on() -> None:
    def whole(pages: str) -> bool:
        return answered(a_record("a", pages="10-14"), a_record("b", pages=pages)).long_ranges

    assert whole("20-22")
    assert not whole("20-21")
    assert not whole("20")


@pytest.mark.parametrize("field", ["journal", "volume", "pages", "year"])
def test_a_field_on_one_side_only_is_not_equally_known(field: str) -> None:
    empty: dict[str, Any] = {field: None if field == "year" else ""}

    assert answered(a_record("a"), a_record("b")).equally_known
    assert not answered(a_record("a"), a_record("b", **empty)).equally_known
    assert answered(a_record("a", **empty), a_record("b", **empty)).equally_known


def test_agreeing_and_contradicting_parts_of_the_place_are_counted() -> None:
    other = a_record("b", volume="27", issue="", pages="281", journal="Lancet")

    answers = answered(a_record("a"), other)

    assert (answers.agreeing, answers.contradicting) == (1, 2)
    assert answered(a_record("a"), a_record("b")).agreeing == 4


def test_a_journal_alias_counts_as_agreement() -> None:
    one, other = a_record("a", journal="Forum"), a_record("b", journal="Gathering")
    known = CollectionEvidence(aliases=frozenset({("Forum", "Gathering")}))

    assert compared(one, other).journal == "contradict"
    assert compared(one, other, known).journal == "agree"
    assert compared(other, one, known).journal == "agree"


@pytest.mark.parametrize(
    "weaker",
    [{"title": "Group work and the difficult patients in hospitals"}, {"authors": ("Adler, G.",)},
     {"year": 1989}, {"year": None}, {"pages": ""}, {"pages": "900"}, {"journal": ""},
     {"authors": ()}, {"doi": ""}, {"doi": "10.1000/other"}],
)  # fmt: skip
def test_what_differs_or_lacks_makes_a_pair_weaker(weaker: dict[str, Any]) -> None:
    whole = a_record("a", doi="10.1000/x")

    best = strength(answered(whole, a_record("b", doi="10.1000/x")))

    assert strength(answered(whole, a_record("b", **({"doi": "10.1000/x"} | weaker)))) < best


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Adler, G.",), ("Adler, Gerd",), "all authors agree"),
        (("Stein, L.",), ("Adler, G.", "Stein, L."), "an author agrees"),
        (("Adler, G.",), ("Adler, G.", "Stein, L."), "the first author agrees"),
        (("Adler, G.",), ("Stein, G.",), "no author in common"),
        ((), (), "neither side has authors"),
        ((), ("Stein, G.",), "one side has no authors"),
    ],
)
def test_the_comparison_of_authors_says_why(
    one: tuple[str, ...], other: tuple[str, ...], reason: str
) -> None:
    assert compare_authors(Authors(one), Authors(other)).reason == reason


def test_lists_of_different_length_never_agree_wholly() -> None:
    many = tuple(f"Author{letter}, A." for letter in "abcdefghijklmnopqrst")

    assert compare_authors(Authors(many), Authors(tuple(many))).degree == "all"
    assert compare_authors(Authors(many), Authors(many[:18])).degree == "strong"


def test_the_evidence_says_what_each_field_means() -> None:
    one = a_record("a", doi="10.1000/x", journal="medRxiv", isbn="0422743607")
    other = a_record("b", doi="10.1000/y", year=1990, pages="283", issue="", pmid="7", volume="")

    rows = {row.field: row for row in evidence_of(compared(one, other), one, other)}

    assert rows["title"].reason == "the same letters"
    assert rows["year"].reason == "2 apart"
    assert rows["year"].answer == "contradict"
    assert rows["pages"].answer == "contradict"
    assert rows["issue"].reason == "only one side has it"
    assert rows["doi"].reason == "differs; one article can have two"
    assert rows["pmid"].right == "7"
    assert rows["type"].answer == "contradict"


@pytest.mark.parametrize(
    ("field", "other", "answer"),
    [
        ("title", "Group work and the difficult patients in hospital", "agree"),
        (
            "title",
            "Group work and the difficult patient in hospital: two years in a ward",
            "unknown",
        ),
        ("title", "Work of groups: difficult patients seen in hospitals", "unknown"),
        ("title", "Coping with grief", "contradict"),
        ("title", "", "unknown"),
        ("authors", ("Adler, G.",), "agree"),
        ("authors", ("Adler, G.", "Stein, L.", "Berg, A."), "agree"),
        ("authors", ("Berg, A.", "Adler, G.", "Lund, K."), "unknown"),
        ("authors", (), "unknown"),
        ("authors", ("Berg, A.",), "contradict"),
        ("pages", "281-286", "unknown"),
        ("pages", "900", "contradict"),
        ("journal", "Family Practice", "unknown"),
        ("volume", "27", "contradict"),
        ("issue", "", "unknown"),
        ("year", 1989, "unknown"),
        ("year", 1990, "contradict"),
        ("year", 1988, "agree"),
    ],
)
def test_each_field_is_answered(field: str, other: object, answer: str) -> None:
    a, b = a_record("a"), a_record("b", **{field: other})

    rows = {row.field: row.answer for row in evidence_of(compared(a, b), a, b)}

    assert rows[field] == answer


def test_the_evidence_of_a_marked_and_of_a_critical_title_says_so() -> None:
    plain = a_record("a")
    marked = a_record("b", title=f"Erratum: {plain.title}")
    part = a_record("c", title=f"{plain.title}, part 2")

    assert "erratum" in evidence_of(compared(plain, marked), plain, marked)[0].reason
    assert "numbers differ" in evidence_of(compared(plain, part), plain, part)[0].reason


def test_a_crowded_doi_is_shown_as_proving_nothing() -> None:
    one, other = a_record("a", doi="10.1000/x"), a_record("b", doi="10.1000/x")
    crowded = CollectionEvidence(crowded_dois=frozenset({"10.1000/x"}))

    rows = evidence_of(compared(one, other, crowded), one, other)

    doi = next(row for row in rows if row.field == "doi")
    assert doi.answer == "unknown"
    assert "several works" in doi.reason


def test_clusters_join_what_edges_join() -> None:
    assert clusters([(3, 1), (1, 5), (2, 4)]) == [[1, 3, 5], [2, 4]]
    assert clusters([]) == []


def test_edges_of_one_cluster_stand_together() -> None:
    assert side_by_side([(1, 9), (2, 8), (9, 10)]) == [(1, 9), (9, 10), (2, 8)]


def test_a_tie_keeps_nobody_and_a_clear_best_stays() -> None:
    records = a_record("a"), a_record("b")
    outlines = [CandidateKeys(record) for record in records]
    judge = Judge(records, outlines, CollectionEvidence(), MatchRules(), {})
    verdict = judge.judge(0, 1)
    weaker = verdict._replace(strength=verdict.strength - 1)

    assert strongest({(0, 1): verdict, (0, 2): verdict}) == {}
    assert strongest({(0, 1): verdict, (0, 2): weaker}) == {(0, 1): verdict}


def test_explaining_counts_what_recurs_in_the_whole_file() -> None:
    column = [
        a_record(f"c{year}", title="Notes from a country surgery", year=year, pages="", issue="")
        for year in (1984, 1986, 1988)
    ]
    entry = a_record("a", title="Notes from a country surgery", volume="", pages="", issue="")

    assert explain(entry, column[2]).decision == "auto"
    assert explain(entry, column[2], right=column).rule == "heading"
