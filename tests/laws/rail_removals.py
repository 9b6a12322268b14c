"""Every rail and every verification that can be taken out, and the tests that should notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

RAILS = ("tests/plan/test_rails.py", "tests/plan/test_limits.py", "tests/laws/test_rails_matter.py")
PUSH = (
    "tests/plan/test_plan.py",
    "tests/stores/test_journal.py",
    "tests/workflow/test_push.py",
    "tests/workflow/test_undo.py",
    "tests/workflow/test_resume.py",
    "tests/workflow/test_adopt.py",
    "tests/laws/test_rails_matter.py",
    "tests/laws/test_fault_matrix.py",
    "tests/laws/test_fault_matrix_gates.py",
    "tests/laws/test_fault_matrix_disk.py",
)


class Removal(NamedTuple):
    """One passage of the program, and what stands in its place."""

    module: str
    old: str
    new: str
    tests: tuple[str, ...]


def _without(package: str, tests: tuple[str, ...], **passages: str) -> Iterator[Removal]:
    """Passages of modules by name; a condition becomes false, a line nothing, `a => b` b."""
    for name, passage in passages.items():
        module = f"mendeley_sync.{package}.{name.partition('__')[0]}"
        old, arrow, new = passage.partition(" => ")
        if not arrow:
            new = "if False:" if old.startswith("if ") else ""
        yield Removal(module, old, new, tests)


_FOUND = (
    *_without(
        "plan", RAILS,
        rails__settings='Rail("settings-changed", _settings_changed, "settings-changed"),',
        rails__group='Rail("group", _right_place),',
        rails__lock_of_another="if wrong and wrong != facts.library.group.id:",
        rails__settings_of_another="if facts.group and facts.group != facts.library.group.id:",
        rails__may_write='Rail("may-write", _may_write),',
        rails__role="if role and not facts.library.group.may_write:",
        rails__writers="if facts.writers and facts.profile is not None"
        " and facts.profile not in facts.writers: => if False:",
        rails__list_empty='Rail("list-empty", _list_empty),',
        rails__list_broken='Rail("list-broken", _list_broken),',
        rails__list_shorter='Rail("list-shorter", _list_shorter, "list-shorter"),',
        rails__incomplete_pull='Rail("incomplete-pull", _complete_pull),',
        rails__library_empty='Rail("library-empty", _library_empty, "library-empty"),',
        rails__vanished='Rail("documents-vanished", _vanished, "library-changed"),',
        rails__implausible='Rail("library-changed", _implausible, "library-changed"),',
        rails__limits='Rail("limits", _limits),',
        rails__week='Rail(REMOVALS_IN_A_WEEK, _rolling_removals),',
        rails__conflicts='Rail("many-conflicts", _mass_conflict, "library-changed"),',
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
        plan__altered="if plan.digest != plan_digest(plan.changes, plan.withheld, plan.inputs):",
        plan__newer="if plan.schema_version > PLAN_SCHEMA_VERSION:",
    ),
    *_without(
        "workflow", PUSH,
        push__refusals="if parts.plan.refusals:",
        push__reviewed="        _ensure_reviewed(parts.plan, reviewed, request)\n",
        push__age="        _ensure_young(plan, now)\n",
        push__incomplete_plan="if not plan.complete:",
        push__narrow="if narrow and request.yes and not request.digest:",
        reconcile__behind="(*_behind(settings), *refusals(facts)) => refusals(facts)",
        push__asked="if not confirm(parts.plan): => if confirm(parts.plan) is None:",
        push_parts__lock="        stack.enter_context(run_lock("
        "settings.state_dir, command=parts.command, now=now))\n",
        push_parts__unfinished="        unfinished_runs(settings.state_dir / JOURNAL_FOLDER)\n",
        push_parts__unchanged="        if digest_of(path) != digest: =>         if False:",
        push_parts__brought_up="        # Also where nothing was open: what was done, and not yet"
        " saved, is in the file now.\n        parts.ledger = read_ledger(settings.lock_path)\n",
        lost__lately='            and now - datetime.fromisoformat(one["at"]) <= LATELY => ',
        push_fields__rest="if bench.let_rest(document):",
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
        push_create__kept="    if kept:\n => \n    if False:\n",
        push_move__there="if place == goal and before is not None:",
        push_move__start="if place != start or before is None: => if before is None:",
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
        undo__group="if group and group != settings.require_group():",
    ),
    *_without(
        "stores", PUSH,
        journal__checksum="if int(length) != len(body) or int(checksum, 16) != zlib.crc32(body):",
        journal__flush="        os.fsync(self._file)\n",
        journal__middle="        elif not accepted:\n =>         elif False:\n",
        lock_file__marks="if _CONFLICT.search(data):",
    ),
)  # fmt: skip

_LOCK_FILE = ("tests/stores/test_lock_file.py",)


def _named() -> Mapping[str, Removal]:
    found: dict[str, Removal] = {}
    for one in _FOUND:
        removal = (
            one._replace(tests=(*_LOCK_FILE, *one.tests)) if "lock_file" in one.module else one
        )
        words = " ".join(removal.old.split())[:60]
        found[f"{removal.module.rpartition('.')[2]}: {words}"] = removal
    return found


REMOVALS = _named()
"""By module and the beginning of what is taken out."""
