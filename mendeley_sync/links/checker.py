"""Asks whether links answer, politely, and never cries wolf.

One request at a time; a pause between two to the same host; `Retry-After` and robots.txt
are kept. Only
"gone" said by the host itself makes a link dead: whoever lets no program in, is out of
order or cannot be reached is *not checked*.

    checker = LinkChecker()
    facts = checker.check_all(["https://example.org/a.pdf", ...])

Source: docs/decisions/0110-links-that-do-not-cry-wolf.md
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from mendeley_sync.access.facts import LinkFact, LinkState
from mendeley_sync.http.addresses import IsAllowed, is_public, leads_inside
from mendeley_sync.http.clock import Clock, SystemClock
from mendeley_sync.http.guarded_session import (
    hung_up_after,
    is_inside,
    new_link_session,
    proxies_for,
)
from mendeley_sync.http.retry import retry_after_s
from mendeley_sync.links.robots import Robots, robots_address
from mendeley_sync.links.verdicts import WebAnswer, judged

Progress = Callable[[int, int], None]
"""How many are done, of how many."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ROBOTS_BYTES = 512 * 1024
_MOST_ROBOTS_REDIRECTS = 5
ASKED_AGAIN = frozenset({429, 503})


@dataclass(frozen=True)
class LinkLimits:
    """How much is asked, and how gently."""

    most_links: int = 500
    budget_s: float = 900.0
    """Seconds for all links together."""
    pause_s: float = 1.0
    """Between two requests to one host."""
    longest_wait_s: float = 30.0
    """A longer `Retry-After` is not waited for."""
    most_redirects: int = 8
    connect_s: float = 10.0
    read_s: float = 20.0
    whole_s: float = 60.0
    """One request in all, however it dribbles."""
    body_bytes: int = 65_536
    """Of a link's content, only to tell a robot wall."""
    page_bytes: int = 4 * 1024 * 1024


class _TroubleError(Exception):
    """An address that gave no answer, and what that makes of the link."""

    def __init__(self, state: LinkState, detail: str) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail


