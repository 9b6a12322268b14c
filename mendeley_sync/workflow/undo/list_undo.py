"""What a run wrote into the list, taken back; only where the list still says so.

A list that is as the run left it gets its former bytes back. In one that was edited since,
values, fields and entries go back one by one, each only where nobody touched it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.domain.references import Reference, ReferenceKey, ReferenceList
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.csl import json_item
from mendeley_sync.plan.changes import NeedsReview
from mendeley_sync.reports.values import label, shown
from mendeley_sync.settings import Settings
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.stores.journal import NOTED, JournalRun
from mendeley_sync.stores.reference_list.editor import ReferenceListEditor
from mendeley_sync.stores.reference_list.reverse_patch import (
    ReversePatch,
    apply_reverse_patch,
    reverse_patch,
)

AUTHORS_CUT = "custom.authors-cut"

Kept = frozenset[tuple[ReferenceKey, str | None]]
"""Entries (None) and fields of the list that stay as that run left them."""


class ListUndo(NamedTuple):
    """What goes back in the list, and what a person has to do there by hand."""

    before: bytes = b""
    after: bytes | None = None
    """The list as it is to be; None: nothing is written."""
    lines: tuple[str, ...] = ()
    """What goes back, for a person to read."""
    holds: tuple[NeedsReview, ...] = ()
    kept: Kept = frozenset()

    @property
    def reverse_patch(self) -> ReversePatch | None:
        """How this is taken back in its turn."""
        return reverse_patch(self.before, self.after) if self.after is not None else None


def list_undo_of(
    found: JournalRun, settings: Settings, listed: ReferenceList, entries: frozenset[str]
) -> ListUndo:
    """What taking a run back means for the list.

    Args:
        listed: the list as it is now.
        entries: only these; empty: all.
    """
    records = [one for one in found.of_kind(NOTED) if one.keys() & {"adopted", "added", "list"}]
    if not records:
        return ListUndo()
    editor = ReferenceListEditor.open(settings.list_path)
    steps = _Steps(editor, listed.by_key(), entries)
    whole = None if entries else _as_it_was(records, editor.now)
    for record in records:
        steps.take(record)
    if whole is not None:
        return ListUndo(editor.now, whole, steps.lines or ("it gets its former text back",))
    after = _edited(editor, steps)
    return ListUndo(
        editor.now,
        after if after != editor.now else None,
        steps.lines if after is not None else (),
        tuple(steps.holds),
        frozenset(steps.kept),
    )


def _as_it_was(records: list[Mapping[str, Any]], now: bytes) -> bytes | None:
    """The list before that run, if it is as that run left it."""
    ways = [ReversePatch.model_validate(one["list"]) for one in records if one.get("list")]
    return apply_reverse_patch(ways[-1], now) if ways else None


def _edited(editor: ReferenceListEditor, steps: _Steps) -> bytes | None:
    try:
        return editor.data()
    except ConfigError:
        steps.hold_everything("the list is written in a way that cannot be edited without loss")
        return None


class _Steps:
    """Goes through what a run wrote, and asks the editor to take it back piece by piece."""

    def __init__(
        self,
        editor: ReferenceListEditor,
        listed: Mapping[ReferenceKey, Reference],
        entries: frozenset[str],
    ) -> None:
        self.holds: list[NeedsReview] = []
        self.kept: set[tuple[ReferenceKey, str | None]] = set()
        self._lines: dict[tuple[ReferenceKey, str | None], str] = {}
        self._editor = editor
        self._listed = listed
        self._entries = entries

    @property
    def lines(self) -> tuple[str, ...]:
        """What goes back, one line each."""
        return tuple(self._lines.values())

    def take(self, record: Mapping[str, Any]) -> None:
        """One record of the journal."""
        cuts: Mapping[str, bool] = record.get("cuts") or {}
        for offer in self._wanted(record.get("adopted", ()), "reference"):
            self._value(offer, cuts)
        contents: Mapping[str, Any] = record.get("entries") or {}
        for key in record.get("added", ()):
            if not self._entries or key in self._entries:
                self._entry(key, contents.get(key))
        if not record.keys() & {"adopted", "added"}:
            self._hold(None, None, "the list was edited since, and cannot go back as a whole")

    def hold_everything(self, reason: str) -> None:
        """Nothing can be taken back in this file."""
        for key, field in self._lines:
            self._hold(key, field, reason)
        self._lines.clear()

    def _wanted(self, offers: Any, name: str) -> Iterator[Mapping[str, Any]]:
        for offer in offers:
            if not self._entries or offer[name] in self._entries:
                yield offer

    def _value(self, offer: Mapping[str, Any], cuts: Mapping[str, bool]) -> None:
        key, field = offer["reference"], offer["field"]
        entry = self._listed.get(key)
        if entry is None or not is_as_written(entry, offer):
            self._hold(key, field, "the list no longer says what that run wrote")
            return
        if offer["listed"]:
            self._editor.set_values(key, {field: offer["before"]})
        else:
            # Null would say that the field must be empty, which is more than to say nothing.
            self._editor.drop_fields(key, [field])
        if field == "author" and key in cuts:
            self._cut(key, was=cuts[key])
        before = shown(field, offer["before"]) if offer["listed"] else ""
        self._lines[key, field] = f"{key}, {label(field)}: {before or '(nothing)'} again"

    def _cut(self, key: ReferenceKey, *, was: bool) -> None:
        if was:
            self._editor.set_values(key, {AUTHORS_CUT: True})
        else:
            self._editor.drop_fields(key, [AUTHORS_CUT])

    def _entry(self, key: ReferenceKey, content: Any) -> None:
        entry = self._listed.get(key)
        if entry is None:
            return
        if content is None or not is_as_added(entry, content):
            self._hold(key, None, "the entry was edited since that run added it; remove it by hand")
            return
        self._editor.remove(key)
        self._lines[key, None] = f"entry {key} goes: {entry.metadata.title}"

    def _hold(self, key: ReferenceKey | None, field: str | None, reason: str) -> None:
        self.holds.append(
            NeedsReview(reference=key, field=field, reason=reason, way="mendeley-sync check")
        )
        if key is not None:
            self.kept.add((key, field))


def is_as_written(entry: Reference, offer: Mapping[str, Any]) -> bool:
    """Whether a field of the list is as that run wrote it."""
    name = offer["field"]
    return bool(to_csl(name, value_of(entry.metadata, name)) == offer["after"])


def is_as_added(entry: Reference, content: Any) -> bool:
    """Whether an entry of the list is as that run added it."""
    return bool(json_item(entry) == content)


def was_changed(path: Path, undo: ListUndo) -> bool:
    """Whether somebody has edited the list since it was read."""
    return path.read_bytes() != undo.before


def note_list_undo(
    undo: ListUndo, found: JournalRun, updates: LockFileUpdates, entries: frozenset[str]
) -> dict[str, Any]:
    """What the journal keeps, so that this can be taken back, too; empty for nothing."""
    way = undo.reverse_patch
    if way is None:
        return {}
    fields: dict[ReferenceKey, dict[str, None]] = {}
    keys: set[ReferenceKey] = set()
    for record in found.of_kind(NOTED):
        for key, agreed in (record.get("agreed_before") or {}).items():
            fields.setdefault(key, {}).update(dict.fromkeys(agreed))
        keys |= set(record.get("former") or {})
    return {
        "list": way.model_dump(mode="json"),
        "agreed_before": {
            key: updates.agreed(key, names)
            for key, names in sorted(fields.items())
            if not entries or key in entries
        },
        "former": {
            key: known.model_dump(mode="json", exclude_defaults=True)
            for key in sorted(keys)
            if (not entries or key in entries) and (known := updates.binding(key)) is not None
        },
    }


def write_list_back(settings: Settings, undo: ListUndo) -> None:
    """Write the list as it was.

    The lock file has gone back before: a crash in between leaves a list that agrees with the
    library, never one whose old value the next push would send.

    Raises:
        ConfigError: the list was changed meanwhile, or cannot be written.
    """
    if undo.after is None:
        return
    path = settings.list_path
    if was_changed(path, undo):
        raise ConfigError(
            "the file was changed meanwhile; it was not written",
            file=str(path),
            advice="Take the run back again: what is still as it left it goes back.",
        )
    try:
        write_durably(path, undo.after)
    except OSError as error:
        raise ConfigError(
            f"cannot be written: {error.strerror or error}",
            file=str(path),
            advice="Mend that, then take the same run back again.",
        ) from error
