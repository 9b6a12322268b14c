"""Every rail and every verification that can be taken out, and the tests that should notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from datetime import timedelta
from types import ModuleType
from typing import Any, NamedTuple

RAILS = ("tests/plan/test_rails.py", "tests/plan/test_limits.py", "tests/laws/test_rails_matter.py")
PUSH = (
    "tests/plan/test_plan.py",
    "tests/stores/test_journal.py",
    "tests/laws/test_writes_matter.py",
    "tests/laws/test_rails_matter.py",
    "tests/workflow/test_push.py",
    "tests/workflow/test_push_twins.py",
    "tests/workflow/test_push_git.py",
    "tests/workflow/test_undo.py",
    "tests/workflow/test_undo_adopt.py",
    "tests/workflow/test_resume.py",
    "tests/workflow/test_adopt.py",
    "tests/laws/test_fault_matrix.py",
    "tests/laws/test_fault_matrix_gates.py",
    "tests/laws/test_fault_matrix_disk.py",
)
CLIENT = (
    "tests/mendeley/test_paging.py",
    "tests/mendeley/test_client_reads.py",
    "tests/mendeley/test_client_writes.py",
)
PULL = (
    "tests/workflow/test_pull_doubts.py",
    "tests/workflow/test_pull.py",
    "tests/workflow/test_pull_ends.py",
    "tests/workflow/test_pull_faults.py",
    "tests/workflow/test_pull_invalid.py",
    "tests/workflow/test_pull_incremental.py",
)
LIST = (
    "tests/stores/test_reference_list.py",
    "tests/stores/test_reference_list_removal.py",
    "tests/formats/test_csl.py",
    "tests/formats/test_registry.py",
)
STORES = ("tests/stores/test_lock_file.py", "tests/stores/test_durable.py", *PUSH)


StandIn = Callable[[Any], Any]
"""Given the object that is taken out, what stands in its place."""


class Removal(NamedTuple):
    """One object of the program, and what stands in its place."""

    module: str
    name: str
    """A function, a class's method, or a register, dotted."""
    stand_in: StandIn
    tests: tuple[str, ...]
    row: str = ""
    """Of a register: the row that goes."""

    def take_out(self, module: ModuleType) -> None:
        """Put the stand-in in the object's place, in the module that has just been loaded.

        Raises:
            LookupError: there is no such object.
        """
        owner: Any = module
        *path, last = self.name.split(".")
        for part in path:
            owner = getattr(owner, part)
        if last not in vars(owner):
            raise LookupError(f"{self.module} has no {self.name}")
        setattr(owner, last, self.stand_in(vars(owner)[last]))


class Passage(NamedTuple):
    """One passage of a module's text, and what stands in its place."""

    module: str
    old: str
    new: str
    tests: tuple[str, ...]


def returns(value: Any) -> StandIn:
    """A function that says the same whatever it is asked."""
    return lambda old: lambda *args, **kwargs: value


NOTHING = returns(None)
NO = returns(False)
YES = returns(True)
EMPTY = returns(())


def becomes(value: Any) -> StandIn:
    """Another value."""
    return lambda old: value


def _name_of(row: Any) -> str:
    return str(getattr(row, "name", "") or row.__name__)


def _without_row(name: str) -> StandIn:
    def stand_in(register: tuple[Any, ...]) -> tuple[Any, ...]:
        kept = tuple(row for row in register if _name_of(row) != name)
        if len(kept) != len(register) - 1:
            raise LookupError(f"no register has one row {name}")
        return kept

    return stand_in


def _rows(module: str, register: str, names: str, tests: tuple[str, ...]) -> Iterator[Removal]:
    for name in names.split():
        yield Removal(f"mendeley_sync.{module}", register, _without_row(name), tests, name)


def _objects(
    module: str, tests: tuple[str, ...], stand_in: StandIn, names: str
) -> Iterator[Removal]:
    for name in names.split():
        yield Removal(f"mendeley_sync.{module}", name, stand_in, tests)


def _asks_all_the_same(old: Any) -> Any:
    """A question whose answer nobody hears."""
    return lambda writing: bool(old(writing)) and False


