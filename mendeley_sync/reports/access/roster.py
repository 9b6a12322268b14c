"""A roster held against the group: for a terminal, for a spreadsheet, for a job.

Names and addresses appear only where the caller says that they may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from mendeley_sync.access.check_result import Answer
from mendeley_sync.access.roster.compare import (
    RosterFinding,
    RosterReport,
    RosterStatus,
    member_name,
)
from mendeley_sync.domain.community import Member
from mendeley_sync.reports.json_writer import result_as_json
from mendeley_sync.reports.layout import Paint, columns, wrapped
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.text.escaping import escape_invisible, for_terminal
from mendeley_sync.text.tables import write_rows

QUESTION = "Is everyone on the roster in the group?"

HEADINGS = {
    RosterStatus.IN: "In the group",
    RosterStatus.INVITED: "Invited, not yet in",
    RosterStatus.NOT_IN: "Not in",
    RosterStatus.AMBIGUOUS: "Not clear: a person must look",
}
ORDER = (RosterStatus.NOT_IN, RosterStatus.INVITED, RosterStatus.AMBIGUOUS, RosterStatus.IN)

NO_INVITATIONS = (
    "Who is invited is not known: only the group's owner and admins see the invitations. "
    "People who are invited are counted as not in."
)


_STARTS = {Answer.YES: "Yes: ", Answer.NO: "No: ", Answer.NOT_KNOWN: "Not known: "}


def sentence_of(report: RosterReport) -> str:
    """The first line that a person reads."""
    counts, total = report.totals(), len(report.findings)
    if not total:
        return "Not known: no row of the roster could be read."
    start = _STARTS[report.answer]
    parts = [f"{counts[RosterStatus.IN]} of {total} are in"]
    if counts[RosterStatus.INVITED]:
        parts.append(f"{counts[RosterStatus.INVITED]} invited")
    if counts[RosterStatus.NOT_IN]:
        parts.append(f"{counts[RosterStatus.NOT_IN]} not in")
    if counts[RosterStatus.AMBIGUOUS]:
        parts.append(f"{counts[RosterStatus.AMBIGUOUS]} not clear")
    return f"{start}{', '.join(parts)}."


def remarks_of(report: RosterReport) -> tuple[str, ...]:
    """What else must be known to read the counts."""
    nameless = report.members_without_name
    found = [report.forecast] if report.forecast else []
    found += [] if report.sees_invitations else [NO_INVITATIONS]
    if report.unlisted:
        people = "One person is" if len(report.unlisted) == 1 else f"{len(report.unlisted)} are"
        found.append(f"{people} in the group but on no row of this roster. Nobody is removed.")
    if nameless:
        found.append(f"Mendeley does not tell the names of {nameless} of them.")
    return tuple(found)


# -- text ---------------------------------------------------------------------------------


def render_roster_text(
    report: RosterReport,
    *,
    with_names: bool,
    width: int = 80,
    colour: bool = False,
    practice: bool = False,
    written_ids: int = 0,
) -> str:
    """Answer, table of societies, then what a person has to look at."""
    paint = Paint(colour)
    lines = [SANDBOX_BANNER, ""] if practice else []
    lines += [paint("bold", QUESTION), *wrapped(sentence_of(report), width), ""]
    lines += [*_table(report, width, paint), ""]
    for remark in remarks_of(report):
        lines += wrapped(remark, width)
    lines += _problems(report, width)
    lines += _people(report, width) if with_names else _rows_alone(report, width)
    lines += ["", *wrapped(_consent(report, written_ids), width)]
    return "\n".join(lines).rstrip() + "\n"


def _table(report: RosterReport, width: int, paint: Paint) -> Iterator[str]:
    heads = [standing.value for standing in ORDER]
    broad = max(12, min(40, width - 4 - sum(len(head) + 2 for head in heads) - 7))
    yield paint("dim", _line("Society", [*heads, "all"], broad))
    rows = report.by_society()
    for society, counts in rows.items():
        yield _line(society, _numbers(counts), broad)
    if len(rows) != 1:
        yield _line("All", _numbers(report.totals()), broad)


def _numbers(counts: Counter[RosterStatus]) -> list[str]:
    return [str(counts[standing]) for standing in ORDER] + [str(counts.total())]


def _line(first: str, cells: Sequence[str], broad: int) -> str:
    shown = _cut(for_terminal(first), broad)
    heads = [*(standing.value for standing in ORDER), "all"]
    padded = [cell.rjust(max(len(head), 4)) for cell, head in zip(cells, heads, strict=True)]
    return "  ".join([shown + " " * (broad - columns(shown)), *padded])


def _cut(text: str, most: int) -> str:
    if columns(text) <= most:
        return text
    while columns(text) >= most:
        text = text[:-1]
    return f"{text}…"


def _problems(report: RosterReport, width: int) -> list[str]:
    if not report.problems:
        return []
    lines = ["", "Rows with something wrong:"]
    for row, message in report.problems:
        text = f"row {row}: {for_terminal(message)}"
        lines += wrapped(text, width, first="  ", rest="      ")
    return lines


def _people(report: RosterReport, width: int) -> list[str]:
    lines: list[str] = []
    for standing in ORDER:
        found = [finding for finding in report.findings if finding.standing is standing]
        if found:
            lines += ["", f"{HEADINGS[standing]}:"]
        for finding in found:
            lines += _person_lines(finding, width)
    if report.unlisted:
        lines += ["", "In the group but on no row of this roster:"]
    for member in report.unlisted:
        lines += wrapped(_member_line(member), width, first="  ", rest="      ")
    return lines


def _person_lines(finding: RosterFinding, width: int) -> Iterator[str]:
    entry = finding.entry
    who = for_terminal(entry.name) + (f" <{for_terminal(entry.email)}>" if entry.email else "")
    yield from wrapped(
        f"row {entry.row}: {who}: {reason_of(finding)}", width, first="  ", rest="      "
    )
    for member in finding.candidates:
        yield from wrapped(
            f"perhaps {_member_line(member)}", width, first="      ", rest="        "
        )


def reason_of(finding: RosterFinding) -> str:
    """Why the row stands where it stands, with the age of an invitation."""
    days = finding.waiting_days
    if days is None:
        return finding.reason
    waits = "since today" if days <= 0 else f"for {days} day{'s' if days > 1 else ''}"
    return f"{finding.reason} {waits}"


def _member_line(member: Member) -> str:
    name = for_terminal(member_name(member)) or "no name"
    return f"{name} (profile {for_terminal(member.profile_id)})"


def _rows_alone(report: RosterReport, width: int) -> list[str]:
    """Without names the row numbers still say where to look."""
    lines: list[str] = []
    for standing in ORDER[:-1]:
        rows = [str(one.entry.row) for one in report.findings if one.standing is standing]
        if rows:
            text = f"{HEADINGS[standing]}: row {', '.join(rows)}"
            lines += wrapped(text, width, rest="    ")
    return ["", *lines, "(Names are shown in a terminal, or with --names.)"] if lines else []


def _consent(report: RosterReport, written_ids: int) -> str:
    found = len(report.to_confirm())
    if written_ids:
        ids = "One profile id was" if written_ids == 1 else f"{written_ids} profile ids were"
        return f"{ids} written into the roster; nothing else in it was changed."
    if not found:
        return "Nothing was written."
    people = "One person was" if found == 1 else f"{found} people were"
    return (
        f"{people} recognised without a profile id in the roster. If they are right, run the same "
        "command with --confirm: it writes their profile ids into the roster. Nothing was written."
    )


# -- csv ----------------------------------------------------------------------------------

_HEADER = ("row", "society", "standing", "reason", "waiting_days", "profile_id")
_NAMES = ("name", "email", "perhaps")


def render_roster_csv(report: RosterReport, *, with_names: bool) -> str:
    """One line a row of the roster, for the society's secretary; no cell is a formula."""
    rows = [[*_HEADER, *_NAMES] if with_names else list(_HEADER[:-1])]
    rows += [_cells(finding, with_names) for finding in report.findings]
    for row, message in report.problems:
        empty = [""] * (len(_NAMES) + 1 if with_names else 0)
        rows.append([str(row), "", "not read", message, "", *empty])
    # Nothing that acts unseen either: such a table is also looked at in a terminal.
    return write_rows(([escape_invisible(cell) for cell in row] for row in rows), line_end="\r\n")


