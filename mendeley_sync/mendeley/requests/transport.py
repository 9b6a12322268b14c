"""One request, one answer: no retries, no tokens kept, no redirects followed.

Third-party errors end here: what leaves this module is an `Answer`, `NotSentError`, or
`LostAnswerError` where nobody can say what happened.

Source: mendeley-api 2.1; sync-semantics 7 (time-outs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NewConnectionError

from mendeley_sync import __version__
from mendeley_sync.errors import NotSentError
from mendeley_sync.http.addresses import checked_base_url, url_is_loopback
from mendeley_sync.http.clock import Clock
from mendeley_sync.mendeley.requests.answers import Answer, server_time

CONNECT_S = 10.0
READ_S = 60.0
REDIRECTS = frozenset({302, 303, 307})
"""Where a file's content is elsewhere; never followed with our token."""

LARGEST_BODY = 256 * 1024 * 1024
"""Bytes; a page of 500 documents has one or two million."""


class LostAnswerError(Exception):
    """The request left, and no whole answer came back."""

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


@dataclass(frozen=True)
class Request:
    """What to ask; without token and without secrets."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    takes_redirect: bool = False
    """A redirect is an answer here; it is never followed, and elsewhere it is none."""

    @property
    def asked(self) -> str:
        """Method and path, for messages."""
        return f"{self.method} {urlsplit(self.url).path}"


class _Bearer(AuthBase):
    """Sets the token. As `auth=` it also keeps requests from reading a netrc file, which
    would replace our header with a password that belongs elsewhere."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Transport:
    """A kept-alive connection to Mendeley; used by one thread at a time."""

    def __init__(self, base_url: str, clock: Clock) -> None:
        self.base_url = checked_base_url(base_url)
        self._clock = clock
        self._session = new_session(self.base_url)

    def another(self) -> Transport:
        """A second connection to the same place."""
        return Transport(self.base_url, self._clock)

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def send(self, request: Request, token: str) -> Answer:
        """Send once.

        Raises:
            NotSentError: no connection came about; Mendeley knows nothing of it.
            LostAnswerError: it left, and no whole answer came back.
        """
        with translated(request):
            response = self._session.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                data=request.body,
                auth=_Bearer(token),
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            )
            with response:
                body = _whole_body(response)
        return self._answer(request, response, body)

    def _answer(self, request: Request, response: requests.Response, body: bytes) -> Answer:
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=body,
            asked=request.asked,
            at=server_time(response.headers, self._clock.now()),
        )


def new_session(base_url: str) -> requests.Session:
    """A session that says who we are and asks for gzip."""
    session = requests.Session()
    session.headers["User-Agent"] = f"mendeley-sync/{__version__}"
    session.headers["Accept-Encoding"] = "gzip"
    # A proxy from the environment has nothing to do with this machine's own sandbox.
    session.trust_env = not url_is_loopback(base_url)
    return session


def _whole_body(response: requests.Response) -> bytes:
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_content(65536):
        size += len(chunk)
        if size > LARGEST_BODY:
            raise LostAnswerError(f"the answer is larger than {LARGEST_BODY} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _not_sent(request: Request, error: BaseException) -> NotSentError:
    return NotSentError(
        f"Mendeley cannot be reached ({request.asked}: no connection, {_kind(error)})"
    )


@contextmanager
def translated(request: Request) -> Iterator[None]:
    """Errors of requests and urllib3 as ours. Their texts are not kept: they hold addresses."""
    try:
        yield
    except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError) as error:
        raise _not_sent(request, error) from error
    except requests.exceptions.ConnectionError as error:
        if _never_connected(error):
            raise _not_sent(request, error) from error
        raise LostAnswerError("the connection broke", timed_out=_timed_out(error)) from error
    except requests.exceptions.Timeout as error:
        raise LostAnswerError("no answer in time", timed_out=True) from error
    except (requests.exceptions.RequestException, HTTPError, OSError) as error:
        raise LostAnswerError(f"the answer broke off ({_kind(error)})") from error


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _timed_out(error: BaseException) -> bool:
    return "timed out" in str(error).lower()


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    reason: Any = error.args[0] if error.args else None
    return isinstance(getattr(reason, "reason", reason), NewConnectionError)
