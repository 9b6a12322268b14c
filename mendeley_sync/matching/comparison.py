"""Two records side by side: every field answered agree, unknown or contradict, with the reason."""

from .authors import AuthorsComparison, compare_authors
from .journals import compare_journals
from .lazy import lazy
from .numbers import Answer, compare_issues, compare_pages, compare_volumes
from .portrait import Portrait
from .surroundings import Surroundings
from .titles import TitleComparison, compare_titles


class Comparison:
    """The answers about one pair, each worked out when a rule first asks for it."""

    def __init__(self, a: Portrait, b: Portrait, around: Surroundings) -> None:
        self.a = a
        self.b = b
        self.around = around

    @lazy
    def title(self) -> TitleComparison:
        return compare_titles(self.a.title, self.b.title)

    @lazy
    def authors(self) -> AuthorsComparison:
        return compare_authors(self.a.authors, self.b.authors)

    @lazy
    def years_apart(self) -> int | None:
        """None where one side has no year."""
        one, other = self.a.record.year, self.b.record.year
        return abs(one - other) if one and other else None

    @lazy
    def volume(self) -> Answer:
        years = (self.a.record.year, self.b.record.year)
        return compare_volumes(self.a.volume, self.b.volume, years)

    @lazy
    def issue(self) -> Answer:
        return compare_issues(self.a.issue, self.b.issue)

    @lazy
    def pages(self) -> Answer:
        return compare_pages(self.a.pages, self.b.pages)

    @lazy
    def journal(self) -> Answer:
        one, other = self.a.record.journal, self.b.record.journal
        if not one or not other:
            return "unknown"
        first, second = sorted((one, other))
        answer = compare_journals(first, second)
        if answer != "agree" and (first, second) in self.around.aliases:
            return "agree"
        return answer

    @lazy
    def doi(self) -> Answer:
        answer = _equal(self.a.doi, self.b.doi)
        if answer == "contradict" and _same_suffix(self.a.doi, self.b.doi):
            return "half"
        return answer

    @lazy
    def pmid(self) -> Answer:
        return _equal(self.a.pmid, self.b.pmid)

    @lazy
    def isbn(self) -> Answer:
        if not self.a.isbns or not self.b.isbns:
            return "unknown"
        return "agree" if self.a.isbns & self.b.isbns else "contradict"

    @lazy
    def identifier(self) -> bool:
        """Whether an identifier of the work is equal: a DOI that is not crowded, or a PMID."""
        doi = self.doi == "agree" and self.a.doi not in self.around.crowded_dois
        return doi or self.pmid == "agree"

    @lazy
    def venue(self) -> str:
        """Why the two are different kinds of publication; empty where they need not be."""
        if self.full_numbers:
            return ""
        kinds = {self.a.kind, self.b.kind}
        if len(kinds) == 1:
            return self._supplement_clash()
        for kind in ("preprint", "thesis"):
            if kind in kinds:
                return self._unless_same_place(kind)
        if "conference" in kinds and self.journal in ("contradict", "half"):
            return "a conference paper against another kind"
        if "book" in kinds and self.a.has_container != self.b.has_container:
            return "a book against a part of a book or journal"
        return self._supplement_clash()

    def _unless_same_place(self, kind: str) -> str:
        if kind == "thesis" and not (self.a.has_container or self.b.has_container):
            return ""
        return "" if self.journal == "agree" else f"a {kind} against another kind"

    def _supplement_clash(self) -> str:
        if self.a.supplement == self.b.supplement or self.pages in ("agree", "half"):
            return ""
        return (
            "one side stands in a supplement"
            if self.pages == "contradict" or self.volume != "agree"
            else ""
        )

    @lazy
    def loose_title(self) -> bool:
        """A heading, a short title or one that recurs: alone it names no work."""
        a, b = self.a.title, self.b.title
        recurring = self.around.recurring
        return (
            a.generic or b.generic or a.short or b.short or a.key in recurring or b.key in recurring
        )

    @lazy
    def heading(self) -> bool:
        """A heading of any issue, or a title that recurs over different works."""
        a, b, recurring = self.a.title, self.b.title, self.around.recurring
        return a.generic or b.generic or a.key in recurring or b.key in recurring

    @lazy
    def full_numbers(self) -> bool:
        """Volume and pages agree and the issue does not differ."""
        return self.volume == "agree" and self.pages == "agree" and self.issue != "contradict"

    @lazy
    def same_range(self) -> bool:
        """Volume, first and last page agree, and it is more than one page."""
        a, b = self.a.pages, self.b.pages
        return self.full_numbers and a.last == b.last and a.last > a.first and b.last > b.first

    @lazy
    def long_ranges(self) -> bool:
        """Both page ranges have three pages or more: an erratum has one."""
        return all(p.last - p.first >= 2 for p in (self.a.pages, self.b.pages))

    @lazy
    def title_words(self) -> int:
        """Words that carry something, in the shorter title."""
        return min(len(self.a.title.content), len(self.b.title.content))

    @lazy
    def equally_known(self) -> bool:
        """Whether each of year, journal and numbers stands on both sides or on neither."""
        a, b = self.a, self.b
        return (
            (a.record.year is None) == (b.record.year is None)
            and a.has_container == b.has_container
            and bool(a.volume.number) == bool(b.volume.number)
            and bool(a.pages.first) == bool(b.pages.first)
        )

    @lazy
    def agreeing(self) -> int:
        """How many of volume, issue, pages and journal agree."""
        return (self.volume, self.issue, self.pages, self.journal).count("agree")

    @lazy
    def contradicting(self) -> int:
        return (self.volume, self.issue, self.pages, self.journal).count("contradict")


def _same_suffix(a: str, b: str) -> bool:
    """One work registered by two publishers often keeps its number."""
    suffix = a.partition("/")[2]
    return len(suffix) >= 6 and suffix == b.partition("/")[2]


def _equal(a: str, b: str) -> Answer:
    if not a or not b:
        return "unknown"
    return "agree" if a == b else "contradict"
