"""Asking a sandbox without a socket, as the signed-in person unless said otherwise."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.test import Client, TestResponse

from mendeley_sync.sandbox.app import Sandbox
from mendeley_sync.sandbox.state import SandboxState
from tests.scenario import ACCESS_TOKEN, GROUP, sign_in

DOCUMENT = "application/vnd.mendeley-document.1+json"
TYPES = {
    "/groups/v2": "application/vnd.mendeley-group-list+json",
    "/folders": "application/vnd.mendeley-folder.1+json",
    "/annotations": "application/vnd.mendeley-annotation.1+json",
    "/files": "application/vnd.mendeley-file.1+json",
    "/metadata": "application/vnd.mendeley-document-lookup.1+json",
}


class Answer(TestResponse):
    """An answer whose body is JSON, or the test fails."""

    @property
    def json(self) -> Any:
        """The body, whatever the type says."""
        return json.loads(self.get_data())


class Calls:
    """One person's requests to one sandbox."""

    def __init__(self, state: SandboxState, token: str = ACCESS_TOKEN) -> None:
        self.sandbox = Sandbox(state)
        self.state = state
        self.token = token

    def by(self, profile_id: str) -> Calls:
        """The same sandbox as another person sees it."""
        name = f"token-of-{profile_id}"
        sign_in(self.state, profile_id, name, None)
        other = Calls.__new__(Calls)
        other.sandbox, other.state, other.token = self.sandbox, self.state, name
        return other

    def plain(self, method: str, path: str, **request: Any) -> Answer:
        """A request without a token, as werkzeug's test client takes it."""
        answer = Client(self.sandbox.layer, Answer).open(path, method=method, **request)
        assert isinstance(answer, Answer)
        return answer

    def get(self, path: str, accept: str | None = None, **query: Any) -> Answer:
        """Ask for `path`; the query's values as given."""
        return self.ask("GET", path, accept, query=query)

    def post(self, path: str, body: Any = None, kind: str = "", **headers: str) -> Answer:
        """Send JSON under the type of the path, or bytes under `kind`."""
        return self.ask("POST", path, None, body, kind, headers)

    def patch(self, path: str, body: Any, kind: str = "", **headers: str) -> Answer:
        """Amend."""
        return self.ask("PATCH", path, None, body, kind, headers)

    def delete(self, path: str) -> Answer:
        """Delete."""
        return self.ask("DELETE", path)

    def ask(
        self,
        method: str,
        path: str,
        accept: str | None = None,
        body: Any = None,
        kind: str = "",
        headers: dict[str, str] | None = None,
        query: dict[str, Any] | None = None,
    ) -> Answer:
        """Any request; underscores in names of headers stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        usual = usual_type(path)
        sent = {"Authorization": f"Bearer {self.token}", "Accept": accept or usual} | named
        if body is not None:
            sent["Content-Type"] = kind or usual
        data = body if isinstance(body, bytes | None) else json.dumps(body)
        return self.plain(method, path, headers=sent, data=data, query_string=query or None)

    def group(self, **query: Any) -> Any:
        """The documents of the group as JSON."""
        return self.get("/documents", group_id=GROUP, **query).json


def usual_type(path: str) -> str:
    """The media type that a path speaks."""
    for beginning, name in TYPES.items():
        if path.startswith(beginning) and not path.endswith("/documents"):
            return name
    return DOCUMENT


def message(answer: Answer) -> str:
    """The sentence in the body of a refusal."""
    return str(answer.json["message"])
