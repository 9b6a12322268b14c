"""How much a pair agrees, which ranks the pairs of one record; and what teaches about journals."""

from dataclasses import replace
from typing import Any

import pytest

from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.collection_evidence import CollectionEvidence
from mendeley_sync.matching.comparison import Comparison
from mendeley_sync.matching.field_comparisons import strength
from mendeley_sync.matching.match import match
from mendeley_sync.matching.normalised_record import NormalisedRecord
from mendeley_sync.matching.record import MatchRecord
from tests.matching.records import a_record


def strength_of(a: MatchRecord, b: MatchRecord) -> int:
    one, other = NormalisedRecord(a, CandidateKeys(a)), NormalisedRecord(b, CandidateKeys(b))
    return strength(Comparison(one, other, CollectionEvidence()).answers())


TITLE = "Group work and the difficult patient in hospital"


@pytest.mark.parametrize(
    ("other", "cost"),
    [
        # Two records with the same slip, gap or contradiction tie, so a person must look.
        ({"title": TITLE.replace("patient", "patients")}, 2),
        ({"title": f"{TITLE}: two years in a ward"}, 4),
        ({"title": "Group work with patients difficult in hospitals"}, 5),
        ({"title": "Coping with grief"}, 6),
        ({"authors": ("Adler, G.", "Stein, L.", "Berg, A.")}, 0),
        ({"authors": ("Adler, G.",)}, 1),
        ({"authors": ("Stein, L.", "Berg, A.")}, 2),
        ({"authors": ("Berg, A.",)}, 3),
        ({"authors": ()}, 3),
        ({"year": 1989}, 1),
        ({"year": 1990}, 2),
        ({"year": None}, 2),
        ({"volume": ""}, 2),
        ({"volume": "27"}, 4),
        ({"issue": "4"}, 4),
        ({"journal": "Lancet"}, 4),
        ({"pages": "281-290"}, 1),
        ({"pages": ""}, 2),
        ({"pages": "900"}, 4),
        ({"doi": "10.1000/x"}, -4),
        ({"doi": "10.1000/y"}, 1),
    ],
)
def test_each_difference_has_its_price(other: dict[str, Any], cost: int) -> None:
    one = a_record("a", doi="10.1000/x" if "doi" in other else "")

    lost = strength_of(a_record("a"), a_record("b")) - strength_of(one, a_record("b", **other))

    assert lost == cost


SUBJECTS = ("anger", "burnout", "silence", "grief", "shame", "envy", "laughter", "fatigue")
FORUM, GATHERING = "Forum Conference", "Annual Gathering of Practitioners"


def works_in(
    journal: str, prefix: str, title: str, fields: dict[str, Any] | None = None
) -> list[MatchRecord]:
    known = {"volume": "", "issue": "", "pages": "", "journal": journal} | (fields or {})
    return [
        a_record(f"{prefix}{n}", title=title.format(subject), **known)
        for n, subject in enumerate(SUBJECTS)
    ]


def journal_is_learned(a: list[MatchRecord], b: list[MatchRecord]) -> bool:
    answers = {
        row.answer for pair in match(a, b).pairs for row in pair.evidence if row.field == "journal"
    }
    return answers == {"agree"}


LONG = "Doctors and their {} during long nights on duty"


@pytest.mark.parametrize("title", [LONG, "Doctors, nights, {}"])
def test_equal_works_of_three_words_or_more_teach_that_two_names_are_one_journal(
    title: str,
) -> None:
    assert journal_is_learned(works_in(FORUM, "a", title), works_in(GATHERING, "b", title))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"volume": "1"}, {"volume": "2"}),
        ({"issue": "1"}, {"issue": "2"}),
        ({"pages": "10-19"}, {"pages": "40-49"}),
        ({"volume": "1", "pages": "10-19"}, {"volume": "1", "pages": "40-49"}),
        ({}, {"year": 1989}),
        ({"year": None}, {"year": None}),
        ({}, {"authors": ("Adler, G.",)}),
        ({}, {"journal": ""}),
        ({}, {"journal": "medRxiv"}),
    ],
)
def test_works_that_differ_in_more_than_the_journal_teach_nothing(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    a, b = works_in(FORUM, "a", LONG, one), works_in(GATHERING, "b", LONG, other)

    assert not journal_is_learned(a, b)


def test_short_and_misspelt_titles_teach_nothing_about_journals() -> None:
    short = "Doctors: {}"
    slips = [replace(work, title=f"{work.title}s") for work in works_in(GATHERING, "b", LONG)]

    assert not journal_is_learned(works_in(FORUM, "a", short), works_in(GATHERING, "b", short))
    assert not journal_is_learned(works_in(FORUM, "a", LONG), slips)
