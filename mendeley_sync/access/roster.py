"""A society's roster held against the group: who is in, invited, missing, not clear.

Nothing is ever removed or sent; what comes out is a list for a secretary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from mendeley_sync.access.person_names import Fit, compare_roster_names, parse_roster_name
from mendeley_sync.domain.community import Invitation, Member, Roster, RosterEntry
from mendeley_sync.domain.library import ProfileId


class Standing(StrEnum):
    """Where a person of the roster stands."""

    IN = "in"
    INVITED = "invited"
    NOT_IN = "not in"
    AMBIGUOUS = "ambiguous"


class RosterFinding(BaseModel):
    """One row of the roster, judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry: RosterEntry
    standing: Standing
    reason: str
    profile_id: ProfileId | None = None
    """Of the member, for `in`."""
    waiting_days: int | None = None
    """Of the invitation, for `invited`."""
    candidates: tuple[str, ...] = ()
    """Names of members that may be meant: personal data."""


class RosterReport(BaseModel):
    """The whole comparison."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[RosterFinding, ...]
    """In the roster's order."""
    unlisted: tuple[Member, ...] = ()
    """In the group but on no roster."""
    problems: tuple[tuple[int, str], ...] = ()
    seats_free: int | None = None
    seats_limit: int | None = None
    forecast: str = ""
    """One sentence: could the rest of the roster still join?"""

    def by_society(self) -> dict[str, Counter[Standing]]:
        """How many of each standing, a society at a time."""
        counts: dict[str, Counter[Standing]] = defaultdict(Counter)
        for finding in self.findings:
            counts[finding.entry.society or "(no society)"][finding.standing] += 1
        return dict(sorted(counts.items()))

    def totals(self) -> Counter[Standing]:
        """How many of each standing in all."""
        return Counter(finding.standing for finding in self.findings)


def compare_roster(
    roster: Roster,
    members: Sequence[Member],
    invitations: Sequence[Invitation],
    *,
    now: datetime,
    member_limit: int | None = None,
) -> RosterReport:
    """Hold a roster against members and invitations.

    A profile id in the roster is proof; an invitation is found by its e-mail address
    exactly; everybody else by name, and only where nobody else fits as well.
    """
    by_profile = {member.profile_id: member for member in members}
    open_invitations = {
        invitation.email.strip().casefold(): invitation
        for invitation in invitations
        if invitation.is_open and invitation.email
    }
    proven = {entry.row: entry.profile_id for entry in roster.entries if entry.profile_id}
    taken = {profile for profile in proven.values() if profile in by_profile}
    named = _match_names(
        [entry for entry in roster.entries if entry.row not in proven],
        [member for member in members if member.profile_id not in taken],
    )
    findings = tuple(
        _judge(entry, by_profile, open_invitations, named.get(entry.row), now)
        for entry in roster.entries
    )
    confirmed = {finding.profile_id for finding in findings if finding.profile_id}
    return RosterReport(
        findings=findings,
        unlisted=tuple(member for member in members if member.profile_id not in confirmed),
        problems=roster.problems,
        seats_limit=member_limit,
        seats_free=_free_seats(member_limit, members, open_invitations),
        forecast=_forecast(findings, member_limit, members, open_invitations),
    )


class _Candidates(BaseModel):
    """What the names alone say of one row."""

    model_config = ConfigDict(frozen=True)

    accepted: Member | None = None
    possible: tuple[Member, ...] = ()
    reason: str = ""


class _Found(NamedTuple):
    """A member whose name fits a row, more or less."""

    member: Member
    fit: Fit
    reason: str


class _Claim(NamedTuple):
    """A row whose name fits a member, more or less."""

    row: int
    fit: Fit


def _match_names(
    entries: Sequence[RosterEntry], members: Sequence[Member]
) -> dict[int, _Candidates]:
    fits = _all_fits(entries, members)
    claims: dict[ProfileId, list[_Claim]] = defaultdict(list)
    for row, found in fits.items():
        for one in found:
            claims[one.member.profile_id].append(_Claim(row, one.fit))
    names = [entry.name for entry in entries] + [_member_name(member) for member in members]
    bearers = Counter(family for name in names for family in _families(name))
    return {entry.row: _choose(entry, fits[entry.row], claims, bearers) for entry in entries}


def _all_fits(entries: Sequence[RosterEntry], members: Sequence[Member]) -> dict[int, list[_Found]]:
    """Per row the members whose names fit at all; looked up by parts of the names."""
    by_part: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        for part in _name_parts(_member_name(member)):
            by_part[part].append(member)
    fits: dict[int, list[_Found]] = {}
    for entry in entries:
        near = {m.profile_id: m for part in _name_parts(entry.name) for m in by_part[part]}
        found = [
            _Found(member, *compare_roster_names(entry.name, _member_name(member)))
            for member in near.values()
        ]
        fits[entry.row] = sorted(
            (one for one in found if one.fit > Fit.DIFFERENT),
            key=lambda one: (-one.fit, one.member.profile_id),
        )
    return fits


