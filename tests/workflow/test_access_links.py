"""Links of published pages: asked politely, judged without crying wolf."""

from __future__ import annotations

import netrc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.access.facts import LinkState
from mendeley_sync.errors import UsageError
from mendeley_sync.http.addresses import is_public, is_public_or_loopback
from mendeley_sync.links.checker import LinkChecker, LinkLimits
from mendeley_sync.links.pages import check_pages, page_address
from mendeley_sync.links.verdicts import WebAnswer, judged
from tests.sign_in_builders import StandingClock
from tests.workflow.web import Said, Web, a_web


@pytest.fixture
def web() -> Iterator[Web]:
    with a_web() as running:
        yield running


def a_checker(clock: StandingClock | None = None, **limits: float) -> LinkChecker:
    return LinkChecker(
        clock=clock or StandingClock(),
        limits=LinkLimits(**limits),  # type: ignore[arg-type]  # counts are whole in every test
        is_allowed=is_public_or_loopback,
    )


def redirect(target: str, status: int = 302) -> Said:
    return Said(status, "", {"Location": target})


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Said(), LinkState.ANSWERS),
        (Said(head_status=405), LinkState.ANSWERS),
        (Said(head_status=404), LinkState.ANSWERS),
        (Said(404), LinkState.DEAD),
        (Said(410), LinkState.DEAD),
        (Said(401), LinkState.WALLED),
        (Said(403), LinkState.WALLED),
        (Said(429), LinkState.WALLED),
        (Said(999), LinkState.WALLED),
        (Said(400), LinkState.WALLED),
        (Said(503, "<title>Just a moment...</title>"), LinkState.WALLED),
        (Said(200, "<title>Are you a robot?</title>", head_status=501), LinkState.WALLED),
        (Said(200, "<title>x</title> on captchas", head_status=501), LinkState.ANSWERS),
        (Said(404, "", {"cf-mitigated": "challenge"}), LinkState.WALLED),
        (Said(500), LinkState.UNREACHED),
        (Said(503), LinkState.UNREACHED),
    ],
)
def test_only_gone_is_dead_and_a_robot_wall_is_not_checked(
    web: Web, said: Said, state: LinkState
) -> None:
    address = web.says("/paper", said)

    assert a_checker().check(address).state is state


def test_a_link_that_answers_is_asked_for_its_head_alone(web: Web) -> None:
    a_checker().check(web.says("/paper"))

    assert [one.method for one in web.asked] == ["HEAD"]


def test_a_redirect_within_the_site_is_no_finding(web: Web) -> None:
    web.says("/new")

    assert a_checker().check(web.says("/old", redirect("/new"))).state is LinkState.ANSWERS


def test_a_redirect_to_another_host_names_where_it_leads(web: Web) -> None:
    web.says("/there")
    target = web.address("/there", host="localhost")

    fact = a_checker().check(web.says("/here", redirect(target)))

    assert (fact.state, fact.target) == (LinkState.MOVED, target)


def test_a_page_that_now_leads_to_the_front_page_has_moved(web: Web) -> None:
    web.says("/")

    fact = a_checker().check(web.says("/literature/42", redirect("/")))

    assert fact.state is LinkState.MOVED
    assert "first page" in fact.detail


def test_a_redirect_to_a_sign_in_elsewhere_is_a_wall(web: Web) -> None:
    web.says("/login")
    target = web.address("/login", host="localhost")

    assert a_checker().check(web.says("/paper", redirect(target))).state is LinkState.WALLED


def test_a_circle_of_redirects_ends(web: Web) -> None:
    web.says("/b", redirect("/a"))

    fact = a_checker().check(web.says("/a", redirect("/b")))

    assert fact.state is LinkState.UNREACHED
    assert len(web.asked) < 20


def test_a_host_that_dribbles_is_not_listened_to_for_ever(web: Web) -> None:
    address = web.says("/slow", Said(dribbles=True))

    link = a_checker(whole_s=0.2).check(address)

    assert link.state is LinkState.UNREACHED


def test_a_cookie_does_not_outlive_its_link(web: Web) -> None:
    web.says("/a", Said(headers={"Set-Cookie": "who=me"}))
    checker = a_checker()

    checker.check_all([web.address("/a"), web.says("/b")])

    assert all("Cookie" not in one.headers for one in web.asked)


