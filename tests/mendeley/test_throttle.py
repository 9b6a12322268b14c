"""How fast we may ask."""

from __future__ import annotations

import pytest

from mendeley_sync.http.throttle import Rate, Throttle
from tests.sign_in_builders import StandingClock


def test_a_burst_is_free_and_then_the_rate_holds() -> None:
    clock = StandingClock()
    throttle = Throttle(Rate(per_s=4, burst=3), clock)

    for _ in range(5):
        throttle.wait()

    assert clock.slept == [0.25, 0.25]


def test_rest_fills_the_bucket_again_and_no_further() -> None:
    clock = StandingClock()
    throttle = Throttle(Rate(per_s=4, burst=2), clock)
    for _ in range(2):
        throttle.wait()
    clock.advance(3600)

    for _ in range(3):
        throttle.wait()

    assert clock.slept == [0.25]


def test_a_refusal_ends_the_burst_and_slows_down() -> None:
    clock = StandingClock()
    throttle = Throttle(Rate(per_s=4, burst=50), clock)

    throttle.refused()
    throttle.wait()

    assert throttle.per_s == pytest.approx(2.8)
    assert clock.slept == [pytest.approx(1 / 2.8)]


def test_good_answers_bring_the_speed_back_and_no_further() -> None:
    throttle = Throttle(Rate(per_s=4, burst=8), StandingClock())
    throttle.refused()

    throttle.accepted()
    assert 2.8 < throttle.per_s < 4
    for _ in range(100):
        throttle.accepted()
    assert throttle.per_s == 4


@pytest.mark.parametrize(("per_s", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_rate_that_never_lets_anything_through_is_refused(per_s: float, burst: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        Rate(per_s, burst)
