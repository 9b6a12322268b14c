"""The one JSON writer: the members that every result has, then the command's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from mendeley_sync import __version__
from mendeley_sync.errors import ExitCode
from mendeley_sync.reports.envelope import Envelope, Failure, Notice, Run
from mendeley_sync.text.escaping import for_json

SCHEMA_VERSION: Final = "1.0"
"""Of the JSON: the first number changes when a reader must change, the second when something
is added (docs/report-schema.json)."""

Json = dict[str, Any]


def write_json(content: Mapping[str, Any]) -> str:
    """JSON text in which nothing acts on a terminal; one line break at its end."""
    return for_json(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def result_as_json(
    command: str,
    at: datetime,
    body: Mapping[str, Any],
    *,
    exit_code: int = ExitCode.SUCCESS,
    practice: bool = False,
) -> str:
    """JSON text of a result that has no run of its own: the envelope's members, then the body's.

    Args:
        at: when the command ran; also the member `run.at` of earlier versions.
    """
    run = Run(id=f"{command.split()[0]}-{at:%Y%m%dT%H%M%SZ}", started=at, tool_version=__version__)
    envelope = Envelope(command=command, run=run, exit_code=ExitCode(exit_code), practice=practice)
    members: Json = {"run": {"at": at.isoformat(), **run_as_json(run)}}
    return write_json(envelope_as_json(envelope, {**members, **body}))


def envelope_as_json(envelope: Envelope, body: Mapping[str, Any]) -> Json:
    """The members that every result has, then the body's in their order."""
    whole: Json = {
        "schema_version": SCHEMA_VERSION,
        "command": envelope.command,
        "practice": envelope.practice,
        "run": run_as_json(envelope.run),
        "exit": exit_as_json(envelope.exit_code),
        **body,
    }
    whole.setdefault("notices", notices_as_json(envelope.notices))
    if envelope.failure is not None:
        whole["failure"] = failure_as_json(envelope.failure)
    return whole


def run_as_json(run: Run) -> Json:
    """When and by what the result was made: what differs between two equal runs."""
    return {
        "id": run.id,
        "started": time_as_text(run.started),
        "finished": time_as_text(run.finished),
        "tool_version": run.tool_version,
    }


def exit_as_json(code: int) -> Json:
    """The exit code and its words."""
    return {"code": int(code), "word": ExitCode(code).word}


def notices_as_json(notices: tuple[Notice, ...]) -> list[Json]:
    """The notices, each with its advice as a sentence."""
    return [
        {"level": one.level.value, "text": one.text, "advice": str(one.advice)} for one in notices
    ]


def failure_as_json(failure: Failure) -> Json:
    """The failure; its advice as a sentence."""
    return failure.model_dump(mode="json") | {"advice": str(failure.advice)}


def time_as_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with whole seconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
