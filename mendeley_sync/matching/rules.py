"""The ordered table of rules: the first that holds decides about a pair."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .comparison import Comparison

Decision = Literal["auto", "review", "no"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    name: str
    decision: Decision
    reason: str
    holds: Callable[[Comparison], bool]
    veto: bool = False
    """Decides `no` because something contradicts, not because too little is known."""


def _same_title(c: Comparison) -> bool:
    return c.title.degree in ("exact", "near")


def _like_title(c: Comparison) -> bool:
    return c.title.degree in ("exact", "near", "main", "similar")


def _people(c: Comparison) -> bool:
    return c.authors.degree in ("all", "strong")


def _year_fits(c: Comparison) -> bool:
    return c.near_year or c.years_apart is None


def _numbers_clash(c: Comparison) -> bool:
    """Pages differ and something else of the place differs too, or nothing of it agrees."""
    if c.pages != "contradict":
        return c.volume == "contradict" and c.issue == "contradict"
    return "contradict" in (c.volume, c.issue) or c.volume != "agree"


def _certain_place(c: Comparison) -> bool:
    return c.identifier or c.full_numbers


def _nothing_against(c: Comparison) -> bool:
    return c.contradicting == 0


RULES: tuple[Rule, ...] = (
    # What must not be one work, or is marked as another.
    Rule("identifier-other-title", "review", "an identifier is equal, the titles are not",
         lambda c: c.title.degree == "different" and c.identifier and not c.full_numbers),
    Rule("mark-same-place", "review", "one side is marked as erratum, reply, review or edition, but the place is the same",
         lambda c: bool(c.title.marks) and _like_title(c) and _certain_place(c) and c.authors.degree != "none"),
    Rule("alike-nothing-more", "review", "authors, year and journal agree and neither side says more; the titles differ a little",
         lambda c: (bool(c.title.marks) or bool(c.title.critical)) and _like_title(c) and _people(c) and c.same_year
         and c.journal == "agree" and c.equally_known and not c.a.has_numbers and not c.b.has_numbers and not c.loose_title),
    Rule("mark", "no", "one side is an erratum, reply, comment, review, protocol or edition of the other",
         lambda c: bool(c.title.marks) and _like_title(c), veto=True),
    Rule("same-pages-retitled", "auto", "journal, year, volume and all pages agree with the authors: the title is translated or changed",
         lambda c: (c.title.degree in ("different", "similar") or bool(c.title.critical)) and c.same_range and c.same_year and c.journal == "agree" and not c.loose_title
         and (c.authors.shared >= 2 if c.title.degree == "different" else c.person)),
    Rule("critical-same-place", "review", "the titles differ in a word that matters, but the place is the same",
         lambda c: bool(c.title.critical) and _certain_place(c) and c.authors.degree != "none"),
    Rule("critical", "no", "the titles differ in a number, a part or a word that matters",
         lambda c: bool(c.title.critical), veto=True),
    Rule("no-author-same-place", "review", "no author in common, but title and place are the same",
         lambda c: c.authors.degree == "none" and _same_title(c) and _certain_place(c)),
    Rule("no-author", "no", "no author in common", lambda c: c.authors.degree == "none", veto=True),
    Rule("other-title-same-place", "review", "the place in print agrees, the title does not",
         lambda c: not _like_title(c) and c.full_numbers and c.near_year and c.journal != "contradict"
         and (c.person or c.journal == "agree") and not c.loose_title),
    Rule("other-title", "no", "the titles differ", lambda c: not _like_title(c)),
    # What is another kind of publication.
    Rule("other-kind", "review", "one is a preprint, conference paper, thesis, book or supplement, the other is not",
         lambda c: bool(c.venue) and c.person and _year_fits(c) and _same_title(c) and not c.loose_title
         and (c.pages != "contradict" or (c.same_year and c.volume == "agree"))),
    Rule("other-kind-far", "no", "different kinds of publication", lambda c: bool(c.venue), veto=True),
    Rule("preprints", "review", "both are preprints or working papers, which appear again under one title",
         lambda c: c.a.kind == "preprint" == c.b.kind and not c.identifier and _same_title(c) and _year_fits(c)),
    # Identifiers.
    Rule("identifier", "auto", "an identifier, the title and the year agree",
         lambda c: c.identifier and c.title.degree in ("exact", "near", "main") and not c.loose_title
         and (_year_fits(c) or c.full_numbers) and not _numbers_clash(c)),
    Rule("isbn", "auto", "the ISBN, the title and the year agree, and neither is a part of the book",
         lambda c: c.isbn == "agree" and c.title.degree in ("exact", "near", "main") and c.person and c.near_year
         and not c.a.has_container and not c.b.has_container),
    # Headings and short titles.
    Rule("heading-same-place", "auto", "a heading or short title, in the same place in print",
         lambda c: c.loose_title and _same_title(c) and c.full_numbers and _year_fits(c) and c.doi != "contradict"
         and c.journal in ("agree", "unknown") and (c.person or c.journal == "agree")),
    Rule("heading-identifier", "auto", "a heading or short title, with the same identifier and nothing against it",
         lambda c: c.loose_title and _same_title(c) and c.identifier and _nothing_against(c) and c.near_year),
    Rule("clash", "no", "volume, issue or pages differ", lambda c: _numbers_clash(c) and not c.identifier
         and not (c.long_ranges and c.volume == "agree" and c.issue != "contradict"), veto=True),
    Rule("heading-in-book", "auto", "a heading in a book: author, book and pages agree",
         lambda c: c.loose_title and _same_title(c) and c.person and c.same_or_no_year and _nothing_against(c)
         and c.journal == "agree" and c.pages == "agree" and not c.a.volume.number and not c.b.volume.number),
    Rule("short-title", "auto", "a short title that does not recur: author, year and two parts of the place agree",
         lambda c: c.loose_title and not c.heading and _same_title(c) and c.person and c.same_or_no_year and _nothing_against(c)
         and (c.agreeing >= 2 or c.pages == "agree") and c.doi != "contradict"),
    Rule("short-title-many-authors", "auto", "a short title that does not recur: several authors, year and journal agree",
         lambda c: c.loose_title and not c.heading and c.title.degree == "exact" and _people(c) and c.same_year and _nothing_against(c)
         and c.journal == "agree" and (c.authors.shared >= 2 or c.equally_known) and c.doi != "contradict"),
    Rule("short-book", "auto", "a short title that does not recur: author and year agree, neither has a container",
         lambda c: c.loose_title and not c.heading and c.title.degree == "exact" and c.person and c.same_year and c.placeless),
    Rule("heading", "review", "a heading or short title, and the place is not certain",
         lambda c: c.loose_title and _same_title(c) and _nothing_against(c) and _year_fits(c) and (c.agreeing >= 1 or c.person)),
    Rule("heading-alone", "no", "a heading or short title", lambda c: c.loose_title),
    # The same place in print.
    Rule("same-place", "auto", "title, volume and pages agree",
         lambda c: _like_title(c) and c.full_numbers and _year_fits(c)
         and (c.journal != "contradict" or (_people(c) and c.same_year))
         and (c.person or (c.authors.degree == "unknown" and c.title.degree != "similar"))),
    Rule("same-place-other-year", "auto", "title, authors, journal, volume, issue and pages agree, only the year differs",
         lambda c: _same_title(c) and c.full_numbers and c.journal in ("agree", "half") and c.person
         and (c.issue == "agree" or (c.same_range and c.title_words >= 5))),
    Rule("same-article-number", "review", "title, author and article number agree, the year does not",
         lambda c: _same_title(c) and c.person and c.journal == "agree" and c.pages == "agree" and not _year_fits(c)),
    Rule("print-and-electronic", "auto", "title, all authors, journal, year and volume agree; both page ranges are whole articles",
         lambda c: c.title.degree == "exact" and c.pages == "contradict" and c.long_ranges and c.volume == "agree" and c.journal == "agree"
         and c.same_year and c.authors.degree == "all" and c.authors.shared >= 2 and c.title_words >= 5),
    # A citation with gaps.
    Rule("citation", "auto", "title, author, year and a part of the place agree, nothing contradicts",
         lambda c: _same_title(c) and c.person and _nothing_against(c) and c.same_year and c.agreeing >= 1 and c.doi != "contradict"),
    Rule("citation-year-off", "auto", "title, author and two parts of the place agree, the year is one off or missing",
         lambda c: _same_title(c) and c.person and _nothing_against(c) and _year_fits(c) and c.agreeing >= 2),
    Rule("online-first", "auto", "title, authors and journal agree; one side counts its pages from 1 and has no volume yet",
         lambda c: c.title.degree == "exact" and c.authors.degree == "all" and c.authors.shared >= 2 and c.near_year
         and c.journal == "agree" and _nothing_against(c) and c.title_words >= 5
         and any(p.pages.first == 1 and p.pages.electronic and not p.volume.number for p in (c.a, c.b))),
    Rule("citation-no-author", "auto", "title and two parts of the place agree; one side has no authors",
         lambda c: _same_title(c) and c.authors.degree == "unknown" and _nothing_against(c) and c.agreeing >= 2
         and (c.same_year or (c.near_year and c.pages == "agree"))),
    Rule("long-title", "auto", "a long title, journal and year agree, nothing contradicts; one side has no authors",
         lambda c: c.title.degree == "exact" and c.title_words >= 8 and c.authors.degree == "unknown" and c.same_year
         and c.journal == "agree" and _nothing_against(c) and c.doi != "contradict"),
    Rule("subtitle-cut", "auto", "one title is the other's beginning; author and three parts of the place agree",
         lambda c: c.title.degree == "main" and _nothing_against(c) and _year_fits(c) and (
             (c.agreeing >= 3 and (c.person or c.authors.degree == "unknown"))
             or (c.pages == "agree" and c.same_year and c.person and (c.agreeing >= 2 or c.authors.shared >= 3)))),
    Rule("subtitle-cut-nothing-more", "auto", "one title is the other's beginning; authors, year and journal agree, neither side says more",
         lambda c: c.title.degree == "main" and _nothing_against(c) and c.same_year and c.journal == "agree" and c.equally_known
         and _people(c) and c.authors.shared >= 2 and not c.a.has_numbers and not c.b.has_numbers and c.doi != "contradict"),
    Rule("book", "auto", "title, author and year agree, neither has a container",
         lambda c: _same_title(c) and c.person and c.same_year and c.placeless),
    Rule("all-that-is-known", "auto", "every field agrees that either side has",
         lambda c: _same_title(c) and c.equally_known and _nothing_against(c) and c.same_or_no_year
         and c.journal in ("agree", "unknown") and c.doi != "contradict"
         and (c.person or (c.authors.both_missing and (c.journal == "agree" or c.title_words >= 6)))
         and c.title_words >= (3 if c.title.degree == "exact" else 5)),
    Rule("bare-copy", "auto", "a long title, the authors and the year agree; one side says no more",
         lambda c: c.title.degree == "exact" and c.same_year and _nothing_against(c) and c.doi != "contradict"
         and c.journal in ("agree", "unknown") and ((c.authors.shared >= 3 and c.title_words >= 5) or (c.person and c.title_words >= 8))),
    Rule("likely", "review", "title and author agree, but too little else does",
         lambda c: _same_title(c) and c.authors.degree != "weak" and _year_fits(c) and c.contradicting <= 1),
    Rule("subtitle-cut-thin", "review", "one title is the other's beginning, the author agrees",
         lambda c: c.title.degree == "main" and c.person and _year_fits(c) and _nothing_against(c)),
    Rule("alike", "review", "the titles are alike, authors, year and journal agree",
         lambda c: c.title.degree == "similar" and _people(c) and c.same_year and c.journal == "agree" and _nothing_against(c)),
    Rule("too-little", "no", "too little agrees", lambda c: True),
)  # fmt: skip


def decide(comparison: Comparison, table: tuple[Rule, ...] = RULES) -> Rule:
    """The first rule that holds; the last line of the table always does."""
    return next(rule for rule in table if rule.holds(comparison))
