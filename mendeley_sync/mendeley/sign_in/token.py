"""When a token is old, and what an answer of the token endpoint holds. Pure."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from oauthlib.oauth2 import Client
from pydantic import SecretStr
from requests.adapters import HTTPAdapter
from requests_oauthlib import OAuth2Session

from mendeley_sync import __version__
from mendeley_sync.domain.sign_in import Token
from mendeley_sync.http.addresses import checked_base_url, is_loopback, url_is_loopback

EARLY_S = 60.0
"""A token is refreshed so long before it expires (mendeley-api 1.5)."""

ASSUMED_LIFETIME_S = 3600.0
"""Where an answer does not say; a wrong guess costs one 401, which refreshes."""

_LONGEST_LIFETIME_S = 30 * 86400.0


def token_from_answer(
    answer: Mapping[str, Any], *, answered_at: datetime, received_at: datetime
) -> Token:
    """The token in an answer.

    Args:
        answered_at: Mendeley's clock.
        received_at: our clock at the same moment.

    Raises:
        ValueError: there is no access token in it.
    """
    access = answer.get("access_token")
    if not isinstance(access, str) or not access:
        raise ValueError("no access token in the answer")
    refresh = answer.get("refresh_token")
    return Token(
        access_token=SecretStr(access),
        refresh_token=SecretStr(refresh) if isinstance(refresh, str) and refresh else None,
        obtained_at=answered_at,
        expires_at=answered_at + timedelta(seconds=_lifetime_s(answer.get("expires_in"))),
        service_ahead_s=(answered_at - received_at).total_seconds(),
    )


def is_good(token: Token, *, now: datetime) -> bool:
    """True if the access token can still be used.

    Args:
        now: our clock; the difference to Mendeley's clock is in the token.
    """
    if token.access_token is None or token.expires_at is None:
        return False
    service_now = now + timedelta(seconds=token.service_ahead_s)
    return service_now < token.expires_at - _margin(token)


def _margin(token: Token) -> timedelta:
    # A token that lives for less than two minutes would otherwise be old when it is born.
    early = timedelta(seconds=EARLY_S)
    if token.obtained_at is None or token.expires_at is None:
        return early
    return min(early, (token.expires_at - token.obtained_at) / 2)


def _lifetime_s(value: object) -> float:
    try:
        seconds = float(value) if isinstance(value, int | float | str) else ASSUMED_LIFETIME_S
    except ValueError:
        return ASSUMED_LIFETIME_S
    # Not a number compares as false and falls through to the guess.
    return min(seconds, _LONGEST_LIFETIME_S) if seconds >= 0 else ASSUMED_LIFETIME_S


# At DEBUG it writes tokens and secrets into the log.
for _name in ("requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class TokenSession(OAuth2Session):  # type: ignore[misc] # the library has no types
    """One token call: no redirects, no automatic refresh, plain http to this machine only."""

    def __init__(self, client: Client, base_url: str, *, redirect_uri: str | None = None) -> None:
        super().__init__(client=client, redirect_uri=redirect_uri)
        base_url = checked_base_url(base_url)
        self.headers["User-Agent"] = f"mendeley-sync/{__version__}"
        self.trust_env = not url_is_loopback(base_url)
        self.base_url = _named_secure(base_url)
        if self.base_url != base_url:
            self.mount(self.base_url, _PlainToThisMachine())

    def get_redirect_target(self, resp: requests.Response) -> None:
        """A redirect would carry secrets to who knows where."""


class _PlainToThisMachine(HTTPAdapter):
    """Sends plain http what was named https; mounted for loopback addresses alone."""

    def send(
        self, request: requests.PreparedRequest, *args: Any, **named: Any
    ) -> requests.Response:
        parts = urlsplit(request.url or "")
        if not is_loopback(parts.hostname or ""):
            raise requests.exceptions.InvalidURL("plain http is for this machine only")
        request.url = urlunsplit(parts._replace(scheme="http"))
        return super().send(request, *args, **named)


def _named_secure(base_url: str) -> str:
    parts = urlsplit(base_url)
    return urlunsplit(parts._replace(scheme="https"))
