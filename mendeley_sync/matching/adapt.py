"""References and documents turned into what the matcher takes."""

from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.references import Reference
from mendeley_sync.matching.record import MatchRecord


def from_reference(reference: Reference) -> MatchRecord:
    """A reference of the list; its key is the id."""
    return from_metadata(reference.key, reference.metadata, authors_cut=reference.authors_cut)


def from_document(document: Document) -> MatchRecord:
    """A document of the library; its UUID is the id."""
    return from_metadata(document.id, document.metadata, authors_cut=document.authors_cut)


def from_metadata(record_id: str, metadata: Metadata, *, authors_cut: bool = False) -> MatchRecord:
    """Any metadata under the id given; editors stand in where nobody is named as author."""
    people = metadata.authors or metadata.editors
    doi = metadata.doi or (f"10.48550/arXiv.{metadata.arxiv}" if metadata.arxiv else "")
    return MatchRecord(
        id=record_id,
        type=metadata.type,
        title=metadata.title,
        authors=tuple(str(person) for person in people if not person.is_empty),
        year=metadata.year,
        journal=metadata.container_title,
        volume=metadata.volume,
        issue=metadata.issue,
        pages=metadata.page,
        doi=doi,
        pmid=metadata.pmid,
        isbn=metadata.isbn,
        issn=metadata.issn,
        publisher=metadata.publisher,
        edition=metadata.edition,
        url=metadata.url,
        authors_cut=authors_cut,
    )
