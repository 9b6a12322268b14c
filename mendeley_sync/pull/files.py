"""The files of a group, fetched into a folder.

Source: docs/service.md (Files and annotations)
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.service import Files, Progress, RemoteFile
from mendeley_sync.errors import AccessError, ConfigError, ServiceError, SignInNeededError
from mendeley_sync.pull.file_index import (
    CURRENT,
    GONE,
    INDEX_FILE,
    REPLACED,
    IndexedFile,
    read_index,
    write_index,
)
from mendeley_sync.text.file_names import safe_file_name, with_identity


@dataclass(frozen=True)
class FetchedFiles:
    """What became of the files of a group."""

    fetched: tuple[Path, ...] = ()
    """Paths, also of those that were there already; in Mendeley's order."""
    failed: tuple[tuple[str, str], ...] = ()
    """File ids, each with the reason why it could not be fetched."""


def pull_files(
    files: Files,
    folder: Path,
    *,
    owners: Mapping[DocumentId, Owner] | None = None,
    day: date | None = None,
    progress: Progress | None = None,
) -> FetchedFiles:
    """Fetch every file of a group that is not in the folder yet, and write the folder's index.

    One that cannot be fetched does not stop the others. A file that was replaced in Mendeley
    keeps its old content beside it, as `NAME (replaced 2026-01-15).pdf`.

    Args:
        owners: for the index: what each document is, by its id.
        day: of this run, for the names of replaced files.
        progress: called after each file with how many were tried, and how many there are.

    Raises:
        ConfigError: the folder cannot be written, or its index cannot be read.
        ServiceError, AccessError: the list of files cannot be read, or the sign-in ended.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the folder cannot be made: {error.strerror}", file=str(folder)
        ) from error
    listed = files.list()
    contents = FileFolder(folder, listed, owners or {}, day)
    fetched: list[Path] = []
    failed: list[tuple[str, str]] = []
    for number, file in enumerate(listed, start=1):
        try:
            fetched.append(contents.fetch(files, file))
        except SignInNeededError:
            raise
        except (ServiceError, AccessError) as error:
            failed.append((file.id, str(error)))
        except OSError as error:
            raise ConfigError(
                f"a file cannot be written: {error.strerror}", file=str(folder)
            ) from error
        if progress is not None:
            progress(number, len(listed))
    write_index(folder, contents.rows())
    return FetchedFiles(tuple(fetched), tuple(failed))


class Owner(NamedTuple):
    """The document that a file belongs to."""

    reference: str
    title: str


class FileFolder:
    """A folder of fetched files, with what its index says of them.

    Args:
        listed: every file that Mendeley has now.
        day: of this run, for the names of replaced files.

    Raises:
        ConfigError: its index cannot be read.
    """

    def __init__(
        self,
        path: Path,
        listed: Iterable[RemoteFile],
        owners: Mapping[DocumentId, Owner],
        day: date | None,
    ) -> None:
        self._path = path
        self._earlier = read_index(path)
        self._listed = {file.id: file for file in listed}
        self._owners = owners
        self._day = day
        self._current: list[IndexedFile] = []
        self._aside: list[IndexedFile] = []

    def fetch(self, files: Files, file: RemoteFile) -> Path:
        """Fetch one file, unless it is there already; its path, under a safe name."""
        target, replaced = self._place_for(file)
        if replaced or not target.exists():
            part = self._fetched(files, file)
            if replaced:
                aside = self._free_name(target)
                os.replace(target, aside)
                self._aside += [one._replace(file=aside.name, state=REPLACED) for one in replaced]
            os.replace(part, target)
        owner = self._owners.get(file.document or "", Owner("", ""))
        sha1 = file.sha1 or _sha1(target)
        row = IndexedFile(target.name, *owner, file.document or "", file.id, sha1)
        self._current.append(row)
        return target

    def rows(self) -> Iterator[IndexedFile]:
        """The rows of the index: what is there now, and what was there before."""
        yield from self._current
        yield from self._aside
        done = {row.id for row in (*self._current, *self._aside)}
        for row in self._earlier:
            if row.id not in done and (self._path / row.file).exists():
                state = GONE if row.state == CURRENT and row.id not in self._listed else row.state
                yield row._replace(state=state)

    def _place_for(self, file: RemoteFile) -> tuple[Path, list[IndexedFile]]:
        """A path in the folder, and the rows of what lay there and is replaced.

        A file of the same name is left alone where it is another document's, or nobody knows.
        """
        plain = self._path / safe_file_name(file.name, file.id)
        if plain.name.lower() == INDEX_FILE:
            return plain.with_name(with_identity(plain.name, file.id)), []
        if not plain.exists():
            return plain, []
        present = _sha1(plain)
        if file.sha1 and present == file.sha1.lower():
            return plain, []
        rows = [row for row in self._earlier if row.file == plain.name and row.state == CURRENT]
        if rows and all(self._is_replaced(row, file, present) for row in rows):
            return plain, rows
        return plain.with_name(with_identity(plain.name, file.id)), []

    def _is_replaced(self, row: IndexedFile, file: RemoteFile, present: str) -> bool:
        """True if this row's file gave way to another content of the same document."""
        gave_way = row.id not in self._listed or row.id == file.id
        return gave_way and row.document == file.document and row.sha1.lower() == present

    def _free_name(self, target: Path) -> Path:
        when = f"replaced {self._day}" if self._day else "replaced"
        names = (f"{target.stem} ({when}{more}){target.suffix}" for more in _numbers())
        return next(path for name in names if not (path := target.with_name(name)).exists())

    def _fetched(self, files: Files, file: RemoteFile) -> Path:
        """Fetch the content beside its place; one that an earlier run began is completed."""
        part = self._path / f".{safe_file_name(file.id, 'file')}.part"
        part.touch()
        try:
            with part.open("r+b") as content:
                files.fetch(file, content)
        except BaseException:
            if not part.stat().st_size:
                part.unlink()
            raise
        return part


def _numbers() -> Iterator[str]:
    yield ""
    yield from (f", {number}" for number in count(2))


def _sha1(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha1").hexdigest()
