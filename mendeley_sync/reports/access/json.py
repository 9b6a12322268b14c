"""The registration check for a job."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mendeley_sync.access.api_check import QUESTION, ApiCheckReport
from mendeley_sync.access.check_result import AccessReport
from mendeley_sync.access.facts import LinkFact
from mendeley_sync.errors import EXIT_WORDS
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.text.escaping import for_json, for_terminal

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
        "question": report.question,
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
        "pages": [
            {
                **_link(page.page),
                "links": [_link(link) for link in page.links],
            }
            for page in report.pages
        ],
    }
    return written(content)


def _link(link: LinkFact) -> dict[str, Any]:
    return {
        "address": link.address,
        "state": link.state.value,
        "status": link.status,
        "target": link.target or None,
        "detail": link.detail or None,
    }


def written(content: dict[str, Any]) -> str:
    """JSON text that nothing in it can make act."""
    return for_json(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def render_drift_text(report: ApiCheckReport, *, width: int = 80, practice: bool = False) -> str:
    """The answer, then each change on its own."""
    return "\n".join(_lines(report, width, practice)).rstrip() + "\n"


def _lines(report: ApiCheckReport, width: int, practice: bool) -> Iterator[str]:
    if practice:
        yield from (SANDBOX_BANNER, "")
    yield QUESTION
    yield from wrapped(report.sentence, width)
    if report.drifts:
        yield ""
    for drift in report.drifts:
        yield from wrapped(for_terminal(drift.sentence), width, first="  ", rest="      ")
    if report.unchecked:
        yield from ("", "Not looked at:")
    for one in report.unchecked:
        text = for_terminal(f"{one.resource}, because {one.because}")
        yield from wrapped(text, width, first="  ", rest="      ")
    yield ""
    yield from wrapped(f"Looked at: {', '.join(report.checked) or 'nothing'}.", width)


def render_drift_json(report: ApiCheckReport, *, at: datetime, practice: bool = False) -> str:
    """The same for a job."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "access --drift",
        "practice": practice,
        "run": {"at": at.isoformat()},
        "exit": {"code": report.exit_code, "word": EXIT_WORDS[report.exit_code]},
        "question": QUESTION,
        "answer": report.answer.value,
        "sentence": report.sentence,
        "findings": [
            {
                "kind": drift.kind.value,
                "resource": drift.resource,
                "member": drift.member or None,
                "sentence": drift.sentence,
            }
            for drift in report.drifts
        ],
        "checked": list(report.checked),
        "unchecked": [
            {"resource": one.resource, "because": one.because} for one in report.unchecked
        ],
    }
    return written(content)
