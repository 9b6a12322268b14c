"""Each rail and each verification stands alone against something that would go wrong.

`rail_mutations.py` takes them out one at a time (`make mutations`); here are the tests that
notice what no other test does, and one removal, to hold the script itself.

Source: sync-semantics 5.2, 10 (layer 7).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mendeley_sync.apply.update import Update
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.service import Found, Image, Place, Record
from mendeley_sync.errors import SafetyCheckError, StalePlanError
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.plan_file import plan_from_json, plan_to_json
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.workflow import git
from mendeley_sync.workflow.reconcile import write_plan
from tests.laws.fault_cases import FIRST_PATCH, MakeWorld, code_of, two_updates
from tests.laws.rail_mutations import CHOSEN, ROOT, is_noticed
from tests.laws.rail_removals import REMOVALS, Removal
from tests.laws.test_crash_walk import FIRST, both, first, raw, second
from tests.plan.test_rails import asked, pairs
from tests.scenario import GROUP
from tests.sync_builders import a_document, a_reference, planned
from tests.sync_world import World

TRASH = PushOptions(allow={ChangeKind.TRASH: 1})


@contextmanager
def unlisted(module: ModuleType) -> Iterator[None]:
    """The module stands among the loaded ones while it is run, then its twin does again."""
    known = sys.modules.get(module.__name__)
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        if known is None:
            del sys.modules[module.__name__]
        else:
            sys.modules[module.__name__] = known


@pytest.mark.parametrize("name", REMOVALS)
def test_what_is_to_be_taken_out_is_there_once(name: str) -> None:
    removal = REMOVALS[name]
    if isinstance(removal, Removal):
        # A module of its own, so that nothing is taken out here.
        spec = find_spec(removal.module)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        with unlisted(module):
            spec.loader.exec_module(module)
            removal.take_out(module)
        return
    text = (ROOT / Path(*removal.module.split("."))).with_suffix(".py").read_text("utf-8")

    assert text.count(removal.old) == 1
    compile(text.replace(removal.old, removal.new), removal.module, "exec")


@pytest.mark.soak
@pytest.mark.skipif(CHOSEN in os.environ, reason="something is taken out already")
def test_a_rail_that_is_taken_out_is_noticed() -> None:
    (name,) = [name for name in REMOVALS if "list-shorter" in name]

    assert is_noticed(name)


# -- before the first write -------------------------------------------------------------------


def test_a_library_of_another_group_than_the_settings_name_is_refused() -> None:
    assert asked(*pairs(1), group="another") == {"group": "mendeley-sync groups"}


def test_a_plan_of_a_newer_version_is_not_read() -> None:
    newer = Plan(schema_version=99, digest="of another time")

    with pytest.raises(StalePlanError, match="newer version"):
        plan_from_json(plan_to_json(newer))


def test_a_plan_from_an_incomplete_picture_is_never_pushed(
    world_of: MakeWorld, tmp_path: Path
) -> None:
    world = two_updates(world_of)
    found = world.diff().reconciliation
    assert found is not None
    incomplete = found.plan.model_copy(update={"complete": False})
    write_plan(incomplete, tmp_path / "plan.json", now=datetime.now(UTC))

    refused = world.push(plan_file=tmp_path / "plan.json", yes=True)

    assert code_of(refused) == 6
    assert not world.writes


def test_a_branch_behind_its_upstream_is_refused(
    world_of: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = two_updates(world_of)
    monkeypatch.setattr(git, "commits_behind", lambda folder: 2)

    refused = world.push()

    assert isinstance(refused.error, SafetyCheckError)
    assert "git pull --ff-only" in str(refused.error.advice)
    assert not world.writes


# -- just before a write ---------------------------------------------------------------------


def move_to_another_group(world: World) -> None:
    """A colleague moves the document to a group that this account sees, too."""
    state = world.server.state
    state.groups["another"] = state.groups[GROUP] | {"id": "another"}
    state.members["another"] = state.members[GROUP]
    state.documents[FIRST]["group_id"] = "another"


def turn_into_another_work(world: World) -> None:
    """A colleague overwrites the document with another work."""
    other = {"title": "Harbours of the Baltic", "identifiers": {"doi": "10.5555/harbour"}}
    world.edit(FIRST, **other, year=1911)


@pytest.mark.parametrize("meanwhile", [move_to_another_group, turn_into_another_work])
def test_a_document_that_is_no_longer_the_one_is_left_alone(
    world_of: MakeWorld, meanwhile: Any
) -> None:
    world = two_updates(world_of)

    def confirm(plan: Plan) -> bool:
        meanwhile(world)
        world.later(minutes=1)
        return True

    outcome = world.pushed(confirm=confirm)

    assert outcome.counts() == {"done": 1, "stale": 1}
    assert "volume" not in world.documents[FIRST]


def test_what_is_protected_is_refused_again_by_who_writes() -> None:
    reference = a_reference(volume="7", DOI="10.5555/1")
    (change,) = planned([reference], [a_document(DOI="10.5555/1")]).plan.changes
    document = a_document()
    context: Any = SimpleNamespace(
        rules=FieldRules(protect=frozenset({"volume"})), references={reference.key: reference}
    )
    now = Found(Place.LIBRARY, Record(document, Image({})))

    assert Update().objection(context, change, now) == "volume: protected"


def trashing(world_of: MakeWorld) -> World:
    """An entry that must not exist any more, and its document."""
    world = world_of([first(), second()], both())
    world.pushed()
    world.write_list([first(absent=True), second()])
    world.later(minutes=5)
    return world


def annotate(world: World) -> None:
    """A colleague annotates the document."""
    world.server.state.annotations["note"] = {
        "id": "note", "type": "note", "document_id": FIRST, "text": "Read it.",
        "profile_id": world.server.state.me, "created": "2026-01-01T00:00:00.000Z",
        "last_modified": "2026-01-01T00:00:00.000Z", "privacy_level": "group", "group_id": GROUP,
    }  # fmt: skip


@pytest.mark.parametrize(
    "meanwhile",
    [
        move_to_another_group,
        annotate,
        lambda world: world.edit(FIRST, publisher="P"),
        lambda world: world.edit(FIRST, silent=True, file_attached=True),
        lambda world: world.server.state.purge(FIRST),
    ],
    ids=["moved", "annotated", "edited", "with a file", "gone"],
)
def test_what_somebody_still_works_with_is_not_trashed(world_of: MakeWorld, meanwhile: Any) -> None:
    world = trashing(world_of)

    def confirm(plan: Plan) -> bool:
        meanwhile(world)
        return True

    outcome = world.pushed(TRASH, confirm=confirm)

    assert outcome.counts() == {"stale": 1}
    assert not world.trashed


def test_two_equal_new_documents_of_ours_are_a_matter_for_a_person(world_of: MakeWorld) -> None:
    world = world_of([first(volume="7"), second()], both()[1:])

    def confirm(plan: Plan) -> bool:
        for _ in range(2):
            made = raw("", "10.5555/1", first().metadata.title, volume="7", group_id=GROUP)
            made.pop("id")
            world.server.state.create(**made)
        return True

    outcome = world.pushed(confirm=confirm)

    assert outcome.counts() == {"stale": 1}
    assert len(world.documents) == 3


# -- just after a write ----------------------------------------------------------------------


def test_a_read_that_lags_behind_the_write_is_asked_again(world_of: MakeWorld) -> None:
    world = two_updates(world_of)
    late = Fault(path=f"/documents/{FIRST}", method="GET", nth=2, page="stale")
    world.server.faults.add(late, snapshot=world.server.state.snapshot())

    outcome = world.pushed()

    assert world.server.faults.fired
    assert outcome.counts() == {"done": 2}


def test_another_identifier_that_moves_with_ours_sets_the_stop_mark(world_of: MakeWorld) -> None:
    moved = {"doi": "10.5555/1", "pmid": "12", "scopus": "from nowhere"}
    act = {"do": "edit", "document": FIRST, "fields": {"identifiers": moved}, "silent": True}
    fault = Fault(**FIRST_PATCH, when=AFTER, act=act)
    world = world_of([first(PMID="12"), second()], both(), fault)

    assert world.pushed().exit_code == 12


def test_failures_that_add_up_stop_a_run_though_none_follows_another(world_of: MakeWorld) -> None:
    words = [
        "garden",
        "harbour",
        "lantern",
        "meadow",
        "orchard",
        "pebble",
        "quarry",
        "river",
        "summit",
    ]
    entries = [
        a_reference(f"ref-{n}", title=f"{word} work of study", DOI=f"10.5555/{n}", volume="7")
        for n, word in enumerate(words)
    ]
    held = [
        raw(f"{n}" * 8, f"10.5555/{n}", one.metadata.title or "") for n, one in enumerate(entries)
    ]
    refusals = [Fault(method="PATCH", nth=nth, status=422) for nth in (2, 4, 6, 8)]
    world = world_of(entries, held, *refusals)

    outcome = world.pushed()

    assert outcome.counts() == {"done": 4, "refused": 4, "skipped": 1}
    assert "4 changes failed" in outcome.stopped
