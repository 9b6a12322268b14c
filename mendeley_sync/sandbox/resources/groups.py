"""`/groups/v2` and the older `/groups`: the groups one is in, and who else is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import Problem, answer, negotiate
from mendeley_sync.sandbox.resources.paging import NEXT, paged
from mendeley_sync.sandbox.resources.views import names
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item

groups = Blueprint("groups", __name__)

V1 = "application/vnd.mendeley-group.1+json"
V1_MEMBERS = "application/vnd.mendeley-membership.1+json"
V2 = "application/vnd.mendeley-group+json"
V2_LIST = "application/vnd.mendeley-group-list+json"
V2_MEMBERS = "application/vnd.mendeley-group-member-list+json"

OPEN = ("CREATED", "SENT", "VIEWED")
"""States of an invitation that still waits."""
_KINDS = ("all", "private", "invite_only", "public", "owner", "admin", "normal", "follower")
_ROLES = ("owner", "admin", "normal", "follower", "member", "user", "invited")
_ORDER = names(
    "name description disciplines tags photo webpage id created owning_profile_id link "
    "access_level role used_space member_count member_limit url_slug pending_invitation_count"
)
_NOT_IN_V1 = ("url_slug", "pending_invitation_count")


@groups.get("/groups/v2")
def list_v2() -> Response:
    """The groups of the signed-in person."""
    media_type = negotiate(V2_LIST, concrete=True)
    kind = request.args.get("type", "all")
    if kind not in _KINDS:
        raise Problem(404, "HTTP 404 Not Found")
    shown = [group for group in _mine() if kind in ("all", group["access_level"], group["role"])]
    page = paged(state(), shown, relations=NEXT)
    return answer(page.items, media_type, headers=page.headers)


@groups.get("/groups/v2/<group_id>")
def one_v2(group_id: str) -> Response:
    """One group that the signed-in person is in."""
    media_type = negotiate(V2, concrete=True)
    require_group(group_id, V2)
    return answer(shown_group(state().groups[group_id]), media_type)


@groups.get("/groups/v2/<group_id>/members")
def members_v2(group_id: str) -> Response:
    """Who is in the group: ids and roles, no names."""
    media_type = negotiate(V2_MEMBERS, concrete=True)
    require_group(group_id, V2_MEMBERS)
    roles = request.args.getlist("role")
    if any(role not in _ROLES for role in roles):
        raise Problem(400, "Invalid role")
    people = state().members.get(group_id, [])
    if roles:
        people = [member for member in people if member["role"] in roles]
    elif "profile_id" in request.args:
        wanted = request.args["profile_id"]
        people = [member for member in people if member["profile_id"] == wanted]
    return _members(people, media_type)


@groups.get("/groups")
def list_v1() -> Response:
    """The groups of the signed-in person, in the older shape."""
    media_type = negotiate(V1)
    page = paged(state(), [_older(group) for group in _mine()], relations=NEXT)
    return answer(page.items, media_type, headers=page.headers)


@groups.get("/groups/<group_id>")
def one_v1(group_id: str) -> Response:
    """One group, in the older shape."""
    media_type = negotiate(V1)
    require_group(group_id, V1)
    return answer(_older(shown_group(state().groups[group_id])), media_type)


@groups.get("/groups/<group_id>/members")
def members_v1(group_id: str) -> Response:
    """Who is in the group."""
    media_type = negotiate(V1_MEMBERS)
    require_group(group_id, V1_MEMBERS)
    return _members(state().members.get(group_id, []), media_type)


def _members(people: list[Item], media_type: str) -> Response:
    people = sorted(people, key=lambda member: str(member["profile_id"]))
    page = paged(state(), people, relations=NEXT, key="profile_id")
    return answer(page.items, media_type, headers=page.headers)


def _mine() -> list[Item]:
    """In recorded order: by id, as the markers of pages are."""
    person = me(V2_LIST)
    return [
        shown_group(group)
        for group_id, group in sorted(state().groups.items())
        if state().role(group_id, person) is not None
    ]


def shown_group(group: Item) -> Item:
    """A group with the role of who asks, and the counts that follow from members and invitations.

    A count or role that the state gives itself wins, so that odd ones can be shown.
    """
    group_id = group["id"]
    waiting = [
        invitation
        for invitation in state().invitations.values()
        if invitation["group_uuid"] == group_id and invitation["status"] in OPEN
    ]
    shown = {
        "access_level": "private",
        "role": state().role(group_id, me(V2)),
        "member_count": len(state().members.get(group_id, ())),
        "pending_invitation_count": len(waiting),
    } | group
    return {name: shown[name] for name in (*_ORDER, *shown) if shown.get(name) is not None}


def _older(shown: Item) -> Item:
    return {name: value for name, value in shown.items() if name not in _NOT_IN_V1}
