"""How a scheduled job has been doing: what must be remembered between its runs."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel, ConfigDict


class JobStatus(BaseModel):
    """The state of the job after its last run; `status.json` holds it.

    No names, no titles, no secrets: the file may be kept where many can read it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = 1
    last_try: AwareDatetime | None = None
    last_success: AwareDatetime | None = None
    consecutive_failures: int = 0
    failing_since: AwareDatetime | None = None
    """Start of the first failed run since the last good one."""
    exit_code: int = 0
    """Of the last run."""
    cause: str = ""
    """The exit code in words; "" after a good run."""
    counts: Mapping[str, int] = {}
    """References and documents by kind of finding, in the last run that came to comparing."""
    not_before: AwareDatetime | None = None
    """No try makes sense before; the next start honours it."""
    told: Mapping[str, AwareDatetime] = {}
    """When each standing condition was last told, so that it is told once."""
    last_digest: AwareDatetime | None = None
    reported_holds: tuple[str, ...] = ()
    """Findings that wait for a person and were reported; they do not fail the job again."""


class KnownFinding(BaseModel):
    """A finding that the job has told; without the title, since the file may be public."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: str = ""
    reference: str | None = None
    field: str | None = None
    since: AwareDatetime | None = None
    """When the job first saw it; None: it stood already when the job began to remember."""


class KnownFindings(BaseModel):
    """What the last complete run of the job found; `first-seen.json` holds it.

    The mirror has a history of its own, but not every machine keeps a mirror, and a
    comparison by hand must not swallow what the job has yet to tell.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = 1
    scope: str
    """Group and list: findings of another pair are no history."""
    at: AwareDatetime
    findings: tuple[KnownFinding, ...] = ()
