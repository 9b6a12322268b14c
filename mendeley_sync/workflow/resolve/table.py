"""Open questions as a table that a group can fill in, and the answers read back.

Spreadsheets change what they think is a number or a date, so ids carry a letter in front,
and dates are read in the forms that spreadsheets make of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, get_args

from mendeley_sync.errors import ConfigError
from mendeley_sync.reports.values import byline, shown
from mendeley_sync.text.tables import TableError, read_rows, write_rows
from mendeley_sync.workflow.resolve.review import AnswerKind, ReviewDecision, ReviewItem

COLUMNS = (
    "question",
    "decision",
    "until",
    "reason",
    "choices",
    "kind",
    "reference",
    "document",
    "title",
    "field",
    "list",
    "library",
    "why",
    "also_possible",
    "seen",
)
"""In the order of a reader: what it is about stands behind what is to be filled in."""

_KINDS: Mapping[str, AnswerKind] = {kind: kind for kind in get_args(AnswerKind)} | {
    "accept": "accepted"
}
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")


class Answers(NamedTuple):
    """What a filled-in table says."""

    given: tuple[tuple[ReviewItem, ReviewDecision], ...]
    outdated: tuple[str, ...]
    """One sentence for each answer that no longer fits what is asked."""
    empty: int
    """Rows without a decision."""


def questions_as_csv(questions: Iterable[ReviewItem]) -> str:
    """The table, one question a row; the column `decision` is to be filled in."""
    rows = (_row(question) for question in questions)
    cells = ([row[column] for column in COLUMNS] for row in rows)
    return write_rows((COLUMNS, *cells), line_end="\r\n")


def _row(question: ReviewItem) -> dict[str, str]:
    finding = question.finding
    return {
        "question": f"f-{finding.id}",
        "decision": "",
        "until": "",
        "reason": "",
        "choices": " / ".join(question.choices),
        "kind": finding.kind.value,
        "reference": finding.reference or "",
        "document": finding.document or "",
        "title": finding.title,
        "field": finding.field or "",
        "list": shown(finding.field, finding.list) or _record(question.reference),
        "library": shown(finding.field, finding.library) or _record(question.document),
        "why": "; ".join(finding.reasons),
        "also_possible": "; ".join(_record(other) for other in question.others),
        "seen": f"c-{question.seen}",
    }


def _record(entry: object) -> str:
    metadata = getattr(entry, "metadata", None)
    if metadata is None:
        return ""
    return " ".join(filter(None, (metadata.title, f"({byline(metadata)})")))


def answers_from_csv(text: str, questions: Iterable[ReviewItem], *, file: str) -> Answers:
    """The answers in a filled-in table.

    Raises:
        ConfigError: a column is missing, a decision or a date cannot be read; the line is
            named. Then no answer counts, so that a table is taken whole or not at all.
    """
    try:
        (_, header), *rows = list(read_rows(text.removeprefix("\ufeff"))) or [(1, [])]
    except TableError as error:
        raise ConfigError(str(error), file=file, line=error.line) from error
    missing = {"question", "decision"} - set(header)
    if missing:
        raise ConfigError(
            f"the column {min(missing)!r} is missing",
            file=file,
            line=1,
            advice="Write a fresh table with `mendeley-sync resolve --to FILE`.",
        )
    open_ones = {question.id: question for question in questions}
    given, outdated, empty = [], [], 0
    for line, cells in rows:
        padded = (*cells, *[""] * len(header))
        row = {name: cell.strip() for name, cell in zip(header, padded, strict=False) if name}
        if not row["decision"]:
            empty += 1
            continue
        answer = _answer(row, file=file, line=line)
        question = open_ones.get(row["question"].removeprefix("f-"))
        problem = _problem(question, row, answer, line=line)
        if problem or question is None:
            outdated.append(problem)
        else:
            given.append((question, answer))
    return Answers(tuple(given), tuple(outdated), empty)


def _answer(row: Mapping[str, str], *, file: str, line: int) -> ReviewDecision:
    said = row["decision"].lower().replace(" ", "-").replace("_", "-")
    kind = _KINDS.get(said)
    if kind is None:
        raise ConfigError(
            f"{row['decision']!r} is no decision",
            file=file,
            line=line,
            key="decision",
            advice=f"Choose one of: {', '.join(_KINDS)}.",
        )
    until = row.get("until", "")
    return ReviewDecision(kind, _date(until, file=file, line=line), row.get("reason", ""))


def _date(text: str, *, file: str, line: int) -> datetime | None:
    if not text or text.lower() in {"never", "for good"}:
        return None
    iso, german = _ISO_DATE.fullmatch(text), _GERMAN_DATE.fullmatch(text)
    parts = iso.groups() if iso else tuple(reversed(german.groups())) if german else ()
    try:
        year, month, day = (int(part) for part in parts)
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError as error:
        raise ConfigError(
            f"{text!r} is no date that can be read in one way only",
            file=file,
            line=line,
            key="until",
            advice="Write it as 2027-01-31, or leave it empty for an answer for good.",
        ) from error


def _problem(
    question: ReviewItem | None, row: Mapping[str, str], answer: ReviewDecision, *, line: int
) -> str:
    title = row.get("title", "") or row["question"]
    if question is None:
        return f"line {line}: '{title}' is no longer asked"
    if row.get("seen", "") not in ("", f"c-{question.seen}"):
        return f"line {line}: '{title}' changed since the table was written; it is asked again"
    if answer.kind not in question.choices:
        possible = ", ".join(question.choices)
        return f"line {line}: '{title}' cannot be answered with {answer.kind}, only {possible}"
    return ""
