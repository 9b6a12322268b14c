"""The registration check for a job."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from mendeley_sync.access.check_result import AccessReport
from mendeley_sync.access.facts import LinkFact
from mendeley_sync.errors import EXIT_WORDS
from mendeley_sync.text.escaping import for_json

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
