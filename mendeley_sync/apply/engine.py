"""One change, from the look before it to the memory of it: the one path of every write.

Source: docs/synchronising.md (Writing).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from mendeley_sync.apply.proof import Arrival, OvertakenError, Proof, Sent
from mendeley_sync.apply.strategy import STRATEGIES, Strategy
from mendeley_sync.apply.write_context import Intent, WriteContext
from mendeley_sync.domain.service import Found, Image, Record
from mendeley_sync.errors import (
    ForeignRecordError,
    MendeleySyncError,
    NotFoundError,
    PreconditionFailedError,
    RefusedChangeError,
    UnknownOutcomeError,
    WriteBlockError,
)
from mendeley_sync.plan.changes import Change
from mendeley_sync.plan.outcome import ChangeOutcome, Result, outcome_of

SENDS = 3
"""Sends of one change at most: the first, one after a foreign edit, one after a lost answer."""


def apply_change(context: WriteContext, change: Change) -> ChangeOutcome:
    """Carry one change out.

    Look, object, find it done already; or journal the intent with the pre-image, send, look
    again, prove the arrival, journal it and remember it.

    Returns:
        What became of it; a change that somebody else's edit has overtaken is `stale`.

    Raises:
        WriteBlockError: the service changed something that was not sent.
        AccessError, ServiceError, ContractError: the run cannot go on; the next one looks first.
    """
    strategy = STRATEGIES[change.kind]
    try:
        before = _as_planned(context, strategy, change)
    except OvertakenError as overtaken:
        return outcome_of(change, Result.STALE, str(overtaken))
    sent = Sent(strategy.request(context, change, before))
    proof = strategy.proof(context, change, sent, before, before)
    if is_there_already(proof):
        # Somebody made the very same change, or an earlier run of ours did.
        return _remembered(context, strategy, change, _record(before), proof, ours=False)
    try:
        return _sent(context, strategy, change, sent.request, before)
    except OvertakenError as overtaken:
        return _failed(context, change, Result.STALE, str(overtaken))


def settle_intent(context: WriteContext, intent: Intent) -> ChangeOutcome:
    """Find out what became of a change of a run that did not finish; nothing is sent.

    Returns:
        `done`, `skipped` when it had not arrived, or `unknown` while it may still arrive.
    """
    change, strategy, sent = intent.change, STRATEGIES[intent.change.kind], Sent(intent.request)
    context = replace(context, pulled_at=intent.at)
    try:
        now = strategy.look(context, change, sent)
        proof = strategy.proof(context, change, sent, now, now)
    except (OvertakenError, ForeignRecordError) as overtaken:
        return _not_done(context, change, str(overtaken))
    if proof.arrival is Arrival.NOT_YET:
        if context.service.now - intent.at < strategy.latest_arrival:
            return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
        return _not_done(context, change, "it had not arrived")
    outcome = _remembered(context, strategy, change, _record(now), proof)
    return outcome.model_copy(update={"result": Result.DONE, "reason": "found done"})


def not_confirmed(change: Change) -> str:
    """What a person is told when nobody knows whether a write arrived."""
    return (
        f'A change to "{change.title}" was sent, but Mendeley did not confirm it. Run '
        "`mendeley-sync push` again: it checks whether the change arrived before it writes "
        "anything."
    )


def _as_planned(context: WriteContext, strategy: Strategy, change: Change) -> Found:
    """What the library holds, if the change can be made as it was planned."""
    try:
        found = strategy.look(context, change)
    except ForeignRecordError as foreign:
        raise OvertakenError(str(foreign)) from foreign
    if reason := strategy.objection(context, change, found):
        raise OvertakenError(reason)
    return found


def _still_as_planned(context: WriteContext, strategy: Strategy, change: Change) -> Found:
    """What the library holds after somebody's edit, if the change can still be made."""
    return _as_planned(context, strategy, change)


def is_there_already(proof: Proof) -> bool:
    """Whether nothing needs to be sent."""
    return proof.arrival is not Arrival.NOT_YET


def has_made_way(outcome: ChangeOutcome) -> bool:
    """Whether our own document is in the trash again."""
    return outcome.result is Result.DONE


