"""The numbers behind the charts: where each bar and line stands, in the chart's own units.

Every chart is a drawing of a table that stands beside it, so nobody has to see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from mendeley_sync.diff.difference import Bucket, Difference, Severity
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.reports.diff.cards import state_counts
from mendeley_sync.reports.diff.history import TrendPoint, trend_counts
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.values import day, moment

WIDTH: Final = 1_000
HEIGHT: Final = 200
NARROWEST: Final = 14
"""Of a part of a decade's bar: one work among hundreds is still to be seen."""


class Segment(NamedTuple):
    """One stretch of a bar."""

    name: str
    """Also the class of its colour."""
    label: str
    number: int
    x: float
    width: float


def shares(parts: Sequence[tuple[str, str, int]]) -> tuple[Segment, ...]:
    """A bar of the whole width, cut into parts that are not empty."""
    total = sum(count for _, _, count in parts) or 1
    segments, x = [], 0.0
    for name, label, count in parts:
        width = round(WIDTH * count / total, 1)
        if count:
            segments.append(Segment(name, label, count, round(x, 1), width))
            x += width
    return tuple(segments)


def state_bar(report: DiffReport) -> tuple[Segment, ...]:
    """In step, differs, missing, in the trash, undecided, and what only the library has."""
    return shares(state_counts(report.differences)) if report.differences else ()


class Decade(NamedTuple):
    """The references of one decade of publication."""

    label: str
    in_step: int
    total: int
    bar: tuple[Segment, ...]


def decades(report: DiffReport) -> tuple[Decade, ...]:
    """How far list and library agree, by decade; references without a year come last."""
    differences = report.differences
    if differences is None:
        return ()
    agreeing = _agreeing(report)
    found: dict[int | None, list[ReferenceKey]] = {}
    for key, reference in report.references.items():
        year = reference.metadata.year
        found.setdefault(None if year is None else year // 10 * 10, []).append(key)
    most = max((len(keys) for keys in found.values()), default=1)
    known = sorted(decade for decade in found if decade is not None)
    ordered = [*known, *([None] if None in found else [])]
    return tuple(_decade(decade, found[decade], agreeing, most) for decade in ordered)


def _agreeing(report: DiffReport) -> frozenset[ReferenceKey]:
    differences = report.differences
    if differences is None:
        return frozenset()
    differing = {finding.reference for finding in report.findings if _counts(finding)}
    matched = (key for key, bucket in differences.references.items() if bucket is Bucket.MATCHED)
    return frozenset(key for key in matched if key not in differing)


def _counts(finding: Difference) -> bool:
    return finding.weight is not Severity.COSMETIC


def _decade(
    decade: int | None, keys: Iterable[ReferenceKey], agreeing: frozenset[ReferenceKey], most: int
) -> Decade:
    keys = tuple(keys)
    in_step = sum(key in agreeing for key in keys)
    parts = [("in-step", "in step", in_step), ("differs", "not in step", len(keys) - in_step)]
    segments, x = [], 0.0
    for name, words, number in parts:
        if number:
            width = min(max(NARROWEST, WIDTH * number / most), WIDTH - x)
            segments.append(Segment(name, words, number, round(x, 1), round(width, 1)))
            x += width
    label = "no year" if decade is None else f"{decade}s"
    return Decade(label, in_step, len(keys), tuple(segments))


class Line(NamedTuple):
    """One line of the trend."""

    name: str
    label: str
    points: str
    """As the `points` of an SVG polyline."""
    last: int
    last_y: float


class Trend(NamedTuple):
    """The last runs, this one included."""

    lines: tuple[Line, ...]
    most: int
    rows: tuple[TrendPoint, ...]
    first: str
    last: str
    """When the first and the last run were: days, or times where all were on one day."""


_TREND_LINES: Final = (
    ("in-step", "in step"),
    ("differs", "differ"),
    ("missing", "missing or in the trash"),
    ("undecided", "undecided"),
    ("extra", "not on the list"),
)


def trend(report: DiffReport) -> Trend | None:
    """Counts over the last runs; None while there is only one run to show."""
    if report.differences is None or not report.trend:
        return None
    now = TrendPoint(at=report.run.started, **trend_counts(report.differences))
    rows = (*report.trend, now)
    most = max(max(_count_of(row, name) for name, _ in _TREND_LINES) for row in rows) or 1
    lines = tuple(_line(name, label, rows, most) for name, label in _TREND_LINES)
    is_one_day = day(rows[0].at) == day(rows[-1].at)
    first, last = (moment(row.at) if is_one_day else day(row.at) for row in (rows[0], rows[-1]))
    return Trend(lines, most, rows, first, last)


def _count_of(row: TrendPoint, name: str) -> int:
    count: int = getattr(row, name.replace("-", "_"))
    return count


def _line(name: str, label: str, rows: Sequence[TrendPoint], most: int) -> Line:
    start, end = rows[0].at, rows[-1].at
    span = (end - start).total_seconds() or 1.0
    points = [
        (
            round(WIDTH * (row.at - start).total_seconds() / span, 1),
            round(HEIGHT * (1 - _count_of(row, name) / most), 1),
        )
        for row in rows
    ]
    drawn = " ".join(f"{x},{y}" for x, y in points)
    return Line(name, label, drawn, _count_of(rows[-1], name), points[-1][1])
