"""A society's roster held against the group: who is in, invited, missing, not clear.

Nothing is ever removed or sent; what comes out is a list for a secretary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from mendeley_sync.access import messages
from mendeley_sync.access.check_result import ANSWER_EXIT_CODES, Answer
from mendeley_sync.access.roster.names import (
    OTHER_SURNAME,
    Fit,
    compare_roster_names,
    parse_roster_name,
    readings_of,
)
from mendeley_sync.domain.community import Invitation, Member, Roster, RosterEntry
from mendeley_sync.domain.library import ProfileId

MOST_OTHER_SURNAMES = 2
"""More members than this with the given name alone: nobody is suggested for a new surname."""


class RosterStatus(StrEnum):
    """Where a person of the roster stands."""

    IN = "in"
    INVITED = "invited"
    NOT_IN = "not in"
    AMBIGUOUS = "ambiguous"


class RosterFinding(BaseModel):
    """One row of the roster, judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry: RosterEntry
    standing: RosterStatus
    reason: str
    profile_id: ProfileId | None = None
    """Of the member, for `in`."""
    waiting_days: int | None = None
    """Of the invitation, for `invited`."""
    by_name: bool = False
    """Found by name alone: the profile id is not yet proven."""
    candidates: tuple[Member, ...] = ()
    """Members that may be meant: personal data."""


class RosterReport(BaseModel):
    """The whole comparison."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[RosterFinding, ...]
    """In the roster's order."""
    sees_invitations: bool = True
    """False: only the group's owner and admins see them, and this account is neither."""
    unlisted: tuple[Member, ...] = ()
    """In the group but on no roster."""
    problems: tuple[tuple[int, str], ...] = ()
    seats_free: int | None = None
    seats_limit: int | None = None
    forecast: str = ""
    """One sentence: could the rest of the roster still join?"""

    @property
    def members_without_name(self) -> int:
        """Members whose profile could not be read: nobody can be recognised as one of them."""
        return sum(not member_name(member) for member in self.unlisted)

    @property
    def answer(self) -> Answer:
        """Is everyone on the roster in the group?"""
        counts = self.totals()
        if counts[RosterStatus.NOT_IN] or counts[RosterStatus.INVITED]:
            return Answer.NO
        if counts[RosterStatus.AMBIGUOUS] or self.problems or not self.findings:
            return Answer.NOT_KNOWN
        return Answer.YES

    @property
    def exit_code(self) -> int:
        """0 all are in, 8 somebody is not, 4 not known."""
        return ANSWER_EXIT_CODES[self.answer]

    def to_confirm(self) -> dict[int, ProfileId]:
        """Row and profile id of everybody who was found and whose row does not say it yet."""
        return {
            finding.entry.row: finding.profile_id
            for finding in self.findings
            if finding.profile_id and not finding.entry.profile_id
        }

    def by_society(self) -> dict[str, Counter[RosterStatus]]:
        """How many of each standing, a society at a time."""
        counts: dict[str, Counter[RosterStatus]] = defaultdict(Counter)
        for finding in self.findings:
            counts[finding.entry.society or "(no society)"][finding.standing] += 1
        return dict(sorted(counts.items(), key=lambda item: item[0].casefold()))

    def totals(self) -> Counter[RosterStatus]:
        """How many of each standing in all."""
        return Counter(finding.standing for finding in self.findings)


def compare_roster(
    roster: Roster,
    members: Sequence[Member],
    invitations: Sequence[Invitation] | None,
    *,
    now: datetime,
    member_limit: int | None = None,
    pending: int | None = None,
) -> RosterReport:
    """Hold a roster against members and invitations.

    A profile id in the roster is proof, and so is an invitation to a person's address that a
    member has accepted. Everybody else is found by name, and only where nobody else fits as
    well. Invitations are found by e-mail address, exactly.

    Args:
        invitations: None: this account may not see them.
        pending: how many wait, where the list itself is not to be seen.
    """
    by_profile = {member.profile_id: member for member in members}
    mail = _by_address(invitations or ())
    waiting = sum(one.is_open for one in invitations) if invitations is not None else pending or 0
    proven = _proven(roster, mail, by_profile)
    taken = {profile for profile in proven.values() if profile in by_profile}
    named = _match_names(
        [entry for entry in roster.entries if entry.row not in proven],
        [member for member in members if member.profile_id not in taken],
    )
    findings = tuple(
        _judge(entry, proven.get(entry.row), by_profile, mail, named.get(entry.row), now)
        for entry in roster.entries
    )
    confirmed = {finding.profile_id for finding in findings if finding.profile_id}
    free = None if member_limit is None else max(0, member_limit - len(members) - waiting)
    return RosterReport(
        findings=findings,
        sees_invitations=invitations is not None,
        unlisted=tuple(member for member in members if member.profile_id not in confirmed),
        problems=roster.problems,
        seats_limit=member_limit,
        seats_free=free,
        forecast=_forecast(findings, member_limit, free),
    )


def _by_address(invitations: Iterable[Invitation]) -> dict[str, Invitation]:
    """The invitation that counts for each address: a waiting one, else the newest."""
    ordered = sorted(
        (one for one in invitations if one.email),
        key=lambda one: (one.is_open, one.sent.timestamp() if one.sent else 0.0),
    )
    return {_folded(one.email): one for one in ordered}


def _folded(email: str) -> str:
    return email.strip().casefold()


