"""Folders, annotations, the catalog and the vocabularies. All of them are only read.

Source: mendeley-api 3.2, 3.3, 3.5, 3.10, 3.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.errors import NotFoundError
from mendeley_sync.mendeley.resources.calls import Calls, Params, in_path, readable
from mendeley_sync.mendeley.resources.documents import PAGE_SIZE, Order, Sort, View
from mendeley_sync.mendeley.resources.media import (
    ANNOTATION,
    DOCUMENT,
    DOCUMENT_TYPE,
    FOLDER,
    IDENTIFIER_TYPE,
    LOOKUP,
)
from mendeley_sync.mendeley.wire.resources import (
    Annotation,
    CatalogDocument,
    CatalogMatch,
    Folder,
    VocabularyWord,
)

ANNOTATION_PAGE_SIZE = 200
"""The service's most for annotations; its own portal says 500, and 500 is refused."""


class ResourceCalls(Calls):
    """What stands around the documents."""

    def folders(self, *, group_id: GroupId | None = None) -> tuple[Folder, ...]:
        """Every folder of a library, flat; `parent_id` makes the tree."""
        params = {"group_id": group_id, "limit": PAGE_SIZE}
        return self._all("/folders", FOLDER, Folder.model_validate, params)

    def folder(self, folder_id: str) -> Folder:
        """One folder."""
        return self._get(f"/folders/{in_path(folder_id)}", FOLDER, Folder.model_validate)

    def folder_documents(
        self, folder_id: str, *, sort: Sort | None = None, order: Order | None = None
    ) -> tuple[DocumentId, ...]:
        """Ids of the documents that lie directly in a folder."""
        path = f"/folders/{in_path(folder_id)}/documents"
        params = {"limit": PAGE_SIZE, "sort": sort, "order": order}
        return self._all(path, DOCUMENT, lambda raw: str(raw["id"]), params)

    def annotations(
        self,
        *,
        group_id: GroupId | None = None,
        document_id: DocumentId | None = None,
        modified_since: datetime | None = None,
        deleted_since: datetime | None = None,
        include_trashed: bool | None = None,
    ) -> tuple[Annotation, ...]:
        """Highlights, sticky notes and document notes; without a filter one's private ones.

        With `deleted_since` they are thin: little more than the id.
        """
        params = {
            "group_id": group_id,
            "document_id": document_id,
            "modified_since": modified_since,
            "deleted_since": deleted_since,
            "include_trashed": include_trashed,
            "limit": ANNOTATION_PAGE_SIZE,
        }
        return self._all("/annotations", ANNOTATION, Annotation.model_validate, params)

    def annotation(self, annotation_id: str) -> Annotation:
        """One annotation."""
        path = f"/annotations/{in_path(annotation_id)}"
        return self._get(path, ANNOTATION, Annotation.model_validate)

    def catalog(
        self, *, view: View | None = None, **identifier: str
    ) -> tuple[CatalogDocument, ...]:
        """Catalog entries for exactly one identifier, such as `doi="10.1/x"`; often none.

        The match is loose: compare the identifiers of what comes back.

        Raises:
            ValueError: not exactly one identifier.
        """
        if len(identifier) != 1:
            raise ValueError("name exactly one identifier: doi, pmid, isbn, issn, arxiv, scopus")
        params: dict[str, Any] = {"view": view, **identifier}
        return self._all("/catalog", DOCUMENT, CatalogDocument.model_validate, params)

    def catalog_document(self, catalog_id: str, *, view: View | None = None) -> CatalogDocument:
        """One catalog entry."""
        path = f"/catalog/{in_path(catalog_id)}"
        return self._get(path, DOCUMENT, CatalogDocument.model_validate, {"view": view})

    def look_up(self, **known: str) -> CatalogMatch | None:
        """The catalog's best match for a title, an identifier or a file hash; None: nothing.

        `authors`, `year` and `source` help, and find nothing alone.
        """
        try:
            return self._get("/metadata", LOOKUP, CatalogMatch.model_validate, known)
        except NotFoundError:
            return None

    def document_types(self) -> tuple[VocabularyWord, ...]:
        """The types that a document may have."""
        return self._all("/document_types", DOCUMENT_TYPE, VocabularyWord.model_validate)

    def identifier_types(self) -> tuple[VocabularyWord, ...]:
        """The keys that the service says `identifiers` may have; more are met."""
        return self._all("/identifier_types", IDENTIFIER_TYPE, VocabularyWord.model_validate)

    def catalog_search(self, query: str, *, limit: int = 10) -> Iterator[CatalogDocument]:
        """Catalog entries found by words, best first, page after page.

        Args:
            limit: items on a page, at most 100.
        """
        params: Params = {"query": query, "limit": limit}
        readables = readable(CatalogDocument.model_validate)
        for page in self._pages("/search/catalog", DOCUMENT, params, parse=readables):
            for item in page.items:
                yield CatalogDocument.model_validate(item)
