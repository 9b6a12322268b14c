"""Folders and annotations, read only.

Source: docs/service.md (Files and annotations)
"""

from __future__ import annotations

from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.mendeley.resources.calls import ANNOTATION, FOLDER, Calls
from mendeley_sync.mendeley.resources.documents import PAGE_SIZE
from mendeley_sync.mendeley.wire.resources import Annotation, Folder

ANNOTATION_PAGE_SIZE = 200
"""Mendeley's most for annotations; its own portal says 500, and 500 is refused."""


class AnnotationCalls(Calls):
    """What stands around the documents of a group."""

    def folders(self, *, group_id: GroupId | None = None) -> tuple[Folder, ...]:
        """List every folder of a library, flat; `parent_id` makes the tree."""
        params = {"group_id": group_id, "limit": PAGE_SIZE}
        return self._all("/folders", FOLDER, Folder.model_validate, params)

    def annotations(
        self, *, group_id: GroupId | None = None, document_id: DocumentId | None = None
    ) -> tuple[Annotation, ...]:
        """List highlights, sticky notes and document notes; without a filter, private ones."""
        params = {
            "group_id": group_id,
            "document_id": document_id,
            "limit": ANNOTATION_PAGE_SIZE,
        }
        return self._all("/annotations", ANNOTATION, Annotation.model_validate, params)
