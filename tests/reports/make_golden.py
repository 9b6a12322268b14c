"""Makes the golden reports anew: `python -m tests.reports.make_golden`.

The report is that of the practice library, cut to a few works of each kind so that a
person can read the difference of a change. It is kept as a value (`report.json`), so that
the golden files test the renderers and nothing else.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mendeley_sync.diff.difference import Difference, DiffResult, Severity
from mendeley_sync.reports.diff.github import render_annotations
from mendeley_sync.reports.diff.history import History, TrendPoint
from mendeley_sync.reports.diff.html import render_html
from mendeley_sync.reports.diff.json import render_json
from mendeley_sync.reports.diff.junit import render_junit
from mendeley_sync.reports.diff.markdown import render_markdown
from mendeley_sync.reports.diff.report import Accepted, DiffReport
from mendeley_sync.reports.diff.text import render_text
from mendeley_sync.reports.envelope import Run

GOLDEN = Path(__file__).parent / "golden"
INPUT = GOLDEN / "report.json"
AT = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
WORKS_OF_A_KIND = 3

RENDERERS: dict[str, Callable[[DiffReport], str]] = {
    "diff.txt": lambda report: render_text(report, width=88),
    "diff-all.txt": lambda report: render_text(report, width=60, everything=True),
    "diff.md": render_markdown,
    "diff.json": render_json,
    "diff.junit.xml": render_junit,
    "diff.github.txt": render_annotations,
    "diff.html": render_html,
}


def practice_report() -> DiffReport:
    """The report of the practice library, made by the main job."""
    from mendeley_sync.settings import load_settings
    from mendeley_sync.workflow.compare.library import DiffRequest, run_diff

    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(config=None, state_dir=Path(folder), sandbox=True)
        return run_diff(lambda: settings, DiffRequest()).report


def cut(report: DiffReport) -> DiffReport:
    """A few works of each kind, with the header and the history of a made-up morning."""
    if report.differences is None or report.library_side is None or report.plan is None:
        raise ValueError("the main job did not come to comparing")
    kept = _kept(report.differences.findings)
    differences = report.differences.model_copy(update={"findings": kept[:-1]})
    keys = {finding.reference for finding in kept}
    documents = {finding.document for finding in kept}
    plan = report.plan.model_copy(
        update={
            "changes": tuple(one for one in report.plan.changes if one.reference in keys),
            "holds": tuple(one for one in report.plan.holds if one.reference in keys),
            **dict.fromkeys(("bindings", "records", "tombstones", "withheld"), ()),
        }
    )
    return report.model_copy(
        update={
            "run": Run(id="20261101T063000Z-0000", started=AT, tool_version="0.1.0"),
            "library_side": report.library_side.model_copy(update={"read_at": AT}),
            "differences": _cut_to(differences, keys, documents),
            "accepted": (
                Accepted(finding=kept[-1], reason="Both are right.", until=AT + timedelta(days=90)),
            ),
            "plan": plan,
            "history": _history(differences.findings),
            "trend": _trend(),
            "references": {key: one for key, one in report.references.items() if key in keys},
            "documents": {
                key: one.model_copy(update={"other_identifiers": {}})
                for key, one in report.documents.items()
                if key in documents
            },
        }
    )


def _kept(findings: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Works with all their findings, a few of each kind and weight."""
    taken: Counter[object] = Counter()
    places: dict[object, bool] = {}
    for finding in findings:
        place = (finding.reference, finding.document)
        if place not in places:
            taken[finding.kind, finding.weight] += 1
            places[place] = taken[finding.kind, finding.weight] <= WORKS_OF_A_KIND
    return tuple(one for one in findings if places[one.reference, one.document])


def _cut_to(
    differences: DiffResult, keys: set[str | None], documents: set[str | None]
) -> DiffResult:
    pairs = tuple(one for one in differences.pairs if one.reference in keys)
    differing = {
        one.reference for one in differences.findings if one.weight is not Severity.COSMETIC
    }
    return differences.model_copy(
        update={
            "pairs": pairs,
            "in_step": sum(one.reference not in differing for one in pairs),
            "references": {
                key: bucket for key, bucket in differences.references.items() if key in keys
            },
            "documents": {
                key: bucket for key, bucket in differences.documents.items() if key in documents
            },
        }
    )


def _history(findings: tuple[Difference, ...]) -> History:
    since = {finding.id: AT - timedelta(days=place % 5) for place, finding in enumerate(findings)}
    return History(
        previous_run_at=AT - timedelta(days=1),
        since=since,
        new=tuple(key for key, at in since.items() if at == AT),
    )


def _trend() -> tuple[TrendPoint, ...]:
    return tuple(
        TrendPoint(
            at=AT - timedelta(days=day),
            in_step=5 - day,
            differs=3 + day,
            missing=day,
            extra=2,
            undecided=1,
        )
        for day in range(4, 0, -1)
    )


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    report = cut(practice_report())
    INPUT.write_text(report.model_dump_json(indent=1) + "\n", "utf-8")
    render_all(DiffReport.model_validate_json(INPUT.read_text("utf-8")))


def render_all(report: DiffReport) -> None:
    """Write every golden file from the kept value."""
    for name, renderer in RENDERERS.items():
        (GOLDEN / name).write_text(renderer(report), "utf-8")


if __name__ == "__main__":
    main()