def _looks_only_afterwards(old: Any) -> Any:
    def look(self: Any, context: Any, change: Any, sent: Any = None) -> Any:
        from mendeley_sync.domain.service import Found, Place

        return old(self, context, change, sent) if sent else Found(Place.NOWHERE, None)

    return look


def _other_is_after(old: Any) -> Any:
    def seen_in(document: Any, change: Any) -> Any:
        seen = old(document, change)
        return type(seen).AFTER if seen is type(seen).OTHER else seen

    return seen_in


def _always_arrived(old: Any) -> Any:
    def proof(self: Any, *given: Any) -> Any:
        found = old(self, *given)
        return found._replace(arrival=type(found.arrival).ARRIVED)

    return proof


def _without_objecting(old: Any) -> Any:
    return lambda context, strategy, change: strategy.look(context, change)


REMOVALS_OF_OURS = (
    *_rows(
        "plan.safety.safety_checks", "SAFETY_CHECKS",
        "settings-changed group may-write list-empty list-broken list-shorter incomplete-pull"
        " library-empty documents-vanished library-changed limits removals-in-a-week"
        " many-conflicts",
        RAILS,
    ),
    *_rows(
        "plan.safety.plausibility", "SUSPICIOUS_CHANGES",
        "_share_gone _nothing_unchanged _same_change_everywhere _field_emptied _count_off",
        RAILS,
    ),
    *_objects(
        "plan.safety.safety_checks", RAILS, NO,
        "locked_to_another_group set_to_another_group role_forbids_writing is_no_writer",
    ),
    *_objects("plan.safety.limits", RAILS, NOTHING, "exceeded_limit"),
    *_objects("plan.safety.limits", RAILS, YES, "is_exact"),
    Removal(
        "mendeley_sync.plan.safety.limits", "Limit.allowed",
        becomes(lambda self, pairs: max(self.free, int(self.share * pairs))), RAILS, "most",
    ),
    Removal(
        "mendeley_sync.plan.safety.limits", "Limit.allowed",
        becomes(lambda self, pairs: min(self.most, max(self.free, pairs))), RAILS, "share",
    ),
    Removal(
        "mendeley_sync.plan.safety.limits", "Limit.allowed",
        becomes(lambda self, pairs: min(self.most, int(self.share * pairs))), RAILS, "free",
    ),
    *_objects(
        "plan.build.entries", PUSH, NO,
        "EntryPlanner._absence_is_unproven EntryPlanner._is_unconfirmed"
        " EntryPlanner._stays_undone is_protected has_no_title has_files is_fresh",
    ),
    *_objects("plan.build.fields", PUSH, NO, "empties_required PairPlanner._is_undone"),
    *_objects("plan.plan_file", PUSH, NOTHING, "ensure_known_version ensure_unaltered"),
    *_objects(
        "workflow.push.push", PUSH, NOTHING,
        "ensure_reviewed ensure_young ensure_named_is_there ensure_complete",
    ),
    *_objects("workflow.push.push", PUSH, NO, "names_removals lacks_digest"),
    *_objects("workflow.push.push", PUSH, becomes(timedelta(days=14)), "REMOVAL_PLAN_AGE"),
    *_objects(
        "workflow.push.write_run", PUSH, NOTHING,
        "ensure_safe ensure_not_blocked ensure_unchanged ensure_savable",
    ),
    *_objects("workflow.push.write_run", PUSH, _asks_all_the_same, "is_declined"),
    *_objects("workflow.push.write_run", PUSH, returns(nullcontext()), "run_lock"),
    Removal(
        "mendeley_sync.workflow.push.write_run", "lock_data_now",
        becomes(lambda opened: opened.lock_data), PUSH,
    ),
    *_objects("workflow.adopt.adopt", PUSH, NOTHING, "ensure_unchanged"),
    *_objects("workflow.reconcile", PUSH, EMPTY, "_behind"),
    *_objects("workflow.undo.undo", PUSH, EMPTY, "failed_undo_checks"),
    *_objects("workflow.undo.undo", PUSH, NOTHING, "ensure_same_group"),
    *_objects("workflow.undo.undo", PUSH, NO, "is_kept"),
    *_objects("workflow.undo.list_undo", PUSH, YES, "is_as_written is_as_added"),
    *_objects("workflow.undo.list_undo", PUSH, NO, "was_changed"),
    *_objects("pull.removals", PUSH, YES, "is_lately"),
    *_objects("apply.engine", PUSH, NO, "is_there_already"),
    *_objects("apply.engine", PUSH, YES, "has_made_way"),
    *_objects("apply.engine", PUSH, _without_objecting, "_still_as_planned"),
    *_objects("apply.update", PUSH, NO, "describes_another_work was_edited"),
    *_objects("apply.update", PUSH, EMPTY, "protected_fields"),
    *_objects("apply.update", PUSH, NOTHING, "edited_field"),
    *_objects("apply.update", PUSH, _other_is_after, "seen_in"),
    *_objects("apply.update", PUSH, YES, "Update._has_arrived"),
    *_objects("apply.revert", PUSH, returns(""), "RevertUpdate._not_as_planned"),
    *_objects("apply.revert", PUSH, NO, "undid_itself"),
    *_objects("apply.create", PUSH, YES, "is_gone is_recent is_own is_older"),
    *_objects("apply.create", PUSH, NO, "is_ambiguous"),
    *_objects("apply.create", PUSH, EMPTY, "kept_fields"),
    *_objects("apply.create", PUSH, NOTHING, "Create.follow_up"),
    *_objects("apply.create", PUSH, _looks_only_afterwards, "Create.look"),
    *_objects("apply.create", PUSH, becomes(timedelta()), "Create.latest_arrival"),
    *_objects("apply.trash", PUSH, NO, "Move.is_elsewhere was_edited_since has_files is_annotated"),
    *_objects("apply.trash", PUSH, _always_arrived, "Move.proof"),
    *_objects("apply.lock_file_updates", PUSH, NO, "LockFileUpdates.is_bound"),
    *_objects("apply.write_context", PUSH, NOTHING, "WriteContext.intend"),
    *_objects(
        "apply.run", PUSH, NO,
        "is_unproven failed_in_a_row failed_too_often PlanRun.holds_clears has_unknown",
    ),
    *_objects("apply.run", PUSH, NOTHING, "signal_that_came"),
    *_objects(
        "mendeley.service", PUSH, NO, "MendeleyService._lags"
    ),
    *_objects("mendeley.service", PUSH, NOTHING, "MendeleyService._wait_until_idle"),
    *_objects(
        "mendeley.resources.documents", PUSH, returns("Thu, 31 Dec 2099 23:59:59 GMT"), "http_date"
    ),
    *_objects("mendeley.wire.drafts", PUSH, EMPTY, "MendeleyDrafts.moved"),
    *_objects("mendeley.wire.drafts", PUSH, returns(""), "MendeleyDrafts.fingerprint"),
    *_objects("mendeley.wire.drafts", PUSH, returns({}), "_identifiers_in"),
    *_objects("stores.journal", PUSH, becomes(property(lambda self: "")), "JournalRun.stop_reason"),
)  # fmt: skip
"""What is taken out by its name: rows of registers, predicates, guards, rules."""

