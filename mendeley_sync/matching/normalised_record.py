"""A record as the rules look at it: each field in its normal form."""

from functools import lru_cache

from mendeley_sync.domain.pages import parse_pages
from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.fields.authors import Authors
from mendeley_sync.matching.fields.numbers import parse_issue, parse_volume
from mendeley_sync.matching.fields.titles import Title
from mendeley_sync.matching.identity import kind_of
from mendeley_sync.matching.record import MatchRecord

# Copies mostly share their title and authors to the letter, so these are made once.
_title = lru_cache(maxsize=2_048)(Title)
_authors = lru_cache(maxsize=2_048)(Authors)


class NormalisedRecord:
    """The normal forms of one record; what its outline holds is taken from there."""

    __slots__ = (
        *(
            "address",
            "authors",
            "doi",
            "early_pages",
            "has_container",
            "has_numbers",
            "isbns",
            "issue",
        ),
        *("kind", "pages", "pmid", "record", "supplement", "title", "volume"),
    )

    def __init__(self, record: MatchRecord, outline: CandidateKeys) -> None:
        self.record = record
        self.title = _title(record.title, outline.folded)
        self.authors = _authors(record.authors, record.authors_cut)
        self.volume = volume = parse_volume(record.volume)
        self.issue = issue = parse_issue(record.issue or volume.issue)
        self.pages = pages = parse_pages(record.pages)
        self.doi = outline.doi
        self.pmid = outline.pmid
        self.isbns = outline.isbns
        self.address = outline.address
        self.kind = kind_of(record, self.doi)
        self.supplement = issue.supplement or volume.supplement or pages.prefix == "s"
        """Printed in a supplement, as the abstracts of meetings are."""
        self.has_container = bool(record.journal.strip())
        self.has_numbers = bool(volume.number or pages.first or issue.numbers)
        self.early_pages = pages.first == 1 and pages.electronic and not volume.number
        """Counts its pages from 1 and has no volume yet."""
