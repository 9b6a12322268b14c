"""`adopt`: what the library knows better, taken into the list; data first, then the lock file.

Only what the person accepts is written. Comments, order and quoting of the list stay; where
its form does not allow that, a patch file is written instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.diff.equality.fields import library_value
from mendeley_sync.diff.situation import new_baseline
from mendeley_sync.domain.csl import CslValue, from_csl, to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Library
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.errors import (
    ConfigError,
    MendeleySyncError,
    SafetyCheckError,
    UnsavedStateError,
    UsageError,
)
from mendeley_sync.formats.csl.csl import json_item
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.reports.envelope import Notice
from mendeley_sync.reports.values import counted, label, shown
from mendeley_sync.settings import Settings
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.stores.journal import END, NOTED
from mendeley_sync.stores.reference_list.editor import ReferenceListEditor
from mendeley_sync.stores.reference_list.reverse_patch import reverse_patch
from mendeley_sync.workflow.adopt.offers import Offer, Offers, Wish, library_cuts, offers_of
from mendeley_sync.workflow.compare.library import Progress, new_run_id
from mendeley_sync.workflow.push.write_run import (
    OpenRun,
    Pushed,
    WriteRun,
    begin_journal,
    digest_of,
    ensure_savable,
    ensure_unchanged,
    open_run,
    pull_library,
    run_gates,
)
from mendeley_sync.workflow.reconcile import reconcile

ConfirmOffers = Callable[[Offers], bool]


@dataclass(frozen=True)
class AdoptRequest:
    """What is to be adopted."""

    wish: Wish = field(default_factory=Wish)
    yes: bool = False
    environ: Mapping[str, str] | None = None


def run_adopt(
    settings: Callable[[], Settings],
    request: AdoptRequest,
    *,
    confirm: ConfirmOffers,
    progress: Progress | None = None,
) -> Pushed:
    """Take values and documents of the library into the list.

    Args:
        confirm: shows the offers and asks; not called with `request.yes`.
    """

    def gates(state: WriteRun) -> None:
        with open_run(settings(), state, environ=request.environ) as opened:
            state.notices = _adopt(opened, request, confirm, progress)

    return run_gates("adopt", new_run_id, gates)


def _adopt(
    opened: OpenRun,
    request: AdoptRequest,
    confirm: ConfirmOffers,
    progress: Progress | None,
) -> tuple[Notice, ...]:
    library = pull_library(opened, progress=progress)
    now = opened.service.now
    found = reconcile(
        opened.reference_list, library, opened.lock_data, now=now, settings=opened.settings
    )
    opened.state.differences, opened.state.plan = found.differences, None
    keys = opened.reference_list.by_key()
    ensure_known(request.wish.names, keys, library)
    offers = offers_of(found.compared, request.wish, keys)
    if not (offers.values or offers.documents):
        opened.state.outcome = Outcome(holds=offers.holds, recovered=opened.recovered)
        return (Notice(text="There is nothing to adopt."),)
    if not request.yes and not confirm(offers):
        return ()
    opened.state.phase.name = "writing the list"
    return take_over(opened, library, offers, now)


def ensure_known(
    names: Iterable[str], keys: Mapping[ReferenceKey, Reference], library: Library
) -> None:
    """A misspelt name must not look like a work of which nothing is left to adopt.

    Raises:
        UsageError: a name that no entry and no document has.
    """
    documents = {one.id for one in (*library.documents, *library.trash)}
    for name in sorted(names):
        if name not in keys and name not in documents:
            near = get_close_matches(name, keys, n=1)
            advice = f"Did you mean {near[0]!r}?" if near else "`mendeley-sync diff` shows the ids."
            raise UsageError(f"no entry and no document is called {name!r}", advice=advice)


def take_over(
    opened: OpenRun, library: Library, offers: Offers, now: datetime
) -> tuple[Notice, ...]:
    """Write the list, then the lock file; what was done, for the report."""
    ensure_unchanged(opened)
    ensure_savable(opened)
    state, path = opened.state, opened.settings.list_path
    editor = ReferenceListEditor.open(path)
    _edit(editor, offers)
    try:
        made = editor.data()
    except ConfigError as error:
        return _as_patch(opened, path, offers, error)
    with begin_journal(opened) as journal:
        updates = LockFileUpdates(opened.lock_data, opened.settings.lock_path)
        try:
            back = reverse_patch(editor.now, made).model_dump(mode="json")
            journal.append(NOTED, list=back, **_noted(offers, updates, editor))
            editor.save(path)
            state.list_written = True
        except (OSError, ConfigError) as error:
            raise _unwritten(path, editor, error) from error
        _remember(updates, library, offers, now)
        try:
            updates.save()
            journal.append(END)
        except OSError as error:
            raise UnsavedStateError(
                f"the list was written, but the lock file was not saved: {error.strerror}",
                advice="Free some disk space, then run `mendeley-sync diff`. Nothing is lost: "
                "some items will need review again.",
            ) from error
    state.outcome = Outcome(
        run=state.run.id,
        holds=offers.holds,
        remembered=len(offers.values) + len(offers.documents),
        recovered=opened.recovered,
    )
    return (Notice(text=_summary(offers, path)),)


def _unwritten(
    path: Path, editor: ReferenceListEditor, error: OSError | ConfigError
) -> MendeleySyncError:
    """What a disk that failed at the list has left behind."""
    why = error.strerror if isinstance(error, OSError) else str(error)
    if digest_of(path) == editor.before.digest:
        return SafetyCheckError(
            f"the list cannot be written: {why}. Nothing was changed.",
            advice=f"Make room for {path}, then run the same command again.",
        )
    return UnsavedStateError(
        f"the list was written, and may not outlive a power cut: {why}",
        advice="Look at the disk, then run `mendeley-sync diff`: it only asks more questions.",
    )


def _edit(editor: ReferenceListEditor, offers: Offers) -> None:
    values: dict[ReferenceKey, dict[str, Any]] = defaultdict(dict)
    entries = editor.before.by_key()
    for offer in offers.values:
        values[offer.reference][offer.field] = offer.after
        if _cuts_anew(offer, entries[offer.reference]):
            values[offer.reference] |= library_cuts(offer)
    for key, changed in values.items():
        editor.set_values(key, changed)
    for reference in offers.documents:
        editor.add(reference)


def _listed(entry: Reference, field: FieldName) -> CslValue:
    return to_csl(field, value_of(entry.metadata, field))


def _cuts_anew(offer: Offer, entry: Reference) -> bool:
    """Whether the library's author list is cut where ours is whole, or the other way round."""
    return bool(offer.cut) != entry.authors_cut and bool(library_cuts(offer))


