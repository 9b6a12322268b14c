"""What the tests of the client and the pull share: a sandbox, a client for it, documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mendeley_sync.domain.service import Progress
from mendeley_sync.errors import SignInNeededError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.run_state import Limits
from mendeley_sync.pull.pull import PullResult, pull
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state import Item
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import library_service
from tests import scenario
from tests.sign_in_builders import StandingClock

GROUP = scenario.GROUP


class FixedTokens:
    """A sign-in that has some access tokens and no way to get more."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens or (scenario.ACCESS_TOKEN,))
        self.renewals = 0

    def access_token(self) -> str:
        return self._tokens[0]

    def renew(self, rejected: str) -> str:
        if self._tokens[0] != rejected:
            return self._tokens[0]
        self.renewals += 1
        if len(self._tokens) < 2:
            raise SignInNeededError("no other token")
        self._tokens.pop(0)
        return self._tokens[0]


def documents(count: int, **fields: Any) -> list[Item]:
    """Plain documents with titles that tell them apart."""
    return [{"title": f"Work {number}", "year": 2000, **fields} for number in range(count)]


@contextmanager
def a_server(
    held: list[Item] | None = None, *faults: Fault, **state: Any
) -> Iterator[SandboxServer]:
    """A running sandbox with these documents in its group."""
    with SandboxServer(scenario.a_state(held or [], **state)) as server:
        for fault in faults:
            server.faults.add(fault)
        yield server


def a_client(
    server: SandboxServer,
    *,
    tokens: FixedTokens | None = None,
    clock: StandingClock | None = None,
    read_only: bool = False,
    limits: Limits | None = None,
) -> MendeleyClient:
    """A client whose waits cost nothing and whose jitter is half of what it may be."""
    return MendeleyClient(
        tokens or FixedTokens(),
        base_url=server.url,
        read_only=read_only,
        limits=limits,
        clock=clock or StandingClock(),
        chance=lambda: 0.5,
    )


def pull_group(
    client: MendeleyClient,
    mirror: Mirror,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> PullResult:
    """The mirror brought up to date with the sandbox's group."""
    service = library_service(client, GROUP)
    return pull(service, mirror, group_id=GROUP, full=full, progress=progress)


def paths(server: SandboxServer) -> list[str]:
    """What was asked, without the queries."""
    return [f"{request['method']} {request['path']}" for request in server.requests]
