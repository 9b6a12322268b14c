"""Who added what: what the service tells of it, and no more.

It tells when a document was created and last changed, and which profile added it. It does
not tell who changed or trashed a document, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.identifiers import normal_doi, normal_pmid
from mendeley_sync.domain.library import Document, DocumentId, GroupId
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.values import byline, moment

NOT_TOLD = (
    "Mendeley does not record who changed a document or moved it to the trash, only who added it."
)


class Added(BaseModel):
    """One document that came in, or was changed, after a given time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: DocumentId
    title: str
    byline: str
    created: AwareDatetime | None
    modified: AwareDatetime | None
    by: str = ""
    """The adding profile's name; "" where it is not known or may not be shown."""
    is_new: bool
    """Created after that time; else only changed."""

    @property
    def when(self) -> str:
        """`added 2026-03-01 10:00 UTC by Anna Muster`, or `changed …`; not yet safe to print."""
        at = self.created if self.is_new else self.modified
        by = f"by {self.by}" if self.by and self.is_new else ""
        verb = "added" if self.is_new else "changed"
        return " ".join(filter(None, (verb, moment(at) if at else "", by)))


def added_since(report: DiffReport) -> tuple[Added, ...]:
    """Documents created or changed after `report.since`, the latest first."""
    if report.since is None:
        return ()
    since = report.since
    found = (
        _added(document, since, report.names.get(document.profile_id or "", ""))
        for document in report.documents.values()
        if not document.trashed and _touched_after(document, since)
    )
    return tuple(sorted(found, key=_latest_first))


def _touched_after(document: Document, since: datetime) -> bool:
    return any(at is not None and at > since for at in (document.created, document.last_modified))


def _added(document: Document, since: datetime, name: str) -> Added:
    return Added(
        document=document.id,
        title=document.metadata.title,
        byline=byline(document.metadata),
        created=document.created,
        modified=document.last_modified,
        by=name,
        is_new=document.created is not None and document.created > since,
    )


def _latest_first(added: Added) -> tuple[bool, float, str]:
    at = added.created if added.is_new else added.modified
    return (not added.is_new, -at.timestamp() if at else 0.0, added.document)


def provenance(document: Document, name: str = "", folders: Iterable[str] = ()) -> str:
    """`Added 2019-03-01 10:00 UTC by Anna Muster, last changed 2021-…, in "A/B"`; "" if unknown."""
    parts = []
    if document.created is not None:
        by = f" by {name}" if name else ""
        parts.append(f"added {moment(document.created)}{by}")
    if document.last_modified is not None and document.last_modified != document.created:
        parts.append(f"last changed {moment(document.last_modified)}")
    parts += [f'in "{path}"' for path in folders]
    return ", ".join(parts)


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
