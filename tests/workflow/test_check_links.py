"""Links are asked politely, and only a real answer counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mendeley_sync.checks.defects import ListProblem
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.references import Reference
from mendeley_sync.http.addresses import is_public_or_loopback
from mendeley_sync.links.checker import LinkChecker
from mendeley_sync.links.list_links import ask_with
from tests.sign_in_builders import StandingClock
from tests.workflow.web import Said, Web, a_web


@pytest.fixture
def web() -> Iterator[Web]:
    with a_web() as running:
        yield running


def ask(web: Web, *metadata: Metadata) -> tuple[ListProblem, ...]:
    checker = LinkChecker(clock=StandingClock(), is_allowed=is_public_or_loopback)
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


def test_a_page_that_robots_txt_keeps_programs_from_is_not_asked_for(web: Web) -> None:
    web.says("/robots.txt", Said(body="User-agent: *\nDisallow: /private/\n"))
    closed, open_ = web.says("/private/a", Said(404)), web.says("/open", Said(404))

    found = ask(web, Metadata(url=closed), Metadata(url=open_))

    assert [one.kind.value for one in found] == ["could-not-be-checked", "dead-link"]
    assert "robots.txt" in found[0].message
    assert [one.path for one in web.asked if "private" in one.path] == []
    assert [one.path for one in web.asked].count("/robots.txt") == 1


def test_a_host_without_robots_txt_may_be_asked_and_so_may_one_whose_robots_txt_fails(
    web: Web,
) -> None:
    web.says("/robots.txt", Said(500))

    assert ask(web, Metadata(url=web.says("/page"))) == ()


def test_the_pause_that_robots_txt_asks_for_is_kept(web: Web) -> None:
    web.says("/robots.txt", Said(body="User-agent: mendeley-sync\nCrawl-delay: 4\n"))
    clock = StandingClock()
    checker = LinkChecker(clock=clock, is_allowed=is_public_or_loopback)

    before = clock.monotonic_s()
    checker.check_all([web.says("/a"), web.says("/b"), web.says("/c")])

    assert clock.monotonic_s() - before >= 8
