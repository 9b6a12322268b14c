"""Links are asked politely, and only a real answer counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.defects import Defect
from mendeley_sync.workflow.check_links import ask_with
from mendeley_sync.workflow.link_session import is_public_or_here
from mendeley_sync.workflow.links import LinkChecker
from tests.sign_in_builders import StandingClock
from tests.workflow.web import Said, Web, a_web


@pytest.fixture
def web() -> Iterator[Web]:
    with a_web() as running:
        yield running


def ask(web: Web, *metadata: Metadata) -> tuple[Defect, ...]:
    checker = LinkChecker(clock=StandingClock(), is_allowed=is_public_or_here)
    references = [Reference(key=str(number), metadata=one) for number, one in enumerate(metadata)]
    return ask_with(checker, references, resolver=web.address("/doi/"))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (Said(), []),
        (Said(head_status=405), []),
        (Said(404), ["dead-link"]),
        (Said(410), ["dead-link"]),
        (Said(403), ["could-not-be-checked"]),
        (Said(500), ["could-not-be-checked"]),
        (Said(999), ["could-not-be-checked"]),
    ],
)
def test_only_a_page_that_is_gone_is_dead(web: Web, said: Said, kinds: list[str]) -> None:
    found = ask(web, Metadata(url=web.says("/page", said)))

    assert [one.kind.value for one in found] == kinds


def test_an_address_that_is_none_is_dead_and_nobody_is_asked(web: Web) -> None:
    found = ask(web, Metadata(url="file:///x"), Metadata(url="somewhere"))

    assert [one.kind.value for one in found] == ["dead-link", "dead-link"]
    assert web.asked == []


def test_each_address_is_asked_once_and_answers_for_every_reference(web: Web) -> None:
    gone = web.says("/gone", Said(404))

    found = ask(web, Metadata(url=gone), Metadata(url=gone))

    assert [one.reference for one in found] == ["0", "1"]
    assert [one.method for one in web.asked] == ["HEAD", "GET"]


def test_a_doi_is_asked_of_the_resolver_alone(web: Web) -> None:
    publisher = web.says("/publisher", Said(403))
    web.says("/doi/10.1000/known", Said(302, "", {"Location": publisher}))

    found = ask(web, Metadata(doi="10.1000/known"), Metadata(doi="10.1000/lost"))

    assert [(one.reference, one.kind.value) for one in found] == [("1", "dead-link")]
    assert all(one.path.startswith("/doi/") for one in web.asked)
