"""The list, any file or the local copy of the library, written in another format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.registry import read_references, write_references
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import read_lock_file
from mendeley_sync.stores.mirror.mirror import SeenDocument
from mendeley_sync.workflow.service import open_mirror


class Export(NamedTuple):
    """A text in one format, how many references it holds, and what it could not hold."""

    text: str
    number: int
    losses: tuple[str, ...]


def export_references(references: Sequence[Reference], format: str) -> Export:
    """References as text."""
    text, losses = write_references(references, format)
    return Export(text, len(references), losses)


def references_of_file(data: bytes, name: str) -> tuple[Reference, ...]:
    """The references of any file, for turning it into another format.

    Raises:
        ConfigError: some of it cannot be read; nothing is left out silently.
    """
    reading = read_references(data, name=name)
    if reading.lost:
        first = reading.lost[0]
        raise ConfigError(
            f"{first.message} ({len(reading.lost)} places in all)",
            file=name,
            line=first.line,
            key=first.key,
            advice="Mend the file first; an export leaves nothing out.",
        )
    return reading.references


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
        library = mirror.library(group)
    paths = library.folder_paths() if library else {}
    return seen_references(seen, read_lock_file(settings.lock_path), paths)


def seen_references(
    seen: Sequence[SeenDocument], lock_data: LockFileData, paths: Mapping[str, str]
) -> tuple[Reference, ...]:
    """Every document that was ever seen as a reference, by the document's id.

    Args:
        paths: of the folders, by their ids.
    """
    keys = {document: one.reference for document, one in lock_data.by_document().items()}
    citation_keys = CitationKeyGenerator(keys.values())
    return tuple(
        _reference(one, keys.get(one.id) or citation_keys.mint(one.document.metadata), paths)
        for one in seen
    )


def _reference(seen: SeenDocument, key: ReferenceKey, paths: Mapping[str, str]) -> Reference:
    document = seen.document
    known: dict[str, Any] = {
        "id": document.id,
        "created": document.created.isoformat() if document.created else None,
        "last-modified": document.last_modified.isoformat() if document.last_modified else None,
        "added-by": document.profile_id,
        "tags": list(document.tags),
        "folders": sorted(paths[one] for one in document.folders if one in paths),
        "websites": list(document.websites),
        "identifiers": dict(document.other_identifiers),
        "file-attached": document.file_attached,
        "raw": dict(seen.raw),
    }
    beside = {name: value for name, value in known.items() if value}
    return Reference(
        key=key,
        metadata=document.metadata,
        authors_cut=document.authors_cut,
        extra={"custom": {"mendeley": {"state": seen.state, **beside}}},
    )