def test_two_requests_to_one_host_have_a_pause_between_them(web: Web) -> None:
    clock = StandingClock()
    links = [web.says("/a"), web.says("/b"), web.says("/c")]

    a_checker(clock, pause_s=2.0).check_all(links)

    assert clock.slept == [2.0, 2.0]


def test_hosts_take_turns_and_the_results_keep_the_page_s_order(web: Web) -> None:
    web.says("/a")
    web.says("/b")
    here = [web.address(path) for path in ("/a", "/b")]
    there = [web.address(path, host="localhost") for path in ("/a", "/b")]

    facts = a_checker().check_all([*here, *there])

    assert [fact.address for fact in facts] == [*here, *there]
    assert [one.host.split(":")[0] for one in web.asked[:2]] == ["127.0.0.1", "localhost"]


def test_retry_after_is_kept_once_and_then_believed(web: Web) -> None:
    clock = StandingClock()
    busy = Said(429, "", {"Retry-After": "7"})

    fact = a_checker(clock).check(web.says("/paper", busy, Said()))

    assert fact.state is LinkState.ANSWERS
    assert 7.0 in clock.slept


def test_a_long_retry_after_is_not_waited_for(web: Web) -> None:
    clock = StandingClock()

    fact = a_checker(clock).check(web.says("/paper", Said(429, "", {"Retry-After": "3600"})))

    assert fact.state is LinkState.WALLED
    assert sum(clock.slept) < 60


def test_what_is_too_much_for_one_run_is_said_to_be_untried(web: Web) -> None:
    links = [web.says(f"/{number}") for number in range(4)]

    facts = a_checker(most_links=2).check_all(links)

    assert [fact.state for fact in facts[2:]] == [LinkState.NOT_TRIED] * 2
    assert "only 2 links" in facts[3].detail


def test_when_the_time_is_up_the_rest_is_untried(web: Web) -> None:
    links = [web.says(f"/{number}") for number in range(4)]

    facts = a_checker(pause_s=10.0, budget_s=15.0).check_all(links)

    assert [fact.state for fact in facts] == [
        *(LinkState.ANSWERS, LinkState.ANSWERS),
        *(LinkState.NOT_TRIED, LinkState.NOT_TRIED),
    ]


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/a", "javascript:alert(1)", "http://", "https://[::1", "file:///etc/passwd"],
)
def test_what_is_no_web_address_is_not_asked(address: str) -> None:
    assert a_checker().check(address).state is LinkState.NOT_TRIED


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "[::1]",
        "printer.local",
    ],
)
def test_nothing_is_asked_inside_the_local_network(host: str) -> None:
    fact = LinkChecker(clock=StandingClock()).check(f"http://{host}/")

    assert (fact.state, fact.detail) == (LinkState.NOT_TRIED, "it leads into a private network")


def test_a_name_that_leads_inside_is_hung_up_on_before_a_word(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more)
    )
    web.says("/")

    fact = LinkChecker(clock=StandingClock()).check(f"http://innocent.example:{web.port}/")

    assert fact.state is LinkState.NOT_TRIED
    assert web.asked == []


def test_a_redirect_inside_is_not_followed(web: Web) -> None:
    checker = LinkChecker(clock=StandingClock(), is_allowed=lambda one: one == "127.0.0.1")

    fact = checker.check(web.says("/paper", redirect("http://169.254.169.254/latest/")))

    assert fact.state is LinkState.NOT_TRIED


def test_public_addresses_are_told_from_private_ones() -> None:
    assert is_public("93.184.216.34")
    assert not is_public("::ffff:10.0.0.1")
    assert not is_public("224.0.0.1")
    assert not is_public("no address")
    assert not is_public_or_loopback("no address")


