"""Dates and page ranges that cannot be, or are hard to believe."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from mendeley_sync.checks.defects import CheckContext, ListProblem, ProblemKind, problem_in
from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.pages import completed
from mendeley_sync.domain.references import Reference

_FIRST_PRINT = 1450
_RANGE = re.compile(
    r"\s*([A-Za-z]*)(\d+)([A-Za-z]?)\s*([-–—−‐]+|--)\s*([A-Za-z]*)(\d+)([A-Za-z]?)\s*"
)
_LABEL = re.compile(r"^\s*(?:pp?|pages?|S)\.\s*(?=\w)|^\s*(?:pp|pages)\s+(?=\d)")
_LONGEST_ARTICLE = 400
_ARTICLES = {"article-journal", "article-magazine", "article-newspaper", "paper-conference"}


def date_problems(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    """Impossible and suspicious dates."""
    for name, date in (
        ("issued", reference.metadata.issued),
        ("accessed", reference.metadata.accessed),
    ):
        if date is not None:
            message = _wrong_with(date, context.this_year)
            if message:
                yield problem_in(ProblemKind.DATE, reference, name, message, value=str(date))


def _wrong_with(date: PartialDate, this_year: int) -> str:
    year, month, day = date.year, date.month, date.day
    if year is None:
        return "the date has no year"
    if year > this_year + 1:
        return f"the year {year} is still to come"
    if year < _FIRST_PRINT:
        return f"nothing was printed in {year}"
    if month is not None and not 1 <= month <= 12:
        return f"there is no month {month}"
    if day is not None and month is None:
        return "there is a day without a month"
    if day is not None and month is not None:
        last = calendar.monthrange(year, month)[1]
        if not 1 <= day <= last:
            return f"{calendar.month_name[month]} {year} has no day {day}"
    return ""


def page_problems(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    """Page ranges that run backwards, are far too long, or are written with a label."""
    page = reference.metadata.page
    if not page:
        return
    unlabelled = _LABEL.sub("", page)
    plain = re.sub(r"(?<=\w)\s*(?:[–—−‐]|--)\s*(?=\w)", "-", unlabelled)
    if plain != page:
        yield problem_in(
            ProblemKind.PAGES,
            reference,
            "page",
            "pages are digits with a hyphen between",
            value=page,
            fix={"page": plain},
        )
    found = _RANGE.fullmatch(plain)
    if found is None:
        return
    first, last = _ends(found)
    if last < first:
        message = f"the last page, {last}, comes before the first, {first}"
        yield problem_in(ProblemKind.PAGES, reference, "page", message, value=page)
    elif last - first > _LONGEST_ARTICLE and reference.metadata.type in _ARTICLES:
        message = f"an article of {last - first + 1} pages is hard to believe"
        yield problem_in(ProblemKind.PAGES, reference, "page", message, value=page)


def _ends(found: re.Match[str]) -> tuple[int, int]:
    """First and last page; `269-76` ends on 276."""
    first, last = found.group(2), found.group(6)
    if (len(last) < len(first) and found.group(1) == found.group(5)) or not found.group(5):
        last = completed(first, last)
    return int(first[:15]), int(last[:15])
