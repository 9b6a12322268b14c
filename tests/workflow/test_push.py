"""A push, from the happy path to everything that can come in between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import SafetyCheckError, StalePlanError, UsageError
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.plan_file import plan_from_json
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.workflow.reconcile import write_plan
from tests.scenario import GROUP, OWNER
from tests.sync_builders import TITLE, a_reference
from tests.sync_world import ENVIRON, EVERY_KIND, World, a_world

DOC = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
OTHER_TITLE = "Group work with students: what the seminar taught us"
PATCH = f"/documents/{DOC}"

MakeWorld = Callable[..., World]


@pytest.fixture
def world_of(tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes worlds that end with the test."""
    open_worlds: list[AbstractContextManager[World]] = []

    def make(*given: Any, **state: Any) -> World:
        context = a_world(tmp_path / str(len(open_worlds)), *given, **state)
        open_worlds.append(context)
        return context.__enter__()

    yield make
    for context in reversed(open_worlds):
        context.__exit__(None, None, None)


def raw(document_id: str = DOC, title: str = TITLE, **members: Any) -> dict[str, Any]:
    """A document as the service has it, with a DOI of its own."""
    known = {"doi": f"10.5555/{document_id[:4]}"}
    return {
        "id": document_id, "title": title, "type": "journal", "identifiers": known, **members,
    }  # fmt: skip


def mine(key: str = "ref-1", **values: Any) -> Reference:
    """The entry of the first document."""
    return a_reference(key, DOI="10.5555/1111", **values)


def other(key: str = "b", **values: Any) -> Reference:
    """The entry of the second document."""
    return a_reference(key, DOI="10.5555/2222", title=OTHER_TITLE, **values)


def a_pair(**values: Any) -> tuple[list[Reference], list[dict[str, Any]]]:
    """One entry with these values, and its document that has little."""
    return [mine(**values)], [raw()]


def test_an_empty_field_is_filled_and_nothing_else_is_touched(world_of: MakeWorld) -> None:
    world = world_of([mine(volume="7")], [raw(tags=["core"], pages="1-2", stranger="x")])
    before = dict(world.documents[DOC])

    outcome = world.pushed()

    after = world.documents[DOC]
    assert outcome.counts() == {"done": 1}
    changed = {key for key in after if after[key] != before.get(key)}
    assert changed == {"volume", "last_modified"}
    assert after["volume"] == "7"


def test_a_write_is_conditional_and_as_small_as_can_be(world_of: MakeWorld) -> None:
    world = world_of([mine(volume="7", page="3")], [raw(pages="3")])

    world.pushed()

    assert world.writes == [f"PATCH {PATCH}"]
    (intent,) = world.runs[0].of_kind("intent")
    assert intent["request"] == {"volume": "7"}
    assert intent["before"]["pages"] == "3"


def test_a_second_push_sends_no_write_and_changes_no_state(world_of: MakeWorld) -> None:
    world = world_of([mine(volume="7")], [raw()])
    world.pushed()
    lock, runs = world.settings.lock_path.read_bytes(), len(world.runs)
    sent = len(world.writes)

    world.pushed()

    assert len(world.writes) == sent
    assert world.settings.lock_path.read_bytes() == lock
    assert len(world.runs) == runs


def test_equal_pairs_are_remembered_without_any_write(world_of: MakeWorld) -> None:
    world = world_of([mine(volume="7")], [raw(volume="7")])

    outcome = world.pushed()

    assert not world.writes
    assert outcome.remembered
    assert world.ledger.by_reference()["ref-1"].fields["volume"].value == "7"


def test_a_created_document_is_bound_and_proven(world_of: MakeWorld) -> None:
    world = world_of([a_reference(DOI="10.5555/a", keyword=["b", "a"])])

    outcome = world.pushed()

    (made,) = world.documents.values()
    assert outcome.counts() == {"done": 1}
    assert world.ledger.by_document()[made["id"]].rule == "created"
    assert made["identifiers"] == {"doi": "10.5555/a"}


def test_identifiers_go_whole_and_lose_none(world_of: MakeWorld) -> None:
    world = world_of(
        [mine(PMID="12")],
        [raw(identifiers={"doi": "10.5555/1111", "scopus": "2-s2.0-1"})],
    )

    world.pushed()

    held = world.documents[DOC]["identifiers"]
    assert held == {"doi": "10.5555/1111", "pmid": "12", "scopus": "2-s2.0-1"}


