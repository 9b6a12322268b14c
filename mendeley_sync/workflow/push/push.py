"""`push`: the library brought in step with the list, one proven write after another.

The gates stand in this order, and the first that fails ends the run: settings, lock,
unfinished runs, sign-in, list, pull, rails, the reviewed plan, a person's word.

Source: sync-semantics 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mendeley_sync import __version__
from mendeley_sync.apply.run import Tell
from mendeley_sync.domain.library import ProfileId
from mendeley_sync.errors import (
    MendeleySyncError,
    SafetyCheckError,
    ServiceError,
    StalePlanError,
    UsageError,
    worst_exit_code,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.plan.changes import TRASHING_KINDS, ChangeKind
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Plan, plan_from_json
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.plan.safety.safety_checks import can_be_released
from mendeley_sync.pull.notices import renamed_group
from mendeley_sync.pull.pull import pull
from mendeley_sync.pull.removals import removed_by_us
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import Run
from mendeley_sync.settings import Settings
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.compare.library import (
    Progress,
    new_run_id,
    surroundings_of,
)
from mendeley_sync.workflow.push.write_run import (
    WriteRun,
    open_run,
    recover_runs,
    write_plan_out,
)
from mendeley_sync.workflow.push_signals import interruptible
from mendeley_sync.workflow.reconcile import reconcile
from mendeley_sync.workflow.service import library_service

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


@dataclass(frozen=True)
class Pushed:
    """What a push came to."""

    report: DiffReport
    error: MendeleySyncError | None = None
    """What ended it before its first write."""
    lost: int = 0
    """Documents gone or trashed since the last pull."""


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
    started = datetime.now(UTC)
    run = Run(id=new_run_id(started), started=started, tool_version=__version__)
    parts = WriteRun("push", run)
    try:
        _push(settings(), request, parts, confirm, progress, tell, say)
    except MendeleySyncError as error:
        return Pushed(parts.report(error.exit_code, error), error, parts.lost)
    code = parts.outcome.exit_code if parts.outcome else 0
    return Pushed(parts.report(worst_exit_code((code,))), lost=parts.lost)


def _push(
    settings: Settings,
    request: PushRequest,
    parts: WriteRun,
    confirm: Confirm,
    progress: Progress | None,
    tell: Tell | None,
    say: Callable[[str], None] | None,
) -> None:
    parts.practice = settings.practice
    parts.phase.name = "reading what was asked for"
    reviewed = _reviewed(request, parts.run.started)
    with open_run(settings, parts, environ=request.environ) as (client, mirror):
        profile = client.my_profile().id
        unsettled = recover_runs(settings, client, parts, profile)
        _pull_and_plan(settings, request, parts, client, mirror, profile, unsettled, progress)
        assert parts.plan is not None  # planned in the line above
        _ensure_reviewed(parts.plan, reviewed, request)
        _ensure_named_is_there(parts.plan, request.options)
        if parts.plan.refusals:
            raise refusal_error(parts.plan)
        if _nothing_to_do(parts, settings):
            parts.outcome = Outcome(recovered=parts.recovered, holds=parts.plan.holds)
            return
        if parts.plan.changes and not request.yes:
            _warn(parts, say)
            if not confirm(parts.plan):
                return
        parts.phase.name = "writing"
        with interruptible(say) as interruption:
            parts.outcome = write_plan_out(
                settings, parts, client, profile, tell=tell, interrupted=interruption
            )


def _warn(parts: WriteRun, say: Callable[[str], None] | None) -> None:
    """What a person must know before they answer."""
    for notice in renamed_group(parts.library, parts.ledger):
        if say is not None:
            say(f"{notice.text} {notice.advice}")


def _pull_and_plan(
    settings: Settings,
    request: PushRequest,
    parts: WriteRun,
    client: MendeleyClient,
    mirror: Mirror,
    profile: ProfileId,
    unsettled: frozenset[str],
    progress: Progress | None,
) -> None:
    assert parts.reference_list is not None  # read before the lock was taken
    parts.phase.name = "pulling the library"
    group_id = settings.require_group()
    last = mirror.last_pull(group_id)
    parts.removed_by_us = removed_by_us(settings.state_dir, last.pulled_at if last else None)
    parts.pulled = pull(
        library_service(client, group_id), mirror, group_id=group_id, full=True, progress=progress
    )
    library = mirror.library(group_id)
    if library is None:
        raise ServiceError("the pull left nothing to compare with")
    parts.library = library
    parts.phase.name = "comparing"
    rules = settings.field_rules().model_copy(
        update={"push_cosmetic": request.cosmetic, "undone_stay_undone": request.scheduled}
    )
    parts.reconciliation = reconcile(
        parts.reference_list,
        library,
        parts.ledger,
        now=client.answered_at,
        settings=settings,
        options=request.options.model_copy(update={"unconfirmed": unsettled}),
        surroundings=surroundings_of(
            settings, last, parts.lost, now=client.answered_at, profile=profile
        ),
        rules=rules,
    )
    parts.plan = parts.reconciliation.plan


# -- the reviewed plan --------------------------------------------------------------------


def _reviewed(request: PushRequest, now: datetime) -> str:
    """The digest that a person reviewed, from the plan file or as given; "" for none."""
    if request.plan_file is not None:
        plan = plan_from_json(_text_of(request.plan_file))
        if not plan.complete:
            raise StalePlanError(
                "the plan was made from an incomplete picture of the library",
                advice="Make a new one with `mendeley-sync diff --full --save-plan FILE`.",
            )
        _ensure_young(plan, request.options, now)
        return plan.digest
    if request.digest and not _DIGEST.fullmatch(request.digest):
        raise UsageError(
            f"--digest {request.digest}: expected at least {SHORTEST_DIGEST} of the digits that "
            "a digest is made of (0-9, a-f)",
            advice="`mendeley-sync diff` shows the digest of the plan.",
        )
    narrow = request.options.allow or request.options.accept
    if narrow and request.yes and not request.digest:
        raise UsageError(
            "with --yes, what goes past a rail must name the plan it belongs to",
            advice="Add `--digest` with the digest that `mendeley-sync diff` shows.",
        )
    return request.digest


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StalePlanError(
            f"the plan {path} cannot be read",
            advice="Make a new one with `mendeley-sync diff --save-plan FILE`.",
        ) from error


def _ensure_young(plan: Plan, options: PushOptions, now: datetime) -> None:
    advice = "Make a new one with `mendeley-sync diff --save-plan FILE`, and read it."
    if plan.made_at is None or plan.made_at > now + CLOCKS_APART:
        # The time is not part of the digest: it may have been altered with the digest fitting.
        raise StalePlanError("the plan does not say truly when it was made", advice=advice)
    # What `diff` saved withholds every removal; naming the kind makes it one with removals.
    named = any(one.kind in TRASHING_KINDS and options.writes(one.kind) for one in plan.withheld)
    age = REMOVAL_PLAN_AGE if plan.removes or named else PLAN_AGE
    if now - plan.made_at > age:
        made_at = f"{plan.made_at:%Y-%m-%d %H:%M} UTC"
        raise StalePlanError(f"the plan was made on {made_at}, and is too old now", advice=advice)


_NAMED_THINGS = {
    ChangeKind.RESTORE: "no document of a reference lies in the trash",
    ChangeKind.RECREATE: "no document of a reference is gone for good",
}


def _ensure_named_is_there(plan: Plan, options: PushOptions) -> None:
    """What was named by its number must be there at all."""
    planned = {change.kind for change in plan.changes}
    for kind, why in _NAMED_THINGS.items():
        if options.allow.get(kind) and kind not in planned:
            raise SafetyCheckError(
                f"there is nothing to {kind.value}: {why}. Nothing was written.",
                advice="Look with `mendeley-sync diff`; push without that option for the rest.",
            )


def _ensure_reviewed(plan: Plan, reviewed: str, request: PushRequest) -> None:
    if reviewed and not plan.digest.startswith(reviewed.lower()):
        raise StalePlanError(
            f"the plan that would be made now ({plan.digest[:16]}) is not the plan that was "
            f"reviewed ({reviewed[:16]}): the list, the lock file, the settings or the library "
            "changed since",
            advice="Read the new plan with `mendeley-sync diff`, then push that one.",
        )


def refusal_error(plan: Plan) -> SafetyCheckError:
    """The error that a refused plan ends in: what is to be mended first, with its way on."""
    mend = [one for one in plan.refusals if not can_be_released(one)]
    first, *others = dict.fromkeys((*mend, *plan.refusals))
    also = f" Also in the way: {', '.join(one.rule for one in others)}." if others else ""
    lead = "If all of it is correct, run" if can_be_released(first) else "Run"
    advice = f"{lead} `{first.command}`." if first.command else ""
    error = SafetyCheckError(
        f"Nothing was written: {first.message}{also}", impact="", advice=advice
    )
    # A missing right is told apart from a rail (docs/exit-codes.md).
    error.exit_code = worst_exit_code(tuple(one.exit_code for one in plan.refusals))  # type: ignore[misc]  # set for this one error
    return error


# -- writing ------------------------------------------------------------------------------


def _nothing_to_do(parts: WriteRun, settings: Settings) -> bool:
    plan, ledger = parts.plan, parts.ledger
    assert plan is not None
    assert parts.reference_list is not None
    assert parts.library is not None
    settled = (
        ledger.group == settings.group
        and parts.library.group.name in ("", ledger.group_name)
        and ledger.config_digest == settings.digest
        and ledger.list_size == len(parts.reference_list.references)
    )
    return settled and not (plan.changes or plan.bindings or plan.records or plan.tombstones)
