"""Folders, files and annotations, as Mendeley has them.

These never reach the core; they are the client's own values. Members that Mendeley
adds are kept: `model_dump(exclude_unset=True)` gives back what was read.

Source: docs/service.md (Files and annotations)
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class WireModel(BaseModel):
    """Takes what it does not know, and gives it back."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Folder(WireModel):
    """A collection of documents; the list is flat, `parent_id` makes the tree."""

    id: str
    name: str = ""
    parent_id: str | None = None
    group_id: str | None = None
    created: str | None = None
    modified: str | None = None


class File(WireModel):
    """A file attached to a document. Files never change: another content is another file."""

    id: str
    document_id: str | None = None
    file_name: str = ""
    mime_type: str = ""
    size: int | None = None
    """Bytes."""
    filehash: str | None = None
    """SHA-1 of the content, 40 hexadecimal digits."""
    created: str | None = None

    @property
    def name(self) -> str:
        """The name as either dialect has it; never safe to use as a path as it stands."""
        other = (self.model_extra or {}).get("filename")
        return self.file_name or (other if isinstance(other, str) else "")


class Annotation(WireModel):
    """A highlight, a sticky note, or the note of a document (whose id it may share)."""

    id: str
    type: str | None = None
    text: str | None = None
    privacy_level: str | None = None
    document_id: str | None = None
    profile_id: str | None = None
    filehash: str | None = None
    created: str | None = None
    last_modified: str | None = None
    previous_id: str | None = None
