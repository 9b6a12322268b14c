"""What the tests of the sign-in share: a clock that stands, an application, a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urljoin

import requests
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import Application, SignIn, Token
from mendeley_sync.http.retry import RetryPolicy
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint
from mendeley_sync.sandbox.server import SandboxServer
from tests import scenario

HERE = datetime(2031, 7, 1, 8, 0, tzinfo=UTC)
"""Our own clock: years away from the sandbox's, so that mixing the two shows."""


class StandingClock:
    """A clock that moves only when it is told to, and when somebody sleeps."""

    def __init__(self, now: datetime = HERE) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return (self._now - HERE).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def an_application(**changes: object) -> Application:
    plain = Application(
        client_id=scenario.CLIENT_ID,
        client_secret=SecretStr(scenario.CLIENT_SECRET),
        redirect_uri=scenario.REDIRECT_URI,
    )
    return plain.model_copy(update=changes)


def an_endpoint(
    server: SandboxServer, clock: StandingClock | None = None, **changes: object
) -> TokenEndpoint:
    return TokenEndpoint(
        an_application(**changes),
        server.url,
        clock=clock or StandingClock(),
        retries=RetryPolicy(),
        chance=lambda: 0.5,
    )


def a_sign_in(
    refresh: str | None = scenario.REFRESH_TOKEN,
    *,
    access: str | None = None,
    previous: str | None = None,
    good_for_s: float = 3600.0,
    client_id: str = scenario.CLIENT_ID,
) -> SignIn:
    """A sign-in; with `access` its token is good for so long by the sandbox's clock."""
    now = scenario.BEGINNING
    return SignIn(
        token=Token(
            access_token=SecretStr(access) if access else None,
            refresh_token=SecretStr(refresh) if refresh else None,
            previous_refresh_token=SecretStr(previous) if previous else None,
            obtained_at=now,
            expires_at=now + timedelta(seconds=good_for_s),
            service_ahead_s=(now - HERE).total_seconds(),
        ),
        client_id=client_id,
    )


@contextmanager
def a_sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(scenario.a_state()) as server:
        yield server


def token_calls(server: SandboxServer) -> int:
    return sum(1 for request in server.requests if request["path"] == "/oauth/token")


class Browser:
    """A person's browser: opens the page, presses the one button, follows where it leads."""

    def __init__(self, *, refuse: bool = False, person: str | None = None) -> None:
        self.refuse = refuse
        self.person = person
        self.opened: list[str] = []
        self.landed = ""
        """The address of the last page, as the address bar shows it."""
        self.shown = ""

    def open(self, address: str) -> bool:
        self.opened.append(address)
        location = self._answered(address)
        if location is not None:
            self.landed = location
            self._follow(location)
        return True

    def _answered(self, address: str) -> str | None:
        with requests.Session() as session:
            page = session.get(address, timeout=5)
            if page.status_code != 200:
                self.shown = page.text
                return None
            if self.refuse:
                found = re.search(r'id="refuse" href="([^"]+)"', page.text)
                assert found is not None
                return unescape(found[1])
            form = {
                name: unescape(value)
                for name, value in re.findall(
                    r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text
                )
            }
            if self.person is not None:
                form["profile_id"] = self.person
            answer = session.post(
                urljoin(address, "/oauth/authorize"), data=form, timeout=5, allow_redirects=False
            )
            return answer.headers["Location"]

    def _follow(self, location: str) -> None:
        try:
            self.shown = requests.get(location, timeout=5).text
        except requests.ConnectionError:
            self.shown = "unreachable"
