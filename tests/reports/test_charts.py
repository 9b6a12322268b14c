"""The numbers behind the charts."""

from __future__ import annotations

from datetime import timedelta

from mendeley_sync.diff.difference import Bucket, DifferenceKind, DiffResult
from mendeley_sync.reports.diff.charts import NARROWEST, WIDTH, decades, shares, state_bar, trend
from mendeley_sync.reports.diff.report import DiffReport
from tests.reports.samples import RUN, a_finding, sample_report


def test_the_parts_of_a_bar_fill_it_and_empty_ones_are_left_out() -> None:
    segments = shares((("a", "A", 1), ("b", "B", 0), ("c", "C", 3)))

    assert [(part.name, part.x, part.width) for part in segments] == [
        ("a", 0.0, WIDTH / 4),
        ("c", WIDTH / 4, WIDTH * 3 / 4),
    ]


def test_each_state_has_its_part() -> None:
    assert {part.name: part.number for part in state_bar(sample_report())} == {
        "in-step": 1,
        "differs": 1,
        "missing": 1,
        "undecided": 1,
        "extra": 1,
    }


def test_decades_count_what_agrees() -> None:
    found = {one.label: (one.in_step, one.total) for one in decades(sample_report())}

    assert found == {"1950s": (0, 1), "1960s": (0, 1), "2010s": (1, 2)}


def test_references_without_a_year_come_last() -> None:
    report = sample_report()
    (key, reference), *_ = report.references.items()
    metadata = reference.metadata.model_copy(update={"issued": None})
    undated = report.model_copy(
        update={"references": {key: reference.model_copy(update={"metadata": metadata})}}
    )

    assert [one.label for one in decades(undated)] == ["no year"]


def test_one_work_beside_hundreds_is_still_to_be_seen() -> None:
    report = sample_report()
    (key, reference), *_ = report.references.items()
    many = {f"{key}-{number}": reference for number in range(500)}
    (other,) = [one for name, one in report.references.items() if name == "otten-2012"]

    found = decades(report.model_copy(update={"references": {**many, "otten-2012": other}}))

    assert {one.label: [part.width for part in one.bar] for one in found} == {
        "1950s": [WIDTH],
        "2010s": [NARROWEST],
    }


def test_runs_of_one_day_are_told_apart_by_the_time() -> None:
    drawn = trend(sample_report())
    assert drawn is not None
    same_day = drawn.rows[0].model_copy(update={"at": RUN.started - timedelta(hours=2)})
    of_today = trend(sample_report(trend=(same_day,)))
    assert of_today is not None

    assert "UTC" not in drawn.first + drawn.last
    assert of_today.first.endswith("UTC")
    assert of_today.first != of_today.last


def test_the_trend_ends_with_this_run() -> None:
    drawn = trend(sample_report())

    assert drawn is not None
    assert drawn.rows[-1].at == RUN.started
    assert {line.name: line.last for line in drawn.lines}["missing"] == 1


def test_one_run_is_no_trend() -> None:
    assert trend(sample_report(trend=())) is None


def test_a_run_that_compared_nothing_has_no_charts() -> None:
    report = DiffReport(command="diff", run=RUN)

    assert (state_bar(report), decades(report), trend(report)) == ((), (), None)


def test_a_finding_of_its_own_kind_counts_against_its_decade() -> None:
    report = sample_report()
    strange = a_finding(DifferenceKind.STRANGE, reference="otten-2012")
    differences = DiffResult(findings=(strange,), references={"otten-2012": Bucket.MATCHED})

    found = decades(report.model_copy(update={"differences": differences}))

    assert {one.label: one.in_step for one in found}["2010s"] == 0
