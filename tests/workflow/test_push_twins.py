"""Two runs add the same document at the same moment: one stays, and it is the older one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.stores.journal import DONE, INTENT
from tests.scenario import GROUP, MEMBER, OWNER
from tests.sync_builders import TITLE, a_reference
from tests.sync_world import Killed, World, a_world, power

MakeWorld = Callable[..., World]
SAME = {"title": TITLE, "type": "journal", "volume": "7", "group_id": GROUP}


@pytest.fixture
def world_of(tmp_path: Path) -> Iterator[MakeWorld]:
    """A world with one entry that the library lacks."""
    with ExitStack() as stack:

        def make(*faults: Fault) -> World:
            return stack.enter_context(a_world(tmp_path, [a_reference(volume="7")], [], *faults))

        yield make


EARLIER, LATER = "2026-01-15T12:00:00.000Z", "2026-01-15T12:00:09.000Z"
THEIRS = "00000000-0000-4000-8000-000000000001"


def added_elsewhere(created: str = EARLIER, profile: str = OWNER, **fields: Any) -> Fault:
    """Another computer adds the same, between our look and our request."""
    known = {"id": THEIRS, "created": created, "last_modified": created, "profile_id": profile}
    act = {"do": "create", "fields": {**SAME, **known, **fields}}
    return Fault(method="POST", path="/documents", act=act)


def test_ours_gives_way_to_an_older_one(world_of: MakeWorld) -> None:
    world = world_of(added_elsewhere())

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1}
    binding = world.ledger.by_reference()["ref-1"]
    assert (binding.document, binding.rule) == (THEIRS, "found")
    assert list(world.documents) == [THEIRS]
    assert len(world.trashed) == 1
    assert world.writes[-1].endswith("/trash")
    assert not world.diff().report.findings
    assert world.push().report.exit_code == 0
    assert len(world.documents) == 1


def test_a_younger_one_is_for_the_other_run_to_take_back(world_of: MakeWorld) -> None:
    world = world_of(added_elsewhere(LATER))

    world.pushed()

    assert len(world.documents) == 2
    assert not world.trashed
    assert world.ledger.by_reference()["ref-1"].rule == "created"


def test_what_another_person_added_is_no_twin(world_of: MakeWorld) -> None:
    world = world_of(added_elsewhere(profile=MEMBER))

    world.pushed()

    assert len(world.documents) == 2
    assert not world.trashed


def test_what_says_something_else_is_no_twin(world_of: MakeWorld) -> None:
    world = world_of(added_elsewhere(pages="1-9"))

    world.pushed()

    assert not world.trashed


def test_ours_stays_once_somebody_has_worked_with_it(world_of: MakeWorld) -> None:
    # The first look is at what was made, the second is the one before it is moved.
    edit = {"do": "edit", "document": "{id}", "fields": {"notes": "Read it."}}
    look = Fault(method="GET", path="/documents/*", nth=2, act=edit)
    world = world_of(added_elsewhere(), look)

    outcome = world.pushed()

    assert world.server.faults.fired
    assert outcome.counts() == {"done": 1}
    assert "another run added the same" in outcome.results[0].reason
    assert not world.trashed
    assert world.ledger.by_reference()["ref-1"].rule == "created"


def test_the_trash_is_in_the_journal_before_it_is_sent(world_of: MakeWorld) -> None:
    world = world_of(added_elsewhere())

    world.pushed()

    (run,) = world.runs
    kinds = [one["change"]["kind"] for one in run.of_kind(INTENT)]
    assert kinds == ["create", "undo-create"]
    assert len(run.of_kind(DONE)) == 2
    assert run.is_closed


def test_an_undo_forgets_the_pair_and_leaves_both_where_they_are(world_of: MakeWorld) -> None:
    world = world_of(added_elsewhere())
    world.pushed()
    before = world.contents()

    undone = world.undo(world.runs[0].run)

    assert undone.error is None
    assert world.contents() == before
    assert "ref-1" not in world.ledger.by_reference()


def test_two_at_one_instant_are_told_apart_by_their_ids(world_of: MakeWorld) -> None:
    # The instant at which ours is made; an id of zeros is the smaller one.
    world = world_of(added_elsewhere("2026-01-15T12:00:01.500Z"))

    world.pushed()

    assert list(world.documents) == [THEIRS]


def test_a_crash_on_the_way_leaves_one_or_says_that_there_are_two(tmp_path: Path) -> None:
    def ended(folder: Path, fails_at: int | None) -> tuple[World, list[str]]:
        with a_world(folder, [a_reference(volume="7")], [], added_elsewhere()) as world:
            world.diff()  # a sign-in that is lost is another matter
            with suppress(Killed), power(fails_at) as steps:
                world.push()
            world.later(minutes=11)
            world.push()
            findings = world.diff().report.findings
            assert THEIRS in world.documents
            assert len(world.documents) == 1 or findings
            assert len(world.documents) <= 2
            assert all(run.is_closed for run in world.runs)
            return world, steps

    _, steps = ended(tmp_path / "whole", None)
    for number in range(1, len(steps) + 1):
        ended(tmp_path / str(number), number)


def test_a_listing_that_lags_does_not_make_a_younger_one_the_older(world_of: MakeWorld) -> None:
    # The newest come first: the younger one, then ours, which the listing does not have yet.
    newest = {"sort": "created", "order": "desc"}
    lagging = Fault(path="/documents", query=newest, nth=2, page="drop", item=1)
    world = world_of(added_elsewhere(LATER), lagging)

    world.pushed()

    assert world.server.faults.fired == 2
    assert len(world.documents) == 2
    assert not world.trashed
    assert world.ledger.by_reference()["ref-1"].rule == "created"
