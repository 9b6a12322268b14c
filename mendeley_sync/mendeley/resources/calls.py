"""Media types, and what every call of the client is made of: addresses, an object, pages.

Source: docs/service.md (Media types, Paging)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from mendeley_sync.errors import ContractError, NotFoundError
from mendeley_sync.mendeley.requests.answers import (
    Answer,
    UnusableAnswerError,
    identified_of,
    object_of,
    objects_of,
    read_as,
)
from mendeley_sync.mendeley.requests.paging import Page, PageWalk, Parse, count_of, link_target
from mendeley_sync.mendeley.requests.requester import Requester
from mendeley_sync.mendeley.requests.transport import Request


# A wrong media type gets 406 or 415.
def _v1(thing: str) -> str:
    return f"application/vnd.mendeley-{thing}.1+json"


DOCUMENT = _v1("document")
FOLDER = _v1("folder")
FILE = _v1("file")
ANNOTATION = _v1("annotation")
DOCUMENT_TYPE = _v1("document-type")
IDENTIFIER_TYPE = _v1("document-identifier")

GROUP_V1 = _v1("group")
MEMBERS_V1 = _v1("membership")
# The list and the single group differ in v2; one in the other's place fails.
GROUP_LIST = "application/vnd.mendeley-group-list+json"
GROUP = "application/vnd.mendeley-group+json"
MEMBERS = "application/vnd.mendeley-group-member-list+json"
INVITATIONS = "application/vnd.mendeley-group-invitation-list+json"

PROFILE = "application/vnd.mendeley-profiles.2+json"
PROFILE_V1 = "application/vnd.mendeley-profiles.1+json"

Value = TypeVar("Value")
Params = Mapping[str, "str | int | bool | datetime | Sequence[str] | None"]


class Calls:
    """The ground that the resources stand on."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    @property
    def requests_sent(self) -> int:
        """How many requests have left so far, the token calls apart."""
        return self._requester.run.sent

    @property
    def answered_at(self) -> datetime:
        """The server's clock in its last answer; our own before the first."""
        return self._requester.run.answered_at or self._requester.run.clock.now()

    @property
    def answers(self) -> Mapping[tuple[str, str], Mapping[str, object]]:
        """Groups and profiles as they came, by `group` or `profile` and the id."""
        return dict(self._requester.run.answers)

    def pause(self, seconds: float) -> None:
        """Wait, by the client's clock."""
        self._requester.run.pause(seconds)

    def ahead(self, ask: Callable[[], Value]) -> Future[Value]:
        """Ask in this connection's own thread, after what was asked before."""
        return self._requester.ahead(ask)

    def answer(self, path: str, accept: str, params: Params | None = None) -> Answer:
        """Return the whole answer to one read, for who looks at its form alone.

        Raises:
            NotFoundError, ForbiddenError, ContractError, ServiceError: as for every read.
        """
        request = Request("GET", self._url(path, params), {"Accept": accept})
        return self._requester.read(request, lambda answer: answer)

    def _url(self, path: str, params: Params | None = None) -> str:
        texts = {name: _texts(value) for name, value in (params or {}).items()}
        query = urlencode(texts, doseq=True)
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
        pages = self._pages(path, accept, params, parse=readable(convert), doubt_empty=doubt_empty)
        return tuple(convert(item) for page in pages for item in page.items)

    def _pages(
        self,
        path: str,
        accept: str,
        params: Params | None = None,
        *,
        parse: Parse = identified_of,
        doubt_empty: bool = False,
    ) -> PageWalk:
        """Page after page; the first one is on its way when this returns."""
        url = self._url(path, params)
        return PageWalk(self._requester, url, accept, parse, doubt_empty=doubt_empty)

    def _page(self, path: str, accept: str, params: Params) -> Page:
        """The first page alone."""
        request = Request("GET", self._url(path, params), {"Accept": accept})

        def page(answer: Answer) -> Page:
            items, count = identified_of(answer), count_of(answer.headers)
            if not items and count:
                raise UnusableAnswerError("an empty page of a list that is not empty")
            is_last = link_target(answer.headers.get("link"), "next") is None
            return Page(items, count, answer.at, is_last)

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


def readable(convert: Callable[[dict[str, Any]], object]) -> Parse:
    """The objects of an answer that is only usable if each of them can be converted."""

    def parse(answer: Answer) -> list[dict[str, Any]]:
        items = objects_of(answer)
        for item in items:
            read_as(convert, item)
        return items

    return parse


def in_path(identity: str) -> str:
    """An id as a path segment, whatever is in it."""
    return quote(identity, safe="")


def service_time(moment: datetime) -> str:
    """`2014-09-04T11:38:28.720Z`, as the `..._since` parameters take it."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    )


def _texts(value: str | int | bool | datetime | Sequence[str] | None) -> list[str]:
    """What stands in the query: nothing, one text, or one for each of several."""
    if not isinstance(value, str) and isinstance(value, Sequence):
        return list(value)
    text = _text(value)
    return [] if text is None else [text]


def _text(value: str | int | bool | datetime | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return service_time(value)
    return None if value is None else str(value)
