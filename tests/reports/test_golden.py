"""Every renderer, held against a report of the practice library that a person has read.

A wanted change: `python -m tests.reports.make_golden`, then read the difference.
"""

from __future__ import annotations

import pytest

from mendeley_sync.reports.diff.report import DiffReport
from tests.reports.make_golden import GOLDEN, INPUT, RENDERERS


@pytest.fixture(scope="module")
def report() -> DiffReport:
    return DiffReport.model_validate_json(INPUT.read_text("utf-8"))


@pytest.mark.parametrize("name", RENDERERS)
def test_the_report_is_the_one_that_was_read(report: DiffReport, name: str) -> None:
    assert RENDERERS[name](report) == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("name", RENDERERS)
def test_rendering_twice_gives_the_same_bytes(report: DiffReport, name: str) -> None:
    again = DiffReport.model_validate_json(report.model_dump_json())

    assert RENDERERS[name](report) == RENDERERS[name](again)