def _noted(offers: Offers, updates: LockFileUpdates, editor: ReferenceListEditor) -> dict[str, Any]:
    """What an undo needs: the values before, in the list and in the memory of the pairs."""
    keys = {offer.reference for offer in offers.values}
    added = {reference.key for reference in offers.documents}
    fields: dict[ReferenceKey, dict[FieldName, None]] = {
        key: {offer.field: None for offer in offers.values if offer.reference == key}
        for key in sorted(keys)
    }
    entries = editor.before.by_key()
    return {
        "adopted": [
            # Of authors the list's own value: what is compared ends in "et al." where they are cut.
            {**offer._asdict(), "before": _listed(entries[offer.reference], offer.field)}
            for offer in offers.values
        ],
        "cuts": {
            offer.reference: entries[offer.reference].authors_cut
            for offer in offers.values
            if offer.field == "author" and _cuts_anew(offer, entries[offer.reference])
        },
        "added": sorted(added),
        "entries": {one.key: json_item(one) for one in offers.documents},
        "documents": list(offers.origins),
        "agreed_before": {key: updates.agreed(key, names) for key, names in fields.items()},
        "former": {key: updates.binding_json(key) for key in sorted(keys | added)},
    }


def _as_patch(
    opened: OpenRun, path: Path, offers: Offers, error: ConfigError
) -> tuple[Notice, ...]:
    """The file's form does not allow the change: say what was wanted, in a file beside it."""
    patch = path.with_name(path.name + ".patch")
    text = str(error.advice).partition("\n")[2] or str(error.advice)
    try:
        write_durably(patch, text.encode())
    except OSError:
        raise error from None
    opened.state.outcome = Outcome(holds=offers.holds, recovered=opened.recovered)
    return (
        Notice(
            level="warning",
            text=f"The list is written in a way that cannot be edited without loss; what was "
            f"wanted is in {patch.name}.",
            advice="Make the change by hand.",
        ),
    )


def _remember(updates: LockFileUpdates, library: Library, offers: Offers, now: datetime) -> None:
    """Both sides agree on what was adopted."""
    documents = {document.id: document for document in library.documents}
    for offer in offers.values:
        document = documents[offer.document]
        if updates.binding(offer.reference) is None:
            updates.bind(_binding(offer.reference, offer.document, "adopted", now))
        known = updates.binding(offer.reference)
        before = known.fields.get(offer.field) if known else None
        mine = library_value(document, offer.field)
        if offer.field != "author":
            mine = from_csl(offer.field, offer.after)
        agreed = new_baseline(offer.field, mine, library_value(document, offer.field), before)
        updates.agree(offer.reference, {offer.field: agreed}, last_modified=document.last_modified)
        updates.carried_out(offer.reference, offer.field)
    for reference, origin in zip(offers.documents, offers.origins, strict=True):
        updates.bind(_binding(reference.key, origin, "adopted", now))


def _binding(reference: ReferenceKey, document: str, rule: str, now: datetime) -> Binding:
    return Binding(
        reference=reference,
        document=document,
        rule=rule,
        evidence="taken into the list from this document",
        bound_at=now,
    )


def _summary(offers: Offers, path: Path) -> str:
    entries = len({offer.reference for offer in offers.values})
    parts = []
    if offers.values:
        of_entries = counted(entries, "entry", "entries")
        parts.append(f"{counted(len(offers.values), 'value')} of {of_entries}")
    if offers.documents:
        parts.append(counted(len(offers.documents), "new entry", "new entries"))
    return f"Written to {path.name}: {' and '.join(parts)}."


def lines_of(offers: Offers) -> tuple[str, ...]:
    """The offers for a person to read, one line each."""
    values = tuple(_line(offer) for offer in offers.values)
    added = tuple(
        f"new entry {reference.key}: {reference.metadata.title}" for reference in offers.documents
    )
    return (*values, *added)


def _line(offer: Offer) -> str:
    before, after = (shown(offer.field, value) for value in (offer.before, offer.after))
    change = f"{before} → {after or '(empty)'}" if before else after
    return f"{offer.reference}, {label(offer.field)}: {change}"
