"""The authorize page, the token call, and what a token allows."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.sandbox.calls import Answer, Calls
from tests.scenario import (
    CLIENT_ID,
    CLIENT_SECRET,
    MEMBER,
    OWNER,
    REDIRECT_URI,
    REFRESH_TOKEN,
    a_state,
)

ASKED = {
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT_URI,
    "response_type": "code",
    "scope": "all",
    "state": "a&b",
}
PROFILE = "application/vnd.mendeley-profiles.2+json"


@pytest.fixture
def calls() -> Calls:
    return Calls(a_state())


def authorize(calls: Calls, method: str, **changes: str) -> Answer:
    name = "query_string" if method == "GET" else "data"
    return calls.plain(method, "/oauth/authorize", **{name: ASKED | changes})


def a_code(calls: Calls, **changes: str) -> str:
    location = authorize(calls, "POST", **changes).headers["Location"]
    return parse_qs(urlsplit(location).query)["code"][0]


def token(calls: Calls, secret: str = CLIENT_SECRET, **fields: str) -> Answer:
    encoded = base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {encoded}"}
    return calls.plain("POST", "/oauth/token", data=fields, headers=headers)


def exchange(calls: Calls, code: str, redirect_uri: str = REDIRECT_URI) -> Answer:
    return token(calls, grant_type="authorization_code", code=code, redirect_uri=redirect_uri)


def who(calls: Calls, access_token: str) -> Any:
    calls.token = access_token
    return calls.get("/profiles/v2/me", PROFILE).json["id"]


def test_the_page_has_one_button_and_says_that_it_is_practice(calls: Calls) -> None:
    page = authorize(calls, "GET").get_data(as_text=True)

    assert page.count("<button") == 1
    assert "Practice" in page
    assert 'value="a&amp;b"' in page


def test_the_button_leads_back_with_a_code_and_the_state(calls: Calls) -> None:
    answer = authorize(calls, "POST")

    parts = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(REDIRECT_URI + "?")
    assert parse_qs(parts.query)["state"] == ["a&b"]


def test_a_code_gives_a_token_once(calls: Calls) -> None:
    code = a_code(calls)

    first, second = exchange(calls, code), exchange(calls, code)

    assert first.json["token_type"] == "bearer"
    assert first.json["expires_in"] == 3600
    assert who(calls, first.json["access_token"]) == OWNER
    assert second.status_code == 400
    assert second.json == {"error": "invalid_grant", "error_description": "Invalid access code"}


def test_another_person_can_be_chosen_on_the_page(calls: Calls) -> None:
    code = a_code(calls, profile_id=MEMBER)

    assert who(calls, exchange(calls, code).json["access_token"]) == MEMBER


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client_id": "9"}, "Client authentication failed"),
        ({"redirect_uri": REDIRECT_URI + "/"}, "Redirection URI does not match"),
        ({"redirect_uri": "http://127.0.0.1:8585/callback"}, "Redirection URI does not match"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_application_or_address_leads_nowhere(
    calls: Calls, changes: dict[str, str], message: str, method: str
) -> None:
    answer = authorize(calls, method, **changes)

    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert answer.json["error_message"].startswith(message)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"scope": "some"}, "invalid_scope"), ({"response_type": "pin"}, "unsupported_grant_type")],
)
def test_other_mistakes_are_told_at_the_redirect_address(
    calls: Calls, changes: dict[str, str], error: str
) -> None:
    location = authorize(calls, "GET", **changes).headers["Location"]

    assert parse_qs(urlsplit(location).query)["error"] == [error]


def test_the_redirect_address_must_be_the_same_in_the_exchange(calls: Calls) -> None:
    assert exchange(calls, a_code(calls), "http://localhost:8585/other").status_code == 400


@pytest.mark.parametrize("grant", ["authorization_code", "refresh_token", "client_credentials"])
def test_a_wrong_secret_is_refused_for_every_grant(calls: Calls, grant: str) -> None:
    fields = {"code": a_code(calls), "redirect_uri": REDIRECT_URI, "refresh_token": REFRESH_TOKEN}

    answer = token(calls, "wrong", grant_type=grant, **fields)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="oauth"'
    assert answer.json == {"message": "Credentials are required to access this resource."}


def test_credentials_may_stand_in_the_body(calls: Calls) -> None:
    fields = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    body = urlencode({"grant_type": "client_credentials"} | fields)

    answer = calls.plain(
        "POST", "/oauth/token", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200


def test_a_refresh_gives_a_new_pair_and_spends_the_old_one(calls: Calls) -> None:
    first = token(calls, grant_type="refresh_token", refresh_token=REFRESH_TOKEN)
    second = token(calls, grant_type="refresh_token", refresh_token=REFRESH_TOKEN)

    assert first.json["refresh_token"] != REFRESH_TOKEN
    assert who(calls, first.json["access_token"]) == OWNER
    assert second.json == {"error": "invalid_grant", "error_description": "Invalid grant"}


def test_the_old_refresh_token_may_stay_usable(calls: Calls) -> None:
    calls.state.switches.old_refresh_token_usable = True
    token(calls, grant_type="refresh_token", refresh_token=REFRESH_TOKEN)

    again = token(calls, grant_type="refresh_token", refresh_token=REFRESH_TOKEN)

    assert again.status_code == 200


def test_without_rotation_the_same_refresh_token_comes_back(calls: Calls) -> None:
    calls.state.switches.refresh_rotation = False

    answer = token(calls, grant_type="refresh_token", refresh_token=REFRESH_TOKEN)

    assert answer.json["refresh_token"] == REFRESH_TOKEN


def test_the_application_alone_gets_no_refresh_token_and_no_person(calls: Calls) -> None:
    answer = token(calls, grant_type="client_credentials")

    calls.token = answer.json["access_token"]
    refused = calls.get("/profiles/v2/me", PROFILE)
    assert answer.json["refresh_token"] is None
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == PROFILE
    assert json.loads(refused.get_data())["message"] == "No userid found in auth token"
    assert calls.get("/catalog", doi="10.5555/1").status_code == 200


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_a_malformed_token_call_is_told_what_is_wrong(
    calls: Calls, fields: dict[str, str], error: str
) -> None:
    answer = token(calls, **fields)

    assert answer.status_code == 400
    assert answer.json["error"] == error


def test_a_token_ends_when_its_hour_is_over(calls: Calls) -> None:
    calls.state.clock.advance(3599)
    assert calls.get("/documents").status_code == 200
    calls.state.clock.advance(1)

    answer = calls.get("/documents")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="mendeley" error="invalid_token"'
    assert answer.json["errorId"] == "oauth/TOKEN_EXPIRED"
    assert answer.json["message"] == "Could not access resource because: Token has expired"


def test_an_unknown_token_and_none_at_all_are_refused(calls: Calls) -> None:
    calls.token = "unknown"
    assert calls.get("/documents").json["errorId"] == "oauth/TOKEN_INVALID"
    assert calls.plain("GET", "/documents").status_code == 401


def test_an_empty_token_is_a_bad_request(calls: Calls) -> None:
    calls.token = ""

    assert calls.get("/documents").status_code == 400


def test_a_token_may_stand_in_the_query_and_is_not_logged(calls: Calls) -> None:
    answer = calls.plain("GET", "/documents", query_string={"access_token": calls.token})

    assert answer.status_code == 200
    assert calls.token not in json.dumps(calls.sandbox.requests)


def test_a_revoked_person_has_to_sign_in_again(calls: Calls) -> None:
    calls.state.revoke(OWNER)

    assert calls.get("/documents").status_code == 401
    answer = token(calls, grant_type="refresh_token", refresh_token=REFRESH_TOKEN)
    assert answer.status_code == 400
