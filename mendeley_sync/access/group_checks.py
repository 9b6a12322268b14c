"""The steps of the ladder that look at the group itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from mendeley_sync.access import messages
from mendeley_sync.access.check_result import AccessCheck, Actor, CheckResult
from mendeley_sync.access.facts import AccessFacts, Unavailable, UnavailableReason
from mendeley_sync.domain.library import Group

FEW_SEATS = 2
"""From this many free seats down, a warning is due."""

OLD_INVITATION = timedelta(days=30)
"""An invitation that waits longer than this has probably not arrived."""

QUIET_LEADERS = timedelta(days=365)
"""Owner and admins who added nothing for so long may have left."""


GROUP = AccessCheck("group", "Can your account see the group?")
ROLE = AccessCheck("role", "What may your account do in the group?")
DOCUMENTS = AccessCheck("documents", "Can the references be read?")
FILES = AccessCheck("files", "Can attached files be reached?")
MAY_WRITE = AccessCheck("may-write", "May your account change references?")
MEMBERS = AccessCheck("members", "Can the member list be read?")
SEATS = AccessCheck("seats", "Is there room for new members?")
INVITATIONS = AccessCheck("invitations", "Are invitations waiting for too long?")
LEADERS = AccessCheck("leaders", "Is somebody there to invite new members?")


def group_visible(facts: AccessFacts) -> CheckResult:
    """Does this account see the group?"""
    seen = facts.group
    if isinstance(seen, Group):
        label = f"“{seen.name}”" if seen.name else "the group"
        return GROUP.ok(f"Your account can see {label}.")
    if seen.cause not in (
        UnavailableReason.NOT_LISTED,
        UnavailableReason.NOT_FOUND,
        UnavailableReason.FORBIDDEN,
    ):
        return _unjudged(facts, GROUP, seen)
    if _invited(facts):
        return GROUP.failed(
            "You are invited to the group, but the invitation was not accepted yet.",
            Actor.YOU,
            "Sign in at Mendeley with the invited address and press Accept there.",
        )
    return GROUP.failed(
        messages.CANNOT_SEE_GROUP.format(owner=_owner(facts)),
        Actor.OWNER,
        "If it was a public group: those were deleted in March 2021 with all they held.",
        seen=_causes(seen),
    )


def _causes(seen: Unavailable) -> str:
    if seen.cause is UnavailableReason.FORBIDDEN:
        return "Mendeley says that this account is not allowed to see the group (403)."
    if seen.cause is UnavailableReason.NOT_FOUND:
        return "Mendeley says that there is no such group (404)."
    return (
        "Possible causes: the group does not exist; it was public and went in March 2021; "
        "or this account is not in it."
    )


def _invited(facts: AccessFacts) -> bool:
    if isinstance(facts.my_invitations, Unavailable):
        return False
    return any(
        invitation.group_id == facts.group_id and invitation.is_open
        for invitation in facts.my_invitations
    )


def role(facts: AccessFacts) -> CheckResult:
    """What is this account in the group?"""
    if isinstance(facts.group, Unavailable):
        return _unjudged(facts, ROLE, facts.group)
    known = messages.ROLE_WORDS.get(facts.group.role)
    if known is None:
        return ROLE.warning(
            f"Mendeley calls your role {facts.group.role!r}, which we do not know.",
            Actor.OWNER,
            "Ask the owner which role you have in the group.",
        )
    return ROLE.ok(f"You are {known} of the group.")


def documents(facts: AccessFacts) -> CheckResult:
    """Can the references be read, and how many are there?"""
    count = facts.document_count
    if isinstance(count, Unavailable):
        if count.cause not in (UnavailableReason.FORBIDDEN, UnavailableReason.NOT_FOUND):
            return _unjudged(facts, DOCUMENTS, count)
        return DOCUMENTS.failed(
            "Your account is in the group, but may not read its references.",
            Actor.OWNER,
            f"Ask {_owner(facts)} whether the group still has its storage and plan.",
            seen=count.detail,
        )
    if count:
        is_one = count == 1
        return DOCUMENTS.ok(
            "One reference is readable." if is_one else f"{count:,} references are readable."
        )
    return _empty_library(facts)


def _empty_library(facts: AccessFacts) -> CheckResult:
    next_step = f"Ask {_owner(facts)} to look into the group's library and its trash."
    if facts.last_count:
        when = f"{facts.last_count_at:%Y-%m-%d}" if facts.last_count_at else "an earlier day"
        sentence = messages.LIBRARY_EMPTY.format(date=when, n=facts.last_count)
        return DOCUMENTS.failed(sentence, Actor.OWNER, next_step)
    return DOCUMENTS.warning(
        "The library is empty; whether it ever held anything is not known here.",
        Actor.OWNER,
        next_step,
    )


def files(facts: AccessFacts) -> CheckResult:
    """Can the attached files be listed?"""
    count = facts.file_count
    if isinstance(count, Unavailable):
        if count.cause is not UnavailableReason.FORBIDDEN:
            return _unjudged(facts, FILES, count)
        return FILES.warning(
            "Your account may not list the group's files.",
            Actor.OWNER,
            "Ask the owner whether the group's storage is full.",
        )
    return FILES.ok("The group holds no files." if count == 0 else "Attached files can be listed.")


def may_write(facts: AccessFacts) -> CheckResult:
    """May this account change references?"""
    if isinstance(facts.group, Unavailable):
        return _unjudged(facts, MAY_WRITE, facts.group)
    if facts.group.may_write:
        return MAY_WRITE.ok("By its role your account may change references; nothing was tried.")
    return MAY_WRITE.warning(
        "By its role your account may only read.",
        Actor.ADMIN,
        "Reading is enough for members; to push fixes, ask for membership.",
    )


def member_list(facts: AccessFacts) -> CheckResult:
    """Can the member list be read?"""
    if isinstance(facts.members, Unavailable):
        if facts.members.cause is not UnavailableReason.FORBIDDEN:
            return _unjudged(facts, MEMBERS, facts.members)
        return MEMBERS.warning(
            "Your account may not see who is in the group.",
            Actor.ADMIN,
            "Let an owner or admin run this check to see members and seats.",
        )
    count = len(facts.members)
    return MEMBERS.ok(
        "One person is in the group." if count == 1 else f"{count} people are in the group."
    )


def seats(facts: AccessFacts) -> CheckResult:
    """Is there room for another member?"""
    if isinstance(facts.group, Unavailable):
        return _unjudged(facts, SEATS, facts.group)
    limit, members = facts.group.member_limit, facts.group.member_count
    if limit is None or members is None:
        return SEATS.not_checked(
            "Not checked, because Mendeley did not tell how many seats the group has."
        )
    pending = _pending(facts, facts.group)
    free = limit - members - pending
    next_step = "Remove people who have left, or choose a larger plan."
    too_large = _roster_is_too_large(facts, limit)
    if free <= 0:
        sentence = messages.GROUP_FULL.format(
            limit=limit, members=members, pending=pending, owner=_owner(facts)
        )
        return SEATS.failed(sentence + too_large, Actor.OWNER, next_step)
    sentence = f"{free} of {limit} seats are free." if free > 1 else "One seat is free."
    told = f"{limit} seats, {members} members, {pending} waiting"
    if free <= FEW_SEATS or too_large:
        return SEATS.warning(sentence + too_large, Actor.OWNER, next_step, seen=told)
    return SEATS.ok(sentence, seen=told)


def _roster_is_too_large(facts: AccessFacts, limit: int) -> str:
    """A second sentence where the plan cannot hold the roster, else ""."""
    if facts.roster_size is None or facts.roster_size <= limit:
        return ""
    return f" {messages.ROSTER_TOO_LARGE.format(people=facts.roster_size, limit=limit)}"


def _pending(facts: AccessFacts, group: Group) -> int:
    """Open invitations; the list is surer than the group's own count."""
    if isinstance(facts.invitations, Unavailable):
        return group.pending_invitation_count or 0
    return sum(1 for invitation in facts.invitations if invitation.is_open)


