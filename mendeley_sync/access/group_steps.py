"""The steps of the ladder that look at the group itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from mendeley_sync.access import words
from mendeley_sync.access.facts import AccessFacts, Cause, Unseen
from mendeley_sync.access.rung import Actor, Rung, State
from mendeley_sync.domain.library import Group

FEW_SEATS = 2
"""From this many free seats down, a warning is due."""

OLD_INVITATION = timedelta(days=30)
"""An invitation that waits longer than this has probably not arrived."""

QUIET_LEADERS = timedelta(days=365)
"""Owner and admins who added nothing for so long may have left."""


def group_visible(facts: AccessFacts) -> Rung:
    """Does this account see the group?"""
    name, title = "group", "Can your account see the group?"
    seen = facts.group
    if isinstance(seen, Group):
        label = f"“{seen.name}”" if seen.name else "the group"
        return Rung(
            name=name, title=title, state=State.OK, sentence=f"Your account can see {label}."
        )
    if seen.cause not in (Cause.NOT_LISTED, Cause.NOT_FOUND, Cause.FORBIDDEN):
        return _unjudged(facts, name, title, seen)
    if _invited(facts):
        return Rung(
            name=name,
            title=title,
            state=State.FAILED,
            sentence="You are invited to the group, but the invitation was not accepted yet.",
            who=Actor.YOU,
            next_step="Sign in at Mendeley with the invited address and press Accept there.",
        )
    return Rung(
        name=name,
        title=title,
        state=State.FAILED,
        sentence=words.CANNOT_SEE_GROUP.format(owner=_owner(facts)),
        seen=_causes(seen),
        who=Actor.OWNER,
        next_step="If it was a public group: those were deleted in March 2021 with all they held.",
    )


def _causes(seen: Unseen) -> str:
    if seen.cause is Cause.FORBIDDEN:
        return "Mendeley says that this account is not allowed to see the group (403)."
    if seen.cause is Cause.NOT_FOUND:
        return "Mendeley says that there is no such group (404)."
    return (
        "Possible causes: the group does not exist; it was public and went in March 2021; "
        "or this account is not in it."
    )


def _invited(facts: AccessFacts) -> bool:
    if isinstance(facts.my_invitations, Unseen):
        return False
    return any(
        invitation.group_id == facts.group_id and invitation.is_open
        for invitation in facts.my_invitations
    )


def role(facts: AccessFacts) -> Rung:
    """What is this account in the group?"""
    name, title = "role", "What may your account do in the group?"
    if isinstance(facts.group, Unseen):
        return _unjudged(facts, name, title, facts.group)
    known = words.ROLE_WORDS.get(facts.group.role)
    if known is None:
        return Rung(
            name=name,
            title=title,
            state=State.WARNING,
            sentence=f"Mendeley calls your role {facts.group.role!r}, which we do not know.",
            who=Actor.OWNER,
            next_step="Ask the owner which role you have in the group.",
        )
    return Rung(name=name, title=title, state=State.OK, sentence=f"You are {known} of the group.")


def documents(facts: AccessFacts) -> Rung:
    """Can the references be read, and how many are there?"""
    name, title = "documents", "Can the references be read?"
    count = facts.document_count
    if isinstance(count, Unseen):
        if count.cause not in (Cause.FORBIDDEN, Cause.NOT_FOUND):
            return _unjudged(facts, name, title, count)
        return Rung(
            name=name,
            title=title,
            state=State.FAILED,
            sentence="Your account is in the group, but may not read its references.",
            seen=count.detail,
            who=Actor.OWNER,
            next_step=f"Ask {_owner(facts)} whether the group still has its storage and plan.",
        )
    if count:
        text = "One reference is readable." if count == 1 else f"{count:,} references are readable."
        return Rung(name=name, title=title, state=State.OK, sentence=text)
    return _empty_library(facts, name, title)


def _empty_library(facts: AccessFacts, name: str, title: str) -> Rung:
    if facts.last_count:
        when = f"{facts.last_count_at:%Y-%m-%d}" if facts.last_count_at else "an earlier day"
        sentence = words.LIBRARY_EMPTY.format(date=when, n=facts.last_count)
        state = State.FAILED
    else:
        sentence = "The library is empty; whether it ever held anything is not known here."
        state = State.WARNING
    return Rung(
        name=name,
        title=title,
        state=state,
        sentence=sentence,
        who=Actor.OWNER,
        next_step=f"Ask {_owner(facts)} to look into the group's library and its trash.",
    )


def files(facts: AccessFacts) -> Rung:
    """Can the attached files be listed?"""
    name, title = "files", "Can attached files be reached?"
    count = facts.file_count
    if isinstance(count, Unseen):
        if count.cause is not Cause.FORBIDDEN:
            return _unjudged(facts, name, title, count)
        return Rung(
            name=name,
            title=title,
            state=State.WARNING,
            sentence="Your account may not list the group's files.",
            who=Actor.OWNER,
            next_step="Ask the owner whether the group's storage is full.",
        )
    text = "The group holds no files." if count == 0 else "Attached files can be listed."
    return Rung(name=name, title=title, state=State.OK, sentence=text)


def may_write(facts: AccessFacts) -> Rung:
    """May this account change references?"""
    name, title = "may-write", "May your account change references?"
    if isinstance(facts.group, Unseen):
        return _unjudged(facts, name, title, facts.group)
    if facts.group.may_write:
        text = "By its role your account may change references; nothing was tried."
        return Rung(name=name, title=title, state=State.OK, sentence=text)
    return Rung(
        name=name,
        title=title,
        state=State.WARNING,
        sentence="By its role your account may only read.",
        who=Actor.ADMIN,
        next_step="Reading is enough for members; to push fixes, ask for membership.",
    )


def member_list(facts: AccessFacts) -> Rung:
    """Can the member list be read?"""
    name, title = "members", "Can the member list be read?"
    if isinstance(facts.members, Unseen):
        if facts.members.cause is not Cause.FORBIDDEN:
            return _unjudged(facts, name, title, facts.members)
        return Rung(
            name=name,
            title=title,
            state=State.WARNING,
            sentence="Your account may not see who is in the group.",
            who=Actor.ADMIN,
            next_step="Let an owner or admin run this check to see members and seats.",
        )
    count = len(facts.members)
    text = "One person is in the group." if count == 1 else f"{count} people are in the group."
    return Rung(name=name, title=title, state=State.OK, sentence=text)


def seats(facts: AccessFacts) -> Rung:
    """Is there room for another member?"""
    name, title = "seats", "Is there room for new members?"
    if isinstance(facts.group, Unseen):
        return _unjudged(facts, name, title, facts.group)
    limit, members = facts.group.member_limit, facts.group.member_count
    if limit is None or members is None:
        text = "Not checked, because Mendeley did not tell how many seats the group has."
        return Rung(name=name, title=title, state=State.NOT_CHECKED, sentence=text)
    pending = _pending(facts, facts.group)
    free = limit - members - pending
    told = f"{limit} seats, {members} members, {pending} waiting" if free > 0 else ""
    if free <= 0:
        sentence = words.GROUP_FULL.format(
            limit=limit, members=members, pending=pending, owner=_owner(facts)
        )
        state = State.FAILED
    else:
        sentence = f"{free} of {limit} seats are free." if free > 1 else "One seat is free."
        state = State.WARNING if free <= FEW_SEATS else State.OK
    if _roster_is_too_large(facts, limit):
        state = State.WARNING if state is State.OK else state
        sentence += f" {words.ROSTER_TOO_LARGE.format(people=facts.roster_size, limit=limit)}"
    needs_work = state is not State.OK
    return Rung(
        name=name,
        title=title,
        state=state,
        sentence=sentence,
        seen=told,
        who=Actor.OWNER if needs_work else Actor.NOBODY,
        next_step="Remove people who have left, or choose a larger plan." if needs_work else "",
    )


def _roster_is_too_large(facts: AccessFacts, limit: int) -> bool:
    return facts.roster_size is not None and facts.roster_size > limit


def _pending(facts: AccessFacts, group: Group) -> int:
    """Open invitations; the list is surer than the group's own count."""
    if isinstance(facts.invitations, Unseen):
        return group.pending_invitation_count or 0
    return sum(1 for invitation in facts.invitations if invitation.is_open)


