"""Sign-in through the vendor's SDK: all three flows, renewal, refusals."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from mendeley import Mendeley
from mendeley.exception import MendeleyApiException
from mendeley.session import MendeleySession
from oauthlib.oauth2 import InvalidClientError, InvalidGrantError, OAuth2Error

from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.sdk.conftest import ENTRY, ME, REDIRECT

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def pressed(login_url: str) -> str:
    """Where the browser ends up after the button on the page was pressed."""
    assert requests.get(login_url, timeout=10).status_code == 200
    address, _, asked = login_url.partition("?")
    answer = requests.post(address, data=asked, headers=FORM, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_the_application_alone_sees_the_catalog_and_nobody_s_library(app: Any) -> None:
    session = app.start_client_credentials_flow().authenticate()

    assert session.token["token_type"] == "bearer"
    assert session.token["refresh_token"] is None
    assert session.catalog.get(ENTRY).year == 2007
    assert session.profiles.get(ME).display_name == "Clara Beispiel"
    assert session.profiles.get(ME).email is None
    for call in (lambda: session.profiles.me, session.documents.list, session.groups.list):
        with pytest.raises(MendeleyApiException, match="No userid found in auth token") as raised:
            call()
        assert raised.value.status == 400


def test_a_session_of_the_application_renews_itself(app: Any) -> None:
    session = app.start_client_credentials_flow().authenticate()
    first = session.token["access_token"]

    session.token = session.token | {"expires_at": 1, "expires_in": -1}

    assert session.catalog.get(ENTRY).year == 2007
    assert session.token["access_token"] != first


def test_a_wrong_secret_is_an_invalid_client(server: SandboxServer, app: Any) -> None:
    wrong = Mendeley("1234", "wrong", REDIRECT, host=server.url)

    # The SDK turns the plain text of 2014 into `invalid_client`; the JSON of 2016 it lets through.
    with pytest.raises((InvalidClientError, OAuth2Error)):
        wrong.start_client_credentials_flow().authenticate()


def test_a_code_signs_a_person_in_and_the_session_renews_itself(
    app: Any, server: SandboxServer
) -> None:
    flow = app.start_authorization_code_flow()
    session = flow.authenticate(pressed(flow.get_login_url()))
    first = session.token["access_token"]

    session.token = session.token | {"expires_at": 1, "expires_in": -1}

    assert session.profiles.me.id == ME
    assert session.token["access_token"] != first


def test_a_code_is_good_once(app: Any) -> None:
    flow = app.start_authorization_code_flow(state="chosen")
    address = pressed(flow.get_login_url())
    assert "state=chosen" in address
    flow.authenticate(address)

    with pytest.raises(InvalidGrantError, match="Invalid access code"):
        flow.authenticate(address)


def test_the_implicit_flow_gives_a_token_in_the_fragment(app: Any) -> None:
    flow = app.start_implicit_grant_flow()
    address = pressed(flow.get_login_url())

    session = flow.authenticate(address)

    assert address.startswith(f"{REDIRECT}#access_token=")
    assert "expires_in" not in address
    assert session.profiles.me.id == ME


@pytest.mark.parametrize(
    ("token", "said"),
    [("old", "Token has expired"), ("none", "Token not valid")],
)
def test_a_token_that_is_no_good_is_401(app: Any, token: str, said: str) -> None:
    session = MendeleySession(app, {"access_token": token, "token_type": "bearer"})

    with pytest.raises(MendeleyApiException, match=said) as raised:
        session.documents.list()

    assert raised.value.status == 401
