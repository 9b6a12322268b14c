"""The files of a group, fetched into a folder.

Source: docs/service.md (Files and annotations)
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from mendeley_sync.domain.service import Files, Progress, RemoteFile
from mendeley_sync.errors import AccessError, ConfigError, ServiceError, SignInNeededError
from mendeley_sync.text.file_names import safe_file_name, with_identity


@dataclass(frozen=True)
class FetchedFiles:
    """What became of the files of a group."""

    fetched: tuple[Path, ...] = ()
    """Paths, also of those that were there already; in Mendeley's order."""
    failed: tuple[tuple[str, str], ...] = ()
    """File ids, each with the reason why it could not be fetched."""


def pull_files(files: Files, folder: Path, *, progress: Progress | None = None) -> FetchedFiles:
    """Fetch every file of a group that is not in the folder yet.

    One that cannot be fetched does not stop the others.

    Args:
        progress: called after each file with how many were tried, and how many there are.

    Raises:
        ConfigError: the folder cannot be written.
        ServiceError, AccessError: the list of files cannot be read, or the sign-in ended.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the folder cannot be made: {error.strerror}", file=str(folder)
        ) from error
    listed = files.list()
    fetched: list[Path] = []
    failed: list[tuple[str, str]] = []
    for number, file in enumerate(listed, start=1):
        try:
            fetched.append(fetch_file(files, file, folder))
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
    return FetchedFiles(tuple(fetched), tuple(failed))


def fetch_file(files: Files, file: RemoteFile, folder: Path) -> Path:
    """Fetch a file into a folder, unless it is there already; its path, under a safe name.

    A file that an earlier run left half done is completed. It is in its place whole or not at
    all.

    Raises:
        As `Files.fetch`; OSError besides.
    """
    target = _place_for(file, folder)
    if target.exists():
        return target
    part = target.with_name(f".{safe_file_name(file.id, 'file')}.part")
    part.touch()
    try:
        with part.open("r+b") as content:
            files.fetch(file, content)
    except BaseException:
        if not part.stat().st_size:
            part.unlink()
        raise
    os.replace(part, target)
    return target


def _place_for(file: RemoteFile, folder: Path) -> Path:
    """A path inside the folder; a file of the same name and other content is left alone."""
    plain = folder / safe_file_name(file.name, file.id)
    if not plain.exists() or (file.sha1 and _sha1(plain) == file.sha1.lower()):
        return plain
    return plain.with_name(with_identity(plain.name, file.id))


def _sha1(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha1").hexdigest()
