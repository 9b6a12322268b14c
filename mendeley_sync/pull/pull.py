"""Bringing the mirror up to date: one complete picture of the library, or an error.

Source: sync-semantics 7 (Pull); docs/decisions/0032-whole-or-nothing.md,
docs/decisions/0033-incremental-pull.md
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from mendeley_sync.domain.library import Document, DocumentId, Group, GroupId
from mendeley_sync.errors import MendeleySyncError, ServiceError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.paging import CircularPagesError
from mendeley_sync.mendeley.requests.requester import awaited
from mendeley_sync.mendeley.snapshot.pull_connections import (
    Connections,
    rare_collections,
    two_connections,
)
from mendeley_sync.mendeley.snapshot.snapshot import (
    Asked,
    CoreViewError,
    Progress,
    Snapshot,
    documents_of,
    look,
    look_again,
)
from mendeley_sync.mendeley.snapshot.stable_pull import pull_until_stable
from mendeley_sync.mendeley.snapshot.two_way_listing import MovedError
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.stores.mirror.mirror import LastPull, Mirror
from mendeley_sync.stores.mirror.staging import Movement, Staging

OVERLAP = timedelta(minutes=5)
"""An incremental pull asks from so long before the last pull, since changes may show late."""

FULL_EVERY = timedelta(hours=24)
WORTH_IT = 1000
"""Live documents from which an incremental pull costs fewer requests than a full one."""


@dataclass(frozen=True)
class PullResult:
    """What a pull found."""

    group: Group
    pulled_at: datetime
    """Server clock at its start."""
    kind: Literal["full", "incremental"]
    exact: bool
    """False: the library moved under the pull, or it was incremental: absence is not proven."""
    live: int
    trashed: int
    movement: Movement
    """What changed since the last pull."""
    requests: int
    """How many it took, the token calls apart."""
    strange: Mapping[DocumentId, tuple[str, ...]] = field(default_factory=dict)
    """Documents with values that could not be read as they stood, and which."""
    unknown_members: tuple[str, ...] = ()
    """Members that the service has added to its documents; they are kept."""
    doubts: tuple[str, ...] = ()
    """Why it is not exact, one sentence each."""


def open_mirror(path: Path) -> Mirror:
    """The mirror's file, with the client's reading of documents; its folder is made if need be.

    Raises:
        ConfigError: it is damaged, from a newer version, or cannot be opened.
    """
    return Mirror(path, _read)


def _read(raw: Mapping[str, object], trashed: bool) -> Document:
    return document_from_wire(raw, trashed=trashed)


def pull(
    client: MendeleyClient,
    mirror: Mirror,
    *,
    group_id: GroupId,
    full: bool = False,
    progress: Progress | None = None,
) -> PullResult:
    """Bring the mirror up to date with a group's library.

    The mirror changes whole or not at all.

    Args:
        full: list everything, also where asking for changes would be enough. Without it
            a large library that was listed within a day is only asked for its changes;
            that never proves absence.
        progress: called after each page with documents so far and in all.

    Raises:
        NotFoundError, ForbiddenError: the group is not there for this account.
        SignInNeededError: no usable sign-in.
        InvalidPullError: the answers are no picture of the library.
        ServiceError: no usable answers, or pages that do not hang together.
    """
    before = client.requests_sent
    staging = mirror.stage(group_id)
    last = mirror.last_pull(group_id)
    with two_connections(client) as lines, rare_collections():
        if full or last is None or not _is_worth_it(last):
            # Nothing depends on the group yet, so it comes while the library does.
            group = lines.aside.ahead(lambda: lines.aside.group(group_id))
        else:
            known = client.group(group_id)
            result = _changes(client, mirror, staging, known, last, before)
            if result is not None:
                return result
            group = lines.aside.ahead(lambda: known)
        return _full(lines, mirror, staging, group, group_id, before, progress)


# -- everything ----------------------------------------------------------------------


def _full(
    lines: Connections,
    mirror: Mirror,
    staging: Staging,
    group: Future[Group],
    group_id: GroupId,
    before: int,
    progress: Progress | None,
) -> PullResult:
    expects_trash = bool(mirror.ids(group_id, "trashed"))
    try:
        snapshot = pull_until_stable(
            lines, staging, Asked(group_id, expects_trash, progress=progress)
        )
    except MendeleySyncError:
        # A group that is not there explains every other error.
        awaited(group)
        raise
    if snapshot.doubts and snapshot.is_short:
        raise ServiceError(
            f"the service does not list its whole library ({'; '.join(snapshot.doubts)})",
            advice="Nothing was changed, the last good pull is kept. Try again later.",
        )
    exact = not snapshot.doubts
    pulled_at = snapshot.pulled_at or lines.main.answered_at
    movement = staging.take_over_full(awaited(group), pulled_at, exact=exact)
    sent = lines.main.requests_sent - before
    return _result(mirror, awaited(group), snapshot, movement, sent, kind="full", exact=exact)


# -- what changed --------------------------------------------------------------------


def _changes(
    client: MendeleyClient,
    mirror: Mirror,
    staging: Staging,
    group: Group,
    last: LastPull,
    before: int,
) -> PullResult | None:
    """Ask for what changed since the last pull; None where that is not enough."""
    started = client.answered_at
    if not _is_recent(last, started):
        return None
    since = last.pulled_at - OVERLAP
    snapshot = Snapshot(
        live=set(mirror.ids(group.id, "live")),
        newest=mirror.newest(group.id),
        pulled_at=started,
    )
    try:
        deleted = _stage_changes(client, staging, group.id, since, snapshot)
    except (MovedError, CircularPagesError, CoreViewError):
        return None
    look_again(look(client, group.id), snapshot)
    if snapshot.doubts:
        return None
    movement = staging.take_over_changes(group, started, deleted)
    sent = client.requests_sent - before
    return _result(mirror, group, snapshot, movement, sent, kind="incremental")


def _is_worth_it(last: LastPull) -> bool:
    """Whether asking for changes costs less than listing, and there is something to build on."""
    return last.live > WORTH_IT and last.full_at is not None


def _is_recent(last: LastPull, now: datetime) -> bool:
    """Whether the last full pull is good enough to build on, by the server's clock."""
    return (
        last.full_at is not None
        and timedelta(0) <= now - last.full_at < FULL_EVERY
        and last.pulled_at <= now
    )


