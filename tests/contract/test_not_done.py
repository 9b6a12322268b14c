"""docs/sandbox.md names every call of the description and of the clients that is not answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from mendeley_sync.sandbox.app import Sandbox
from mendeley_sync.sandbox.state import SandboxState
from tests.contract.description import operations

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "swagger"
PAGE = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
NOT_DONE = PAGE.split("### What it does not do")[1]
NAMED = set(
    re.findall(r"`(/[^`]+)`", "".join(re.findall(r"^\| (`/[^|]+) \|", NOT_DONE, re.MULTILINE)))
)

# What three public clients ask for: the vendor's two libraries and mendeley-mcp.
CLIENTS = [
    *("GET /annotations", "POST /annotations", "GET /annotations/{id}", "PATCH /annotations/{id}"),
    *("DELETE /annotations/{id}", "GET /catalog", "GET /catalog/{id}", "GET /document_types"),
    *("GET /documents", "POST /documents", "GET /documents/{id}", "PATCH /documents/{id}"),
    *("DELETE /documents/{id}", "POST /documents/{id}/trash", "GET /search/documents"),
    *("POST /documents/{id}/actions/cloneTo", "POST /documents/{id}/actions/cloneFilesTo"),
    *("GET /files", "POST /files", "GET /files/{id}", "DELETE /files/{id}"),
    *("GET /folders", "POST /folders", "GET /folders/{id}", "PATCH /folders/{id}"),
    *("DELETE /folders/{id}", "GET /folders/{id}/documents", "POST /folders/{id}/documents"),
    *("DELETE /folders/{id}/documents/{id}", "GET /followers", "POST /followers"),
    *("DELETE /followers/{id}", "PATCH /followers/{id}", "GET /groups", "GET /groups/{id}"),
    *("GET /groups/{id}/members", "GET /groups/v2", "GET /groups/v2/{id}", "GET /metadata"),
    *("GET /institutions", "GET /institutions/{id}", "GET /institution_trees"),
    *("GET /institution_trees/{id}", "GET /locations", "GET /locations/{id}"),
    *("GET /profiles/me", "PATCH /profiles/me", "GET /profiles/{id}", "GET /profiles"),
    *("GET /search/catalog", "GET /search/v2/profiles", "GET /search/v2/groups"),
    *("GET /subject_areas", "GET /user_roles", "GET /academic_statuses", "GET /identifier_types"),
    *("GET /trash", "GET /trash/{id}", "POST /trash/{id}/restore", "DELETE /trash/{id}"),
]


def is_answered(method: str, path: str) -> bool:
    """Whether the sandbox has a route; a parameter is any text."""
    routes = Sandbox(SandboxState()).app.url_map.bind("localhost")
    try:
        routes.match(re.sub(r"\{\w+\}", "x", path), method=method)
    except (NotFound, MethodNotAllowed):
        return False
    return True


def named(path: str) -> bool:
    return re.sub(r"\{\w+\}", "{id}", path) in NAMED


@pytest.mark.parametrize("call", CLIENTS)
def test_a_call_of_a_public_client_is_answered_or_named(call: str) -> None:
    method, path = call.split()

    assert is_answered(method, path) != named(path)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared is not here")
def test_every_described_call_is_answered() -> None:
    described = set(operations(FOLDER))

    assert len(described) > 50
    assert [call for call in sorted(described) if not is_answered(*call)] == []


@pytest.mark.parametrize("path", sorted(NAMED))
def test_what_is_named_as_not_done_has_no_route(path: str) -> None:
    assert not any(is_answered(method, path) for method in ("POST", "PATCH", "DELETE"))
    answer = Sandbox(SandboxState()).client().get(path.replace("{id}", "x"))
    assert answer.status_code in (401, 404)
    assert "html" not in answer.headers["Content-Type"]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared is not here")
def test_every_described_media_type_is_offered_or_named() -> None:
    described = {
        kind
        for file in FOLDER.glob("*.json")
        for api in json.loads(file.read_text(encoding="utf-8"))["apis"]
        for operation in api["operations"]
        for kind in operation.get("produces", ())
        if "vnd." in kind
    }
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "mendeley_sync" / "sandbox").rglob("*.py")
    )

    refused = {kind for kind in described if kind not in source}

    assert all(f"`{kind}`" in NOT_DONE for kind in refused), refused
