"""Addresses that a reader may follow from a report. Only ever https, built by us."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from mendeley_sync.domain.identifiers import normal_doi, normal_pmid
from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.domain.metadata import Metadata


class Link(NamedTuple):
    """One address with the words it stands under."""

    words: str
    address: str


def links_of(metadata: Metadata) -> tuple[Link, ...]:
    """The DOI and PubMed pages of a work, as far as its identifiers are good."""
    doi, pmid = normal_doi(metadata.doi), normal_pmid(metadata.pmid)
    found = (
        Link("DOI", f"https://doi.org/{quote(doi, safe='/')}") if doi else None,
        Link("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid)}/") if pmid else None,
    )
    return tuple(link for link in found if link is not None)


def document_link(document: DocumentId) -> Link:
    """The document's page; the form that Mendeley's own citation plug-ins write."""
    address = f"https://www.mendeley.com/documents/?uuid={quote(document, safe='')}"
    return Link("Mendeley", address)


def group_link(group: GroupId) -> Link:
    """The group's library in the web application (docs/decisions/0101)."""
    path = f"reference-manager/library/groups/private/{quote(group, safe='')}/all-references/"
    return Link("Open in Mendeley", f"https://www.mendeley.com/{path}")
