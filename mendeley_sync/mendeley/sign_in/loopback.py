"""A listener on this machine that waits for the browser to come back, once.

It answers with fixed pages only: nothing of a request is ever shown or logged.
"""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from mendeley_sync.errors import AccessError, ConfigError
from mendeley_sync.http.addresses import is_loopback

_POLL_S = 0.05
_SILENCE_S = 10.0
"""A browser may open a connection and say nothing; it does not keep others waiting."""

_SLICE_S = 0.2
"""On Windows a wait cannot be interrupted: Ctrl-C counts after so long."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>mendeley-sync</title></head>
<body style="font-family: sans-serif; max-width: 36em; margin: 3em auto">
<h1>{title}</h1><p>{text}</p></body></html>
"""


class Verdict(Enum):
    """What an answer of the browser is, and the page that it gets."""

    ARRIVED = (200, "The answer has arrived", "You can close this page and go back to the window "
               "in which you began.")  # fmt: skip
    REFUSED = (200, "You were not signed in", "You can close this page. The window in which you "
               "began says why.")  # fmt: skip
    STRAY = (400, "This is not the answer we are waiting for", "It belongs to another sign-in. "
             "Begin again from the window in which you began.")  # fmt: skip
    NOT_HERE = (404, "There is nothing here", "This address only serves to sign in.")

    @property
    def is_final(self) -> bool:
        """True if the waiting is over."""
        return self in (Verdict.ARRIVED, Verdict.REFUSED)


Judge = Callable[[str], Verdict]
"""What the query of an address is; called once for each answer, one at a time."""


@dataclass(frozen=True)
class ListenAddress:
    """Where to listen: taken from the redirect URI."""

    host: str
    port: int
    path: str

    @property
    def addresses(self) -> tuple[tuple[socket.AddressFamily, str], ...]:
        """`localhost` may mean either family; which one is up to the browser."""
        if ":" in self.host:
            return ((socket.AF_INET6, self.host),)
        if self.host != "localhost":
            return ((socket.AF_INET, self.host),)
        return ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def place_of(redirect_uri: str) -> ListenAddress | None:
    """Where this machine could listen for the redirect URI; None: it leads elsewhere.

    Raises:
        ConfigError: it is plain http to another machine, or no address at all.
    """
    try:
        parts = urlsplit(redirect_uri)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise ConfigError(f"The redirect URI {redirect_uri} is not an address.") from None
    if parts.scheme == "http" and is_loopback(host):
        return ListenAddress(host, port or 80, parts.path or "/")
    if parts.scheme == "http" or not parts.scheme:
        raise ConfigError(
            f"The redirect URI {redirect_uri} is neither https nor http to this computer. "
            "Others could read the answer.",
            advice="Use https, or http to localhost.",
        )
    return None


@contextmanager
def listening(place: ListenAddress, judge: Judge) -> Iterator[Callable[[float], bool]]:
    """Listen; gives a function that waits for an answer, at most so many seconds.

    Raises:
        AccessError: the port is taken, or may not be opened.
    """
    judged: queue.SimpleQueue[Verdict] = queue.SimpleQueue()
    desk = _Desk(place.path, judge, judged)
    with ExitStack() as stack:
        servers = [
            server
            for family, address in place.addresses
            if (server := _opened(family, address, place, desk)) is not None
        ]
        if not servers:
            raise _cannot_listen(place, "no loopback address can be used")
        for server in servers:
            stack.enter_context(_serving(server))
        yield lambda limit_s: _wait(judged, limit_s)


def _wait(judged: queue.SimpleQueue[Verdict], limit_s: float) -> bool:
    ends = time.monotonic() + limit_s
    while True:
        left_s = ends - time.monotonic()
        with contextlib.suppress(queue.Empty):
            judged.get(timeout=max(0.0, min(_SLICE_S, left_s)))
            return True
        if left_s <= 0:
            return False


class _Desk:
    """Takes the answers, of several connections at once, one after the other."""

    def __init__(self, path: str, judge: Judge, judged: queue.SimpleQueue[Verdict]) -> None:
        self._path = unquote(path)
        self._judge = judge
        self._judged = judged
        self._lock = threading.Lock()
        self._over = False

    def verdict(self, target: str) -> Verdict:
        """What a request is."""
        path, _, query = target.partition("?")
        with self._lock:
            if unquote(path) != self._path or self._over or not query:
                return Verdict.NOT_HERE
            verdict = self._judge(query)
            self._over = verdict.is_final
        return verdict

    def answered(self, verdict: Verdict) -> None:
        """The page has been sent."""
        if verdict.is_final:
            self._judged.put(verdict)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows "reuse" would let another program listen on the same port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, family: socket.AddressFamily, address: tuple[str, int], desk: _Desk) -> None:
        self.address_family = family
        self.desk = desk
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        # Not HTTPServer's: that one asks a name server who we are.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _SILENCE_S
    server: _Server

    def do_GET(self) -> None:
        verdict = self.server.desk.verdict(self.path)
        self._show(verdict)
        self.server.desk.answered(verdict)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Every mistake gets the same page: the usual one repeats what was asked."""
        self._show(Verdict.NOT_HERE)

    def version_string(self) -> str:
        return "mendeley-sync"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the address that was asked for holds the code."""

    def _show(self, verdict: Verdict) -> None:
        status, title, text = verdict.value
        body = _PAGE.format(title=title, text=text).encode()
        self.close_connection = True
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _opened(
    family: socket.AddressFamily, address: str, place: ListenAddress, desk: _Desk
) -> _Server | None:
    """A listening server; None where this machine has no such address."""
    if family is socket.AF_INET6 and not _has_ipv6():
        return None
    try:
        return _Server(family, (address, place.port), desk)
    except OSError as error:
        raise _cannot_listen(place, error.strerror or "it cannot be opened") from error


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@contextmanager
def _serving(server: _Server) -> Iterator[None]:
    thread = threading.Thread(
        target=server.serve_forever, args=(_POLL_S,), name="sign-in listener", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _cannot_listen(place: ListenAddress, reason: str) -> AccessError:
    return AccessError(
        f"Port {place.port} of this computer, to which Mendeley's answer comes, cannot be used "
        f"({reason.lower()}); most likely another program has it.",
        advice="Close the other program, or run `mendeley-sync login --no-browser`, which needs "
        "no port.",
    )
