"""The tables of the mirror, and opening the file that holds them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mendeley_sync.errors import ConfigError

MIRROR_FILE = "library.sqlite3"
"""Its name in the state folder."""
SCHEMA_VERSION = 1

_TABLES = """
CREATE TABLE pulls (
    group_id     TEXT PRIMARY KEY,
    group_json   TEXT NOT NULL,
    pulled_at    TEXT NOT NULL,   -- server clock at the start of the last complete pull
    full_at      TEXT,            -- the same, of the last full exact one; NULL: none since
    exact        INTEGER NOT NULL
) STRICT;

-- One row for every document that was ever seen; rows are never deleted.
CREATE TABLE documents (
    group_id      TEXT NOT NULL,
    id            TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('live', 'trashed', 'gone')),
    digest        BLOB NOT NULL,  -- of the content as last seen
    created       TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    first_seen    TEXT NOT NULL,
    last_seen     TEXT NOT NULL,
    since         TEXT NOT NULL,  -- server clock of the pull that first saw this state
    PRIMARY KEY (group_id, id)
) STRICT;

CREATE INDEX documents_by_state ON documents (group_id, state, created, id);

-- Canonical JSON by its SHA-256. Content is written before it is referred to, so that
-- taking over a pull moves no more than ids; what nothing refers to is swept away then.
CREATE TABLE contents (
    digest BLOB NOT NULL UNIQUE,
    raw    TEXT NOT NULL
) STRICT;

-- What became of a document: first-seen, changed, trashed, restored, gone, purged.
CREATE TABLE history (
    group_id TEXT NOT NULL,
    id       TEXT NOT NULL,
    at       TEXT NOT NULL,
    event    TEXT NOT NULL,
    PRIMARY KEY (group_id, id, at, event)
) STRICT;

CREATE TABLE runs (
    run_id  TEXT PRIMARY KEY,
    at      TEXT NOT NULL,
    command TEXT NOT NULL,
    scope   TEXT NOT NULL,
    counts  TEXT NOT NULL         -- JSON object
) STRICT;

CREATE TABLE findings (
    scope      TEXT NOT NULL,
    id         TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_run   TEXT NOT NULL,
    cleared    TEXT,              -- when a run no longer had it
    PRIMARY KEY (scope, id)
) STRICT;
"""

_BESIDE = """
-- The folders of a group as last pulled.
CREATE TABLE IF NOT EXISTS folders (
    group_id TEXT NOT NULL,
    id       TEXT NOT NULL,
    name     TEXT NOT NULL,
    parent   TEXT,
    raw      TEXT NOT NULL,
    PRIMARY KEY (group_id, id)
) STRICT;

-- Groups and profiles with every member that they had when they were last seen.
CREATE TABLE IF NOT EXISTS answers (
    kind TEXT NOT NULL CHECK (kind IN ('group', 'profile')),
    id   TEXT NOT NULL,
    raw  TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
"""
"""Added to files of this version as well: an older mendeley-sync passes over them."""


_ADVICE = {
    "readonly": "Make the state folder writable, or name another one with `--state-dir`.",
    "unable to open": "Make the state folder writable, or name another one with `--state-dir`.",
    "full": "Make room on the disk, then try again; the last pull is kept.",
}
"""What to do, by a word of SQLite's sentence; a damaged file has other sentences."""


def open_mirror(path: Path) -> sqlite3.Connection:
    """The mirror's file, made when it is not there.

    Raises:
        ConfigError: it is damaged, from a newer version, or cannot be opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=10.0)
    except (sqlite3.Error, OSError) as error:
        raise ConfigError(
            f"cannot be opened: {error}", file=str(path), advice="Look at the folder's rights."
        ) from error
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise damaged(path, error) from error
    except ConfigError:
        connection.close()
        raise
    return connection


def damaged(path: Path, error: sqlite3.Error) -> ConfigError:
    """What to say when SQLite cannot read or write the file."""
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return ConfigError(
            "is in use by another run", file=str(path), advice="Wait until that run has ended."
        )
    advice = next(
        (known for words, known in _ADVICE.items() if words in str(error)),
        "Delete the file and pull again; that loses nothing but the history.",
    )
    return ConfigError(f"the mirror cannot be used: {error}", file=str(path), advice=advice)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise ConfigError(
            f"written by a newer mendeley-sync (form {version}, this one knows {SCHEMA_VERSION})",
            file=str(path),
            advice="Update mendeley-sync, or use another state folder.",
        )
    # Half-finished pulls wait in a temporary table; on disk, so that memory stays small.
    connection.execute("PRAGMA temp_store = FILE")
    # With its log a commit waits for no disk, and readers never wait for a writer; where the
    # file system has no shared memory SQLite keeps to its old ways, only slower.
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
    if version == 0:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'answers'").fetchone():
        connection.executescript(f"BEGIN IMMEDIATE; {_BESIDE} COMMIT;")
    connection.execute("SELECT count(*) FROM pulls").fetchone()
