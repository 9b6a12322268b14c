"""The registration check as a page: one file that a mail client shows and a printer prints."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from mendeley_sync.access.rung import AccessReport, Answer, State
from mendeley_sync.reports.access_text import QUESTION, counts_in_words
from mendeley_sync.reports.inert import for_html

if TYPE_CHECKING:
    from jinja2 import Template

STATE_MARKS = {
    State.OK: "✓",
    State.WARNING: "!",
    State.FAILED: "✗",
    State.NOT_CHECKED: "–",
}
ANSWER_WORDS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not known: Mendeley could not be asked",
}


def render_access_html(report: AccessReport, *, at: datetime, practice: bool = False) -> str:
    """The whole check; no script, no address of another file, no names."""
    rungs = [
        {
            "title": for_html(rung.title),
            "state": rung.state.value,
            "kind": rung.state.name.lower().replace("_", "-"),
            "mark": STATE_MARKS[rung.state],
            "sentence": for_html(rung.sentence),
            "who": for_html(rung.who.value),
            "next_step": for_html(rung.next_step),
            "seen": for_html(rung.seen),
            "open": rung.state in (State.FAILED, State.WARNING),
        }
        for rung in report.rungs
    ]
    return _template().render(
        question=QUESTION,
        answer=ANSWER_WORDS[report.answer],
        answer_kind=report.answer.name.lower().replace("_", "-"),
        sentence=for_html(report.sentence),
        rungs=rungs,
        urgent=[rung for rung in rungs if rung["open"]],
        counts=counts_in_words(report),
        at=f"{at:%d %B %Y, %H:%M} UTC",
        practice=practice,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mendeley_sync.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("access.html")
