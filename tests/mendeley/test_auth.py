"""The token call: what is sent, what each answer means, and what never shows."""

from __future__ import annotations

import base64
import json
import logging
import os
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote

import pytest
import requests
from pydantic import SecretStr

from mendeley_sync.errors import (
    EXIT_ACCESS,
    EXIT_SERVICE,
    AccessError,
    ConfigError,
    CredentialsError,
    GrantRefusedError,
    MendeleySyncError,
    NoAnswerError,
    RedirectMismatchError,
    ServiceError,
)
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.sandbox.server import SandboxServer
from tests import scenario
from tests.sign_in_builders import (
    Browser,
    StandingClock,
    a_sandbox,
    an_application,
    an_endpoint,
    token_calls,
)

REFRESH = SecretStr(scenario.REFRESH_TOKEN)
TOKEN_PATH = "/oauth/token"
JSON = "application/json"


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with a_sandbox() as running:
        yield running


def answering(status: int, body: object, **more: object) -> Fault:
    text = body if isinstance(body, str) else json.dumps(body)
    return Fault(
        path=TOKEN_PATH,
        nth=None,
        status=status,
        body=text,
        **({"content_type": JSON} | more),  # type: ignore[arg-type]  # members of a fault
    )


def a_code(server: SandboxServer) -> SecretStr:
    browser = Browser()
    browser.open(
        f"{server.url}/oauth/authorize?client_id={scenario.CLIENT_ID}&response_type=code&scope=all"
        f"&state=s&redirect_uri={quote(scenario.REDIRECT_URI, safe='')}"
    )
    return SecretStr(parse_qs(browser.landed.partition("?")[2])["code"][0])


def sent_by(
    call: Callable[[TokenEndpoint], object], monkeypatch: pytest.MonkeyPatch
) -> requests.PreparedRequest:
    """The request as it leaves; the sandbox is not asked."""
    seen: list[requests.PreparedRequest] = []

    def stop(
        session: requests.Session, request: requests.PreparedRequest, **_: object
    ) -> requests.Response:
        seen.append(request)
        response = requests.Response()
        response.status_code = 400
        response._content = b'{"error": "invalid_grant"}'
        response.headers["Content-Type"] = JSON
        response.request = request
        return response

    monkeypatch.setattr(requests.Session, "send", stop)
    application = an_application(redirect_uri="http://localhost:1410/?a=b c")
    with pytest.raises(GrantRefusedError):
        call(TokenEndpoint(application, "https://api.mendeley.com", clock=StandingClock()))
    return seen[0]


def test_a_code_becomes_a_token_with_its_times_by_the_services_clock(
    server: SandboxServer,
) -> None:
    token = an_endpoint(server).exchange_code(a_code(server))

    assert token.access_token is not None
    assert token.refresh_token is not None
    assert token.obtained_at is not None
    assert abs((token.obtained_at - scenario.BEGINNING).total_seconds()) < 5
    assert token.expires_at is not None
    assert (token.expires_at - token.obtained_at).total_seconds() == 3600


def test_a_refresh_gives_another_token(server: SandboxServer) -> None:
    token = an_endpoint(server).refresh(REFRESH)

    assert token.access_token is not None
    assert token.access_token.get_secret_value() in server.state.tokens
    assert token.refresh_token not in (None, REFRESH)


