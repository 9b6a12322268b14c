"""The other side: a group library as it was pulled."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mendeley_sync.domain.metadata import Metadata

DocumentId: TypeAlias = str
"""UUID given by the service; stable for the document's whole life, trash included."""

GroupId: TypeAlias = str
ProfileId: TypeAlias = str


class Group(BaseModel):
    """A group of the service, as the signed-in account sees it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: GroupId
    name: str = ""
    role: str = ""
    """`owner`, `admin`, `member`, or the service's own word where we do not know it."""
    access_level: str = ""
    owning_profile_id: ProfileId | None = None
    created: AwareDatetime | None = None
    member_count: int | None = None
    member_limit: int | None = None
    pending_invitation_count: int | None = None
    used_space_bytes: int | None = None

    @property
    def may_write(self) -> bool:
        """Whether the role lets this account change documents.

        Source: docs/service.md (Groups and people).
        """
        return self.role in {"owner", "admin", "member"}


class Folder(NamedTuple):
    """A folder of a group library; the list is flat, `parent` makes the tree."""

    id: str
    name: str = ""
    parent: str | None = None


class Document(BaseModel):
    """One entry of a group library, as the service gave it to us."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: DocumentId
    group_id: GroupId | None = None
    profile_id: ProfileId | None = None
    """Who added it. The service does not tell who changed it."""
    created: AwareDatetime | None = None
    last_modified: AwareDatetime | None = None
    """Service clock, UTC. Goes back as the precondition of every update."""
    metadata: Metadata
    """The bibliographic fields, in the same shape a Reference has them."""
    other_identifiers: Mapping[str, str] = Field(default_factory=lambda: MappingProxyType({}))
    """Identifiers that the list has no field for (`scopus`, `pii`, ...), by the service's names."""
    websites: tuple[str, ...] = ()
    """All web addresses; the first is `metadata.url`."""
    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    """Ids of the folders that it is in."""
    file_attached: bool = False
    trashed: bool = False
    authors_cut: bool = False
    """Somebody typed "et al." as an author; that name is not in `metadata.authors`."""
    strange: tuple[str, ...] = ()
    """What could not be read as it stood, one sentence each; the image keeps it."""


class Library(BaseModel):
    """One complete pull of a group library."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Group
    documents: tuple[Document, ...]
    """What lies in the library, in the service's order."""
    trash: tuple[Document, ...] = ()
    folders: tuple[Folder, ...] = ()
    pulled_at: AwareDatetime
    """Server clock at the start of the pull."""
    exact: bool = True
    """False when the library moved under the pull: absence is then not proven."""
    digest: str = ""
    """SHA-256 over the documents' canonical JSON, in hexadecimal."""

    def folder_paths(self) -> dict[str, str]:
        """The path of each folder by its id, such as `Leadership/Reviews`.

        A slash within a name is written as `\\/`. A folder whose parents go in a circle begins
        where the circle does.
        """
        known = {folder.id: folder for folder in self.folders}
        paths = {}
        for folder in self.folders:
            names, seen, place = [], set[str](), known.get(folder.id)
            while place is not None and place.id not in seen:
                seen.add(place.id)
                names.append(place.name.replace("/", "\\/"))
                place = known.get(place.parent or "")
            paths[folder.id] = "/".join(reversed(names))
        return paths

    def paths_of(self, document: Document) -> tuple[str, ...]:
        """Paths of the folders that a document is in, sorted; unknown folders are left out."""
        paths = self.folder_paths()
        return tuple(sorted(paths[one] for one in document.folders if one in paths))
