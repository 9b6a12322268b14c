"""What every call of the client is made of: addresses, one object, pages of objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from mendeley_sync.errors import ContractError, NotFoundError
from mendeley_sync.mendeley.answers import (
    Answer,
    UnusableAnswerError,
    identified_of,
    object_of,
    objects_of,
    read_as,
)
from mendeley_sync.mendeley.paging import Walk, count_of, link_target
from mendeley_sync.mendeley.requester import Requester
from mendeley_sync.mendeley.transport import Request

Value = TypeVar("Value")
Params = Mapping[str, "str | int | bool | datetime | None"]

EMPTY_PAUSE_S = 0.5
"""Before an unexpectedly empty list is asked for again (mendeley-api 2.3)."""


@dataclass(frozen=True)
class Page:
    """One page of a list, as the service sent it."""

    items: list[dict[str, Any]]
    count: int | None
    """Items on all pages; only a first page may say it, and only where there are more."""
    at: datetime
    """Server time of the answer."""
    is_last: bool


class Calls:
    """The ground that the resources stand on."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    @property
    def requests_sent(self) -> int:
        """How many requests have left so far, the token calls apart."""
        return self._requester.transport.sent

    @property
    def answered_at(self) -> datetime:
        """The server's clock in its last answer; our own before the first."""
        return self._requester.answered_at or self._requester.clock.now()

    def pause(self, seconds: float) -> None:
        """Wait, by the client's clock."""
        self._requester.clock.sleep(seconds)

    def _url(self, path: str, params: Params | None = None) -> str:
        query = urlencode(
            {
                key: text
                for key, value in (params or {}).items()
                if (text := _text(value)) is not None
            }
        )
        base = self._requester.transport.base_url
        return f"{base}{path}?{query}" if query else f"{base}{path}"

    def _get(
        self,
        path: str,
        accept: str,
        convert: Callable[[dict[str, Any]], Value],
        params: Params | None = None,
    ) -> Value:
        """One object."""
        request = Request("GET", self._url(path, params), {"Accept": accept})
        return self._requester.read(request, lambda answer: read_as(convert, object_of(answer)))

    def _send(
        self,
        method: str,
        path: str,
        parse: Callable[[Answer], Value],
        *,
        headers: Mapping[str, str],
        content: Mapping[str, Any] | None = None,
    ) -> Value:
        """One write."""
        body = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        return self._requester.write(Request(method, self._url(path), headers, body), parse)

    def _all(
        self,
        path: str,
        accept: str,
        convert: Callable[[dict[str, Any]], Value],
        params: Params | None = None,
        *,
        doubt_empty: bool = False,
    ) -> tuple[Value, ...]:
        """Every item of every page of a short list."""
        pages = self._pages(path, accept, params, parse=objects_of, doubt_empty=doubt_empty)
        return tuple(convert(item) for page in pages for item in page.items)

    def _pages(
        self,
        path: str,
        accept: str,
        params: Params | None = None,
        *,
        parse: Callable[[Answer], list[dict[str, Any]]] = identified_of,
        doubt_empty: bool = False,
    ) -> Iterator[Page]:
        """Page after page; while one is parsed and used, the next is on its way.

        Args:
            doubt_empty: ask once more when the first page is empty and says no count,
                since the service sometimes answers so under load.
        """
        walk = Walk(self._url(path, params))
        checked = _checked(parse)
        # One thread, so that the session is never used by two at a time.
        with ThreadPoolExecutor(1, thread_name_prefix="mendeley-page") as thread:

            def ask(url: str, usable: Callable[[Answer], Value]) -> Future[Value]:
                request = Request("GET", url, {"Accept": accept})
                return thread.submit(self._requester.read, request, usable)

            url: str | None = walk.first
            pending = ask(walk.first, _as_it_came)
            while url is not None:
                answer = pending.result()
                following = walk.following(answer.headers.get("link"))
                if following is not None:
                    pending = ask(following, _as_it_came)
                try:
                    items = checked(answer)
                except UnusableAnswerError:
                    answer, items = ask(url, lambda again: (again, checked(again))).result()
                if doubt_empty and not items and following is None and url == walk.first:
                    self._requester.clock.sleep(EMPTY_PAUSE_S)
                    answer, items = ask(url, lambda again: (again, checked(again))).result()
                if following is None:
                    # Another answer than the first one to this address may lead on.
                    following = walk.following(answer.headers.get("link"))
                    if following is not None:
                        pending = ask(following, _as_it_came)
                yield Page(items, count_of(answer.headers), answer.at, following is None)
                url = following

    def _page(self, path: str, accept: str, params: Params) -> Page:
        """The first page alone."""
        request = Request("GET", self._url(path, params), {"Accept": accept})
        checked = _checked(identified_of)

        def page(answer: Answer) -> Page:
            is_last = link_target(answer.headers.get("link"), "next") is None
            return Page(checked(answer), count_of(answer.headers), answer.at, is_last)

        return self._requester.read(request, page)

    def _newest(self, new: Callable[[], Value], old: Callable[[], Value]) -> Value:
        """The second version of a resource, or the first where the second is not served.

        The first error stands when both fail in the same way.
        """
        try:
            return new()
        except (NotFoundError, ContractError) as error:
            try:
                return old()
            except (NotFoundError, ContractError):
                raise error from None


def _as_it_came(answer: Answer) -> Answer:
    return answer


def _checked(
    parse: Callable[[Answer], list[dict[str, Any]]],
) -> Callable[[Answer], list[dict[str, Any]]]:
    """`parse`, and no empty page that says there is something."""

    def checked(answer: Answer) -> list[dict[str, Any]]:
        items = parse(answer)
        if not items and count_of(answer.headers):
            raise UnusableAnswerError("an empty page of a list that is not empty")
        return items

    return checked


def in_path(identity: str) -> str:
    """An id as a path segment, whatever is in it."""
    return quote(identity, safe="")


def service_time(moment: datetime) -> str:
    """`2014-09-04T11:38:28.720Z`, as the `..._since` parameters take it."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    )


def _text(value: str | int | bool | datetime | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return service_time(value)
    return None if value is None else str(value)
