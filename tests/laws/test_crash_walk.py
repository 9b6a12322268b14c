"""The power goes out at every send, answer, flush and rename; the next run ends the same.

Each scenario is first run whole, to count its steps and to see its end. Then it is run once
for every step, killed there, and taken up by a fresh run, ten minutes later, as a person
would: the library, the memory of the pairs and the findings must be those of the whole run.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.workflow.adopt.offers import Wish
from tests.sync_builders import TITLE, a_reference
from tests.sync_world import Killed, World, a_world, power

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
OTHER_TITLE = "Group work with students: what the seminar taught us"


class Scenario(NamedTuple):
    """A world, what was done before, and the command under which the power fails."""

    references: tuple[Reference, ...]
    documents: tuple[dict[str, Any], ...]
    before: Callable[[World], object]
    command: Callable[[World], object]


def signed_in(world: World) -> None:
    """Only the sign-in was renewed: a token that is lost there is another law's matter."""
    world.diff()


def push(world: World) -> object:
    """A person's push, with removals named."""
    return world.push(PushOptions(allow={ChangeKind.TRASH: 5, ChangeKind.UPDATE: 50}))


def first(**values: Any) -> Reference:
    """The entry of the first document."""
    return a_reference("a", DOI="10.5555/1", **values)


def second(**values: Any) -> Reference:
    """The entry of the second document."""
    return a_reference("b", DOI="10.5555/2", title=OTHER_TITLE, **values)


def raw(document: str, doi: str, title: str, **members: Any) -> dict[str, Any]:
    """A document as the service has it."""
    identifiers = {"doi": doi}
    return {"id": document, "type": "journal", "title": title, "identifiers": identifiers} | members


def both(**members: Any) -> tuple[dict[str, Any], ...]:
    """Both documents."""
    return (
        raw(FIRST, "10.5555/1", TITLE, **members),
        raw(SECOND, "10.5555/2", OTHER_TITLE, **members),
    )


def agreed_then_listed(*references: Reference) -> Callable[[World], None]:
    """Both sides agreed, then the list changed."""

    def before(world: World) -> None:
        world.push()
        world.write_list(references)
        world.later(minutes=5)

    return before


def agreed_then_trashed(world: World) -> None:
    """Both sides agreed, then somebody threw a document away."""
    world.push()
    world.server.state.trash(FIRST)
    world.later(minutes=5)


def pushed_then_adopted(world: World) -> None:
    """Both sides agreed, then the list took over what only the library had."""
    world.push()
    world.adopt(Wish(documents=True))
    world.later(minutes=5)


def undo_last(world: World, command: str = "push") -> object:
    """Take the last run of a command back."""
    runs = [run.run for run in world.runs if run.start.get("command") == command]
    return world.undo(runs[-1])


SCENARIOS = {
    "update": Scenario(
        (first(volume="7"), second(volume="7")),
        both(volume="7"),
        agreed_then_listed(first(volume="8"), second(volume="8", publisher="P")),
        push,
    ),
    "create": Scenario((first(volume="7"), second(volume="7")), both()[:1], signed_in, push),
    "trash": Scenario(
        (first(), second()),
        both(),
        agreed_then_listed(first(absent=True), second()),
        push,
    ),
    "restore": Scenario(
        (first(), second()),
        both(),
        agreed_then_trashed,
        lambda world: world.push(PushOptions(allow={ChangeKind.RESTORE: 1})),
    ),
    "adopt": Scenario(
        (first(volume="7"), second()),
        both(volume="7", notes="Read it.", publisher="P"),
        World.push,
        lambda world: world.adopt(Wish(documents=True)),
    ),
    "undo of an adoption": Scenario(
        (first(volume="7"), second()),
        both(volume="7", notes="Read it.", publisher="P"),
        pushed_then_adopted,
        lambda world: undo_last(world, "adopt"),
    ),
    "undo": Scenario((first(volume="7"), second(volume="7")), both()[:1], World.push, undo_last),
}


class End(NamedTuple):
    """What is left when all is done; ids of new documents and times apart."""

    works: list[str]
    trash: int
    list_text: str
    pairs: dict[str, dict[str, Any]]
    findings: list[tuple[str, str | None, str | None]]
    open_runs: list[str]


def end_of(world: World) -> End:
    """The end of a story, once a push has remembered what both sides agree on."""
    world.push()
    found = world.diff().report.findings
    pairs = {
        key: {name: one.model_dump() for name, one in binding.fields.items()}
        for key, binding in world.ledger.by_reference().items()
    }
    return End(
        world.works(),
        len(world.trashed),
        world.settings.list_path.read_text(encoding="utf-8"),
        pairs,
        [(finding.kind.value, finding.reference, finding.field) for finding in found],
        [run.run for run in world.runs if not run.is_closed],
    )


def whole(folder: Path, scenario: Scenario) -> tuple[End, list[str]]:
    """The scenario without a crash, taken up once more all the same."""
    with a_world(folder, scenario.references, scenario.documents) as world:
        scenario.before(world)
        with power() as steps:
            scenario.command(world)
        world.later(minutes=11)
        scenario.command(world)
        return end_of(world), steps


def crashed(folder: Path, scenario: Scenario, *steps: int) -> End:
    """The scenario with the power failing at a step, and again at a step of each new try."""
    with a_world(folder, scenario.references, scenario.documents) as world:
        scenario.before(world)
        for step in steps:
            with power(step), suppress(Killed):
                scenario.command(world)
            world.later(minutes=11)
        scenario.command(world)
        world.later(minutes=11)
        scenario.command(world)
        return end_of(world)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_crash_at_any_step_then_a_run_equals_a_run_without_the_crash(
    name: str, tmp_path: Path
) -> None:
    scenario = SCENARIOS[name]
    wanted, steps = whole(tmp_path / "whole", scenario)
    assert any(step.startswith("send") for step in steps) or "adopt" in name

    for number in range(1, len(steps) + 1):
        found = crashed(tmp_path / str(number), scenario, number)

        assert found == wanted, f"killed at step {number}, {steps[number - 1]}"


@pytest.mark.parametrize("name", ["update", "create"])
def test_two_crashes_in_a_row_change_nothing_either(name: str, tmp_path: Path) -> None:
    scenario = SCENARIOS[name]
    wanted, steps = whole(tmp_path / "whole", scenario)
    sends = [n for n, step in enumerate(steps, start=1) if "POST" in step or "PATCH" in step]

    for first_step in sends:
        for second_step in range(2, 14, 6):
            folder = tmp_path / f"{first_step}-{second_step}"

            assert crashed(folder, scenario, first_step, second_step) == wanted