def old_invitations(facts: AccessFacts) -> Rung:
    """Do invitations wait that nobody will accept any more?"""
    name, title = "invitations", "Are invitations waiting for too long?"
    if isinstance(facts.invitations, Unseen):
        if facts.invitations.cause is Cause.FORBIDDEN:
            text = "Not checked, because only owner and admins see the invitations."
            return Rung(name=name, title=title, state=State.NOT_CHECKED, sentence=text)
        return _unjudged(facts, name, title, facts.invitations)
    waiting = [invitation for invitation in facts.invitations if invitation.is_open]
    old = [one for one in waiting if one.sent and facts.now - one.sent > OLD_INVITATION]
    if not old:
        text = f"{len(waiting)} waiting, none for long." if waiting else "None is waiting."
        return Rung(name=name, title=title, state=State.OK, sentence=text)
    days = OLD_INVITATION.days
    one = f"One invitation has been waiting for more than {days} days and takes up a seat."
    many = f"{len(old)} invitations have been waiting for more than {days} days and take up seats."
    return Rung(
        name=name,
        title=title,
        state=State.WARNING,
        sentence=one if len(old) == 1 else many,
        who=Actor.ADMIN,
        next_step="Ask these people for the address they use at Mendeley and invite that one; "
        "withdraw the old invitation.",
    )


