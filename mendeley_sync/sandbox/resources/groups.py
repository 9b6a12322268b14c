"""`/groups/v2` and the older `/groups`: the groups one is in, who else is, and joining them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    Problem,
    absolute,
    answer,
    body_object,
    negotiate,
    no_content,
    require_type,
)
from mendeley_sync.sandbox.resources.paging import NEXT, paged
from mendeley_sync.sandbox.resources.views import names
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item, change

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


memberships = Blueprint("memberships", __name__)

MEMBERSHIP = "application/vnd.mendeley-group-membership+json"
_MESSAGE = "application/vnd.mendeley-group-message+json"
PROFILE_LIMITS = "application/vnd.mendeley-profile-limits+json"
GROUP_LIMITS = "application/vnd.mendeley-group-limits+json"
_AMENDABLE = ("name", "description", "webpage", "disciplines", "tags")
_GIVEN_ROLES = ("owner", "admin", "normal", "follower")
_MANAGERS = ("owner", "admin")
_FREE_SEATS = 25
_FREE_GROUPS = 5


def require_manager(group_id: str) -> None:
    """Owner or admin.

    Raises:
        Problem: 403, or 404 for an unknown group.
    """
    if require_group(group_id, V2) not in _MANAGERS:
        raise Problem(403, "Only the owner or an admin may do this")


@memberships.post("/groups/v2")
def create_group() -> Response:
    """A private group that belongs to the signed-in person."""
    require_type(V2)
    media_type = negotiate(V2, concrete=True)
    sent = body_object()
    if not isinstance(sent.get("access_level"), str):
        raise Problem(400, "Missing required field(s): access_level")
    if sent["access_level"] != "private":
        raise Problem(422, "Only private groups can be created")
    now = state().now_text()
    group: Item = {
        "id": state().new_id(),
        "created": now,
        "owning_profile_id": me(V2),
        "access_level": "private",
        "description": "",
        "disciplines": [],
        "tags": [],
        "photo": {"standard": "", "square": ""},
        "link": "",
        "url_slug": "",
        "used_space": 0,
        "member_limit": _FREE_SEATS,
    } | _amendment(sent, required=True)
    state().groups[group["id"]] = group
    state().members[group["id"]] = [{"profile_id": me(V2), "joined": now, "role": "owner"}]
    location = ("Location", absolute(f"/groups/v2/{group['id']}"))
    return answer(shown_group(group), media_type, status=201, headers=[location])


@memberships.patch("/groups/v2/<group_id>")
def amend_group(group_id: str) -> Response:
    """Name, description and the like."""
    require_type(V2)
    media_type = negotiate(V2, concrete=True)
    require_manager(group_id)
    group = state().groups[group_id]
    change(group, _amendment(body_object()))
    return answer(shown_group(group), media_type)


def _amendment(sent: Item, *, required: bool = False) -> Item:
    """The members that may be set.

    Raises:
        Problem: 422 for a value of the wrong kind, a missing or an empty name.
    """
    fields = {name: sent[name] for name in _AMENDABLE if sent.get(name) is not None}
    name = fields.get("name", None if required else "unchanged")
    if not isinstance(name, str) or not name.strip():
        raise Problem(422, "name may not be empty")
    for key in ("disciplines", "tags"):
        fields[key] = _words(fields[key]) if key in fields else None
    if any(not isinstance(fields.get(key, ""), str) for key in ("description", "webpage")):
        raise Problem(422, "Invalid value in the amendment")
    return {key: value for key, value in fields.items() if value is not None}


def _words(value: Any) -> list[str]:
    """Plain words, or the objects of the write model: `{"tag": …}`, `{"name": …}`."""
    if not isinstance(value, list):
        raise Problem(422, "Invalid value in the amendment")
    found = [e.get("tag", e.get("name")) if isinstance(e, dict) else e for e in value]
    words = [word for word in found if isinstance(word, str)]
    if len(words) < len(found):
        raise Problem(422, "Invalid value in the amendment")
    return words


@memberships.delete("/groups/v2/<group_id>")
def close_group(group_id: str) -> Response:
    """The owner closes a group; its contents go with it and leave no tombstones."""
    if require_group(group_id, V2) != "owner":
        raise Problem(403, "Only the owner may delete a group")
    state().close_group(group_id)
    return no_content()


@memberships.patch("/groups/v2/<group_id>/members/<profile_id>")
def change_role(group_id: str, profile_id: str) -> Response:
    """Another role; the portal calls the member `membership`, the description `role`."""
    require_type(MEMBERSHIP)
    media_type = negotiate(MEMBERSHIP, concrete=True)
    require_manager(group_id)
    sent = body_object()
    wished = sent.get("role", sent.get("membership"))
    member = _member(group_id, profile_id)
    if wished not in _GIVEN_ROLES or "owner" in (wished, member["role"]):
        raise Problem(403, "This role cannot be given")
    member["role"] = wished
    return answer(member, media_type)


@memberships.delete("/groups/v2/<group_id>/members/<profile_id>")
def remove_member(group_id: str, profile_id: str) -> Response:
    """Owner or admin removes somebody, not the owner."""
    require_manager(group_id)
    member = _member(group_id, profile_id)
    if member["role"] == "owner":
        raise Problem(409, "The owner cannot be removed")
    state().members[group_id].remove(member)
    return no_content()


@memberships.delete("/groups/v2/<group_id>/members")
def leave(group_id: str) -> Response:
    """The signed-in person leaves; the owner must hand over first."""
    if require_group(group_id, V2) == "owner":
        raise Problem(409, "The owner cannot leave the group")
    state().members[group_id].remove(_member(group_id, me()))
    return no_content()


@memberships.post("/groups/v2/<group_id>/members")
def join(group_id: str) -> Response:
    """Only public groups could be joined, and there are none left."""
    _known(group_id)
    if state().role(group_id, me()) is not None:
        raise Problem(409, "You are already a member of this group")
    raise Problem(403, "This group cannot be joined without an invitation")


@memberships.post("/groups/v2/<group_id>/actions/join_request")
def ask_to_join(group_id: str) -> Response:
    """Only invite-only groups took requests, and there are none left."""
    require_type(_MESSAGE)
    return join(group_id)


@memberships.post("/groups/v2/<group_id>/members/<profile_id>/actions/<answered>")
def answer_request(group_id: str, profile_id: str, answered: str) -> Response:
    """There is never a request to accept or decline."""
    require_type(_MESSAGE)
    if answered not in ("accept", "decline"):
        raise Problem(404, "HTTP 404 Not Found")
    require_manager(group_id)
    if state().role(group_id, profile_id) is not None:
        raise Problem(409, "Already a member of this group")
    raise Problem(404, "No such join request")


@memberships.route("/groups/v2/<group_id>/followers", methods=["POST", "DELETE"])
def follow(group_id: str) -> Response:
    """Followers were abolished in 2021."""
    _known(group_id)
    raise Problem(403, "Groups cannot be followed")


@memberships.get("/groups/v2/limits")
def own_limits() -> Response:
    """How many groups one may own. The shape is a guess: nobody recorded it."""
    media_type = negotiate(PROFILE_LIMITS, concrete=True)
    owned = [g for g in state().groups.values() if g.get("owning_profile_id") == me(V2)]
    return answer({"private_groups": {"limit": _FREE_GROUPS, "used": len(owned)}}, media_type)


@memberships.get("/groups/v2/<group_id>/limits")
def group_limits(group_id: str) -> Response:
    """How many members a group may have. The shape is a guess as well."""
    media_type = negotiate(GROUP_LIMITS, concrete=True)
    require_group(group_id, V2)
    shown = shown_group(state().groups[group_id])
    limits = {"limit": shown.get("member_limit", _FREE_SEATS), "used": shown["member_count"]}
    return answer({"members": limits}, media_type)


def _known(group_id: str) -> None:
    if group_id not in state().groups:
        raise Problem(404, f"Group [{group_id}] does not exist", media_type=V2, plain=True)


def _member(group_id: str, profile_id: str) -> Item:
    for member in state().members.get(group_id, ()):
        if member["profile_id"] == profile_id:
            return member
    raise Problem(404, "Not a member of this group")