def test_the_secret_travels_in_the_header_and_the_address_byte_for_byte(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = sent_by(lambda endpoint: endpoint.refresh(REFRESH), monkeypatch)

    basic = base64.b64encode(f"{scenario.CLIENT_ID}:{scenario.CLIENT_SECRET}".encode()).decode()
    assert isinstance(request.body, str)
    assert request.headers["Authorization"] == f"Basic {basic}"
    assert parse_qs(request.body) == {
        "grant_type": ["refresh_token"],
        "refresh_token": [scenario.REFRESH_TOKEN],
        "redirect_uri": ["http://localhost:1410/?a=b c"],
    }
    assert request.url == "https://api.mendeley.com/oauth/token"


def test_the_bare_code_is_sent_with_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    request = sent_by(lambda endpoint: endpoint.exchange_code(SecretStr("c/o+d e")), monkeypatch)

    assert isinstance(request.body, str)
    assert parse_qs(request.body) == {
        "grant_type": ["authorization_code"],
        "code": ["c/o+d e"],
        "redirect_uri": ["http://localhost:1410/?a=b c"],
    }


def test_plain_http_is_for_this_machine_only() -> None:
    endpoint = TokenEndpoint(an_application(), "http://api.mendeley.com", clock=StandingClock())

    with pytest.raises(ConfigError, match="https"):
        endpoint.refresh(REFRESH)

    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ


REFUSED: list[tuple[int, object, dict[str, object], type[MendeleySyncError], str]] = [
    (401, "Credentials are required to access this resource.", {"content_type": "text/plain"},
     CredentialsError, "client ID and client secret"),
    (401, {"message": "Credentials are required to access this resource."}, {},
     CredentialsError, "client ID and client secret"),
    (400, {"error_message": "Client authentication failed"}, {},
     CredentialsError, "client ID and client secret"),
    (400, {"error": "invalid_client", "error_description": "x"}, {},
     CredentialsError, "client ID and client secret"),
    (400, {"error": "invalid_grant", "error_description": "Invalid access code"}, {},
     GrantRefusedError, "withdrawn, expired or replaced"),
    (400, {"error": "invalid_grant", "error_description": "Invalid grant"}, {},
     GrantRefusedError, "withdrawn, expired or replaced"),
    (400, {"error_message":
           "Redirection URI does not match the one registered for this application"}, {},
     RedirectMismatchError, scenario.REDIRECT_URI),
    (400, {"error": "invalid_grant", "error_description": "redirect_uri mismatch"}, {},
     RedirectMismatchError, scenario.REDIRECT_URI),
    (400, {"error": "invalid_request", "error_description": "missing"}, {},
     AccessError, "missing"),
    (200, {"message": "Credentials are required to access this resource."}, {},
     ServiceError, "no usable answer"),
    (503, "<html>down</html>", {"content_type": "text/html"}, NoAnswerError, "not available"),
    (302, "", {"headers": {"Location": "https://evil.example/"}}, ServiceError, "302"),
    (200, "<html>Sign in to the hotel</html>", {"content_type": "text/html"},
     ServiceError, "no usable answer"),
    (200, '{"access_token":', {}, ServiceError, "no usable answer"),
    (200, "[]", {}, ServiceError, "no usable answer"),
    (200, {"access_token": ""}, {}, ServiceError, "no usable answer"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "more", "kind", "words"), REFUSED)
def test_each_cause_is_told_apart(
    server: SandboxServer,
    status: int,
    body: object,
    more: dict[str, object],
    kind: type[MendeleySyncError],
    words: str,
) -> None:
    server.faults.add(answering(status, body, **more))

    with pytest.raises(kind, match=words) as caught:
        an_endpoint(server).refresh(REFRESH)

    assert type(caught.value) is kind
    is_service = issubclass(kind, ServiceError)
    assert caught.value.exit_code == (EXIT_SERVICE if is_service else EXIT_ACCESS)


def test_a_wrong_secret_is_the_applications_fault(server: SandboxServer) -> None:
    endpoint = an_endpoint(server, client_secret=SecretStr("wrong-MARK"))

    with pytest.raises(CredentialsError) as caught:
        endpoint.refresh(REFRESH)

    assert token_calls(server) == 1
    assert "MARK" not in "".join(traceback.format_exception(caught.value))


def test_a_code_works_once(server: SandboxServer) -> None:
    code = a_code(server)
    an_endpoint(server).exchange_code(code)

    with pytest.raises(GrantRefusedError):
        an_endpoint(server).exchange_code(code)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_trouble_that_passes_is_waited_out(server: SandboxServer, status: int) -> None:
    clock = StandingClock()
    server.faults.add(Fault(path=TOKEN_PATH, times=3, status=status))

    token = an_endpoint(server, clock).refresh(REFRESH)

    assert token.access_token is not None
    assert clock.slept == [0.25, 0.5, 1.0]


def test_trouble_that_stays_ends_after_four_tries(server: SandboxServer) -> None:
    server.faults.add(Fault(path=TOKEN_PATH, nth=None, status=503))

    with pytest.raises(ServiceError):
        an_endpoint(server).refresh(REFRESH)

    assert token_calls(server) == 4


def test_a_wait_asked_for_is_kept(server: SandboxServer) -> None:
    clock = StandingClock()
    server.faults.add(Fault(path=TOKEN_PATH, status=429, headers={"Retry-After": "7"}))

    an_endpoint(server, clock).refresh(REFRESH)

    assert clock.slept == [7.25]


def test_a_long_wait_asked_for_is_left_to_a_later_run(server: SandboxServer) -> None:
    clock = StandingClock()
    server.faults.add(Fault(path=TOKEN_PATH, nth=None, status=503, headers={"Retry-After": "3600"}))

    with pytest.raises(ServiceError) as caught:
        an_endpoint(server, clock).refresh(REFRESH)

    assert clock.slept == []
    assert caught.value.not_before == datetime(2026, 1, 15, 13, 0, 1, tzinfo=UTC)


def test_a_broken_connection_is_tried_again(server: SandboxServer) -> None:
    server.faults.add(Fault(path=TOKEN_PATH, reset=True))

    assert an_endpoint(server).refresh(REFRESH).access_token is not None
    assert token_calls(server) == 2


def test_nobody_listening_is_a_service_error() -> None:
    with a_sandbox() as server:
        endpoint = an_endpoint(server)

    with pytest.raises(ServiceError, match="no connection"):
        endpoint.refresh(REFRESH)


def test_a_redirect_is_not_followed_with_the_secret(server: SandboxServer) -> None:
    with a_sandbox() as elsewhere:
        server.faults.add(
            answering(307, "", headers={"Location": f"{elsewhere.url}/oauth/token"}),
        )
        with pytest.raises(ServiceError):
            an_endpoint(server).refresh(REFRESH)

        assert elsewhere.requests == []


@pytest.mark.parametrize("status", [400, 401, 403, 503])
def test_a_service_that_sends_our_secrets_back_does_not_make_them_public(
    server: SandboxServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret, refresh = SecretStr("secret-MARK/x"), SecretStr("refresh-MARK/y")
    echoed = f"you sent {secret.get_secret_value()} and {refresh.get_secret_value()}"
    server.faults.add(answering(status, {"error": "e", "error_description": echoed}))
    endpoint = an_endpoint(server, client_secret=secret)

    with pytest.raises(MendeleySyncError) as caught:
        endpoint.refresh(refresh)

    told = (
        "".join(traceback.format_exception(caught.value))
        + str(caught.value.advice)
        + repr(endpoint)
    )
    assert "you sent ***" in told
    assert "MARK" not in told + caplog.text


def test_an_answer_that_cannot_be_read_is_not_quoted(
    server: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.faults.add(answering(200, '{"access_token": "access-MARK", "refresh_token": "MARK'))

    with pytest.raises(ServiceError) as caught:
        an_endpoint(server).refresh(REFRESH)

    assert "MARK" not in "".join(traceback.format_exception(caught.value)) + caplog.text


def test_a_renewal_whose_answer_was_lost_is_asked_for_again(server: SandboxServer) -> None:
    server.state.switches.old_refresh_token_usable = True
    server.faults.add(Fault(path=TOKEN_PATH, reset=True, when=AFTER))

    token = an_endpoint(server).refresh(REFRESH)

    assert token.access_token is not None
    assert token_calls(server) == 2