# -- other people -------------------------------------------------------------------------


def act(**fields: Any) -> dict[str, Any]:
    """Somebody edits the document in between."""
    return {"do": "edit", "document": DOC, "fields": fields}


def test_a_foreign_edit_of_another_field_is_kept(world_of: MakeWorld) -> None:
    fault = Fault(method="PATCH", path=PATCH, act=act(publisher="A colleague's"))
    world = world_of(*a_pair(volume="7"), fault)

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1}
    assert world.documents[DOC]["publisher"] == "A colleague's"
    assert world.documents[DOC]["volume"] == "7"


def test_a_foreign_edit_of_the_same_field_is_kept_and_held(world_of: MakeWorld) -> None:
    fault = Fault(method="PATCH", path=PATCH, act=act(volume="8"))
    world = world_of(*a_pair(volume="7"), fault)

    outcome = world.pushed()

    assert outcome.counts() == {"stale": 1}
    assert outcome.exit_code == 4
    assert world.documents[DOC]["volume"] == "8"
    assert "8" in outcome.results[0].reason


def test_a_foreign_identifier_added_in_between_survives(world_of: MakeWorld) -> None:
    foreign = act(identifiers={"doi": "10.5555/1111", "scopus": "2-s2.0-1"})
    world = world_of(*a_pair(PMID="12"), Fault(method="PATCH", path=PATCH, act=foreign))

    world.pushed()

    held = world.documents[DOC]["identifiers"]
    assert held == {"doi": "10.5555/1111", "pmid": "12", "scopus": "2-s2.0-1"}


def test_a_document_that_vanished_in_between_is_left_alone(world_of: MakeWorld) -> None:
    gone = Fault(method="PATCH", path=PATCH, act={"do": "trash", "document": DOC})
    world = world_of(*a_pair(volume="7"), gone)

    outcome = world.pushed()

    assert not outcome.counts().get("done")
    assert outcome.exit_code == 4
    assert "volume" not in world.trashed[DOC]


def test_a_document_edited_this_very_second_is_left_to_rest(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"))
    world.edit(DOC, publisher="just now")

    world.pushed()

    assert any(0 < seconds <= 2 for seconds in world.clock.slept)
    assert world.documents[DOC]["publisher"] == "just now"


def test_a_refused_precondition_of_the_very_version_we_hold_is_tried_rounded_up(
    world_of: MakeWorld,
) -> None:
    world = world_of(*a_pair(volume="7"), Fault(method="PATCH", path=PATCH, status=412))

    assert world.pushed().counts() == {"done": 1}


# -- a service that fails ------------------------------------------------------------------

LOST = [
    Fault(method="PATCH", path=PATCH, status=503, when=AFTER),
    Fault(method="PATCH", path=PATCH, reset=True, when=AFTER),
    Fault(method="PATCH", path=PATCH, status=500),
    Fault(method="PATCH", path=PATCH, reset=True),
    Fault(method="PATCH", path=PATCH, cut_after=10),
    Fault(method="PATCH", path=PATCH, cut_after=10, keep_length=False),
    Fault(method="PATCH", path=PATCH, body="<html>fine</html>", content_type="text/html"),
    Fault(method="PATCH", path=PATCH, status=429, headers={"Retry-After": "3"}),
    Fault(method="PATCH", path=PATCH, status=401),
]  # fmt: skip


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: str(fault.as_json())[:60])
def test_a_lost_answer_to_an_update_is_looked_up(world_of: MakeWorld, fault: Fault) -> None:
    world = world_of(*a_pair(volume="7"), fault)

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1}
    assert outcome.exit_code == 0
    assert world.documents[DOC]["volume"] == "7"


@pytest.mark.parametrize("when", [AFTER, "before"])
@pytest.mark.parametrize("how", [{"status": 503}, {"reset": True}, {"cut_after": 5}], ids=str)
def test_a_lost_create_never_becomes_two(
    world_of: MakeWorld, how: dict[str, Any], when: str
) -> None:
    fault = Fault(method="POST", path="/documents", when=when, **how)
    world = world_of([a_reference(volume="7")], [], fault)

    first = world.pushed()
    world.later(minutes=11)
    world.pushed()

    assert len(world.documents) == 1
    assert first.exit_code in (0, 10)
    assert not world.diff().report.findings


