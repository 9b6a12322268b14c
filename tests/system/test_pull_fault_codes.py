"""`pull` under every fault of the service: its exit code, and a whole picture or the one before.

Each fault befalls the library once, and then always. What the pull makes of it step by step is
in `tests/workflow/test_pull_*.py`; here the command ends as promised (sync-semantics 7 and 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, EXIT_SAFETY_CHECK, EXIT_SERVICE
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from tests.scenario import BEGINNING, GROUP, a_state
from tests.system.desk import ACCOUNT, Desk, Ended
from tests.workflow.pull_world import LINE, SEES_EVERY_PAGE, page_fault, use_small_pages

SIZE = 7
CORE = f'[{{"id":"d-0","group_id":"{GROUP}","title":"T","type":"journal"}}]'
ELSEWHERE = {"origin": "http://127.0.0.1:9"}

ONCE = EXIT_FINE
"""What passes is made good within the same run."""

FAULTS: dict[str, tuple[Fault, int, int]] = {
    # name: the fault, the code when it comes once, the code when it stays
    **{name: (page_fault(nth=2, **fields), ONCE, EXIT_SERVICE) for name, fields in LINE.items()},
    **{
        f"status {status}": (page_fault(nth=2, status=status), ONCE, EXIT_SERVICE)
        for status in (500, 502, 503, 504)
    },
    "a repeated page": (
        Fault(path="/documents", query={"sort": "created", "marker": "?*"}, page="repeat"),
        ONCE,
        EXIT_SERVICE,
    ),
    "a repeated marker": (page_fault(nth=2, link={"repeat_marker": True}), ONCE, EXIT_SERVICE),
    "an empty first page": (
        page_fault(page="empty", remove_headers=("Mendeley-Count", "Link")),
        ONCE,
        EXIT_SERVICE,
    ),
    "an empty later page": (page_fault(nth=2, page="empty"), ONCE, EXIT_SERVICE),
    "a page that drops an item": (page_fault(nth=2, page="drop"), ONCE, EXIT_SERVICE),
    "a link without its view": (page_fault(link={"lose": ["view"]}), ONCE, EXIT_FINE),
    "a link without its group": (page_fault(link={"lose": ["group_id"]}), ONCE, EXIT_FINE),
    "a link that leads elsewhere": (page_fault(link=ELSEWHERE), EXIT_SERVICE, EXIT_SERVICE),
    "core fields only": (page_fault(nth=2, when="after", body=CORE), ONCE, EXIT_SAFETY_CHECK),
    "no count": (
        Fault(path="/documents", remove_headers=("Mendeley-Count",)),
        ONCE,
        EXIT_FINE,
    ),
    "a token that ends": (page_fault(nth=2, status=401), ONCE, EXIT_ACCESS),
}


@pytest.fixture
def library(
    bare_desk: Desk, monkeypatch: pytest.MonkeyPatch, no_waiting: None
) -> Iterator[tuple[Desk, SandboxServer]]:
    """Seven documents on pages of three, pulled well once."""
    use_small_pages(monkeypatch)
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    held = [{"id": f"d-{number}", "title": f"Work {number}"} for number in range(SIZE)]
    with SandboxServer(a_state(held)) as server:
        bare_desk.server = server
        bare_desk.settings()
        assert bare_desk.run("pull").code == EXIT_FINE
        server.state.clock.advance(60)
        yield bare_desk, server


def pulled(desk: Desk) -> Ended:
    return desk.run("pull", "--full", "--format", "json")


def check_promise(desk: Desk, server: SandboxServer, code: int) -> None:
    """The code, and whole or as before; afterwards a healthy pull is fine."""
    before = live(desk)
    ended = pulled(desk)

    assert ended.code == code, ended.err
    assert "Traceback" not in ended.err
    if code == EXIT_FINE:
        assert ended.report["exact"]
        assert ended.report["summary"]["documents"] == len(server.state.documents)
    else:
        assert ended.out == "" or ended.report["exit"]["code"] == code
        assert live(desk) == before
    server.faults.clear()
    healthy = pulled(desk)
    assert healthy.code == EXIT_FINE
    assert healthy.report["summary"]["documents"] == len(server.state.documents)


def live(desk: Desk) -> list[str]:
    """What the mirror holds, as it can be read without the service."""
    shown = desk.run("export", "--library", "--format", "csl-json")
    assert shown.code == EXIT_FINE, shown.err
    return sorted(shown.out.splitlines())


@pytest.mark.parametrize(("fault", "code", "_"), FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_ends_as_promised(
    library: tuple[Desk, SandboxServer], fault: Fault, code: int, _: int
) -> None:
    desk, server = library
    server.faults.add(fault)
    server.faults.add(SEES_EVERY_PAGE)

    check_promise(desk, server, code)


@pytest.mark.parametrize(("fault", "_", "code"), FAULTS.values(), ids=FAULTS)
def test_a_fault_that_stays_ends_as_promised(
    library: tuple[Desk, SandboxServer], fault: Fault, _: int, code: int
) -> None:
    desk, server = library
    server.faults.add(replace(fault, nth=None))
    server.faults.add(SEES_EVERY_PAGE)

    check_promise(desk, server, code)


# -- 429 with every form of Retry-After ----------------------------------------------------

NOON = BEGINNING + timedelta(seconds=60)
WAITS: dict[str, tuple[str | None, int]] = {
    "seconds": ("3", EXIT_FINE),
    "a date": (format_datetime(NOON + timedelta(seconds=30), usegmt=True), EXIT_FINE),
    "a date gone by": (format_datetime(NOON - timedelta(days=3), usegmt=True), EXIT_FINE),
    "0": ("0", EXIT_FINE),
    "absent": (None, EXIT_FINE),
    "negative": ("-5", EXIT_FINE),
    "garbage": ("soon", EXIT_FINE),
    "empty": ("", EXIT_FINE),
    "huge": ("7200", EXIT_SERVICE),
    "a date far off": (format_datetime(NOON + timedelta(days=2), usegmt=True), EXIT_SERVICE),
}


@pytest.mark.parametrize(("wait", "code"), WAITS.values(), ids=WAITS)
def test_a_throttled_pull_waits_or_says_when_to_come_again(
    library: tuple[Desk, SandboxServer], wait: str | None, code: int
) -> None:
    desk, server = library
    headers = {} if wait is None else {"Retry-After": wait}
    server.faults.add(page_fault(nth=2, status=429, headers=headers))

    check_promise(desk, server, code)


def test_a_pull_that_is_throttled_for_good_ends_in_its_code_and_a_time(
    library: tuple[Desk, SandboxServer],
) -> None:
    desk, server = library
    server.faults.add(page_fault(nth=None, status=429, headers={"Retry-After": "7200"}))

    ended = pulled(desk)

    assert ended.code == EXIT_SERVICE
    assert "Not before 2026-01-15 14:01 UTC." in ended.err


# -- a library that moves; counts, clocks and tokens -----------------------------------------

MOVES: dict[str, dict[str, Any]] = {
    "added": {"do": "create", "fields": {"title": "N", "group_id": GROUP}},
    "edited": {"do": "edit", "document": "d-0", "fields": {"title": "E"}},
    "trashed": {"do": "trash", "document": "d-1"},
    "deleted, the marker of the page": {"do": "purge", "document": "d-2"},
}


@pytest.mark.parametrize("manner", ["error", "empty", "start"])
@pytest.mark.parametrize("act", MOVES.values(), ids=MOVES)
def test_what_moves_between_two_pages_is_seen(
    library: tuple[Desk, SandboxServer], act: dict[str, Any], manner: str
) -> None:
    desk, server = library
    server.state.switches.lost_marker = manner
    server.faults.add(page_fault(nth=2, act=act))

    check_promise(desk, server, EXIT_FINE)


def test_a_library_that_never_stands_still_is_called_inexact(
    library: tuple[Desk, SandboxServer],
) -> None:
    desk, server = library
    server.faults.add(Fault(path="/documents", query={"limit": "1"}, nth=None, act=MOVES["added"]))

    ended = pulled(desk)

    assert ended.code == EXIT_FINE
    assert (ended.report["exact"], ended.report["doubts"] != []) == (False, True)


@pytest.mark.parametrize("count", ["5", "9", "0"])
def test_a_wrong_count_makes_the_picture_inexact_and_never_smaller(
    library: tuple[Desk, SandboxServer], count: str
) -> None:
    desk, server = library
    server.faults.add(page_fault(nth=None, headers={"Mendeley-Count": count}))

    ended = pulled(desk)

    assert ended.code == EXIT_FINE
    assert (ended.report["exact"], ended.report["summary"]["documents"]) == (False, SIZE)


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_is_off_by_days_changes_nothing(
    library: tuple[Desk, SandboxServer], days: int
) -> None:
    desk, server = library
    server.state.clock.advance(days * 86_400)

    check_promise(desk, server, EXIT_FINE)


@pytest.mark.parametrize(("old_token_works", "code"), [(True, EXIT_FINE), (False, EXIT_ACCESS)])
def test_a_lost_answer_to_a_renewal_ends_whole_or_in_a_new_sign_in(
    library: tuple[Desk, SandboxServer], old_token_works: bool, code: int
) -> None:
    desk, server = library
    server.state.switches.old_refresh_token_usable = old_token_works
    before = live(desk)
    for token in server.state.tokens.values():
        token.expires_at = server.state.clock()
    server.faults.add(Fault(path="/oauth/token", when="after", reset=True))

    ended = pulled(desk)

    assert ended.code == code
    assert live(desk) == before
    assert code == EXIT_FINE or re.search(r"`mendeley-sync [^`]*login", ended.err)
