"""Pulls that go well, counted; and the same pull when little or nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import ForbiddenError, NotFoundError, SignInNeededError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.snapshot import snapshot
from mendeley_sync.mendeley.wire.documents import KNOWN_MEMBERS
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import open_mirror
from tests import scenario
from tests.service_builders import (
    GROUP,
    FixedTokens,
    a_client,
    a_server,
    documents,
    paths,
    pull_group,
)


@contextmanager
def a_world(
    tmp_path: Path, held: list[dict[str, Any]], **state: Any
) -> Iterator[tuple[SandboxServer, MendeleyClient, Mirror]]:
    with (
        a_server(held, **state) as server,
        a_client(server, read_only=True) as client,
        open_mirror(tmp_path) as mirror,
    ):
        yield server, client, mirror


@pytest.mark.parametrize("size", [0, 1, 2, 499, 500, 501, 1001])
def test_libraries_of_every_size_arrive_whole(tmp_path: Path, size: int) -> None:
    with a_world(tmp_path, documents(size), trash=[{"title": "Old"}]) as (_, client, mirror):
        result = pull_group(client, mirror)

        library = mirror.library(GROUP)

    assert library is not None
    assert result.exact
    assert library.exact
    assert (len(library.documents), len(library.trash)) == (size, 1)
    assert (result.live, result.trashed, result.kind) == (size, 1, "full")
    assert [each.metadata.title for each in library.documents] == [
        f"Work {number}" for number in range(size)
    ]
    assert library.pulled_at == scenario.BEGINNING


def test_a_pull_reads_and_nothing_else(tmp_path: Path) -> None:
    with a_world(tmp_path, documents(3)) as (server, client, mirror):
        pull_group(client, mirror)

        assert sorted(paths(server)) == [
            "GET /documents",
            "GET /documents",
            "GET /folders",
            f"GET /groups/v2/{GROUP}",
            "GET /trash",
        ]
        (listed,) = (each for each in server.requests if each["query"].get("sort") == "created")
        assert listed["query"] == {
            "group_id": GROUP,
            "view": "all",
            "sort": "created",
            "order": "asc",
            "limit": "500",
        }


@pytest.mark.slow
def test_twenty_thousand_documents_take_few_requests(tmp_path: Path) -> None:
    with a_world(tmp_path, documents(20_000)) as (server, client, mirror):
        first = pull_group(client, mirror)
        in_full = len(server.requests)
        second = pull_group(client, mirror)

        assert first.requests == in_full <= 46
        assert second.requests == len(server.requests) - in_full <= 6
    assert (first.live, second.live) == (20_000, 20_000)
    assert (first.kind, second.kind) == ("full", "incremental")
    assert first.exact
    assert not second.exact


def test_progress_counts_up_to_what_the_service_said(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with a_world(tmp_path, documents(1001)) as (_, client, mirror):
        pull_group(client, mirror, progress=lambda done, total: seen.append((done, total)))

    assert seen[0] == (500, 1001)
    assert seen[-1] == (1001, 1001)
    assert seen == sorted(seen)


def test_strange_documents_are_named_and_stop_nothing(tmp_path: Path) -> None:
    held: list[dict[str, Any]] = [
        {"id": "d-1", "title": "Fine"},
        {"id": "d-2", "title": "Odd", "year": "1996", "authors": [{}]},
        {"id": "d-3", "type": "podcast", "mood": "good"},
    ]
    with a_world(tmp_path, held) as (_, client, mirror):
        result = pull_group(client, mirror)
        library = mirror.library(GROUP)

    assert library is not None
    assert len(library.documents) == 3
    assert sorted(result.strange) == ["d-2", "d-3"]
    assert "title is missing" in result.strange["d-3"]
    assert result.exact


def test_members_that_the_service_added_are_reported_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = KNOWN_MEMBERS - {"volume"}
    monkeypatch.setattr(snapshot, "KNOWN_MEMBERS", known)
    with a_world(tmp_path, documents(1, volume="7")) as (_, client, mirror):
        result = pull_group(client, mirror)
        (seen,) = mirror.seen(GROUP)

    assert result.unknown_members == ("volume",)
    assert seen.raw["volume"] == "7"


def test_what_moved_between_two_pulls_is_told(tmp_path: Path) -> None:
    held = [{"id": f"d-{number}", "title": "T"} for number in range(6)]
    with a_world(tmp_path, held, trash=[{"id": "t-1", "title": "Old"}]) as (server, client, mirror):
        pull_group(client, mirror)
        with server.state.lock:
            server.state.edit("d-0", volume="9")
            server.state.trash("d-1")
            server.state.purge("d-2")
            server.state.restore("t-1")
        result = pull_group(client, mirror)

    movement = result.movement
    assert movement.changed == ("d-0",)
    assert movement.trashed == ("d-1",)
    assert movement.gone == ("d-2",)
    assert movement.restored == ("t-1",)
    assert movement.lost == 2
    assert result.exact


def test_a_group_that_is_not_there_leaves_the_mirror_alone(tmp_path: Path) -> None:
    with a_world(tmp_path, documents(2)) as (server, client, mirror):
        pull_group(client, mirror)
        with server.state.lock:
            del server.state.groups[GROUP]
        with pytest.raises(NotFoundError) as caught:
            pull_group(client, mirror)

        assert mirror.ids(GROUP, "live")
    assert caught.value.exit_code == 8


def test_an_account_that_was_put_out_of_the_group_learns_it(tmp_path: Path) -> None:
    with a_world(tmp_path, documents(2)) as (server, client, mirror):
        pull_group(client, mirror)
        with server.state.lock:
            server.state.members[GROUP].clear()
        with pytest.raises(ForbiddenError):
            pull_group(client, mirror)

        assert len(mirror.ids(GROUP, "live")) == 2


def test_a_library_that_really_was_emptied_is_empty(tmp_path: Path) -> None:
    with a_world(tmp_path, [{"id": "d-1", "title": "T"}]) as (server, client, mirror):
        pull_group(client, mirror)
        with server.state.lock:
            server.state.purge("d-1")
        result = pull_group(client, mirror)

        assert result.movement.gone == ("d-1",)
        assert [each["path"] for each in server.requests].count("/documents") == 5


def test_a_token_that_expires_in_the_middle_costs_one_renewal(tmp_path: Path) -> None:
    tokens = FixedTokens("first", "second")
    with (
        a_server(documents(1001), Fault(path="/documents", nth=2, status=401)) as server,
        a_client(server, tokens=tokens) as client,
        open_mirror(tmp_path) as mirror,
    ):
        for name in ("first", "second"):
            scenario.sign_in(server.state, scenario.OWNER, name, None)
        result = pull_group(client, mirror)

    assert (result.live, result.exact, tokens.renewals) == (1001, True, 1)


def test_a_sign_in_that_ends_in_the_middle_leaves_the_last_pull(tmp_path: Path) -> None:
    with a_world(tmp_path, documents(1001)) as (server, client, mirror):
        pull_group(client, mirror)
        server.faults.add(Fault(path="/documents", nth=2, times=9, status=401))
        with pytest.raises(SignInNeededError) as caught:
            pull_group(client, mirror, full=True)

        last = mirror.last_pull(GROUP)
    assert caught.value.exit_code == 8
    assert last is not None
    assert last.live == 1001


@pytest.mark.parametrize("status", [400, 408, 504])
def test_a_page_that_is_too_much_for_the_service_is_asked_for_in_smaller_ones(
    tmp_path: Path, status: int
) -> None:
    faults = [
        Fault(path="/documents", query={"limit": size}, nth=None, status=status)
        for size in ("500", "200")
    ]
    with a_world(tmp_path, documents(450)) as (server, client, mirror):
        for fault in faults:
            server.faults.add(fault)
        result = pull_group(client, mirror)

    assert (result.live, result.exact) == (450, True)
