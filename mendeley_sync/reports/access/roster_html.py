"""A roster held against the group, as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mendeley_sync.access.roster.compare import (
    RosterFinding,
    RosterReport,
    RosterStatus,
    member_name,
)
from mendeley_sync.domain.community import Member
from mendeley_sync.reports.access.html import head, template
from mendeley_sync.reports.access.roster import (
    HEADINGS,
    ORDER,
    QUESTION,
    reason_of,
    remarks_of,
    sentence_of,
)
from mendeley_sync.text.escaping import for_html


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
