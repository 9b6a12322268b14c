"""Carrying a plan out: one write after another, each proven before the next.

Source: docs/synchronising.md (One write).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from mendeley_sync.apply.engine import apply_change, not_confirmed
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.errors import (
    ExitCode,
    MendeleySyncError,
    UnfinishedError,
    WriteBlockError,
)
from mendeley_sync.plan.changes import Change, ChangeKind
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome, Result, outcome_of
from mendeley_sync.plan.plan import Plan
from mendeley_sync.stores.journal import END, NOTED, read_run
from mendeley_sync.stores.lock_file import lock_file_bytes

IN_A_ROW = 3
"""Failures in a row that stop the run."""
FAILED_SHARE = 0.10
FAILED_LEAST = 3
SAVE_EVERY = 20
"""Writes between two savings of a large lock file; the journal knows what lies between."""
LARGE = 1000

_FAILURES = frozenset({Result.REFUSED, Result.UNVERIFIED, Result.UNKNOWN})
_UNPROVEN = frozenset({Result.UNVERIFIED, Result.UNKNOWN})

Tell = Callable[[int, int], None]


class PlanRun:
    """Carries one plan out; see `carry_out`."""

    def __init__(self, context: WriteContext, plan: Plan, tell: Tell | None) -> None:
        self._context = context
        self._plan = plan
        self._tell = tell
        self._results: list[ChangeOutcome] = []
        self._stopped = ""
        self._codes: list[ExitCode] = []
        self._clears_fail = False

    def outcome(self) -> Outcome:
        """Write everything, then say what became of it."""
        self._note()
        for position, change in enumerate(self._plan.changes):
            self._announce(position)
            self._one(change)
        self._finish()
        return Outcome(
            run=self._context.journal.run,
            results=tuple(self._results),
            holds=self._plan.holds,
            remembered=len(self._plan.bindings) + len(self._plan.records),
            stopped=self._stopped,
            exit_codes=tuple(dict.fromkeys(self._codes)),
        )

    def _announce(self, position: int) -> None:
        """Say how far we are; who listens may say that the time is over."""
        if self._tell is None or self._stopped:
            return
        try:
            self._tell(position, len(self._plan.changes))
        except UnfinishedError as error:
            self._stop(str(error), error.exit_code)

    def _note(self) -> None:
        """Remember what needs no write: pairs, and values that are equal already."""
        plan, updates = self._plan, self._context.updates
        if not (plan.bindings or plan.records or plan.tombstones):
            return
        before = {
            record.reference: updates.agreed(record.reference, record.fields)
            for record in plan.records
        }
        former = {one.reference: updates.binding_json(one.reference) for one in plan.bindings}
        try:
            self._context.journal.append(NOTED, **_noted(plan), agreed_before=before, former=former)
        except OSError as error:
            self._rescue(error)
            return
        updates.note(plan)
        self._save()

    def _one(self, change: Change) -> None:
        if not self._stopped and (number := signal_that_came(self._context)) is not None:
            self._stop("interrupted", ExitCode.TERMINATED if number != 2 else ExitCode.INTERRUPTED)
        if self._stopped:
            self._results.append(outcome_of(change, Result.SKIPPED, self._stopped))
            return
        if self.holds_clears(change):
            reason = "Mendeley did not clear a field in this run, so no other is cleared"
            self._results.append(outcome_of(change, Result.STALE, reason))
            return
        self._results.append(self._written(change))
        self._judge(change)

    def _written(self, change: Change) -> ChangeOutcome:
        try:
            result = apply_change(self._context, change)
            if self._is_time_to_save():
                self._save()
        except WriteBlockError as error:
            self._stop(str(error), error.exit_code)
            return outcome_of(change, Result.UNVERIFIED, str(error))
        except MendeleySyncError as error:
            self._stop(str(error), error.exit_code)
            return self._cut_off(change, error)
        except OSError as error:
            if change.id not in self._context.intended:
                return self._not_noted(change, error)
            self._rescue(error)
            return outcome_of(change, Result.UNKNOWN, self._stopped)
        return result

    def _not_noted(self, change: Change, error: OSError) -> ChangeOutcome:
        """What cannot be noted is not sent."""
        reason = f"the journal cannot be saved ({error.strerror}), so nothing more is sent"
        self._stop(reason, ExitCode.UNFINISHED)
        return outcome_of(change, Result.SKIPPED, reason)

    def _cut_off(self, change: Change, error: MendeleySyncError) -> ChangeOutcome:
        """What is known of a change in whose middle the run ended."""
        open_ids = {
            one["change"]["id"] for one in read_run(self._context.journal.path).open_intents()
        }
        if change.id in open_ids:
            return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
        return outcome_of(change, Result.SKIPPED, str(error))

    def _is_time_to_save(self) -> bool:
        small = len(self._context.updates) < LARGE
        return small or len(self._results) % SAVE_EVERY == 0

    def _save(self) -> None:
        try:
            self._context.updates.save()
        except OSError as error:
            self._rescue(error)

    def _rescue(self, error: OSError) -> None:
        """The library may have changed and our state cannot follow: keep it where we can."""
        if not self._context.intended:
            reason = f"the lock file cannot be saved ({error.strerror}), so nothing was sent"
            self._stop(reason, ExitCode.SAFETY_CHECK)
            return
        content = lock_file_bytes(self._context.updates.lock_data)
        kept = next(_kept_somewhere(content, self._context), None)
        where = f"A copy of the lock file is in {kept}." if kept else "No copy could be kept."
        self._stop(
            f"The library was changed, but the lock file was not saved: {error.strerror}. {where}",
            ExitCode.UNSAVED,
        )

    def _judge(self, change: Change) -> None:
        """Whether the run may go on after this result."""
        if self._stopped:
            return
        last = self._results[-1].result
        if last is Result.UNVERIFIED and ChangeKind.CLEAR in change.kinds():
            self._clears_fail = True
        results = [one.result for one in self._results]
        failed = sum(one in _FAILURES for one in results)
        if is_unproven(results):
            self._stop("the first change could not be verified", None)
        elif failed_in_a_row(results):
            self._stop(f"{IN_A_ROW} changes in a row failed", None)
        elif failed_too_often(failed, len(self._plan.changes)):
            self._stop(f"{failed} changes failed", None)

    def holds_clears(self, change: Change) -> bool:
        """Whether the change empties a field, which the service did not do when asked."""
        return self._clears_fail and ChangeKind.CLEAR in change.kinds()

    def _stop(self, reason: str, code: ExitCode | None) -> None:
        self._stopped = self._stopped or reason
        if code is not None:
            self._codes.append(code)

    def _finish(self) -> None:
        if ExitCode.UNSAVED in self._codes:
            return
        self._save()
        if ExitCode.UNSAVED in self._codes:
            return
        # A write nobody could confirm leaves the run open: the next run looks first.
        if not has_unknown(self._results):
            counts = Outcome(results=tuple(self._results)).counts()
            try:
                self._context.journal.append(END, counts=counts, stopped=self._stopped)
            except OSError as error:
                self._rescue(error)


def signal_that_came(context: WriteContext) -> int | None:
    """The signal that asked the run to end."""
    return context.interrupted()


def is_unproven(results: Sequence[Result]) -> bool:
    """Whether the last write is not proven, and none was before."""
    return results[-1] in _UNPROVEN and Result.DONE not in results


def failed_in_a_row(results: Sequence[Result]) -> bool:
    """Whether so many failed one after another that the run has to stop."""
    recent = results[-IN_A_ROW:]
    return len(recent) == IN_A_ROW and all(one in _FAILURES for one in recent)


def failed_too_often(failed: int, planned: int) -> bool:
    """Whether too large a part of a plan has failed."""
    return failed > FAILED_LEAST and failed > FAILED_SHARE * planned


def has_unknown(results: Sequence[ChangeOutcome]) -> bool:
    """Whether nobody knows of a write whether it arrived."""
    return any(one.result is Result.UNKNOWN for one in results)


def _noted(plan: Plan) -> dict[str, list[Any]]:
    """What is remembered without any write, for the journal."""
    return {
        name: [one.model_dump(mode="json", exclude_defaults=True) for one in getattr(plan, name)]
        for name in ("bindings", "records", "tombstones")
    }


def carry_out(context: WriteContext, plan: Plan, *, tell: Tell | None = None) -> Outcome:
    """Carry a plan out.

    Every write is proven before the next; the first that cannot be proven, three failures
    in a row, or a signal end the run at a safe place.

    Args:
        tell: called before each write with how many are behind and how many there are;
            where it raises UnfinishedError, the run stops before that write.
    """
    return PlanRun(context, plan, tell).outcome()


def _kept_somewhere(content: bytes, context: WriteContext) -> Iterator[Path]:
    name = f"mendeley-sync-rescue-{context.journal.run}.json"
    for folder in (
        context.journal.path.parent,
        context.updates.path.parent,
        Path.cwd(),
        Path(gettempdir()),
    ):
        try:
            path = folder / name
            path.write_bytes(content)
        except OSError:
            continue
        yield path
