"""A society's roster: read as secretaries keep it, and written back with nothing else changed.

Comma, semicolon or tab; UTF-8 with or without its mark, UTF-16 with it, Windows-1252; headers
in several languages. What is wrong with one row is said with its number, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mendeley_sync.domain.community import Roster, RosterEntry
from mendeley_sync.domain.library import ProfileId
from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.stores.roster.cells import Row, rows_of
from mendeley_sync.stores.roster.headers import COLUMNS, Columns, find_columns
from mendeley_sync.stores.roster.text import RosterText, decoded, encoded

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes; a roster of 100,000 people has about eight million."""

PROFILE_COLUMN = "profile_id"


@dataclass(frozen=True)
class RosterFile:
    """A roster, and the file it stands in."""

    path: Path
    data: bytes
    """As read, to see whether somebody changed it meanwhile."""
    roster: Roster
    text: RosterText
    header: Row
    columns: Columns
    rows: tuple[Row, ...]
    """Below the header, blank ones apart."""


def read_roster(path: Path) -> RosterFile:
    """The roster in a file.

    Raises:
        ConfigError: not there, not readable, too large, or without a column of names.
    """
    data = _bytes_of(path)
    text = decoded(data)
    rows = [row for row in rows_of(text) if not row.is_blank]
    if not rows:
        raise ConfigError("the roster is empty", file=str(path), advice=_HOW)
    header, *rest = rows
    columns = find_columns([cell.value for cell in header.cells])
    if columns is None:
        raise ConfigError(
            f"no column of names: the first row has {_listed(header)}",
            file=str(path),
            line=header.number,
            advice=_HOW,
        )
    return RosterFile(
        path=path,
        data=data,
        roster=_roster(rest, len(header.cells), columns, path.name),
        text=text,
        header=header,
        columns=columns,
        rows=tuple(rest),
    )


_HOW = (
    "The first row names the columns: name (or first name and last name), email, society, "
    "profile_id; config/roster.example.csv shows one."
)


def roster_size(path: Path) -> int | None:
    """How many people a roster has; None where there is none, or none that can be read."""
    try:
        return len(read_roster(path).roster.entries)
    except ConfigError:
        return None


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigError("too large for a roster", file=str(path))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=str(path)) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(path)) from error


def _listed(header: Row) -> str:
    names = [cell.value.strip() for cell in header.cells[:8]]
    return ", ".join(repr(name[:30]) for name in names)


# -- rows to people ---------------------------------------------------------------------


def _roster(rows: list[Row], width: int, columns: Columns, source: str) -> Roster:
    entries: list[RosterEntry] = []
    problems: list[tuple[int, str]] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        problem = row.problem or _shape_problem(row, width, columns)
        entry = None if problem else _entry(row, columns)
        if entry is None:
            problems.append((row.number, problem or "there is no name in this row"))
            continue
        entry, doubts = _without_doubtful(entry)
        problems.extend((row.number, doubt) for doubt in doubts)
        earlier = next((seen[key] for key in _keys(entry) if key in seen), None)
        if earlier is not None:
            problems.append((row.number, f"the same person as in row {earlier}"))
            continue
        seen.update(dict.fromkeys(_keys(entry), row.number))
        entries.append(entry)
    return Roster(entries=tuple(entries), problems=tuple(problems), source=source)


def _keys(entry: RosterEntry) -> list[tuple[str, str]]:
    """By what two rows are certainly one person; a name alone is not enough."""
    keys = [("profile", entry.profile_id)] if entry.profile_id else []
    if entry.email:
        keys.append((entry.name.casefold(), entry.email.casefold()))
    return keys


def _shape_problem(row: Row, width: int, columns: Columns) -> str:
    """Whether a separator inside a cell has pushed the others aside."""
    if len(row.cells) <= width:
        return ""
    place = columns.get(COLUMNS.email)
    email = row.cells[place].value.strip() if place is not None else ""
    is_pushed = any(cell.value.strip() for cell in row.cells[width:])
    if not is_pushed and (not email or _looks_like_email(email)):
        return ""
    return f"it has {len(row.cells)} cells, the header has {width}: a separator inside a name?"


def _entry(row: Row, columns: Columns) -> RosterEntry | None:
    def cell(column: str) -> str:
        place = columns.get(column)
        known = place is not None and place < len(row.cells)
        return " ".join(row.cells[place].value.split()) if known and place is not None else ""

    family, given = cell("family"), cell("given")
    name = cell("name") or (f"{family}, {given}" if family and given else family or given)
    if not name:
        return None
    return RosterEntry(
        row=row.number,
        name=name,
        email=cell("email"),
        society=cell("society"),
        profile_id=cell("profile_id") or None,
    )


def _without_doubtful(entry: RosterEntry) -> tuple[RosterEntry, list[str]]:
    """What cannot be an address or a profile is left out, and said."""
    doubts = []
    if entry.email and not _looks_like_email(entry.email):
        doubts.append("its e-mail address is none; the row is checked by name alone")
        entry = entry.model_copy(update={"email": ""})
    if entry.profile_id and not _looks_like_id(entry.profile_id):
        doubts.append("its profile id is none; the row is checked by name")
        entry = entry.model_copy(update={"profile_id": None})
    return entry, doubts


def _looks_like_email(text: str) -> bool:
    user, at, host = text.partition("@")
    return bool(user and at and host) and " " not in text and "@" not in host


def _looks_like_id(text: str) -> bool:
    return 8 <= len(text) <= 64 and all(
        character.isascii() and (character.isalnum() or character == "-") for character in text
    )


# -- confirmed pairs back into the file --------------------------------------------------


def with_profiles(file: RosterFile, confirmed: Mapping[int, ProfileId]) -> bytes:
    """The file's bytes with these profile ids in their rows; every other byte stays.

    A file without a column for them gets one, at the end of every row.

    Args:
        confirmed: row number and profile id; a row that has one already keeps its own.
    """
    text = file.text.text
    column = file.columns.get(COLUMNS.profile_id)
    edits: list[tuple[int, int, str]] = []
    if column is None:
        column = len(file.header.cells)
        edits.append(
            (file.header.end, file.header.end, file.text.dialect.delimiter + PROFILE_COLUMN)
        )
    for row in file.rows:
        edits.extend(_edit(row, column, confirmed.get(row.number, ""), file))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return encoded(text, file.text)


def _edit(row: Row, column: int, profile: str, file: RosterFile) -> list[tuple[int, int, str]]:
    if row.problem or len(row.cells) > max(column + 1, len(file.header.cells)):
        return []
    if column < len(row.cells):
        cell = row.cells[column]
        return [(cell.start, cell.end, profile)] if profile and not cell.value.strip() else []
    has_column = file.columns.get(COLUMNS.profile_id) is not None
    if not profile and has_column:
        return []
    missing = file.text.dialect.delimiter * (column - len(row.cells) + 1)
    return [(row.end, row.end, missing + profile)]


def write_profiles(file: RosterFile, confirmed: Mapping[int, ProfileId]) -> None:
    """Write confirmed profile ids into the roster, whole or not at all.

    Raises:
        ConfigError: somebody changed the file meanwhile, or it cannot be written.
    """
    if _bytes_of(file.path) != file.data:
        raise ConfigError(
            "was changed while we looked; nothing was written",
            file=str(file.path),
            advice="Run the same command again.",
        )
    try:
        write_durably(file.path, with_profiles(file, confirmed))
    except OSError as error:
        raise ConfigError(
            f"cannot be written: {error.strerror}",
            file=str(file.path),
            advice="Close the file in the spreadsheet program and try again.",
        ) from error
