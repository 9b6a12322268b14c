"""The example does what it says, against the sandbox: `make test-examples`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt
import pytest
from many_groups import many_groups

from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state_file import load_state

GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
OTHER = "d3b0f5e1-22bb-3d88-81f2-a4e2f1b6c8d5"
ACCESS_TOKEN = "sandbox-access-token"
OWNER = "7b1f6c20-0d5e-3f4a-8a11-5c2d9e8f7a66"
MEMBERSHIP = {"profile_id": OWNER, "joined": "2022-02-03T10:00:00.000Z", "role": "owner"}
STATE = {
    "profiles": [{"id": OWNER, "first_name": "Clara", "last_name": "Beispiel"}],
    "tokens": [{"access_token": ACCESS_TOKEN, "profile_id": OWNER}],
    "groups": [
        {"id": GROUP, "name": "A society", "owning_profile_id": OWNER},
        {"id": OTHER, "name": "Another society", "owning_profile_id": OWNER},
    ],
    "members": {GROUP: [MEMBERSHIP], OTHER: [MEMBERSHIP]},
    "documents": [
        {
            "id": f"d{n}",
            "title": f"Work {n}",
            "type": "journal",
            "group_id": GROUP if n % 2 else OTHER,
        }
        for n in range(7)
    ],
}


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(load_state(json.dumps(STATE))) as running:
        yield running


@pytest.fixture
def pipeline(tmp_path: Path) -> Any:
    destination = dlt.destinations.duckdb(str(tmp_path / "warehouse.duckdb"))
    return dlt.pipeline(
        "example", destination=destination, dataset_name="library", pipelines_dir=str(tmp_path)
    )


def rows(pipeline: Any, query: str) -> list[tuple[Any, ...]]:
    with pipeline.sql_client() as client, client.execute_query(query) as cursor:
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def load(pipeline: Any, server: SandboxServer) -> None:
    pipeline.run(many_groups(server.url, ACCESS_TOKEN)).raise_on_failed_jobs()


def test_all_groups_and_their_documents_arrive(pipeline: Any, server: SandboxServer) -> None:
    load(pipeline, server)

    assert len(rows(pipeline, "SELECT id FROM groups")) == 2
    counts = dict(rows(pipeline, "SELECT group_id, count(*) FROM documents GROUP BY group_id"))
    assert counts == {GROUP: 3, OTHER: 4}


def test_a_second_load_asks_for_changes_only_and_brings_them(
    pipeline: Any, server: SandboxServer
) -> None:
    load(pipeline, server)
    server.requests.clear()
    document = next(iter(server.state.documents))
    server.state.edit(document, title="Another title")

    load(pipeline, server)

    asked = [one["query"] for one in server.requests if one["path"] == "/documents"]
    assert len(asked) == 2
    assert all(not one["modified_since"].startswith("2000") for one in asked)
    titles = rows(pipeline, f"SELECT title FROM documents WHERE id = '{document}'")
    assert titles == [("Another title",)]
    assert len(rows(pipeline, "SELECT id FROM documents")) == len(server.state.documents)
