"""When to try again, and how long to wait before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.http.retry import RetryPolicy, RetryQuota, not_before, retry_after_s

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Thu, 15 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 0.0),
        ("Thu, 15 Jan 2026 12:00:30", 30.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("Thu, 99 Jan 2026 12:00:30 GMT", None),
        ("NaN", None),
    ],
)
def test_every_form_of_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, answered_at=NOON) == seconds


def test_a_number_longer_than_a_float_is_just_long() -> None:
    seconds = retry_after_s("9" * 400, answered_at=NOON)

    assert seconds is not None
    assert seconds > 1e15
    assert not_before(NOON, seconds) == NOON + timedelta(days=365)


@given(value=st.text("0123456789-+.:, ThuJanGMTinf", max_size=40))
def test_no_retry_after_can_break_us(value: str) -> None:
    seconds = retry_after_s(value, answered_at=NOON)

    assert seconds is None or seconds >= 0


@given(attempt=st.integers(1, 60), chance=st.floats(0, 1, exclude_max=True))
def test_the_own_wait_stays_between_nothing_and_twenty_seconds(attempt: int, chance: float) -> None:
    assert 0 <= RetryPolicy().backoff_s(attempt, chance) < 20


def test_the_own_wait_doubles() -> None:
    waits = [RetryPolicy().backoff_s(attempt, 0.5) for attempt in (1, 2, 3, 4)]

    assert waits == [0.25, 0.5, 1.0, 2.0]


def test_a_quota_is_spent_by_retries_and_mended_by_success() -> None:
    quota = RetryQuota(12)

    assert quota.take(timed_out=True)
    assert not quota.take(timed_out=False)
    for _ in range(3):
        quota.give_back()
    assert quota.take(timed_out=False)


def test_a_quota_never_grows_beyond_its_size() -> None:
    quota = RetryQuota(5)
    quota.give_back()

    assert quota.left == 5
