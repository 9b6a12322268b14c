"""The rows of the fault matrix that befall a write on its way: promise and exit code.

Which test holds which row, and why a row has none, stands in `fault_rows.py`; the rows of
what stands round the writes are in `test_fault_matrix_gates.py`.

Source: sync-semantics 9.
"""

from __future__ import annotations

from typing import Any

import pytest

from mendeley_sync.errors import WriteBlockError
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from tests.laws.fault_cases import (
    CREATE,
    EVERY_PATCH,
    FIRST_PATCH,
    MakeWorld,
    check_that_a_healthy_run_converges,
    code_of,
    one_create,
    two_updates,
)
from tests.laws.fault_rows import ROWS, named_in
from tests.laws.test_crash_walk import FIRST, SECOND, both, first, second

# -- the table itself ------------------------------------------------------------------------


def test_every_row_has_its_tests_or_its_reason() -> None:
    assert [row.number for row in ROWS] == list(range(1, 55))
    assert all(row.tests or row.why_not for row in ROWS)


def test_every_test_that_the_table_names_exists() -> None:
    named = {test for row in ROWS for test in row.tests}

    missing = [test for test in sorted(named) if test.partition("::")[2] not in named_in(test)]

    assert not missing


# -- 9 to 20: the journal, rights, refusals, other people -----------------------------------


def test_row_9_a_damaged_journal_stops_everything_until_a_person_looked(
    world_of: MakeWorld,
) -> None:
    world = two_updates(world_of)
    world.pushed()
    path = world.runs[0].path
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x20
    path.write_bytes(data)
    sent = len(world.writes)

    stopped = world.push()

    assert isinstance(stopped.error, WriteBlockError)
    assert code_of(stopped) == 12
    assert f"--unblock {path.stem}" in str(stopped.error.advice)
    assert len(world.writes) == sent


@pytest.mark.parametrize("what", ["update", "create"])
def test_row_10_a_401_in_the_middle_costs_one_renewal_and_no_second_write(
    world_of: MakeWorld, what: str
) -> None:
    fault = Fault(**(FIRST_PATCH if what == "update" else CREATE), status=401)
    world = (two_updates if what == "update" else one_create)(world_of, fault)

    assert world.pushed().exit_code == 0

    tokens = [r for r in world.server.requests if r["path"] == "/oauth/token"]
    assert len(tokens) <= 2  # One for the seed, one for the 401.
    check_that_a_healthy_run_converges(world, 2 if what == "update" else 1)


def test_row_11_a_401_that_stays_stops_between_two_writes(world_of: MakeWorld) -> None:
    world = two_updates(world_of, Fault(**EVERY_PATCH | {"nth": 2, "times": 99}, status=401))

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1, "skipped": 1}
    assert outcome.exit_code == 8
    check_that_a_healthy_run_converges(world, 2)


def test_row_15_a_403_on_one_document_stops_the_run(world_of: MakeWorld) -> None:
    world = two_updates(world_of, Fault(**FIRST_PATCH, status=403))

    outcome = world.pushed()

    assert outcome.exit_code == 8
    assert outcome.counts() == {"skipped": 2}
    assert len(world.writes) == 1
    check_that_a_healthy_run_converges(world, 2)


def test_row_16_a_document_that_is_gone_is_held_and_the_others_go_on(world_of: MakeWorld) -> None:
    gone = Fault(**FIRST_PATCH, act={"do": "purge", "document": FIRST})
    world = two_updates(world_of, gone)

    outcome = world.pushed()

    assert outcome.exit_code == 4
    assert outcome.counts()["done"] == 1
    assert world.documents[SECOND]["volume"] == "8"
    assert len(world.documents) == 1


@pytest.mark.parametrize("status", [400, 409, 422])
def test_row_17_a_refusal_is_for_good_and_the_others_go_on(
    world_of: MakeWorld, status: int
) -> None:
    said = '{"message": "volume is not welcome", "access_token": "very-secret"}'
    refusal: dict[str, Any] = {"status": status, "body": said, "content_type": "application/json"}
    world = two_updates(world_of, Fault(**FIRST_PATCH, **refusal))

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1, "refused": 1}
    assert outcome.exit_code == 4
    (kept,) = world.runs[-1].of_kind("failed")
    assert "volume is not welcome" in kept["reason"]
    assert "very-secret" not in world.runs[-1].path.read_text("utf-8")
    check_that_a_healthy_run_converges(world, 2)


def test_row_20_a_412_that_our_own_success_caused_is_recognised(world_of: MakeWorld) -> None:
    world = two_updates(world_of, Fault(**FIRST_PATCH, status=412, when=AFTER))

    outcome = world.pushed()

    assert outcome.counts() == {"done": 2}
    assert outcome.exit_code == 0
    assert world.writes.count(f"PATCH /documents/{FIRST}") == 1


