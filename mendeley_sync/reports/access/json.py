"""The registration check for a job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mendeley_sync.access.api_check import QUESTION, ApiCheckReport
from mendeley_sync.access.check_result import AccessReport
from mendeley_sync.access.facts import LinkFact
from mendeley_sync.reports.json_writer import result_as_json
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.text.escaping import for_terminal


def render_access_json(
    report: AccessReport, *, at: datetime, exit_code: int, practice: bool = False
) -> str:
    """The answer and every step; `run` apart, the same state gives the same bytes."""
    body: dict[str, Any] = {
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
    return result_as_json("access", at, body, exit_code=exit_code, practice=practice)


def _link(link: LinkFact) -> dict[str, Any]:
    return {
        "address": link.address,
        "state": link.state.value,
        "status": link.status,
        "target": link.target or None,
        "detail": link.detail or None,
    }


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
    body: dict[str, Any] = {
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
    return result_as_json(
        "access --api-check", at, body, exit_code=report.exit_code, practice=practice
    )
