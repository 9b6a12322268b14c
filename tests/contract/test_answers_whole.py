"""Recorded groups and people come out of the client as they came in, member by member."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.service import Image
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.workflow.service import open_mirror
from tests.contract.recordings import exchanges
from tests.scenario import a_state
from tests.service_builders import a_client

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "recordings"
FILES = [
    file
    for folder in ("groups", "profiles")
    for file in sorted((RECORDINGS / folder).rglob("*.yaml"))
]
_DERIVED = {"role", "member_count", "pending_invitation_count"}
"""Members of a group that follow from who asks and who is in it."""


def recorded(kind: str) -> Iterator[dict[str, Any]]:
    """Every recorded group or profile, whole."""
    for file in FILES:
        for exchange in exchanges(file):
            names = exchange.path.strip("/").split("/")
            if names[0] != f"{kind}s" or names[-1] == "members" or exchange.status != 200:
                continue
            found = exchange.json
            yield from found if isinstance(found, list) else [found]


def by_id(kind: str) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in recorded(kind)}


@pytest.mark.skipif(not FILES, reason="../shared is not here")
def test_every_member_of_recorded_groups_and_people_reaches_the_mirror(tmp_path: Path) -> None:
    groups, people = by_id("group"), by_id("profile")
    state = a_state()
    me = state.me or ""
    for identity, group in groups.items():
        state.groups[identity] = {k: v for k, v in group.items() if k != "role"}
        state.members[identity] = [{"profile_id": me, "joined": "", "role": "member"}]
    state.profiles |= people
    with SandboxServer(state) as server, a_client(server, read_only=True) as client:
        client.groups()
        for identity in people:
            client.profile(identity)
        with open_mirror(tmp_path) as mirror:
            mirror.keep_answers({key: Image(raw) for key, raw in client.answers.items()})
            kept = mirror.answers()

    assert len(groups) == 2
    assert people
    for identity, group in groups.items():
        members = {name: value for name, value in group.items() if name not in _DERIVED}
        assert {name: kept["group", identity].get(name) for name in members} == members
    for identity, person in people.items():
        members = {name: value for name, value in person.items() if name != "email"}
        assert {name: kept["profile", identity].get(name) for name in members} == members
