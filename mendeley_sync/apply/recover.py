"""An earlier run that did not finish: what it did is found out by reading, then it is closed.

Nothing of its plan is continued: a new plan is made afterwards. Recovering twice is
recovering once, and a crash on the way changes nothing about that.

Source: docs/synchronising.md (Recovery).
"""

from __future__ import annotations

from pathlib import Path

from mendeley_sync.apply.engine import settle_intent
from mendeley_sync.apply.strategy import STRATEGIES
from mendeley_sync.apply.write_context import WriteContext, intent_of
from mendeley_sync.domain.service import Image, Record
from mendeley_sync.errors import WriteBlockError
from mendeley_sync.plan.outcome import ChangeOutcome, Result
from mendeley_sync.stores.journal import DONE, END, INTENT, JournalRun, read_runs


def unfinished_runs(folder: Path) -> tuple[JournalRun, ...]:
    """Runs without an end, the oldest first.

    Raises:
        WriteBlockError: a run has set a write block, or its journal cannot be trusted.
    """
    runs = read_runs(folder)
    for run in runs:
        if run.stop_reason:
            raise WriteBlockError(
                f"Writing is blocked until you review run {run.run}: {run.stop_reason}.",
                advice="Review the document, then allow writing again with "
                f"`mendeley-sync push --unblock {run.run}`.",
            )
    return tuple(run for run in runs if not run.is_closed and not run.accepted)


def recover(context: WriteContext, found: JournalRun) -> tuple[ChangeOutcome, ...]:
    """Find out what an unfinished run did, bring the lock file up, close the run.

    `context.journal` must be the journal of that run.

    Returns:
        What its open changes turned out to be; `unknown` ones leave the run open.
    """
    _remember_done(context, found)
    # Of one that was sent again after a foreign edit the last intent counts.
    opened = {one["change"]["id"]: one for one in found.open_intents()}
    outcomes = tuple(settle_intent(context, intent_of(one)) for one in opened.values())
    context.updates.save()
    if not any(outcome.result is Result.UNKNOWN for outcome in outcomes):
        context.journal.append(END, recovered=True)
    return outcomes


def _remember_done(context: WriteContext, found: JournalRun) -> None:
    """What was done and seen, but perhaps never reached the lock file."""
    intents = {one["change"]["id"]: one for one in found.of_kind(INTENT)}
    for done in found.of_kind(DONE):
        if done["change"] not in intents or done.get("after") is None:
            continue
        change, image = intent_of(intents[done["change"]]).change, Image(done["after"])
        record = Record(context.service.drafts.document(image), image)
        kept = tuple(done.get("unverified") or ())
        STRATEGIES[change.kind].remember(context, change, record, kept=kept)
