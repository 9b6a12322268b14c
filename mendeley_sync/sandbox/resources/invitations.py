"""Invitations to a group: sent by owner or admin, answered by who has the address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    Problem,
    answer,
    body_object,
    negotiate,
    no_content,
    require_type,
)
from mendeley_sync.sandbox.resources.groups import OPEN, V2, require_manager, shown_group
from mendeley_sync.sandbox.resources.paging import NEXT, paged
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item

invitations = Blueprint("invitations", __name__)

INVITATION = "application/vnd.mendeley-group-invitation+json"
LIST = "application/vnd.mendeley-group-invitation-list+json"
RESPONSES = "application/vnd.mendeley-group-invitation-response-list+json"
_FILTERS = ("admin", "sender", "receiver")


@invitations.get("/groups/v2/invitations")
def list_mine() -> Response:
    """Those that wait for the signed-in person."""
    media_type = negotiate(LIST, concrete=True)
    email = _email()
    waiting = [i for i in _all() if i["status"] in OPEN and i["invitee_email"].lower() == email]
    return _page(waiting, media_type)


@invitations.get("/groups/v2/<group_id>/invitations")
def list_of_group(group_id: str) -> Response:
    """Those of a group; an ordinary member sees only their own part in them."""
    media_type = negotiate(LIST, concrete=True)
    wished = request.args.get("filter", "admin")
    if wished not in _FILTERS:
        raise Problem(404, "HTTP 404 Not Found")
    found = [item for item in _all() if item["group_uuid"] == group_id]
    if wished == "receiver":
        require_group(group_id, V2)
        found = [item for item in found if item["invitee_email"].lower() == _email()]
    else:
        require_manager(group_id)
        if wished == "sender":
            found = [item for item in found if item.get("inviter_profile_uUID") == me(V2)]
    code = request.args.get("invitation_code")
    return _page([i for i in found if code in (None, i.get("invitation_code"))], media_type)


def _page(items: list[Item], media_type: str) -> Response:
    page = paged(state(), items, relations=NEXT, key="invitation_uuid")
    return answer(page.items, media_type, headers=page.headers)


@invitations.post("/groups/v2/<group_id>/invitations")
def invite(group_id: str) -> Response:
    """One line a recipient: sent, sent again, a member already, or failed."""
    require_type(INVITATION)
    media_type = negotiate(RESPONSES, concrete=True)
    require_manager(group_id)
    recipients = body_object().get("recipients")
    if not isinstance(recipients, list) or not recipients:
        raise Problem(422, "recipients may not be empty")
    sent = [_invite(group_id, recipient) for recipient in recipients]
    return answer(sent, media_type, status=201)


def _invite(group_id: str, recipient: Any) -> Item:
    email = recipient.get("email") if isinstance(recipient, dict) else None
    if not isinstance(email, str) or not email:
        raise Problem(422, "email may not be empty")
    if "@" not in email or _is_full(group_id):
        return {"email": email, "status": "FAILED"}
    invitee = _owner_of(email)
    if invitee is not None and state().role(group_id, invitee["id"]) is not None:
        return {"email": email, "status": "EXISTING_MEMBER"}
    for item in _all():
        waits = item["group_uuid"] == group_id and item["status"] in OPEN
        if waits and item["invitee_email"] == email:
            item["sent"] = state().now_text()
            return _response(item, "RESENT")
    return _response(_keep(group_id, email, invitee), "SENT")


def _keep(group_id: str, email: str, invitee: Item | None) -> Item:
    inviter = state().profiles[me(V2)]
    item: Item = {
        "invitation_uuid": state().new_id(),
        "group_uuid": group_id,
        "invitee_email": email,
        "inviter_name": inviter.get("display_name"),
        "inviter_email": inviter.get("email"),
        "inviter_profile_uUID": inviter["id"],
        "invitation_code": state().new_secret("invitation")[:20],
        "sent": state().now_text(),
        "status": "SENT",
    }
    if invitee is not None:
        item |= {
            "invitee_profile_uuid": invitee["id"],
            "invitee_name": invitee.get("display_name"),
        }
    state().invitations[item["invitation_uuid"]] = item
    return item


def _response(item: Item, status: str) -> Item:
    return {
        "email": item["invitee_email"],
        "invitation_uuid": item["invitation_uuid"],
        "status": status,
    }


@invitations.post("/groups/v2/<group_id>/invitations/<invitation_id>/actions/<action>")
def act_on(group_id: str, invitation_id: str, action: str) -> Response:
    """`revoke` and `resend` for the group's managers, `accept` and `decline` as in old days."""
    item = state().invitations.get(invitation_id)
    if action not in ("revoke", "resend", "accept", "decline"):
        raise Problem(404, "HTTP 404 Not Found")
    if action in ("accept", "decline"):
        return _answer(group_id, accepted=action == "accept")
    require_manager(group_id)
    if item is None or item["group_uuid"] != group_id or item["status"] not in OPEN:
        raise Problem(404, "Invitation not found")
    item["status"] = "REVOKED" if action == "revoke" else "SENT"
    item["sent"] = item["sent"] if action == "revoke" else state().now_text()
    return no_content()


@invitations.post("/groups/v2/<group_id>/actions/accept_invitation")
def accept(group_id: str) -> Response:
    """The signed-in person comes in as an ordinary member."""
    return _answer(group_id, accepted=True)


@invitations.post("/groups/v2/<group_id>/actions/decline_invitation")
def decline(group_id: str) -> Response:
    """The signed-in person stays out."""
    return _answer(group_id, accepted=False)


def _answer(group_id: str, *, accepted: bool) -> Response:
    waiting = [
        item
        for item in _all()
        if item["group_uuid"] == group_id
        and item["status"] in OPEN
        and item["invitee_email"].lower() == _email()
    ]
    if group_id not in state().groups or not waiting:
        raise Problem(404, "Invitation not found")
    if accepted and _seats_left(group_id) < 1:
        raise Problem(403, "The group is full")
    for item in waiting:
        item["status"] = "ACCEPTED" if accepted else "DECLINED"
    if accepted and state().role(group_id, me(V2)) is None:
        fresh = {"profile_id": me(V2), "joined": state().now_text(), "role": "normal"}
        state().members.setdefault(group_id, []).append(fresh)
    return no_content()


def _all() -> list[Item]:
    return list(state().invitations.values())


def _email() -> str:
    return str(state().profiles[me(V2)].get("email", "")).lower()


def _owner_of(email: str) -> Item | None:
    for profile in state().profiles.values():
        if str(profile.get("email", "")).lower() == email.lower():
            return profile
    return None


def _seats_left(group_id: str) -> int:
    shown = shown_group(state().groups[group_id])
    return int(shown.get("member_limit", 25)) - int(shown["member_count"])


def _is_full(group_id: str) -> bool:
    waiting = shown_group(state().groups[group_id])["pending_invitation_count"]
    return _seats_left(group_id) - int(waiting) < 1
