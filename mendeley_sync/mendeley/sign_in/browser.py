"""Signing in: the person's browser goes to Mendeley and comes back with a code.

Source: mendeley-api 1.3 and 1.9; RFC 6749, 4.1; RFC 8252, 7.3 (loopback redirects).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import SecretStr

from mendeley_sync.domain.sign_in import Application
from mendeley_sync.errors import AccessError, UsageError
from mendeley_sync.http.addresses import checked_base_url
from mendeley_sync.mendeley.sign_in.loopback import Verdict, listening, place_of
from mendeley_sync.mendeley.sign_in.token_call import SCOPE

LIMIT_S = 300.0
"""How long a person may take in the browser."""

_CODE = re.compile(r"[A-Za-z0-9._~+/=-]{4,1024}")
_MOST_FIELDS = 20
_LONGEST_REFUSAL = 120


@dataclass
class Attempt:
    """One sign-in that is under way."""

    application: Application
    base_url: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Proves that an answer belongs to this attempt."""
    code: SecretStr | None = None
    refusal: str = ""
    """What Mendeley said instead of a code."""
    strays: int = 0
    """Answers that belonged to something else."""

    @property
    def address(self) -> str:
        """Where the browser begins."""
        asked = {
            "client_id": self.application.client_id,
            "redirect_uri": self.application.redirect_uri,
            "response_type": "code",
            "scope": SCOPE,
            "state": self.state,
        }
        return f"{checked_base_url(self.base_url)}/oauth/authorize?{urlencode(asked)}"

    def judge(self, query: str) -> Verdict:
        """Take an answer's query; what it says is kept only if it is ours."""
        try:
            fields = parse_qs(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            fields = {}
        state, code, error = (_only(fields, name) for name in ("state", "code", "error"))
        if error and "state" not in fields:
            # Nobody knows whether Mendeley sends it along with every error; to end the
            # waiting is all that a stranger could reach with it.
            self.refusal = _printable(error, _only(fields, "error_description"))
            return Verdict.REFUSED
        # In constant time: how long a wrong guess takes must not say how wrong it is.
        if not hmac.compare_digest(state.encode(), self.state.encode()):
            self.strays += 1
            return Verdict.STRAY
        if error:
            self.refusal = _printable(error, _only(fields, "error_description"))
            return Verdict.REFUSED
        if _CODE.fullmatch(code) is None:
            self.strays += 1
            return Verdict.STRAY
        self.code = SecretStr(code)
        return Verdict.ARRIVED

    def result(self) -> SecretStr:
        """The code.

        Raises:
            AccessError: Mendeley refused, or the person did.
        """
        if self.code is not None:
            return self.code
        raise AccessError(
            f'You were not signed in: Mendeley answered "{self.refusal}".',
            advice="If you pressed Refuse, run `mendeley-sync login` again and accept.",
        )


def code_by_browser(
    attempt: Attempt,
    *,
    open_browser: Callable[[str], bool],
    say: Callable[[str], None],
    limit_s: float = LIMIT_S,
) -> SecretStr:
    """Open the browser and wait on the redirect URI for the answer.

    Raises:
        UsageError: the redirect URI leads elsewhere: only pasting works.
        AccessError: refused, no answer in time, or the port is taken.
    """
    place = place_of(attempt.application.redirect_uri)
    if place is None:
        raise UsageError(
            f"The redirect URI {attempt.application.redirect_uri} is not an address of this "
            "computer, so the answer cannot be received here.",
            advice="Run `mendeley-sync login --no-browser` and paste the answer.",
        )
    with listening(place, attempt.judge) as wait:
        say(f"Your browser opens. If it does not, go to:\n{attempt.address}")
        open_browser(attempt.address)
        if not wait(limit_s):
            raise _no_answer(attempt, limit_s)
    return attempt.result()


def code_by_pasting(
    attempt: Attempt, *, ask: Callable[[str], str], say: Callable[[str], None]
) -> SecretStr:
    """Show the address, and take what the person copies from the browser's address bar.

    Raises:
        AccessError: refused, or what was pasted is not the answer.
    """
    say(
        f"1. Open this address in a browser:\n{attempt.address}\n"
        "2. Sign in and accept. The browser then shows a page, perhaps an error page: that is "
        "expected.\n3. Copy the whole address of that page."
    )
    return _pasted(attempt, ask("Paste it here"))


def _pasted(attempt: Attempt, text: str) -> SecretStr:
    answer = text.strip().strip("\"'<>")
    if _CODE.fullmatch(answer) is not None and "=" not in answer.rstrip("="):
        # Typed by the person who asked for it; there is no state to compare.
        return SecretStr(answer)
    if not _is_redirect(answer, attempt.application.redirect_uri):
        raise _mispasted("it does not begin with the redirect URI")
    if not attempt.judge(urlsplit(answer).query).is_final:
        raise _mispasted("it belongs to another sign-in, or a part is missing")
    return attempt.result()


def _is_redirect(address: str, redirect_uri: str) -> bool:
    try:
        here, there = urlsplit(address), urlsplit(redirect_uri)
    except ValueError:
        return False
    # Browsers show an empty path as a slash.
    return (here.scheme, here.netloc, here.path or "/") == (
        there.scheme,
        there.netloc,
        there.path or "/",
    )


def _mispasted(reason: str) -> AccessError:
    return AccessError(
        f"The pasted text is not the answer: {reason}.",
        advice="Run `mendeley-sync login --no-browser` again and copy the whole address.",
    )


def _no_answer(attempt: Attempt, limit_s: float) -> AccessError:
    strays = " An answer to another sign-in arrived and was not used." if attempt.strays else ""
    minutes = max(1, round(limit_s / 60))
    return AccessError(
        f"The sign-in was not completed in the browser within {minutes} minutes.{strays}",
        advice="If the browser showed an error, compare the redirect URI "
        f"{attempt.application.redirect_uri} and the client ID {attempt.application.client_id} "
        "character by character with https://dev.mendeley.com/myapps.html. Then run "
        "`mendeley-sync login` again.",
    )


def _only(fields: dict[str, list[str]], name: str) -> str:
    """The one value of a field; twice is as good as none."""
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else ""


def _printable(error: str, description: str) -> str:
    """What Mendeley says, short and without anything that a terminal would obey."""
    text = description or error
    return "".join(char if char.isprintable() else " " for char in text)[:_LONGEST_REFUSAL]
