"""Short makers for what comparing and planning take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.domain.csl import CslValue, from_csl
from mendeley_sync.domain.library import Document, Group, Library
from mendeley_sync.domain.lock_data import BaselineValue, Binding, LockFileData
from mendeley_sync.domain.metadata import Metadata, with_values
from mendeley_sync.domain.references import Reference, ReferenceList
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.workflow.reconcile import Reconciliation, reconcile

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=400)
GROUP_ID = "group-1"
TITLE = "The doctor, his patient and the illness of a whole village"


def metadata(**values: CslValue) -> Metadata:
    """Metadata from CSL names, with `_` for `-`."""
    given = {_csl_name(name): value for name, value in values.items()}
    plain = {"type": "article-journal", "title": TITLE} | given
    return with_values(Metadata(), {name: from_csl(name, value) for name, value in plain.items()})


def _csl_name(name: str) -> str:
    return name.replace("_", "-")


def a_reference(
    key: str = "ref-1", *, nulls: Iterable[str] = (), absent: bool = False, **values: Any
) -> Reference:
    """A reference of the list."""
    more = {
        name: values.pop(name)
        for name in ("authors_cut", "formerly", "protect", "sections")
        if name in values
    }
    return Reference(
        key=key, metadata=metadata(**values), nulls=frozenset(nulls), absent=absent, **more
    )


def a_document(document_id: str = "doc-1", *, trashed: bool = False, **values: Any) -> Document:
    """A document of the library, last edited long ago."""
    more = {
        name: values.pop(name)
        for name in ("authors_cut", "file_attached", "last_modified", "created", "group_id")
        if name in values
    }
    plain = {"last_modified": LONG_AGO, "created": LONG_AGO, "group_id": GROUP_ID} | more
    return Document(id=document_id, trashed=trashed, metadata=metadata(**values), **plain)


def a_list(*references: Reference) -> ReferenceList:
    """The list of these references."""
    return ReferenceList(references=references, source="references.yaml", digest="list")


def a_library(
    *documents: Document, trash: Iterable[Document] = (), exact: bool = True, role: str = "owner"
) -> Library:
    """A pull of these documents."""
    return Library(
        group=Group(id=GROUP_ID, name="A society's library", role=role),
        documents=documents,
        trash=tuple(trash),
        pulled_at=NOON,
        exact=exact,
    )


def a_binding(
    reference: str = "ref-1", document: str = "doc-1", **agreed: BaselineValue
) -> Binding:
    """A remembered pair with agreements, by CSL name with `_` for `-`."""
    fields = {_csl_name(name): value for name, value in agreed.items()}
    return Binding(
        reference=reference, document=document, rule="person", bound_at=LONG_AGO, fields=fields
    )


def bound(*bindings: Binding, **more: Any) -> LockFileData:
    """A lock file's content with these bindings."""
    return LockFileData(bindings=bindings, **more)


def agreed(value: CslValue, **more: Any) -> BaselineValue:
    """An agreement on a value."""
    return BaselineValue(value=value, **more)


def planned(
    references: Iterable[Reference],
    documents: Iterable[Document],
    ledger: LockFileData | None = None,
    *,
    trash: Iterable[Document] = (),
    options: PushOptions | None = None,
    exact: bool = True,
    **more: Any,
) -> Reconciliation:
    """Compare and plan."""
    return reconcile(
        a_list(*references),
        a_library(*documents, trash=trash, exact=exact),
        ledger or LockFileData(),
        now=NOON,
        options=options,
        **more,
    )


def after_writing(document: Document, plan: Plan) -> Document:
    """The document as a faithful service holds it after the plan."""
    values: Mapping[str, Any] = {
        field.field: from_csl(field.field, field.after)
        for change in plan.changes
        if change.document == document.id
        for field in change.fields
    }
    return document.model_copy(
        update={
            "metadata": with_values(document.metadata, values),
            "last_modified": NOON if values else document.last_modified,
        }
    )


def after_noting(ledger: LockFileData, plan: Plan) -> LockFileData:
    """What is remembered once the plan's records are."""
    book = LockFileUpdates(ledger, Path("unused"))
    book.note(plan)
    return book.lock_data