def _stage_changes(
    client: MendeleyClient,
    staging: Staging,
    group_id: GroupId,
    since: datetime,
    snapshot: Snapshot,
) -> set[DocumentId]:
    """Stage the changed and the trashed, and give the ids that are gone for good."""
    newest = [snapshot.newest] if snapshot.newest else []
    for page in client.document_pages(
        group_id=group_id, modified_since=since, sort="created", order="asc"
    ):
        documents = documents_of(page, group_id, snapshot)
        snapshot.live.update(document.id for document in documents)
        newest.extend(each.last_modified for each in documents if each.last_modified)
        staging.add(documents)
    deleted = {
        str(item["id"])
        for page in client.document_pages(group_id=group_id, deleted_since=since, view=None)
        for item in page.items
    }
    for page in client.trash_pages(group_id=group_id, modified_since=since):
        documents = documents_of(page, group_id, snapshot, trashed=True)
        snapshot.trash.update(document.id for document in documents)
        staging.add(documents)
    snapshot.live -= snapshot.trash | deleted
    snapshot.newest = max(newest, default=None)
    return deleted - snapshot.trash


def _result(
    mirror: Mirror,
    group: Group,
    snapshot: Snapshot,
    movement: Movement,
    sent: int,
    *,
    kind: Literal["full", "incremental"],
    exact: bool = False,
) -> PullResult:
    last = mirror.last_pull(group.id)
    assert last is not None  # it has just been taken over
    return PullResult(
        group=group,
        pulled_at=last.pulled_at,
        kind=kind,
        exact=exact,
        live=last.live,
        trashed=last.trashed,
        movement=movement,
        requests=sent,
        strange=dict(sorted(snapshot.strange.items())),
        unknown_members=tuple(sorted(snapshot.unknown_members)),
        doubts=tuple(snapshot.doubts),
    )
