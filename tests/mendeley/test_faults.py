"""Reads under every fault of the line: the promise is an answer or a plain error, never
half of something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mendeley_sync.errors import EXIT_SERVICE, ServiceError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.run_state import Limits
from mendeley_sync.sandbox.faults.faults import Fault
from tests import scenario
from tests.service_builders import GROUP, a_client, a_server, documents
from tests.sign_in_builders import StandingClock

ONCE = {
    "500": Fault(status=500),
    "502 in HTML": Fault(status=502, body="<html><h1>Bad gateway</h1></html>"),
    "503": Fault(status=503),
    "504": Fault(status=504),
    "408": Fault(status=408),
    "429": Fault(status=429),
    "reset before": Fault(reset=True),
    "reset after": Fault(reset=True, when="after"),
    "cut with length": Fault(cut_after=40),
    "cut without length": Fault(cut_after=40, keep_length=False),
    "cut to nothing": Fault(cut_after=0),
    "not JSON": Fault(when="after", body='[{"id":'),
    "HTML with 200": Fault(when="after", body="<html>login</html>", content_type="text/html"),
    "wrong type": Fault(when="after", content_type="text/plain"),
    "no type": Fault(when="after", remove_headers=("Content-Type",)),
    "byte order mark": Fault(when="after", body="\ufeff[]"),
    "an object": Fault(when="after", body='{"message":"hello"}'),
    "a list of numbers": Fault(when="after", body="[1,2]"),
    "items without id": Fault(when="after", body='[{"title":"x"}]'),
    "empty but counted": Fault(page="empty", headers={"Mendeley-Count": "3"}),
}
faults_once = pytest.mark.parametrize("fault", ONCE.values(), ids=ONCE)


def read_ids(client: MendeleyClient) -> list[str]:
    pages = client.document_pages(group_id=GROUP, limit=2)
    return [item["id"] for page in pages for item in page.items]


@faults_once
@pytest.mark.parametrize("nth", [1, 2])
def test_a_fault_that_passes_leaves_no_trace(fault: Fault, nth: int) -> None:
    held = [{"id": f"d-{number}", "title": "T"} for number in range(5)]
    with a_server(held) as server, a_client(server) as client:
        server.faults.add(_at(fault, nth=nth))

        assert read_ids(client) == ["d-0", "d-1", "d-2", "d-3", "d-4"]
        assert server.faults.fired == 1


@faults_once
def test_a_fault_that_stays_ends_in_a_plain_error(fault: Fault) -> None:
    with a_server(documents(5)) as server, a_client(server) as client:
        server.faults.add(_at(fault, nth=None))
        with pytest.raises(ServiceError) as caught:
            read_ids(client)

        # Four tries; where the page itself is spoilt, one before them and the next page.
        assert 4 <= len(server.requests) <= 6
    assert caught.value.exit_code == EXIT_SERVICE
    assert "/documents" in str(caught.value)


def _at(fault: Fault, *, nth: int | None) -> Fault:
    return Fault(**{**vars(fault), "nth": nth, "path": "/documents"})


def test_waits_grow_with_jitter_and_stay_small() -> None:
    clock = StandingClock()
    with (
        a_server([], Fault(nth=None, status=503)) as server,
        a_client(server, clock=clock) as client,
        pytest.raises(ServiceError),
    ):
        client.my_profile()

    assert clock.slept == [0.25, 0.5, 1.0]


@pytest.mark.parametrize(
    ("retry_after", "slept"),
    [
        ("7", 7.25),
        ("0", 0.25),
        ("120", 120.25),
        ("Thu, 15 Jan 2026 12:00:30 GMT", 30.25),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 0.25),
        (None, 0.25),
        ("-5", 0.25),
        ("soon", 0.25),
        ("", 0.25),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_every_form_of_retry_after_is_a_lower_bound(
    retry_after: str | None, slept: float, status: int
) -> None:
    clock = StandingClock()
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    with (
        a_server([], Fault(status=status, headers=headers)) as server,
        a_client(server, clock=clock) as client,
    ):
        client.my_profile()

    assert max(clock.slept) == pytest.approx(slept)


@pytest.mark.parametrize(
    ("retry_after", "not_before"),
    [
        ("121", scenario.BEGINNING + timedelta(seconds=121)),
        ("86400", scenario.BEGINNING + timedelta(days=1)),
        ("9" * 60, scenario.BEGINNING + timedelta(days=365)),
        ("Fri, 16 Jan 2026 12:00:00 GMT", scenario.BEGINNING + timedelta(days=1)),
    ],
)
def test_a_wait_that_is_too_long_is_not_waited_for(retry_after: str, not_before: datetime) -> None:
    clock = StandingClock()
    fault = Fault(nth=None, status=429, headers={"Retry-After": retry_after})
    with a_server([], fault) as server, a_client(server, clock=clock) as client:
        with pytest.raises(ServiceError) as caught:
            client.my_profile()

        assert len(server.requests) == 1
    assert clock.slept == []
    assert caught.value.not_before == not_before


def test_our_own_clock_plays_no_part_in_a_date() -> None:
    clock = StandingClock(datetime(1999, 1, 1, tzinfo=UTC))
    fault = Fault(status=429, headers={"Retry-After": "Thu, 15 Jan 2026 12:00:10 GMT"})
    with a_server([], fault) as server, a_client(server, clock=clock) as client:
        client.my_profile()

    assert max(clock.slept) == pytest.approx(10.25)


def test_a_run_does_not_wait_beyond_its_budget() -> None:
    clock = StandingClock()
    fault = Fault(nth=None, status=503, headers={"Retry-After": "50"})
    with a_server([], fault) as server:
        limits = Limits(run_budget_s=60.0)
        with (
            a_client(server, clock=clock, limits=limits) as client,
            pytest.raises(ServiceError) as caught,
        ):
            client.my_profile()

    assert clock.slept == [pytest.approx(50.25)]
    assert caught.value.not_before is not None


def test_when_the_quota_is_spent_failures_are_final() -> None:
    with a_server([], Fault(nth=None, status=500)) as server, a_client(server) as client:
        for _ in range(12):
            with pytest.raises(ServiceError):
                client.my_profile()

        # 12 first tries and the 20 retries that a quota of 100 at 5 each pays for.
        assert len(server.requests) == 32


def test_a_429_slows_the_client_down() -> None:
    clock = StandingClock()
    fault = Fault(status=429, headers={"Retry-After": "0"})
    with a_server([], fault) as server, a_client(server, clock=clock) as client:
        client.my_profile()
        before = len(clock.slept)
        client.my_profile()

        assert client._requester.run.throttle.per_s < 4
        assert len(clock.slept) > before


def test_a_redirect_is_not_followed_with_the_token() -> None:
    fault = Fault(nth=None, status=302, headers={"Location": "https://evil.example/"})
    with a_server([], fault) as server, a_client(server) as client:
        with pytest.raises(ServiceError):
            client.my_profile()

        assert {request["path"] for request in server.requests} == {"/profiles/v2/me"}
