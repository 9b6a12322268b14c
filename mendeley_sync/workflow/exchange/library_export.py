"""Everything the mirror knows, as references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import read_lock_file
from mendeley_sync.stores.mirror.mirror import SeenDocument
from mendeley_sync.workflow.service import open_mirror


def references_of_mirror(settings: Settings) -> tuple[Reference, ...]:
    """Everything that was ever pulled, also what is gone, each document as one reference.

    A bound document has the id of its reference, every other one an id by the rule.

    Raises:
        ConfigError: nothing was pulled yet.
    """
    group = settings.require_group()
    with open_mirror(settings.state_dir) as mirror:
        if mirror.last_pull(group) is None:
            raise ConfigError(
                "there is no local copy of the library yet",
                advice="Run `mendeley-sync pull` first.",
            )
        seen = mirror.seen(group)
    return seen_references(seen, read_lock_file(settings.lock_path))


def seen_references(seen: Sequence[SeenDocument], ledger: LockFileData) -> tuple[Reference, ...]:
    """Every document that was ever seen as a reference, by the document's id."""
    keys = {document: one.reference for document, one in ledger.by_document().items()}
    mint = CitationKeyGenerator(keys.values())
    return tuple(
        _reference(
            document_from_wire(one.raw, trashed=one.state == "trashed"),
            one.state,
            keys.get(one.id),
            mint,
        )
        for one in seen
    )


def _reference(
    document: Document, state: str, key: ReferenceKey | None, mint: CitationKeyGenerator
) -> Reference:
    return Reference(
        key=key or mint.mint(document.metadata),
        metadata=document.metadata,
        authors_cut=document.authors_cut,
        extra={"custom": {"mendeley": {"state": state, **_beside(document)}}},
    )


def _beside(document: Document) -> dict[str, Any]:
    """What the library knows of a document that CSL has no field for."""
    known: dict[str, Any] = {
        "id": document.id,
        "created": document.created.isoformat() if document.created else None,
        "last-modified": document.last_modified.isoformat() if document.last_modified else None,
        "added-by": document.profile_id,
        "tags": list(document.tags),
        "websites": list(document.websites),
        "identifiers": dict(document.other_identifiers),
        "file-attached": document.file_attached,
        "raw": dict(document.raw),
    }
    return {name: value for name, value in known.items() if value}
