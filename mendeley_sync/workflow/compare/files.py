"""Compares two files with each other, with no service and no settings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mendeley_sync import __version__
from mendeley_sync.diff.compare import compare
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import Document, Group, Library
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.errors import EXIT_DIFFERENCES, EXIT_FINE
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import Run
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.compare.library import Comparison, new_run_id


def run_diff_of_files(list_file: Path, library_file: Path, *, exit_code: bool) -> Comparison:
    """Compare a list with another file that stands in the library's place.

    Raises:
        ConfigError: one of the files cannot be read.
    """
    now = datetime.now(UTC)
    reference_list = load_reference_list(list_file)
    library = file_as_library(library_file, now=now)
    differences = compare(reference_list, library, LockFileData(), FieldRules(), now).differences
    report = DiffReport(
        command="diff",
        run=Run(id=new_run_id(now), started=now, tool_version=__version__),
    ).compared(reference_list, library, differences)
    differs = exit_code and not report.is_in_step
    return Comparison(
        report=report.model_copy(update={"exit_code": EXIT_DIFFERENCES if differs else EXIT_FINE}),
        reference_list=reference_list,
        library=library,
    )


def file_as_library(path: Path, *, now: datetime) -> Library:
    """A list in the shape of a library: each entry a document with the entry's id."""
    other = load_reference_list(path)
    documents = tuple(
        Document(
            id=reference.key,
            metadata=reference.metadata,
            authors_cut=reference.authors_cut,
        )
        for reference in other.references
    )
    group = Group(id="file", name=other.source)
    return Library(group=group, documents=documents, pulled_at=now, digest=other.digest)
