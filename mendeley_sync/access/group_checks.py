"""The checks of the group itself."""

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
"""An invitation that is pending for longer than this has probably not arrived."""

QUIET_LEADERS = timedelta(days=365)
"""Owner and admins who added nothing for this long may have left."""


GROUP = AccessCheck("group", "Can your account see the group?")
ROLE = AccessCheck("role", "What may your account do in the group?")
DOCUMENTS = AccessCheck("documents", "Can the references be read?")
FILES = AccessCheck("files", "Can attached files be reached?")
MAY_WRITE = AccessCheck("may-write", "May your account change references?")
MEMBERS = AccessCheck("members", "Can the member list be read?")
SEATS = AccessCheck("seats", "Are seats free for new members?")
INVITATIONS = AccessCheck("invitations", "Are invitations pending for too long?")
LEADERS = AccessCheck("leaders", "Can enough people invite new members?")


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
            "You are invited to the group, but you have not accepted the invitation.",
            Actor.YOU,
            "Sign in at Mendeley with the invited email address and press Accept.",
        )
    return GROUP.failed(
        messages.CANNOT_SEE_GROUP.format(owner=_owner(facts)),
        Actor.OWNER,
        "If it was a public group: Mendeley deleted all public groups in March 2021.",
        seen=_causes(seen),
    )


def _causes(seen: Unavailable) -> str:
    if seen.cause is UnavailableReason.FORBIDDEN:
        return "Mendeley reports that your account may not see the group (403)."
    if seen.cause is UnavailableReason.NOT_FOUND:
        return "Mendeley reports that the group does not exist (404)."
    return (
        "Possible causes: the group does not exist, it was public and was deleted in March 2021, "
        "or your account is not a member."
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
            f'Your role in the group is "{facts.group.role}", which this version does not know.',
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
            "Your account is in the group, but cannot read its references.",
            Actor.OWNER,
            f"Ask {_owner(facts)} if the group still has its storage and subscription.",
            seen=count.detail,
        )
    if count:
        is_one = count == 1
        return DOCUMENTS.ok(
            "1 reference is readable." if is_one else f"{count:,} references are readable."
        )
    return _empty_library(facts)


def _empty_library(facts: AccessFacts) -> CheckResult:
    next_step = f"Ask {_owner(facts)} to check the group's library and its trash."
    if facts.last_count:
        when = day_in_words(facts.last_count_at) if facts.last_count_at else "an earlier day"
        sentence = messages.LIBRARY_EMPTY.format(date=when, n=facts.last_count)
        return DOCUMENTS.failed(sentence, Actor.OWNER, next_step)
    return DOCUMENTS.warning(
        "The library is empty, and no earlier content is recorded here.",
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
            "Your account cannot list the group's files.",
            Actor.OWNER,
            "Ask the owner if the group's storage is full.",
        )
    return FILES.ok("The group has no files." if count == 0 else "Attached files can be listed.")


def may_write(facts: AccessFacts) -> CheckResult:
    """May this account change references?"""
    if isinstance(facts.group, Unavailable):
        return _unjudged(facts, MAY_WRITE, facts.group)
    if facts.group.may_write:
        return MAY_WRITE.ok("Your role allows you to change references. Nothing was tried.")
    return MAY_WRITE.warning(
        "Your role allows you only to read.",
        Actor.ADMIN,
        "Reading is enough for members. To push changes, ask for another role.",
    )


def member_list(facts: AccessFacts) -> CheckResult:
    """Can the member list be read?"""
    if isinstance(facts.members, Unavailable):
        if facts.members.cause is not UnavailableReason.FORBIDDEN:
            return _unjudged(facts, MEMBERS, facts.members)
        return MEMBERS.warning(
            "Your account cannot see the member list.",
            Actor.ADMIN,
            "Ask an owner or admin to run this check to see members and seats.",
        )
    count = len(facts.members)
    return MEMBERS.ok(
        "1 person is in the group." if count == 1 else f"{count} people are in the group."
    )


def seats(facts: AccessFacts) -> CheckResult:
    """Is a seat free for another member?"""
    if isinstance(facts.group, Unavailable):
        return _unjudged(facts, SEATS, facts.group)
    limit, members = facts.group.member_limit, facts.group.member_count
    if limit is None or members is None:
        return SEATS.not_checked("Mendeley did not report how many seats the group has.")
    pending = _pending(facts, facts.group)
    free = limit - members - pending
    next_step = "Remove members who have left, or upgrade the Mendeley subscription."
    too_large = _roster_is_too_large(facts, limit)
    if free <= 0:
        sentence = messages.GROUP_FULL.format(
            limit=limit,
            members=_counted(members, "member"),
            pending=_counted(pending, "pending invitation"),
            owner=_owner(facts),
        )
        return SEATS.failed(sentence + too_large, Actor.OWNER, next_step)
    sentence = f"{free} of {limit} seats {'is' if free == 1 else 'are'} free."
    seen = f"{limit} seats, {_counted(members, 'member')}, "
    seen += _counted(pending, "pending invitation")
    if free <= FEW_SEATS or too_large:
        return SEATS.warning(sentence + too_large, Actor.OWNER, next_step, seen=seen)
    return SEATS.ok(sentence, seen=seen)