def _proven(
    roster: Roster, mail: Mapping[str, Invitation], by_profile: Mapping[ProfileId, Member]
) -> dict[int, ProfileId]:
    """Rows whose profile is known without a look at names."""
    found = {entry.row: entry.profile_id for entry in roster.entries if entry.profile_id}
    for entry in roster.entries:
        invitation = mail.get(_folded(entry.email)) if entry.email else None
        accepted = invitation.profile_id if invitation is not None else None
        if entry.row not in found and accepted in by_profile and accepted is not None:
            found[entry.row] = accepted
    return found


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
    names = [entry.name for entry in entries] + [member_name(member) for member in members]
    bearers = Counter(family for name in names for family in _families(name))
    chosen = {entry.row: _choose(entry, fits[entry.row], claims, bearers) for entry in entries}
    settled = {one.accepted.profile_id for one in chosen.values() if one.accepted is not None}
    return {
        row: one if one.accepted is not None else _still_possible(one, fits[row], settled)
        for row, one in chosen.items()
    }


def _still_possible(
    undecided: _Candidates, found: Sequence[_Found], settled: Set[ProfileId]
) -> _Candidates:
    """Without members who are somebody else, and without mere namesakes in the given name."""
    left = [one for one in found if one.member.profile_id not in settled]
    if sum(one.reason == OTHER_SURNAME for one in left) > MOST_OTHER_SURNAMES:
        left = [one for one in left if one.reason != OTHER_SURNAME]
    reason = undecided.reason if len(left) == len(found) or not left else left[0].reason
    return _Candidates(possible=tuple(one.member for one in left), reason=reason)


def _all_fits(entries: Sequence[RosterEntry], members: Sequence[Member]) -> dict[int, list[_Found]]:
    """Per row the members whose names fit at all; looked up by parts of the names."""
    by_part: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        for part in _name_parts(member_name(member)):
            by_part[part].append(member)
    fits: dict[int, list[_Found]] = {}
    for entry in entries:
        near = {m.profile_id: m for part in _name_parts(entry.name) for m in by_part[part]}
        found = [
            _Found(member, *compare_roster_names(entry.name, member_name(member)))
            for member in near.values()
        ]
        fits[entry.row] = sorted(
            (one for one in found if one.fit > Fit.DIFFERENT),
            key=lambda one: (-one.fit, one.member.profile_id),
        )
    return fits


def _name_parts(name: str) -> Iterable[str]:
    return {
        part
        for reading in readings_of(name)
        for part in (*reading.families, *(one for one in reading.person.given if len(one) > 2))
    }


def member_name(member: Member) -> str:
    """`Family, Given`; "" where the profile could not be read."""
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
    families = _families(entry.name) | _families(member_name(member))
    shared = _families(entry.name) & _families(member_name(member))
    return any(bearers[family] > (2 if family in shared else 1) for family in families)


def _families(name: str) -> frozenset[str]:
    return parse_roster_name(name).families


def _judge(
    entry: RosterEntry,
    proven: ProfileId | None,
    by_profile: Mapping[ProfileId, Member],
    mail: Mapping[str, Invitation],
    named: _Candidates | None,
    now: datetime,
) -> RosterFinding:
    if proven is not None:
        return _judge_profile(entry, proven, by_profile)
    if named is not None and named.accepted is not None:
        return RosterFinding(
            entry=entry,
            standing=RosterStatus.IN,
            reason=named.reason,
            profile_id=named.accepted.profile_id,
            by_name=True,
        )
    invitation = mail.get(_folded(entry.email)) if entry.email else None
    if invitation is not None and invitation.is_open:
        days = (now - invitation.sent).days if invitation.sent else None
        return RosterFinding(
            entry=entry,
            standing=RosterStatus.INVITED,
            reason="the invitation to this address waits",
            waiting_days=days,
        )
    if named is not None and named.possible:
        return RosterFinding(
            entry=entry,
            standing=RosterStatus.AMBIGUOUS,
            reason=named.reason,
            candidates=named.possible[:5],
        )
    declined = invitation is not None and invitation.status == "DECLINED"
    reason = "the invitation was declined" if declined else "no member has a name like this"
    return RosterFinding(entry=entry, standing=RosterStatus.NOT_IN, reason=reason)


def _judge_profile(
    entry: RosterEntry, proven: ProfileId, by_profile: Mapping[ProfileId, Member]
) -> RosterFinding:
    if proven not in by_profile:
        return RosterFinding(
            entry=entry,
            standing=RosterStatus.NOT_IN,
            reason="the profile in the roster is not a member any more",
        )
    in_roster = entry.profile_id == proven
    return RosterFinding(
        entry=entry,
        standing=RosterStatus.IN,
        reason=(
            "the profile in the roster is a member"
            if in_roster
            else "a member accepted the invitation to this address"
        ),
        profile_id=proven,
    )


def _forecast(findings: Sequence[RosterFinding], limit: int | None, free: int | None) -> str:
    """Could the rest of the roster still join? Who is invited has a seat already."""
    if limit is None or free is None:
        return "How many could still join is not known: Mendeley did not tell the group's limit."
    if len(findings) > limit:
        return messages.ROSTER_TOO_LARGE.format(people=len(findings), limit=limit)
    outside = sum(finding.standing is RosterStatus.NOT_IN for finding in findings)
    if outside > free:
        verb = "person is" if outside == 1 else "people are"
        seats = {0: "no seat is", 1: "only one seat is"}.get(free, f"only {free} seats are")
        return f"{outside} {verb} not in, but {seats} free."
    if not outside:
        return f"{free} of {limit} seats are free; nobody of the roster needs one."
    people = "one person" if outside == 1 else f"the {outside} people"
    return f"{free} of {limit} seats are free: enough for {people} of the roster not in yet."
