"""Answers: all that the rules may know about a pair, as one small value.

There are a few thousand different answers at most, so what the rules decide about one is
remembered: two pairs with equal answers are decided alike, by construction.
"""

from typing import NamedTuple

from mendeley_sync.matching.fields.authors import AuthorsDegree
from mendeley_sync.matching.fields.numbers import Answer

ENOUGH_WORDS = (0, 0, 0, 3, 3, 5, 6, 6, 8)
"""Words of a title, cut to the next lower number that a rule asks for."""

MOST_SHARED = 3
MOST_YEARS_APART = 2
"""No rule asks for more, so greater numbers are cut to these."""


class FieldComparisons(NamedTuple):
    """What the comparators say about a pair, without the values that they compared."""

    title: str
    """exact, near, main, similar, different or unknown."""

    critical: bool
    """A word or number differs that makes two works."""

    marked: bool
    """One side alone is marked as erratum, reply, edition ..."""

    title_words: int
    """Words that carry something, in the shorter title; one of `ENOUGH_WORDS`."""

    loose_title: bool
    """A heading, a short title or one that recurs: alone it names no work."""

    heading: bool
    """A heading of any issue, or a title that recurs over different works."""

    authors: AuthorsDegree
    shared_authors: int
    """People that stand on both sides; at most `MOST_SHARED`."""

    no_authors: bool
    """Neither side names anybody."""

    years_apart: int | None
    """At most `MOST_YEARS_APART`; None where one side has no year."""

    years_equal: bool
    """The same year, or none on either side."""

    journal: Answer
    volume: Answer
    issue: Answer
    pages: Answer

    equal_ranges: bool
    """First and last page are more than one page, and the last is the same."""

    long_ranges: bool
    """Both page ranges have three pages or more: an erratum has one."""

    early_pages: bool
    """One side counts its pages from 1 and has no volume yet."""

    no_volumes: bool
    no_numbers: bool
    no_containers: bool
    """Neither side has any."""

    equally_known: bool
    """Year, journal, volume and pages each stand on both sides or on neither."""

    identifier: bool
    """An identifier of the work is equal: a DOI that is not crowded, or a PMID."""

    doi: Answer
    isbn: Answer

    same_address: bool
    """The web address of one page, that stands on no other work, is equal."""

    other_kind: bool
    """The two are different kinds of publication."""

    preprints: int
    """How many of the two are preprints."""

    @property
    def full_numbers(self) -> bool:
        """Volume and pages agree and the issue does not differ."""
        return self.volume == "agree" and self.pages == "agree" and self.issue != "contradict"

    @property
    def same_range(self) -> bool:
        """Volume, first and last page agree, and it is more than one page."""
        return self.full_numbers and self.equal_ranges

    @property
    def agreeing(self) -> int:
        """How many of volume, issue, pages and journal agree."""
        return (self.volume, self.issue, self.pages, self.journal).count("agree")

    @property
    def contradicting(self) -> int:
        """How many of volume, issue, pages and journal contradict."""
        return (self.volume, self.issue, self.pages, self.journal).count("contradict")


def strength(a: FieldComparisons) -> int:
    """How much of a pair agrees, as a number that only ranks the pairs of one record."""
    title = {"exact": 6, "near": 4, "main": 2, "similar": 1}.get(a.title, 0)
    authors = {"all": 3, "strong": 3, "some": 2, "weak": 1}.get(a.authors, 0)
    place = 2 * a.agreeing + (a.pages == "half") - 2 * a.contradicting
    years = {0: 2, 1: 1}.get(a.years_apart, 0) if a.years_apart is not None else 0
    return title + authors + place + years + 4 * a.identifier - (a.doi == "contradict")


def equal_but_for_the_journal(a: FieldComparisons) -> bool:
    """Equal in all but the journal, and long enough for that to be no chance."""
    return (
        a.journal != "agree"
        and a.title == "exact"
        and a.years_apart == 0
        and a.authors == "all"
        and a.title_words >= 3
        and not a.preprints
        and "contradict" not in (a.volume, a.issue, a.pages)
    )
