"""`push`: the library brought in step with the list, one proven write after another.

The gates stand in this order, and the first that fails ends the run: settings, list, lock,
sign-in, unfinished runs, pull, the reviewed plan, safety checks, a person's word.

Source: docs/synchronising.md (Writing).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from mendeley_sync.apply.run import Tell
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.library import Library
from mendeley_sync.errors import SafetyCheckError, StalePlanError, UsageError
from mendeley_sync.plan.changes import TRASHING_KINDS, ChangeKind
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.plan_file import plan_from_json
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.pull.notices import renamed_group
from mendeley_sync.settings import Settings
from mendeley_sync.workflow.compare.library import (
    Progress,
    new_run_id,
    surroundings_of,
)
from mendeley_sync.workflow.push.write_run import (
    OpenRun,
    Pushed,
    WriteRun,
    Writing,
    open_run,
    pull_library,
    run_gates,
    write_plan_out,
)
from mendeley_sync.workflow.reconcile import reconcile

PLAN_AGE = timedelta(days=14)
REMOVAL_PLAN_AGE = timedelta(hours=1)
CLOCKS_APART = timedelta(hours=1)
"""A plan may come from a computer whose clock is ahead by so much."""
SHORTEST_DIGEST = 12
"""Digits of a digest that tell one plan from another."""

_DIGEST = re.compile(rf"[0-9a-fA-F]{{{SHORTEST_DIGEST},64}}")

Confirm = Callable[[Plan], bool]


@dataclass(frozen=True)
class PushRequest:
    """What one push was asked for."""

    plan_file: Path | None = None
    digest: str = ""
    """The digest of the reviewed plan, or its beginning."""
    yes: bool = False
    """Nobody is asked."""
    options: PushOptions = field(default_factory=PushOptions)
    cosmetic: bool = False
    scheduled: bool = False
    """The job's push: what a person took back stays so."""
    environ: Mapping[str, str] | None = None


def run_push(
    settings: Callable[[], Settings],
    request: PushRequest,
    *,
    confirm: Confirm,
    progress: Progress | None = None,
    tell: Tell | None = None,
    say: Callable[[str], None] | None = None,
) -> Pushed:
    """Bring the library in step with the list.

    Args:
        settings: reads the settings; called within the run.
        confirm: shows the plan to a person and asks; called only where something is to be
            written and `request.yes` is not set.
        progress: of the pull.
        tell: of the writes.
        say: one line for the person, such as that the run is stopping.
    """

    def gates(state: WriteRun) -> None:
        found = settings()
        state.practice = found.practice
        state.phase.name = "checking the options"
        reviewed = _reviewed(request, state.run.started)
        with open_run(found, state, environ=request.environ) as opened:
            library, plan = _pull_and_plan(opened, request, progress)
            ensure_reviewed(plan, reviewed)
            ensure_named_is_there(plan, request.options)
            if not plan.refusals and _is_in_step(opened, library, plan):
                state.outcome = Outcome(recovered=opened.recovered, holds=plan.holds)
                return

            def ask() -> bool:
                # What a person must know before they answer.
                for notice in renamed_group(library, opened.lock_data):
                    if say is not None:
                        say(f"{notice.text} {notice.advice}")
                return confirm(plan)

            writing = Writing(
                plan,
                ask=ask if plan.changes and not request.yes else None,
                tell=tell,
                say=say,
                pulled_at=library.pulled_at,
                trash_with_files=request.options.trash_with_files,
                prepare=lambda context: _record_agreement(opened, library, context),
            )
            write_plan_out(opened, writing)

    return run_gates("push", new_run_id, gates)


def _pull_and_plan(
    opened: OpenRun, request: PushRequest, progress: Progress | None
) -> tuple[Library, Plan]:
    settings, state = opened.settings, opened.state
    group_id = settings.require_group()
    last = opened.mirror.last_pull(group_id)
    library = pull_library(opened, full=True, progress=progress)
    state.phase.name = "comparing"
    rules = settings.field_rules().model_copy(
        update={"push_cosmetic": request.cosmetic, "undone_stay_undone": request.scheduled}
    )
    now = opened.service.now
    found = reconcile(
        opened.reference_list,
        library,
        opened.lock_data,
        now=now,
        settings=settings,
        options=request.options.model_copy(update={"unconfirmed": opened.unconfirmed}),
        surroundings=surroundings_of(
            settings, last, state.removed_by_others, now=now, profile=opened.profile
        ),
        rules=rules,
    )
    state.differences, state.plan = found.differences, found.plan
    return library, found.plan


