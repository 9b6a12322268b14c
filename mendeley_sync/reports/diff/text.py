"""The report for a person at a terminal, or for a mail: plain when no colour is asked for.

The answer first, then the findings by weight, then what to do next.
"""

from __future__ import annotations

from mendeley_sync.reports.diff.screen import Screen
from mendeley_sync.reports.diff.text_after import after_findings, answer_again
from mendeley_sync.reports.diff.text_findings import all_findings
from mendeley_sync.reports.diff.text_head import head
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.layout import Paint

NARROWEST = 40


def render_text(
    report: Report, *, width: int = 100, colour: bool = False, everything: bool = False
) -> str:
    """The whole report as lines of at most `width` columns.

    Args:
        width: of the screen, in columns; below 40 it is taken as 40.
        colour: whether the screen takes colours; marks and words are there without them.
        everything: also spell out what is folded (cosmetic and accepted differences).
    """
    screen = Screen(report, max(NARROWEST, width), Paint(colour), everything)
    found = tuple(all_findings(screen))
    lines = (*head(screen), *found, *answer_again(screen, len(found)), *after_findings(screen))
    return "\n".join(lines).rstrip() + "\n"
