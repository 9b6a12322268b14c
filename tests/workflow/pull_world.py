"""A library on several small pages that was pulled well once, and what may become of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import MendeleySyncError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.snapshot import stable_pull, two_way_listing
from mendeley_sync.pull.pull import PullResult
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import open_mirror
from tests import scenario
from tests.service_builders import GROUP, a_client, a_server, pull_group

SIZE = 7
PAGE = 3

LINE: dict[str, dict[str, Any]] = {
    "5xx": {"status": 503},
    "reset": {"reset": True},
    "cut with length": {"cut_after": 10},
    "cut without length": {"cut_after": 10, "keep_length": False},
    "malformed JSON": {"when": "after", "body": '[{"id":"d-0"},'},
    "HTML with 200": {"when": "after", "body": "<html>", "content_type": "text/html"},
    "wrong type": {"when": "after", "content_type": "application/x-bibtex"},
    "byte order mark": {"when": "after", "body": "\ufeff[]"},
}
"""Faults of the line: what each does to one answer."""


@contextmanager
def a_world(
    tmp_path: Path, *faults: Fault, size: int = SIZE, **state: Any
) -> Iterator[tuple[SandboxServer, MendeleyClient, Mirror]]:
    """A library on several small pages that was pulled well once; then the faults begin."""
    held = [{"id": f"d-{number}", "title": "T"} for number in range(size)]
    with (
        a_server(held, **state) as server,
        a_client(server, read_only=True) as client,
        open_mirror(tmp_path) as mirror,
    ):
        pull_group(client, mirror)
        server.requests.clear()
        for fault in faults:
            server.faults.add(fault)
        yield server, client, mirror


def use_small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three documents a page, one page after another; both ends have tests of their own."""
    monkeypatch.setattr(two_way_listing, "LARGE", 1000)
    monkeypatch.setattr(stable_pull, "PAGE_SIZES", (PAGE,))


def page_fault(**fields: Any) -> Fault:
    """A fault of the listing, not of the last question for count and newest."""
    return Fault(path="/documents", query={"sort": "created"}, **fields)


SEES_EVERY_PAGE = page_fault(nth=None)
"""Does nothing; a page can only be repeated where a fault has met the one before it."""


def assert_whole(result: PullResult, mirror: Mirror, size: int = SIZE) -> None:
    assert result.exact
    assert result.doubts == ()
    assert len(mirror.ids(GROUP, "live")) == result.live == size


def assert_nothing_changed(mirror: Mirror) -> None:
    last = mirror.last_pull(GROUP)
    assert last is not None
    assert (last.live, last.exact, last.pulled_at) == (SIZE, True, scenario.BEGINNING)
    assert mirror.ids(GROUP, "gone") == frozenset()


def outcome(client: MendeleyClient, mirror: Mirror) -> PullResult | MendeleySyncError:
    """The result, or the error instead."""
    try:
        return pull_group(client, mirror)
    except MendeleySyncError as error:
        return error
