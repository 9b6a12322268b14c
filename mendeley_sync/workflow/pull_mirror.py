"""`pull` as a command runs it: settings, client and mirror put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.domain.service import Progress
from mendeley_sync.errors import EXIT_FINE, EXIT_UNFINISHED
from mendeley_sync.pull.files import FetchedFiles, Owner, pull_files
from mendeley_sync.pull.pull import PullResult, pull
from mendeley_sync.reports.json_writer import result_as_json
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import read_lock_file
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.workflow.service import group_files, library_service, open_client, open_mirror


@dataclass(frozen=True)
class PullRun:
    """What a run of `pull` came to."""

    result: PullResult
    before: datetime | None
    """When the library was pulled before; None: never."""
    files: FetchedFiles | None = None

    @property
    def exit_code(self) -> int:
        """10 where files are left that a later run may get."""
        return EXIT_UNFINISHED if self.files and self.files.failed else EXIT_FINE


def run_pull(
    settings: Settings,
    *,
    full: bool = False,
    files: Path | None = None,
    progress: Progress | None = None,
    environ: Mapping[str, str] | None = None,
) -> PullRun:
    """Bring the mirror up to date and, where asked, fetch the files.

    Raises:
        ConfigError: no settings, no group, a damaged mirror, a folder that cannot be written.
        As `pull` and `open_client` besides.
    """
    group_id = settings.require_group()
    with (
        open_mirror(settings.state_dir) as mirror,
        open_client(settings, command="pull", environ=environ) as client,
    ):
        last = mirror.last_pull(group_id)
        service = library_service(client, group_id)
        result = pull(service, mirror, group_id=group_id, full=full, progress=progress)
        fetched = None
        if files is not None:
            fetched = pull_files(
                group_files(client, group_id),
                files,
                owners=_owners(settings, mirror, group_id),
                day=result.pulled_at.date(),
            )
    return PullRun(result, last.pulled_at if last else None, fetched)


def _owners(settings: Settings, mirror: Mirror, group_id: GroupId) -> dict[DocumentId, Owner]:
    """What each document is, for the index of files: citation key and title."""
    keys = {
        one: found.reference
        for one, found in read_lock_file(settings.lock_path).by_document().items()
    }
    library = mirror.library(group_id)
    return {
        document.id: Owner(keys.get(document.id, ""), document.metadata.title)
        for document in (library.documents if library else ())
    }


def as_json(run: PullRun, *, practice: bool) -> str:
    """The run for programs."""
    result, moved = run.result, run.result.movement
    body: dict[str, Any] = {
        "group": {"id": result.group.id, "name": result.group.name},
        "pulled_at": result.pulled_at.isoformat(),
        "pulled_before": run.before.isoformat() if run.before else None,
        "kind": result.kind,
        "exact": result.exact,
        "doubts": list(result.doubts),
        "requests": result.requests,
        "summary": {"documents": result.live, "trash": result.trashed},
        "moved": {
            "new": list(moved.first_seen),
            "changed": list(moved.changed),
            "trashed": list(moved.trashed),
            "restored": list(moved.restored),
            "gone": list(moved.gone),
            "purged": list(moved.purged),
        },
        "strange": {identity: list(said) for identity, said in result.strange.items()},
        "unknown_members": list(result.unknown_members),
        "files": _files_as_json(run.files),
    }
    return result_as_json(
        "pull", result.pulled_at, body, exit_code=run.exit_code, practice=practice
    )


def _files_as_json(files: FetchedFiles | None) -> dict[str, Any] | None:
    if files is None:
        return None
    return {
        "fetched": [str(path) for path in files.fetched],
        "failed": [{"id": identity, "why": why} for identity, why in files.failed],
    }
