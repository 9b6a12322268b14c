"""Markdown for pull requests: the answer first, a budget kept, what is left out counted."""

from __future__ import annotations

import pytest

from mendeley_sync.diff.difference import DifferenceKind, DiffResult
from mendeley_sync.reports.diff.markdown import BUDGET, render_markdown
from tests.reports.samples import a_finding, sample_report


def test_the_answer_is_the_heading_and_practice_stands_over_it() -> None:
    lines = render_markdown(sample_report(practice=True)).splitlines()

    assert lines[0] == "> **SANDBOX: sample data, not your library**"
    assert "### Out of sync" in lines


def test_changed_words_are_marked_inside_the_value() -> None:
    assert "The doctor, his <del>patient</del> → <ins>patients,</ins> and" in render_markdown(
        sample_report()
    )


@pytest.mark.parametrize("budget", [6_000, 20_000, 60_000])
def test_the_report_keeps_to_its_budget_and_counts_the_rest(budget: int) -> None:
    findings = tuple(
        a_finding(DifferenceKind.EXTRA, document=f"doc-{number}", title="Ä title " * 8)
        for number in range(2_000)
    )
    report = sample_report(differences=DiffResult(findings=findings))

    markdown = render_markdown(report, budget=budget)

    shown = markdown.count("<code>doc-")
    assert len(markdown.encode()) <= budget + 400
    assert f"and {2_000 - shown:,} more works are not shown here" in markdown
    assert shown > 10
    assert "**Next:**" in markdown.splitlines()[-1]


def test_a_report_that_fits_leaves_nothing_out() -> None:
    assert "not shown here" not in render_markdown(sample_report())


def test_a_long_tail_is_cut_with_its_lines_counted_and_the_next_step_kept() -> None:
    accepted = sample_report().accepted * 400
    report = sample_report().model_copy(update={"accepted": accepted})

    markdown = render_markdown(report)

    assert len(markdown.encode()) < BUDGET
    assert "more lines**" in markdown
    assert markdown.count("<details>") == markdown.count("</details>") == 1
    assert markdown.splitlines()[-1].startswith("**Next:**")


def test_what_every_work_of_a_section_would_repeat_is_said_once() -> None:
    findings = tuple(
        a_finding(
            DifferenceKind.EXTRA,
            document=f"doc-{number}",
            title="T",
            reasons=("no entry is it",),
            advice=f"Run `mendeley-sync adopt doc-{number}`.",
        )
        for number in range(3)
    )
    report = sample_report(differences=DiffResult(findings=findings), practice=True)

    markdown = render_markdown(report)

    assert markdown.count("no entry is it") == 1
    assert "no entry is it → Run `mendeley-sync --sandbox adopt ID`." in markdown