@dataclass
class LinkChecker:
    """Checks links; used by one thread at a time, for one run.

    Args:
        is_allowed: which IP addresses may be asked; the open internet unless told.
    """

    clock: Clock = field(default_factory=SystemClock)
    limits: LinkLimits = field(default_factory=LinkLimits)
    is_allowed: IsAllowed = is_public

    def __post_init__(self) -> None:
        self._session = new_link_session(self.is_allowed)
        self._free_at: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}
        self._pauses_s: dict[str, float] = {}
        self._ends_s = self.clock.monotonic_s() + self.limits.budget_s

    def check_all(
        self,
        addresses: Iterable[str],
        *,
        follows: bool = True,
        progress: Progress | None = None,
    ) -> tuple[LinkFact, ...]:
        """Every address once, in the order of their first occurrence.

        Hosts take turns, so that the pauses of one are filled by the others.

        Args:
            follows: go where a redirect leads; else the redirect itself is the answer, as
                of a resolver that knows an identifier.
        """
        wanted = list(dict.fromkeys(addresses))
        found: dict[str, LinkFact] = {}
        for number, address in enumerate(_taking_turns(wanted), start=1):
            if number > self.limits.most_links:
                detail = f"only {self.limits.most_links} links are tried in one run"
                found[address] = _not_tried(address, detail)
            else:
                found[address] = self.check(address, follows=follows)
            if progress is not None:
                progress(number, len(wanted))
        return tuple(found[address] for address in wanted)

    def check(self, address: str, *, follows: bool = True) -> LinkFact:
        """Whether one address answers: asked for its head, and if that is no yes, for itself."""
        try:
            answer = self._landed("HEAD", address, self.limits.body_bytes, follows=follows)
            if not follows and answer.status in REDIRECTS:
                return LinkFact(address=address, state=LinkState.ANSWERS, status=answer.status)
            if not 200 <= answer.status < 300:
                answer = self._landed("GET", address, self.limits.body_bytes, follows=follows)
        except _TroubleError as trouble:
            return LinkFact(address=address, state=trouble.state, detail=trouble.detail)
        return judged(address, answer)

    def read_page(self, address: str) -> tuple[LinkFact, WebAnswer | None]:
        """A page and its content; None where there is none to be had."""
        try:
            # A person named this page: no robot found it.
            answer = self._landed("GET", address, self.limits.page_bytes, heeds_robots=False)
        except _TroubleError as trouble:
            return LinkFact(address=address, state=trouble.state, detail=trouble.detail), None
        fact = judged(address, answer)
        return fact, answer if 200 <= answer.status < 300 else None

    # -- one address ------------------------------------------------------------------

    def _landed(
        self,
        method: str,
        address: str,
        most_bytes: int,
        *,
        follows: bool = True,
        heeds_robots: bool = True,
    ) -> WebAnswer:
        """The answer at the end of all redirects.

        Raises:
            _TroubleError: there is none.
        """
        # Some sites lead round in circles without a cookie; none outlives its link.
        self._session.cookies.clear()
        here, tried_again = urldefrag(address).url, False
        for _ in range(self.limits.most_redirects + 1):
            if heeds_robots:
                self._refuse_where_robots_are_not_wanted(here)
            answer = self._asked(method, here, most_bytes)
            if answer.status in ASKED_AGAIN and not tried_again and self._waited_for(answer):
                tried_again = True
                continue
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target or not follows:
                return answer
            here = urldefrag(urljoin(here, target)).url
        raise _TroubleError(LinkState.UNREACHED, "it leads round in circles")

    def _refuse_where_robots_are_not_wanted(self, address: str) -> None:
        host = self._allowed_host(address)
        where = robots_address(address)
        if not where:
            return
        if where not in self._robots:
            self._robots[where] = Robots(self._robots_answer(where))
            # The rules and the first page are one visit: the pause comes behind it.
            self._free_at.pop(host, None)
        robots = self._robots[where]
        if not robots.allow(address):
            raise _TroubleError(LinkState.WALLED, "its robots.txt asks programs to stay away")
        self._pauses_s[host] = max(self.limits.pause_s, robots.pause_s)

    def _robots_answer(self, where: str) -> WebAnswer | None:
        here = where
        for _ in range(_MOST_ROBOTS_REDIRECTS):
            try:
                answer = self._asked("GET", here, ROBOTS_BYTES)
            except _TroubleError:
                return None
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                return answer
            here = urljoin(here, target)
        return None

    def _asked(self, method: str, address: str, most_bytes: int) -> WebAnswer:
        host = self._allowed_host(address)
        self._wait_for_turn(host)
        try:
            return self._answer(method, address, most_bytes)
        except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
            if is_inside(error):
                raise _inside() from error
            raise _TroubleError(LinkState.UNREACHED, _in_words(error)) from error
        finally:
            pause_s = self._pauses_s.get(host, self.limits.pause_s)
            self._free_at[host] = self.clock.monotonic_s() + pause_s

    def _allowed_host(self, address: str) -> str:
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            raise _TroubleError(LinkState.NOT_TRIED, "this is no web address") from None
        if parts.scheme.lower() not in ("http", "https") or not host:
            raise _TroubleError(LinkState.NOT_TRIED, "this is no web address")
        if leads_inside(host, self.is_allowed):
            raise _inside()
        return host

    def _wait_for_turn(self, host: str) -> None:
        wait_s = max(0.0, self._free_at.get(host, 0.0) - self.clock.monotonic_s())
        if self.clock.monotonic_s() + wait_s >= self._ends_s:
            raise _TroubleError(LinkState.NOT_TRIED, "the time for this run was up")
        if wait_s:
            self.clock.sleep(wait_s)

    def _waited_for(self, answer: WebAnswer) -> bool:
        """Wait as the host asks, where that is short."""
        wait_s = retry_after_s(answer.headers.get("retry-after"), answered_at=self.clock.now())
        left_s = self._ends_s - self.clock.monotonic_s()
        if wait_s is None or wait_s > min(self.limits.longest_wait_s, left_s):
            return False
        self.clock.sleep(wait_s)
        return True

    def _answer(self, method: str, address: str, most_bytes: int) -> WebAnswer:
        with hung_up_after(self._session, self.limits.whole_s):
            return self._heard(method, address, most_bytes)

    def _heard(self, method: str, address: str, most_bytes: int) -> WebAnswer:
        response = self._session.request(
            method,
            address,
            timeout=(self.limits.connect_s, self.limits.read_s),
            allow_redirects=False,
            stream=True,
            proxies=dict(proxies_for(address, self.is_allowed)),
        )
        with response:
            content = b"" if method == "HEAD" else self._beginning(response, most_bytes)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return WebAnswer(response.status_code, address, headers, content)

    def _beginning(self, response: requests.Response, most_bytes: int) -> bytes:
        """The first bytes; a host that dribbles is not listened to for ever."""
        until_s = self.clock.monotonic_s() + 2 * self.limits.read_s
        found = bytearray()
        for chunk in response.iter_content(16_384):
            found += chunk
            if len(found) >= most_bytes or self.clock.monotonic_s() > until_s:
                break
        return bytes(found[:most_bytes])


def _inside() -> _TroubleError:
    return _TroubleError(LinkState.NOT_TRIED, "it leads into a private network")


def _not_tried(address: str, detail: str) -> LinkFact:
    return LinkFact(address=address, state=LinkState.NOT_TRIED, detail=detail)


def _in_words(error: BaseException) -> str:
    """Why there was no answer; never the error's own text, which may hold anything."""
    if isinstance(error, requests.exceptions.SSLError):
        return "no secure connection came about"
    if isinstance(error, requests.exceptions.Timeout):
        return "it did not answer in time"
    if re.search(r"NameResolution|getaddrinfo|Name or service", str(error)):
        return "its name is not known, or there is no network here"
    return "no connection came about"


def _taking_turns(addresses: Iterable[str]) -> list[str]:
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(_host_of(address), []).append(address)
    rounds = zip_longest(*by_host.values())
    return [address for turn in rounds for address in turn if address is not None]


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
