"""The result of one access check, and the answer of all checks together."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from mendeley_sync.access.facts import PageFact
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, EXIT_NEEDS_REVIEW, EXIT_SERVICE


class CheckState(StrEnum):
    """How one check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


class Actor(StrEnum):
    """The person who can act on a check result."""

    NOBODY = ""
    YOU = "you"
    OWNER = "the group's owner"
    ADMIN = "an owner or admin of the group"
    SERVICE = "the service"
    PAGE = "the maintainers of the page"


class CheckResult(BaseModel):
    """One check: a stable name, its state, and the next step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Stable; a job may rely on it."""
    title: str
    """The question that this check answers, in a member's words."""
    state: CheckState
    sentence: str
    seen: str = ""
    """Numbers and dates that were seen, never secrets or addresses."""
    who: Actor = Actor.NOBODY
    next_step: str = ""


class AccessCheck(NamedTuple):
    """The name and title that all results of one check share."""

    name: str
    title: str

    def ok(self, sentence: str, *, seen: str = "") -> CheckResult:
        """All is well."""
        return self.result(CheckState.OK, sentence, seen=seen)

    def not_checked(self, sentence: str) -> CheckResult:
        """Nothing is known; the sentence is the reason."""
        return self.result(CheckState.NOT_CHECKED, sentence)

    def warning(self, sentence: str, who: Actor, next_step: str, *, seen: str = "") -> CheckResult:
        """Someone should look at it."""
        return self.result(CheckState.WARNING, sentence, who, next_step, seen=seen)

    def failed(self, sentence: str, who: Actor, next_step: str, *, seen: str = "") -> CheckResult:
        """It keeps a member out."""
        return self.result(CheckState.FAILED, sentence, who, next_step, seen=seen)

    def result(
        self,
        state: CheckState,
        sentence: str,
        who: Actor = Actor.NOBODY,
        next_step: str = "",
        *,
        seen: str = "",
    ) -> CheckResult:
        """The result of this check."""
        return CheckResult(
            name=self.name,
            title=self.title,
            state=state,
            sentence=sentence,
            seen=seen,
            who=who,
            next_step=next_step,
        )


QUESTION = "Can a member get in?"


class Answer(StrEnum):
    """The answer to "Can a member get in?", or to another question of the report."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"
    NOT_ASKED = "the service could not be asked"


ANSWER_EXIT_CODES: dict[Answer, int] = {
    Answer.YES: EXIT_FINE,
    Answer.NO: EXIT_ACCESS,
    Answer.NOT_KNOWN: EXIT_NEEDS_REVIEW,
    Answer.NOT_ASKED: EXIT_SERVICE,
}


class AccessReport(BaseModel):
    """The whole access check: the answer first, then every check."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Answer
    sentence: str
    """The first line that a person reads."""
    rungs: tuple[CheckResult, ...]
    question: str = QUESTION
    pages: tuple[PageFact, ...] = ()
    """The published pages, with every link that was tried."""

    @property
    def exit_code(self) -> int:
        """0 yes, 8 no, 4 not known, 9 Mendeley did not respond."""
        return ANSWER_EXIT_CODES[self.answer]

    def strict_exit_code(self) -> int:
        """The exit code where a warning counts as no, unless Mendeley did not respond."""
        is_asked = self.answer is not Answer.NOT_ASKED
        return EXIT_ACCESS if is_asked and self.has_warnings else self.exit_code

    @property
    def has_warnings(self) -> bool:
        """True if a check ended in a warning."""
        return any(one.state is CheckState.WARNING for one in self.rungs)
