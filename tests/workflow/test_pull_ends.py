"""Large libraries, listed from both ends: the same promises, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import MendeleySyncError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.snapshot import stable_pull
from mendeley_sync.pull.pull import PullResult
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import open_mirror
from tests.service_builders import GROUP, a_client, a_server, pull_group

PAGE = 3


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable_pull, "PAGE_SIZES", (PAGE,))


@contextmanager
def a_world(
    tmp_path: Path, size: int, *faults: Fault, **fields: Any
) -> Iterator[tuple[SandboxServer, MendeleyClient, Mirror]]:
    held = [{"id": f"d-{number:02d}", "title": "T", **fields} for number in range(size)]
    with (
        a_server(held, *faults) as server,
        a_client(server, read_only=True) as client,
        open_mirror(tmp_path) as mirror,
    ):
        yield server, client, mirror


def listed(server: SandboxServer) -> list[str]:
    """The order of each listing request."""
    return [
        request["query"]["order"]
        for request in server.requests
        if request["query"].get("sort") == "created"
    ]


@pytest.mark.parametrize("size", range(7, 20))
def test_both_ends_meet_whatever_the_size(tmp_path: Path, size: int) -> None:
    with a_world(tmp_path, size) as (server, client, mirror):
        result = pull_group(client, mirror)

        assert result.exact
        assert mirror.ids(GROUP, "live") == set(server.state.documents)
        pages = listed(server)
    full_pages = -(-size // PAGE)
    assert len(pages) <= full_pages + 2
    assert abs(pages.count("asc") - pages.count("desc")) <= 2


def test_a_library_of_two_pages_is_listed_from_one_end(tmp_path: Path) -> None:
    with a_world(tmp_path, 2 * PAGE) as (server, client, mirror):
        assert pull_group(client, mirror).exact
        assert listed(server) == ["asc", "asc"]


def test_documents_of_one_and_the_same_moment_are_all_found(tmp_path: Path) -> None:
    same = "2023-05-02T08:00:00.000Z"
    with a_world(tmp_path, 17, created=same, last_modified=same) as (server, client, mirror):
        assert pull_group(client, mirror).exact
        assert mirror.ids(GROUP, "live") == set(server.state.documents)


def test_where_the_service_knows_no_order_one_end_walks_to_its_end(tmp_path: Path) -> None:
    turned = Fault(path="/documents", query={"order": "desc", "sort": "created"}, nth=None)
    with a_world(tmp_path, 11, turned) as (server, client, mirror):
        plain = sorted

        def never_turned(items: Any, **asked: Any) -> Any:
            return plain(items, **{**asked, "reverse": False})

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "mendeley_sync.sandbox.resources.listing.sorted", never_turned, raising=False
            )
            result = pull_group(client, mirror)

        assert mirror.ids(GROUP, "live") == set(server.state.documents)
    assert result.live == 11


FAULTS: dict[str, dict[str, Any]] = {
    "5xx": {"status": 503},
    "reset": {"reset": True},
    "cut": {"cut_after": 10},
    "HTML": {"when": "after", "body": "<html>", "content_type": "text/html"},
    "empty page": {"page": "empty"},
    "dropped item": {"page": "drop"},
    "repeated page": {"page": "repeat"},
    "no link": {"remove_headers": ("Link",)},
    "no count": {"remove_headers": ("Mendeley-Count",)},
    "low count": {"headers": {"Mendeley-Count": "7"}},
    "high count": {"headers": {"Mendeley-Count": "99"}},
    "added": {"act": {"do": "create", "fields": {"title": "N", "group_id": GROUP}}},
    "edited": {"act": {"do": "edit", "document": "d-00", "fields": {"title": "E"}}},
    "trashed": {"act": {"do": "trash", "document": "d-05"}},
    "deleted": {"act": {"do": "purge", "document": "d-02"}},
    "core view": {"when": "after", "body": f'[{{"id":"d-00","group_id":"{GROUP}"}}]'},
}
every_fault = pytest.mark.parametrize("fields", FAULTS.values(), ids=FAULTS)


@every_fault
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5])
def test_a_fault_once_ends_in_a_whole_picture(
    tmp_path: Path, fields: dict[str, Any], nth: int
) -> None:
    fault = Fault(path="/documents", query={"sort": "created"}, nth=nth, **fields)
    with a_world(tmp_path, 11, fault) as (server, client, mirror):
        with server.state.lock:
            server.state.clock.advance(60)
        result = pull_group(client, mirror)

        assert result.exact
        assert mirror.ids(GROUP, "live") == set(server.state.documents)
        assert mirror.ids(GROUP, "trashed") == set(server.state.trashed)


@every_fault
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_fault_that_stays_never_ends_in_half_a_picture_that_passes_for_whole(
    tmp_path: Path, fields: dict[str, Any], order: str
) -> None:
    fault = Fault(path="/documents", query={"sort": "created", "order": order}, nth=None, **fields)
    with a_world(tmp_path, 11) as (server, client, mirror):
        pull_group(client, mirror)
        before = mirror.ids(GROUP, "live")
        server.faults.add(fault)
        with server.state.lock:
            server.state.clock.advance(60)
        outcome = _outcome(client, mirror)

        if isinstance(outcome, MendeleySyncError):
            assert outcome.exit_code in (5, 9)
            assert mirror.ids(GROUP, "live") == before
        elif outcome.exact:
            assert mirror.ids(GROUP, "live") == set(server.state.documents)
        else:
            assert outcome.movement.gone == ()
            assert mirror.ids(GROUP, "live") >= before - set(server.state.trashed)


def _outcome(client: MendeleyClient, mirror: Mirror) -> PullResult | MendeleySyncError:
    try:
        return pull_group(client, mirror)
    except MendeleySyncError as error:
        return error
