"""Every rail and every verification that can be taken out, and the tests that should notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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


class Removal(NamedTuple):
    """One passage of the program, and what stands in its place."""

    module: str
    old: str
    new: str
    tests: tuple[str, ...]


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


def _without(package: str, tests: tuple[str, ...], **passages: str) -> Iterator[Removal]:
    """Passages of modules by name; a condition becomes false, a line nothing, `a => b` b."""
    for name, passage in passages.items():
        place = f"{package}.{name.partition('__')[0]}"
        module = f"mendeley_sync.{_MOVED.get(place, place)}"
        old, arrow, new = passage.partition(" => ")
        if not arrow:
            indent = old[: len(old) - len(old.lstrip())]
            new = f"{indent}if False:" if old.lstrip().startswith("if ") else ""
        yield Removal(module, old, new, tests)


_FOUND = (
    *_without(
        "plan", RAILS,
        rails__settings='SafetyCheck("settings-changed", _settings_changed, "settings-changed"),',
        rails__group='SafetyCheck("group", _right_place),',
        rails__lock_of_another="if wrong and wrong != facts.library.group.id:",
        rails__settings_of_another="if facts.group and facts.group != facts.library.group.id:",
        rails__may_write='SafetyCheck("may-write", _may_write),',
        rails__role="if group.role and not group.may_write:",
        rails__writers="if writers and profile is not None and profile not in writers:",
        rails__list_empty='SafetyCheck("list-empty", _list_empty),',
        rails__list_broken='SafetyCheck("list-broken", _list_broken),',
        rails__list_shorter='SafetyCheck("list-shorter", _list_shorter, "list-shorter"),',
        rails__incomplete_pull='SafetyCheck("incomplete-pull", _complete_pull),',
        rails__library_empty='SafetyCheck("library-empty", _library_empty, "library-empty"),',
        rails__vanished='SafetyCheck("documents-vanished", _vanished, "library-changed"),',
        rails__implausible='SafetyCheck("library-changed", _implausible, "library-changed"),',
        rails__limits='SafetyCheck("limits", _limits),',
        rails__week='SafetyCheck(REMOVALS_IN_A_WEEK, _rolling_removals),',
        rails__conflicts='SafetyCheck("many-conflicts", _mass_conflict, "library-changed"),',
        plausible__gone="    _share_gone,\n",
        plausible__nothing="    _nothing_unchanged,\n",
        plausible__same="    _same_change_everywhere,\n",
        plausible__emptied="    _field_emptied,\n",
        plausible__count="    _count_off,\n",
        limits__count="if planned <= most: => if True:",
        limits__exact="if allowed is None or planned == allowed: => if True:",
        limits__most="min(self.most, max(self.free, int(self.share * pairs)))"
        " => max(self.free, int(self.share * pairs))",
        limits__share="int(self.share * pairs) => pairs",
        limits__free="max(self.free, int(self.share * pairs)) => int(self.share * pairs)",
    ),
    *_without(
        "plan", PUSH,
        build_entries__exact="if not self._library.exact:",
        build_entries__protected="if reference is not None and WHOLE_ENTRY in reference.protect:",
        build_entries__unsettled="if reference is not None and reference.key"
        " in self._options.unconfirmed: => if False:",
        build_entries__title="if not reference.metadata.title.strip():",
        build_entries__undone="if undone is not None and self._rules.undone_stay_undone:",
        build_entries__files="if document.file_attached and not self._options.trash_with_files:",
        build_entries__fresh="if self._now - document.last_modified < FRESH_EDIT:",
        build_pairs__required="if found.after is None and found.field in REQUIRED_FIELDS:",
        build_pairs__undone="if self._is_undone(pair.reference, found):",
        plan__altered="if plan.digest != plan_digest(plan.changes, plan.withheld, plan.inputs):",
        plan__newer="if plan.schema_version > PLAN_SCHEMA_VERSION:",
    ),
    *_without(
        "workflow", PUSH,
        push__refusals="if parts.plan.refusals:",
        push__reviewed="        _ensure_reviewed(parts.plan, reviewed, request)\n",
        push__age="        _ensure_young(plan, request.options, now)\n",
        push__removals_age="REMOVAL_PLAN_AGE if plan.removes or named else PLAN_AGE => PLAN_AGE",
        push__named_removals="if plan.removes or named else => if plan.removes else",
        push__named="        _ensure_named_is_there(parts.plan, request.options)\n",
        push__incomplete_plan="if not plan.complete:",
        push__narrow="if narrow and request.yes and not request.digest:",
        reconcile__behind="(*_behind(settings), *failed_checks(facts)) => failed_checks(facts)",
        push__asked="if not confirm(parts.plan): => if confirm(parts.plan) is None:",
        push_parts__lock="        stack.enter_context(run_lock("
        "settings.state_dir, command=parts.command, now=now))\n",
        push_parts__same_files="    assert parts.library is not None\n"
        "    ensure_unchanged(settings, parts)\n =>     assert parts.library is not None\n",
        push_parts__savable="        prove_writable(folder,"
        " size=len(lock_file_bytes(parts.ledger)) + ROOM) =>         pass",
        push_parts__unfinished="        unfinished_runs(settings.state_dir / JOURNAL_FOLDER)\n",
        push_parts__unchanged="        if digest_of(path) != digest: =>         if False:",
        push_parts__brought_up="        # Also where nothing was open: what was done, and not yet"
        " saved, is in the file now.\n        parts.ledger = read_lock_file(settings.lock_path)\n",
        lost__lately='            and now - datetime.fromisoformat(one["at"]) <= LATELY => ',
        push_fields__rest="if bench.wait_until_idle(document):",
        push_fields__group="if document.group_id not in (None, bench.group_id):",
        push_fields__work="if describes_another_work(reference, document):",
        push_fields__protected="if protected:",
        push_fields__undo_guard="if not (raw_matches(step.left, document)"
        " or raw_matches(step.patch, document)): => if False:",
        push_fields__planned="if what is Seen.OTHER:",
        push_fields__already="if _has_arrived("
        "bench, change, _patch(bench, change, before), before):",
        push_fields__intent="    bench.intend(change, before, patch)\n    round_up"
        " =>     round_up",
        push_fields__condition="unmodified_since=before.last_modified"
        " => unmodified_since=bench.client.answered_at",
        push_fields__reread="                _ensure_planned(bench, change, before)\n",
        push_fields__own_success="            if _has_arrived(bench, change, patch, before):\n"
        "                return _verified(bench, change, patch, before, before)\n",
        push_fields__lost="if not moved_members({}, before, after)"
        " and after.last_modified == before.last_modified: => if True:",
        push_fields__moved="if found.moved:",
        push_fields__accepted="    if not _has_arrived(bench, change, patch, after):\n"
        "        return _not_accepted =>     if False:\n        return _not_accepted",
        push_fields__lag="    if not _has_arrived(bench, change, patch, after):\n"
        "        # A read may lag =>     if False:\n        # A read may lag",
        push_create__gone="if change.kind is ChangeKind.RECREATE"
        ' and not _is_gone(bench, change.document or ""): => if False:',
        push_create__several="if len(present) > 1:",
        push_create__present="if present:",
        push_create__intent="    bench.intend(change, None, payload)\n",
        push_create__bound="        and not _is_bound(bench, document.id)\n",
        push_create__profile="        and bench.profile in (None, document.profile_id)\n",
        push_create__since="(document.created is None or document.created >= since"
        " - BEFORE_INTENT) => True",
        push_create__fingerprint="fingerprint(document.raw) == wanted => True",
        push_create__twin="    if twin is not None:",
        push_create__older="if oldest is None or oldest[:2] >= (ours.created, ours.id):"
        " => if oldest is None or oldest[1] == ours.id:",
        push_create__touched="    if moved.result is not Result.DONE:",
        push_create__kept="    if kept:\n => \n    if False:\n",
        push_move__there="if place == goal and before is not None:",
        push_move__start="if place != start or before is None:",
        push_move__group="if document.group_id not in (None, bench.group_id):",
        push_move__edited="if document.last_modified != change.expected_last_modified:",
        push_move__files="if document.file_attached:",
        push_move__annotated="if change.kind is ChangeKind.TRASH"
        " and bench.client.annotations(document_id=document.id): => if False:",
        push_move__intent='    bench.intend(change, before, {"move": goal})\n',
        push_move__seen="if place == goal and after is not None: => if after is not None:",
        push_run__first="if not proven and last in _UNPROVEN:",
        push_run__row="if len(recent) == IN_A_ROW and all(one in _FAILURES for one in recent):",
        push_run__share="if failed > FAILED_LEAST"
        " and failed > FAILED_SHARE * len(self._plan.changes): => if False:",
        push_run__clears="if self._clears_fail and ChangeKind.CLEAR in change.kinds():",
        push_run__signal="if not self._stopped and"
        " (number := self._bench.interrupted()) is not None: => if False:",
        push_run__open="if not any(one.result is Result.UNKNOWN for one in self._results):"
        " => if True:",
        push_verify__moved="if member not in patch and first.get(member) != second.get(member)"
        " => if False",
        push_verify__identifiers='if "identifiers" in patch:',
        push_verify__other="    return Seen.OTHER\n =>     return Seen.AFTER\n",
        resume__mark="if run.stop_reason:",
        resume__arrived="if not arrived:",
        resume__ten_minutes="if bench.client.answered_at - sent_at < LATEST_ARRIVAL:",
        resume__one="if len(found) == 1: => if found:",
        resume__goal="if place != goal or now is None: => if now is None:",
        undo__refusals="if parts.plan.refusals:",
        undo__same_files="    assert parts.plan is not None\n"
        "    ensure_unchanged(settings, parts)\n =>     assert parts.plan is not None\n",
        undo__twin='if done.get("twin") or change.undoes == found.run:',
        undo__kept="if (key, name) not in kept} => }",
        undo_list__value='if entry is None or now != offer["after"]: => if entry is None:',
        undo_list__entry="if content is None or json_item(entry) != content:"
        " => if content is None:",
        undo_list__meanwhile="if path.read_bytes() != undo.before:",
        adopt__same_files="    ensure_unchanged(settings, parts)\n    ensure_savable"
        " =>     ensure_savable",
        undo__group="if group and group != settings.require_group():",
    ),
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
        pull_snapshot__group="        _refuse_other_group(raw, group_id)\n",
        pull_snapshot__core="        if CLIENT_MEMBERS.isdisjoint(raw):",
        pull_snapshot__trash_count="if count is not None and count != len(snapshot.trash):",
        pull_snapshot__both="if both := snapshot.live & snapshot.trash: => if both := set():",
        pull_snapshot__count="if count is not None and count != len(snapshot.live):",
        pull_snapshot__newest="if newest and newest[0] is not None"
        " and newest[0] != snapshot.newest: => if False:",
        pull_snapshot__counted="if not snapshot.counted:",
        pull_snapshot__circle="if step.repeated and step.repeated == step.ids:",
        pull_snapshot__repeated="    if step.repeated:",
        pull_snapshot__empty="elif not step.ids: => elif False:",
        pull__short="if snapshot.doubts and snapshot.is_short:",
        pull__recent="    if not _is_recent(last, started):",
        pull__doubts="    if snapshot.doubts:",
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


def _named() -> Mapping[str, Removal]:
    found: dict[str, Removal] = {}
    for removal in _FOUND:
        words = " ".join(removal.old.split())[:60]
        found[f"{removal.module.rpartition('.')[2]}: {words}"] = removal
    assert len(found) == len(_FOUND)  # each has a name of its own
    return found


REMOVALS = _named()
"""By module and the beginning of what is taken out."""
