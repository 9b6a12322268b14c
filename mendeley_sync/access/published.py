"""The pages that a society publishes: do they and their links answer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mendeley_sync.access.facts import AccessFacts, LinkState, PageFact
from mendeley_sync.access.rung import Actor, Rung, State

NAME = "pages"
TITLE = "Do the published pages and their links work?"


def published_pages(facts: AccessFacts) -> Rung:
    """One finding for all pages; a robot wall is no dead link."""
    if not facts.pages:
        return Rung(
            name=NAME,
            title=TITLE,
            state=State.NOT_CHECKED,
            sentence="Not checked, because the settings name no page.",
        )
    return judge_pages(facts.pages)


def judge_pages(pages: tuple[PageFact, ...]) -> Rung:
    """What the tried pages and links amount to."""
    tried = list(_tried(pages))
    counts = Counter(state for _, state in tried)
    bad = [address for address, state in tried if state is LinkState.DEAD]
    moved = [address for address, state in tried if state is LinkState.MOVED]
    unsure = counts[LinkState.WALLED] + counts[LinkState.UNREACHED]
    seen = "; ".join(f"{address}" for address in (bad or moved)[:5])
    if bad:
        state, sentence = State.FAILED, f"{_links(len(bad))} of {len(tried)} lead nowhere."
    elif moved:
        state, sentence = State.WARNING, f"{_links(len(moved))} now lead to another site."
    elif unsure == len(tried):
        state = State.NOT_CHECKED
        sentence = "Not checked, because the pages let no program in or could not be reached."
    else:
        state, sentence = State.OK, f"{_links(counts[LinkState.ANSWERS])} answer."
    if unsure and state is not State.NOT_CHECKED:
        sentence += f" {unsure} could not be checked: they let no program in."
    needs_work = state in (State.FAILED, State.WARNING)
    return Rung(
        name=NAME,
        title=TITLE,
        state=state,
        sentence=sentence,
        seen=seen,
        who=Actor.PAGE if needs_work else Actor.NOBODY,
        next_step="Mend these links on the page." if needs_work else "",
    )


def _tried(pages: tuple[PageFact, ...]) -> Iterator[tuple[str, LinkState]]:
    for page in pages:
        yield page.address, page.state
        for link in page.links:
            yield link.address, link.state


def _links(count: int) -> str:
    return "1 link" if count == 1 else f"{count} links"