def test_a_create_whose_answer_was_lost_is_found_in_the_same_run(world_of: MakeWorld) -> None:
    lost = Fault(method="POST", path="/documents", reset=True, when=AFTER)
    world = world_of([a_reference(volume="7")], [], lost)

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1}
    assert world.ledger.by_reference()["ref-1"].rule == "created"


def test_what_another_of_our_runs_has_just_added_is_not_added_twice(
    world_of: MakeWorld,
) -> None:
    world = world_of([a_reference(volume="7")])

    def meanwhile(plan: Plan) -> bool:
        fields = {"title": TITLE, "type": "journal", "volume": "7"}
        world.server.state.create(group_id=GROUP, profile_id=OWNER, **fields)  # type: ignore[arg-type]  # members, no time
        return True

    world.pushed(confirm=meanwhile)

    assert len(world.documents) == 1
    assert world.ledger.by_reference()["ref-1"].rule == "found"


def test_a_create_that_nobody_saw_waits_ten_minutes(world_of: MakeWorld) -> None:
    world = world_of(
        [a_reference(volume="7")], [], Fault(method="POST", path="/documents", status=503)
    )

    first = world.pushed()
    second = world.pushed()

    assert first.counts() == {"unknown": 1}
    assert "it checks whether" in first.results[0].reason
    assert not world.documents
    assert second.exit_code in (4, 10)
    world.later(minutes=11)
    assert world.pushed().counts() == {"done": 1}


def test_a_change_that_the_service_refuses_does_not_stop_the_others(world_of: MakeWorld) -> None:
    world = world_of(
        [mine("a", volume="7"), other(volume="8")],
        [raw(), raw(OTHER, OTHER_TITLE)],
        Fault(method="PATCH", path=PATCH, status=422),
    )

    outcome = world.pushed()

    assert outcome.counts() == {"done": 1, "refused": 1}
    assert outcome.exit_code == 4


