"""Runs and findings over time: what a report needs to say what is new and what is gone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class RecordedRun:
    """One earlier run."""

    run_id: str
    at: datetime
    command: str
    counts: Mapping[str, Any]


@dataclass(frozen=True)
class FindingHistory:
    """Findings of now, held against those of the last run in the same scope."""

    since: Mapping[str, datetime] = field(default_factory=dict)
    """Id and when it was first seen, for every finding of now that was seen before."""
    new: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    """Ids of the last run that are no more."""


class HistoryTable:
    """The tables `runs` and `findings`.

    A scope keeps apart what must not be compared: another group, another list.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def previous_findings(self, scope: str = "") -> dict[str, datetime]:
        """Ids that the last recorded run of this scope had, and when each was first seen."""
        rows = self._connection.execute(
            "SELECT id, first_seen FROM findings WHERE scope = ? AND cleared IS NULL ORDER BY id",
            (scope,),
        )
        return {identity: datetime.fromisoformat(seen) for identity, seen in rows}

    def compared(self, findings: Iterable[str], scope: str = "") -> FindingHistory:
        """The findings of now against the last recorded run."""
        before = self.previous_findings(scope)
        now = sorted(set(findings))
        return FindingHistory(
            since={identity: before[identity] for identity in now if identity in before},
            new=tuple(identity for identity in now if identity not in before),
            cleared=tuple(identity for identity in sorted(before) if identity not in set(now)),
        )

    def record(
        self,
        run_id: str,
        at: datetime,
        command: str,
        counts: Mapping[str, Any],
        findings: Iterable[str] | None,
        scope: str,
    ) -> None:
        """Remember a run; `findings` None: the run did not look for any."""
        stamp = at.isoformat()
        self._connection.execute(
            "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)",
            (run_id, stamp, command, scope, json.dumps(dict(counts), sort_keys=True)),
        )
        if findings is None:
            return
        # A finding that comes back after it was cleared is new again.
        self._connection.executemany(
            "INSERT INTO findings VALUES (?1, ?2, ?3, ?4, NULL) ON CONFLICT (scope, id) DO UPDATE "
            "SET first_seen = CASE WHEN cleared IS NULL THEN first_seen ELSE ?3 END, "
            "last_run = ?4, cleared = NULL",
            [(scope, identity, stamp, run_id) for identity in sorted(set(findings))],
        )
        self._connection.execute(
            "UPDATE findings SET cleared = ? WHERE scope = ? AND last_run <> ? AND cleared IS NULL",
            (stamp, scope, run_id),
        )

    def runs(self, limit: int) -> tuple[RecordedRun, ...]:
        """The last runs, newest first."""
        rows = self._connection.execute(
            "SELECT run_id, at, command, counts FROM runs ORDER BY at DESC, run_id DESC LIMIT ?",
            (limit,),
        )
        return tuple(
            RecordedRun(run_id, datetime.fromisoformat(at), command, json.loads(counts))
            for run_id, at, command, counts in rows
        )
