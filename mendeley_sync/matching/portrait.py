"""A record as the rules look at it: each field in its normal form, made when first asked for."""

from functools import lru_cache

from .authors import Authors
from .identity import kind_of, normal_doi, normal_isbns, normal_pmid
from .lazy import lazy
from .numbers import (
    Issue,
    Pages,
    Volume,
    parse_issue,
    parse_pages,
    parse_volume,
)
from .record import MatchRecord
from .titles import Title

# Copies mostly share their title and authors to the letter, so these are made once.
_title = lru_cache(maxsize=2_048)(Title)
_authors = lru_cache(maxsize=2_048)(Authors)


class Portrait:
    """The normal forms of one record."""

    def __init__(self, record: MatchRecord) -> None:
        self.record = record
        self.title = _title(record.title)
        self.authors = _authors(record.authors, record.authors_cut)

    @lazy
    def volume(self) -> Volume:
        return parse_volume(self.record.volume)

    @lazy
    def issue(self) -> Issue:
        return parse_issue(self.record.issue or self.volume.issue)

    @lazy
    def pages(self) -> Pages:
        return parse_pages(self.record.pages)

    @lazy
    def doi(self) -> str:
        return normal_doi(self.record.doi)

    @lazy
    def pmid(self) -> str:
        return normal_pmid(self.record.pmid)

    @lazy
    def isbns(self) -> frozenset[str]:
        return normal_isbns(self.record.isbn)

    @lazy
    def kind(self) -> str:
        return kind_of(self.record, self.doi)

    @lazy
    def supplement(self) -> bool:
        """Printed in a supplement, as the abstracts of meetings are."""
        return self.issue.supplement or self.volume.supplement or self.pages.prefix == "s"

    @lazy
    def has_container(self) -> bool:
        return bool(self.record.journal.strip())

    @lazy
    def has_numbers(self) -> bool:
        return bool(self.volume.number or self.pages.first or self.issue.numbers)
