"""The stages of the scheduled job: push, adopt, compare; each within what is left of the budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.errors import (
    EXIT_INTERRUPTED,
    EXIT_NEEDS_REVIEW,
    EXIT_TERMINATED,
    MendeleySyncError,
    UnfinishedError,
    worst_exit_code,
)
from mendeley_sync.plan.changes import ChangeKind, NeedsReview
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome, Result
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.settings import Settings
from mendeley_sync.settings.model import DOCUMENTS
from mendeley_sync.workflow.adopt.adopt import AdoptRequest, run_adopt
from mendeley_sync.workflow.adopt.offers import Wish
from mendeley_sync.workflow.compare.library import Comparison, DiffRequest, run_diff
from mendeley_sync.workflow.push.push import PushRequest, run_push
from mendeley_sync.workflow.push.write_run import Pushed

_NO_FIELD: ReferenceKey = "(none)"
"""An empty wish for fields would mean all of them."""

_SIGNALS = frozenset({EXIT_INTERRUPTED, EXIT_TERMINATED})
_LEFT_ALONE = frozenset({Result.STALE, Result.REFUSED, Result.UNVERIFIED})


class Budget:
    """The time that a whole run may take, over all its stages."""

    def __init__(self, seconds: float, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._monotonic_s = monotonic_s
        self._ends_s = monotonic_s() + seconds

    @property
    def left_s(self) -> float:
        """What is left; never less than nothing."""
        return max(0.0, self._ends_s - self._monotonic_s())

    def check(self, *_: object) -> None:
        """Called where a run can stop without leaving anything half done.

        Raises:
            UnfinishedError: the time is over.
        """
        if not self.left_s:
            raise UnfinishedError(
                f"The run took longer than its {self._seconds / 60:g} minutes and stopped at a "
                "safe place.",
                advice="The next run goes on; `time_budget_minutes` in the settings allows more.",
            )

    def cut(self, settings: Settings) -> Settings:
        """The same settings for a stage that may take no longer than what is left.

        Raises:
            UnfinishedError: nothing is left.
        """
        self.check()
        service = settings.config.service
        shorter = service.model_copy(update={"time_budget_minutes": self.left_s / 60})
        config = settings.config.model_copy(update={"service": shorter})
        return replace(settings, config=config)


@dataclass(frozen=True)
class Stages:
    """What the stages came to."""

    pushed: Pushed | None = None
    adopted: Pushed | None = None
    comparison: Comparison | None = None
    """None: the run ended before."""

    @property
    def written(self) -> tuple[Pushed, ...]:
        """The stages that may have written."""
        return tuple(stage for stage in (self.pushed, self.adopted) if stage is not None)

    @property
    def is_complete(self) -> bool:
        """Whether both sides were compared at the end."""
        return self.comparison is not None and self.comparison.error is None

    @property
    def error(self) -> MendeleySyncError | None:
        """What ended the run, or the first of its stages that failed."""
        errors = [stage.error for stage in (*self.written, self.comparison) if stage is not None]
        failed = [error for error in errors if error is not None]
        worst = worst_exit_code(tuple(error.exit_code for error in failed))
        return next((error for error in failed if error.exit_code == worst), None)

    @property
    def lost(self) -> int:
        """Documents gone or trashed since the last pull; the first stage's pull knows."""
        found = (*self.written, self.comparison)
        return max((stage.lost for stage in found if stage is not None), default=0)

    @property
    def interrupted(self) -> int | None:
        """130 or 143 where a signal ended a stage at a safe place."""
        return next((code for code in self._codes if code in _SIGNALS), None)

    @property
    def holds(self) -> frozenset[str]:
        """What waits for a person, told apart by entry and field."""
        outcomes = [stage.report.outcome for stage in self.written]
        return frozenset(
            key for outcome in outcomes if outcome is not None for key in _hold_keys(outcome)
        )

    @property
    def _codes(self) -> tuple[int, ...]:
        return tuple(stage.report.exit_code for stage in self.written)

    def exit_code(self, reported_holds: frozenset[str], *, strict: bool) -> int:
        """The worst of all stages; holds that were reported before don't count, unless strict."""
        news = strict or bool(self.holds - reported_holds)
        codes = [code for code in self._codes if code != EXIT_NEEDS_REVIEW or news]
        if self.comparison is not None:
            codes.append(self.comparison.report.exit_code)
        return worst_exit_code(tuple(codes))

    @property
    def report(self) -> DiffReport:
        """The comparison at the end, with the plan and outcome of what was written."""
        reports = [stage.report for stage in self.written]
        last = reports[-1] if self.comparison is None else self.comparison.report
        if not reports:
            return last
        first = next((one for one in reports if one.failure), reports[0])
        base = last if last.differences is not None else first
        notices = (note for one in (*reports, last) for note in one.notices)
        return base.model_copy(
            update={
                "plan": reports[0].plan,
                "outcome": _together([one.outcome for one in reports]),
                "failure": first.failure or last.failure,
                "notices": tuple(dict.fromkeys(notices)),
            }
        )


