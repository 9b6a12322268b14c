"""The pages of one list: asked for ahead, read one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from mendeley_sync.mendeley.requests.answers import Answer, UnusableAnswerError
from mendeley_sync.mendeley.requests.paging import Walk, count_of
from mendeley_sync.mendeley.requests.requester import Requester, awaited
from mendeley_sync.mendeley.requests.transport import Request

Value = TypeVar("Value")
Items = list[dict[str, Any]]
Parse = Callable[[Answer], Items]

EMPTY_PAUSE_S = 0.5
"""Before an unexpectedly empty list is asked for again (mendeley-api 2.3)."""


@dataclass(frozen=True)
class Page:
    """One page of a list, as the service sent it."""

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
            the service sometimes answers so under load.
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
        """Whether the next page is asked for before anybody wants it."""
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
