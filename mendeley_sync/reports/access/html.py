"""The registration check as a page: one file that a mail client shows and a printer prints."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mendeley_sync.access.check_result import AccessReport, Answer, CheckResult, CheckState
from mendeley_sync.access.roster.compare import (
    RosterFinding,
    RosterReport,
    RosterStatus,
    member_name,
)
from mendeley_sync.domain.community import Member
from mendeley_sync.reports.access.roster import (
    HEADINGS,
    ORDER,
    QUESTION,
    reason_of,
    remarks_of,
    sentence_of,
)
from mendeley_sync.reports.access.text import counts_in_words, link_problems
from mendeley_sync.reports.surfaces import SANDBOX_BANNER, Html
from mendeley_sync.text.escaping import for_html

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


STATE_MARKS = {
    CheckState.OK: "✓",
    CheckState.WARNING: "!",
    CheckState.FAILED: "✗",
    CheckState.NOT_CHECKED: "–",
}
ANSWER_WORDS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not known: nobody answered",
}


def render_access_html(
    report: AccessReport, *, at: datetime, practice: bool = False, has_names: bool = False
) -> str:
    """The whole check; no script, no address of another file.

    Args:
        has_names: whether the report may hold the owner's name; the page then does not say
            that it holds none.
    """
    rungs = [_row(rung) for rung in report.rungs]
    return template("access.html").render(
        **head(report.question, report.answer, report.sentence, at, practice),
        untouched="Nothing was changed by this check.",
        has_names=has_names,
        rungs=rungs,
        urgent=[rung for rung in rungs if rung["open"]],
        counts=counts_in_words(report),
        links=_links(report),
    )


def head(
    question: str, answer: Answer, sentence: str, at: datetime, practice: bool
) -> dict[str, Any]:
    """What every page of the check begins and ends with."""
    return {
        "question": for_html(question),
        "answer": ANSWER_WORDS[answer],
        "answer_kind": answer.name.lower().replace("_", "-"),
        "sentence": for_html(sentence),
        "at": f"{at.day} {at:%B %Y, %H:%M} UTC",
        "practice": practice,
        "banner": SANDBOX_BANNER,
        "said": partial(_written, Html(("--sandbox",) if practice else ())),
    }


def _row(rung: CheckResult) -> dict[str, Any]:
    return {
        "title": for_html(rung.title),
        "state": rung.state.value,
        "kind": rung.state.name.lower().replace("_", "-"),
        "mark": STATE_MARKS[rung.state],
        "sentence": for_html(rung.sentence),
        "who": for_html(rung.who.value),
        "next_step": for_html(rung.next_step),
        "seen": for_html(rung.seen),
        "open": rung.state in (CheckState.FAILED, CheckState.WARNING),
    }


def _links(report: AccessReport) -> list[dict[str, Any]]:
    return [
        {
            "heading": heading,
            "links": [
                {"address": for_html(one.address), "remark": for_html(one.remark)} for one in found
            ],
        }
        for heading, found in groupby(link_problems(report.pages), key=lambda one: one.heading)
    ]


@lru_cache(maxsize=4)
def template(name: str) -> Template:
    """One of the templates beside this module; everything in it is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mendeley_sync.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _written(surface: Html, text: str) -> Markup:
    """The text escaped, its commands set as code: a page has no backticks."""
    from markupsafe import Markup

    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if is_code else piece
        for piece, is_code in surface.advice(text)
    )


def render_roster_html(
    report: RosterReport, *, at: datetime, with_names: bool, practice: bool = False
) -> str:
    """The comparison in one file; names only where the caller says so."""
    societies = [*report.by_society().items(), ("All", report.totals())]
    return template("access_roster.html").render(
        **head(QUESTION, report.answer, sentence_of(report), at, practice),
        untouched="Nobody was invited or removed by this check.",
        has_names=with_names,
        remarks=[for_html(remark) for remark in remarks_of(report)],
        heads=[*(standing.value for standing in ORDER), "all"],
        rows=[
            {"name": for_html(name), "numbers": [*(counts[one] for one in ORDER), counts.total()]}
            for name, counts in societies
        ],
        groups=[group for group in _groups(report, with_names) if group["lines"]],
    )


def _groups(report: RosterReport, with_names: bool) -> list[dict[str, Any]]:
    wrong = [_line(f"row {row}", message) for row, message in report.problems]
    groups = [{"heading": "Rows with something wrong", "lines": wrong}]
    for standing in ORDER:
        found = [one for one in report.findings if one.standing is standing]
        # Who is in needs nothing; without names these would be numbers alone.
        shown = found if with_names or standing is not RosterStatus.IN else []
        lines = [_finding(one, with_names) for one in shown]
        groups.append({"heading": HEADINGS[standing], "lines": lines})
    if with_names:
        lines = [_line(_shown(member), "") for member in report.unlisted]
        groups.append({"heading": "In the group but on no row of this roster", "lines": lines})
    return groups


def _finding(finding: RosterFinding, with_names: bool) -> dict[str, str]:
    text, remark = f"row {finding.entry.row}", reason_of(finding)
    if with_names:
        text += f": {finding.entry.name} {finding.entry.email}".rstrip()
        perhaps = "; ".join(_shown(member) for member in finding.candidates)
        remark += f"; perhaps {perhaps}" if perhaps else ""
    return _line(text, remark)


def _shown(member: Member) -> str:
    return f"{member_name(member) or 'no name'} (profile {member.profile_id})"


def _line(text: str, remark: str) -> dict[str, str]:
    return {"text": for_html(text), "remark": for_html(remark)}
