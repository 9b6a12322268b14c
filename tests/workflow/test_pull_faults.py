"""Pulls that go wrong: a whole picture, a picture said to be inexact, or an error. Never half.

Each test names its row of the fault matrix (sync-semantics, section 9).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.errors import (
    EXIT_SERVICE,
    ServiceError,
)
from mendeley_sync.sandbox.faults.faults import Fault
from tests.service_builders import GROUP, pull_group
from tests.workflow.pull_world import (
    LINE,
    SEES_EVERY_PAGE,
    SIZE,
    a_world,
    assert_nothing_changed,
    assert_whole,
    outcome,
    page_fault,
    use_small_pages,
)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_pages(monkeypatch)


# -- faults of the line (rows 24, 26, 27, 28) --------------------------------------------

every_line_fault = pytest.mark.parametrize("fields", LINE.values(), ids=LINE)


@every_line_fault
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_fault_of_the_line_that_passes_is_not_noticed(
    tmp_path: Path, fields: dict[str, Any], nth: int
) -> None:
    with a_world(tmp_path, page_fault(nth=nth, **fields)) as (_, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)


@every_line_fault
@pytest.mark.parametrize("path", ["/documents", "/trash", f"/groups/v2/{GROUP}"])
def test_a_fault_of_the_line_that_stays_ends_the_pull_whole(
    tmp_path: Path, fields: dict[str, Any], path: str
) -> None:
    fault = Fault(path=path, nth=None, **fields)
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError) as caught:
            pull_group(client, mirror)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SERVICE


def test_a_throttled_pull_tells_when_to_come_again(tmp_path: Path) -> None:
    fault = page_fault(nth=2, times=9, status=429, headers={"Retry-After": "7200"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError) as caught:
            pull_group(client, mirror)

        assert_nothing_changed(mirror)
    assert caught.value.not_before is not None


# -- pages that are not what they should be (rows 29, 30) --------------------------------


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_row_29_an_empty_page_once_is_asked_for_again(tmp_path: Path, nth: int) -> None:
    with a_world(tmp_path, page_fault(nth=nth, page="empty")) as (_, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)


@pytest.mark.parametrize("nth", [2, 3])
def test_row_29_an_empty_page_that_stays_ends_the_pull(tmp_path: Path, nth: int) -> None:
    faults = [page_fault(nth=nth + 3 * walk, page="empty") for walk in range(4)]
    with a_world(tmp_path, *faults) as (_, client, mirror):
        with pytest.raises(ServiceError, match="did not list the whole library") as caught:
            pull_group(client, mirror)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SERVICE


def test_row_29_an_empty_first_page_without_a_count_is_doubted(tmp_path: Path) -> None:
    fault = page_fault(page="empty", remove_headers=("Mendeley-Count", "Link"))
    with a_world(tmp_path, fault) as (server, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)

        assert server.faults.fired == 1


def test_row_29_a_library_that_always_looks_empty_but_is_counted_ends_the_pull(
    tmp_path: Path,
) -> None:
    fault = page_fault(nth=None, page="empty", remove_headers=("Mendeley-Count", "Link"))
    with a_world(tmp_path, fault) as (_, client, mirror):
        result_or_error = outcome(client, mirror)

        assert isinstance(result_or_error, ServiceError)
        assert_nothing_changed(mirror)


@pytest.mark.parametrize("nth", [2, 3])
def test_row_30_a_repeated_page_once_starts_over(tmp_path: Path, nth: int) -> None:
    repeat = page_fault(nth=nth, page="repeat")
    with a_world(tmp_path, repeat, SEES_EVERY_PAGE) as (server, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)

        assert [each["path"] for each in server.requests].count("/trash") >= 1
        assert len(server.requests) > 6


def test_row_30_pages_that_always_repeat_end_the_pull(tmp_path: Path) -> None:
    # Every page but a first one; how many are on their way when a walk ends is not ours to say.
    later_pages = {"sort": "created", "marker": "?*"}
    fault = Fault(path="/documents", query=later_pages, nth=None, page="repeat")
    with a_world(tmp_path, fault, SEES_EVERY_PAGE) as (server, client, mirror):
        with pytest.raises(ServiceError, match="repeats an earlier one"):
            pull_group(client, mirror)

        assert_nothing_changed(mirror)
        assert len(server.requests) < 20


def test_row_30_markers_that_repeat_end_the_pull(tmp_path: Path) -> None:
    fault = page_fault(nth=None, link={"repeat_marker": True})
    with a_world(tmp_path, fault) as (server, client, mirror):
        with pytest.raises(ServiceError, match="circle"):
            pull_group(client, mirror)

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
        result = pull_group(client, mirror)

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
        result = pull_group(client, mirror)

        library = mirror.library(GROUP)
    assert not result.exact
    assert result.doubts
    assert library is not None
    assert not library.exact
    assert result.movement.gone == ()


@pytest.mark.parametrize("manner", ["error", "empty", "start"])
def test_row_32_a_marker_that_is_deleted_meanwhile_starts_over(tmp_path: Path, manner: str) -> None:
    gone = page_fault(nth=2, act={"do": "purge", "document": "d-2"})
    with a_world(tmp_path, gone) as (server, client, mirror):
        server.state.switches.lost_marker = manner
        result = pull_group(client, mirror)

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
        result = pull_group(client, mirror)

        assert_whole(result, mirror)
        assert len([each for each in server.requests if each["path"] == "/trash"]) == 2


def test_row_33_a_count_that_is_too_low_makes_the_pull_inexact(tmp_path: Path) -> None:
    fault = Fault(path="/documents", nth=None, headers={"Mendeley-Count": "5"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        result = pull_group(client, mirror)

        assert not result.exact
        assert result.live == SIZE
    assert "Mendeley counts 5 documents and listed 7" in result.doubts


def test_row_33_one_count_against_the_other_makes_the_pull_inexact(tmp_path: Path) -> None:
    fault = page_fault(nth=None, headers={"Mendeley-Count": "9"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        result = pull_group(client, mirror)

        assert not result.exact
        assert result.live == SIZE


def test_a_library_that_is_counted_twice_as_more_than_it_lists_is_not_whole(
    tmp_path: Path,
) -> None:
    faults = (page_fault(nth=None, page="drop", item=1),)
    with a_world(tmp_path, *faults) as (_, client, mirror):
        with pytest.raises(ServiceError, match="did not list the whole library"):
            pull_group(client, mirror)

        assert_nothing_changed(mirror)


def test_a_page_that_drops_an_item_once_starts_over(tmp_path: Path) -> None:
    with a_world(tmp_path, page_fault(nth=2, page="drop")) as (_, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)


def test_a_library_of_one_page_that_drops_an_item_is_not_whole(tmp_path: Path) -> None:
    fault = page_fault(nth=None, page="drop", item=1)
    with a_world(tmp_path, fault, size=3) as (_, client, mirror):
        with pytest.raises(ServiceError, match="Mendeley counts 3 documents and listed 2"):
            pull_group(client, mirror)

        assert mirror.ids(GROUP, "gone") == frozenset()
