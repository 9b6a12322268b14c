"""Safety checks: rules that stop a push before it writes anything.

They stand in one register, and each is asked once, in its order. `diff` shows every failed
check; a push stops at them. A failed check has the command that continues.

Source: docs/pushing.md (Safety checks)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.domain.library import Group, ProfileId
from mendeley_sync.errors import EXIT_ACCESS
from mendeley_sync.plan.changes import TRASHING_KINDS, Change, ChangeKind, FailedCheck
from mendeley_sync.plan.safety.facts import SafetyCheckInput
from mendeley_sync.plan.safety.limits import KINDS, LIMIT, exceeded_limit, limit_of
from mendeley_sync.plan.safety.override_command import REMOVALS_IN_A_WEEK, override_command
from mendeley_sync.plan.safety.plausibility import FEWEST_PAIRS, SUSPICIOUS_CHANGES, VANISHED_LEAST

SHORTER_BY = 5
SHORTER_SHARE = 0.10
"""A list that lost more than both since the baseline stops a push."""
CONFLICT_SHARE = 0.25
CONFLICT_LEAST = 10


class SafetyCheck(NamedTuple):
    """One safety check: its name, its function, and the word that overrides it."""

    name: str
    ask: Callable[[SafetyCheckInput], Iterable[FailedCheck]]
    accept: str | None = None
    """For `--override`; None: the cause itself has to be corrected, or a limit raised."""


def failed_checks(facts: SafetyCheckInput) -> tuple[FailedCheck, ...]:
    """Every failed safety check, in the order of the register.

    All that can be overridden have one and the same command, which overrides them all.
    """
    found = [
        (check, failed)
        for check in SAFETY_CHECKS
        if check.accept is None or check.accept not in facts.options.accept
        for failed in check.ask(facts)
    ]
    words = {check.accept for check, _ in found if check.accept is not None}
    failed = tuple(one for _, one in found)
    command = override_command(facts, failed, words).line(facts.program)
    return tuple(_with_command(one, command) if can_be_released(one) else one for one in failed)


def _with_command(failed: FailedCheck, command: str) -> FailedCheck:
    is_limit = failed.rule.startswith(LIMIT)
    also = f" If all of them are correct, run `{command}`." if is_limit else ""
    return failed.model_copy(update={"command": command, "message": failed.message + also})


def can_be_released(failed: FailedCheck) -> bool:
    """True if a word or a number overrides it; else its cause has to be corrected."""
    names = {check.name for check in SAFETY_CHECKS if check.accept is not None}
    return failed.rule in {*names, REMOVALS_IN_A_WEEK} or failed.rule.startswith(LIMIT)


def _settings_changed(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    before = facts.ledger.config_digest
    if before and before != facts.config_digest and facts.plan.changes:
        yield FailedCheck(
            rule="settings-changed",
            message="The settings for the comparison changed since the baseline. Check the plan "
            "again.",
            numbers=str(len(facts.plan.changes)),
            limit="0",
            examples=_titles(facts.plan.changes),
        )


def _right_place(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if locked_to_another_group(facts):
        yield FailedCheck(
            rule="group",
            message=f"The lock file belongs to the group {facts.ledger.group}, not to "
            f"{facts.library.group.id}. Use another lock file for another group.",
            numbers=facts.library.group.id,
            limit=facts.ledger.group or "",
            examples=_titles(facts.plan.changes),
            command=f"{facts.program} diff",
        )
    if set_to_another_group(facts):
        yield FailedCheck(
            rule="group",
            message=f"The settings name the group {facts.group}, but the library is that of "
            f"{facts.library.group.id}.",
            numbers=facts.library.group.id,
            limit=facts.group,
            examples=_titles(facts.plan.changes),
            command=f"{facts.program} groups",
        )


def locked_to_another_group(facts: SafetyCheckInput) -> bool:
    """Whether the lock file is that of another group."""
    return bool(facts.ledger.group) and facts.ledger.group != facts.library.group.id


def set_to_another_group(facts: SafetyCheckInput) -> bool:
    """Whether the settings name another group than was pulled."""
    return bool(facts.group) and facts.group != facts.library.group.id


def _may_write(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    return rights(
        facts.library.group,
        facts.profile,
        facts.writers,
        examples=_titles(facts.plan.changes),
        program=facts.program,
    )


def rights(
    group: Group,
    profile: ProfileId | None,
    writers: frozenset[ProfileId],
    *,
    examples: tuple[str, ...] = (),
    program: str = "mendeley-sync",
) -> Iterable[FailedCheck]:
    """Failed checks of an account that may not write, by its role or by the settings.

    Args:
        profile: who is signed in, where it is known.
        writers: who may push; empty: whoever the group lets.
    """
    if role_forbids_writing(group):
        yield FailedCheck(
            rule="role",
            message=f'Your role in the group is "{group.role}", which cannot change documents. '
            "Ask an admin of the group for another role.",
            numbers=group.role,
            limit="a role that may write",
            examples=examples,
            command=f"{program} access",
            exit_code=EXIT_ACCESS,
        )
    if profile is not None and is_no_writer(profile, writers):
        yield FailedCheck(
            rule="writers",
            message=f"The profile ID {profile} is not among the writers of this list. Add it to "
            "`writers` in the settings, or sign in as one of them.",
            numbers=profile,
            limit=f"one of the {len(writers)} writers",
            examples=examples,
            command=f"{program} login",
        )


def role_forbids_writing(group: Group) -> bool:
    """Whether the role of this account is known, and does not let it change documents."""
    return bool(group.role) and not group.may_write


def is_no_writer(profile: ProfileId, writers: frozenset[ProfileId]) -> bool:
    """Whether the settings name who may push, and this account is not among them."""
    return bool(writers) and profile not in writers


def _list_empty(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if not facts.reference_list.references:
        yield FailedCheck(
            rule="list-empty",
            message=f"{facts.reference_list.source} has no references. This is probably a mistake.",
            numbers="0",
            limit="1",
            examples=_bound(facts),
            command=f"{facts.program} check",
        )


def _list_broken(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    broken = [
        reference.key
        for reference in facts.reference_list.references
        if "�" in reference.metadata.title
    ]
    if broken:
        yield FailedCheck(
            rule="list-broken",
            message="Some titles contain �: the list was saved in the wrong encoding. Save it as "
            "UTF-8.",
            numbers=str(len(broken)),
            limit="0",
            examples=tuple(broken[:5]),
            command=f"{facts.program} check",
        )


def _list_shorter(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    before, now = facts.ledger.list_size, len(facts.reference_list.references)
    if before is None or not now:
        return
    lost = before - now
    if lost > SHORTER_BY and lost > SHORTER_SHARE * before:
        yield FailedCheck(
            rule="list-shorter",
            message=f"The list has {now} references. At the baseline it had {before}.",
            numbers=str(lost),
            limit=f"{SHORTER_BY} or {SHORTER_SHARE:.0%}",
            examples=tuple(
                finding.title
                for finding in facts.compared.differences.of_kind(DifferenceKind.LEFT)[:5]
            ),
        )


def _complete_pull(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    needs = [
        change
        for change in facts.plan.changes
        if change.kind in TRASHING_KINDS or change.kind in (ChangeKind.CREATE, ChangeKind.RECREATE)
    ]
    if needs and not facts.library.exact:
        yield FailedCheck(
            rule="incomplete-pull",
            message="The library changed during the pull, so missing documents cannot be "
            f"identified. Run `{facts.program} pull --full`.",
            numbers=str(len(needs)),
            limit="0",
            examples=_titles(needs),
            command=f"{facts.program} pull --full",
        )


def _library_empty(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if facts.library.documents or not facts.ledger.bindings:
        return
    known = len(facts.ledger.bindings)
    last = max(binding.bound_at for binding in facts.ledger.bindings)
    yield FailedCheck(
        rule="library-empty",
        message=f"The library appears to be empty; on {last.day} {last:%B %Y} it had "
        f"{known} document{'' if known == 1 else 's'}. Nothing was changed, and your list is "
        f"intact. Run `{facts.program} access` to find the cause.",
        numbers="0",
        limit=str(known),
        examples=_bound(facts),
    )


def _vanished(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    bound = {binding.reference for binding in facts.ledger.bindings}
    trashed = [
        finding
        for finding in facts.compared.differences.of_kind(
            DifferenceKind.TRASHED, DifferenceKind.GONE
        )
        if finding.reference in bound
    ]
    vanished = max(facts.vanished, len(trashed))
    if vanished < VANISHED_LEAST or facts.options.allow.get(ChangeKind.RESTORE):
        return
    since = f" since {facts.vanished_since}" if facts.vanished_since else ""
    yield FailedCheck(
        rule="documents-vanished",
        message=_vanished_sentence(facts, vanished, since),
        numbers=str(vanished),
        limit=str(VANISHED_LEAST - 1),
        examples=tuple(finding.title for finding in trashed[:5]),
    )


def _vanished_sentence(facts: SafetyCheckInput, vanished: int, since: str) -> str:
    changes = (*facts.plan.changes, *facts.plan.withheld)
    restores = sum(change.kind is ChangeKind.RESTORE for change in changes)
    if not restores:
        return (
            f"{vanished} documents are no longer in the library{since}, and mendeley-sync did "
            "not remove them. Ask who removed them before you push."
        )
    return (
        f"{vanished} documents were moved to the trash{since}, and not by mendeley-sync. Ask the "
        f"members not to empty the trash, then run `{facts.program} push --restore {restores}`."
    )


def _implausible(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if len(facts.ledger.bindings) < FEWEST_PAIRS:
        return
    change = next((found for ask in SUSPICIOUS_CHANGES if (found := ask(facts))), None)
    if change is not None:
        yield FailedCheck(
            rule="library-changed",
            message=f"The library has changed too much since the baseline: {change.reason}. Check "
            "the library before you override this.",
            numbers=change.numbers,
            limit=change.limit,
            examples=change.examples[:5],
        )


def _limits(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    for kind in ChangeKind:
        changes = [change for change in facts.plan.changes if kind in change.kinds()]
        planned = len(changes)
        limit = exceeded_limit(kind, planned, facts.plan.pairs, facts.limits, facts.options)
        if limit is not None:
            words = KINDS[kind].one if planned == 1 else KINDS[kind].many
            yield FailedCheck(
                rule=f"{LIMIT}{kind.value}",
                message=f"The plan has {planned} {words}, and the limit is {limit}. Review them "
                f"with `{facts.program} diff`.",
                numbers=str(planned),
                limit=str(limit),
                examples=_titles(changes),
            )


def _rolling_removals(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    """Many small removals are a large one: 7 days count together, against twice the limit."""
    titles = _titles([c for c in facts.plan.changes if c.kind is ChangeKind.TRASH])
    removed = sum(change.kind is ChangeKind.TRASH for change in facts.plan.changes)
    limit = limit_of(ChangeKind.TRASH, facts.limits)
    most = 2 * (limit.allowed(facts.plan.pairs) if limit else 0)
    allowed = max(most, facts.options.allow.get(ChangeKind.TRASH, 0))
    if removed and facts.trashed_lately + removed > allowed:
        total = facts.trashed_lately + removed
        yield FailedCheck(
            rule=REMOVALS_IN_A_WEEK,
            message=f"mendeley-sync moved {facts.trashed_lately} documents to the trash in the "
            f"last 7 days. This plan adds {removed}; the limit is {allowed}.",
            numbers=str(total),
            limit=str(allowed),
            examples=titles,
        )


def _mass_conflict(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    agreed = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    conflicting = [
        pair for pair in agreed if any(verdict.row.case.is_conflict for verdict in pair.fields)
    ]
    if len(conflicting) >= CONFLICT_LEAST and len(conflicting) > CONFLICT_SHARE * len(agreed):
        yield FailedCheck(
            rule="many-conflicts",
            message=f"In {len(conflicting)} of {len(agreed)} pairs both sides changed the same "
            "field. Check that this is the right list and the right library.",
            numbers=str(len(conflicting)),
            limit=f"{CONFLICT_SHARE:.0%}",
            examples=tuple(pair.reference.metadata.title for pair in conflicting[:5]),
        )


def _bound(facts: SafetyCheckInput) -> tuple[str, ...]:
    """The first references with a stored match."""
    return tuple(binding.reference for binding in facts.ledger.bindings[:5])


def _titles(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(change.title for change in changes)[:5]


SAFETY_CHECKS: tuple[SafetyCheck, ...] = (
    SafetyCheck("settings-changed", _settings_changed, "settings-changed"),
    SafetyCheck("group", _right_place),
    SafetyCheck("may-write", _may_write),
    SafetyCheck("list-empty", _list_empty),
    SafetyCheck("list-broken", _list_broken),
    SafetyCheck("list-shorter", _list_shorter, "list-shorter"),
    SafetyCheck("incomplete-pull", _complete_pull),
    SafetyCheck("library-empty", _library_empty, "library-empty"),
    SafetyCheck("documents-vanished", _vanished, "library-changed"),
    SafetyCheck("library-changed", _implausible, "library-changed"),
    SafetyCheck("limits", _limits),
    SafetyCheck(REMOVALS_IN_A_WEEK, _rolling_removals),
    SafetyCheck("many-conflicts", _mass_conflict, "library-changed"),
)
"""The order in which they are asked."""

ACCEPT_WORDS = frozenset(check.accept for check in SAFETY_CHECKS if check.accept)