_MOVED = {
    "mendeley.paging": "mendeley.requests.paging",
    "mendeley.requester": "mendeley.requests.requester",
    "formats.csl": "formats.csl.csl",
    "plan.build_entries": "plan.build.entries",
    "plan.build_pairs": "plan.build.fields",
    "plan.limits": "plan.safety.limits",
    "plan.plausible": "plan.safety.plausibility",
    "plan.rails": "plan.safety.safety_checks",
    "stores.reference_list": "stores.reference_list.editor",
    "stores.way_back": "stores.reference_list.reverse_patch",
    "workflow.adopt": "workflow.adopt.adopt",
    "workflow.lost": "pull.removals",
    "workflow.pull": "pull.pull",
    "workflow.pull_rounds": "mendeley.snapshot.stable_pull",
    "workflow.pull_snapshot": "mendeley.snapshot.snapshot",
    "workflow.push": "workflow.push.push",
    "workflow.push_create": "apply.create",
    "workflow.push_fields": "apply.update",
    "workflow.push_move": "apply.trash",
    "workflow.push_parts": "workflow.push.write_run",
    "workflow.push_run": "apply.run",
    "workflow.push_verify": "apply.verify",
    "workflow.resume": "apply.recover",
    "workflow.undo": "workflow.undo.undo",
    "workflow.undo_list": "workflow.undo.list_undo",
}
"""Where the modules stand that a passage is named after."""


