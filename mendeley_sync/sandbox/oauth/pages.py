"""`/oauth/authorize` and `/oauth/token`: oauthlib's own server, in the service's words."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, request
from markupsafe import Markup
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749.errors import (
    FatalClientError,
    InvalidClientIdError,
    InvalidScopeError,
    MissingClientIdError,
)

from mendeley_sync.sandbox.answers import JSON, Problem, answer
from mendeley_sync.sandbox.oauth.rules import SCOPE, authorization_server
from mendeley_sync.sandbox.session import state
from mendeley_sync.sandbox.state import Item

oauth = Blueprint("oauth", __name__, url_prefix="/oauth")

_PAGE = Markup(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Practice sign-in</title></head>
<body><h1>Practice sign-in</h1>
<p>This is the sandbox, not Mendeley. An application asks to use the library of:</p>
<form method="post" action="/oauth/authorize">
{hidden}{people}<button type="submit" id="authorize">Accept</button>
</form>
<p><a id="refuse" href="{refusal}">Refuse</a></p></body></html>
"""
)
_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">\n')
_CHOICE = Markup('<label>Account <select name="profile_id">{}</select></label>\n')
_OPTION = Markup('<option value="{}"{}>{}</option>')
_ASKED = ("client_id", "redirect_uri", "response_type", "scope", "state")


@oauth.get("/authorize")
def authorize_page() -> Response:
    """A page with one button; with several profiles also a list to choose from."""
    refused = _refusal(request.args.to_dict())
    if refused is not None:
        return refused
    asked = {name: request.args[name] for name in _ASKED if name in request.args}
    hidden = Markup("").join(_HIDDEN.format(name, value) for name, value in asked.items())
    refusal = _redirection(asked, "access_denied", "Access denied")
    page = _PAGE.format(hidden=hidden, people=_people(), refusal=refusal)
    return Response(page, content_type="text/html; charset=utf-8")


@oauth.post("/authorize")
def authorize() -> Response:
    """The button was pressed: back to the application with a code, or with a token."""
    asked = {name: request.form[name] for name in _ASKED if name in request.form}
    refused = _refusal(asked)
    if refused is not None:
        return refused
    person = request.form.get("profile_id") or state().me
    if person not in state().profiles:
        return _fatal("Unknown profile")
    headers, _, _ = authorization_server(state()).create_authorization_response(
        _address(asked), scopes=[SCOPE], credentials={"user": person}
    )
    address, mark, fragment = headers["Location"].partition("#")
    return _found(f"{address}{mark}{_as_seen(fragment)}")


def _as_seen(fragment: str) -> str:
    """The fragment of the implicit grant carries neither lifetime nor scope."""
    pairs = [(k, v) for k, v in parse_qsl(fragment) if k not in ("expires_in", "scope")]
    return urlencode([(k, v.lower() if k == "token_type" else v) for k, v in pairs])


def _address(asked: Item) -> str:
    # oauthlib reads parameters out of an address; its origin does not matter.
    return f"https://sandbox/oauth/authorize?{urlencode(asked)}"


def _refusal(asked: Item) -> Response | None:
    """What is wrong with the request: a page that leads nowhere, or an error at the redirect."""
    try:
        authorization_server(state()).validate_authorization_request(_address(asked))
    except (InvalidClientIdError, MissingClientIdError):
        return _fatal("Client authentication failed")
    except FatalClientError:
        return _fatal("Redirection URI does not match the one registered for this application")
    except InvalidScopeError:
        return _found(_redirection(asked, "invalid_scope", "Invalid scope"))
    except OAuth2Error:
        return _found(_redirection(asked, "unsupported_grant_type", "Invalid response type"))
    return None


def _fatal(message: str) -> Response:
    return answer({"error_message": message}, JSON, status=400)


def _found(location: str) -> Response:
    response = Response(status=302)
    response.headers["Location"] = location
    return response


def _redirection(asked: Item, error: str, description: str) -> str:
    pairs = {"error": error, "error_description": description}
    if "state" in asked:
        pairs["state"] = asked["state"]
    joint = "&" if "?" in asked["redirect_uri"] else "?"
    return f"{asked['redirect_uri']}{joint}{urlencode(pairs)}"


def _people() -> Markup:
    profiles = state().profiles
    if len(profiles) < 2:
        return Markup("")
    options = [
        _OPTION.format(
            name,
            Markup(" selected") if name == state().me else "",
            profile.get("display_name") or profile.get("last_name") or name,
        )
        for name, profile in profiles.items()
    ]
    return _CHOICE.format(Markup("").join(options))


@oauth.post("/token")
def token() -> Response:
    """Code, refresh token or the application's own credentials against an access token."""
    _, text, status = authorization_server(state()).create_token_response(
        "https://sandbox/oauth/token",
        "POST",
        request.get_data(as_text=True),
        dict(request.headers.items()),
    )
    found = json.loads(text)
    if status == 200:
        return answer(_granted(found), JSON)
    if found["error"] == "invalid_client":
        message = "Credentials are required to access this resource."
        raise Problem(401, message, headers=[("WWW-Authenticate", 'Basic realm="oauth"')])
    return answer(_refused(found), JSON, status=400)


def _granted(found: Item) -> Item:
    """The recorded shape: lower-case type, a null where there is no refresh token."""
    return {
        "access_token": found["access_token"],
        "token_type": "bearer",
        "expires_in": found["expires_in"],
        "refresh_token": found.get("refresh_token"),
        "msso": None,
        "scope": SCOPE,
    }


def _refused(found: Item) -> Item:
    name = found["error"]
    description = found.get("error_description", name)
    if request.form.get("grant_type") == "password":
        # Taken from Mendeley's own programs alone.
        name = "unauthorized_client"
        description = "The client is not authorized to use this grant type"
    if name == "invalid_grant":
        refreshing = request.form.get("grant_type") == "refresh_token"
        description = "Invalid grant" if refreshing else "Invalid access code"
    return {"error": name, "error_description": description}
