"""What must not run at all: rules that stop a push before its first write.

The rails stand in one register and are asked in its order; `diff` asks them all and
shows them, a push ends at them. Each refusal names the command that goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.domain.library import Group, ProfileId
from mendeley_sync.errors import EXIT_ACCESS
from mendeley_sync.plan.changes import TRASHING_KINDS, Change, ChangeKind, FailedCheck
from mendeley_sync.plan.safety.facts import SafetyCheckInput
from mendeley_sync.plan.safety.limits import LIMIT, limit_of, limit_refusal
from mendeley_sync.plan.safety.override_command import REMOVALS_IN_A_WEEK, override_command
from mendeley_sync.plan.safety.plausibility import DOUBTS, FEWEST_PAIRS, VANISHED_LEAST

SHORTER_BY = 5
SHORTER_SHARE = 0.10
"""A list that lost more than both since the last agreement is refused."""
CONFLICT_SHARE = 0.25
CONFLICT_LEAST = 10


class SafetyCheck(NamedTuple):
    """One rail: its name, what it asks, and the word that releases it."""

    name: str
    ask: Callable[[SafetyCheckInput], Iterable[FailedCheck]]
    accept: str | None = None
    """For `--accept`; None: only the thing itself can be mended."""


def failed_checks(facts: SafetyCheckInput) -> tuple[FailedCheck, ...]:
    """Every rail that stands in the way, in the order of the register.

    All that can be released name one and the same command, which goes past them all.
    """
    found = _stops(facts)
    if not found:
        return ()
    words = {rail.accept for rail, _ in found if rail.accept is not None}
    way = override_command(facts, (refusal for _, refusal in found), words)
    return tuple(refusal for _, refusal in _stops(facts._replace(way=way)))


def _stops(facts: SafetyCheckInput) -> tuple[tuple[SafetyCheck, FailedCheck], ...]:
    return tuple(
        (rail, refusal)
        for rail in SAFETY_CHECKS
        if rail.accept is None or rail.accept not in facts.options.accept
        for refusal in rail.ask(facts)
    )


def can_be_released(refusal: FailedCheck) -> bool:
    """Whether a word or a number goes past it; else the thing itself has to be mended."""
    names = {rail.name for rail in SAFETY_CHECKS if rail.accept is not None}
    return refusal.rule in {*names, REMOVALS_IN_A_WEEK} or refusal.rule.startswith(LIMIT)


def _settings_changed(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    before = facts.ledger.config_digest
    if before and before != facts.config_digest and facts.plan.changes:
        yield FailedCheck(
            rule="settings-changed",
            message="The settings that decide what is compared changed since both sides last "
            "agreed. Look whether the plan is still what you want.",
            numbers=str(len(facts.plan.changes)),
            limit="0",
            examples=_titles(facts.plan.changes),
            command=facts.way,
        )


def _right_place(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    wrong = facts.ledger.group
    if wrong and wrong != facts.library.group.id:
        yield FailedCheck(
            rule="group",
            message=f"The lock file belongs to the group {wrong}, not to "
            f"{facts.library.group.id}. Use another lock file for another group.",
            numbers=facts.library.group.id,
            limit=wrong,
            examples=_titles(facts.plan.changes),
            command=f"{facts.program} diff",
        )
    if facts.group and facts.group != facts.library.group.id:
        yield FailedCheck(
            rule="group",
            message=f"The settings name the group {facts.group}, the library is that of "
            f"{facts.library.group.id}.",
            numbers=facts.library.group.id,
            limit=facts.group,
            examples=_titles(facts.plan.changes),
            command=f"{facts.program} groups",
        )


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
    """Who may not write at all: by the role in the group, or by the settings.

    Args:
        profile: who is signed in, where it is known.
        writers: who may push; empty: whoever the group lets.
    """
    if group.role and not group.may_write:
        yield FailedCheck(
            rule="role",
            message=f"Your role in the group is {group.role!r}; it does not let you change "
            "documents. Ask an admin of the group for another role.",
            numbers=group.role,
            limit="a role that may write",
            examples=examples,
            command=f"{program} access",
            exit_code=EXIT_ACCESS,
        )
    if writers and profile is not None and profile not in writers:
        yield FailedCheck(
            rule="writers",
            message=f"The profile {profile} is not among the writers of this list. Add it to "
            "`writers` in the settings, or sign in as one of them.",
            numbers=profile,
            limit=f"who is among the {len(writers)} named",
            examples=examples,
            command=f"{program} login",
        )


def _list_empty(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if not facts.reference_list.references:
        yield FailedCheck(
            rule="list-empty",
            message=f"The list {facts.reference_list.source} is empty. An empty list is taken "
            "for a mistake.",
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
            message="Titles of the list hold the mark of a wrongly read letter (�): the file was "
            "saved in another encoding. Save it as UTF-8 again.",
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
            message=f"The list has {now} entries; when both sides last agreed it had {before}.",
            numbers=str(lost),
            limit=f"{SHORTER_BY} or {SHORTER_SHARE:.0%}",
            examples=tuple(
                finding.title
                for finding in facts.compared.differences.of_kind(DifferenceKind.LEFT)[:5]
            ),
            command=facts.way,
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
            message="The library changed while it was read, so that nobody can say what is "
            "missing. Nothing is created or removed on such a picture.",
            numbers=str(len(needs)),
            limit="0",
            examples=_titles(needs),
            command=f"{facts.program} pull --full",
        )


def _library_empty(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if facts.library.documents or not facts.ledger.bindings:
        return
    held = len(facts.ledger.bindings)
    last = max(binding.bound_at for binding in facts.ledger.bindings)
    yield FailedCheck(
        rule="library-empty",
        message=f"The library looks empty; on {last:%Y-%m-%d} it held {held}. We changed nothing "
        f"and your list is safe; run `{facts.program} access` first.",
        numbers="0",
        limit=str(held),
        examples=_bound(facts),
        command=facts.way,
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
        command=facts.way,
    )


def _vanished_sentence(facts: SafetyCheckInput, vanished: int, since: str) -> str:
    changes = (*facts.plan.changes, *facts.plan.withheld)
    restores = sum(change.kind is ChangeKind.RESTORE for change in changes)
    if not restores:
        return (
            f"{vanished} documents are gone{since}; not by us. Ask who removed them before "
            "anything else is written."
        )
    return (
        f"{vanished} documents went to the trash{since}; not by us. Ask everyone not to empty "
        f"it, then run `{facts.program} push --restore {restores}`."
    )


def _implausible(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    if len(facts.ledger.bindings) < FEWEST_PAIRS:
        return
    doubt = next((found for ask in DOUBTS if (found := ask(facts))), None)
    if doubt is not None:
        yield FailedCheck(
            rule="library-changed",
            message=f"The library does not look like itself: {doubt.reason}. Nothing is written "
            "until a person has looked at it.",
            numbers=doubt.numbers,
            limit=doubt.limit,
            examples=doubt.examples[:5],
            command=facts.way,
        )


def _limits(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    for kind in ChangeKind:
        titles = tuple(change.title for change in facts.plan.changes if kind in change.kinds())
        refusal = limit_refusal(
            kind,
            titles,
            facts.plan.pairs,
            facts.limits,
            facts.options,
            facts.way,
            f"{facts.program} diff",
        )
        if refusal is not None:
            yield refusal


def _rolling_removals(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    """Many small removals are a large one: seven days count together, against twice the limit."""
    titles = _titles([c for c in facts.plan.changes if c.kind is ChangeKind.TRASH])
    removed = sum(change.kind is ChangeKind.TRASH for change in facts.plan.changes)
    limit = limit_of(ChangeKind.TRASH, facts.limits)
    most = 2 * (limit.allowed(facts.plan.pairs) if limit else 0)
    allowed = max(most, facts.options.allow.get(ChangeKind.TRASH, 0))
    if removed and facts.trashed_lately + removed > allowed:
        total = facts.trashed_lately + removed
        yield FailedCheck(
            rule=REMOVALS_IN_A_WEEK,
            message=f"By us {facts.trashed_lately} went to the trash in the last seven days, "
            f"{removed} more would go; {allowed} may go in all.",
            numbers=str(total),
            limit=str(allowed),
            examples=titles,
            command=facts.way,
        )


def _mass_conflict(facts: SafetyCheckInput) -> Iterable[FailedCheck]:
    agreed = [pair for pair in facts.compared.pairs if pair.binding and pair.binding.fields]
    torn = [pair for pair in agreed if any(verdict.row.case.is_conflict for verdict in pair.fields)]
    if len(torn) >= CONFLICT_LEAST and len(torn) > CONFLICT_SHARE * len(agreed):
        yield FailedCheck(
            rule="many-conflicts",
            message=f"In {len(torn)} of {len(agreed)} pairs both sides changed the same field. "
            "Look whether this is the right list and the right library.",
            numbers=str(len(torn)),
            limit=f"{CONFLICT_SHARE:.0%}",
            examples=tuple(pair.reference.metadata.title for pair in torn[:5]),
            command=facts.way,
        )


def _bound(facts: SafetyCheckInput) -> tuple[str, ...]:
    """Entries that had a document when both sides last agreed."""
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
"""The order in which they are asked (sync-semantics 5.1)."""

ACCEPT_WORDS = frozenset(rail.accept for rail in SAFETY_CHECKS if rail.accept)