def _cells(finding: RosterFinding, with_names: bool) -> list[str]:
    entry = finding.entry
    days = "" if finding.waiting_days is None else str(max(0, finding.waiting_days))
    cells = [str(entry.row), entry.society, finding.standing.value, finding.reason, days]
    if not with_names:
        return cells
    perhaps = "; ".join(member_name(member) for member in finding.candidates)
    return [*cells, finding.profile_id or entry.profile_id or "", entry.name, entry.email, perhaps]


# -- JSON ---------------------------------------------------------------------------------


def render_roster_json(
    report: RosterReport,
    *,
    at: datetime,
    exit_code: int,
    with_names: bool,
    practice: bool = False,
    written_ids: int = 0,
) -> str:
    """The roster's rows; without names only row numbers, societies and standings."""
    body: dict[str, Any] = {
        "question": QUESTION,
        "answer": report.answer.value,
        "sentence": sentence_of(report),
        "remarks": list(remarks_of(report)),
        "totals": _counts(report.totals()),
        "societies": {name: _counts(counts) for name, counts in report.by_society().items()},
        "seats": {"free": report.seats_free, "limit": report.seats_limit},
        "forecast": report.forecast or None,
        "rows": [_row(finding, with_names) for finding in report.findings],
        "unlisted": [_member(member) for member in report.unlisted] if with_names else None,
        "unlisted_count": len(report.unlisted),
        "problems": [{"row": row, "message": message} for row, message in report.problems],
        "written": written_ids,
    }
    return result_as_json("access roster", at, body, exit_code=exit_code, practice=practice)


def _counts(counts: Counter[RosterStatus]) -> dict[str, int]:
    return {standing.value: counts[standing] for standing in ORDER} | {"all": counts.total()}


def _row(finding: RosterFinding, with_names: bool) -> dict[str, Any]:
    entry = finding.entry
    plain: dict[str, Any] = {
        "row": entry.row,
        "society": entry.society,
        "standing": finding.standing.value,
        "reason": finding.reason,
        "waiting_days": finding.waiting_days,
    }
    if not with_names:
        return plain
    return plain | {
        "name": entry.name,
        "email": entry.email,
        "profile_id": finding.profile_id,
        "candidates": [_member(member) for member in finding.candidates],
    }


def _member(member: Member) -> dict[str, str]:
    return {"profile_id": member.profile_id, "name": member_name(member)}
