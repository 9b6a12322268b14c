"""The token call: a code, a refresh token or the application itself against a token.

requests-oauthlib makes the call; its automatic refresh is not used, since it is not safe
(docs/decisions/0050-the-token-call.md). Errors are sorted by what Mendeley says.

Source: mendeley-api 1.4 to 1.6, 1.8.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
import tenacity
from oauthlib.oauth2 import Client, OAuth2Error, WebApplicationClient
from pydantic import SecretStr
from requests.auth import HTTPBasicAuth

from mendeley_sync.domain.sign_in import Application, Token
from mendeley_sync.errors import (
    AccessError,
    CredentialsError,
    GrantRefusedError,
    MendeleySyncError,
    NoAnswerError,
    NotSentError,
    RedirectMismatchError,
    ServiceError,
)
from mendeley_sync.http.clock import Clock, SystemClock
from mendeley_sync.http.retry import (
    RETRIED_STATUSES,
    RetryPolicy,
    not_before,
    retry_after_s,
)
from mendeley_sync.mendeley.requests.answers import (
    Answer,
    UnusableAnswerError,
    error_details,
    object_of,
    server_time,
)
from mendeley_sync.mendeley.requests.transport import (
    CONNECT_S,
    LostAnswerError,
    Request,
    translated,
)
from mendeley_sync.mendeley.sign_in.token import TokenSession, token_from_answer

TOKEN_PATH = "/oauth/token"
ANSWER_S = 30.0
"""Time-out of the token call (mendeley-api 2.10)."""

SCOPE = "all"

# A long run of a token's characters with a digit in it: no word of a sentence looks so.
_LIKE_A_TOKEN = re.compile(r"(?=[A-Za-z._~+/=-]*[0-9])[A-Za-z0-9._~+/=-]{16,}")


class _FailedTryError(Exception):
    """One try that may be made again; `final` is what it ends in otherwise."""

    def __init__(self, final: MendeleySyncError, *, wait_s: float = 0.0) -> None:
        super().__init__(str(final))
        self.final = final
        self.wait_s = wait_s


@dataclass(frozen=True)
class TokenEndpoint:
    """Mendeley's token endpoint, as one application uses it."""

    application: Application
    base_url: str
    clock: Clock = field(default_factory=SystemClock)
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    chance: Callable[[], float] = random.random
    """Random numbers in [0, 1), for the jitter."""

    def exchange_code(self, code: SecretStr) -> Token:
        """A token for the code that the browser brought.

        Raises:
            GrantRefusedError: the code was used before, or is too old.
            CredentialsError, RedirectMismatchError: the application is not accepted.
            ServiceError: no usable answer after every try.
        """
        client = WebApplicationClient(self.application.client_id)

        def ask(session: TokenSession, **call: Any) -> None:
            session.fetch_token(code=code.get_secret_value(), include_client_id=False, **call)

        return self._tried(client, ask, secrets=(code,))

    def refresh(self, refresh_token: SecretStr) -> Token:
        """Another access token; with a new refresh token where Mendeley gives one.

        Raises: as `exchange_code`.
        """
        client = WebApplicationClient(self.application.client_id)

        def ask(session: TokenSession, **call: Any) -> None:
            session.refresh_token(
                refresh_token=refresh_token.get_secret_value(),
                redirect_uri=self.application.redirect_uri,
                **call,
            )

        return self._tried(client, ask, secrets=(refresh_token,))

    def _tried(
        self, client: Client, ask: Callable[..., None], *, secrets: tuple[SecretStr, ...]
    ) -> Token:
        """Ask up to `retries.attempts` times.

        The same call may be made again: where the first answer was lost, the second
        says so (the code or token is spent), and nothing was done twice.
        """
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_FailedTryError),
            wait=self._wait_s,
            stop=self._gives_up,
            sleep=self.clock.sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, client, ask, secrets)
        except _FailedTryError as failed:
            raise failed.final from failed

    def _wait_s(self, state: tenacity.RetryCallState) -> float:
        return _failure(state).wait_s + self.retries.backoff_s(state.attempt_number, self.chance())

    def _gives_up(self, state: tenacity.RetryCallState) -> bool:
        too_long = _failure(state).wait_s > self.retries.longest_retry_after_s
        return too_long or state.attempt_number >= self.retries.attempts

    def _once(
        self, client: Client, ask: Callable[..., None], secrets: tuple[SecretStr, ...]
    ) -> Token:
        found: list[Token] = []

        def look(response: requests.Response) -> requests.Response:
            found.append(self._token_of(self._answer_of(response), secrets))
            return response

        self._call(client, ask, look)
        return found[-1]

    def _call(
        self,
        client: Client,
        ask: Callable[..., None],
        look: Callable[[requests.Response], requests.Response],
    ) -> None:
        """The call itself; `look` sees the answer before the library does."""
        application = self.application
        basic = HTTPBasicAuth(application.client_id, application.client_secret.get_secret_value())
        session = TokenSession(client, self.base_url, redirect_uri=application.redirect_uri)
        session.register_compliance_hook("access_token_response", look)
        session.register_compliance_hook("refresh_token_response", look)
        address = session.base_url + TOKEN_PATH
        try:
            with session, translated(Request("POST", address)):
                ask(session, token_url=address, auth=basic, timeout=(CONNECT_S, ANSWER_S))
        except NotSentError as error:
            raise _FailedTryError(error) from error
        except LostAnswerError as error:
            lost = NoAnswerError(f"Mendeley's sign-in did not answer ({error}).")
            raise _FailedTryError(lost) from error
        except OAuth2Error:
            # Neither chained nor quoted: its text may hold a token.
            unusable = ServiceError("Mendeley's sign-in gave no usable answer.")
            raise _FailedTryError(unusable) from None

    def _answer_of(self, response: requests.Response) -> Answer:
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            asked=f"POST {TOKEN_PATH}",
            at=server_time(response.headers, self.clock.now()),
        )

    def _token_of(self, answer: Answer, secrets: tuple[SecretStr, ...]) -> Token:
        if not answer.is_success:
            self._raise_for(answer, secrets)
        try:
            return token_from_answer(
                object_of(answer), answered_at=answer.at, received_at=self.clock.now()
            )
        except (UnusableAnswerError, ValueError):
            # Neither chained nor quoted: the body may hold a token.
            raise _FailedTryError(
                ServiceError("Mendeley's sign-in gave no usable answer.", trace_id=answer.trace_id)
            ) from None

    def _raise_for(self, answer: Answer, secrets: tuple[SecretStr, ...]) -> None:
        """The cause as an error; both dialects of error bodies (mendeley-api 1.6)."""
        code = _error_code(answer)
        words = _without(error_details(answer)[0], (*secrets, self.application.client_secret))
        error = self._error(answer, code, words).with_trace(answer.trace_id)
        error.status = answer.status
        if answer.status in RETRIED_STATUSES:
            wait_s = retry_after_s(answer.headers.get("retry-after"), answered_at=answer.at)
            raise _FailedTryError(error, wait_s=wait_s or 0.0)
        raise error

    def _error(self, answer: Answer, code: str, words: str) -> MendeleySyncError:
        reported = f" ({words})" if words else ""
        if answer.status in RETRIED_STATUSES or answer.status >= 500 or answer.status < 400:
            return self._service_error(answer, reported)
        if "redirect" in words.lower():
            return RedirectMismatchError(
                f"The redirect URI {self.application.redirect_uri} is not the one registered for "
                f"your application{reported}.",
                advice="Compare it character by character with the one registered at "
                "https://dev.mendeley.com/myapps.html.",
            )
        if code == "invalid_grant":
            return GrantRefusedError(
                "Mendeley no longer accepts this sign-in: it was withdrawn, expired or replaced"
                f"{reported}."
            )
        if answer.status == 401 or _is_about_the_application(code, words):
            return CredentialsError(
                "Mendeley rejects the client ID and client secret "
                f"(client ID {self.application.client_id}){reported}.",
                advice="Check https://dev.mendeley.com/myapps.html: a new client secret replaces "
                "the old one. Then run `mendeley-sync login --new-application`.",
            )
        return AccessError(f"Mendeley rejected the sign-in with code {answer.status}{reported}.")

    def _service_error(self, answer: Answer, reported: str) -> ServiceError:
        wait_s = retry_after_s(answer.headers.get("retry-after"), answered_at=answer.at)
        kind = NoAnswerError if answer.status >= 500 else ServiceError
        return kind(
            f"Mendeley's sign-in is not available, code {answer.status}{reported}.",
            status=answer.status,
            not_before=not_before(answer.at, wait_s) if wait_s else None,
        )


def _failure(state: tenacity.RetryCallState) -> _FailedTryError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _FailedTryError)  # tenacity asks only after such a failure
    return error


def _error_code(answer: Answer) -> str:
    try:
        value = object_of(answer).get("error")
    except UnusableAnswerError:
        return ""
    return value if isinstance(value, str) else ""


def _is_about_the_application(code: str, words: str) -> bool:
    return code in {"invalid_client", "unauthorized_client"} or (
        "client authentication failed" in words.lower() or "credentials" in words.lower()
    )


def _without(text: str, secrets: tuple[SecretStr, ...]) -> str:
    """Text of Mendeley without what we sent it, and without anything like a token."""
    for secret in secrets:
        value = secret.get_secret_value()
        if value:
            text = text.replace(value, "***")
    return _LIKE_A_TOKEN.sub("***", text)
