"""Since when a finding has stood, and what was settled."""

from __future__ import annotations

from datetime import timedelta

from mendeley_sync.diff.difference import DifferenceKind, finding_id
from mendeley_sync.reports.diff.history import (
    history_of,
    seen_before,
    to_remember,
    trend_counts,
    trend_of,
)
from tests.reports.samples import NOON, a_finding, sample_differences, sample_report

FIRST = a_finding(DifferenceKind.MISSING, reference="a", title="First")
SECOND = a_finding(DifferenceKind.MISSING, reference="b", title="Second")
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


def test_a_memory_of_ids_and_times_is_enough() -> None:
    before = seen_before({FIRST.id: NOON, "f" * 12: NOON})

    history = history_of([FIRST], before, previous_run_at=NOON, now=NOON + DAY)

    assert history.since == {FIRST.id: NOON}
    assert [seen.id for seen in history.cleared] == ["f" * 12]


def test_the_trend_is_in_the_order_of_time_and_leaves_out_other_counts() -> None:
    counts = trend_counts(sample_differences())

    points = trend_of([(NOON + DAY, counts), (NOON, {"pulled": 3}), (NOON - DAY, counts)])

    assert [point.at for point in points] == [NOON - DAY, NOON + DAY]
    assert points[0].missing == 1


def test_a_settled_finding_is_named_from_its_id_alone() -> None:
    settled = {
        "page of a pair": finding_id(
            DifferenceKind.DIFFERS,
            reference="otten-2012",
            document="doc-otten-2012",
            field="page",
        ),
        "missing": finding_id(DifferenceKind.MISSING, reference="otten-2012"),
        "extra": finding_id(DifferenceKind.EXTRA, document="doc-otten-2012"),
        "of a work that is no more": "f" * 12,
    }
    before = seen_before(dict.fromkeys(settled.values(), NOON))

    report = sample_report(history=history_of([], before, previous_run_at=NOON, now=NOON + DAY))

    named = {seen.id: (seen.kind, seen.field, seen.title) for seen in report.history.cleared}
    title = "Professionelle Beziehungen"
    assert named[settled["page of a pair"]] == ("differs", "page", title)
    assert named[settled["missing"]] == ("missing", None, title)
    assert named[settled["extra"]] == ("extra", None, title)
    assert named[settled["of a work that is no more"]] == ("", None, "")
    assert {seen.since for seen in report.history.cleared} == {NOON}
