"""A record as the rules look at it: each field in its normal form, made when first asked for."""

from functools import cached_property

from .authors import Authors
from .identity import kind_of, normal_doi, normal_isbns, normal_pmid
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


class Portrait:
    """The normal forms of one record."""

    def __init__(self, record: MatchRecord) -> None:
        self.record = record
        self.title = Title(record.title)
        self.authors = Authors(record)

    @cached_property
    def volume(self) -> Volume:
        return parse_volume(self.record.volume)

    @cached_property
    def issue(self) -> Issue:
        return parse_issue(self.record.issue or self.volume.issue)

    @cached_property
    def pages(self) -> Pages:
        return parse_pages(self.record.pages)

    @cached_property
    def doi(self) -> str:
        return normal_doi(self.record.doi)

    @cached_property
    def pmid(self) -> str:
        return normal_pmid(self.record.pmid)

    @cached_property
    def isbns(self) -> frozenset[str]:
        return normal_isbns(self.record.isbn)

    @cached_property
    def kind(self) -> str:
        return kind_of(self.record, self.doi)

    @cached_property
    def supplement(self) -> bool:
        """Printed in a supplement, as the abstracts of meetings are."""
        return self.issue.supplement or self.volume.supplement or self.pages.prefix == "s"

    @cached_property
    def has_container(self) -> bool:
        return bool(self.record.journal.strip())

    @cached_property
    def has_numbers(self) -> bool:
        return bool(self.volume.number or self.pages.first or self.issue.numbers)
