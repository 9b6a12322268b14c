"""A small web of pages on loopback, as a society's site and its neighbours would answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Said(NamedTuple):
    """What a path answers."""

    status: int = 200
    body: str = "<title>Fine</title>"
    headers: Mapping[str, str] = {}
    head_status: int | None = None
    """Where HEAD is answered differently."""
    delay_s: float = 0.0
    """Before it answers, or until the web is taken down."""
    dribbles: bool = False
    """A line of its head every hundredth of a second, and no end."""


class Asked(NamedTuple):
    """One request that came in."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Web:
    """The pages, and what was asked of them."""

    port: int = 0
    pages: dict[str, list[Said]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def says(self, path: str, *answers: Said) -> str:
        """One answer after another, the last one for ever; the path's address."""
        self.pages[path] = list(answers or (Said(),))
        return self.address(path)

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        """Under one of the two names of this machine: two hosts as a browser sees it."""
        return f"http://{host}:{self.port}{path}"

    def answer(self, path: str) -> Said:
        waiting = self.pages.get(path, [Said(404, "no such page")])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def a_web() -> Iterator[Web]:
    """A running one."""
    web = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield web
    finally:
        web.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _dribble(to: BaseHTTPRequestHandler, web: Web) -> None:
    to.close_connection = True
    with suppress(OSError):
        to.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not web.ended.wait(0.01):
            to.wfile.write(b"a")


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    def answer(self: BaseHTTPRequestHandler) -> None:
        path = self.path.partition("?")[0]
        host = self.headers.get("host", "")
        # Asked of every host, and mostly not there: only who sets one up wants to know.
        if path != "/robots.txt" or path in web.pages:
            web.asked.append(Asked(self.command, host, self.path, dict(self.headers)))
        said = web.answer(path)
        web.ended.wait(said.delay_s)
        is_head = self.command == "HEAD"
        if said.dribbles:
            _dribble(self, web)
            return
        status = said.head_status if is_head and said.head_status else said.status
        body = said.body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **said.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not is_head:
            self.wfile.write(body)

    quiet: Callable[..., None] = lambda *_: None  # noqa: E731 - the base class logs to stderr
    return type(
        "Handler",
        (BaseHTTPRequestHandler,),
        {"do_GET": answer, "do_HEAD": answer, "log_message": quiet},
    )
