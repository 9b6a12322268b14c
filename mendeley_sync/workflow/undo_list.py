"""What an adoption wrote into the list, taken back; only where the list still says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mendeley_sync.domain.fields import to_csl, value_of
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.errors import ConfigError
from mendeley_sync.plan.changes import Hold
from mendeley_sync.settings import Settings
from mendeley_sync.stores.journal import NOTED, JournalRun
from mendeley_sync.stores.reference_list import ReferenceListEditor


class ListUndo(NamedTuple):
    """What goes back in the list, and what a person has to do there by hand."""

    values: Mapping[ReferenceKey, Mapping[str, Any]]
    holds: tuple[Hold, ...]


def list_undo_of(
    found: JournalRun, references: Mapping[ReferenceKey, Reference], entries: frozenset[str]
) -> ListUndo:
    """What taking a run back means for the list.

    Args:
        references: the list as it is now.
        entries: only these; empty: all.
    """
    values: dict[ReferenceKey, dict[str, Any]] = {}
    holds: list[Hold] = []
    for offer in _adopted(found, entries):
        key, field = offer["reference"], offer["field"]
        entry = references.get(key)
        now = to_csl(field, value_of(entry.metadata, field)) if entry else None
        if now is None or now != offer["after"]:
            holds.append(_hold(key, field, "the list no longer says what that run wrote"))
        elif not offer["listed"]:
            # Null would say that the field must be empty, which is more than to say nothing.
            holds.append(_hold(key, field, "that run added the field; remove it by hand"))
        else:
            values.setdefault(key, {})[field] = offer["before"]
    for record in found.of_kind(NOTED):
        holds += [
            _hold(key, None, "that run added the entry; remove it by hand")
            for key in record.get("added", ())
            if not entries or key in entries
        ]
    return ListUndo(values, tuple(holds))


def _adopted(found: JournalRun, entries: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    for record in found.of_kind(NOTED):
        for offer in record.get("adopted", ()):
            if not entries or offer["reference"] in entries:
                yield offer


def _hold(key: ReferenceKey, field: str | None, reason: str) -> Hold:
    return Hold(reference=key, field=field, reason=reason, way="mendeley-sync check")


def write_list_back(settings: Settings, undo: ListUndo) -> None:
    """Give the entries of the list their former values.

    Raises:
        ConfigError: the list cannot be edited as it is written; the advice says how by hand.
    """
    if not undo.values:
        return
    editor = ReferenceListEditor.open(settings.list_path)
    for key, values in undo.values.items():
        editor.set_values(key, values)
    if not editor.save(settings.list_path):
        raise ConfigError("the list did not change", file=str(settings.list_path))
