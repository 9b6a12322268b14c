"""From one page to the next, without trusting the link that leads there. Pure.

Mendeley pages by `Link` headers alone (mendeley-api 2.3). A link is followed with a
token in the hand, so it must lead to the same host and path; what it loses of our
parameters is put back; a marker seen before is a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from requests.utils import parse_header_links

from mendeley_sync.errors import ServiceError
from mendeley_sync.mendeley.requests.answers import Answer, UnusableAnswerError
from mendeley_sync.mendeley.requests.requester import Requester, awaited
from mendeley_sync.mendeley.requests.transport import Request

MOST_PAGES = 5000
"""No library has so many; a walk that has is going in circles."""

NEVER_CHANGED = frozenset({"group_id"})
"""Where a link says something else than we asked, the walk is no longer ours."""


class CircularPagesError(ServiceError):
    """The pages repeat: the walk would never end, or never be whole."""


class ForeignLinkError(ServiceError):
    """A page link leads to another host, path or group: not followed, no token sent."""


def link_target(header: str | None, relation: str) -> str | None:
    """The address of one relation in a `Link` header, or None.

    Several header lines arrive joined by a comma; relations are quoted, their case
    is free.
    """
    if not header:
        return None
    for link in parse_header_links(header):
        if relation in link.get("rel", "").lower().split() and link.get("url"):
            return str(link["url"])
    return None


def count_of(headers: Mapping[str, str]) -> int | None:
    """`Mendeley-Count`; None when it is absent or no number."""
    text = headers.get("mendeley-count", "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


@dataclass
class Walk:
    """One walk over the pages of one list."""

    first: str
    """The address of the first page, query included."""
    _asked: list[tuple[str, str]] = field(init=False)
    """Our parameters; a name may stand in it more than once."""
    _markers: set[str] = field(init=False, default_factory=set)
    _pages: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        self._asked = parse_qsl(urlsplit(self.first).query, keep_blank_values=True)

    def following(self, link_header: str | None) -> str | None:
        """The next page's address, made safe; None at the end.

        Raises:
            ForeignLinkError: another origin or path, or another group.
            CircularPagesError: a marker that was followed before, none, or too many pages.
        """
        target = link_target(link_header, "next")
        if target is None:
            return None
        parts = urlsplit(target)
        self._refuse_elsewhere(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self._refuse_other_group(query)
        self._refuse_circles(query.get("marker") or query.get("page") or "")
        # Ours wins where both say something: a link must not turn view=all into core.
        ours = {name for name, _ in self._asked}
        kept = [(name, value) for name, value in query.items() if name not in ours]
        return urlunsplit(parts._replace(query=urlencode(kept + self._asked), fragment=""))

    def _refuse_elsewhere(self, target: str) -> None:
        ours, theirs = urlsplit(self.first), urlsplit(target)
        if _origin(ours) != _origin(theirs) or ours.path != theirs.path or theirs.username:
            raise ForeignLinkError(
                f"the next page of {ours.path} is said to be at "
                f"{theirs.scheme}://{theirs.hostname}{theirs.path}; not followed"
            )

    def _refuse_other_group(self, query: Mapping[str, str]) -> None:
        for name, value in self._asked:
            if name in NEVER_CHANGED and query.get(name, value) != value:
                raise ForeignLinkError(f"the next page belongs to another {name}; not followed")

    def _refuse_circles(self, marker: str) -> None:
        path = urlsplit(self.first).path
        if not marker:
            raise CircularPagesError(f"the next page of {path} has no marker")
        if marker in self._markers:
            raise CircularPagesError(f"the pages of {path} go in a circle")
        self._markers.add(marker)
        self._pages += 1
        if self._pages > MOST_PAGES:
            raise CircularPagesError(f"more than {MOST_PAGES} pages of {path}")


def _origin(parts: object) -> tuple[str, str, int | None]:
    scheme = getattr(parts, "scheme", "").lower()
    port = getattr(parts, "port", None) or {"https": 443, "http": 80}.get(scheme)
    return scheme, (getattr(parts, "hostname", "") or "").lower(), port


Value = TypeVar("Value")
Items = list[dict[str, Any]]
Parse = Callable[[Answer], Items]

EMPTY_PAUSE_S = 0.5
"""Before an unexpectedly empty list is asked for again (mendeley-api 2.3)."""


@dataclass(frozen=True)
class Page:
    """One page of a list, as Mendeley sent it."""

    items: Items
    count: int | None
    """Items on all pages; only a first page may say it, and only where there are more."""
    at: datetime
    """Server time of the answer."""
    is_last: bool


class PageWalk:
    """Page after page; while one is parsed and used, the next is on its way.

    The first page is asked for at once, before anybody reads.

    Args:
        first: the address of the first page.
        parse: makes items of an answer, or finds it unusable.
        doubt_empty: ask once more when the first page is empty and says no count, since
            Mendeley sometimes answers so under load.
    """

    def __init__(
        self, requester: Requester, first: str, accept: str, parse: Parse, *, doubt_empty: bool
    ) -> None:
        self._requester = requester
        self._walk = Walk(first)
        self._accept = accept
        self._parse = parse
        self._doubts_empty = doubt_empty
        self.looks_ahead = True
        """True if the next page is asked for before anybody wants it."""
        self._pending: Future[Answer] | None = self._ask(first, _as_it_came)

    def close(self) -> None:
        """The rest is not wanted: what is not under way yet is not asked for."""
        if self._pending is not None:
            self._pending.cancel()

    def __iter__(self) -> Iterator[Page]:
        url: str | None = self._walk.first
        while url is not None:
            answer = awaited(self._pending or self._ask(url, _as_it_came))
            self._pending = None
            following = self._follow(answer)
            answer, items = self._read(url, answer, may_be_all=following is None)
            if following is None:
                # Another answer than the first one to this address may lead on.
                following = self._follow(answer)
            yield Page(items, count_of(answer.headers), answer.at, following is None)
            url = following

    def _ask(self, url: str, usable: Callable[[Answer], Value]) -> Future[Value]:
        request = Request("GET", url, {"Accept": self._accept})
        return self._requester.ahead(lambda: self._requester.read(request, usable))

    def _follow(self, answer: Answer) -> str | None:
        """The next page's address, where the answer names one; it may be asked for already."""
        following = self._walk.following(answer.headers.get("link"))
        if following is not None and self.looks_ahead:
            self._pending = self._ask(following, _as_it_came)
        return following

    def _read(self, url: str, answer: Answer, *, may_be_all: bool) -> tuple[Answer, Items]:
        """What is on a page; asked for again where it cannot be read, or is doubted."""
        try:
            items = self._items(answer)
        except UnusableAnswerError:
            answer, items = self._asked_again(url)
        if self._doubts_empty and not items and may_be_all and url == self._walk.first:
            self._requester.run.pause(EMPTY_PAUSE_S)
            answer, items = self._asked_again(url)
        return answer, items

    def _asked_again(self, url: str) -> tuple[Answer, Items]:
        return awaited(self._ask(url, lambda answer: (answer, self._items(answer))))

    def _items(self, answer: Answer) -> Items:
        items = self._parse(answer)
        if not items and count_of(answer.headers):
            raise UnusableAnswerError("an empty page of a list that is not empty")
        return items


def _as_it_came(answer: Answer) -> Answer:
    return answer
