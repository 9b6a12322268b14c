"""Pulls that go wrong: a whole picture, a picture said to be inexact, or an error. Never half.

Each test names its row of the fault matrix (sync-semantics, section 9).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import (
    EXIT_RAIL,
    EXIT_SERVICE,
    InvalidPullError,
    MendeleySyncError,
    ServiceError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.sandbox import scenario
from mendeley_sync.sandbox.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.mirror import Mirror
from mendeley_sync.workflow import pull_ends, pull_rounds
from mendeley_sync.workflow.pull import PullResult, open_mirror, pull
from tests.service_builders import GROUP, a_client, a_server

SIZE = 7
PAGE = 3


@contextmanager
def a_world(
    tmp_path: Path, *faults: Fault, size: int = SIZE, **state: Any
) -> Iterator[tuple[SandboxServer, MendeleyClient, Mirror]]:
    """A library on several small pages that was pulled well once; then the faults begin."""
    held = [{"id": f"d-{number}", "title": "T"} for number in range(size)]
    with (
        a_server(held, **state) as server,
        a_client(server, read_only=True) as client,
        open_mirror(tmp_path / "library.sqlite3") as mirror,
    ):
        pull(client, mirror, group_id=GROUP)
        server.requests.clear()
        for fault in faults:
            server.faults.add(fault)
        yield server, client, mirror


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three documents a page, one page after another; both ends have tests of their own."""
    monkeypatch.setattr(pull_ends, "LARGE", 1000)
    monkeypatch.setattr(pull_rounds, "PAGE_SIZES", (PAGE,))


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


# -- faults of the line (rows 24, 26, 27, 28) --------------------------------------------

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
every_line_fault = pytest.mark.parametrize("fields", LINE.values(), ids=LINE)


@every_line_fault
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_fault_of_the_line_that_passes_is_not_noticed(
    tmp_path: Path, fields: dict[str, Any], nth: int
) -> None:
    with a_world(tmp_path, page_fault(nth=nth, **fields)) as (_, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)


@every_line_fault
@pytest.mark.parametrize("path", ["/documents", "/trash", f"/groups/v2/{GROUP}"])
def test_a_fault_of_the_line_that_stays_ends_the_pull_whole(
    tmp_path: Path, fields: dict[str, Any], path: str
) -> None:
    fault = Fault(path=path, nth=None, **fields)
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError) as caught:
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SERVICE


