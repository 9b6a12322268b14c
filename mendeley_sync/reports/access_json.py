"""The registration check for a job."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from mendeley_sync.access.roster import RosterReport
from mendeley_sync.access.rung import AccessReport
from mendeley_sync.errors import EXIT_WORDS
from mendeley_sync.reports.inert import for_json

SCHEMA_VERSION = 1


def render_access_json(
    report: AccessReport, *, at: datetime, exit_code: int, practice: bool = False
) -> str:
    """The answer and every step; `run` apart, the same state gives the same bytes."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "access",
        "practice": practice,
        "run": {"at": at.isoformat()},
        "exit": {"code": exit_code, "word": EXIT_WORDS[exit_code]},
        "answer": report.answer.value,
        "sentence": report.sentence,
        "findings": [
            {
                "name": rung.name,
                "title": rung.title,
                "state": rung.state.value,
                "sentence": rung.sentence,
                "seen": rung.seen,
                "who": rung.who.value,
                "next_step": rung.next_step,
            }
            for rung in report.rungs
        ],
    }
    return _written(content)


def render_roster_json(report: RosterReport, *, with_names: bool) -> str:
    """The roster's rows; without names only row numbers, societies and standings."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "access roster",
        "totals": {standing.value: count for standing, count in sorted(report.totals().items())},
        "societies": {
            society: {standing.value: count for standing, count in sorted(counts.items())}
            for society, counts in report.by_society().items()
        },
        "seats": {"free": report.seats_free, "limit": report.seats_limit},
        "forecast": report.forecast,
        "rows": [
            {
                "row": finding.entry.row,
                "society": finding.entry.society,
                "standing": finding.standing.value,
                "reason": finding.reason,
                "waiting_days": finding.waiting_days,
                **(
                    {
                        "name": finding.entry.name,
                        "email": finding.entry.email,
                        "candidates": list(finding.candidates),
                    }
                    if with_names
                    else {}
                ),
            }
            for finding in report.findings
        ],
        "unlisted": len(report.unlisted),
        "problems": [{"row": row, "message": message} for row, message in report.problems],
    }
    return _written(content)


def _written(content: dict[str, Any]) -> str:
    return for_json(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"