def old_invitations(facts: AccessFacts) -> CheckResult:
    """Do invitations wait that nobody will accept any more?"""
    if isinstance(facts.invitations, Unavailable):
        if facts.invitations.cause is UnavailableReason.FORBIDDEN:
            return INVITATIONS.not_checked(
                "Not checked, because only owner and admins see the invitations."
            )
        return _unjudged(facts, INVITATIONS, facts.invitations)
    waiting = [invitation for invitation in facts.invitations if invitation.is_open]
    old = [one for one in waiting if one.sent and facts.now - one.sent > OLD_INVITATION]
    if not old:
        return INVITATIONS.ok(
            f"{len(waiting)} waiting, none for long." if waiting else "None is waiting."
        )
    days = OLD_INVITATION.days
    one = f"One invitation has been waiting for more than {days} days and takes up a seat."
    many = f"{len(old)} invitations have been waiting for more than {days} days and take up seats."
    return INVITATIONS.warning(
        one if len(old) == 1 else many,
        Actor.ADMIN,
        "Ask these people for the address they use at Mendeley and invite that one; "
        "withdraw the old invitation.",
    )


def leaders(facts: AccessFacts) -> CheckResult:
    """Is there more than one who can invite, and are they still about?"""
    if isinstance(facts.members, Unavailable):
        return _unjudged(facts, LEADERS, facts.members)
    count = sum(1 for member in facts.members if member.role in {"owner", "admin"})
    few, quiet = count <= 1, _leaders_are_quiet(facts)
    if not few and not quiet:
        return LEADERS.ok(f"{count} people can invite new members.")
    sentences = ["Only one person can invite new members."] if few else []
    sentences += ["No owner or admin has added a reference for 12 months."] if quiet else []
    steps = ["Ask the owner and the admins whether they are still there."] if quiet else []
    steps += ["Make a second trusted member an admin."] if few else []
    return LEADERS.warning(" ".join(sentences), Actor.OWNER, " ".join(steps))