def run_stages(
    settings: Settings, budget: Budget, *, exit_code: bool, environ: Mapping[str, str]
) -> Stages:
    """Push and adopt what is allowed, then compare.

    The push comes first: its rails look at what vanished since the last pull, and every
    pull forgets that. Nothing is adopted from a library that a rail found suspicious, but
    everything is compared, so that a person sees why.
    """
    done = _pushed(settings, budget, environ)
    if done.error is None and done.interrupted is None:
        done = _adopted(settings, budget, environ, done)
    if done.interrupted is not None:
        return done
    request = DiffRequest(exit_code=exit_code, environ=environ)
    compared = run_diff(lambda: budget.cut(settings), request, progress=budget.check)
    return replace(done, comparison=compared)


def _pushed(settings: Settings, budget: Budget, environ: Mapping[str, str]) -> Stages:
    kinds = frozenset(ChangeKind(kind) for kind in settings.config.sync.push)
    if not kinds:
        return Stages()
    asked = PushRequest(yes=True, options=PushOptions(kinds=kinds), scheduled=True, environ=environ)
    return Stages(
        run_push(
            lambda: budget.cut(settings),
            asked,
            confirm=lambda plan: False,
            progress=budget.check,
            tell=budget.check,
        )
    )


def _adopted(
    settings: Settings, budget: Budget, environ: Mapping[str, str], done: Stages
) -> Stages:
    names = frozenset(settings.config.sync.adopt)
    if not names:
        return done
    fields = names - {DOCUMENTS} or frozenset({_NO_FIELD})
    wish = Wish(fields=fields, documents=DOCUMENTS in names)
    asked = AdoptRequest(wish=wish, yes=True, environ=environ)
    adopted = run_adopt(
        lambda: budget.cut(settings), asked, confirm=lambda offers: False, progress=budget.check
    )
    return replace(done, adopted=adopted)


def _together(outcomes: list[Outcome | None]) -> Outcome | None:
    """What push and adopt came to, as one; the run that can be undone is the push's."""
    known = [outcome for outcome in outcomes if outcome is not None]
    if len(known) < 2:
        return known[0] if known else None
    first, second = known
    holds = {_hold_key(hold): hold for hold in (*first.holds, *second.holds)}
    return first.model_copy(
        update={
            "run": first.run or second.run,
            "holds": tuple(holds.values()),
            "remembered": first.remembered + second.remembered,
            "recovered": (*first.recovered, *second.recovered),
        }
    )


def _hold_keys(outcome: Outcome) -> set[str]:
    left = {_left_key(one) for one in outcome.results if one.result in _LEFT_ALONE}
    return left | {_hold_key(hold) for hold in outcome.holds}


def _hold_key(hold: NeedsReview) -> str:
    return f"{hold.reference or ''}/{hold.document or ''}/{hold.field or ''}/{hold.case}"


def _left_key(one: ChangeOutcome) -> str:
    fields = "+".join(field.field for field in one.fields)
    return f"{one.reference or ''}/{one.document or ''}/{fields}/{one.result.value}"