def _record_agreement(opened: OpenRun, library: Library, context: WriteContext) -> None:
    """What both sides look like at this agreement."""
    context.updates.settle(
        group=opened.settings.require_group(),
        group_name=library.group.name or opened.lock_data.group_name,
        list_size=len(opened.reference_list.references),
        config_digest=opened.settings.digest,
    )


# -- the reviewed plan --------------------------------------------------------------------


def _reviewed(request: PushRequest, now: datetime) -> str:
    """The digest that a person reviewed, from the plan file or as given; "" for none."""
    if request.plan_file is not None:
        plan = plan_from_json(_text_of(request.plan_file))
        ensure_complete(plan)
        ensure_young(plan, request.options, now)
        return plan.digest
    if request.digest and not _DIGEST.fullmatch(request.digest):
        raise UsageError(
            f"--digest {request.digest}: expected at least {SHORTEST_DIGEST} of the digits that "
            "a digest is made of (0-9, a-f)",
            advice="`mendeley-sync diff` shows the digest of the plan.",
        )
    if lacks_digest(request):
        raise UsageError(
            "With `--yes`, the options `--allow`, `--restore`, `--recreate` and `--override` also "
            "need `--digest`, so that only the plan you reviewed is applied.",
            advice="Run `mendeley-sync diff` to see the plan digest.",
        )
    return request.digest


def ensure_complete(plan: Plan) -> None:
    """The plan must come from a pull that saw everything."""
    if not plan.complete:
        raise StalePlanError(
            "the plan was made from an incomplete pull",
            advice="Save a new plan with `mendeley-sync diff --full --save-plan FILE`.",
        )


def lacks_digest(request: PushRequest) -> bool:
    """Whether nobody is asked about changes that were allowed for some other plan."""
    narrow = request.options.allow or request.options.accept
    return bool(narrow) and request.yes and not request.digest


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StalePlanError(
            f"the plan {path} cannot be read",
            advice="Save a new plan with `mendeley-sync diff --save-plan FILE`.",
        ) from error


def ensure_young(plan: Plan, options: PushOptions, now: datetime) -> None:
    """The plan must have been saved lately, and one with removals just now."""
    advice = "Save a new plan with `mendeley-sync diff --save-plan FILE`, and review it."
    if plan.made_at is None or plan.made_at > now + CLOCKS_APART:
        # The time is not part of the digest: it may have been altered with the digest fitting.
        raise StalePlanError("the time in the plan is missing or wrong", advice=advice)
    if now - plan.made_at > longest_age(plan, options):
        made_at = f"{plan.made_at:%Y-%m-%d %H:%M} UTC"
        raise StalePlanError(f"the plan of {made_at} is too old", advice=advice)


def longest_age(plan: Plan, options: PushOptions) -> timedelta:
    """How long after it was saved a plan may be pushed."""
    return REMOVAL_PLAN_AGE if plan.removes or names_removals(plan, options) else PLAN_AGE


def names_removals(plan: Plan, options: PushOptions) -> bool:
    """Whether a person names removals, which `diff` withholds in every plan that it saves."""
    return any(one.kind in TRASHING_KINDS and options.writes(one.kind) for one in plan.withheld)


_NAMED_THINGS = {
    ChangeKind.RESTORE: "no document of a reference is in the trash",
    ChangeKind.RECREATE: "no document of a reference is permanently deleted",
}


def ensure_named_is_there(plan: Plan, options: PushOptions) -> None:
    """What was named by its number must be there at all."""
    planned = {change.kind for change in plan.changes}
    for kind, why in _NAMED_THINGS.items():
        if options.allow.get(kind) and kind not in planned:
            raise SafetyCheckError(
                f"there is nothing to {kind.value}: {why}. Nothing was written.",
                advice="Run `mendeley-sync diff`, then push the rest without that option.",
            )


def ensure_reviewed(plan: Plan, reviewed: str) -> None:
    """The plan made now must be the one that a person reviewed."""
    if reviewed and not plan.digest.startswith(reviewed.lower()):
        raise StalePlanError(
            f"the plan is now {plan.digest[:16]}, not {reviewed[:16]} as reviewed: the list, the "
            "lock file, the settings or the library has changed",
            advice="Review the new plan with `mendeley-sync diff`, then push that one.",
        )


def _is_in_step(opened: OpenRun, library: Library, plan: Plan) -> bool:
    """Whether there is nothing to write, and nothing to remember either."""
    known = opened.lock_data
    settled = (
        known.group == opened.settings.group
        and library.group.name in ("", known.group_name)
        and known.config_digest == opened.settings.digest
        and known.list_size == len(opened.reference_list.references)
    )
    return settled and not (plan.changes or plan.bindings or plan.records or plan.tombstones)
