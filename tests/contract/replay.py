"""A recording asked again of the sandbox: ids follow, links are the sandbox's own."""

from __future__ import annotations

import base64
import gzip
import json
import re
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client, TestResponse

from mendeley_sync.sandbox.app import Sandbox
from mendeley_sync.sandbox.clock import as_moment
from tests.contract.recordings import ORIGIN, Exchange
from tests.scenario import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET

_OWN_ORIGIN = "http://localhost"


@dataclass
class Replay:
    """A sandbox and what became of the ids of a recording in it."""

    sandbox: Sandbox
    names: dict[str, str] = field(default_factory=dict)
    """Recorded id to the sandbox's id."""
    links: dict[str, str] = field(default_factory=dict)
    """Recorded address of a link to the sandbox's address of the same relation."""
    storage: str = ""
    """The address of the last download."""

    def ask(self, exchange: Exchange) -> TestResponse:
        """The sandbox's answer to a recorded request."""
        # The service's clock had milliseconds, the header has none.
        state = self.sandbox.state
        state.clock.set(as_moment(exchange.moment))
        state.clock.advance(0.9)
        if exchange.is_foreign:
            return Client(self.sandbox.storage).get(self.storage)
        headers = {
            name: self._renamed(value)
            for name, value in exchange.headers.items()
            if name in ("accept", "accept-encoding", "content-type", "content-disposition", "link")
        }
        answer = self.sandbox.client().open(
            self._address(exchange),
            method=exchange.method,
            data=self._renamed(exchange.body or ""),
            headers=headers | self._authorization(exchange),
        )
        self._learn(exchange, answer)
        return answer

    def _authorization(self, exchange: Exchange) -> dict[str, str]:
        if exchange.path != "/oauth/token":
            return {"Authorization": f"Bearer {ACCESS_TOKEN}"}
        secret = CLIENT_SECRET if exchange.status == 200 else "wrong"
        encoded = base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()
        return {"Authorization": f"Basic {encoded}"}

    def _address(self, exchange: Exchange) -> str:
        return self.links.get(exchange.address) or self._renamed(exchange.address)

    def _renamed(self, text: str) -> str:
        for recorded, own in self.names.items():
            text = text.replace(recorded, own)
        return text.replace(ORIGIN, _OWN_ORIGIN)

    def _learn(self, exchange: Exchange, answer: TestResponse) -> None:
        if exchange.status == 201 and answer.status_code == 201:
            self.names[exchange.json["id"]] = answer.get_json(force=True)["id"]
        own = links_of(answer)
        for relation, address in exchange.links().items():
            if relation in own:
                self.links[address] = own[relation]
        if answer.status_code == 303:
            self.storage = answer.headers["Location"]


def links_of(answer: TestResponse) -> dict[str, str]:
    """Relation to address, of an answer of the sandbox."""
    found = {}
    for value in answer.headers.getlist("Link"):
        address, relation = re.fullmatch(r'<([^>]*)>; rel="(\w+)"', value).groups()  # type: ignore[union-attr]  # a link of another form shall fail the test
        found[relation] = address
    return found


def body_of(answer: TestResponse) -> Any:
    """The JSON of an answer, None if it is none."""
    data = answer.get_data()
    if answer.headers.get("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    try:
        return json.loads(data)
    except ValueError:
        return None
