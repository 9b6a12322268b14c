"""Which records meet: among many others, by what stands at the edge of a title, a name, a place."""

from typing import Any

import pytest

from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.candidates import candidate_pairs
from mendeley_sync.matching.record import MatchRecord


def meet(a: dict[str, Any], b: dict[str, Any], *others: str) -> bool:
    """Whether two records become candidates among others that have these titles."""
    records = [MatchRecord(id="a", **a), MatchRecord(id="b", **b)]
    records += [MatchRecord(id=title, title=title) for title in others]
    return (0, 1) in candidate_pairs([CandidateKeys(record) for record in records])


LONG = "Effects of reflective groups on burnout among residents"
MISSPELT = ("rurall hospitale nightes", "rurl hospitle nigts")
COMMON = ("Listening to birds", "Anxious parents", "Patients as teachers")
"""What other records say, so that the misspelt words are the rarest and the others are not."""


def test_titles_whose_rarest_words_are_misspelt_meet_by_their_first_three_words() -> None:
    one, other = (f"Listening to anxious patients: {words}" for words in MISSPELT)
    elsewhere = (*COMMON, *(f"{words} of another kind" for words in MISSPELT))

    assert meet({"title": one}, {"title": other}, *elsewhere)
    assert not meet(
        {"title": one}, {"title": other.replace("anxious", "angry")}, "Angry birds", *elsewhere
    )


def test_titles_whose_rarest_words_are_misspelt_meet_by_their_last_three_words() -> None:
    one, other = (f"{words}: listening to anxious patients" for words in MISSPELT)
    elsewhere = (*COMMON, *(f"Another kind of {words}" for words in MISSPELT))

    assert meet({"title": one}, {"title": other}, *elsewhere)
    assert not meet(
        {"title": one}, {"title": other.replace("anxious", "angry")}, "Angry birds", *elsewhere
    )


def test_the_rarest_word_may_be_misspelt_where_the_next_two_agree() -> None:
    one, other = {"title": "Oncolgy on rural wards"}, {"title": "Oncology on rural wards"}
    elsewhere = ("Oncolgy", "Oncology", "Rural life", "Life on wards", "Rural", "Wards")

    assert meet(one, other, *elsewhere)


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        # A title of six letters is worth a look wherever it stands, one of five is not.
        ({"title": "Griefs"}, {"title": "Griefs"}, True),
        ({"title": "Grief"}, {"title": "Grief"}, False),
        # Two words in common are enough, if the titles are alike.
        (
            {"title": "Reflective groups on oncology"},
            {"title": "Reflective groups on oncolgy"},
            True,
        ),
        ({"title": LONG}, {"title": "Groups, reflective"}, False),
        ({"title": LONG}, {"title": "Reflective groups: effects on burnout of residents"}, True),
        # A title cut behind twelve letters is the beginning of another, one of eleven is not.
        ({"title": "Grieve rounds"}, {"title": "Grieve rounds: a study of a year"}, True),
        ({"title": "Grief rounds"}, {"title": "Grief rounds: a study of a year"}, False),
        # What databases add to a title keeps nobody apart.
        ({"title": "Grief rounds [Review]"}, {"title": "Grief rounds"}, True),
        # Scripts without spaces between words meet by runs of three letters.
        ({"title": "巴林特小组的"}, {"title": "巴林特小组对"}, True),
        ({"title": "巴林特小组"}, {"title": "巴林特小队"}, False),
        ({"title": "巴林特小组 住院医师"}, {"title": "巴林特小组 住院医生"}, True),
    ],
)
def test_titles_bring_records_together(a: dict[str, Any], b: dict[str, Any], found: bool) -> None:
    assert meet(a, b) is found
    assert meet(b, a) is found


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Sternlieb", "Sterlieb", True),
        ("Adler", "Adlon", False),
        ("Sternlieb", "", False),
    ],
)
def test_one_place_in_other_years_needs_the_first_four_letters_of_the_author(
    one: str, other: str, found: bool
) -> None:
    place = {"volume": "12", "pages": "101-9"}

    assert (
        meet(
            {"title": "Le médecin", "authors": (one,), "year": 1999, **place},
            {"title": "The doctor", "authors": (other,), "year": 2001, **place},
        )
        is found
    )


@pytest.mark.parametrize("place", [{"pages": "101-9"}, {"volume": "12"}])
def test_a_page_without_a_volume_or_a_volume_without_a_page_is_no_place(
    place: dict[str, str],
) -> None:
    assert not meet(
        {"title": "Le médecin", "authors": ("Adler",), "year": 1999, **place},
        {"title": "The doctor", "authors": ("Adler",), "year": 1999, **place},
    )


def test_the_first_author_brings_a_cut_list_and_a_whole_one_together() -> None:
    whole = {"title": "Grief rounds", "authors": ("Roth, E.", "Nagy, T."), "year": 2002}
    cut = {"title": "Grief round", "authors": ("Roth E et al.",), "year": 2002}

    assert meet(whole, cut)
    assert not meet(whole, cut | {"authors": ("Nagy T et al.",)})


def test_a_family_name_of_three_letters_is_an_author_in_common() -> None:
    one = {"title": LONG, "authors": ("Adler, G.", "Roy, K.")}
    other = {"title": LONG.replace("residents", "resident nurses")}

    assert meet(one, other | {"authors": ("Stein, L.", "Roy, M.")})
    assert not meet(one, other | {"authors": ("Stein, L.", "Ray, M.")})
