"""One step of the registration check, and the answer that all steps give together."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from mendeley_sync.access.facts import PageFact
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, EXIT_NEEDS_REVIEW, EXIT_SERVICE


class CheckState(StrEnum):
    """How one step of the check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


class Actor(StrEnum):
    """Who can do something about a finding."""

    NOBODY = ""
    YOU = "you"
    OWNER = "the group's owner"
    ADMIN = "an owner or admin of the group"
    SERVICE = "the service"
    PAGE = "the maintainers of the page"


class CheckResult(BaseModel):
    """One step: a stable name, how it ended, and what to do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Stable; a job may rely on it."""
    title: str
    """The question this step answers, in a member's words."""
    state: CheckState
    sentence: str
    seen: str = ""
    """What was seen: numbers and dates, never secrets or addresses."""
    who: Actor = Actor.NOBODY
    next_step: str = ""


class AccessCheck(NamedTuple):
    """What all findings of one step have in common."""

    name: str
    title: str

    def ok(self, sentence: str, *, seen: str = "") -> CheckResult:
        """All is well."""
        return CheckResult(
            name=self.name, title=self.title, state=CheckState.OK, sentence=sentence, seen=seen
        )

    def not_checked(self, sentence: str) -> CheckResult:
        """Nothing can be said; the sentence tells because of what."""
        return CheckResult(
            name=self.name, title=self.title, state=CheckState.NOT_CHECKED, sentence=sentence
        )

    def warning(self, sentence: str, who: Actor, next_step: str, *, seen: str = "") -> CheckResult:
        """Somebody should look at it."""
        return self._for_somebody(CheckState.WARNING, sentence, who, next_step, seen)

    def failed(self, sentence: str, who: Actor, next_step: str, *, seen: str = "") -> CheckResult:
        """It stands in a member's way."""
        return self._for_somebody(CheckState.FAILED, sentence, who, next_step, seen)

    def _for_somebody(
        self, state: CheckState, sentence: str, who: Actor, next_step: str, seen: str
    ) -> CheckResult:
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
    """Can a member get in? (Or whatever the report asks.)"""

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
    """The whole check: the answer first, then every step."""

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
        """0 yes, 8 no, 4 not known, 9 the service could not be asked."""
        return ANSWER_EXIT_CODES[self.answer]

    def strict_exit_code(self) -> int:
        """The same where a warning counts as no; a silent service stays a silent service."""
        is_asked = self.answer is not Answer.NOT_ASKED
        return EXIT_ACCESS if is_asked and self.has_warnings else self.exit_code

    @property
    def has_warnings(self) -> bool:
        """Whether some step ended in a warning."""
        return any(rung.state is CheckState.WARNING for rung in self.rungs)
