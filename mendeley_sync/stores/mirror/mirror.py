"""The mirror: the library as last pulled, and every document that was ever in it.

One SQLite file in the state folder. A pull is staged beside it and taken over in one
transaction, so that the mirror always holds one complete picture. Losing the file only
raises questions: the next pull fills it again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from mendeley_sync.domain.library import Document, DocumentId, Folder, Group, GroupId, Library
from mendeley_sync.domain.service import Answers, Image
from mendeley_sync.stores.mirror.history import FindingHistory, HistoryTable, RecordedRun
from mendeley_sync.stores.mirror.schema import damaged, open_mirror
from mendeley_sync.stores.mirror.staging import Staging, digest_of, keep_answers

State = Literal["live", "trashed", "gone"]
Reader = Callable[[Mapping[str, Any], bool], Document]
"""Makes a document of its JSON; the flag says whether it lies in the trash."""


@dataclass(frozen=True)
class LastPull:
    """The last complete pull of a group."""

    group_id: GroupId
    pulled_at: datetime
    """Server clock at its start."""
    full_at: datetime | None
    """The same, of the last full one, while nothing inexact came after it."""
    exact: bool
    live: int
    trashed: int


@dataclass(frozen=True)
class SeenDocument:
    """A document in the mirror, with what is known of its fate."""

    id: DocumentId
    state: State
    since: datetime
    first_seen: datetime
    last_seen: datetime
    document: Document
    raw: Mapping[str, Any]
    """The JSON of the document as Mendeley sent it last."""


class Mirror:
    """The mirror's file, open.

    Args:
        path: `library.sqlite3` in the state folder, or `:memory:`.
        read: makes documents of JSON; the client's `document_from_wire`, handed in since
            the stores do not know the client.
    """

    def __init__(self, path: Path, read: Reader) -> None:
        self._path = path
        self._read = read
        self._connection = open_mirror(path)
        self._history = HistoryTable(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    # -- what was pulled -------------------------------------------------------------

    def last_pull(self, group_id: GroupId) -> LastPull | None:
        """When this group was last pulled, and how much there was; None: never."""
        with self._guarded() as connection:
            row = connection.execute(
                "SELECT pulled_at, full_at, exact FROM pulls WHERE group_id = ?", (group_id,)
            ).fetchone()
            counts = dict(
                connection.execute(
                    "SELECT state, count(*) FROM documents WHERE group_id = ? GROUP BY state",
                    (group_id,),
                )
            )
        if row is None:
            return None
        return LastPull(
            group_id=group_id,
            pulled_at=datetime.fromisoformat(row[0]),
            full_at=datetime.fromisoformat(row[1]) if row[1] else None,
            exact=bool(row[2]),
            live=counts.get("live", 0),
            trashed=counts.get("trashed", 0),
        )

    def library(self, group_id: GroupId) -> Library | None:
        """The library as last pulled, in the order of creation; None: never pulled."""
        with self._guarded() as connection:
            row = connection.execute(
                "SELECT group_json, pulled_at, exact FROM pulls WHERE group_id = ?", (group_id,)
            ).fetchone()
            if row is None:
                return None
            live = self._documents(connection, group_id, "live")
            trash = self._documents(connection, group_id, "trashed")
            digest = _digest_of(connection, group_id)
            folders = connection.execute(
                "SELECT id, name, parent FROM folders WHERE group_id = ? ORDER BY id", (group_id,)
            ).fetchall()
        return Library(
            group=Group.model_validate_json(row[0]),
            documents=live,
            trash=trash,
            folders=tuple(Folder(*row) for row in folders),
            pulled_at=datetime.fromisoformat(row[1]),
            exact=bool(row[2]),
            digest=digest,
        )

    def _documents(
        self, connection: sqlite3.Connection, group_id: GroupId, state: State
    ) -> tuple[Document, ...]:
        rows = connection.execute(
            "SELECT raw FROM documents LEFT JOIN contents USING (digest) "
            "WHERE group_id = ? AND state = ? ORDER BY created, id",
            (group_id, state),
        )
        return tuple(
            self._read(json.loads(self._whole(raw)), state == "trashed") for (raw,) in rows
        )

    def _whole(self, raw: str | None) -> str:
        if raw is None:
            raise damaged(self._path, sqlite3.DatabaseError("a document has lost its content"))
        return raw

    def seen(self, group_id: GroupId, state: State | None = None) -> tuple[SeenDocument, ...]:
        """Every document that was ever seen, or those in one state; by id."""
        with self._guarded() as connection:
            rows = connection.execute(
                "SELECT id, state, since, first_seen, last_seen, raw "
                "FROM documents JOIN contents USING (digest) "
                "WHERE group_id = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id",
                (group_id, state),
            ).fetchall()
        return tuple(
            SeenDocument(
                id=identity,
                state=now,
                since=datetime.fromisoformat(since),
                first_seen=datetime.fromisoformat(first),
                last_seen=datetime.fromisoformat(last),
                document=self._read(raw, now == "trashed"),
                raw=raw,
            )
            for identity, now, since, first, last, raw in (
                (*row[:-1], json.loads(row[-1])) for row in rows
            )
        )

    def history(
        self, group_id: GroupId, document_id: DocumentId
    ) -> tuple[tuple[datetime, str], ...]:
        """What became of one document, oldest first: when, and which event."""
        with self._guarded() as connection:
            rows = connection.execute(
                "SELECT at, event FROM history WHERE group_id = ? AND id = ? ORDER BY at, event",
                (group_id, document_id),
            ).fetchall()
        return tuple((datetime.fromisoformat(at), event) for at, event in rows)

    def ids(self, group_id: GroupId, state: State) -> frozenset[DocumentId]:
        """Ids in one state."""
        with self._guarded() as connection:
            rows = connection.execute(
                "SELECT id FROM documents WHERE group_id = ? AND state = ?", (group_id, state)
            ).fetchall()
        return frozenset(identity for (identity,) in rows)

    def newest(self, group_id: GroupId) -> datetime | None:
        """The newest `last_modified` among the live documents; None: there are none."""
        with self._guarded() as connection:
            (stamp,) = connection.execute(
                "SELECT max(last_modified) FROM documents WHERE group_id = ? AND state = 'live'",
                (group_id,),
            ).fetchone()
        return datetime.fromisoformat(stamp) if stamp else None

    def keep_answers(self, answers: Answers) -> None:
        """Keep groups and profiles that were asked for outside of a pull, with every member."""
        with self._transaction() as connection:
            keep_answers(connection, answers)

    def answers(self) -> Answers:
        """Groups and profiles as they were answered last, by kind and id."""
        with self._guarded() as connection:
            rows = connection.execute("SELECT kind, id, raw FROM answers").fetchall()
        return {(kind, identity): Image(json.loads(raw)) for kind, identity, raw in rows}

    def stage(self, group_id: GroupId) -> Staging:
        """A place beside the mirror for a pull that is not complete yet."""
        return Staging(group_id, self._connection, self._guarded, self._transaction)

    # -- runs and findings -----------------------------------------------------------

    def record_run(
        self,
        run_id: str,
        *,
        at: datetime,
        command: str,
        counts: Mapping[str, Any],
        findings: Iterable[str] | None = None,
        scope: str = "",
    ) -> None:
        """Remember a run and, where it looked for findings, the ids of all of them."""
        with self._transaction():
            self._history.record(run_id, at, command, counts, findings, scope)

    def previous_findings(self, scope: str = "") -> dict[str, datetime]:
        """Ids that the last run of this scope had, and when each was first seen."""
        with self._guarded():
            return self._history.previous_findings(scope)

    def compared_findings(self, findings: Iterable[str], scope: str = "") -> FindingHistory:
        """The findings of now against the last run: since when, new, cleared."""
        with self._guarded():
            return self._history.compared(findings, scope)

    def runs(self, limit: int = 50) -> tuple[RecordedRun, ...]:
        """The last runs, newest first."""
        with self._guarded():
            return self._history.runs(limit)

    # -- the ground ------------------------------------------------------------------

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise damaged(self._path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._guarded() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _digest_of(connection: sqlite3.Connection, group_id: GroupId) -> str:
    """Over the digests of the live documents by id: equal libraries, equal digests."""
    rows = connection.execute(
        "SELECT id, digest FROM documents WHERE group_id = ? AND state = 'live' ORDER BY id",
        (group_id,),
    )
    return digest_of("".join(f"{identity} {digest.hex()}\n" for identity, digest in rows)).hex()
