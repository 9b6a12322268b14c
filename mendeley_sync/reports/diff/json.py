"""The report for programs: one JSON object, described by docs/report-schema.json.

Same state, same bytes, once `run` and `history` are taken out. Library text stands here
as it is (JSON escapes what has to be escaped); names of members only where allowed.
"""

from __future__ import annotations

from collections import Counter

from mendeley_sync.diff.difference import Difference, DifferenceKind, DiffResult
from mendeley_sync.plan.changes import Change, FailedCheck, NeedsReview
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.additions import added_since
from mendeley_sync.reports.diff.headline import headline
from mendeley_sync.reports.diff.history import SeenFinding
from mendeley_sync.reports.diff.report import Accepted, DiffReport, Side
from mendeley_sync.reports.json_writer import (
    Json,
    envelope_as_json,
    failure_as_json,
    notices_as_json,
    run_as_json,
    time_as_text,
    write_json,
)


def render_json(report: DiffReport) -> str:
    """The whole report as one JSON object, keys in a fixed order, one line break at the end."""
    return write_json(report_as_json(report))


def report_as_json(report: DiffReport) -> Json:
    """The report as plain JSON values."""
    body: Json = {
        "run": _run(report),
        "summary": _summary(report),
        "list": _side(report.list_side),
        "library": _side(report.library_side),
        "findings": [_finding(finding) for finding in report.findings],
        "accepted": [_accepted(accepted) for accepted in report.accepted],
        "history": _history(report),
        "notices": notices_as_json(report.notices),
    }
    if report.plan is not None:
        body["plan"] = _plan(report.plan)
    if report.outcome is not None:
        body["outcome"] = _outcome(report.outcome)
    if report.failure is not None:
        body["failure"] = failure_as_json(report.failure)
    if report.folders:
        body["folders"] = {
            document: list(paths) for document, paths in sorted(report.folders.items())
        }
    if report.since is not None:
        body["added"] = _added(report)
    return envelope_as_json(report, body)


def _run(report: DiffReport) -> Json:
    side, run = report.library_side, run_as_json(report.run)
    tool_version = run.pop("tool_version")
    return {
        **run,
        "pulled": time_as_text(side.read_at) if side else None,
        "tool_version": tool_version,
    }


def _summary(report: DiffReport) -> Json:
    differences = report.differences or DiffResult()
    kinds = Counter(finding.kind for finding in differences.findings)
    return {
        "answer": headline(report),
        "compared": report.differences is not None,
        "is_in_step": report.is_in_step,
        "in_step": differences.in_step,
        **{kind.value: kinds[kind] for kind in DifferenceKind},
        "findings": len(differences.findings),
        "accepted": len(differences.accepted),
        "by_weight": differences.weights(),
        "pairs": len(differences.pairs),
        "references": differences.reference_counts(),
        "documents": differences.document_counts(),
    }


def _side(side: Side | None) -> Json | None:
    if side is None:
        return None
    return side.model_dump(exclude={"read_at"})


def _finding(finding: Difference) -> Json:
    return finding.model_dump(mode="json")


def _accepted(accepted: Accepted) -> Json:
    return {
        **_finding(accepted.finding),
        "accepted": {
            "reason": accepted.reason,
            "until": time_as_text(accepted.until),
            "decided_at": time_as_text(accepted.decided_at),
        },
    }


def _history(report: DiffReport) -> Json:
    history = report.history
    return {
        "known": history.is_known,
        "previous_run": time_as_text(history.previous_run_at),
        "since": {key: time_as_text(history.since[key]) for key in sorted(history.since)},
        "new": list(history.new),
        "cleared": [_seen(seen) for seen in history.cleared],
        "trend": [point.model_dump(mode="json") for point in report.trend],
    }


def _seen(seen: SeenFinding) -> Json:
    return {**seen.model_dump(mode="json"), "since": time_as_text(seen.since)}


def _plan(plan: Plan) -> Json:
    return {
        "total": plan.total,
        "changes": plan.counts(),
        "writes": [_change(change) for change in plan.changes],
        "withheld": [_change(change) for change in plan.withheld],
        "holds": [_hold(hold) for hold in plan.holds],
        "refusals": [_refusal(refusal) for refusal in plan.refusals],
        "complete": plan.complete,
        "digest": plan.digest,
    }


def _change(change: Change) -> Json:
    return change.model_dump(mode="json", exclude={"expected_last_modified"})


def _hold(hold: NeedsReview) -> Json:
    return hold.model_dump(mode="json")


def _refusal(refusal: FailedCheck) -> Json:
    return refusal.model_dump(mode="json")


def _outcome(outcome: Outcome) -> Json:
    return {
        "run": outcome.run,
        "counts": outcome.counts(),
        "results": [_result(result) for result in outcome.results],
        "recovered": [_result(result) for result in outcome.recovered],
        "holds": [_hold(hold) for hold in outcome.holds],
        "remembered": outcome.remembered,
        "stopped": outcome.stopped,
    }


def _result(result: ChangeOutcome) -> Json:
    return result.model_dump(mode="json", exclude={"last_modified"})


def _added(report: DiffReport) -> Json:
    return {
        "since": time_as_text(report.since),
        "documents": [
            {
                "document": added.document,
                "title": added.title,
                "created": time_as_text(added.created),
                "modified": time_as_text(added.modified),
                "by": added.by or None,
            }
            for added in added_since(report)
        ],
    }
