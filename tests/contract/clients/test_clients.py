"""Public clients that nobody here wrote, each call with its outcome.

`make test-clients` fetches them into `.venv-clients`; without it they are skipped. The vendor's
own SDK is among the test requirements: `tests/contract/sdk`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.sandbox.server import SandboxServer
from tests.scenario import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, a_state

HERE = Path(__file__).resolve().parent
FETCHED = HERE.parents[2] / ".venv-clients"
PYTHON = FETCHED / "bin" / "python"
MODULES = FETCHED / "node_modules"
MCP = sorted(FETCHED.glob("lib/python*/site-packages/mendeley_mcp"))

NOT_DONE = {
    **dict.fromkeys(("followers.list", "followers.create", "followers.accept"), "404"),
    **dict.fromkeys(("followers.remove", "institutions.search", "institutions.retrieve"), "404"),
    **dict.fromkeys(("institutionTrees.list", "institutionTrees.retrieve"), "404"),
    **dict.fromkeys(("locations.search", "locations.retrieve"), "404"),
    **dict.fromkeys(("search.profiles", "search.groups"), "404"),
}
"""Refused as docs/sandbox.md says; every other call works."""

NO_BODY = {
    *("annotations.delete", "files.remove", "folders.addDocument", "folders.removeDocument"),
    *("folders.delete", "documents.trash", "documents.trash again", "trash.restore"),
    *("trash.destroy",),
}
"""Calls that are answered with 204: the client gives nothing back."""


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    state = a_state([{"id": "d-file", "title": "Nets and lines", "group_id": None}])
    state.profiles[state.me or ""]["link"] = "https://www.mendeley.com/profiles/clara/"
    state.catalog["c-1"] = {
        "id": "c-1",
        "title": "Nets and knots",
        "type": "book",
        "identifiers": {"doi": "10.5/nets"},
    }
    state.files["f-1"] = {
        "id": "f-1",
        "document_id": "d-file",
        "file_name": "nets.pdf",
        "mime_type": "application/pdf",
        "size": 7,
        "filehash": "040f06fd774092478d450774f5ba30c5da78acc8",
        "created": "2023-05-02T08:16:00.292Z",
    }
    state.contents["f-1"] = b"content"
    state.annotations["a-1"] = {
        "id": "a-1",
        "document_id": "d-file",
        "type": "highlight",
        "profile_id": state.me,
        "privacy_level": "private",
    }
    with SandboxServer(state) as running:
        yield running


def outcomes(server: SandboxServer, *command: str | Path) -> dict[str, str]:
    """What became of each call, after nothing of the sandbox broke."""
    arguments = [*map(str, command), server.url, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert server.sandbox.bugs == []
    assert all(request["status"] != 500 for request in server.requests)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(not MCP, reason="mendeley-mcp is not fetched: make test-clients")
def test_mendeley_mcp_works(server: SandboxServer) -> None:
    found = outcomes(server, PYTHON, HERE / "mcp_calls.py")

    unusual = {name: outcome for name, outcome in found.items() if outcome != "works"}
    assert unusual == {"get_file_content of none": "empty", "get_document of none": "404"}
    assert len(found) >= 20


@pytest.mark.skipif(
    shutil.which("node") is None or not (MODULES / "@mendeley" / "api").is_dir(),
    reason="node or @mendeley/api is not here: make test-clients",
)
def test_the_npm_client_works_or_is_refused_as_documented(server: SandboxServer) -> None:
    found = outcomes(server, "node", HERE / "npm_calls.js", MODULES)

    usual = {name: "empty" if name in NO_BODY else "works" for name in found}
    assert found == usual | NOT_DONE
    assert len(found) >= 60