def _roster_is_too_large(facts: AccessFacts, limit: int) -> str:
    """A second sentence where the roster has more people than the group has seats, else ""."""
    if facts.roster_size is None or facts.roster_size <= limit:
        return ""
    return f" {messages.ROSTER_TOO_LARGE.format(people=facts.roster_size, limit=limit)}"


def _pending(facts: AccessFacts, group: Group) -> int:
    """Pending invitations; the list is more reliable than the group's own count."""
    if isinstance(facts.invitations, Unavailable):
        return group.pending_invitation_count or 0
    return sum(1 for invitation in facts.invitations if invitation.is_open)


def old_invitations(facts: AccessFacts) -> CheckResult:
    """Are invitations pending that no one will accept?"""
    if isinstance(facts.invitations, Unavailable):
        if facts.invitations.cause is UnavailableReason.FORBIDDEN:
            return INVITATIONS.not_checked("Only the owner and admins can see the invitations.")
        return _unjudged(facts, INVITATIONS, facts.invitations)
    waiting = [invitation for invitation in facts.invitations if invitation.is_open]
    old = [one for one in waiting if one.sent and facts.now - one.sent > OLD_INVITATION]
    days = OLD_INVITATION.days
    if not old:
        return INVITATIONS.ok(
            f"{len(waiting)} pending, none for more than {days} days."
            if waiting
            else "None pending."
        )
    one = f"1 invitation has been pending for more than {days} days and takes up a seat."
    many = f"{len(old)} invitations have been pending for more than {days} days and take up seats."
    return INVITATIONS.warning(
        one if len(old) == 1 else many,
        Actor.ADMIN,
        "Ask these people for the email address of their Mendeley account and invite that. "
        "Withdraw the old invitations.",
    )


def leaders(facts: AccessFacts) -> CheckResult:
    """Can more than 1 person invite, and are they still active?"""
    if isinstance(facts.members, Unavailable):
        return _unjudged(facts, LEADERS, facts.members)
    count = sum(1 for member in facts.members if member.role in {"owner", "admin"})
    few, quiet = count <= 1, _leaders_are_quiet(facts)
    if not few and not quiet:
        return LEADERS.ok(f"{count} people can invite new members.")
    sentences = ["Only 1 person can invite new members."] if few else []
    sentences += ["No owner or admin has added a reference for 12 months."] if quiet else []
    steps = ["Ask the owner and the admins if they are still active."] if quiet else []
    steps += ["Make a second trusted member an admin."] if few else []
    return LEADERS.warning(" ".join(sentences), Actor.OWNER, " ".join(steps))


def _leaders_are_quiet(facts: AccessFacts) -> bool:
    last = facts.last_addition_by_leaders
    if isinstance(last, Unavailable):
        return False
    return last is None or facts.now - last > QUIET_LEADERS


GROUP_CHECKS: tuple[Callable[[AccessFacts], CheckResult], ...] = (
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
    UnavailableReason.SERVICE_DOWN: "Mendeley did not respond",
    UnavailableReason.THROTTLED: "Mendeley is limiting requests",
    UnavailableReason.FORBIDDEN: "your account is not allowed to see this",
    UnavailableReason.NOT_LISTED: "your account cannot see the group",
    UnavailableReason.NOT_FOUND: "your account cannot see the group",
}


def _unjudged(facts: AccessFacts, check: AccessCheck, seen: Unavailable) -> CheckResult:
    reason = _because(facts, seen)
    return check.not_checked(f"{reason[0].upper()}{reason[1:]}.")


def _because(facts: AccessFacts, seen: Unavailable) -> str:
    """The root cause: a check that depends on the group has the reason of the group's."""
    if seen.cause is UnavailableReason.DEPENDS and isinstance(facts.group, Unavailable):
        seen = facts.group
    if seen.cause in _BECAUSE:
        return _BECAUSE[seen.cause]
    if facts.configuration is not None:
        return "no group is set in the settings"
    if facts.service is not None:
        return _BECAUSE[UnavailableReason.SERVICE_DOWN]
    return "you are not signed in" if facts.sign_in is not None else "an earlier check failed"


def day_in_words(moment: datetime) -> str:
    """`3 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def _owner(facts: AccessFacts) -> str:
    return facts.owner_name or messages.OWNER_FALLBACK


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
