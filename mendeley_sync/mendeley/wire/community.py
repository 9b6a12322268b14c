"""Groups, members, invitations and profiles as Mendeley speaks them, v1 and v2.

Source: mendeley-api 3.7, 3.8, 3.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mendeley_sync.domain.community import Invitation, Member, Profile
from mendeley_sync.domain.library import Group
from mendeley_sync.mendeley.wire.values import Oddities, number_of, shown, text_of, time_of

_ROLES = {"normal": "member", "user": "member", "member": "member"}


def role_of(word: object) -> str:
    """`owner`, `admin`, `member`, or Mendeley's own word where we do not know it.

    The plain member has had three names: normal, user, member.
    """
    text = word if isinstance(word, str) else ""
    return _ROLES.get(text.lower(), text.lower())


def group_from_wire(raw: Mapping[str, Any]) -> Group:
    """A group, from either version of Mendeley.

    Raises:
        ValueError: it has no id.
    """
    ignored: Oddities = []
    return Group(
        id=_identity(raw, "id", "a group"),
        name=text_of(raw, "name", ignored),
        role=role_of(raw.get("role")),
        access_level=text_of(raw, "access_level", ignored),
        owning_profile_id=text_of(raw, "owning_profile_id", ignored) or None,
        created=time_of(raw, "created", ignored),
        member_count=number_of(raw, "member_count", ignored),
        member_limit=number_of(raw, "member_limit", ignored),
        pending_invitation_count=number_of(raw, "pending_invitation_count", ignored),
        used_space_bytes=number_of(raw, "used_space", ignored),
    )


def member_from_wire(raw: Mapping[str, Any]) -> Member:
    """One member; Mendeley gives the profile's id, the role and the day, nothing else.

    Raises:
        ValueError: it has no profile id.
    """
    ignored: Oddities = []
    return Member(
        profile_id=_identity(raw, "profile_id", "a member"),
        role=role_of(raw.get("role")),
        joined=time_of(raw, "joined", ignored),
    )


def invitation_from_wire(raw: Mapping[str, Any]) -> Invitation:
    """Return an invitation, from a list of invitations or from the answer to a new one.

    Raises:
        ValueError: it has no id.
    """
    ignored: Oddities = []
    return Invitation(
        id=_identity(raw, "invitation_uuid", "an invitation"),
        group_id=text_of(raw, "group_uuid", ignored),
        email=text_of(raw, "invitee_email", ignored) or text_of(raw, "email", ignored),
        name=text_of(raw, "invitee_name", ignored),
        profile_id=text_of(raw, "invitee_profile_uuid", ignored) or None,
        status=text_of(raw, "status", ignored).upper(),
        sent=time_of(raw, "sent", ignored),
    )


def profile_from_wire(raw: Mapping[str, Any]) -> Profile:
    """A profile, from either version; `email` is there only for the signed-in person.

    Raises:
        ValueError: it has no id.
    """
    ignored: Oddities = []
    first, last = text_of(raw, "first_name", ignored), text_of(raw, "last_name", ignored)
    verified = raw.get("verified")
    return Profile(
        id=_identity(raw, "id", "a profile"),
        display_name=text_of(raw, "display_name", ignored) or f"{first} {last}".strip(),
        first_name=first,
        last_name=last,
        email=text_of(raw, "email", ignored) or None,
        verified=verified if isinstance(verified, bool) else None,
    )


def _identity(raw: Mapping[str, Any], member: str, what: str) -> str:
    value = raw.get(member)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{what} without {member}: {shown(sorted(raw))}")
    return value
