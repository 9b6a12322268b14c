"""What the JSON and every report of a command has in common, whatever the command found.

A report is made once and rendered many times. It holds values only: whoever builds it
has already asked the clock, read the local copy and looked up the names.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, field_validator

from mendeley_sync.advice import Advice, Slot, read_advice
from mendeley_sync.errors import ExitCode, MendeleySyncError


class Run(BaseModel):
    """When and by what the report was made: what differs between two equal runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    started: AwareDatetime
    finished: AwareDatetime | None = None
    tool_version: str = ""


class NoticeLevel(StrEnum):
    """How much a notice matters; the values are the words of the JSON report."""

    ALARM, WARNING, NOTE = "alarm", "warning", "note"


class Notice(BaseModel):
    """Something a reader must know beside the differences, one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: NoticeLevel = NoticeLevel.NOTE
    """An alarm heads every report."""
    text: str
    advice: Advice = Advice()

    @field_validator("advice", mode="before")
    @classmethod
    def _read(cls, advice: object) -> object:
        return read_advice(advice) if isinstance(advice, str) else advice

    @property
    def whole(self) -> Advice:
        """The sentence and its advice."""
        return read_advice(self.text).then(self.advice)


class Failure(BaseModel):
    """Why a run ended before its end. A report is written all the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phase: str
    """The phase that failed: `reading the list`, `pulling the library`, ..."""
    error: str
    """The sort of error, such as `ServiceError`."""
    message: str
    impact: str = ""
    """What that means for the data."""
    advice: Advice = Advice()
    not_before: AwareDatetime | None = None
    """Another try makes no sense earlier."""

    @property
    def sentence(self) -> Advice:
        """Message and impact."""
        return read_advice(" ".join(filter(None, (self.message, self.impact))))


class Envelope(BaseModel):
    """The members that every result has; a command's own body follows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str
    run: Run
    exit_code: ExitCode = ExitCode.SUCCESS
    practice: bool = False
    """Made against the sandbox."""
    notices: tuple[Notice, ...] = ()
    failure: Failure | None = None

    @property
    def exit_word(self) -> str:
        """The exit code in words."""
        return ExitCode(self.exit_code).word

    @property
    def options(self) -> tuple[str, ...]:
        """Options that a command needs to reach the same library."""
        return ("--sandbox",) if self.practice else ()

    @property
    def fill(self) -> dict[Slot, str]:
        """The slots of commands that this result knows."""
        return {}


def failure_of(error: MendeleySyncError, *, phase: str) -> Failure:
    """The failure part of a report, from the error that ended the run."""
    return Failure(
        phase=phase,
        error=type(error).__name__,
        message=str(error),
        impact=error.impact,
        advice=error.advice,
        not_before=getattr(error, "not_before", None),
    )
