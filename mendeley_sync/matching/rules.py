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


def _title(*degrees: str) -> Callable[[Comparison], bool]:
    return lambda c: c.title.degree in degrees


_same_title = _title("exact", "near")


def _numbers_clash(c: Comparison) -> bool:
    """Pages differ and something else of the place differs too, or nothing of it agrees."""
    if c.pages != "contradict":
        return c.volume == "contradict" and c.issue == "contradict"
    return "contradict" in (c.volume, c.issue) or c.volume != "agree"


def _strong_place(c: Comparison) -> bool:
    return c.identifier or c.full_numbers


RULES: tuple[Rule, ...] = (
    Rule("identifier-other-title", "review", "an identifier is equal, the titles are not",
         lambda c: c.title.degree == "different" and c.identifier and not c.full_numbers),
    Rule("mark-but-same-place", "review", "one side is marked as erratum, reply, review or edition, the place is the same",
         lambda c: bool(c.title.marks) and c.title.degree != "different" and _strong_place(c) and c.authors.degree != "none"),
    Rule("mark-on-one-side", "no", "one side is an erratum, reply, comment, review, protocol or edition of the other",
         lambda c: bool(c.title.marks) and c.title.degree != "different", veto=True),
    Rule("critical-but-same-place", "review", "the titles differ in a word that matters, the place is the same",
         lambda c: bool(c.title.critical) and _strong_place(c) and c.authors.degree != "none"),
    Rule("critical-title-difference", "no", "the titles differ in a number, a part or a word that matters",
         lambda c: bool(c.title.critical), veto=True),
    Rule("no-author-but-same-place", "review", "no author in common, but title and place are the same",
         lambda c: c.authors.degree == "none" and _same_title(c) and _strong_place(c)),
    Rule("no-author-in-common", "no", "no author in common",
         lambda c: c.authors.degree == "none", veto=True),
    Rule("translated-title", "auto", "volume, pages, year, journal and authors agree: the title is translated",
         lambda c: c.title.degree in ("different", "similar") and c.full_numbers and c.same_year
         and c.journal == "agree" and c.authors.degree in ("all", "strong") and not c.a.pages.single and not c.b.pages.single),
    Rule("same-place-other-title", "review", "the place in print agrees, the title does not",
         lambda c: c.title.degree in ("different", "unknown") and c.full_numbers and c.near_year and c.person and c.journal != "contradict"),
    Rule("other-title", "no", "the titles differ", lambda c: c.title.degree in ("different", "unknown")),
    Rule("other-kind", "review", "one is a preprint, conference paper, thesis or book, the other is not",
         lambda c: bool(c.venue) and c.person and (c.near_year or c.years_apart is None) and _same_title(c)),
    Rule("other-kind-far", "no", "different kinds of publication", lambda c: bool(c.venue), veto=True),
    Rule("identifier", "auto", "an identifier, the title and the year agree",
         lambda c: c.identifier and c.title.degree in ("exact", "near", "main") and (c.near_year or c.years_apart is None or c.full_numbers)
         and not _numbers_clash(c) and not c.loose_title),
    Rule("loose-title-same-place", "auto", "a heading that recurs, in the same place in print",
         lambda c: c.loose_title and _same_title(c) and c.full_numbers and (c.near_year or c.years_apart is None)
         and c.journal in ("agree", "unknown") and (c.person or c.journal == "agree")),
    Rule("loose-title-identifier", "auto", "a heading that recurs, with the same identifier and nothing against it",
         lambda c: c.loose_title and _same_title(c) and c.identifier and c.contradicting == 0 and c.near_year),
    Rule("numbers-clash", "no", "volume, issue or pages differ", lambda c: _numbers_clash(c) and not c.identifier, veto=True),
    Rule("loose-title", "review", "a heading that recurs, and the place is not certain",
         lambda c: c.loose_title and _same_title(c) and c.contradicting == 0 and c.near_year and (c.agreeing >= 1 or c.person)),
    Rule("loose-title-alone", "no", "a heading that recurs", lambda c: c.loose_title),
    Rule("same-place", "auto", "title, volume and pages agree",
         lambda c: c.title.degree in ("exact", "near", "main", "similar") and c.full_numbers and (c.near_year or c.years_apart is None)
         and c.journal != "contradict" and (c.person or (c.authors.degree == "unknown" and c.title.degree != "similar"))),
    Rule("same-place-other-year", "auto", "title, authors, journal, volume, issue and pages agree, only the year differs",
         lambda c: c.title.degree in ("exact", "near") and c.full_numbers and c.journal == "agree" and c.person and c.issue == "agree" ),
    Rule("citation", "auto", "title, author, year and a part of the place agree, nothing contradicts",
         lambda c: _same_title(c) and c.person and c.contradicting == 0 and c.same_year and c.agreeing >= 1 and c.doi != "contradict"),
    Rule("citation-year-off", "auto", "title, author and two parts of the place agree, the year is one off",
         lambda c: _same_title(c) and c.person and c.contradicting == 0 and (c.near_year or c.years_apart is None) and c.agreeing >= 2),
    Rule("citation-no-author", "auto", "title, year and two parts of the place agree; one side has no authors",
         lambda c: _same_title(c) and c.authors.degree == "unknown" and c.contradicting == 0 and c.same_year and c.agreeing >= 2),
    Rule("book", "auto", "title, author and year agree, neither has a container",
         lambda c: c.title.degree == "exact" and c.person and c.same_year and not c.a.has_container and not c.b.has_container
         and not c.a.has_numbers and not c.b.has_numbers),
    Rule("likely", "review", "title and author agree, but too little else does",
         lambda c: _same_title(c) and c.authors.degree != "weak" and (c.near_year or c.years_apart is None) and c.contradicting <= 1),
    Rule("main-title", "review", "one title is the other's beginning, the author agrees",
         lambda c: c.title.degree == "main" and c.person and (c.near_year or c.years_apart is None) and c.contradicting == 0),
    Rule("too-little", "no", "too little agrees", lambda c: True),
)  # fmt: skip


def decide(comparison: Comparison, table: tuple[Rule, ...] = RULES) -> Rule:
    """The first rule that holds; the last line of the table always does."""
    return next(rule for rule in table if rule.holds(comparison))