def _leaders_are_quiet(facts: AccessFacts) -> bool:
    last = facts.last_addition_by_leaders
    if isinstance(last, Unavailable):
        return False
    return last is None or facts.now - last > QUIET_LEADERS


GROUP_STEPS: tuple[Callable[[AccessFacts], CheckResult], ...] = (
    group_visible,
    role,
    documents,
    files,
    may_write,
    member_list,
    seats,
    old_invitations,
    leaders,
)


_BECAUSE = {
    UnavailableReason.SERVICE_DOWN: "Mendeley did not answer",
    UnavailableReason.THROTTLED: "Mendeley asked us to slow down",
    UnavailableReason.FORBIDDEN: "Mendeley does not let this account see it",
    UnavailableReason.NOT_LISTED: "your account cannot see the group",
    UnavailableReason.NOT_FOUND: "your account cannot see the group",
}


def _unjudged(facts: AccessFacts, step: AccessCheck, seen: Unavailable) -> CheckResult:
    return step.not_checked(f"Not checked, because {_because(facts, seen)}.")


def _because(facts: AccessFacts, seen: Unavailable) -> str:
    """The root of it: what depends on the group says why the group was not seen."""
    if seen.cause is UnavailableReason.DEPENDS and isinstance(facts.group, Unavailable):
        seen = facts.group
    if seen.cause in _BECAUSE:
        return _BECAUSE[seen.cause]
    if facts.configuration is not None:
        return "the settings lead to no group"
    if facts.service is not None:
        return _BECAUSE[UnavailableReason.SERVICE_DOWN]
    return "nobody is signed in" if facts.sign_in is not None else "an earlier step failed"


def day_in_words(moment: datetime) -> str:
    """`3 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def _owner(facts: AccessFacts) -> str:
    return facts.owner_name or messages.OWNER_FALLBACK