def _sent(
    context: WriteContext, strategy: Strategy, change: Change, request: Image, before: Found
) -> ChangeOutcome:
    """Send it until it has arrived, is refused, or nobody can tell."""
    context.intend(change, before.record, request)
    may_resend = strategy.may_resend
    for _ in range(SENDS):
        try:
            answer = strategy.send(context, change, request, before)
            sent = Sent(request, answer, answered=True)
        except PreconditionFailedError:
            before = _still_as_planned(context, strategy, change)
            # Somebody may have changed another identifier: what is sent whole is made anew.
            request = strategy.request(context, change, before)
            proof = strategy.proof(context, change, Sent(request), before, before)
            if is_there_already(proof):
                return _proven(context, strategy, change, before, proof)
            context.intend(change, before.record, request)
            continue
        except UnknownOutcomeError:
            sent = Sent(request)
        except (RefusedChangeError, NotFoundError) as refused:
            return _failed(context, change, Result.REFUSED, str(refused))
        except MendeleySyncError as error:
            # Every other error says that the service did nothing.
            context.failed(change, str(error), "not sent")
            raise
        try:
            now, proof = _seen(context, strategy, change, sent, before)
        except ForeignRecordError:
            return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
        if proof.arrival is not Arrival.NOT_YET:
            return _proven(context, strategy, change, now, proof, sent)
        if not may_resend:
            return outcome_of(change, Result.UNKNOWN, not_confirmed(change))
        may_resend = False
    raise OvertakenError("someone else is editing this document")


def _seen(
    context: WriteContext, strategy: Strategy, change: Change, sent: Sent, before: Found
) -> tuple[Found, Proof]:
    """What the library shows after a send; asked again where the answer was lost."""
    now = strategy.look(context, change, sent)
    proof = strategy.proof(context, change, sent, before, now)
    for pause_s in () if sent.answered else strategy.look_again_s:
        if proof.arrival is not Arrival.NOT_YET:
            break
        context.service.pause(pause_s)
        now = strategy.look(context, change, sent)
        proof = strategy.proof(context, change, sent, before, now)
    return now, proof


def _proven(
    context: WriteContext,
    strategy: Strategy,
    change: Change,
    now: Found,
    proof: Proof,
    sent: Sent | None = None,
) -> ChangeOutcome:
    """Sent, and this was seen."""
    record = _record(now)
    if proof.arrival is Arrival.MOVED_MORE:
        _block(context, strategy, change, record, proof)
    if sent is None or not sent.answered:
        return _remembered(context, strategy, change, record, proof)
    other = strategy.follow_up(context, change, record)
    if other is None:
        return _remembered(context, strategy, change, record, proof)
    makes_way, kept = other
    moved = apply_change(context, makes_way)
    if not has_made_way(moved):
        outcome = _remembered(context, strategy, change, record, proof)
        reason = f"another run added the same document, and both are kept: {moved.reason}"
        return outcome.model_copy(update={"reason": outcome.reason or reason})
    context.noted_former(change)
    proof = strategy.proof(context, change, sent, now, Found(now.place, kept))
    return _remembered(context, strategy, change, kept, proof, ours=False, twin=True)


def _block(
    context: WriteContext, strategy: Strategy, change: Change, record: Record, proof: Proof
) -> NoReturn:
    """Something moved that nobody sent: nothing is written until a person has looked."""
    reason = (
        f"writing {', '.join(field.field for field in change.fields)} of document "
        f"{record.document.id} also changed {', '.join(proof.names)}"
    )
    context.done(change, record, **strategy.memory(context, change))
    context.stop(reason)
    raise WriteBlockError(
        f"Writing is blocked: {reason}.",
        advice="Review the document, then allow writing again with "
        f"`mendeley-sync push --unblock {context.journal.run}`.",
    )


def _remembered(
    context: WriteContext,
    strategy: Strategy,
    change: Change,
    record: Record,
    proof: Proof,
    *,
    ours: bool = True,
    **more: object,
) -> ChangeOutcome:
    """It is in the library: noted in the journal, then in the lock file's data."""
    kept = proof.names if proof.arrival is Arrival.KEPT_OTHER else ()
    if kept:
        more["unverified"] = list(kept)
    context.done(change, record, **strategy.memory(context, change), **more)
    strategy.remember(context, change, record, kept=kept, ours=ours)
    return outcome_of(
        change,
        Result.UNVERIFIED if kept else Result.DONE,
        proof.reason,
        document=record.document.id,
        last_modified=record.document.last_modified,
    )


def _record(found: Found) -> Record:
    assert found.record is not None  # what lies nowhere has not arrived
    return found.record


def _failed(context: WriteContext, change: Change, result: Result, reason: str) -> ChangeOutcome:
    context.failed(change, reason, result.value)
    return outcome_of(change, result, reason)


def _not_done(context: WriteContext, change: Change, reason: str) -> ChangeOutcome:
    context.failed(change, reason, "not done")
    return outcome_of(change, Result.SKIPPED, reason)
