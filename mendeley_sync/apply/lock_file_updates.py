"""The lock file's content while a run changes it: bindings, agreements, what was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.lock_data import (
    BaselineValue,
    Binding,
    LockFileData,
    Tombstone,
    UndoneChange,
)
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.plan.plan import Plan
from mendeley_sync.stores.lock_file import write_lock_file

Agreements = Mapping[FieldName, BaselineValue | None]
"""None: nothing is to be remembered of the field."""


class LockFileUpdates:
    """Changes a lock file's data step by step, and writes it whole."""

    def __init__(self, lock_data: LockFileData, path: Path) -> None:
        self.path = path
        self._lock_data = lock_data
        self._bindings = lock_data.by_reference()

    @property
    def lock_data(self) -> LockFileData:
        """The data as they are now."""
        bindings = tuple(self._bindings[key] for key in sorted(self._bindings))
        return self._lock_data.model_copy(update={"bindings": bindings})

    def __len__(self) -> int:
        """How many pairs are bound."""
        return len(self._bindings)

    def binding(self, reference: ReferenceKey) -> Binding | None:
        """What is remembered of a reference."""
        return self._bindings.get(reference)

    def binding_json(self, reference: ReferenceKey) -> dict[str, Any] | None:
        """What is remembered of a reference, as JSON, for the journal."""
        known = self._bindings.get(reference)
        return known.model_dump(mode="json", exclude_defaults=True) if known else None

    def is_bound(self, document: DocumentId) -> bool:
        """Whether a reference is bound to this document."""
        return any(one.document == document for one in self._bindings.values())

    def save(self) -> None:
        """Write the lock file, if its content changed.

        Raises:
            OSError: it cannot be written; the old file is whole.
        """
        written = write_lock_file(self.path, self.lock_data)
        self._lock_data = self._lock_data.model_copy(update={"digest": written.digest})

    def bind(self, binding: Binding) -> None:
        """Remember a pair; whatever else claimed the document or the reference gives way."""
        for key, other in list(self._bindings.items()):
            if other.document == binding.document and key != binding.reference:
                del self._bindings[key]
        self._bindings[binding.reference] = binding
        tombstones = [
            tombstone
            for tombstone in self._lock_data.tombstones
            if (tombstone.reference, tombstone.document) != (binding.reference, binding.document)
        ]
        self._update(tombstones=tuple(tombstones))

    def unbind(self, reference: ReferenceKey) -> None:
        """Forget a pair."""
        self._bindings.pop(reference, None)

    def agree(
        self,
        reference: ReferenceKey,
        fields: Agreements,
        *,
        last_modified: datetime | None = None,
    ) -> None:
        """Remember, or forget, values of a bound pair."""
        binding = self._bindings.get(reference)
        if binding is None:
            return
        agreed = {**binding.fields, **fields}
        self._bindings[reference] = binding.model_copy(
            update={
                "fields": {name: one for name, one in sorted(agreed.items()) if one is not None},
                "last_modified": last_modified or binding.last_modified,
            }
        )

    def agreed(self, reference: ReferenceKey, fields: Agreements) -> dict[str, Any]:
        """What is remembered of these fields now, as JSON, for the journal."""
        binding = self._bindings.get(reference)
        known = binding.fields if binding is not None else {}
        return {
            name: known[name].model_dump(mode="json", exclude_defaults=True)
            if name in known
            else None
            for name in fields
        }

    def record_removal(self, tombstone: Tombstone) -> None:
        """Turn a binding into a tombstone."""
        binding = self._bindings.get(tombstone.reference)
        if binding is not None and binding.document == tombstone.document:
            del self._bindings[tombstone.reference]
        others = [
            one
            for one in self._lock_data.tombstones
            if (one.reference, one.document) != (tombstone.reference, tombstone.document)
        ]
        self._update(tombstones=(*others, tombstone))

    def take_back(self, undone: UndoneChange) -> None:
        """Remember that a person took a change back."""
        self.redo(undone.reference, undone.field)
        self._update(undone=(*self._lock_data.undone, undone))

    def redo(self, reference: ReferenceKey, field: FieldName | None) -> None:
        """Forget that a change was taken back: a person pushed it again."""
        kept = tuple(
            one
            for one in self._lock_data.undone
            if (one.reference, one.field) != (reference, field)
        )
        self._update(undone=kept)

    def settle(self, *, group: str, group_name: str, list_size: int, config_digest: str) -> None:
        """Remember what both sides looked like at this agreement."""
        self._update(
            group=group, group_name=group_name, list_size=list_size, config_digest=config_digest
        )

    def carried_out(self, reference: ReferenceKey, field: FieldName) -> None:
        """Forget which side a person took in a field: it is done."""
        kept = tuple(
            one
            for one in self._lock_data.decisions
            if (one.reference, one.field) != (reference, field)
            or one.kind not in ("take-list", "take-library")
        )
        self._update(decisions=kept)

    def note(self, plan: Plan) -> None:
        """Remember what the plan knows without any write: pairs, equal values, what is gone."""
        for binding in plan.bindings:
            self.bind(binding)
        for record in plan.records:
            self.agree(record.reference, record.fields, last_modified=record.last_modified)
        for tombstone in plan.tombstones:
            self.record_removal(tombstone)

    def document_of(self, reference: ReferenceKey) -> DocumentId | None:
        """The document that a reference is bound to."""
        binding = self._bindings.get(reference)
        return binding.document if binding is not None else None

    def _update(self, **values: Any) -> None:
        self._lock_data = self._lock_data.model_copy(update=values)
