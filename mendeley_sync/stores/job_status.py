"""`status.json` and `first-seen.json`: how the job has been doing, and what it has told.

For people, monitors and the next run. Neither holds a name, a title or a secret.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ValidationError

from mendeley_sync.domain.job import JobStatus, KnownFindings
from mendeley_sync.stores.durable import write_durably

STATUS_FILE = "status.json"
FIRST_SEEN_FILE = "first-seen.json"


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
    _write(state_dir / STATUS_FILE, status)


def read_known(state_dir: Path, scope: str) -> KnownFindings | None:
    """What the last run told about this group and list; None: nothing is remembered.

    A file that cannot be read counts as none: nothing is then called new.
    """
    try:
        known = KnownFindings.model_validate_json((state_dir / FIRST_SEEN_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return known if known.scope == scope else None


def write_known(state_dir: Path, known: KnownFindings) -> None:
    """Remember what was told.

    Raises:
        OSError: the folder cannot be written.
    """
    _write(state_dir / FIRST_SEEN_FILE, known)


def _write(path: Path, value: BaseModel) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(value.model_dump(mode="json"), indent=2, sort_keys=True) + "\n"
    write_durably(path, content.encode())