def test_a_throttled_pull_tells_when_to_come_again(tmp_path: Path) -> None:
    fault = page_fault(nth=2, times=9, status=429, headers={"Retry-After": "7200"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError) as caught:
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
    assert caught.value.not_before is not None


# -- pages that are not what they should be (rows 29, 30) --------------------------------


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_row_29_an_empty_page_once_is_asked_for_again(tmp_path: Path, nth: int) -> None:
    with a_world(tmp_path, page_fault(nth=nth, page="empty")) as (_, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)


@pytest.mark.parametrize("nth", [2, 3])
def test_row_29_an_empty_page_that_stays_ends_the_pull(tmp_path: Path, nth: int) -> None:
    faults = [page_fault(nth=nth + 3 * walk, page="empty") for walk in range(4)]
    with a_world(tmp_path, *faults) as (_, client, mirror):
        with pytest.raises(ServiceError, match="does not list its whole library") as caught:
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SERVICE


def test_row_29_an_empty_first_page_without_a_count_is_doubted(tmp_path: Path) -> None:
    fault = page_fault(page="empty", remove_headers=("Mendeley-Count", "Link"))
    with a_world(tmp_path, fault) as (server, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)

        assert server.faults.fired == 1


def test_row_29_a_library_that_always_looks_empty_but_is_counted_ends_the_pull(
    tmp_path: Path,
) -> None:
    fault = page_fault(nth=None, page="empty", remove_headers=("Mendeley-Count", "Link"))
    with a_world(tmp_path, fault) as (_, client, mirror):
        result_or_error = _outcome(client, mirror)

        assert isinstance(result_or_error, ServiceError)
        assert_nothing_changed(mirror)


@pytest.mark.parametrize("nth", [2, 3])
def test_row_30_a_repeated_page_once_starts_over(tmp_path: Path, nth: int) -> None:
    repeat = page_fault(nth=nth, page="repeat")
    with a_world(tmp_path, repeat, SEES_EVERY_PAGE) as (server, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)

        assert [each["path"] for each in server.requests].count("/trash") >= 1
        assert len(server.requests) > 6


def test_row_30_pages_that_always_repeat_end_the_pull(tmp_path: Path) -> None:
    faults = [page_fault(nth=2 + 3 * walk, page="repeat") for walk in range(4)]
    with a_world(tmp_path, *faults, SEES_EVERY_PAGE) as (server, client, mirror):
        with pytest.raises(ServiceError, match="repeats an earlier one"):
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
        assert len(server.requests) < 20


def test_row_30_markers_that_repeat_end_the_pull(tmp_path: Path) -> None:
    fault = page_fault(nth=None, link={"repeat_marker": True})
    with a_world(tmp_path, fault) as (server, client, mirror):
        with pytest.raises(ServiceError, match="circle"):
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
        assert len(server.requests) < 20


# -- a library that moves (rows 31, 32, 33) ----------------------------------------------

MOVES: dict[str, dict[str, Any]] = {
    "an item added": {"do": "create", "fields": {"title": "N", "group_id": GROUP}},
    "an item edited": {"do": "edit", "document": "d-0", "fields": {"title": "E"}},
    "an item trashed": {"do": "trash", "document": "d-1"},
    "an item deleted": {"do": "purge", "document": "d-1"},
}


@pytest.mark.parametrize("act", MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("nth", [2, 3])
def test_row_31_a_change_between_pages_starts_over(
    tmp_path: Path, act: dict[str, Any], nth: int
) -> None:
    with a_world(tmp_path, page_fault(nth=nth, act=act)) as (server, client, mirror):
        server.state.clock.advance(60)
        result = pull(client, mirror, group_id=GROUP)

        assert result.exact
        assert mirror.ids(GROUP, "live") == set(server.state.documents)
        assert mirror.ids(GROUP, "trashed") == set(server.state.trashed)
        library = mirror.library(GROUP)
        assert library is not None
        held = server.state.documents.values()
        assert {each.metadata.title for each in library.documents} == {
            item["title"] for item in held
        }


def test_row_31_a_library_that_never_stands_still_is_inexact(tmp_path: Path) -> None:
    moves = Fault(
        path="/documents",
        query={"limit": "1"},
        nth=None,
        act={"do": "create", "fields": {"title": "New", "group_id": GROUP}},
    )
    with a_world(tmp_path, moves) as (_, client, mirror):
        result = pull(client, mirror, group_id=GROUP)

        library = mirror.library(GROUP)
    assert not result.exact
    assert result.doubts
    assert library is not None
    assert not library.exact
    assert result.movement.gone == ()


@pytest.mark.parametrize("manner", ["error", "empty", "start", "end"])
def test_row_32_a_marker_that_is_deleted_meanwhile_starts_over(tmp_path: Path, manner: str) -> None:
    gone = page_fault(nth=2, act={"do": "purge", "document": "d-2"})
    with a_world(tmp_path, gone) as (server, client, mirror):
        server.state.switches.lost_marker = manner
        result = pull(client, mirror, group_id=GROUP)

        assert_whole(result, mirror, SIZE - 1)
    assert result.movement.gone == ("d-2",)


@pytest.mark.parametrize("count", [None, "", "many", "-3"])
def test_row_33_no_count_is_made_good_by_a_second_listing(
    tmp_path: Path, count: str | None
) -> None:
    fields: dict[str, Any] = (
        {"remove_headers": ("Mendeley-Count",)}
        if count is None
        else {"headers": {"Mendeley-Count": count}}
    )
    with a_world(tmp_path, Fault(path="/documents", nth=None, **fields)) as (
        server,
        client,
        mirror,
    ):
        result = pull(client, mirror, group_id=GROUP)

        assert_whole(result, mirror)
        assert len([each for each in server.requests if each["path"] == "/trash"]) == 2


def test_row_33_a_count_that_is_too_low_makes_the_pull_inexact(tmp_path: Path) -> None:
    fault = Fault(path="/documents", nth=None, headers={"Mendeley-Count": "5"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        result = pull(client, mirror, group_id=GROUP)

        assert not result.exact
        assert result.live == SIZE
    assert "the service says 5, 7 came" in result.doubts


def test_row_33_one_count_against_the_other_makes_the_pull_inexact(tmp_path: Path) -> None:
    fault = page_fault(nth=None, headers={"Mendeley-Count": "9"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        result = pull(client, mirror, group_id=GROUP)

        assert not result.exact
        assert result.live == SIZE


def test_a_library_that_is_counted_twice_as_more_than_it_lists_is_not_whole(
    tmp_path: Path,
) -> None:
    faults = (page_fault(nth=None, page="drop", item=1),)
    with a_world(tmp_path, *faults) as (_, client, mirror):
        with pytest.raises(ServiceError, match="does not list its whole library"):
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)


def test_a_page_that_drops_an_item_once_starts_over(tmp_path: Path) -> None:
    with a_world(tmp_path, page_fault(nth=2, page="drop")) as (_, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)


def test_a_library_of_one_page_that_drops_an_item_is_not_whole(tmp_path: Path) -> None:
    fault = page_fault(nth=None, page="drop", item=1)
    with a_world(tmp_path, fault, size=3) as (_, client, mirror):
        with pytest.raises(ServiceError, match="the service says 3, 2 came"):
            pull(client, mirror, group_id=GROUP)

        assert mirror.ids(GROUP, "gone") == frozenset()


# -- links and answers that are not ours (rows 34, 35) -----------------------------------


@pytest.mark.parametrize("lost", [["view"], ["group_id"], ["limit"], ["sort", "view", "group_id"]])
def test_row_34_what_a_link_loses_is_put_back(tmp_path: Path, lost: list[str]) -> None:
    with a_world(tmp_path, page_fault(nth=None, link={"lose": lost})) as (server, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)

        listed = [each["query"] for each in server.requests if each["path"] == "/documents"]
        assert {query["view"] for query in listed} == {"all"}
        assert {query["group_id"] for query in listed} == {GROUP}


def test_row_34_a_link_elsewhere_is_not_followed(tmp_path: Path) -> None:
    fault = page_fault(nth=None, link={"origin": "http://127.0.0.1:9"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError, match="not followed"):
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)


def test_row_34_documents_of_another_group_make_the_pull_invalid(tmp_path: Path) -> None:
    body = f'[{{"id":"d-9","group_id":"other","read":false,"group":"{GROUP}"}}]'
    fault = page_fault(nth=None, when="after", body=body, remove_headers=("Link",))
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError, match="another library") as caught:
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SERVICE


CORE = f'[{{"id":"d-0","group_id":"{GROUP}","title":"T","type":"journal"}}]'


def test_row_35_the_core_view_makes_the_pull_invalid(tmp_path: Path) -> None:
    fault = page_fault(nth=None, when="after", body=CORE)
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(InvalidPullError, match="view=all") as caught:
            pull(client, mirror, group_id=GROUP)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_RAIL


def test_row_35_the_core_view_once_starts_over(tmp_path: Path) -> None:
    with a_world(tmp_path, page_fault(nth=2, when="after", body=CORE)) as (_, client, mirror):
        assert_whole(pull(client, mirror, group_id=GROUP), mirror)


def test_a_trash_that_looks_empty_once_is_doubted(tmp_path: Path) -> None:
    trash = [{"id": "t-1", "title": "Old"}]
    with a_world(tmp_path, Fault(path="/trash", page="empty"), trash=trash) as (_, client, mirror):
        result = pull(client, mirror, group_id=GROUP)

    assert (result.trashed, result.movement.purged) == (1, ())


# -- the clock (row 37) and everything at once -------------------------------------------


@pytest.mark.parametrize("days", [-400, 400])
def test_row_37_a_wrong_clock_of_ours_plays_no_part(tmp_path: Path, days: int) -> None:
    with a_world(tmp_path) as (server, client, mirror):
        server.state.clock.advance(days * 86400)
        scenario.sign_in(server.state, scenario.OWNER)
        result = pull(client, mirror, group_id=GROUP)

        assert result.pulled_at == server.state.clock()


def test_an_interrupted_pull_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, _: int | None) -> None:
        if done > PAGE:
            raise KeyboardInterrupt

    with a_world(tmp_path) as (_, client, mirror):
        with pytest.raises(KeyboardInterrupt):
            pull(client, mirror, group_id=GROUP, progress=interrupt)
        assert_nothing_changed(mirror)

        assert_whole(pull(client, mirror, group_id=GROUP), mirror)


def test_after_any_failed_pull_a_healthy_one_is_whole(tmp_path: Path) -> None:
    for number, fields in enumerate(LINE.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        with a_world(folder, page_fault(nth=None, **fields)) as (server, client, mirror):
            assert isinstance(_outcome(client, mirror), MendeleySyncError)
            server.faults.clear()

            assert_whole(pull(client, mirror, group_id=GROUP), mirror)


def _outcome(client: MendeleyClient, mirror: Mirror) -> PullResult | MendeleySyncError:
    try:
        return pull(client, mirror, group_id=GROUP)
    except MendeleySyncError as error:
        return error
