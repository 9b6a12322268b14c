"""When a token is old, and what an answer of the token endpoint holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from mendeley_sync.domain.sign_in import Token

EARLY_S = 60.0
"""A token is renewed so long before it expires (mendeley-api 1.5)."""

ASSUMED_LIFETIME_S = 3600.0
"""Where an answer does not say; a wrong guess costs one 401, which renews."""

_LONGEST_LIFETIME_S = 30 * 86400.0


def token_from_answer(
    answer: Mapping[str, Any], *, answered_at: datetime, received_at: datetime
) -> Token:
    """The token in an answer.

    Args:
        answered_at: the service's clock.
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
    """Whether the access token can still be used.

    Args:
        now: our clock; the difference to the service's clock is in the token.
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
