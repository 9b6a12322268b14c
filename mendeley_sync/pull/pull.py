"""Bringing the mirror up to date: one complete snapshot of the library, or an error.

Source: docs/synchronising.md (Pulling); docs/decisions/0032-whole-or-nothing.md,
docs/decisions/0033-incremental-pull.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from mendeley_sync.domain.library import DocumentId, Group, GroupId
from mendeley_sync.domain.service import LibraryService, Progress, Snapshot
from mendeley_sync.stores.mirror.mirror import LastPull, Mirror
from mendeley_sync.stores.mirror.staging import Movement

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
    """Members that Mendeley has added to its documents; they are kept."""
    doubts: tuple[str, ...] = ()
    """Why it is not exact, one sentence each."""


def pull(
    service: LibraryService,
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
        InvalidPullError: the answers are no snapshot of the library.
        ServiceError: no usable answers, or pages that do not hang together.
    """
    staging = mirror.stage(group_id)
    last = mirror.last_pull(group_id)
    requests = 0
    if not full and last is not None and _is_worth_it(last):
        asked = service.snapshot(staging, newest=0)
        requests = asked.requests
        if _is_recent(last, asked.taken_at):
            changes = service.snapshot(staging, since=last.pulled_at - OVERLAP)
            requests += changes.requests
            if _agrees(changes, mirror):
                staging.keep(changes.group, changes.folders, changes.answers)
                movement = staging.take_over_changes(changes.group, asked.taken_at, changes.deleted)
                return _result(mirror, changes, movement, requests, kind="incremental")
    expect_trash = bool(mirror.ids(group_id, "trashed"))
    snapshot = service.snapshot(staging, expect_trash=expect_trash, progress=progress)
    exact = not snapshot.doubts
    staging.keep(snapshot.group, snapshot.folders, snapshot.answers)
    movement = staging.take_over_full(snapshot.group, snapshot.taken_at, exact=exact)
    requests += snapshot.requests
    return _result(mirror, snapshot, movement, requests, kind="full", exact=exact)


def _is_worth_it(last: LastPull) -> bool:
    """True if asking for changes costs less than listing, and there is something to build on."""
    return last.live > WORTH_IT and last.full_at is not None


def _is_recent(last: LastPull, now: datetime) -> bool:
    """True if the last full pull is good enough to build on, by the server's clock."""
    return (
        last.full_at is not None
        and timedelta(0) <= now - last.full_at < FULL_EVERY
        and last.pulled_at <= now
    )


def _agrees(changes: Snapshot, mirror: Mirror) -> bool:
    """True if the mirror with these changes is what Mendeley says it has now."""
    group = changes.group.id
    live = (mirror.ids(group, "live") | changes.live) - changes.trash - changes.deleted
    newest = max(filter(None, (mirror.newest(group), changes.listed_newest)), default=None)
    return not changes.doubts and changes.count == len(live) and changes.newest in (None, newest)


def _result(
    mirror: Mirror,
    snapshot: Snapshot,
    movement: Movement,
    requests: int,
    *,
    kind: Literal["full", "incremental"],
    exact: bool = False,
) -> PullResult:
    last = mirror.last_pull(snapshot.group.id)
    assert last is not None  # it has just been taken over
    return PullResult(
        group=snapshot.group,
        pulled_at=last.pulled_at,
        kind=kind,
        exact=exact,
        live=last.live,
        trashed=last.trashed,
        movement=movement,
        requests=requests,
        strange=snapshot.strange,
        unknown_members=snapshot.unknown_members,
        doubts=snapshot.doubts,
    )
