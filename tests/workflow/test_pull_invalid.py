"""Pulls whose answers are not ours, or not whole, or not wanted any more.

Each test names its row of the fault matrix (sync-semantics, section 9).
"""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import pytest

from mendeley_sync.errors import (
    EXIT_SAFETY_CHECK,
    EXIT_SERVICE,
    InvalidPullError,
    MendeleySyncError,
    ServiceError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.snapshot import two_way_listing
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import open_mirror
from tests import scenario
from tests.service_builders import GROUP, FixedTokens, a_client, a_server, pull_group
from tests.workflow.pull_world import (
    LINE,
    PAGE,
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


# -- links and answers that are not ours (rows 34, 35) -----------------------------------


@pytest.mark.parametrize("lost", [["view"], ["group_id"], ["limit"], ["sort", "view", "group_id"]])
def test_row_34_what_a_link_loses_is_put_back(tmp_path: Path, lost: list[str]) -> None:
    with a_world(tmp_path, page_fault(nth=None, link={"lose": lost})) as (server, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)

        listed = [each["query"] for each in server.requests if each["path"] == "/documents"]
        assert {query["view"] for query in listed} == {"all"}
        assert {query["group_id"] for query in listed} == {GROUP}


def test_row_34_a_link_elsewhere_is_not_followed(tmp_path: Path) -> None:
    fault = page_fault(nth=None, link={"origin": "http://127.0.0.1:9"})
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError, match="not followed"):
            pull_group(client, mirror)

        assert_nothing_changed(mirror)


def test_row_34_documents_of_another_group_make_the_pull_invalid(tmp_path: Path) -> None:
    body = f'[{{"id":"d-9","group_id":"other","read":false,"group":"{GROUP}"}}]'
    fault = page_fault(nth=None, when="after", body=body, remove_headers=("Link",))
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(ServiceError, match="another library") as caught:
            pull_group(client, mirror)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SERVICE


CORE = f'[{{"id":"d-0","group_id":"{GROUP}","title":"T","type":"journal"}}]'


def test_row_35_the_core_view_makes_the_pull_invalid(tmp_path: Path) -> None:
    fault = page_fault(nth=None, when="after", body=CORE)
    with a_world(tmp_path, fault) as (_, client, mirror):
        with pytest.raises(InvalidPullError, match="view=all") as caught:
            pull_group(client, mirror)

        assert_nothing_changed(mirror)
    assert caught.value.exit_code == EXIT_SAFETY_CHECK


def test_row_35_the_core_view_once_starts_over(tmp_path: Path) -> None:
    with a_world(tmp_path, page_fault(nth=2, when="after", body=CORE)) as (_, client, mirror):
        assert_whole(pull_group(client, mirror), mirror)


def test_a_trash_that_looks_empty_once_is_doubted(tmp_path: Path) -> None:
    trash = [{"id": "t-1", "title": "Old"}]
    with a_world(tmp_path, Fault(path="/trash", page="empty"), trash=trash) as (_, client, mirror):
        result = pull_group(client, mirror)

    assert (result.trashed, result.movement.purged) == (1, ())


# -- the clock (row 37) and everything at once -------------------------------------------


@pytest.mark.parametrize("days", [-400, 400])
def test_row_37_a_wrong_clock_of_ours_plays_no_part(tmp_path: Path, days: int) -> None:
    with a_world(tmp_path) as (server, client, mirror):
        server.state.clock.advance(days * 86400)
        scenario.sign_in(server.state, scenario.OWNER)
        result = pull_group(client, mirror)

        assert result.pulled_at == server.state.clock()


def test_an_interrupted_pull_leaves_the_last_one(tmp_path: Path) -> None:
    def interrupt(done: int, _: int | None) -> None:
        if done > PAGE:
            raise KeyboardInterrupt

    with a_world(tmp_path) as (_, client, mirror):
        with pytest.raises(KeyboardInterrupt):
            pull_group(client, mirror, progress=interrupt)
        assert_nothing_changed(mirror)

        assert_whole(pull_group(client, mirror), mirror)


def test_ctrl_c_in_a_long_wait_ends_at_once(tmp_path: Path) -> None:
    """With the machine's own clock: a wait that is not ended would last two minutes."""
    throttled = Fault(path="/documents", nth=None, status=429, headers={"Retry-After": "119"})
    with (
        a_server([], throttled) as server,
        open_mirror(tmp_path) as mirror,
    ):
        ctrl_c = threading.Thread(target=_press_ctrl_c_when_throttled, args=(server,))
        begun = time.monotonic()
        ctrl_c.start()
        with pytest.raises(KeyboardInterrupt):
            _pull_and_close(server, mirror)

        ctrl_c.join()
        assert time.monotonic() - begun < 60
        assert mirror.last_pull(GROUP) is None


def test_ctrl_c_does_not_wait_for_an_answer_that_does_not_come(tmp_path: Path) -> None:
    """The read time-out is a minute; the answer here would take half of that."""
    silent = Fault(path="/documents", nth=None, delay_s=30)
    with (
        a_server([], silent) as server,
        open_mirror(tmp_path) as mirror,
    ):
        ctrl_c = threading.Thread(target=_press_ctrl_c_when_asked, args=(server,))
        begun = time.monotonic()
        ctrl_c.start()
        with pytest.raises(KeyboardInterrupt):
            _pull_and_close(server, mirror)

        ctrl_c.join()
        assert time.monotonic() - begun < 15
        assert mirror.last_pull(GROUP) is None


def _press_ctrl_c_when_asked(server: SandboxServer) -> None:
    # The group is asked for beside the documents; when it has come, they are under way.
    pause = threading.Event()
    while not server.requests:
        pause.wait(0.02)
    pause.wait(0.2)
    signal.raise_signal(signal.SIGINT)


def _pull_and_close(server: SandboxServer, mirror: Mirror) -> None:
    with MendeleyClient(FixedTokens(), base_url=server.url) as client:
        pull_group(client, mirror)


def _press_ctrl_c_when_throttled(server: SandboxServer) -> None:
    pause = threading.Event()
    while not any(request["status"] == 429 for request in server.requests):
        pause.wait(0.02)
    signal.raise_signal(signal.SIGINT)


def test_both_lines_refused_at_once_renew_the_token_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_way_listing, "LARGE", 2)
    tokens = FixedTokens("first", "second")
    held = [{"id": f"d-{number:02d}", "title": "T"} for number in range(20)]
    with (
        a_server(held) as server,
        a_client(server, tokens=tokens, read_only=True) as client,
        open_mirror(tmp_path) as mirror,
    ):
        scenario.sign_in(server.state, scenario.OWNER, "second", None)
        result = pull_group(client, mirror)

    assert (result.live, result.exact, tokens.renewals) == (20, True, 1)


def test_after_any_failed_pull_a_healthy_one_is_whole(tmp_path: Path) -> None:
    for number, fields in enumerate(LINE.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        with a_world(folder, page_fault(nth=None, **fields)) as (server, client, mirror):
            assert isinstance(outcome(client, mirror), MendeleySyncError)
            server.faults.clear()

            assert_whole(pull_group(client, mirror), mirror)
