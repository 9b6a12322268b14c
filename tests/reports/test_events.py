"""What is told after a run of the job: changes, once; standing news never again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.domain.job import JobStatus
from mendeley_sync.reports.job.events import (
    Event,
    EventKind,
    JobRun,
    event_text,
    events_of,
    is_too_early,
    status_after,
)

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
OPEN: Mapping[str, int] = {"differs": 2}


def a_run(at: datetime = START, exit_code: int = 0, **more: Any) -> JobRun:
    counts = {"counts": OPEN} if exit_code in (0, 3, 4) else {}
    return JobRun(at=at, exit_code=exit_code, **(counts | more))


def told_in(
    runs: Iterable[JobRun], before: JobStatus | None = None, *, digest: bool = False
) -> list[tuple[EventKind, ...]]:
    """The kinds of events that each run of a row tells."""
    status, told = before or JobStatus(), []
    for run in runs:
        events = events_of(status, run, outage_after=DAY, weekly_digest=digest)
        status = status_after(status, run, events)
        told.append(tuple(event.kind for event in events))
    return told


def in_a_row(codes: Iterable[int], step: timedelta = HOUR, **more: Any) -> list[JobRun]:
    return [a_run(START + step * place, code, **more) for place, code in enumerate(codes)]


FAILED = (EventKind.FAILED,)


@pytest.mark.parametrize("code", [1, 2, 5, 6, 8, 11, 12])
def test_what_needs_a_person_is_told_at_once_and_only_once(code: int) -> None:
    assert told_in(in_a_row([0, code, code, code])) == [(), FAILED, (), ()]


@pytest.mark.parametrize("code", [7, 9, 10, 130, 143])
def test_an_outage_is_told_after_a_day_without_success_and_only_once(code: int) -> None:
    told = told_in(in_a_row([0] + [code] * 48))

    assert [place for place, kinds in enumerate(told) if kinds] == [25]


def test_an_outage_that_changes_its_face_is_one_outage() -> None:
    told = told_in(in_a_row([0] + [9, 10, 7, 143] * 12))

    assert [place for place, kinds in enumerate(told) if kinds] == [25]


def test_one_run_of_a_daily_job_that_found_nobody_in_is_no_outage() -> None:
    assert told_in(in_a_row([0, 9, 0], step=DAY)) == [(), (), ()]
    assert told_in(in_a_row([0, 9, 9, 0], step=DAY)) == [(), (), FAILED, (EventKind.RECOVERED,)]


def test_the_digest_leaves_a_failure_alone_that_was_told_this_week() -> None:
    told = told_in(in_a_row([0] * 6 + [8] * 15, step=DAY), digest=True)

    digests = [place for place, kinds in enumerate(told) if EventKind.DIGEST in kinds]
    assert told[6] == FAILED
    assert digests == [13, 20]


def test_an_outage_from_the_first_run_on_counts_from_that_run() -> None:
    told = told_in(in_a_row([9] * 30))

    assert [place for place, kinds in enumerate(told) if kinds] == [24]


def test_a_short_outage_is_never_mentioned() -> None:
    assert told_in(in_a_row([0, 9, 9, 9, 0])) == [()] * 5


def test_a_second_cause_is_told_while_the_first_still_stands_and_neither_twice() -> None:
    assert told_in(in_a_row([0, 8, 5, 8, 5])) == [(), FAILED, FAILED, (), ()]


def test_recovery_is_told_once_after_a_failure_that_was_told() -> None:
    assert told_in(in_a_row([0, 8, 0, 0])) == [(), FAILED, (EventKind.RECOVERED,), ()]


def test_a_failure_that_comes_back_after_a_good_run_is_told_again() -> None:
    assert told_in(in_a_row([8, 0, 8]))[2] == FAILED


def test_a_long_sequence_of_failures_says_since_when() -> None:
    status = JobStatus()
    for run in in_a_row([0, 8, 8, 0]):
        events = events_of(status, run, outage_after=DAY)
        status = status_after(status, run, events)

    assert "2026-03-01 07:00 UTC" in events[0].text


@pytest.mark.parametrize("code", [0, 3, 4])
def test_differences_and_holds_are_no_failure(code: int) -> None:
    assert told_in(in_a_row([code] * 3)) == [()] * 3


def test_changes_are_told_with_one_line_each() -> None:
    run = a_run(history_known=True, new=("differs: A, year", "missing: B"), cleared=("extra: C",))

    new, cleared = events_of(JobStatus(), run, outage_after=DAY)

    assert (new.kind, new.text) == (EventKind.NEW, "2 new differences.")
    assert new.details == ("differs: A, year", "missing: B")
    assert (cleared.kind, cleared.text) == (EventKind.CLEARED, "1 difference resolved.")


def test_without_history_nothing_is_called_new() -> None:
    assert told_in([a_run(history_known=False, new=("differs: A",), cleared=("B",))]) == [()]


def test_what_a_refused_run_found_is_told_with_the_refusal() -> None:
    run = a_run(exit_code=5, counts=OPEN, history_known=True, new=("missing: A",), gone=6)

    assert told_in([run]) == [(EventKind.GONE, EventKind.FAILED, EventKind.NEW)]


@pytest.mark.parametrize(("gone", "told"), [(4, ()), (5, (EventKind.GONE,))])
def test_five_documents_gone_are_told_four_are_not(gone: int, told: tuple[EventKind, ...]) -> None:
    assert told_in([a_run(gone=gone)]) == [told]


def test_an_accepted_difference_is_announced_once_in_its_last_week() -> None:
    until = START + 10 * DAY
    runs = [a_run(START + day * DAY, expiring={"f-1": until}) for day in range(9)]

    assert [day for day, kinds in enumerate(told_in(runs)) if kinds] == [3]


def test_what_was_accepted_for_longer_is_announced_again_when_that_ends() -> None:
    first, second = START + 5 * DAY, START + 60 * DAY
    runs = [
        a_run(START, expiring={"f-1": first}),
        a_run(START + DAY, expiring={"f-1": second}),
        a_run(START + 55 * DAY, expiring={"f-1": second}),
    ]

    expiring = (EventKind.EXPIRING,)
    assert told_in(runs) == [expiring, (), expiring]


def test_the_digest_comes_once_a_week_while_something_is_open() -> None:
    told = told_in(in_a_row([0] * 22, DAY), digest=True)

    assert [day for day, kinds in enumerate(told) if kinds] == [7, 14, 21]


def test_a_job_that_starts_a_little_early_each_day_still_gets_its_digest_on_the_seventh() -> None:
    told = told_in(in_a_row([0] * 8, DAY - timedelta(minutes=10)), digest=True)

    assert told[7] == (EventKind.DIGEST,)


def test_there_is_no_digest_while_nothing_is_open_and_none_at_once_when_something_opens() -> None:
    still = in_a_row([0] * 20, DAY, counts={})
    opened = a_run(START + 20 * DAY, history_known=True, new=("differs: A",))

    told = told_in([*still, opened], digest=True)

    assert told == [()] * 20 + [(EventKind.NEW,)]


def test_a_failure_that_stands_is_told_once_and_then_stands_in_each_digest() -> None:
    status, told = JobStatus(), []
    for run in in_a_row([8] * 15, DAY):
        events = events_of(status, run, outage_after=DAY)
        status = status_after(status, run, events)
        told.append(tuple(event.kind for event in events))

    digest = (EventKind.DIGEST,)
    assert [kinds for kinds in told if kinds] == [FAILED, digest, digest]
    assert "failing since 2026-03-01" in events[0].text


def test_the_digest_can_be_switched_off() -> None:
    assert told_in(in_a_row([0] * 30, DAY), digest=False) == [()] * 30


def test_a_sign_in_that_nobody_used_for_sixty_days_is_told_once_with_the_way_to_mend_it() -> None:
    runs = [
        a_run(START + day * DAY, sign_ins={"default": START + day * DAY, "member": START})
        for day in range(70)
    ]
    status, told = JobStatus(), []
    for run in runs:
        events = events_of(status, run, outage_after=DAY, weekly_digest=False)
        status = status_after(status, run, events)
        told += [(run.at - START, event) for event in events]

    assert [days for days, _ in told] == [60 * DAY]
    assert "mendeley-sync login --profile member" in told[0][1].text


def test_a_sign_in_that_was_renewed_may_be_told_about_again_later() -> None:
    runs = [
        a_run(START + 60 * DAY, sign_ins={"default": START}),
        a_run(START + 61 * DAY, sign_ins={"default": START + 61 * DAY}),
        a_run(START + 121 * DAY, sign_ins={"default": START + 61 * DAY}),
    ]

    assert told_in(runs) == [(EventKind.SIGN_IN,), (), (EventKind.SIGN_IN,)]


def test_the_status_counts_failures_and_keeps_the_last_success() -> None:
    status = JobStatus()
    for run in in_a_row([0, 9, 9]):
        status = status_after(status, run, ())

    assert status.last_success == START
    assert status.last_try == START + 2 * HOUR
    assert (status.consecutive_failures, status.exit_code) == (2, 9)
    assert status.cause == "Mendeley unavailable or rate-limited"
    assert status.counts == OPEN


def test_the_status_forgets_a_failure_with_the_next_success() -> None:
    status = status_after(JobStatus(), a_run(exit_code=8), ())
    status = status_after(status, a_run(START + HOUR), ())

    assert (status.consecutive_failures, status.cause, status.failing_since) == (0, "", None)


def test_holds_are_remembered_and_a_failed_run_does_not_forget_them() -> None:
    status = status_after(JobStatus(), a_run(exit_code=4, holds=("h-1",)), ())
    assert status_after(status, a_run(exit_code=9), ()).reported_holds == ("h-1",)
    assert status_after(status, a_run(), ()).reported_holds == ()


def test_no_try_before_the_time_that_the_service_named() -> None:
    status = status_after(JobStatus(), a_run(exit_code=9, not_before=START + HOUR), ())

    assert is_too_early(status, START + HOUR - timedelta(seconds=1))
    assert not is_too_early(status, START + HOUR)
    assert not is_too_early(JobStatus(), START)


def test_the_text_shows_twenty_lines_and_counts_the_rest() -> None:
    event = Event(
        kind=EventKind.NEW, text="25 new findings.", details=tuple("abcdefghijklmnopqrstuvwxy")
    )

    text = event_text((event,))

    assert text.count("  - ") == 21
    assert "and 5 more" in text


def test_a_hostile_title_acts_on_no_screen_and_makes_no_line_of_its_own() -> None:
    event = Event(kind=EventKind.NEW, text="One.", details=("a\x1b[31m\r\nSubject: b\u202e",))

    text = event_text((event,))

    assert text.count("\n") == 2
    assert "\x1b" not in text
    assert "\u202e" not in text


codes = st.sampled_from((0, 0, 3, 4, 5, 7, 8, 9, 10, 143))


@given(st.lists(codes, max_size=60))
def test_between_two_good_runs_no_cause_is_told_twice_and_recovery_needs_a_told_failure(
    row: list[int],
) -> None:
    status = JobStatus()
    standing: set[str] = set()
    for run in in_a_row(row, 5 * HOUR):
        events = events_of(status, run, outage_after=DAY, weekly_digest=False)
        status = status_after(status, run, events)
        failed = [event.key for event in events if event.kind is EventKind.FAILED]
        assert not standing & set(failed)
        assert any(event.kind is EventKind.RECOVERED for event in events) == (
            run.is_good and bool(standing)
        )
        standing = set() if run.is_good else standing | set(failed)
