"""The files of a group, fetched into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mendeley_sync.domain.library import GroupId
from mendeley_sync.errors import (
    AccessError,
    ConfigError,
    ServiceError,
    SignInNeededError,
)
from mendeley_sync.mendeley.client import MendeleyClient


@dataclass(frozen=True)
class FetchedFiles:
    """What became of the files of a group."""

    fetched: tuple[Path, ...] = ()
    """Where they lie, also those that were there already; in the service's order."""
    failed: tuple[tuple[str, str], ...] = ()
    """File id and why it could not be had."""


def pull_files(
    client: MendeleyClient,
    folder: Path,
    *,
    group_id: GroupId,
    progress: Callable[[int, int | None], None] | None = None,
) -> FetchedFiles:
    """Fetch every file of a group that is not in the folder yet.

    One that cannot be had does not stop the others.

    Raises:
        ConfigError: the folder cannot be written.
        ServiceError, AccessError: the list of files cannot be had, or the sign-in ended.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the folder cannot be made: {error.strerror}", file=str(folder)
        ) from error
    listed = client.files(group_id=group_id)
    fetched: list[Path] = []
    failed: list[tuple[str, str]] = []
    for number, file in enumerate(listed, start=1):
        try:
            fetched.append(client.download_file(file, folder))
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