def test_a_right_that_is_lost_ends_the_run(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"), Fault(method="PATCH", path=PATCH, status=403))

    outcome = world.pushed()

    assert outcome.exit_code == 8
    assert "volume" not in world.documents[DOC]


def test_a_sign_in_that_ends_is_no_traceback(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"), Fault(method="PATCH", path=PATCH, status=401, nth=None))

    assert world.pushed().exit_code == 8


def test_a_service_that_goes_away_for_good_ends_with_nothing_half_known(
    world_of: MakeWorld,
) -> None:
    world = world_of(
        [mine("a", volume="7"), other(volume="8")],
        [raw(), raw(OTHER, OTHER_TITLE)],
        Fault(method="PATCH", nth=None, times=99, status=429),
    )

    outcome = world.pushed()

    assert outcome.exit_code == 9
    assert outcome.counts() == {"skipped": 2}


def test_an_answer_that_says_yes_to_what_was_not_done_stops_at_the_first_write(
    world_of: MakeWorld,
) -> None:
    world = world_of(
        [mine("a", volume="7"), other(volume="8")],
        [raw(), raw(OTHER, OTHER_TITLE)],
        Fault(method="PATCH", nth=None, times=99, pretend=True),
    )

    outcome = world.pushed()

    assert outcome.counts() == {"unverified": 1, "skipped": 1}
    assert outcome.stopped
    assert len(world.writes) == 1


def test_a_write_that_moves_another_field_sets_the_stop_mark(world_of: MakeWorld) -> None:
    moved = {"do": "edit", "document": DOC, "fields": {"publisher": "moved"}, "silent": True}
    world = world_of(*a_pair(volume="7"), Fault(method="PATCH", path=PATCH, when=AFTER, act=moved))

    outcome = world.pushed()
    again = world.push()

    assert outcome.exit_code == 12
    assert again.error is not None
    assert again.error.exit_code == 12
    assert "--unblock" in str(again.error.advice)


def test_an_html_page_in_the_place_of_the_library_writes_nothing(world_of: MakeWorld) -> None:
    page = Fault(path="/documents", nth=None, times=99, body="<html>", content_type="text/html")
    world = world_of(*a_pair(volume="7"), page)

    result = world.push()

    assert result.error is not None
    assert result.error.exit_code == 9
    assert not world.writes


# -- plans that were reviewed ------------------------------------------------------------------


def test_only_the_plan_that_was_reviewed_is_pushed(world_of: MakeWorld, tmp_path: Path) -> None:
    world = world_of(*a_pair(volume="7"))
    plan = world.diff().reconciliation
    assert plan is not None
    write_plan(plan.plan, tmp_path / "plan.json", now=datetime.now(UTC))
    world.edit(DOC, volume="9")

    result = world.push(plan_file=tmp_path / "plan.json", yes=True)

    assert isinstance(result.error, StalePlanError)
    assert not world.writes


def test_an_unrelated_edit_does_not_stale_a_reviewed_plan(
    world_of: MakeWorld, tmp_path: Path
) -> None:
    references, documents = a_pair(volume="7")
    world = world_of(references, [*documents, raw(OTHER, OTHER_TITLE)])
    plan = world.diff().reconciliation
    assert plan is not None
    write_plan(plan.plan, tmp_path / "plan.json", now=datetime.now(UTC))
    world.edit(OTHER, publisher="elsewhere")

    assert world.pushed(plan_file=tmp_path / "plan.json", yes=True).counts() == {"done": 1}


def test_an_altered_plan_is_refused(world_of: MakeWorld, tmp_path: Path) -> None:
    world = world_of(*a_pair(volume="7"))
    plan = world.diff().reconciliation
    assert plan is not None
    path = tmp_path / "plan.json"
    write_plan(plan.plan, path, now=datetime.now(UTC))
    path.write_text(path.read_text().replace('"after": "7"', '"after": "6"'))

    with pytest.raises(StalePlanError, match="digest does not match"):
        plan_from_json(path.read_text())
    assert isinstance(world.push(plan_file=path, yes=True).error, StalePlanError)


def test_what_diff_shows_is_what_push_does(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7", publisher="P"))
    shown = world.diff().reconciliation
    seen: list[str] = []

    def look(plan: Plan) -> bool:
        seen.append(plan.digest)
        return False

    world.push(confirm=look)

    assert shown is not None
    assert seen == [shown.plan.digest]
    assert not world.writes


def test_past_a_rail_without_a_person_needs_the_digest(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"))

    result = world.push(EVERY_KIND, yes=True)

    assert isinstance(result.error, UsageError)


# -- rails -------------------------------------------------------------------------------------


def many(count: int, **values: Any) -> tuple[list[Reference], list[dict[str, Any]]]:
    """So many pairs with titles of their own."""
    words = ["garden", "harbour", "lantern", "meadow", "orchard", "pebble", "quarry", "river"]
    titles = [f"{words[n % 8]} {words[n // 8 % 8]} work of study {n * 37}" for n in range(count)]
    references = [
        a_reference(f"ref-{n:03}", title=title, DOI=f"10.5555/{n}", **values)
        for n, title in enumerate(titles)
    ]
    documents = [
        raw(f"{n:08}-0000-4000-8000-000000000000", title, identifiers={"doi": f"10.5555/{n}"})
        for n, title in enumerate(titles)
    ]
    return references, documents


def retitled(reference: Reference) -> Reference:
    """The entry with a longer title."""
    longer = {"title": f"{reference.metadata.title} indeed"}
    return reference.model_copy(update={"metadata": reference.metadata.model_copy(update=longer)})


def test_too_many_changes_are_refused_with_the_way_on(world_of: MakeWorld) -> None:
    references, documents = many(12)
    world = world_of(references, documents)
    world.pushed()
    changed = [
        r.model_copy(
            update={
                "metadata": r.metadata.model_copy(update={"title": r.metadata.title + " indeed"})
            }
        )
        for r in references
    ]
    world.write_list(changed)

    result = world.push()

    assert isinstance(result.error, SafetyCheckError)
    assert result.error.exit_code == 5
    assert "The plan has 12 updates, and the limit is 5" in str(result.error)
    assert "--allow update=12" in str(result.error.advice)
    assert not world.writes
    digest = result.report.plan.digest if result.report.plan else ""
    allowed = PushOptions(allow={ChangeKind.UPDATE: 12})
    assert world.pushed(allowed, digest=digest, yes=True).counts() == {"done": 12}


def test_an_empty_library_where_there_was_one_is_refused(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"))
    world.pushed()
    world.server.state.documents.clear()

    result = world.push()

    assert result.error is not None
    assert result.error.exit_code == 5
    assert "The library appears to be empty" in str(result.error)


def test_five_documents_in_the_trash_make_pushes_wait(world_of: MakeWorld) -> None:
    references, documents = many(8, volume="7")
    world = world_of(references, documents)
    world.pushed()
    for document in list(world.documents)[:5]:
        world.server.state.trash(document)
    world.diff()

    result = world.push()

    assert result.error is not None
    assert "Ask the members not to empty the trash" in str(result.error)
    restored = world.pushed(PushOptions(allow={ChangeKind.RESTORE: 5}))
    assert restored.counts() == {"done": 5}
    assert not world.trashed


def test_a_shrunken_list_is_refused(world_of: MakeWorld) -> None:
    references, documents = many(12)
    world = world_of(references, documents)
    world.pushed()
    world.write_list(references[:5])

    result = world.push()

    assert result.error is not None
    assert "--override list-shorter" in str(result.error.advice)


def test_a_member_who_may_not_write_is_told_so(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"), role="follower")

    result = world.push()

    assert result.error is not None
    assert result.error.exit_code == 8
    assert not world.writes


def test_nothing_is_trashed_unless_it_is_named_and_then_it_comes_back(
    world_of: MakeWorld,
) -> None:
    world = world_of(
        [mine(absent=True), other()],
        [raw(), raw(OTHER, OTHER_TITLE)],
    )

    assert world.pushed().exit_code == 4
    assert DOC in world.documents
    outcome = world.pushed(PushOptions(allow={ChangeKind.TRASH: 1}))

    assert outcome.counts() == {"done": 1}
    assert DOC in world.trashed
    world.undo(outcome.run)
    assert DOC in world.documents


def test_a_vanished_document_is_made_anew_only_when_named(world_of: MakeWorld) -> None:
    references, documents = a_pair(volume="7")
    world = world_of([*references, other()], [*documents, raw(OTHER, OTHER_TITLE)])
    world.pushed()
    world.server.state.purge(DOC)

    assert world.pushed().exit_code == 4
    outcome = world.pushed(PushOptions(allow={ChangeKind.RECREATE: 1}))

    assert outcome.counts() == {"done": 1}
    binding = world.ledger.by_reference()["ref-1"]
    assert binding.former_documents == (DOC,)
    assert not world.diff().report.findings


def test_an_explicit_null_clears_only_when_named(world_of: MakeWorld) -> None:
    world = world_of([mine(volume="7", publisher="P")], [raw(volume="7", publisher="P")])
    world.pushed()
    world.write_list([mine(volume="7", nulls=["publisher"])])

    assert world.pushed().exit_code == 4
    assert world.documents[DOC]["publisher"] == "P"
    assert world.pushed(PushOptions(allow={ChangeKind.CLEAR: 1})).counts() == {"done": 1}
    assert "publisher" not in world.documents[DOC]


def test_an_edit_of_the_library_is_overwritten_only_when_named(world_of: MakeWorld) -> None:
    world = world_of([mine(volume="7")], [raw(volume="7")])
    world.pushed()
    world.edit(DOC, volume="9")
    world.later(minutes=1)

    assert world.pushed().exit_code == 4
    assert world.documents[DOC]["volume"] == "9"
    assert world.pushed(PushOptions(allow={ChangeKind.OVERWRITE: 1})).counts() == {"done": 1}
    assert world.documents[DOC]["volume"] == "7"


def test_the_journal_holds_no_secret(world_of: MakeWorld) -> None:
    world = world_of(*a_pair(volume="7"))
    world.pushed()

    text = world.runs[0].path.read_text(encoding="utf-8")

    assert not [secret for secret in ENVIRON.values() if len(secret) > 4 and secret in text]
    assert "sandbox-access" not in text


@pytest.mark.parametrize("made_at", [None, "2999-01-01T00:00:00Z"])
def test_a_plan_that_hides_its_age_is_refused(
    world_of: MakeWorld, tmp_path: Path, made_at: str | None
) -> None:
    world = world_of(*a_pair(volume="7"))
    found = world.diff().reconciliation
    assert found is not None
    path = tmp_path / "plan.json"
    write_plan(found.plan, path, now=datetime.now(UTC))
    shown = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(shown | {"made_at": made_at}), "utf-8")

    refused = world.push(plan_file=path, yes=True)

    assert isinstance(refused.error, StalePlanError)
    assert not world.writes


@pytest.mark.parametrize("digest", ["0", "abc", "not a digest at all", "0" * 65])
def test_a_digest_that_could_be_any_plans_is_no_digest(world_of: MakeWorld, digest: str) -> None:
    world = world_of(*a_pair(volume="7"))

    refused = world.push(digest=digest, yes=True)

    assert isinstance(refused.error, UsageError)
    assert not world.writes
