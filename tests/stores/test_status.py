"""The job's own memory: whole or not at all, and losing it is no harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mendeley_sync.domain.job import JobStatus, KnownFinding, KnownFindings
from mendeley_sync.stores.job_status import (
    FIRST_SEEN_FILE,
    STATUS_FILE,
    read_known,
    read_status,
    write_known,
    write_status,
)

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STATUS = JobStatus(last_try=NOON, last_success=NOON, counts={"differs": 2}, told={"failed 8": NOON})
KNOWN = KnownFindings(scope="g list", at=NOON, findings=(KnownFinding(id="f-1", since=NOON),))


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "not yet there"
    write_status(folder, STATUS)
    write_known(folder, KNOWN)

    assert read_status(folder) == STATUS
    assert read_known(folder, "g list") == KNOWN


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exit_code": "no"}', "\ud800"])
def test_a_file_that_cannot_be_read_counts_as_none(tmp_path: Path, content: str) -> None:
    for name in (STATUS_FILE, FIRST_SEEN_FILE):
        (tmp_path / name).write_bytes(content.encode("utf-8", "surrogatepass"))

    assert read_status(tmp_path) == JobStatus()
    assert read_known(tmp_path, "g list") is None


def test_findings_of_another_group_or_list_are_no_history(tmp_path: Path) -> None:
    write_known(tmp_path, KNOWN)

    assert read_known(tmp_path, "another list") is None


def test_a_status_of_a_newer_version_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    newer = STATUS.model_dump(mode="json") | {"schema_version": 2, "more": 1}
    (tmp_path / STATUS_FILE).write_text(json.dumps(newer), "utf-8")

    assert read_status(tmp_path).last_success == NOON


def test_the_same_status_is_the_same_bytes(tmp_path: Path) -> None:
    write_status(tmp_path, STATUS)
    first = (tmp_path / STATUS_FILE).read_bytes()
    write_status(tmp_path, STATUS)

    assert (tmp_path / STATUS_FILE).read_bytes() == first
