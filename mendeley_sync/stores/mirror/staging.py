"""A pull on its way into the mirror: staged page by page, taken over whole or not at all."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mendeley_sync.domain.library import DocumentId, Group, GroupId
from mendeley_sync.domain.service import Answers, FolderRecord, Place, Record
from mendeley_sync.errors import LockedError

_STAGED = """
CREATE TEMP TABLE IF NOT EXISTS staged (
    id            TEXT PRIMARY KEY,
    state         TEXT NOT NULL,
    digest        BLOB NOT NULL,
    created       TEXT NOT NULL,
    last_modified TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

# Each is a list of (id) out of what is staged (s) and what the mirror has (d).
_EVENTS: dict[str, str] = {
    "first-seen": "SELECT s.id FROM staged s LEFT JOIN known d USING (id) WHERE d.id IS NULL",
    "changed": "SELECT s.id FROM staged s JOIN known d USING (id) "
    "WHERE s.state = d.state AND s.digest <> d.digest",
    "trashed": "SELECT s.id FROM staged s JOIN known d USING (id) "
    "WHERE s.state = 'trashed' AND d.state = 'live'",
    "restored": "SELECT s.id FROM staged s JOIN known d USING (id) "
    "WHERE s.state = 'live' AND d.state <> 'live'",
    "gone": "SELECT d.id FROM known d WHERE d.state = 'live' AND d.id IN (SELECT id FROM missing)",
    "purged": "SELECT d.id FROM known d "
    "WHERE d.state = 'trashed' AND d.id IN (SELECT id FROM missing)",
}

_SWEEP = """
DELETE FROM contents WHERE digest NOT IN (SELECT digest FROM documents)
"""

_TAKE_OVER = """
INSERT INTO documents
SELECT ?1, s.id, s.state, s.digest, s.created, s.last_modified, ?2, ?2, ?2
FROM staged s WHERE true
ON CONFLICT (group_id, id) DO UPDATE SET
    since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END,
    state = excluded.state, digest = excluded.digest,
    created = excluded.created, last_modified = excluded.last_modified,
    last_seen = excluded.last_seen
"""


@dataclass(frozen=True)
class Movement:
    """What a pull changed in the mirror: ids, sorted."""

    first_seen: tuple[DocumentId, ...] = ()
    changed: tuple[DocumentId, ...] = ()
    trashed: tuple[DocumentId, ...] = ()
    restored: tuple[DocumentId, ...] = ()
    """Out of the trash, or seen again after they were gone."""
    gone: tuple[DocumentId, ...] = ()
    """Out of the library without lying in the trash."""
    purged: tuple[DocumentId, ...] = ()
    """Out of the trash for good."""

    @property
    def lost(self) -> int:
        """How many left the library since the last pull, into the trash or for good."""
        return len(self.trashed) + len(self.gone)


class Staging:
    """Documents of one pull, kept apart until it is complete."""

    def __init__(
        self,
        group_id: GroupId,
        connection: sqlite3.Connection,
        guarded: Callable[[], AbstractContextManager[sqlite3.Connection]],
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
    ) -> None:
        self._group_id = group_id
        self._guarded = guarded
        self._transaction = transaction
        with guarded():
            connection.execute(_STAGED)
        self.clear()

    def clear(self) -> None:
        """Forget what was staged."""
        with self._guarded() as connection:
            connection.execute("DELETE FROM staged")

    def add(self, records: Iterable[Record], place: Place) -> None:
        """Stage records; of one that comes twice the last stands."""
        contents: dict[bytes, str] = {}
        rows = []
        state = "trashed" if place is Place.TRASH else "live"
        for document, image in records:
            raw = canonical_json(image)
            digest = digest_of(raw)
            contents[digest] = raw
            times = (time_text(document.created), time_text(document.last_modified))
            rows.append((document.id, state, digest, *times))
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?)", rows)
            connection.executemany("INSERT OR IGNORE INTO contents VALUES (?, ?)", contents.items())

    def keep(self, group: Group, folders: Iterable[FolderRecord] | None, answers: Answers) -> None:
        """Keep what was seen beside the documents, with every member.

        Args:
            folders: all of the group; None: not known, so that the earlier ones stay.
        """
        with self._transaction() as connection:
            if folders is not None:
                connection.execute("DELETE FROM folders WHERE group_id = ?", (group.id,))
                connection.executemany(
                    "INSERT OR REPLACE INTO folders VALUES (?, ?, ?, ?, ?)",
                    [(group.id, *folder, canonical_json(image)) for folder, image in folders],
                )
            keep_answers(connection, answers)

    def take_over_full(self, group: Group, pulled_at: datetime, *, exact: bool) -> Movement:
        """Make a complete listing the mirror's picture.

        What is not in it is gone; but not where the listing is inexact, since then
        absence proves nothing.
        """
        missing = (
            "SELECT id FROM documents WHERE group_id = ?1 AND state <> 'gone' "
            "AND id NOT IN (SELECT id FROM staged)"
        )
        return self._take_over(group, pulled_at, missing if exact else None, exact=exact, full=True)

    def take_over_changes(
        self, group: Group, pulled_at: datetime, deleted: Iterable[DocumentId]
    ) -> Movement:
        """Add what changed since the last pull; `deleted` are gone for good."""
        with self._guarded() as connection:
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS deleted (id TEXT PRIMARY KEY)")
            connection.execute("DELETE FROM deleted")
            connection.executemany(
                "INSERT OR IGNORE INTO deleted VALUES (?)", [(identity,) for identity in deleted]
            )
        missing = (
            "SELECT id FROM documents WHERE group_id = ?1 AND state <> 'gone' "
            "AND id IN (SELECT id FROM deleted) AND id NOT IN (SELECT id FROM staged)"
        )
        return self._take_over(group, pulled_at, missing, exact=False, full=False)

    def _take_over(
        self,
        group: Group,
        pulled_at: datetime,
        missing: str | None,
        *,
        exact: bool,
        full: bool,
    ) -> Movement:
        stamp = time_text(pulled_at)
        with self._transaction() as connection:
            _refuse_swept(connection)
            _name_tables(connection, self._group_id, missing)
            found = {name: _ids(connection, query) for name, query in _EVENTS.items()}
            connection.executemany(
                "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?)",
                [
                    (self._group_id, identity, stamp, event)
                    for event, ids in found.items()
                    for identity in ids
                ],
            )
            connection.execute(_TAKE_OVER, (self._group_id, stamp))
            connection.execute(
                "UPDATE documents SET state = 'gone', since = ?2 "
                "WHERE group_id = ?1 AND id IN (SELECT id FROM missing)",
                (self._group_id, stamp),
            )
            if found["first-seen"] or found["changed"] or full:
                connection.execute(_SWEEP)
            _remember_pull(connection, group, stamp, exact=exact, full=full)
            connection.execute("DELETE FROM staged")
        return Movement(**{name.replace("-", "_"): ids for name, ids in found.items()})


