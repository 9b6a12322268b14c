"""What this computer remembers of earlier looks: "it worked until 3 March".

Kept in the mirror's table of runs. Losing it only loses that sentence.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime

from mendeley_sync.access.facts import AccessFacts
from mendeley_sync.domain.library import Group, GroupId
from mendeley_sync.errors import MendeleySyncError
from mendeley_sync.settings import Settings
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.stores.mirror.schema import MIRROR_FILE
from mendeley_sync.workflow.service import open_mirror

COMMAND = "access"

RUNS_LOOKED_AT = 1000


@dataclass(frozen=True)
class KnownBefore:
    """What this computer remembers of earlier runs."""

    last_good_sync: datetime | None = None
    last_count: int | None = None
    last_count_at: datetime | None = None
    worked_until: datetime | None = None


def remembered(settings: Settings, account: str) -> KnownBefore:
    """What the mirror remembers; looking does not make one, and a spoilt one says nothing."""
    if settings.group is None or not (settings.state_dir / MIRROR_FILE).is_file():
        return KnownBefore()
    try:
        with open_mirror(settings.state_dir) as mirror:
            return _remembered(mirror, settings.group, account)
    except MendeleySyncError:
        # `diff` and `status` say what is wrong with it; here it is only a memory.
        return KnownBefore()


def _remembered(mirror: Mirror, group: GroupId, account: str) -> KnownBefore:
    pull, scope = mirror.last_pull(group), scope_of(group, account)
    looks = [
        run
        for run in mirror.runs(RUNS_LOOKED_AT)
        if run.command == COMMAND and run.counts.get("scope") == scope
    ]
    last = looks[0] if looks else None
    count, at = (pull.live, pull.pulled_at) if pull is not None else (None, None)
    if last is not None and (at is None or last.at > at):
        count, at = int(last.counts.get("documents", 0)), last.at
    return KnownBefore(
        last_good_sync=pull.pulled_at if pull is not None else None,
        last_count=count,
        last_count_at=at,
        worked_until=last.at if last is not None else None,
    )


def remember_success(settings: Settings, facts: AccessFacts) -> None:
    """Write down that this account has seen references; anything else is not remembered."""
    group, count = facts.group, facts.document_count
    if not isinstance(group, Group) or not isinstance(count, int) or count == 0:
        return
    # A state folder that cannot be written must not turn a yes into an error.
    with (
        contextlib.suppress(MendeleySyncError, OSError),
        open_mirror(settings.state_dir) as mirror,
    ):
        mirror.record_run(
            f"access-{facts.now:%Y%m%dT%H%M%S%f}-{facts.account}",
            at=facts.now,
            command=COMMAND,
            counts={
                "scope": scope_of(group.id, facts.account),
                "documents": count,
                "role": group.role,
            },
        )


def scope_of(group: GroupId, account: str) -> str:
    """What may be compared with each other: one group, seen with one account."""
    return f"access {group} {account}"
