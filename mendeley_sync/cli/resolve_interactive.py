"""The walk through open questions at a terminal: one after the other, one key an answer."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import click

from mendeley_sync.advice import Slot
from mendeley_sync.cli.app import NARROWEST_SCREEN
from mendeley_sync.errors import EXIT_FINE
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.reports.values import counted
from mendeley_sync.workflow.resolve.review import (
    AnswerKind,
    ReviewDecision,
    ReviewItem,
    is_asked_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mendeley_sync.cli.app import App
    from mendeley_sync.workflow.resolve.resolve import ReviewSession

ANSWER_KEYS: Final[dict[str, AnswerKind]] = {
    "s": "same-work",
    "d": "different-works",
    "l": "take-list",
    "r": "take-library",
    "a": "accepted",
}
KEY_WORDS: Final[dict[str, str]] = {
    "s": "[s]ame work",
    "d": "[d]ifferent works",
    "l": "[l]ist's value",
    "r": "lib[r]ary's value",
    "a": "[a]ccept until a date",
}
MOVES: Final = "[space] skip   [b]ack   [u]ndo last decision   [q]uit   [?] help"
HELP: Final = """\
s  the same work: this reference and this document are matched
d  different works: they will not be matched again
l  the list is right: the next `push` writes its value to the library
r  the library is right: `adopt` copies its value to the list
a  accept the difference until a date; it needs review again after that
space  decide later   b  the item before   u  undo the last decision   q  quit
Every decision is saved at once. It needs review again only when a record changes."""
WIDEST: Final = 160
"""On wider screens two columns would stand too far apart to be compared."""
DAYS: Final = 180
"""Offered as the time for which a difference is accepted."""

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_DAYS = re.compile(r"(\d{1,4})(?: *d(?:ays?)?)?")


class InteractiveReview:
    """One person's way through the questions."""

    def __init__(
        self,
        app: App,
        resolving: ReviewSession,
        questions: list[ReviewItem],
        wanted: tuple[str, ...],
        *,
        practice: bool,
    ) -> None:
        self._app = app
        self._resolving = resolving
        self._questions = questions
        self._wanted = wanted
        self._practice = practice
        self._given: set[AnswerKind] = set()
        self._place = 0

    def run(self) -> int:
        """Ask until there is nothing left or the person leaves."""
        if self._practice:
            self._app.warn(SANDBOX_BANNER)
        try:
            while self._place < len(self._questions) or self._found_more():
                if not self._step(self._questions[self._place]):
                    break
        except (KeyboardInterrupt, EOFError, click.Abort):
            self._app.warn("")
        self._say_goodbye()
        return EXIT_FINE

    def _step(self, question: ReviewItem) -> bool:
        """Show one question and do what the key says; False to leave."""
        self._show(question)
        while True:
            key = self._key(question)
            if key in ANSWER_KEYS:
                self._answer(question, ANSWER_KEYS[key])
                return True
            if key == "q":
                return False
            if key == "?":
                self._app.warn(HELP)
                continue
            self._move(key)
            return True

    def _key(self, question: ReviewItem) -> str:
        """A key that means something here; others are named and asked again."""
        allowed = {key for key, kind in ANSWER_KEYS.items() if kind in question.choices}
        while True:
            pressed = click.getchar()
            if pressed in ("\x03", "\x04"):
                raise KeyboardInterrupt
            key = {" ": "n", "\r": "n", "\n": "n"}.get(pressed, pressed.lower())
            if key in allowed | {"n", "b", "u", "q", "?"}:
                return key
            self._app.warn(f'"{pressed}" is not a choice here. Press ? for help.')

    def _move(self, key: str) -> None:
        if key == "b":
            self._place = max(0, self._place - 1)
        elif key == "u":
            self._take_back()
        else:
            self._place += 1

    def _show(self, question: ReviewItem) -> None:
        from mendeley_sync.reports.question import render_question

        screen = render_question(
            question.finding,
            question.reference,
            question.document,
            question.others,
            heading=f"{self._place + 1} of {len(self._questions)}",
            advice=self._advice(question),
            width=_screen_width(),
            colour=not (self._app.options.no_color or os.environ.get("NO_COLOR")),
        )
        keys = [words for key, words in KEY_WORDS.items() if ANSWER_KEYS[key] in question.choices]
        self._app.warn(f"\n{screen}\n\n{'   '.join(keys)}\n{MOVES}")

    def _advice(self, question: ReviewItem) -> str:
        if question.choices != ("accepted",):
            return ""
        trashed = self._resolving.trashed
        fill = {Slot.TRASHED: str(trashed)} if trashed else {}
        return self._app.surface.filled(fill).plain(question.finding.advice)

    def _answer(self, question: ReviewItem, kind: AnswerKind) -> None:
        answer = self._accepted() if kind == "accepted" else ReviewDecision(kind)
        self._resolving.answer(question, answer)
        self._given.add(kind)
        until = f" until {answer.until:%Y-%m-%d}" if answer.until else ""
        self._app.warn(f"Saved: {kind}{until}.")
        self._place += 1
        if kind in ("same-work", "different-works"):
            self._drop_what_is_settled()

    def _accepted(self) -> ReviewDecision:
        offered = f"{datetime.now(UTC) + timedelta(days=DAYS):%Y-%m-%d}"
        while True:
            said = click.prompt(
                "Accept until (a date, a number of days, or never)", offered, err=True
            )
            until = _day(said, datetime.now(UTC))
            if until is not None or said.strip().lower() == "never":
                break
            self._app.warn('Enter a future date (2027-01-31), a number of days, or "never".')
        reason = click.prompt(
            "Reason (a note for your colleagues)", "", err=True, show_default=False
        )
        return ReviewDecision("accepted", until, reason.strip())

    def _take_back(self) -> None:
        question = self._resolving.take_back()
        if question is None:
            self._app.warn("No decisions in this session.")
            return
        self._app.warn("Decision undone.")
        ids = [one.id for one in self._questions]
        if question.id in ids:
            self._place = ids.index(question.id)
        else:
            self._questions.insert(self._place, question)

    def _drop_what_is_settled(self) -> None:
        """An answer about two works may settle later questions about them."""
        still = {one.id for one in self._resolving.questions()}
        later = [one for one in self._questions[self._place :] if one.id in still]
        self._questions[self._place :] = later

    def _found_more(self) -> bool:
        """An answer may open questions: which value, once it is the same work."""
        known = {one.id for one in self._questions}
        more = [
            one
            for one in self._resolving.questions()
            if one.id not in known and is_asked_for(one, self._wanted)
        ]
        self._questions += more
        return bool(more)

    def _say_goodbye(self) -> None:
        left = len([one for one in self._resolving.questions() if is_asked_for(one, self._wanted)])
        answered = self._resolving.answered
        file = self._resolving.lock_path.name
        saved = (
            f"{counted(answered, 'decision')} saved in {file}"
            if answered
            else "No decisions were made"
        )
        self._app.write_result(
            f"{saved}. {counted(left, 'item')} still {'needs' if left == 1 else 'need'} review."
        )
        if answered:
            self._app.say(" ".join(self._next(file)))

    def _next(self, file: str) -> Iterator[str]:
        """What follows from the answers of this sitting."""
        if self._given & {"take-list", "same-work"}:
            yield "Run `mendeley-sync push` to write the list's values."
        if "take-library" in self._given:
            yield "Run `mendeley-sync adopt` to copy the library's values to the list."
        if not self._practice:
            yield f"Commit {file}, so that your colleagues have the same decisions."


def _screen_width() -> int:
    """The questions go to stderr, which is the person's screen also when stdout is a file."""
    return max(NARROWEST_SCREEN, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def _day(text: str, now: datetime) -> datetime | None:
    """A day to come, as a date or a number of days; None for anything else."""
    date, days = _DATE.fullmatch(text.strip()), _IN_DAYS.fullmatch(text.strip())
    try:
        if date is not None:
            year, month, day = (int(part) for part in date.groups())
            until = datetime(year, month, day, tzinfo=UTC)
        elif days is not None:
            until = now + timedelta(days=int(days.group(1)))
        else:
            return None
    except ValueError:
        return None
    return until if until > now else None
