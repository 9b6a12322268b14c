"""The pages that a society publishes, and their links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mendeley_sync.access.check_result import (
    AccessCheck,
    AccessReport,
    Actor,
    Answer,
    CheckResult,
    CheckState,
)
from mendeley_sync.access.facts import AccessFacts, LinkFact, LinkState, PageFact

NAME = "pages"
TITLE = "Do the published pages and their links work?"
QUESTION = "Do the links of the page work?"
MANY_QUESTION = "Do the links of the pages work?"

NO_PAGE = "No page is named in the settings."
ALL_WALLED = "The pages block automated requests or could not be reached."
NO_LINKS = "The page responds. It has no links."
NO_LINKS_MANY = "The pages respond. They have no links."
FIX = "Fix these links on the page."

_UNSURE = (LinkState.WALLED, LinkState.UNREACHED, LinkState.NOT_TRIED)
_SHOWN_ADDRESSES = 5


def published_pages(facts: AccessFacts) -> CheckResult:
    """One result for all pages; a page that blocks automated requests is not broken."""
    if not facts.pages:
        return AccessCheck(NAME, TITLE).not_checked(NO_PAGE)
    return judge_pages(facts.pages)


def check_published(pages: Sequence[PageFact]) -> AccessReport:
    """The pages alone, one check each: for a check without an account."""
    results = tuple(
        judge_pages([page], name=f"page-{number}", title=f"Do the links of {page.address} work?")
        for number, page in enumerate(pages, start=1)
    )
    whole = judge_pages(pages)
    answer = _answer(pages, whole)
    return AccessReport(
        question=QUESTION if len(pages) == 1 else MANY_QUESTION,
        answer=answer,
        sentence=f"{_ANSWER_STARTS[answer]}{whole.sentence}",
        rungs=results,
        pages=tuple(pages),
    )


_ANSWER_STARTS = {
    Answer.YES: "Yes. ",
    Answer.NO: "No. ",
    Answer.NOT_KNOWN: "Not known. ",
    Answer.NOT_ASKED: "Not known: no page could be reached. ",
}


def _answer(pages: Sequence[PageFact], whole: CheckResult) -> Answer:
    if whole.state is CheckState.FAILED:
        return Answer.NO
    if whole.state is not CheckState.NOT_CHECKED:
        return Answer.YES
    unreached = all(page.page.state is LinkState.UNREACHED for page in pages)
    return Answer.NOT_ASKED if unreached else Answer.NOT_KNOWN


def judge_pages(pages: Sequence[PageFact], *, name: str = NAME, title: str = TITLE) -> CheckResult:
    """The result for the pages and links that were tried."""
    tried = _tried(pages)
    counts = Counter(link.state for link in tried)
    unsure = sum(counts[state] for state in _UNSURE)
    state, sentence = _state_of(counts, len(tried))
    if state is CheckState.OK and not any(page.links for page in pages):
        sentence = NO_LINKS if len(pages) == 1 else NO_LINKS_MANY
    if unsure and state is not CheckState.NOT_CHECKED:
        sentence += f" {unsure} could not be checked."
    wrong = {CheckState.FAILED: LinkState.DEAD, CheckState.WARNING: LinkState.MOVED}.get(state)
    return AccessCheck(name, title).result(
        state,
        sentence,
        Actor.PAGE if wrong else Actor.NOBODY,
        FIX if wrong else "",
        seen=_addresses([link for link in tried if link.state is wrong]),
    )


def _state_of(counts: Counter[LinkState], total: int) -> tuple[CheckState, str]:
    dead, moved, answering = (
        counts[state] for state in (LinkState.DEAD, LinkState.MOVED, LinkState.ANSWERS)
    )
    if dead:
        verb = "is" if dead == 1 else "are"
        return CheckState.FAILED, f"{dead} of {_links(total)} {verb} broken."
    if moved:
        verb = "redirects" if moved == 1 else "redirect"
        return CheckState.WARNING, f"{moved} of {_links(total)} {verb} to another site."
    if answering:
        return CheckState.OK, f"{_links(answering)} {'works' if answering == 1 else 'work'}."
    return CheckState.NOT_CHECKED, ALL_WALLED


def _addresses(links: Sequence[LinkFact]) -> str:
    shown = "; ".join(link.address for link in links[:_SHOWN_ADDRESSES])
    more = len(links) - _SHOWN_ADDRESSES
    return f"{shown}; and {more} more" if more > 0 else shown


def _tried(pages: Sequence[PageFact]) -> list[LinkFact]:
    """Pages and links together; what two pages share counts once."""
    every = [link for page in pages for link in (page.page, *page.links)]
    return list({link.address: link for link in every}.values())


def _links(count: int) -> str:
    return "1 link" if count == 1 else f"{count} links"
