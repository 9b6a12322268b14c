"""The links of published pages that somebody should look at, dead ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mendeley_sync.access.facts import LinkFact, LinkState, PageFact

HEADINGS = {
    LinkState.DEAD: "Links that lead nowhere",
    LinkState.MOVED: "Links that lead elsewhere now",
    LinkState.UNREACHED: "Links that could not be reached",
    LinkState.WALLED: "Links that could not be checked",
    LinkState.NOT_TRIED: "Links that were not tried",
}


class LinkProblem(NamedTuple):
    """One link with what to say about it."""

    heading: str
    address: str
    remark: str


def link_problems(pages: Sequence[PageFact]) -> tuple[LinkProblem, ...]:
    """Every link that does not plainly answer, each once, the worst first."""
    every = [link for page in pages for link in (page.page, *page.links)]
    once = {link.address: link for link in every}.values()
    return tuple(
        LinkProblem(heading, link.address, _remark(link))
        for state, heading in HEADINGS.items()
        for link in once
        if link.state is state
    )


def _remark(link: LinkFact) -> str:
    return f"now {link.target}" if link.target else link.detail