def keep_answers(connection: sqlite3.Connection, answers: Answers) -> None:
    """Keep groups and profiles as they were answered last."""
    connection.executemany(
        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
        [(kind, identity, canonical_json(raw)) for (kind, identity), raw in answers.items()],
    )


def _refuse_swept(connection: sqlite3.Connection) -> None:
    """Another run's pull may have swept away contents that nothing referred to yet."""
    (swept,) = connection.execute(
        "SELECT count(*) FROM staged WHERE digest NOT IN (SELECT digest FROM contents)"
    ).fetchone()
    if swept:
        raise LockedError("another run pulled into the same mirror meanwhile")


def _name_tables(connection: sqlite3.Connection, group_id: GroupId, missing: str | None) -> None:
    """`known`: what the mirror has of this group; `missing`: what is not there any more."""
    connection.execute("DROP TABLE IF EXISTS temp.known")
    connection.execute("DROP TABLE IF EXISTS temp.missing")
    connection.execute(
        "CREATE TEMP TABLE known (id TEXT PRIMARY KEY, state TEXT, digest BLOB) WITHOUT ROWID"
    )
    connection.execute(
        "INSERT INTO known SELECT id, state, digest FROM documents WHERE group_id = ?",
        (group_id,),
    )
    connection.execute("CREATE TEMP TABLE missing (id TEXT PRIMARY KEY) WITHOUT ROWID")
    if missing is not None:
        connection.execute(f"INSERT INTO missing {missing}", (group_id,))


def _ids(connection: sqlite3.Connection, query: str) -> tuple[DocumentId, ...]:
    return tuple(sorted(identity for (identity,) in connection.execute(query)))


def _remember_pull(
    connection: sqlite3.Connection, group: Group, stamp: str, *, exact: bool, full: bool
) -> None:
    """An exact full pull sets `full_at`, an inexact one clears it, a partial one keeps it."""
    connection.execute(
        "INSERT INTO pulls VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (group_id) DO UPDATE SET "
        "group_json = ?2, pulled_at = ?3, exact = ?5, "
        "full_at = CASE WHEN ?6 THEN ?4 ELSE full_at END",
        (group.id, group.model_dump_json(), stamp, stamp if exact else None, exact, full),
    )


def time_text(moment: datetime | None) -> str:
    """UTC to the millisecond, so that texts sort as times do; "" for none."""
    if moment is None:
        return ""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")


def canonical_json(raw: Mapping[str, Any]) -> str:
    """The same text for the same values, whatever order the members came in.

    Pure ASCII: half a surrogate pair is legal in JSON and in no text encoding.
    """
    return json.dumps(raw, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> bytes:
    """SHA-256."""
    return hashlib.sha256(text.encode()).digest()