def test_no_token_and_no_stored_password_goes_along(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = tmp_path / "netrc"
    stored.write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
    stored.chmod(0o600)
    monkeypatch.setenv("NETRC", str(stored))
    assert netrc.netrc(str(stored)).authenticators("127.0.0.1")

    a_checker().check(web.says("/paper"))

    assert "Authorization" not in web.asked[0].headers
    assert web.asked[0].headers["User-Agent"].startswith("mendeley-sync/")


def test_a_host_that_is_not_there_is_not_called_dead() -> None:
    checker = a_checker()

    assert checker.check("http://127.0.0.1:9/").state is LinkState.UNREACHED


def test_an_answer_that_does_not_come_is_not_waited_for(web: Web) -> None:
    address = web.says("/slow", Said(delay_s=0.5))

    fact = a_checker(read_s=0.05).check(address)

    assert (fact.state, fact.detail) == (LinkState.UNREACHED, "it did not answer in time")


def test_a_host_without_a_secure_connection_is_not_called_dead(web: Web) -> None:
    fact = a_checker().check(f"https://127.0.0.1:{web.port}/")

    assert (fact.state, fact.detail) == (LinkState.UNREACHED, "no secure connection came about")


def test_a_name_that_nobody_knows_may_be_our_own_network_s_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    fact = LinkChecker(clock=StandingClock()).check("https://nowhere.example/")

    assert fact.state is LinkState.UNREACHED
    assert "no network here" in fact.detail


def test_only_the_beginning_of_a_large_file_is_read(web: Web) -> None:
    large = Said(body="x" * 300_000, head_status=405)

    assert a_checker(body_bytes=1000).check(web.says("/large", large)).state is LinkState.ANSWERS


def test_a_redirect_from_a_resolver_may_lead_anywhere() -> None:
    arrived = WebAnswer(200, "https://publisher.example/paper", {})

    assert judged("https://doi.org/10.1/x", arrived).state is LinkState.ANSWERS
    assert judged("https://other.example/10.1/x", arrived).state is LinkState.MOVED


# --- pages ---------------------------------------------------------------------------------

PAGE = """<!doctype html><base href="/sub/"><title>Literature</title>
<a href="one.html#part">One</a> <a href="/two">Two</a> <a href="one.html">again</a>
<a href="mailto:clara@example.org">mail</a> <a href="#top">top</a> <a>no target</a>
<a href="javascript:alert(1)">script</a> <a href="http://[broken">broken</a>
<map><area href="/three"></map>
"""


def test_a_page_is_read_and_each_of_its_links_tried_once(web: Web) -> None:
    web.says("/sub/one.html")
    web.says("/two", Said(404))
    address = web.says("/page", Said(body=PAGE))

    (page,) = check_pages([address], a_checker())

    assert page.page.state is LinkState.ANSWERS
    assert [(link.address, link.state) for link in page.links] == [
        (web.address("/sub/one.html"), LinkState.ANSWERS),
        (web.address("/two"), LinkState.DEAD),
        (web.address("/three"), LinkState.DEAD),
    ]


def test_a_page_that_is_gone_has_no_links(web: Web) -> None:
    (page,) = check_pages([web.address("/gone")], a_checker())

    assert (page.page.state, page.links) == (LinkState.DEAD, ())


def test_a_page_behind_a_wall_is_not_searched_for_links(web: Web) -> None:
    wall = Said(body='<title>Access denied</title><a href="/help">help</a>')

    (page,) = check_pages([web.says("/page", wall)], a_checker())

    assert (page.page.state, page.links) == (LinkState.WALLED, ())


def test_a_page_that_sends_its_readers_on_links_to_where_they_end(web: Web) -> None:
    sent_on = '<meta http-equiv="Refresh" content="0; URL=/new">'
    address = web.says("/old", Said(body=sent_on))

    (page,) = check_pages([address], a_checker())

    assert [(link.address, link.state) for link in page.links] == [
        (web.address("/new"), LinkState.DEAD)
    ]


def test_a_file_that_is_no_page_has_no_links(web: Web) -> None:
    paper = Said(body="%PDF <a href='/x'>", headers={"Content-Type": "application/pdf"})

    (page,) = check_pages([web.says("/paper.pdf", paper)], a_checker())

    assert (page.page.state, page.links) == (LinkState.ANSWERS, ())


def test_progress_is_told_page_by_page(web: Web) -> None:
    told: list[tuple[int, int]] = []
    address = web.says("/page", Said(body='<a href="/a">a</a><a href="/b">b</a>'))

    check_pages([address], a_checker(), progress=lambda *step: told.append(step))

    assert told == [(1, 2), (2, 2)]


def test_an_address_typed_without_a_scheme_gets_https() -> None:
    assert page_address(" example.org/literature ") == "https://example.org/literature"


@pytest.mark.parametrize("typed", ["", "ftp://example.org", "two words", "http://[x"])
def test_what_is_no_page_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        page_address(typed)

    assert "https://example.org" in str(refused.value.advice)
