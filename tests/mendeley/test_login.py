"""Signing in through a browser: who may answer, what is shown, and how it ends."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from mendeley_sync.errors import EXIT_ACCESS, AccessError, ConfigError, UsageError
from mendeley_sync.mendeley.sign_in.browser import Attempt, code_by_browser, code_by_pasting
from mendeley_sync.mendeley.sign_in.loopback import place_of
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint
from mendeley_sync.sandbox.server import SandboxServer
from tests import scenario
from tests.sign_in_builders import Browser, StandingClock, a_sandbox, an_application


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def redirect_uri() -> str:
    return f"http://localhost:{a_free_port()}/call back?x=%C3%A9"


@pytest.fixture
def server(redirect_uri: str) -> Iterator[SandboxServer]:
    with a_sandbox() as running:
        running.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [redirect_uri]
        yield running


@pytest.fixture
def attempt(server: SandboxServer, redirect_uri: str) -> Attempt:
    return Attempt(an_application(redirect_uri=redirect_uri), server.url)


def said_nothing(text: str) -> None:
    """Nobody listens."""


def answer(attempt: Attempt, **fields: str) -> str:
    joint = "&" if "?" in attempt.application.redirect_uri else "?"
    return f"{attempt.application.redirect_uri}{joint}{urlencode(fields)}"


def test_a_browser_brings_a_code_that_becomes_a_token(
    server: SandboxServer, redirect_uri: str
) -> None:
    redirect = f"http://localhost:{a_free_port()}/callback"
    server.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [redirect]
    application = an_application(redirect_uri=redirect)
    browser = Browser()

    code = code_by_browser(
        Attempt(application, server.url), open_browser=browser.open, say=said_nothing
    )

    token = TokenEndpoint(application, server.url, clock=StandingClock()).exchange_code(code)
    assert token.access_token is not None
    assert "You can close this page" in browser.shown


def test_the_address_holds_the_redirect_address_byte_for_byte(attempt: Attempt) -> None:
    asked = parse_qs(urlsplit(attempt.address).query)

    assert asked == {
        "client_id": [scenario.CLIENT_ID],
        "redirect_uri": [attempt.application.redirect_uri],
        "response_type": ["code"],
        "scope": ["all"],
        "state": [attempt.state],
    }


def test_every_attempt_has_its_own_state(attempt: Attempt) -> None:
    again = Attempt(attempt.application, attempt.base_url)

    assert len(attempt.state) >= 32
    assert attempt.state != again.state


def local_attempt(path: str = "/callback") -> Attempt:
    redirect = f"http://localhost:{a_free_port()}{path}"
    return Attempt(an_application(redirect_uri=redirect), "http://127.0.0.1:1")


def visiting(*addresses: str, seen: list[requests.Response]) -> Browser:
    """A browser that goes to the addresses one after the other."""

    class Visitor(Browser):
        def open(self, address: str) -> bool:
            seen.extend(requests.get(each, timeout=5) for each in addresses)
            return True

    return Visitor()


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "stolen-code", "state": "guessed"},
        {"code": "stolen-code"},
        {"code": "stolen-code", "state": ""},
        {"state": "guessed", "error": "access_denied"},
        {},
    ],
)
def test_an_answer_with_another_state_is_not_taken(fields: dict[str, str]) -> None:
    attempt = local_attempt()
    seen: list[requests.Response] = []
    hostile = answer(attempt, **fields)
    right = answer(attempt, code="right-code", state=attempt.state)

    code = code_by_browser(
        attempt, open_browser=visiting(hostile, right, seen=seen).open, say=said_nothing
    )

    assert code.get_secret_value() == "right-code"
    assert seen[0].status_code in (400, 404)


@pytest.mark.parametrize("code", ["", "<script>", "a b c d e", "x" * 2000, "abc\x1b[0m"])
def test_a_code_that_cannot_be_one_is_not_taken(code: str) -> None:
    attempt = local_attempt()
    seen: list[requests.Response] = []
    address = answer(attempt, code=code, state=attempt.state)

    with pytest.raises(AccessError, match="not completed in the browser"):
        code_by_browser(
            attempt,
            open_browser=visiting(address, seen=seen).open,
            say=said_nothing,
            limit_s=0,
        )

    assert seen[0].status_code == 400


def test_two_codes_in_one_answer_are_none() -> None:
    attempt = local_attempt()
    query = f"code=first&code=second&state={attempt.state}"

    assert not attempt.judge(query).is_final
    assert attempt.code is None


def test_only_the_redirect_address_answers_and_only_once() -> None:
    attempt = local_attempt()
    root = attempt.application.redirect_uri.removesuffix("/callback")
    right = answer(attempt, code="right-code", state=attempt.state)
    seen: list[requests.Response] = []
    addresses = (f"{root}/favicon.ico", f"{root}/", attempt.application.redirect_uri, right, right)

    code_by_browser(attempt, open_browser=visiting(*addresses, seen=seen).open, say=said_nothing)

    assert [each.status_code for each in seen] == [404, 404, 404, 200, 404]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "SCRIPT"])
def test_other_methods_are_not_answered(method: str) -> None:
    attempt = local_attempt()
    address = answer(attempt, code="right-code", state=attempt.state)
    seen: list[requests.Response] = []

    class Visitor(Browser):
        def open(self, _: str) -> bool:
            seen.append(requests.request(method, address, timeout=5))
            return True

    with pytest.raises(AccessError):
        code_by_browser(attempt, open_browser=Visitor().open, say=said_nothing, limit_s=0)

    assert seen[0].status_code == 404
    assert method not in seen[0].text
    assert attempt.code is None


def test_no_page_repeats_anything_that_was_sent(capfd: pytest.CaptureFixture[str]) -> None:
    attempt = local_attempt()
    root = attempt.application.redirect_uri.removesuffix("/callback")
    mark = "<b>MARK</b>"
    addresses = (
        answer(attempt, code=mark, state=attempt.state),
        answer(attempt, error=mark, error_description=mark, state=mark),
        f"{root}/MARK?{mark}",
        answer(attempt, code="code-MARK", state=attempt.state),
    )
    seen: list[requests.Response] = []

    code_by_browser(attempt, open_browser=visiting(*addresses, seen=seen).open, say=said_nothing)

    assert len(seen) == 4
    for page in seen:
        assert "MARK" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"
        assert "Python" not in page.headers["Server"]
    assert capfd.readouterr() == ("", "")


def test_a_path_with_a_blank_is_recognised_as_browsers_send_it() -> None:
    attempt = local_attempt("/call back")
    address = answer(attempt, code="right-code", state=attempt.state)

    code = code_by_browser(attempt, open_browser=visiting(address, seen=[]).open, say=said_nothing)

    assert code.get_secret_value() == "right-code"


def test_a_person_who_refuses_is_not_signed_in(server: SandboxServer) -> None:
    redirect = f"http://localhost:{a_free_port()}/callback"
    server.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [redirect]
    attempt = Attempt(an_application(redirect_uri=redirect), server.url)
    browser = Browser(refuse=True)

    with pytest.raises(AccessError, match="Access denied") as caught:
        code_by_browser(attempt, open_browser=browser.open, say=said_nothing)

    assert caught.value.exit_code == EXIT_ACCESS
    assert "not signed in" in browser.shown


def test_what_the_service_says_cannot_send_terminal_codes() -> None:
    attempt = local_attempt()

    attempt.judge(urlencode({"error": "e", "error_description": "\x1b]0;x\x07" + "y" * 500}))

    assert attempt.refusal.isprintable()
    assert len(attempt.refusal) <= 120


@pytest.mark.parametrize("changes", [{"client_id": "999"}, {"redirect_uri": "/wrong"}])
def test_a_browser_that_never_comes_back_gets_the_hint_that_helps(
    server: SandboxServer, changes: dict[str, str]
) -> None:
    port = a_free_port()
    server.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [f"http://localhost:{port}/"]
    path = changes.pop("redirect_uri", "/")
    redirect = f"http://localhost:{port}{path}"
    attempt = Attempt(an_application(redirect_uri=redirect, **changes), server.url)
    browser = Browser()

    with pytest.raises(AccessError, match="not completed in the browser") as caught:
        code_by_browser(attempt, open_browser=browser.open, say=said_nothing, limit_s=0)

    assert "error_message" in browser.shown
    assert "character by character" in str(caught.value.advice)
    assert redirect in str(caught.value.advice)
    assert attempt.application.client_id in str(caught.value.advice)


def test_a_taken_port_names_the_way_on() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        redirect = f"http://localhost:{other.getsockname()[1]}/callback"
        attempt = Attempt(an_application(redirect_uri=redirect), "http://127.0.0.1:1")

        with pytest.raises(AccessError, match="Port") as caught:
            code_by_browser(attempt, open_browser=Browser().open, say=said_nothing)

    assert "--no-browser" in str(caught.value.advice)


def test_the_port_is_free_again_afterwards() -> None:
    attempt = local_attempt()
    address = answer(attempt, code="right-code", state=attempt.state)

    for _ in range(2):
        again = Attempt(attempt.application, attempt.base_url, state=attempt.state)
        seen: list[requests.Response] = []
        code_by_browser(again, open_browser=visiting(address, seen=seen).open, say=said_nothing)

    assert not [thread for thread in threading.enumerate() if thread.name == "sign-in listener"]


def test_a_connection_that_says_nothing_keeps_nobody_waiting() -> None:
    attempt = local_attempt()
    port = urlsplit(attempt.application.redirect_uri).port
    address = answer(attempt, code="right-code", state=attempt.state)

    with socket.socket() as silent:

        class Visitor(Browser):
            def open(self, _: str) -> bool:
                silent.connect(("127.0.0.1", port))
                requests.get(address, timeout=5)
                return True

        code = code_by_browser(attempt, open_browser=Visitor().open, say=said_nothing)

    assert code.get_secret_value() == "right-code"


@pytest.mark.skipif(os.name == "nt", reason="looks at the addresses as POSIX shows them")
def test_other_machines_cannot_reach_the_listener() -> None:
    attempt = local_attempt()
    place = place_of(attempt.application.redirect_uri)
    assert place is not None

    assert {address for _, address in place.addresses} == {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("redirect_uri", "path"),
    [
        ("http://localhost", "/"),
        ("http://localhost:8585/callback", "/callback"),
        ("http://127.0.0.1:1410/", "/"),
        ("http://[::1]:1410/x", "/x"),
    ],
)
def test_an_address_on_this_machine_can_be_listened_to(redirect_uri: str, path: str) -> None:
    place = place_of(redirect_uri)

    assert place is not None
    assert place.path == path


def test_an_address_elsewhere_is_for_pasting() -> None:
    attempt = Attempt(an_application(redirect_uri="https://example.org/back"), "https://x.example")

    with pytest.raises(UsageError) as caught:
        code_by_browser(attempt, open_browser=Browser().open, say=said_nothing)

    assert "--no-browser" in str(caught.value.advice)


@pytest.mark.parametrize(
    "redirect_uri", ["http://example.org/back", "http://127.0.0.1.evil.example/", "localhost:8585"]
)
def test_plain_http_to_another_machine_is_refused(redirect_uri: str) -> None:
    if redirect_uri.startswith("localhost"):
        assert place_of(redirect_uri) is None
        return
    with pytest.raises(ConfigError):
        place_of(redirect_uri)


# --- pasting -----------------------------------------------------------------------------


def test_the_whole_address_can_be_pasted(server: SandboxServer) -> None:
    redirect = f"http://localhost:{a_free_port()}/callback"
    server.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [redirect]
    attempt = Attempt(an_application(redirect_uri=redirect), server.url)
    browser = Browser()
    told: list[str] = []

    def paste(question: str) -> str:
        browser.open(attempt.address)
        return f"  {browser.landed}\n"

    code = code_by_pasting(attempt, ask=paste, say=told.append)

    assert code.get_secret_value() in server.state.codes
    assert attempt.address in told[0]


def test_a_bare_code_can_be_pasted(attempt: Attempt) -> None:
    code = code_by_pasting(attempt, ask=lambda _: "bare-Code_1.~", say=said_nothing)

    assert code.get_secret_value() == "bare-Code_1.~"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "abc",
        "https://evil.example/?code=stolen-code&state={state}",
        "http://localhost:1/callback?code=stolen-code&state={state}",
        "{redirect}&code=stolen-code&state=guessed",
        "{redirect}&code=stolen-code",
        "{redirect}&state={state}",
        "{redirect}",
        "code=stolen-code",
        "http://[",
        "\x1b[31mred",
    ],
)
def test_what_is_not_the_answer_is_refused_and_not_repeated(attempt: Attempt, pasted: str) -> None:
    text = pasted.format(state=attempt.state, redirect=attempt.application.redirect_uri)

    with pytest.raises(AccessError) as caught:
        code_by_pasting(attempt, ask=lambda _: text, say=said_nothing)

    assert attempt.code is None
    assert "stolen" not in str(caught.value) + str(caught.value.advice)


def test_a_pasted_refusal_says_so(attempt: Attempt) -> None:
    address = answer(attempt, error="access_denied", state=attempt.state)

    with pytest.raises(AccessError, match="access_denied"):
        code_by_pasting(attempt, ask=lambda _: address, say=said_nothing)


def test_no_log_holds_the_code(caplog: pytest.LogCaptureFixture) -> None:
    attempt = local_attempt()
    target = urlsplit(answer(attempt, code="code-MARK", state=attempt.state))
    path, port = f"{target.path}?{target.query}", target.port

    class Visitor(Browser):
        def open(self, _: str) -> bool:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
                while line.recv(4096):
                    pass
            return True

    caplog.set_level(logging.DEBUG)
    code_by_browser(attempt, open_browser=Visitor().open, say=said_nothing)

    assert "MARK" not in caplog.text + repr(attempt)
