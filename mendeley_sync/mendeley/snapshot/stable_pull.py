"""Walking through a library again until nothing is in doubt, with smaller pages if need be."""

from __future__ import annotations

from dataclasses import replace

from mendeley_sync.errors import ServiceError
from mendeley_sync.mendeley.requests.paging import CircularPagesError
from mendeley_sync.mendeley.snapshot.pull_connections import Connections
from mendeley_sync.mendeley.snapshot.snapshot import Asked, CoreViewError, Snapshot, walk
from mendeley_sync.mendeley.snapshot.two_way_listing import MovedError
from mendeley_sync.stores.mirror.staging import Staging

START_OVERS = 3
"""How often a walk begins anew when the library moves under it."""

PAUSE_S = 1.0
"""Before the first new beginning; then twice, then three times as long."""

PAGE_SIZES = (500, 200, 100)
"""A page of 500 whole documents can be too much for the service (mendeley-api 2.10)."""

TOO_MUCH = frozenset({400, 408, 413, 504})
"""Answers after which the same list may be had in smaller pages."""


def pull_until_stable(lines: Connections, staging: Staging, asked: Asked) -> Snapshot:
    """Walk until nothing is in doubt; with smaller pages where the service is too slow.

    Raises:
        CoreViewError, CircularPagesError, ServiceError: as `walk`, when it stays so.
    """
    for size in PAGE_SIZES[:-1]:
        try:
            return _settled(lines, staging, replace(asked, page_size=size))
        except ServiceError as error:
            if not (error.timed_out or error.status in TOO_MUCH):
                raise
    return _settled(lines, staging, replace(asked, page_size=PAGE_SIZES[-1]))


def _settled(lines: Connections, staging: Staging, asked: Asked) -> Snapshot:
    """Walk at most four times; the last walk as it is."""
    earlier: Snapshot | None = None
    for round_number in range(START_OVERS + 1):
        if round_number:
            lines.main.pause(PAUSE_S * round_number)
        is_last = round_number == START_OVERS
        try:
            snapshot = walk(lines, staging, replace(asked, both_ends=not round_number))
        except MovedError as error:
            if is_last:
                raise ServiceError(f"the library moves too fast to be listed ({error})") from error
            continue
        except (CircularPagesError, CoreViewError):
            if is_last:
                raise
            continue
        _believe_two_equal_listings(snapshot, earlier)
        if not snapshot.doubts or is_last:
            return snapshot
        earlier = snapshot
    raise AssertionError("unreachable: the last round returns or raises")


def _believe_two_equal_listings(snapshot: Snapshot, earlier: Snapshot | None) -> None:
    """Where the service says no count, a second listing stands in for it."""
    if (
        earlier is not None
        and not snapshot.counted
        and len(snapshot.doubts) == 1
        and (snapshot.live, snapshot.newest) == (earlier.live, earlier.newest)
    ):
        snapshot.doubts.clear()
