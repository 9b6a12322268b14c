"""Two records side by side: every field answered agree, unknown or contradict, with the reason."""

from mendeley_sync.domain.pages import Pages
from mendeley_sync.matching.collection_evidence import CollectionEvidence
from mendeley_sync.matching.field_comparisons import (
    ENOUGH_WORDS,
    MOST_SHARED,
    MOST_YEARS_APART,
    FieldComparisons,
)
from mendeley_sync.matching.fields.authors import compare_authors
from mendeley_sync.matching.fields.journals import compare_journals
from mendeley_sync.matching.fields.numbers import (
    Answer,
    compare_issues,
    compare_pages,
    compare_volumes,
)
from mendeley_sync.matching.fields.titles import compare_titles
from mendeley_sync.matching.normalised_record import NormalisedRecord


class Comparison:
    """The answers about one pair, with the reasons; nothing is worked out twice."""

    __slots__ = (
        *("_around", "a", "authors", "b", "doi", "identifier", "isbn", "issue", "journal"),
        *("pages", "pmid", "same_address", "title", "venue", "volume", "years_apart"),
    )

    def __init__(
        self, a: NormalisedRecord, b: NormalisedRecord, around: CollectionEvidence
    ) -> None:
        one, other = a.record, b.record
        self.a = a
        self.b = b
        self._around = around
        self.title = compare_titles(a.title, b.title)
        self.authors = compare_authors(a.authors, b.authors)
        self.years_apart = abs(one.year - other.year) if one.year and other.year else None
        """None where one side has no year."""
        self.volume = compare_volumes(a.volume, b.volume, (one.year, other.year))
        self.issue = compare_issues(a.issue, b.issue)
        self.pages = compare_pages(a.pages, b.pages)
        self.journal = _compare_containers(one.journal, other.journal, around)
        self.doi = _compare_dois(a.doi, b.doi)
        self.pmid = _equal(a.pmid, b.pmid)
        self.isbn = _compare_isbns(a.isbns, b.isbns)
        shared_doi = self.doi == "agree" and a.doi not in around.crowded_dois
        self.identifier = shared_doi or self.pmid == "agree"
        """Whether an identifier of the work is equal: a DOI that is not crowded, or a PMID."""
        self.same_address = (
            a.address == b.address != "" and a.address not in around.crowded_addresses
        )
        self.venue = self._venue()
        """Why the two are different kinds of publication; empty where they need not be."""

    @property
    def loose_title(self) -> bool:
        """A heading, a short title or one that recurs: alone it names no work."""
        return self.heading or self.a.title.short or self.b.title.short

    @property
    def heading(self) -> bool:
        """A heading of any issue, or a title that recurs over different works."""
        a, b, recurring = self.a.title, self.b.title, self._around.recurring
        return a.generic or b.generic or a.key in recurring or b.key in recurring

    def answers(self) -> FieldComparisons:
        """What the rules may know."""
        a, b = self.a, self.b
        heading = self.heading
        words = min(len(a.title.content), len(b.title.content), len(ENOUGH_WORDS) - 1)
        apart = self.years_apart
        return FieldComparisons(
            self.title.degree,
            bool(self.title.critical),
            bool(self.title.marks),
            ENOUGH_WORDS[words],
            heading or a.title.short or b.title.short,
            heading,
            self.authors.degree,
            min(self.authors.shared, MOST_SHARED),
            self.authors.both_missing,
            min(apart, MOST_YEARS_APART) if apart else apart,
            a.record.year == b.record.year,
            self.journal,
            self.volume,
            self.issue,
            self.pages,
            _equal_ranges(a.pages, b.pages),
            a.pages.last - a.pages.first >= 2 and b.pages.last - b.pages.first >= 2,
            a.early_pages or b.early_pages,
            not a.volume.number and not b.volume.number,
            not a.has_numbers and not b.has_numbers,
            not a.has_container and not b.has_container,
            self._equally_known(),
            self.identifier,
            self.doi,
            self.isbn,
            self.same_address,
            bool(self.venue),
            (a.kind == "preprint") + (b.kind == "preprint"),
        )

    def _equally_known(self) -> bool:
        a, b = self.a, self.b
        return (
            (a.record.year is None) == (b.record.year is None)
            and a.has_container == b.has_container
            and bool(a.volume.number) == bool(b.volume.number)
            and bool(a.pages.first) == bool(b.pages.first)
        )

    def _venue(self) -> str:
        a, b = self.a, self.b
        if self.volume == "agree" and self.pages == "agree" and self.issue != "contradict":
            return ""
        if a.kind == b.kind:
            return self._supplement_clash()
        kinds = (a.kind, b.kind)
        for kind in ("preprint", "thesis"):
            if kind in kinds:
                return self._unless_same_place(kind)
        if "conference" in kinds and self.journal in ("contradict", "half"):
            return "a conference paper against another kind"
        if "book" in kinds and a.has_container != b.has_container:
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


def _equal_ranges(a: Pages, b: Pages) -> bool:
    return a.last == b.last and a.last > a.first and b.last > b.first


def _compare_containers(one: str, other: str, around: CollectionEvidence) -> Answer:
    if not one or not other:
        return "unknown"
    names = (one, other) if one < other else (other, one)
    answer = compare_journals(*names)
    return "agree" if answer != "agree" and names in around.aliases else answer


def _compare_dois(a: str, b: str) -> Answer:
    answer = _equal(a, b)
    return "half" if answer == "contradict" and _same_suffix(a, b) else answer


def _same_suffix(a: str, b: str) -> bool:
    """One work registered by two publishers often keeps its number."""
    suffix = a.partition("/")[2]
    return len(suffix) >= 6 and suffix == b.partition("/")[2]


def _compare_isbns(a: frozenset[str], b: frozenset[str]) -> Answer:
    if not a or not b:
        return "unknown"
    return "contradict" if a.isdisjoint(b) else "agree"


def _equal(a: str, b: str) -> Answer:
    if not a or not b:
        return "unknown"
    return "agree" if a == b else "contradict"
