"""Small worlds to start from: one application, an owner, an ordinary member, one group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mendeley_sync.sandbox.clock import Clock, as_text
from mendeley_sync.sandbox.state import Item, SandboxState, Token

CLIENT_ID = "1234"
CLIENT_SECRET = "sandbox-secret"
REDIRECT_URI = "http://localhost:8585/callback"

OWNER = "7b1f6c20-0d5e-3f4a-8a11-5c2d9e8f7a66"
MEMBER = "2a9d7e14-63b8-3c05-b1f7-0e4c8d21a590"
GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
ACCESS_TOKEN = "sandbox-access-token"
REFRESH_TOKEN = "sandbox-refresh-token"

BEGINNING = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def a_profile(profile_id: str, first_name: str, last_name: str, **fields: Any) -> Item:
    """A person as `/profiles/v2` shows them."""
    return {
        "id": profile_id,
        "first_name": first_name,
        "last_name": last_name,
        "display_name": f"{first_name} {last_name}",
        "email": f"{first_name.lower()}@example.org",
        "academic_status": "Unspecified",
        "disciplines": [{"name": "Unspecified", "subdisciplines": []}],
        "created": "2021-04-26T09:00:00.000Z",
        "verified": True,
        "marketing": False,
        "user_type": "normal",
        "member_type": "free",
        "photos": [],
        "scopus_author_ids": [],
    } | fields


def a_group(group_id: str = GROUP, **fields: Any) -> Item:
    """A private group as `/groups/v2` shows it, without the counts that follow from the rest."""
    return {
        "id": group_id,
        "name": "Invented Society Library",
        "description": "",
        "disciplines": [],
        "tags": [],
        "photo": {"standard": "", "square": ""},
        "created": "2021-04-22T11:00:00.000Z",
        "owning_profile_id": OWNER,
        "link": "",
        "access_level": "private",
        "used_space": 0,
        "member_limit": 25,
        "url_slug": "",
    } | fields


def a_state(
    documents: Iterable[Mapping[str, Any]] = (),
    *,
    trash: Iterable[Mapping[str, Any]] = (),
    group: Mapping[str, Any] | None = None,
    role: str = "owner",
    now: datetime | None = BEGINNING,
    step_s: float = 1.0,
) -> SandboxState:
    """A group library with a ready token.

    `role`: the signed-in person's; with `owner` it is the owner, else the ordinary member.
    Documents go into the group unless they name a `group_id` (None: the own library) and
    get an id, a type and a creation time one minute after another where they have none.
    The clock stands at `now` and moves `step_s` with each write; None: real time.
    """
    state = SandboxState()
    state.clock = Clock(now, timedelta(seconds=step_s))
    state.applications[CLIENT_ID] = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": [REDIRECT_URI],
    }
    state.profiles = {
        OWNER: a_profile(OWNER, "Clara", "Beispiel"),
        MEMBER: a_profile(MEMBER, "Anna", "Muster"),
    }
    shown = a_group() | dict(group or {})
    state.groups[shown["id"]] = shown
    state.me = OWNER if role == "owner" else MEMBER
    state.members[shown["id"]] = [
        {"profile_id": OWNER, "joined": shown["created"], "role": "owner"},
        {
            "profile_id": MEMBER,
            "joined": "2022-02-03T10:00:00.000Z",
            "role": "normal" if role == "owner" else role,
        },
    ]
    _add_documents(state, documents, shown["id"], state.documents)
    _add_documents(state, trash, shown["id"], state.trashed)
    sign_in(state, state.me)
    return state


def sign_in(
    state: SandboxState,
    profile_id: str,
    access_token: str = ACCESS_TOKEN,
    refresh_token: str | None = REFRESH_TOKEN,
    *,
    lifetime_s: float = 3600,
) -> Token:
    """A ready token for a person."""
    token = Token(
        access_token=access_token,
        refresh_token=refresh_token,
        profile_id=profile_id,
        client_id=CLIENT_ID,
        expires_at=state.clock() + timedelta(seconds=lifetime_s),
    )
    state.keep_token(token)
    return token


def _add_documents(
    state: SandboxState,
    documents: Iterable[Mapping[str, Any]],
    group_id: str,
    where: dict[str, Item],
) -> None:
    for place, given in enumerate(documents):
        created = as_text(datetime(2023, 5, 2, 8, 0, tzinfo=UTC) + timedelta(minutes=place))
        kept: Item = {
            "type": "journal",
            "created": created,
            "last_modified": given.get("created", created),
            "profile_id": OWNER,
            "group_id": group_id,
        } | dict(given)
        if "id" not in kept:
            kept["id"] = state.new_id()
        where[kept["id"]] = {name: value for name, value in kept.items() if value is not None}
