"""Since when a finding has stood, and what was settled."""

from __future__ import annotations

from datetime import timedelta

from mendeley_sync.diff.difference import FindingKind
from mendeley_sync.reports.history import history_of, to_remember
from tests.reports.samples import NOON, a_finding

FIRST = a_finding(FindingKind.MISSING, reference="a", title="First")
SECOND = a_finding(FindingKind.MISSING, reference="b", title="Second")
DAY = timedelta(days=1)


def test_without_memory_nothing_is_new() -> None:
    history = history_of([FIRST], None, previous_run_at=None, now=NOON)

    assert not history.is_known
    assert history.new == ()
    assert history.since == {FIRST.id: None}


def test_what_was_not_there_before_is_new_since_now() -> None:
    before = to_remember([FIRST], history_of([FIRST], None, previous_run_at=None, now=NOON))

    history = history_of([FIRST, SECOND], before, previous_run_at=NOON, now=NOON + DAY)

    assert history.new == (SECOND.id,)
    assert history.since == {FIRST.id: None, SECOND.id: NOON + DAY}


def test_what_is_no_more_there_is_settled() -> None:
    before = to_remember([FIRST], history_of([FIRST], (), previous_run_at=NOON, now=NOON))

    history = history_of([], before, previous_run_at=NOON, now=NOON + DAY)

    assert [(seen.title, seen.since) for seen in history.cleared] == [("First", NOON)]


def test_a_standing_finding_keeps_its_day_over_many_runs() -> None:
    history = history_of([FIRST], (), previous_run_at=NOON, now=NOON)
    for days in range(1, 4):
        before = to_remember([FIRST], history)
        history = history_of([FIRST], before, previous_run_at=NOON, now=NOON + days * DAY)

    assert history.since == {FIRST.id: NOON}
    assert history.new == ()
