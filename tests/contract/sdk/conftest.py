"""The vendor's own SDK (`mendeley-updated`) against a sandbox that a state file seeded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mendeley import Mendeley
from mendeley.session import MendeleySession

from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state_file import load_state

ME = "7b1f6c20-0d5e-3f4a-8a11-5c2d9e8f7a66"
OTHER = "2a9d7e14-63b8-3c05-b1f7-0e4c8d21a590"
GROUP = "164f2a10-2343-332d-b566-1a4884a992e4"
SECOND_GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
UNKNOWN = "ffffffff-ffff-3fff-8fff-ffffffffffff"
ENTRY = "5cd8328e-febe-3299-8e26-cf6ab2c07f0f"
TRASHED = "2b3c4d5e-6f7a-3b8c-9d0e-1f2a3b4c5d6e"
REDIRECT = "http://localhost:8585/callback"
FILEHASH = "92c7a71b371eb439579be559b5eac9c09a743c42"

PERSON = {
    "id": ME,
    "first_name": "Clara",
    "last_name": "Beispiel",
    "display_name": "Clara Beispiel",
    "email": "clara@example.org",
    "link": "https://www.example.org/clara",
    "research_interests": "baskets",
    "academic_status": "Librarian",
    "discipline": {"name": "Humanities", "subdisciplines": ["Baskets"]},
    "photo": {"standard": "https://example.org/s.png", "square": "https://example.org/q.png"},
    "location": {"latitude": 51.5, "longitude": -0.1, "name": "London"},
    "education": [{"institution": "A school", "degree": "BA", "start_date": "2001-09-01"}],
    "employment": [{"institution": "A library", "position": "Head", "start_date": "2005-01-01"}],
    "verified": True,
    "user_type": "normal",
    "created": "2014-08-26T15:24:45.000Z",
}

STATE: dict[str, Any] = {
    "clock": "2026-01-15T12:00:00Z",
    "clock_step_s": 1,
    "applications": [
        {"client_id": "1234", "client_secret": "sandbox-secret", "redirect_uris": [REDIRECT]}
    ],
    "me": ME,
    "profiles": [
        PERSON,
        {"id": OTHER, "first_name": "Anna", "last_name": "Muster", "display_name": "Anna Muster"}
        | {"email": "anna@example.org"},
    ],
    "tokens": [
        {"access_token": "mine", "profile_id": ME},
        {"access_token": "old", "profile_id": ME, "expires_in": -1},
    ],
    # As the service shows them: the role is that of who asks.
    "groups": [
        {
            "id": GROUP,
            "name": "Basket weaving",
            "description": "All of the best",
            "disciplines": ["Arts and Literature"],
            "tags": ["baskets"],
            "photo": {"original": "o", "standard": "s", "square": "q"},
            "webpage": "https://example.org",
            "created": "2014-08-27T09:30:00.000Z",
            "owning_profile_id": OTHER,
            "link": "https://example.org/groups/1",
            "access_level": "private",
            "role": "normal",
        },
        {"id": SECOND_GROUP, "name": "Another", "owning_profile_id": ME, "role": "owner"},
    ],
    "members": {
        GROUP: [
            {"profile_id": ME, "joined": "2014-08-27T09:41:23.000Z", "role": "normal"},
            {"profile_id": OTHER, "joined": "2014-08-27T09:40:41.000Z", "role": "owner"},
        ]
    },
    "trash": [{"id": TRASHED, "title": "Thrown away", "type": "book", "group_id": GROUP}],
    "catalog": [
        {
            "id": ENTRY,
            "title": "Changes in invented forests",
            "type": "journal",
            "authors": [{"first_name": "Luz", "last_name": "Invented"}],
            "year": 2007,
            "source": "Invented ONE",
            "identifiers": {
                "doi": "10.5555/jim.0000908",
                "isbn": "1932-6203",
                "issn": "19326203",
                "pmid": "17878943",
                "scopus": "2-s2.0-41249100408",
                "arxiv": "0704.0001",
            },
            "found_by": {"filehash": FILEHASH},
            "volume": "2",
            "file_attached": True,
            "link": "https://www.example.org/research/changes",
            "reader_count": 197,
            "reader_count_by_academic_status": {"Professor": 17},
            "reader_count_by_subdiscipline": {"Biology": {"Ecology": 28}},
            "reader_count_by_country": {"France": 1},
            "abstract": "Diversity",
        },
        *(
            {"id": f"0000000{n}-0000-3000-8000-000000000000", "title": f"MapReduce {n}"}
            | {"type": "journal", "year": 2000 + n, "link": ""}
            for n in range(1, 6)
        ),
    ],
    "files": [
        {
            "id": "36bb9349-471f-6b37-c944-6cb6b8e094c9",
            "catalog_id": ENTRY,
            "mime_type": "application/pdf",
            "file_name": "Changes in invented forests",
            "content": "pdf",
        }
    ],
}


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(load_state(json.dumps(STATE))) as running:
        yield running
    assert running.sandbox.bugs == []


@pytest.fixture
def app(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The SDK's view of an application. It allows plain http for the process: undone behind."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return Mendeley("1234", "sandbox-secret", REDIRECT, host=server.url)


@pytest.fixture
def sdk(app: Any) -> Iterator[Any]:
    """A signed-in session."""
    with MendeleySession(app, {"access_token": "mine", "token_type": "bearer"}) as session:
        yield session


Calls = tuple[Callable[[], Any], ...]
"""Calls of the SDK that shall all be refused alike."""


def fields_of(thing: Any) -> dict[str, Any]:
    """What the SDK makes of an object: each field and property by name."""
    return {name: getattr(thing, name) for name in thing.fields()}
