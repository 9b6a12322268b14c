"""`resolve`: both sides are compared, and each answer goes to the lock file at once.

Nothing is held in memory that a kill could lose: an answer counts once it is on disk, and
who starts again goes on with what is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mendeley_sync.diff.compare import Compared, compare
from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.domain.library import Library
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.errors import ConfigError
from mendeley_sync.pull.pull import pull
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import read_lock_file, write_lock_file
from mendeley_sync.stores.locks import run_lock
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.compare.library import Progress
from mendeley_sync.workflow.resolve.review import (
    ReviewDecision,
    ReviewItem,
    forgetting,
    questions_of,
    with_answer,
    without_answer,
)
from mendeley_sync.workflow.service import library_service, open_client, open_mirror

WAIT_FOR_OTHER_RUN_S = 10.0


class _Given(NamedTuple):
    question: ReviewItem
    before: LockFileData


class ReviewSession:
    """One sitting of a person with the open questions."""

    def __init__(
        self,
        settings: Settings,
        reference_list: ReferenceList,
        library: Library,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._list = reference_list
        self._library = library
        self._clock = clock
        self._given: list[_Given] = []

    @property
    def lock_path(self) -> Path:
        """Where the answers go."""
        return self._settings.lock_path

    @property
    def answered(self) -> int:
        """How many answers of this sitting stand."""
        return len(self._given)

    @property
    def trashed(self) -> int:
        """How many references lie in the trash; no answer changes that."""
        findings = self.compared().differences.findings
        return sum(finding.kind is DifferenceKind.TRASHED for finding in findings)

    def compared(self) -> Compared:
        """Both sides compared with everything that was decided taken into account."""
        ledger = read_lock_file(self.lock_path)
        rules = self._settings.field_rules()
        return compare(self._list, self._library, ledger, rules, self._clock())

    def questions(self) -> tuple[ReviewItem, ...]:
        """What is open now, the most important first."""
        documents = (*self._library.trash, *self._library.documents)
        return questions_of(
            self.compared().differences, self._list.by_key(), {one.id: one for one in documents}
        )

    def answer(self, question: ReviewItem, answer: ReviewDecision) -> None:
        """Write one answer down, before anything else happens."""
        before = self._change(
            lambda ledger: with_answer(ledger, question, answer, now=self._clock())
        )
        self._given.append(_Given(question, before))

    def answer_all(self, answers: Iterable[tuple[ReviewItem, ReviewDecision]]) -> int:
        """Write many answers down in one go; how many."""
        together = tuple(answers)

        def change(ledger: LockFileData) -> LockFileData:
            for question, answer in together:
                ledger = with_answer(ledger, question, answer, now=self._clock())
            return ledger

        if together:
            self._change(change)
        return len(together)

    def take_back(self) -> ReviewItem | None:
        """Take the last answer of this sitting back; its question, or None without any."""
        if not self._given:
            return None
        question, before = self._given.pop()
        self._change(lambda ledger: without_answer(ledger, question, before))
        return question

    def forget(self, wanted: Iterable[str]) -> int:
        """Take decisions of any time back, by reference, document or finding; how many."""
        names = tuple(wanted)
        before = self._change(lambda ledger: forgetting(ledger, names))
        return len(before.decisions) - len(forgetting(before, names).decisions)

    def _change(self, change: Callable[[LockFileData], LockFileData]) -> LockFileData:
        """Change the lock file as it is on disk now; what it was before.

        Locked only for this moment: a person may sit before a question for hours, and the
        nightly job shall run all the same.
        """
        try:
            with run_lock(
                self._settings.state_dir,
                command="resolve",
                now=self._clock(),
                timeout_s=WAIT_FOR_OTHER_RUN_S,
            ):
                before = read_lock_file(self.lock_path)
                write_lock_file(self.lock_path, change(before))
        except OSError as error:
            raise ConfigError(
                f"cannot be written: {error.strerror}",
                file=str(self.lock_path),
                advice="The answer was not saved. Make the file writable and start again.",
            ) from error
        return before


def open_resolving(
    settings: Settings,
    *,
    offline: bool = False,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ReviewSession:
    """Read both sides, the library anew unless `offline`.

    Raises:
        ConfigError: no settings, no list, a damaged lock file, or offline without any pull.
        As `pull` and `open_client` besides.
    """
    group_id = settings.require_group()
    reference_list = load_reference_list(settings.require_list())
    read_lock_file(settings.lock_path)
    with open_mirror(settings.state_dir) as mirror:
        if not offline:
            with open_client(settings, command="resolve") as client:
                service = library_service(client, group_id)
                pull(service, mirror, group_id=group_id, progress=progress)
        library = mirror.library(group_id)
    if library is None:
        raise ConfigError(
            "this group was never pulled to this computer",
            advice="Run the same command once without --offline.",
        )
    return ReviewSession(settings, reference_list, library, clock=clock)
