"""What lies round the resources: faults, compression, the headers that every answer has."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mendeley_sync.sandbox.clock import as_http_date
from mendeley_sync.sandbox.faults.faults import AFTER, BEFORE, ActError, Fault, Faults, perform
from mendeley_sync.sandbox.state import Item, SandboxState

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

WIRE = "sandbox.wire"
"""Key of the environment under which the server is told to break the connection."""
CONTROL = "/_sandbox/"
_SECRET = ("access_token", "Signature")


@dataclass(frozen=True)
class Wire:
    """What the server does to the connection: reset it, or end it behind the body."""

    reset: bool = False
    close: bool = False


@dataclass(frozen=True)
class Answer:
    """An answer on its way out."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status.split()[0])

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def without(self, *names: str) -> Answer:
        """The same answer lacking these headers."""
        gone = {name.lower() for name in names}
        return replace(self, headers=tuple(h for h in self.headers if h[0].lower() not in gone))

    def with_header(self, name: str, value: str) -> Answer:
        """The same answer with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))


class Layer:
    """The WSGI application that the server runs: the resources behind faults and log."""

    def __init__(
        self,
        resources: Application,
        state: SandboxState,
        faults: Faults,
        log: list[Item] | None = None,
    ) -> None:
        self.resources = resources
        self.state = state
        self.faults = faults
        self.requests: list[Item] = [] if log is None else log
        """The log: method, path, query, status. Never a token, never a header."""
        self.when_changed: Callable[[], None] = _nothing
        """Called after a request that may have changed something, before its answer goes out."""
        self._served = 0
        self._last_pages: dict[str, Answer] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(CONTROL):
            return self._control(environ, start_response)
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        with self.state.lock:
            met = self.faults.meeting(method, path, query)
        for fault, _ in met:
            if fault.delay_s:
                time.sleep(fault.delay_s)
        with self.state.lock:
            answer, wire = self._serve(environ, met)
            self._log(method, path, query, None if wire.reset else answer.code)
        environ[WIRE] = wire
        start_response(answer.status, list(answer.headers))
        return [answer.body]

    def _control(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        parts = self.resources(environ, start_response)
        if environ["REQUEST_METHOD"] != "GET":
            self.when_changed()
        return parts

    def _serve(self, environ: Environ, met: Sequence[tuple[Fault, Any]]) -> tuple[Answer, Wire]:
        try:
            answer = self._spoilt_answer(environ, met)
        except ActError as error:
            answer = Answer(_BUG, (("Content-Type", "text/plain"),), f"fault: {error}".encode())
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            self.state.clock.tick()
            self.when_changed()
        answer = self._dressed(_compressed(answer, environ))
        wire = Wire(reset=any(fault.reset for fault, _ in met))
        for fault, _ in met:
            if fault.cut_after is not None:
                answer = _cut(answer, fault)
                wire = replace(wire, close=True)
        return answer, wire

    def _spoilt_answer(self, environ: Environ, met: Sequence[tuple[Fault, Any]]) -> Answer:
        path = environ["PATH_INFO"]
        for fault, _ in met:
            if fault.act and fault.when == BEFORE:
                perform(self.state, fault.act, path)
        answer = self._answer(environ, met)
        before, self._last_pages[path] = self._last_pages.get(path, answer), answer
        for fault, _ in met:
            if fault.act and fault.when == AFTER:
                perform(self.state, fault.act, path)
            answer = _spoilt(answer, fault, before, environ)
        return answer

    def _answer(self, environ: Environ, met: Sequence[tuple[Fault, Any]]) -> Answer:
        if any(fault.answers_itself for fault, _ in met):
            return Answer(_BUG, (("Content-Type", "text/html"),), b"")
        with ExitStack() as stack:
            for fault, snapshot in met:
                _overlook(environ, fault.ignore)
                if fault.page == "stale":
                    stack.enter_context(self.state.as_of(snapshot))
                if fault.pretend:
                    stack.enter_context(self.state.as_of(self.state.snapshot()))
            return _collected(self.resources, environ)

    def _dressed(self, answer: Answer) -> Answer:
        self._served += 1
        digest = hashlib.sha256(f"{self.state.id_seed}/trace/{self._served}".encode()).digest()
        trace_id = base64.urlsafe_b64encode(digest).decode()[:11]
        headers = [*answer.without("Content-Length").headers]
        if answer.header("Date") is None:
            headers.append(("Date", as_http_date(self.state.clock())))
        headers += [("Connection", "keep-alive"), ("X-Mendeley-Trace-Id", trace_id)]
        if answer.code != 204:
            headers.append(("Content-Length", str(len(answer.body))))
        return replace(answer, headers=tuple(headers))

    def _log(self, method: str, path: str, query: dict[str, str], status: int | None) -> None:
        kept = {name: value for name, value in query.items() if name not in _SECRET}
        self.requests.append({"method": method, "path": path, "query": kept, "status": status})


def _nothing() -> None:
    """What is called when nobody wants to know of changes."""


_BUG = "500 Internal Server Error"
_PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    410: "Gone",
    412: "Precondition Failed",
    422: "Unprocessable Entity",
    428: "Precondition Required",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def _spoilt(answer: Answer, fault: Fault, before: Answer, environ: Environ) -> Answer:
    """The answer with all that a fault does to it; `before` is the page before on this path."""
    if fault.page is not None:
        answer = replace(answer, body=_page(answer.body, fault, before))
    if fault.status is not None:
        answer = replace(answer, status=f"{fault.status} {_PHRASES.get(fault.status, 'Fault')}")
        answer = replace(answer, body=b"").without("Link", "Mendeley-Count", "Location")
    if fault.link:
        answer = _relinked(answer, fault.link, environ)
    if fault.body is not None:
        answer = replace(answer, body=fault.body.encode("utf-8", "surrogateescape"))
    if fault.content_type is not None:
        answer = answer.without("Content-Type").with_header("Content-Type", fault.content_type)
    for name, value in fault.headers.items():
        answer = answer.without(name).with_header(name, value)
    return answer.without(*fault.remove_headers)


def _page(body: bytes, fault: Fault, before: Answer) -> bytes:
    if fault.page == "repeat":
        return before.body
    if fault.page == "empty":
        return b"[]"
    if fault.page == "drop":
        items = json.loads(body)
        if not isinstance(items, list):
            return body
        del items[fault.item : fault.item + 1]
        return json.dumps(items, separators=(",", ":"), ensure_ascii=False).encode()
    return body


def _overlook(environ: Environ, names: Sequence[str]) -> None:
    if names:
        pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        environ["QUERY_STRING"] = urlencode([(k, v) for k, v in pairs if k not in names])


def _collected(resources: Application, environ: Environ) -> Answer:
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    parts = resources(environ, lambda status, headers, *_: begun.append((status, headers)))
    body = b"".join(parts)
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    status, headers = begun[-1]
    return Answer(status, tuple(headers), body)


def _compressed(answer: Answer, environ: Environ) -> Answer:
    """gzip, as seen: successful reads and token answers only, and `Vary` twice."""
    readable = environ["REQUEST_METHOD"] == "GET" or environ["PATH_INFO"] == "/oauth/token"
    if not readable or answer.code != 200:
        return answer
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        answer = replace(answer, body=gzip.compress(answer.body, compresslevel=1, mtime=0))
        answer = answer.with_header("Content-Encoding", "gzip")
    return answer.with_header("Vary", "Accept-Encoding").with_header("Vary", "Accept-Encoding")


def _cut(answer: Answer, fault: Fault) -> Answer:
    answer = replace(answer, body=answer.body[: fault.cut_after])
    return answer if fault.keep_length else answer.without("Content-Length")


def _relinked(answer: Answer, link: Any, environ: Environ) -> Answer:
    own = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    headers = [
        (name, _relink(value, link, own.get("marker")) if name.lower() == "link" else value)
        for name, value in answer.headers
    ]
    return replace(answer, headers=tuple(headers))


def _relink(value: str, link: Any, own_marker: str | None) -> str:
    address, _, rest = value[1:].partition(">")
    parts = urlsplit(address)
    lost = link.get("lose", ())
    pairs = [(name, text) for name, text in parse_qsl(parts.query) if name not in lost]
    if link.get("repeat_marker") and own_marker is not None:
        pairs = [(name, own_marker if name == "marker" else text) for name, text in pairs]
    if "origin" in link:
        elsewhere = urlsplit(link["origin"])
        parts = parts._replace(scheme=elsewhere.scheme, netloc=elsewhere.netloc)
    return f"<{urlunsplit(parts._replace(query=urlencode(pairs)))}>{rest}"
