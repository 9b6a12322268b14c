"""Recorded exchanges with the real service, as values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

ORIGIN = "https://api.mendeley.com"


@dataclass(frozen=True)
class Exchange:
    """One request and the answer of the real service."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: str | None
    status: int
    answered: Mapping[str, tuple[str, ...]]
    """Headers of the answer, names in lower case."""
    text: str

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.address).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}

    @property
    def is_foreign(self) -> bool:
        """Whether it went to the storage service."""
        return not self.address.startswith(ORIGIN)

    @property
    def json(self) -> Any:
        """The answer's body as JSON, None if it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def moment(self) -> str:
        """When it was answered, ISO 8601."""
        return parsedate_to_datetime(self.answered["date"][0]).isoformat()

    def links(self) -> dict[str, str]:
        """Relation to address."""
        found = {}
        for value in self.answered.get("link", ()):
            address, _, relation = value.partition(">; rel=")
            found[relation.strip('"')] = address.lstrip("<")
        return found

    def same_request(self, other: Exchange) -> bool:
        """Whether the same was asked."""
        mine, theirs = (self.method, self.address), (other.method, other.address)
        return mine == theirs and self.body == other.body


def exchanges(file: Path) -> list[Exchange]:
    """All exchanges of a recording, in order."""
    raw = yaml.load(file.read_bytes(), yaml.CSafeLoader)
    return [_exchange(entry["request"], entry["response"]) for entry in raw["interactions"]]


def _exchange(request: Mapping[str, Any], response: Mapping[str, Any]) -> Exchange:
    body = response["body"] or {}
    return Exchange(
        method=request["method"],
        address=request["uri"],
        headers={name.lower(): values[0] for name, values in request["headers"].items()},
        body=request["body"],
        status=response["status"]["code"],
        answered={name.lower(): tuple(v) for name, v in response["headers"].items()},
        text=body.get("string") or "",
    )


def runs(recorded: list[Exchange]) -> Iterator[list[Exchange]]:
    """A recording split where the vendor's test was run again on an emptied account.

    A test that writes begins anew when its first write comes again after other requests;
    one that only reads when its first request comes again.
    """
    writes = any(exchange.method != "GET" for exchange in recorded)
    run: list[Exchange] = []
    for exchange in recorded:
        if (
            run
            and exchange.same_request(run[0])
            and (not run[-1].same_request(exchange) if exchange.method != "GET" else not writes)
        ):
            yield run
            run = []
        run.append(exchange)
    if run:
        yield run
