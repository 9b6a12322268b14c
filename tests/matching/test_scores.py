"""The labelled sets of ../shared/matching: figures that must not fall."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.matching.match import match
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import Matching
from mendeley_sync.workflow.match_csv import read_match_csv


class Floor(NamedTuple):
    """What a set must reach."""

    folder: str
    sides: tuple[str, ...]
    false: int
    recall: float
    with_review: float


FLOORS = (
    Floor("respiratory", ("records",), 0, 0.97, 0.99),
    Floor("cytology_screening", ("records",), 0, 0.99, 0.997),
    Floor("pmc_references", ("records",), 0, 0.985, 1.0),
    Floor("crossref_sample", ("records",), 0, 0.95, 1.0),
    Floor("dblp_acm", ("a", "b"), 2, 0.94, 0.98),
    Floor("citation_style", ("canonical", "library"), 0, 0.955, 0.99),
    Floor("citation_balint", ("canonical", "library"), 0, 0.94, 0.99),
    Floor("traps_hand", ("records",), 0, 1.0, 1.0),
)


class Score(NamedTuple):
    false: set[tuple[str, str]]
    recall: float
    with_review: float
    review: set[tuple[str, str]]
    review_true: int


def labelled_pairs(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["id_a"], row["id_b"]


def found_in(folder: Path, sides: tuple[str, ...]) -> Matching:
    records = [read_match_csv((folder / f"{side}.csv.gz").read_bytes()) for side in sides]
    if len(records) == 2:
        return match(*records, with_evidence=False)
    return find_duplicates(records[0], with_evidence=False)


def score_of(folder: Path, found: Matching, *, linked: bool) -> Score:
    def key(pair: tuple[str, str]) -> tuple[str, str]:
        return pair if linked or pair[0] <= pair[1] else (pair[1], pair[0])

    gold = {key(pair) for pair in labelled_pairs(folder / "gold.csv")}
    auto = {key((p.left, p.right)) for p in found.pairs if p.verdict == "auto"}
    review = {key((p.left, p.right)) for p in found.pairs if p.verdict == "review"}
    return Score(
        auto - gold,
        len(auto & gold) / len(gold),
        len((auto | review) & gold) / len(gold),
        review,
        len(review & gold),
    )


@pytest.mark.parametrize("floor", FLOORS, ids=[floor.folder for floor in FLOORS])
def test_the_labelled_set_is_matched_as_well_as_before(shared: Path, floor: Floor) -> None:
    folder = shared / "matching" / floor.folder

    score = score_of(folder, found_in(folder, floor.sides), linked=len(floor.sides) == 2)

    assert len(score.false) <= floor.false, sorted(score.false)[:10]
    assert score.recall >= floor.recall
    assert score.with_review >= floor.with_review


def test_the_cases_of_another_tool_are_decided_as_it_wants(shared: Path) -> None:
    folder = shared / "matching" / "bibdedupe_cases"
    universe = set(labelled_pairs(folder / "universe.csv"))

    found = found_in(folder, ("records",))

    auto = {(p.left, p.right) for p in found.pairs if p.verdict == "auto"} & universe
    assert not auto - set(labelled_pairs(folder / "gold.csv"))
    assert len(auto) >= 9


def test_the_review_pile_stays_small_and_worth_its_time(shared: Path) -> None:
    folder = shared / "matching" / "citation_style"
    entries: tuple[MatchRecord, ...] = read_match_csv((folder / "canonical.csv.gz").read_bytes())

    score = score_of(folder, found_in(folder, ("canonical", "library")), linked=True)

    assert len(score.review) <= 0.08 * len(entries)
    assert score.review_true >= 0.35 * len(score.review)
