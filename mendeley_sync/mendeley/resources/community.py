"""Groups, members, invitations and profiles: the second version, else the first.

Mendeley's own description dropped the first versions, but they were still answered
in 2025; either may be out for an hour (mendeley-api 6, no. 33). So the second is asked,
and where it is not served the first.

Source: mendeley-api 3.7, 3.8, 3.9, 5.5.
"""

from __future__ import annotations

from typing import Any

from mendeley_sync.domain.community import Invitation, Member, Profile
from mendeley_sync.domain.library import Group, GroupId, ProfileId
from mendeley_sync.mendeley.resources.calls import (
    GROUP,
    GROUP_LIST,
    GROUP_V1,
    INVITATIONS,
    MEMBERS,
    MEMBERS_V1,
    PROFILE,
    PROFILE_V1,
    Calls,
    in_path,
)
from mendeley_sync.mendeley.resources.documents import PAGE_SIZE
from mendeley_sync.mendeley.wire.community import (
    group_from_wire,
    invitation_from_wire,
    member_from_wire,
    profile_from_wire,
)


class CommunityCalls(Calls):
    """Who is in which group."""

    def groups(self) -> tuple[Group, ...]:
        """The groups that the signed-in account is in; an empty list is asked for twice."""
        limit = {"limit": PAGE_SIZE}
        return self._newest(
            lambda: self._all("/groups/v2", GROUP_LIST, self._group, limit, doubt_empty=True),
            lambda: self._all("/groups", GROUP_V1, self._group, limit, doubt_empty=True),
        )

    def group(self, group_id: GroupId) -> Group:
        """One group.

        Raises:
            NotFoundError: Mendeley knows no such group, or does not say so to outsiders.
            ForbiddenError: it exists and this account is not in it.
        """
        identity = in_path(group_id)
        return self._newest(
            lambda: self._get(f"/groups/v2/{identity}", GROUP, self._group),
            lambda: self._get(f"/groups/{identity}", GROUP_V1, self._group),
        )

    def members(self, group_id: GroupId) -> tuple[Member, ...]:
        """List the members of a group, without names.

        Raises:
            NotFoundError, ForbiddenError: as for `group`.
        """
        identity = in_path(group_id)
        limit = {"limit": PAGE_SIZE}
        return self._newest(
            lambda: self._all(f"/groups/v2/{identity}/members", MEMBERS, member_from_wire, limit),
            lambda: self._all(f"/groups/{identity}/members", MEMBERS_V1, member_from_wire, limit),
        )

    def invitations(self, group_id: GroupId) -> tuple[Invitation, ...]:
        """List the invitations of a group; for its owner and admins.

        Raises:
            ForbiddenError: this account may not see them.
        """
        path = f"/groups/v2/{in_path(group_id)}/invitations"
        return self._all(path, INVITATIONS, invitation_from_wire, {"limit": PAGE_SIZE})

    def my_invitations(self) -> tuple[Invitation, ...]:
        """Invitations to the signed-in person."""
        params = {"limit": PAGE_SIZE}
        return self._all("/groups/v2/invitations", INVITATIONS, invitation_from_wire, params)

    def my_profile(self) -> Profile:
        """The signed-in person, with the email address.

        Raises:
            SignInNeededError: the token belongs to no person.
        """
        return self._newest(
            lambda: self._get("/profiles/v2/me", PROFILE, self._profile),
            lambda: self._get("/profiles/me", PROFILE_V1, self._profile),
        )

    def profile(self, profile_id: ProfileId) -> Profile:
        """Somebody's profile: names, never an email address.

        Raises:
            NotFoundError: there is none.
        """
        identity = in_path(profile_id)
        return self._newest(
            lambda: self._get(f"/profiles/v2/{identity}", PROFILE, self._profile),
            lambda: self._get(f"/profiles/{identity}", PROFILE_V1, self._profile),
        )

    def _group(self, raw: dict[str, Any]) -> Group:
        group = group_from_wire(raw)
        self._requester.run.answers["group", group.id] = raw
        return group

    def _profile(self, raw: dict[str, Any]) -> Profile:
        profile = profile_from_wire(raw)
        self._requester.run.answers["profile", profile.id] = raw
        return profile
