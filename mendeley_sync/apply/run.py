"""Carrying a plan out: one write after another, each proven before the next.

Source: sync-semantics 5.2 (first write proves, stop rule), 6.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from mendeley_sync.apply.create import create
from mendeley_sync.apply.trash import move
from mendeley_sync.apply.update import not_confirmed, write_fields
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.errors import (
    EXIT_INTERRUPTED,
    EXIT_SAFETY_CHECK,
    EXIT_TERMINATED,
    EXIT_UNFINISHED,
    EXIT_UNSAVED,
    MendeleySyncError,
    UnfinishedError,
    WriteBlockError,
)
from mendeley_sync.plan.changes import CREATING_KINDS, FIELD_KINDS, Change, ChangeKind
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

    def __init__(self, bench: WriteContext, plan: Plan, tell: Tell | None) -> None:
        self._bench = bench
        self._plan = plan
        self._tell = tell
        self._results: list[ChangeOutcome] = []
        self._stopped = ""
        self._codes: list[int] = []
        self._clears_fail = False

    def outcome(self) -> Outcome:
        """Write everything, then say what became of it."""
        self._note()
        for position, change in enumerate(self._plan.changes):
            self._announce(position)
            self._one(change)
        self._finish()
        return Outcome(
            run=self._bench.journal.run,
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
        plan, book = self._plan, self._bench.book
        if not (plan.bindings or plan.records or plan.tombstones):
            return
        before = {
            record.reference: book.agreed(record.reference, record.fields)
            for record in plan.records
        }
        former = {
            binding.reference: known.model_dump(mode="json", exclude_defaults=True)
            if (known := book.binding(binding.reference))
            else None
            for binding in plan.bindings
        }
        try:
            self._bench.journal.append(NOTED, **_noted(plan), agreed_before=before, former=former)
        except OSError as error:
            self._rescue(error)
            return
        book.note(plan)
        self._save()

    def _one(self, change: Change) -> None:
        if not self._stopped and (number := self._bench.interrupted()) is not None:
            self._stop("interrupted", EXIT_TERMINATED if number != 2 else EXIT_INTERRUPTED)
        if self._stopped:
            self._results.append(outcome_of(change, Result.SKIPPED, self._stopped))
            return
        if self._clears_fail and ChangeKind.CLEAR in change.kinds():
            reason = "the service did not empty a field when asked; held for this run"
            self._results.append(outcome_of(change, Result.STALE, reason))
            return
        self._results.append(self._written(change))
        self._judge(change)

    def _written(self, change: Change) -> ChangeOutcome:
        try:
            result = carry_out_one(self._bench, change)
            if self._is_time_to_save():
                self._save()
        except WriteBlockError as error:
            self._stop(str(error), error.exit_code)
            return outcome_of(change, Result.UNVERIFIED, str(error))
        except MendeleySyncError as error:
            self._stop(str(error), error.exit_code)
            return self._cut_off(change, error)
        except OSError as error:
            if not self._is_open(change):
                return self._not_noted(change, error)
            self._rescue(error)
            return outcome_of(change, Result.UNKNOWN, self._stopped)
        return result

    def _is_open(self, change: Change) -> bool:
        """Whether this change may have been sent: its intent is on the disk."""
        return change.id in self._bench.intended

    def _not_noted(self, change: Change, error: OSError) -> ChangeOutcome:
        """What cannot be noted is not sent."""
        reason = f"nothing more can be noted ({error.strerror}), so nothing more is sent"
        self._stop(reason, EXIT_UNFINISHED)
        return outcome_of(change, Result.SKIPPED, reason)

    def _cut_off(self, change: Change, error: MendeleySyncError) -> ChangeOutcome:
        """What is known of a change in whose middle the run ended."""
        open_ids = {
            one["change"]["id"] for one in read_run(self._bench.journal.path).open_intents()
        }
        if change.id in open_ids:
            return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
        return outcome_of(change, Result.SKIPPED, str(error))

    def _is_time_to_save(self) -> bool:
        small = len(self._bench.book.ledger.bindings) < LARGE
        return small or len(self._results) % SAVE_EVERY == 0

    def _save(self) -> None:
        try:
            self._bench.book.save()
        except OSError as error:
            self._rescue(error)

    def _rescue(self, error: OSError) -> None:
        """The library may have changed and our state cannot follow: keep it where we can."""
        if not self._bench.intended:
            reason = f"our state cannot be saved ({error.strerror}), so nothing was sent"
            self._stop(reason, EXIT_SAFETY_CHECK)
            return
        content = lock_file_bytes(self._bench.book.ledger)
        kept = next(_kept_somewhere(content, self._bench), None)
        where = f"A copy of the lock file is in {kept}." if kept else "No copy could be kept."
        self._stop(
            f"The library changed, but our state could not be saved: {error.strerror}. {where}",
            EXIT_UNSAVED,
        )

    def _judge(self, change: Change) -> None:
        """Whether the run may go on after this result."""
        if self._stopped:
            return
        last = self._results[-1].result
        if last is Result.UNVERIFIED and ChangeKind.CLEAR in change.kinds():
            self._clears_fail = True
        proven = any(one.result is Result.DONE for one in self._results)
        if not proven and last in _UNPROVEN:
            self._stop("the first write could not be proven", None)
            return
        recent = [one.result for one in self._results[-IN_A_ROW:]]
        if len(recent) == IN_A_ROW and all(one in _FAILURES for one in recent):
            self._stop(f"{IN_A_ROW} writes in a row failed", None)
            return
        failed = sum(one.result in _FAILURES for one in self._results)
        if failed > FAILED_LEAST and failed > FAILED_SHARE * len(self._plan.changes):
            self._stop(f"{failed} writes failed", None)

    def _stop(self, reason: str, code: int | None) -> None:
        self._stopped = self._stopped or reason
        if code is not None:
            self._codes.append(code)

    def _finish(self) -> None:
        if EXIT_UNSAVED in self._codes:
            return
        self._save()
        if EXIT_UNSAVED in self._codes:
            return
        # A write nobody could confirm leaves the run open: the next run looks first.
        if not any(one.result is Result.UNKNOWN for one in self._results):
            counts = Outcome(results=tuple(self._results)).counts()
            try:
                self._bench.journal.append(END, counts=counts, stopped=self._stopped)
            except OSError as error:
                self._rescue(error)


def _noted(plan: Plan) -> dict[str, list[Any]]:
    """What is remembered without any write, for the journal."""
    return {
        name: [one.model_dump(mode="json", exclude_defaults=True) for one in getattr(plan, name)]
        for name in ("bindings", "records", "tombstones")
    }


def carry_out(bench: WriteContext, plan: Plan, *, tell: Tell | None = None) -> Outcome:
    """Carry a plan out.

    Every write is proven before the next; the first that cannot be proven, three failures
    in a row, or a signal end the run at a safe place.

    Args:
        tell: called before each write with how many are behind and how many there are;
            where it raises UnfinishedError, the run stops before that write.
    """
    return PlanRun(bench, plan, tell).outcome()


def carry_out_one(bench: WriteContext, change: Change) -> ChangeOutcome:
    """One change, by its kind."""
    if change.kind in CREATING_KINDS:
        return create(bench, change)
    if change.kind in FIELD_KINDS:
        return write_fields(bench, change)
    return move(bench, change)


def _kept_somewhere(content: bytes, bench: WriteContext) -> Iterator[Path]:
    name = f"mendeley-sync-rescue-{bench.journal.run}.json"
    for folder in (
        bench.journal.path.parent,
        bench.book.path.parent,
        Path.cwd(),
        Path(gettempdir()),
    ):
        try:
            path = folder / name
            path.write_bytes(content)
        except OSError:
            continue
        yield path
