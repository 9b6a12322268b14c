"""What `diff` and `push` share: from both sides to the differences, the plan and its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mendeley_sync.diff.compare import Compared, compare
from mendeley_sync.diff.difference import DiffResult
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import Library, ProfileId
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.plan.build.build import build_plan
from mendeley_sync.plan.changes import ChangeKind, FailedCheck
from mendeley_sync.plan.plan import Inputs, Plan
from mendeley_sync.plan.plan_file import plan_to_json
from mendeley_sync.plan.safety.facts import SafetyCheckInput
from mendeley_sync.plan.safety.limits import Limit, PushOptions
from mendeley_sync.plan.safety.safety_checks import failed_checks
from mendeley_sync.settings import Settings
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.workflow.git import behind_refusal

__all__ = ["Reconciliation", "RunFacts", "reconcile", "write_plan"]


class Reconciliation(NamedTuple):
    """The differences, and what a push would do about them."""

    compared: Compared
    plan: Plan
    rules: FieldRules

    @property
    def differences(self) -> DiffResult:
        """What differs, for reports."""
        return self.compared.differences


class RunFacts(NamedTuple):
    """What a plan's rails look at beside list, library and lock file; all of it optional."""

    profile: ProfileId | None = None
    """Who is signed in."""
    last_count: int | None = None
    """Live documents at the last pull."""
    vanished: int = 0
    """Documents gone or trashed since the last pull."""
    vanished_since: str = ""
    trashed_lately: int = 0
    """Documents that we moved to the trash in the last seven days."""


def reconcile(
    reference_list: ReferenceList,
    library: Library,
    ledger: LockFileData,
    *,
    now: datetime,
    settings: Settings | None = None,
    options: PushOptions | None = None,
    surroundings: RunFacts | None = None,
    rules: FieldRules | None = None,
) -> Reconciliation:
    """Compare both sides and plan what a push would do; the same for `diff` and `push`.

    Args:
        now: for decisions with an end, and for what was edited too recently.
        settings: owners, limits, writers; None compares two files by the defaults.
        options: what this push was asked for; None: what `diff` shows.
        surroundings: who is signed in, and what the last pull knew.
        rules: in the place of the settings' rules for fields.
    """
    options = options or PushOptions()
    around = surroundings or RunFacts()
    rules = rules or (settings.field_rules() if settings else FieldRules())
    config_digest = settings.digest if settings else ""
    compared = compare(reference_list, library, ledger, rules, now)
    inputs = Inputs(
        list=reference_list.digest,
        lock_file=ledger.digest,
        config=config_digest,
        group=library.group.id,
    )
    plan = build_plan(compared, library, ledger, rules, options, inputs, now)
    facts = SafetyCheckInput(
        reference_list=reference_list,
        library=library,
        ledger=ledger,
        compared=compared,
        plan=plan,
        options=options,
        limits=_limits(settings),
        config_digest=config_digest,
        group=(settings.group or "") if settings else "",
        profile=around.profile,
        writers=frozenset(settings.config.writers) if settings else frozenset(),
        last_count=around.last_count,
        vanished=around.vanished,
        vanished_since=around.vanished_since,
        trashed_lately=around.trashed_lately,
        program="mendeley-sync --sandbox" if settings and settings.practice else "mendeley-sync",
        cosmetic=rules.push_cosmetic,
        names_digest=not (rules.undone_stay_undone and ledger.undone),
    )
    found = (*_behind(settings), *failed_checks(facts))
    return Reconciliation(compared, plan.model_copy(update={"refusals": found}), rules)


def _behind(settings: Settings | None) -> tuple[FailedCheck, ...]:
    if settings is None or settings.practice:
        return ()
    return behind_refusal(settings.folder, "mendeley-sync push")


def _limits(settings: Settings | None) -> Mapping[ChangeKind, Limit]:
    if settings is None:
        return {}
    return {
        ChangeKind(kind): Limit(free=one.free, share=one.share, most=one.max)
        for kind, one in settings.config.limits.items()
    }


def write_plan(plan: Plan, path: Path, *, now: datetime) -> None:
    """Save a plan to be read, and pushed later with `push FILE`.

    Raises:
        OSError: the file cannot be written.
    """
    dated = plan.model_copy(update={"made_at": now})
    write_durably(path, plan_to_json(dated).encode())
