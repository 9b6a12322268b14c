"""`/profiles/v2` and the older `/profiles`: oneself with an address, others without."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    JSON,
    Problem,
    answer,
    body_object,
    negotiate,
    require_type,
)
from mendeley_sync.sandbox.session import me, signed_in, state
from mendeley_sync.sandbox.state import Item, change

profiles = Blueprint("profiles", __name__)

V1 = "application/vnd.mendeley-profiles.1+json"
V1_SINGLE = "application/vnd.mendeley-profile.1+json"
V2 = "application/vnd.mendeley-profiles.2+json"
_AMENDMENT = "application/vnd.mendeley-profile-amendment"
_NOT_IN_V1 = ("member_type", "web_user_id", "scopus_author_ids")
_AMENDABLE = ("first_name", "last_name", "academic_status", "institution", "email", "marketing")


@profiles.get("/profiles/v2/me")
def me_v2() -> Response:
    """The signed-in person."""
    return answer(_v2(_profile(me(V2), V2)), negotiate(V2))


@profiles.patch("/profiles/v2/me")
def amend_v2() -> Response:
    """Change one's own profile."""
    require_type(JSON, f"{_AMENDMENT}.2+json")
    media_type = negotiate(V2)
    return answer(_v2(_amended()), media_type)


@profiles.patch("/profiles/me")
def amend_v1() -> Response:
    """Change one's own profile, in the older shape."""
    require_type(JSON, f"{_AMENDMENT}.1+json", f"{_AMENDMENT}.2+json")
    media_type = negotiate(V1, V2)
    kept = _amended()
    return answer(_v2(kept) if media_type == V2 else _v1(kept), media_type)


def _amended() -> Item:
    fields = {name: value for name, value in body_object().items() if name in _AMENDABLE}
    kept = _profile(me(V2), V2)
    if any(
        not isinstance(value, str | None) for name, value in fields.items() if name != "marketing"
    ):
        raise Problem(422, "Invalid value in the amendment")
    wished = fields.get("email")
    if wished and any(p.get("email") == wished for p in state().profiles.values() if p is not kept):
        raise Problem(409, "Email address is in use")
    change(kept, fields)
    return kept


@profiles.get("/profiles/v2/<profile_id>")
def one_v2(profile_id: str) -> Response:
    """Any person; the address only if it is oneself."""
    return answer(_v2(_profile(profile_id, V2)), negotiate(V2))


@profiles.get("/profiles/v2")
def search_v2() -> Response:
    """Who has this e-mail address or author id; an empty list for nobody."""
    return _search(negotiate(V2))


@profiles.get("/profiles/me")
def me_v1() -> Response:
    """The signed-in person, in the older shape."""
    return _older(_profile(me(V1), V1))


@profiles.get("/profiles/<profile_id>")
def one_v1(profile_id: str) -> Response:
    """Any person, in the older shape."""
    return _older(_profile(profile_id, V1))


@profiles.get("/profiles")
def search_v1() -> Response:
    """As in v2."""
    return _search(negotiate(V1, V2, V1_SINGLE))


def _older(profile: Item) -> Response:
    """A profile at the older address, in the shape that is asked for."""
    media_type = negotiate(V1, V2, V1_SINGLE)
    return answer(_v2(profile) if media_type == V2 else _v1(profile), media_type)


def _profile(profile_id: str, media_type: str) -> Item:
    found = state().profiles.get(profile_id)
    if found is None:
        raise Problem(404, "profile not found", media_type=media_type)
    return found


def _search(media_type: str) -> Response:
    filters = [name for name in ("email", "scopus_author_id", "link") if request.args.get(name)]
    if not filters and not request.args.get("authored_document_catalog_id"):
        raise Problem(400, "No filter specified")
    found = [p for p in state().profiles.values() if filters and all(_has(p, n) for n in filters)]
    return answer(
        [_v2(profile) if media_type == V2 else _v1(profile) for profile in found], media_type
    )


def _has(profile: Item, name: str) -> bool:
    wanted = request.args[name]
    if name == "email":
        return str(profile.get("email", "")).lower() == wanted.lower()
    if name == "link":
        return str(profile.get("link", "")).rstrip("/").endswith(wanted.strip("/"))
    return wanted in profile.get("scopus_author_ids", ())


def _v2(profile: Item) -> Item:
    """Other people's addresses are never shown."""
    own = profile["id"] == signed_in()
    return {k: v for k, v in profile.items() if v is not None and (own or k != "email")}


def _v1(profile: Item) -> Item:
    shown = {k: v for k, v in _v2(profile).items() if k not in _NOT_IN_V1}
    if "discipline" not in shown and profile.get("disciplines"):
        shown["discipline"] = profile["disciplines"][0]
    return shown
