"""Whether the addresses in the list answer: the list's side of `workflow.links`.

A DOI is checked by its form and by the resolver alone: publishers turn robots away. What
is not an answer is "could not be checked", never "dead".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from mendeley_sync.access.facts import LinkFact, LinkState
from mendeley_sync.checks.defects import ListProblem, ProblemKind, problem_in
from mendeley_sync.domain.identifiers import normal_doi
from mendeley_sync.domain.references import Reference
from mendeley_sync.links.checker import LinkChecker, Progress

RESOLVER = "https://doi.org/"


class _Question(NamedTuple):
    """One address that a field of the list leads to."""

    reference: Reference
    field: str
    value: str
    address: str


def ask_links(
    references: Sequence[Reference], progress: Progress | None = None
) -> tuple[ListProblem, ...]:
    """The addresses and DOIs of the references that do not answer."""
    return ask_with(LinkChecker(), references, progress=progress)


def ask_with(
    checker: LinkChecker,
    references: Sequence[Reference],
    *,
    resolver: str = RESOLVER,
    progress: Progress | None = None,
) -> tuple[ListProblem, ...]:
    """The same, with a checker that was set up by the caller.

    Args:
        resolver: what makes an address of a DOI.
    """
    questions = [
        question for reference in references for question in _questions(reference, resolver)
    ]
    facts: dict[str, LinkFact] = {}
    total = len({question.address for question in questions})
    for stays, addresses in _by_way(questions):
        advance = _behind(len(facts), total, progress)
        found = checker.check_all(addresses, follows=not stays, progress=advance)
        facts |= {fact.address: fact for fact in found}
    return tuple(one for question in questions for one in _defects(question, facts))


def _behind(before: int, total: int, progress: Progress | None) -> Progress | None:
    """Progress that goes on where an earlier round of addresses ended."""
    if progress is None:
        return None
    return lambda done, _: progress(before + done, total)


def _questions(reference: Reference, resolver: str) -> Iterator[_Question]:
    url, doi = reference.metadata.url, normal_doi(reference.metadata.doi)
    if doi is not None:
        address = resolver + quote(doi, safe="/:;()")
        yield _Question(reference, "DOI", reference.metadata.doi, address)
    if url and normal_doi(url) is None:
        yield _Question(reference, "URL", url, url)


def _by_way(questions: Sequence[_Question]) -> Iterator[tuple[bool, list[str]]]:
    """Addresses of DOIs, whose resolver's word is enough; then all others."""
    yield True, [one.address for one in questions if one.field == "DOI"]
    yield False, [one.address for one in questions if one.field == "URL" and _is_web(one.address)]


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _defects(question: _Question, facts: dict[str, LinkFact]) -> Iterator[ListProblem]:
    reference, field, value, address = question
    fact = facts.get(address)
    if fact is None:
        message = "it is no address of the web"
        yield problem_in(ProblemKind.LINK, reference, field, message, value=value)
    elif fact.state is LinkState.DEAD:
        yield problem_in(ProblemKind.LINK, reference, field, fact.detail, value=value)
    elif fact.state not in (LinkState.ANSWERS, LinkState.MOVED):
        message = f"could not be checked: {fact.detail}"
        yield problem_in(ProblemKind.UNCHECKED, reference, field, message, value=value)
