"""requests-oauthlib's session, for the token call and for nothing else.

It refuses plain http in every method, also to this very machine, where tests and practice
have their service. The variable that silences it would do so for every host of the
process. So it is told https, and for a loopback address alone an adapter sends plain
http; whether the address may be plain at all is our own check (`http.addresses`).
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from oauthlib.oauth2 import Client
from requests.adapters import HTTPAdapter
from requests_oauthlib import OAuth2Session

from mendeley_sync import __version__
from mendeley_sync.http.addresses import checked_base_url, is_loopback, url_is_loopback

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
