"""The report for programs: one JSON object, described by docs/report-schema.json.

Same state, same bytes, once `run` and `history` are taken out. Library text stands here
as it is (JSON escapes what has to be escaped); names of members only where allowed.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from mendeley_sync.diff.difference import Difference, DifferenceKind, DiffResult
from mendeley_sync.plan.changes import Change, FailedCheck, NeedsReview
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.additions import added_since
from mendeley_sync.reports.diff.headline import headline
from mendeley_sync.reports.diff.history import SeenFinding
from mendeley_sync.reports.envelope import Accepted, Report, Side
from mendeley_sync.text.escaping import for_json

Json = dict[str, Any]


def render_json(report: Report) -> str:
    """The whole report as one JSON object, keys in a fixed order, one line break at the end."""
    return for_json(json.dumps(report_as_json(report), ensure_ascii=False, indent=2)) + "\n"


def report_as_json(report: Report) -> Json:
    """The report as plain JSON values."""
    whole: Json = {
        "schema_version": report.schema_version,
        "command": report.command,
        "practice": report.practice,
        "run": _run(report),
        "exit": {"code": report.exit_code, "word": report.exit_word},
        "summary": _summary(report),
        "list": _side(report.list_side),
        "library": _side(report.library_side),
        "findings": [_finding(finding) for finding in report.findings],
        "accepted": [_accepted(accepted) for accepted in report.accepted],
        "history": _history(report),
        "notices": [notice.model_dump() for notice in report.notices],
    }
    if report.plan is not None:
        whole["plan"] = _plan(report.plan)
    if report.outcome is not None:
        whole["outcome"] = _outcome(report.outcome)
    if report.failure is not None:
        whole["failure"] = report.failure.model_dump(mode="json")
    if report.since is not None:
        whole["added"] = _added(report)
    return whole


def time_as_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with whole seconds."""
    if at is None:
        return None
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _run(report: Report) -> Json:
    side = report.library_side
    return {
        "id": report.run.id,
        "started": time_as_text(report.run.started),
        "finished": time_as_text(report.run.finished),
        "pulled": time_as_text(side.read_at) if side else None,
        "tool_version": report.run.tool_version,
    }


def _summary(report: Report) -> Json:
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


def _history(report: Report) -> Json:
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


def _added(report: Report) -> Json:
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
