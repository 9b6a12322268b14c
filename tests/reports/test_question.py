"""A question shows both records, marks what differs, and fits the screen."""

from __future__ import annotations

import pytest

from mendeley_sync.diff.difference import Difference
from mendeley_sync.reports.layout import columns
from mendeley_sync.reports.question import render_question, render_question_line
from tests.reports.samples import DOCUMENTS, REFERENCES, sample_findings


def finding(field: str | None, kind: str) -> Difference:
    (found,) = [one for one in sample_findings() if (one.field, one.kind) == (field, kind)]
    return found


def screen(width: int = 90, colour: bool = False) -> str:
    return render_question(
        finding("title", "differs"),
        REFERENCES[0],
        DOCUMENTS[0],
        (DOCUMENTS[1],),
        heading="1 of 2",
        width=width,
        colour=colour,
    )


def test_both_records_stand_side_by_side_with_what_differs_marked() -> None:
    (line,) = [line for line in screen().splitlines() if line.startswith("▶ title")]

    assert "his {patient} and" in line
    assert "his {patients,}" in line


def test_the_field_that_is_asked_about_comes_first() -> None:
    rows = [line for line in screen().splitlines() if "Balint, Michael" in line or "▶" in line]

    assert rows[0].startswith("▶ title")


def test_reasons_and_runner_up_are_shown() -> None:
    text = render_question(
        finding(None, "undecided"), REFERENCES[3], DOCUMENTS[3], (DOCUMENTS[1],), heading="1 of 1"
    )

    assert "Why: The titles are close and the years differ." in text
    assert "  - title: one title begins with the other" in text
    assert "Another possible match: A study of Balint groups (Balint, 1999), doc-extra" in text


@pytest.mark.parametrize("width", [40, 60, 72, 100, 160])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert max(columns(line) for line in screen(width, colour=True).splitlines()) <= width


def test_a_line_of_the_list_shows_both_values() -> None:
    assert render_question_line(finding("issued", "differs")) == (
        "balint-1957 issued\n  list     {1957}\n  library  {1964}"
    )
