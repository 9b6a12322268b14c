"""What the port's `snapshot` asks for: everything, what changed, or the newest.

Everything is listed again until it is consistent, with smaller pages if need be.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mendeley_sync.domain.library import Group, GroupId
from mendeley_sync.domain.service import Place, Progress, Sink, Snapshot
from mendeley_sync.errors import MendeleySyncError, ServiceError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.paging import CircularPagesError
from mendeley_sync.mendeley.requests.requester import awaited
from mendeley_sync.mendeley.snapshot.pull_connections import Connections, two_connections
from mendeley_sync.mendeley.snapshot.snapshot import (
    Asked,
    CoreViewError,
    Walked,
    folders_of,
    look,
    walk,
)
from mendeley_sync.mendeley.snapshot.two_way_listing import MovedError, hanging_on_markers

START_OVERS = 3
"""How often a walk begins anew when the library moves under it."""

PAUSE_S = 1.0
"""Before the first new beginning; then twice, then three times as long."""

PAGE_SIZES = (500, 200, 100)
"""A page of 500 whole documents can be too much for Mendeley."""

TOO_MUCH = frozenset({400, 408, 413, 504})
"""Answers after which the same list may be had in smaller pages."""


def list_everything(
    client: MendeleyClient,
    sink: Sink,
    group_id: GroupId,
    *,
    known: Group | None,
    expect_trash: bool,
    progress: Progress | None,
) -> Snapshot:
    """List the library and its trash, again until it is consistent.

    Args:
        known: the group, where it was asked for already.

    Raises:
        ServiceError: Mendeley does not list its whole library.
        As `LibraryService.snapshot` besides.
    """
    before = client.requests_sent
    asked = Asked(group_id, expect_trash, progress=progress)
    with two_connections(client) as lines:
        # Nothing depends on the group yet, so it comes while the library does.
        group = lines.aside.ahead(lambda: known or lines.aside.group(group_id))
        try:
            walked = pull_until_stable(lines, sink, asked)
        except MendeleySyncError:
            # A group that is not there explains every other error.
            awaited(group)
            raise
        if walked.doubts and walked.is_short:
            raise ServiceError(
                f"Mendeley did not list the whole library ({'; '.join(walked.doubts)}).",
                impact="The last pull is unchanged.",
            )
        found = awaited(group)
        return walked.as_snapshot(found, client, before)


def list_changes(client: MendeleyClient, sink: Sink, group: Group, since: datetime) -> Snapshot:
    """List what changed since then; a library that changes meanwhile is noted in `doubts`."""
    before = client.requests_sent
    walked = Walked(group.id, taken_at=client.answered_at)
    sink.clear()
    try:
        _walk_changes(client, sink, since, walked)
    except (MovedError, CircularPagesError, CoreViewError) as error:
        walked.doubts.append(f"the changes cannot be listed: {error}")
    else:
        walked.folders = folders_of(client, group.id)
        walked.note_last_look(look(client, group.id))
    return walked.as_snapshot(group, client, before)


def _walk_changes(client: MendeleyClient, sink: Sink, since: datetime, walked: Walked) -> None:
    group_id = walked.group_id
    changed = client.document_pages(
        group_id=group_id, modified_since=since, sort="created", order="asc"
    )
    for page in hanging_on_markers(changed):
        walked.take_in(page, sink)
    for page in client.document_pages(group_id=group_id, deleted_since=since, view=None):
        walked.deleted.update(str(item["id"]) for item in page.items)
    for page in client.trash_pages(group_id=group_id, modified_since=since):
        walked.take_in(page, sink, Place.TRASH)


def list_newest(client: MendeleyClient, sink: Sink, group: Group, newest: int) -> Snapshot:
    """List the documents that were created last."""
    before = client.requests_sent
    page = client.first_page(group_id=group.id, sort="created", order="desc", limit=newest)
    walked = Walked(group.id, taken_at=page.at, count=page.count)
    sink.clear()
    walked.take_in(page, sink)
    return walked.as_snapshot(group, client, before)


def pull_until_stable(lines: Connections, sink: Sink, asked: Asked) -> Walked:
    """Walk until it is consistent; with smaller pages where Mendeley is too slow.

    Raises:
        CoreViewError, CircularPagesError, ServiceError: as `walk`, when it stays so.
    """
    for size in PAGE_SIZES[:-1]:
        try:
            return _walk_again(lines, sink, replace(asked, page_size=size))
        except ServiceError as error:
            if not (error.timed_out or error.status in TOO_MUCH):
                raise
    return _walk_again(lines, sink, replace(asked, page_size=PAGE_SIZES[-1]))


def _walk_again(lines: Connections, sink: Sink, asked: Asked) -> Walked:
    """Walk at most four times; the last walk as it is."""
    earlier: Walked | None = None
    for round_number in range(START_OVERS + 1):
        if round_number:
            lines.main.pause(PAUSE_S * round_number)
        is_last = round_number == START_OVERS
        try:
            walked = walk(lines, sink, replace(asked, both_ends=not round_number))
        except MovedError as error:
            if is_last:
                raise ServiceError(
                    f"The library changed repeatedly during the pull ({error})."
                ) from error
            continue
        except (CircularPagesError, CoreViewError):
            if is_last:
                raise
            continue
        _believe_two_equal_listings(walked, earlier)
        if not walked.doubts or is_last:
            return walked
        earlier = walked
    raise AssertionError("unreachable: the last round returns or raises")


def _believe_two_equal_listings(walked: Walked, earlier: Walked | None) -> None:
    """Where Mendeley says no count, a second listing stands in for it."""
    if (
        earlier is not None
        and not walked.counted
        and len(walked.doubts) == 1
        and (walked.live, walked.listed_newest) == (earlier.live, earlier.listed_newest)
    ):
        walked.doubts.clear()
