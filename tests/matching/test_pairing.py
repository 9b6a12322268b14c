"""Pairs looked at together: vetoes, copies of copies, runners-up, titles that recur."""

from typing import Any

import pytest

from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.matching.match import match
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import Matching
from tests.matching.records import a_record

TITLE = a_record().title
BARE: dict[str, Any] = {"volume": "", "issue": "", "pages": ""}


def rules(found: Matching) -> dict[tuple[str, str], str]:
    return {(pair.left, pair.right): pair.rule for pair in found.pairs}


def test_a_copy_of_a_copy_is_a_duplicate_though_the_two_alone_would_be_doubtful() -> None:
    line = a_record("r1", **BARE)
    bridge = a_record("r2", **BARE | {"volume": "26"})
    year_off = a_record("r3", **BARE | {"volume": "26", "year": 1989})

    assert rules(find_duplicates([line, year_off])) == {("r1", "r3"): "likely"}
    found = find_duplicates([line, bridge, year_off])
    assert [pair.verdict for pair in found.pairs] == ["auto"] * 3
    assert rules(found) == {
        ("r1", "r2"): "citation",
        ("r1", "r3"): "same-as-a-duplicate",
        ("r2", "r3"): "citation-year-off",
    }


@pytest.mark.parametrize(
    ("line", "own", "other"),
    [
        # The other has other numbers, other people, another word that matters.
        ({}, {"volume": "26", "pages": "281-284"}, {"volume": "27", "pages": "11-14"}),
        ({"authors": ()}, {"volume": "26"}, {"authors": ("Lund, K.",), "volume": "26"}),
        (
            {"pages": "281-284"},
            {"pages": "281-284", "volume": "26", "title": f"{TITLE}: two years in a ward"},
            {"title": f"{TITLE}: two years in a town"},
        ),
    ],
    ids=["clash", "no author in common", "a word that matters"],
)
def test_a_doubt_falls_away_where_the_work_found_contradicts_it(
    line: dict[str, Any], own: dict[str, Any], other: dict[str, Any]
) -> None:
    entry = a_record("a1", **BARE | {"volume": "26"} | line)
    found = a_record("b1", **BARE | own)
    doubtful = a_record("b2", **BARE | {"year": 1989} | other)

    alone, together = match([entry], [doubtful]), match([entry], [found, doubtful])

    assert [pair.verdict for pair in alone.pairs] == ["review"]
    turned = match([found, doubtful], [entry])
    assert [(pair.right, pair.verdict) for pair in together.pairs] == [("b1", "auto")]
    assert [(pair.left, pair.verdict) for pair in turned.pairs] == [("b1", "auto")]


def test_who_keeps_a_record_from_one_copy_keeps_it_from_the_other() -> None:
    records = [
        a_record("r1", **BARE),
        a_record("r2", **BARE | {"volume": "26"}),
        a_record("r3", **BARE | {"year": 1989}),
    ]
    said = {("r2", "r3"): False}

    assert rules(find_duplicates(records))[("r1", "r3")] == "likely"
    assert rules(find_duplicates(records, decisions=said)) == {("r1", "r2"): "citation"}


@pytest.mark.parametrize("said", [("r1", "r2"), ("r2", "r1")])
def test_a_person_joins_records_of_one_file_that_would_never_meet(said: tuple[str, str]) -> None:
    records = [
        a_record("r1"),
        a_record("r2", title="Coping with grief", authors=("Lund, K.",), year=2001, pages="9"),
    ]

    assert rules(find_duplicates(records, decisions={said: False})) == {}
    assert rules(find_duplicates(records, decisions={said: True, ("r1", "r9"): True})) == {
        ("r1", "r2"): "person-said-same"
    }


def test_a_doubt_stays_where_the_work_found_does_not_contradict_it() -> None:
    entry = a_record("a1", **BARE)
    found = a_record("b1", **BARE | {"volume": "26"})
    doubtful = a_record("b2", **BARE | {"year": 1990, "pages": "281-284"})

    assert rules(match([entry], [found])) == {("a1", "b1"): "citation"}
    assert match([entry], [doubtful]).pairs == match([entry], [found, doubtful]).pairs[1:]


def test_a_pair_that_copies_on_both_sides_make_one_work_is_told_once() -> None:
    list_side = [a_record("a1", **BARE), a_record("a2", **BARE | {"volume": "26"})]
    library = [a_record("b1", **BARE | {"volume": "26"})]
    library.append(a_record("b2", **BARE | {"volume": "26", "year": 1989}))

    found = match(list_side, library)

    assert [(pair.left, pair.right, pair.verdict) for pair in found.pairs] == [
        ("a1", "b1", "auto"), ("a1", "b2", "auto"), ("a2", "b1", "auto"), ("a2", "b2", "auto"),
    ]  # fmt: skip


def test_the_runner_up_is_the_strongest_of_the_others() -> None:
    entry = a_record("a1", **BARE)
    library = [
        a_record("b1", **BARE | {"year": 1989}),
        a_record("b2", **BARE | {"year": None, "journal": ""}),
        a_record("b3", **BARE | {"year": 1989, "volume": "27", "doi": "10.1000/y"}),
    ]
    for order in (library, library[::-1]):
        pairs = {pair.right: pair for pair in match([entry], order).pairs}

        assert [pairs[name].verdict for name in ("b1", "b2", "b3")] == ["review"] * 3
        assert [
            runner_up.id for name in ("b1", "b2", "b3") if (runner_up := pairs[name].runner_up)
        ] == ["b3", "b3", "b1"]


def three_of_one_title(doi: str) -> list[MatchRecord]:
    title = "Anxious patients in small rural hospitals"
    own = MatchRecord(id="b1", title=title, authors=("Adler, G.", "Stein, L."), doi=doi)
    others = [
        MatchRecord(id=f"b{n}", title=title, authors=(name,))
        for n, name in ((2, "Lund, K."), (3, "Rusz, P."))
    ]
    return [own, *others]


def test_a_title_of_three_undated_works_of_a_library_is_a_heading_but_not_among_copies() -> None:
    library = three_of_one_title("10.1000/x")
    entry = MatchRecord(
        id="a1", title=library[0].title, authors=library[0].authors, doi="10.1000/x"
    )

    assert match([entry], library[:2]).pairs[0].rule == "identifier"
    assert ("a1", "b1") not in match([entry], library).matched.items()
    assert rules(find_duplicates([entry, *library])) == {("a1", "b1"): "identifier"}