@pytest.mark.parametrize("field", ["publisher", "volume"])
def test_row_21_an_edit_within_the_same_second_is_seen_and_kept(
    world_of: MakeWorld, field: str
) -> None:
    act = {"do": "edit", "document": FIRST, "fields": {field: "a colleague's"}}
    world = two_updates(world_of, Fault(**FIRST_PATCH, act=act), step_s=0.0)
    world.server.state.switches.seconds_only_times = True
    world.edit(FIRST, pages="3")  # In the very second of the run's start.

    outcome = world.pushed()

    assert outcome.exit_code == (0 if field == "publisher" else 4)
    assert world.documents[FIRST][field] == "a colleague's"
    assert world.documents[FIRST]["pages"] == "3"
    assert world.documents[SECOND]["volume"] == "8"


def test_row_22_a_428_is_a_bug_and_stops(world_of: MakeWorld) -> None:
    world = two_updates(world_of, Fault(**EVERY_PATCH, status=428))

    outcome = world.pushed()

    assert outcome.exit_code == 1
    assert len(world.writes) == 1
    check_that_a_healthy_run_converges(world, 2)


# -- 23 to 28: the line and the service, while writing ---------------------------------------


@pytest.mark.parametrize(
    "after", ["3", "Thu, 15 Jan 2026 12:00:09 GMT", "0", None, "-5", "soon, my friend"]
)
def test_row_23_a_429_is_waited_for_and_then_sent_once_more(
    world_of: MakeWorld, after: str | None
) -> None:
    headers = {} if after is None else {"Retry-After": after}
    world = two_updates(world_of, Fault(**FIRST_PATCH, status=429, headers=headers))

    outcome = world.pushed()

    assert outcome.counts() == {"done": 2}
    assert outcome.exit_code == 0
    assert after != "3" or any(seconds >= 3 for seconds in world.clock.slept)


@pytest.mark.parametrize("what", ["update", "create"])
def test_row_23_a_429_with_a_huge_wait_ends_the_run_with_a_time(
    world_of: MakeWorld, what: str
) -> None:
    how: dict[str, Any] = {"status": 429, "headers": {"Retry-After": "86400"}}
    place = EVERY_PATCH if what == "update" else CREATE
    world = (two_updates if what == "update" else one_create)(world_of, Fault(**place, **how))

    outcome = world.pushed()

    assert outcome.exit_code == 9
    assert max(world.clock.slept, default=0) < 120
    check_that_a_healthy_run_converges(world, 2 if what == "update" else 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_row_24_a_service_that_fails_for_ever_ends_the_run_and_nothing_is_half_known(
    world_of: MakeWorld, status: int
) -> None:
    world = two_updates(world_of, Fault(**EVERY_PATCH, status=status, times=99))

    outcome = world.pushed()

    assert outcome.exit_code in (9, 10)
    assert "done" not in outcome.counts()
    check_that_a_healthy_run_converges(world, 2)


SPOILT: dict[str, dict[str, Any]] = {
    "row 25, 500 after the commit": {"status": 500, "when": AFTER},
    "row 25, 503 after the commit": {"status": 503, "when": AFTER},
    "row 26, reset before": {"reset": True},
    "row 26, reset after": {"reset": True, "when": AFTER},
    "row 27, cut with a length": {"cut_after": 10},
    "row 27, cut without a length": {"cut_after": 10, "keep_length": False},
    "row 28, malformed": {"body": '{"id": ', "content_type": "application/json"},
    "row 28, a page of HTML": {"body": "<html>fine</html>", "content_type": "text/html"},
    "row 28, a byte order mark": {"body": "\ufeff{}", "content_type": "application/json"},
    "row 28, no UTF-8": {"body": '{"id": "\udcff"}', "content_type": "application/json"},
    "row 28, another shape": {"body": "[]", "content_type": "application/json"},
}


@pytest.mark.parametrize("what", ["update", "create"])
@pytest.mark.parametrize("how", SPOILT)
def test_rows_25_to_28_what_becomes_of_a_lost_answer_is_looked_up(
    world_of: MakeWorld, how: str, what: str
) -> None:
    fault = Fault(**(FIRST_PATCH if what == "update" else CREATE), **SPOILT[how])
    world = (two_updates if what == "update" else one_create)(world_of, fault)

    outcome = world.pushed()

    never_arrived = how == "row 26, reset before" and what == "create"
    assert outcome.exit_code == (10 if never_arrived else 0)
    check_that_a_healthy_run_converges(world, 2 if what == "update" else 1)


@pytest.mark.parametrize("how", [{"status": 503}, {"reset": True}], ids=str)
@pytest.mark.parametrize("when", ["before", AFTER])
@pytest.mark.parametrize("move", ["trash", "restore"])
def test_rows_25_and_26_a_lost_move_is_looked_for_in_both_places(
    world_of: MakeWorld, move: str, when: str, how: dict[str, Any]
) -> None:
    world = world_of([first(), second()], both())
    world.pushed()
    options = PushOptions(allow={ChangeKind(move): 1})
    if move == "trash":
        world.write_list([first(absent=True), second()])
        fault = Fault(method="POST", path="*/trash", when=when, **how)
    else:
        world.server.state.trash(FIRST)
        fault = Fault(method="POST", path="*/restore", when=when, **how)
    world.server.faults.add(fault)
    world.later(minutes=5)

    outcome = world.pushed(options)

    assert world.server.faults.fired
    assert outcome.counts() == {"done": 1}
    assert (FIRST in world.trashed) is (move == "trash")
    assert len(world.documents) + len(world.trashed) == 2
