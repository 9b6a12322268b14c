"""The HTTP server: keep-alive, silent, and able to break off as a bad network does.

Not werkzeug's: that one closes the connection after every answer and waits 10 ms each time.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_to_bytes

from mendeley_sync.sandbox.faults.layer import WIRE, Application, Wire

_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_MOST_BODY = 200 * 1024 * 1024


class _Handler(BaseHTTPRequestHandler):
    """One connection; requests follow each other on it."""

    protocol_version = "HTTP/1.1"
    # Header and body leave in one segment; without this the next one waits 40 ms.
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        environ = self._environ()
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        parts = self.server.application(
            environ, lambda status, headers, *_: begun.append((status, headers))
        )
        body = b"".join(parts)
        wire: Wire = environ.get(WIRE, Wire())
        if wire.reset:
            self._reset()
            return
        status, headers = begun[-1]
        self._send(status, headers, body, close=wire.close)

    def __getattr__(self, name: str) -> Any:
        # http.server looks for `do_GET` and the like: every method is served alike.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _send(self, status: str, headers: list[tuple[str, str]], body: bytes, close: bool) -> None:
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self.wfile.write(head if self.command == "HEAD" else head + body)
        if close or self.headers.get("Connection", "").lower() == "close":
            self.close_connection = True

    def _reset(self) -> None:
        """RST instead of a polite end."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.server.broken.add(self.client_address)

    def _environ(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        body = self._body()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": self.client_address[0],
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        # The body was put together here: to the application it has a plain length.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return environ

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), _MOST_BODY)) if length.isdigit() else b""

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the sandbox's log is `/_sandbox/requests`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, application: Application) -> None:
        self.application = application
        self.broken: set[Any] = set()
        """Peers whose connection ends with a reset."""
        self.open: set[socket.socket] = set()
        """Connections that are being served; kept alive, they would outlive the server."""
        self.ended = threading.Event()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """As inherited, without asking the name service who 127.0.0.1 is."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def accept_until_ended(self) -> None:
        """Serve each connection in a thread; sleeps in between, without polling."""
        while not self.ended.is_set():
            try:
                request, address = self.get_request()
            except OSError:
                continue
            if self.ended.is_set():
                request.close()
            else:
                self.open.add(request)
                self.process_request(request, address)

    def end(self) -> None:
        """Wake the accepting thread up for the last time."""
        self.ended.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.server_port), timeout=1).close()
        for connection in tuple(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As inherited, but a broken connection is closed without a farewell."""
        try:
            self.finish_request(request, client_address)
        except (OSError, ValueError):
            self.handle_error(request, client_address)
        finally:
            self.open.discard(request)
            self._close(request, client_address)

    def _close(self, request: Any, client_address: Any) -> None:
        if client_address in self.broken:
            self.broken.discard(client_address)
            self.close_request(request)
        else:
            self.shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away or does not speak HTTP is no news."""


class Listener:
    """An application on a port of 127.0.0.1, in a thread of its own.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, application: Application, port: int = 0) -> None:
        self._server = _Server(port, application)
        self._thread = threading.Thread(
            target=self._server.accept_until_ended, name="sandbox", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The origin that it answers at."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """End the thread and free the port."""
        self._server.end()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
