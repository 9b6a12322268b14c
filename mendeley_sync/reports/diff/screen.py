"""What every part of the text report needs: the report, the width, the colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.layout import Paint, wrapped


class Screen(NamedTuple):
    """One rendering as text."""

    report: Report
    width: int
    paint: Paint
    everything: bool
    """Also spell out what is folded."""


def quietly(screen: Screen, text: str) -> Iterator[str]:
    for line in wrapped(text, screen.width):
        yield screen.paint("dim", line)


def shows_findings(screen: Screen) -> bool:
    """After writing, the findings are those of before: folded unless asked for."""
    return screen.report.outcome is None or screen.everything