def leaders(facts: AccessFacts) -> Rung:
    """Is there more than one who can invite, and are they still about?"""
    name, title = "leaders", "Is somebody there to invite new members?"
    if isinstance(facts.members, Unseen):
        return _unjudged(facts, name, title, facts.members)
    count = sum(1 for member in facts.members if member.role in {"owner", "admin"})
    few, quiet = count <= 1, _leaders_are_quiet(facts)
    if not few and not quiet:
        text = f"{count} people can invite new members."
        return Rung(name=name, title=title, state=State.OK, sentence=text)
    sentences = ["Only one person can invite new members."] if few else []
    sentences += ["No owner or admin has added a reference for 12 months."] if quiet else []
    steps = ["Ask the owner and the admins whether they are still there."] if quiet else []
    steps += ["Make a second trusted member an admin."] if few else []
    return Rung(
        name=name,
        title=title,
        state=State.WARNING,
        sentence=" ".join(sentences),
        who=Actor.OWNER,
        next_step=" ".join(steps),
    )


def _leaders_are_quiet(facts: AccessFacts) -> bool:
    last = facts.last_addition_by_leaders
    if isinstance(last, Unseen):
        return False
    return last is None or facts.now - last > QUIET_LEADERS


GROUP_STEPS: tuple[Callable[[AccessFacts], Rung], ...] = (
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
    Cause.SERVICE_DOWN: "Mendeley did not answer",
    Cause.THROTTLED: "Mendeley asked us to slow down",
    Cause.FORBIDDEN: "Mendeley does not let this account see it",
    Cause.NOT_LISTED: "your account cannot see the group",
    Cause.NOT_FOUND: "your account cannot see the group",
}


def _unjudged(facts: AccessFacts, name: str, title: str, seen: Unseen) -> Rung:
    text = f"Not checked, because {_because(facts, seen)}."
    return Rung(name=name, title=title, state=State.NOT_CHECKED, sentence=text)


def _because(facts: AccessFacts, seen: Unseen) -> str:
    """The root of it: what depends on the group says why the group was not seen."""
    if seen.cause is Cause.DEPENDS and isinstance(facts.group, Unseen):
        seen = facts.group
    if seen.cause in _BECAUSE:
        return _BECAUSE[seen.cause]
    if facts.configuration is not None:
        return "the settings lead to no group"
    if facts.service is not None:
        return _BECAUSE[Cause.SERVICE_DOWN]
    return "nobody is signed in" if facts.sign_in is not None else "an earlier step failed"


def day_in_words(moment: datetime) -> str:
    """`3 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def _owner(facts: AccessFacts) -> str:
    return facts.owner_name or words.OWNER_FALLBACK