def _name_parts(name: str) -> Iterable[str]:
    parsed = parse_roster_name(name)
    return {*parsed.families, *(given for given in parsed.person.given if len(given) > 2)}


def _member_name(member: Member) -> str:
    profile = member.profile
    if profile is None:
        return ""
    if profile.last_name:
        return f"{profile.last_name}, {profile.first_name}"
    return profile.display_name


def _choose(
    entry: RosterEntry,
    found: Sequence[_Found],
    claims: Mapping[ProfileId, Sequence[_Claim]],
    bearers: Mapping[str, int],
) -> _Candidates:
    """The one member that is meant, or nobody."""
    possible = tuple(one.member for one in found)
    if not found or found[0].fit < Fit.INITIAL:
        return _Candidates(possible=possible, reason=found[0].reason if found else "")
    best = found[0]
    if len(found) > 1 and found[1].fit is best.fit:
        return _Candidates(possible=possible, reason="two members fit")
    rivals = [claim for claim in claims[best.member.profile_id] if claim.row != entry.row]
    if any(claim.fit >= best.fit for claim in rivals):
        return _Candidates(possible=possible, reason="two rows of the roster fit this member")
    if best.fit is Fit.INITIAL and _is_common(entry, best.member, bearers):
        return _Candidates(possible=possible, reason=f"{best.reason}, but others bear that name")
    return _Candidates(accepted=best.member, possible=possible, reason=best.reason)


def _is_common(entry: RosterEntry, member: Member, bearers: Mapping[str, int]) -> bool:
    """Whether anybody beside these two has one of their family names."""
    families = _families(entry.name) | _families(_member_name(member))
    shared = _families(entry.name) & _families(_member_name(member))
    return any(bearers[family] > (2 if family in shared else 1) for family in families)


def _families(name: str) -> frozenset[str]:
    return parse_roster_name(name).families


def _judge(
    entry: RosterEntry,
    by_profile: Mapping[ProfileId, Member],
    invitations: Mapping[str, Invitation],
    named: _Candidates | None,
    now: datetime,
) -> RosterFinding:
    if entry.profile_id:
        return _judge_profile(entry, by_profile)
    if named is not None and named.accepted is not None:
        return RosterFinding(
            entry=entry,
            standing=Standing.IN,
            reason=named.reason,
            profile_id=named.accepted.profile_id,
        )
    invitation = invitations.get(entry.email.strip().casefold()) if entry.email else None
    if invitation is not None:
        days = (now - invitation.sent).days if invitation.sent else None
        return RosterFinding(
            entry=entry,
            standing=Standing.INVITED,
            reason="the invitation to this address waits",
            waiting_days=days,
        )
    if named is not None and named.possible:
        return RosterFinding(
            entry=entry,
            standing=Standing.AMBIGUOUS,
            reason=named.reason,
            candidates=tuple(_member_name(member) for member in named.possible[:5]),
        )
    return RosterFinding(
        entry=entry, standing=Standing.NOT_IN, reason="no member has a name like this"
    )


def _judge_profile(entry: RosterEntry, by_profile: Mapping[ProfileId, Member]) -> RosterFinding:
    if entry.profile_id in by_profile:
        return RosterFinding(
            entry=entry,
            standing=Standing.IN,
            reason="the profile in the roster is a member",
            profile_id=entry.profile_id,
        )
    return RosterFinding(
        entry=entry,
        standing=Standing.NOT_IN,
        reason="the profile in the roster is not a member any more",
    )


def _free_seats(
    limit: int | None, members: Sequence[Member], invitations: Mapping[str, Invitation]
) -> int | None:
    return None if limit is None else max(0, limit - len(members) - len(invitations))


def _forecast(
    findings: Sequence[RosterFinding],
    limit: int | None,
    members: Sequence[Member],
    invitations: Mapping[str, Invitation],
) -> str:
    free = _free_seats(limit, members, invitations)
    if limit is None or free is None:
        return "How many could still join is not known: Mendeley did not tell the group's limit."
    if len(findings) > limit:
        return (
            f"The roster has {len(findings)} people, the group has {limit} seats: "
            "this plan cannot hold them all."
        )
    waiting = sum(1 for finding in findings if finding.standing is Standing.NOT_IN)
    if waiting > free:
        return f"{waiting} people are not in, but only {free} seats are free."
    return f"{free} seats are free; {waiting} people of the roster could still join."
