"""The invented people around the practice library. None of them exists."""

from __future__ import annotations

from typing import Any

from tests.makers.chance import identity

Item = dict[str, Any]

GROUP_ID = identity("group", "ibf-practice-library")
GROUP_NAME = "IBF practice library"

CLIENT_ID = "1234"
CLIENT_SECRET = "sandbox-secret"
REDIRECT_URI = "http://localhost:8585/callback"
ACCESS_TOKEN = "practice-access-token"
REFRESH_TOKEN = "practice-refresh-token"

_PEOPLE = (
    ("Margarete", "Olmsted", "owner", "2014-10-06"),
    ("Clara", "Beispiel", "admin", "2015-01-19"),
    ("Anna", "Muster", "normal", "2015-02-02"),
    ("Jean", "Exemple", "normal", "2015-02-02"),
    ("Giulia", "Esempio", "normal", "2016-05-11"),
    ("Dóra", "Példa", "normal", "2016-09-28"),
    ("Tomasz", "Przykład", "normal", "2017-03-15"),
    ("Inês", "Amostra", "normal", "2018-06-07"),
    ("Andrei", "Exemplu", "normal", "2019-10-21"),
    ("Wei", "Shili", "normal", "2021-04-22"),
    ("Nora", "Eksempel", "normal", "2022-02-03"),
    ("Samuel", "Placeholder", "normal", "2024-11-14"),
)
_ME = "Clara Beispiel"


def profile_id(name: str) -> str:
    """The id of one of the people, by display name."""
    return identity("profile", name)


NAMES = tuple(f"{first} {last}" for first, last, _, _ in _PEOPLE)
ME = profile_id(_ME)
JOINED = {f"{first} {last}": joined for first, last, _, joined in _PEOPLE}


def profiles() -> list[Item]:
    """Everybody in the group, as `/profiles/v2` shows them."""
    return [
        _profile(first, last, joined, place)
        for place, (first, last, _, joined) in enumerate(_PEOPLE, start=1)
    ]


def _profile(first: str, last: str, joined: str, place: int) -> Item:
    return {
        "id": profile_id(f"{first} {last}"),
        "first_name": first,
        "last_name": last,
        "display_name": f"{first} {last}",
        "email": f"member{place:02d}@example.org",
        "academic_status": "Unspecified",
        "disciplines": [{"name": "Unspecified", "subdisciplines": []}],
        "created": f"{joined}T08:30:00.000Z",
        "verified": True,
        "marketing": False,
        "user_type": "normal",
        "member_type": "free",
        "photos": [],
        "scopus_author_ids": [],
        "web_user_id": 700000000 + place,
    }


def members() -> list[Item]:
    """Who is in the group since when, owner first."""
    return [
        {
            "profile_id": profile_id(f"{first} {last}"),
            "joined": f"{joined}T09:00:00.000Z",
            "role": role,
        }
        for first, last, role, joined in _PEOPLE
    ]


def group() -> Item:
    """The group; the service itself adds the viewer's role and the counts."""
    return {
        "id": GROUP_ID,
        "name": GROUP_NAME,
        "description": "Invented group for practice; the references are real.",
        "disciplines": [],
        "tags": [],
        "photo": {"standard": "", "square": ""},
        "created": "2014-10-06T09:00:00.000Z",
        "owning_profile_id": profile_id(NAMES[0]),
        "link": "",
        "access_level": "private",
        "used_space": 52311,
        "member_limit": 25,
        "url_slug": "",
    }


def invitations() -> list[Item]:
    """Two that wait for an answer; one of them has waited long."""
    return [_invitation("Pat Sample", "pat.sample@example.org", "2023-05-08", "VIEWED"),
            _invitation("Lee Mall", "lee.mall@example.com", "2025-06-30", "SENT")]  # fmt: skip


def _invitation(name: str, email: str, sent: str, status: str) -> Item:
    return {
        "invitation_uuid": identity("invitation", email),
        "group_uuid": GROUP_ID,
        "invitee_email": email,
        "invitee_name": name,
        "inviter_name": NAMES[0],
        "status": status,
        "sent": f"{sent}T09:00:00.000Z",
    }


def applications() -> list[Item]:
    """The application that practice signs in with; its secret is no secret."""
    return [
        {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": [REDIRECT_URI]}
    ]


def tokens() -> list[Item]:
    """A sign-in of `ME`, so that practice needs no browser."""
    return [
        {
            "access_token": ACCESS_TOKEN,
            "refresh_token": REFRESH_TOKEN,
            "profile_id": ME,
            "client_id": CLIENT_ID,
            "expires_in": 3600,
        }
    ]
