"""`status.json`: how the job has been doing, for people, monitors and the next run."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from mendeley_sync.domain.job import JobStatus
from mendeley_sync.stores.durable import write_durably

STATUS_FILE = "status.json"


def read_status(state_dir: Path) -> JobStatus:
    """The status as the last run left it; a fresh one where there is none.

    A file that cannot be read counts as none: losing it only means that a standing
    condition may be told once more.
    """
    try:
        return JobStatus.model_validate_json((state_dir / STATUS_FILE).read_bytes())
    except (OSError, ValidationError):
        return JobStatus()


def write_status(state_dir: Path, status: JobStatus) -> None:
    """Write it so that a reader never sees half of it.

    Raises:
        OSError: the folder cannot be written.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    content = json.dumps(status.model_dump(mode="json"), indent=2, sort_keys=True) + "\n"
    write_durably(state_dir / STATUS_FILE, content.encode())
