"""Pulls that only ask what changed: when, what they find, and when they give way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.pull import pull as pull_module
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state import SandboxState
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import open_mirror
from tests import scenario
from tests.service_builders import GROUP, a_client, a_server, pull_group

SIZE = 8


@pytest.fixture(autouse=True)
def worth_it_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull_module, "WORTH_IT", 2)


@contextmanager
def a_pulled_world(
    tmp_path: Path,
) -> Iterator[tuple[SandboxServer, MendeleyClient, Mirror]]:
    """A library that was pulled in full an hour ago."""
    held = [{"id": f"d-{number}", "title": "T"} for number in range(SIZE)]
    with (
        a_server(held, trash=[{"id": "t-1", "title": "Old"}]) as server,
        a_client(server, read_only=True) as client,
        open_mirror(tmp_path) as mirror,
    ):
        pull_group(client, mirror)
        advance(server, hours=1)
        server.requests.clear()
        yield server, client, mirror


def advance(server: SandboxServer, *, hours: float) -> None:
    with server.state.lock:
        server.state.clock.advance(hours * 3600)
        scenario.sign_in(server.state, scenario.OWNER)


def assert_agrees(mirror: Mirror, state: SandboxState) -> None:
    """The mirror holds what the service holds, no more and no less."""
    library = mirror.library(GROUP)
    assert library is not None
    assert {each.id: each.metadata.title for each in library.documents} == {
        item["id"]: item["title"] for item in state.documents.values()
    }
    assert {each.id for each in library.trash} == set(state.trashed)


def test_an_unchanged_library_costs_six_requests(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        result = pull_group(client, mirror)

        assert result.kind == "incremental"
        assert result.requests == len(server.requests) == 6
        assert_agrees(mirror, server.state)


def test_it_asks_from_five_minutes_before_the_start_of_the_last_pull(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        pull_group(client, mirror)

        queries = [request["query"] for request in server.requests]
    since = "2026-01-15T11:55:00.000Z"
    assert queries[1]["modified_since"] == since
    assert queries[2]["deleted_since"] == since
    assert queries[3]["modified_since"] == since


CHANGES: dict[str, Callable[[SandboxState], object]] = {
    "added": lambda state: state.create(title="New", group_id=GROUP),
    "edited": lambda state: state.edit("d-3", title="Edited"),
    "trashed": lambda state: state.trash("d-3"),
    "deleted": lambda state: state.purge("d-3"),
    "restored": lambda state: state.restore("t-1"),
    "trash emptied": lambda state: state.purge("t-1"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_found(tmp_path: Path, change: Callable[[SandboxState], object]) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        with server.state.lock:
            change(server.state)
        pull_group(client, mirror)

        assert_agrees(mirror, server.state)


def test_all_changes_at_once_are_found_without_a_full_listing(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        with server.state.lock:
            server.state.trash("d-3")
            server.state.purge("d-4")
            server.state.edit("d-5", title="Edited")
            server.state.create(title="New", group_id=GROUP)
        result = pull_group(client, mirror)

        assert result.kind == "incremental"
        assert (result.movement.trashed, result.movement.gone) == (("d-3",), ("d-4",))
        assert result.movement.changed == ("d-5",)
        assert len(result.movement.first_seen) == 1
        assert_agrees(mirror, server.state)


def test_changes_never_prove_absence(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (_, client, mirror):
        result = pull_group(client, mirror)

        library = mirror.library(GROUP)
    assert library is not None
    assert not result.exact
    assert not library.exact


def test_a_change_in_the_second_of_the_last_pull_is_found(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        with server.state.lock:
            server.state.clock.advance(-3600)
            server.state.edit("d-3", title="In the same second")
            server.state.clock.advance(3600)
        pull_group(client, mirror)

        assert_agrees(mirror, server.state)


def test_row_38_a_change_that_shows_late_is_found_by_the_overlap(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        with server.state.lock:
            server.state.clock.advance(-3600 - 240)
            server.state.edit("d-3", title="Four minutes before")
            server.state.clock.advance(3600 + 240)
        result = pull_group(client, mirror)

        assert result.kind == "incremental"
        assert_agrees(mirror, server.state)


DISAGREEMENTS = {
    "nothing about the deleted": Fault(query={"deleted_since": "*"}),
    "the count": Fault(path="/documents", query={"limit": "1"}, headers={"Mendeley-Count": "99"}),
    "no count": Fault(path="/documents", query={"limit": "1"}, remove_headers=("Mendeley-Count",)),
    "an empty answer": Fault(path="/documents", query={"sort": "created"}, page="empty"),
    "a core view": Fault(
        path="/documents",
        query={"sort": "created"},
        when="after",
        body=f'[{{"id":"d-0","group_id":"{GROUP}"}}]',
    ),
}


@pytest.mark.parametrize("fault", DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_where_something_does_not_agree_a_full_pull_follows_by_itself(
    tmp_path: Path, fault: Fault
) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        with server.state.lock:
            server.state.edit("d-3", title="Edited")
            if fault.query == {"deleted_since": "*"}:
                server.state.purge("d-4")
                server.state.deleted.clear()
            else:
                server.faults.add(fault)
        result = pull_group(client, mirror)

        assert (result.kind, result.exact) == ("full", True)
        assert_agrees(mirror, server.state)


def test_after_a_day_everything_is_listed_again(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        advance(server, hours=22.9)
        assert pull_group(client, mirror).kind == "incremental"
        advance(server, hours=0.2)
        assert pull_group(client, mirror).kind == "full"


def test_asked_for_everything_it_lists_everything(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (_, client, mirror):
        assert pull_group(client, mirror, full=True).kind == "full"


def test_a_small_library_is_listed_since_that_costs_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_module, "WORTH_IT", SIZE)
    with a_pulled_world(tmp_path) as (_, client, mirror):
        result = pull_group(client, mirror)

    assert (result.kind, result.exact, result.requests) == ("full", True, 5)


def test_a_service_whose_clock_went_back_is_listed(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        advance(server, hours=-48)
        result = pull_group(client, mirror)

        assert (result.kind, result.exact) == ("full", True)
        assert_agrees(mirror, server.state)


def test_changes_never_follow_an_inexact_pull(tmp_path: Path) -> None:
    with a_pulled_world(tmp_path) as (server, client, mirror):
        server.faults.add(Fault(path="/documents", nth=None, headers={"Mendeley-Count": "5"}))
        assert not pull_group(client, mirror, full=True).exact
        server.faults.clear()

        result = pull_group(client, mirror)

    assert (result.kind, result.exact) == ("full", True)