def _without(package: str, tests: tuple[str, ...], **passages: str) -> Iterator[Passage]:
    """Passages of modules by name; a condition becomes false, a line nothing, `a => b` b."""
    for name, passage in passages.items():
        place = f"{package}.{name.partition('__')[0]}"
        module = f"mendeley_sync.{_MOVED.get(place, place)}"
        old, arrow, new = passage.partition(" => ")
        if not arrow:
            indent = old[: len(old) - len(old.lstrip())]
            new = f"{indent}if False:" if old.lstrip().startswith("if ") else ""
        yield Passage(module, old, new, tests)


_FOUND = (
    *_without(
        "stores", STORES,
        journal__checksum="if int(length) != len(body) or int(checksum, 16) != zlib.crc32(body):",
        journal__flush="        os.fsync(self._file)\n",
        journal__middle="        elif not accepted:\n =>         elif False:\n",
        lock_file__marks="if _CONFLICT.search(data):",
        lock_file__newer="if isinstance(version, int) and version > SCHEMA_VERSION:",
        lock_file__version="if version != SCHEMA_VERSION:",
        lock_file__doubles="    if len(found) != len(pairs):",
        durable__flush="        os.fsync(stream.fileno())\n",
        durable__folder="        flush_folder(target.parent)\n",
        durable__half="        if not renamed:",
        way_back__same="    if _digest(now) != way.after:",
    ),
    *_without(
        "workflow", PULL,
        pull_snapshot__group="            if not isinstance(theirs, str)"
        " or theirs.lower() != self.group_id.lower(): =>             if False:",
        pull_snapshot__core="        if CLIENT_MEMBERS.isdisjoint(raw):",
        pull_snapshot__trash_count="if count is not None and count != len(walked.trash):",
        pull_snapshot__both="if both := walked.live & walked.trash: => if both := set():",
        pull_snapshot__count="if count is not None and count != len(walked.live):",
        pull_snapshot__newest="if walked.newest not in (None, walked.listed_newest):",
        pull_snapshot__counted="if not walked.counted:",
        pull_snapshot__circle="if step.repeated and step.repeated == step.ids:",
        pull_snapshot__repeated="    if step.repeated:",
        pull_snapshot__empty="elif not step.ids: => elif False:",
        pull_rounds__short="if walked.doubts and walked.is_short:",
        pull__recent="if _is_recent(last, asked.taken_at): => if True:",
        pull__doubts="if _agrees(changes, mirror): => if True:",
    ),
    *_without(
        "mendeley", (*CLIENT, *PULL),
        requester__read_only="        if self.read_only:",
        requester__reads='if request.method != "GET":',
        paging__origin="if _origin(ours) != _origin(theirs) or ours.path != theirs.path"
        " or theirs.username: => if False:",
        paging__member="if name in NEVER_CHANGED and query.get(name, value) != value:",
        paging__marker="        if not marker:",
        paging__circle="        if marker in self._markers:",
        paging__endless="        if self._pages > MOST_PAGES:",
    ),
    *_without(
        "stores", LIST,
        reference_list__asked="if not self._says_what_was_asked(made):",
        reference_list__meanwhile="        if now != self._data:",
        reference_list__part="    if refused:",
        reference_list__taken="if reference.key in self._taken:",
        reference_list__present="if key not in self._present:",
    ),
    *_without(
        "formats", LIST,
        csl__twice="    if reference.key in first_lines:",
        csl__field_twice="if isinstance(mapping, LinedDict) and mapping.duplicates:",
        csl__half="if isinstance(value, str) and not is_whole(value):",
    ),
)  # fmt: skip


def _named() -> Mapping[str, Removal | Passage]:
    found: dict[str, Removal | Passage] = {}
    for one in REMOVALS_OF_OURS:
        found[f"{one.module.removeprefix('mendeley_sync.')}: {one.name} {one.row}".strip()] = one
    for passage in _FOUND:
        words = " ".join(passage.old.split())[:60]
        found[f"{passage.module.rpartition('.')[2]}: {words}"] = passage
    assert len(found) == len(REMOVALS_OF_OURS) + len(_FOUND)  # each has a name of its own
    return found


REMOVALS = _named()
"""By module and what is taken out."""
