"""When a token is old, and what is made of the answers of a token endpoint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import Token
from mendeley_sync.mendeley.sign_in.token import is_good, token_from_answer

SERVICE_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_token(answer: dict[str, Any], *, ahead_s: float = 0.0) -> Token:
    return token_from_answer(
        {"access_token": "access"} | answer,
        answered_at=SERVICE_NOON,
        received_at=SERVICE_NOON - timedelta(seconds=ahead_s),
    )


@given(ahead_s=st.integers(-10 * 86400, 10 * 86400), age_s=st.integers(0, 7200))
def test_a_wrong_clock_of_ours_changes_nothing(ahead_s: int, age_s: int) -> None:
    token = a_token({"expires_in": 3600}, ahead_s=ahead_s)
    our_now = SERVICE_NOON + timedelta(seconds=age_s - ahead_s)

    assert is_good(token, now=our_now) is (age_s < 3540)


@pytest.mark.parametrize(
    ("lifetime", "good_for_s"),
    [
        (3599, 3539.0),
        ("3600", 3540.0),
        (60, 30.0),
        (10, 5.0),
        (None, 3540.0),
        ("soon", 3540.0),
        (-5, 3540.0),
        (float("nan"), 3540.0),
        (10**12, 30 * 86400 - 60.0),
    ],
)
def test_the_lifetime_is_what_the_answer_says_or_an_hour(lifetime: Any, good_for_s: float) -> None:
    token = a_token({"expires_in": lifetime})

    assert is_good(token, now=SERVICE_NOON + timedelta(seconds=good_for_s - 1))
    assert not is_good(token, now=SERVICE_NOON + timedelta(seconds=good_for_s))


@pytest.mark.parametrize("access", [None, "", 7, ["access"]])
def test_an_answer_without_an_access_token_is_none(access: object) -> None:
    with pytest.raises(ValueError, match="no access token"):
        a_token({"access_token": access})


@pytest.mark.parametrize("refresh", [None, "", 7])
def test_an_answer_may_come_without_a_refresh_token(refresh: object) -> None:
    assert a_token({"refresh_token": refresh, "msso": None}).refresh_token is None


def test_a_token_that_is_only_a_refresh_token_is_not_good() -> None:
    assert not is_good(Token(refresh_token=SecretStr("refresh")), now=SERVICE_NOON)
