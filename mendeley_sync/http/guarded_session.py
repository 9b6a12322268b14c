"""A session for addresses that other people wrote: no secrets in it, and no way inside.

A published page may name any address. Nobody's token, password file or cookie of another
address goes along, and no request reaches this computer or its local network: the address
that a name leads to is looked at once the connection stands, before a word is said.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from mendeley_sync import __version__
from mendeley_sync.http.addresses import IsAllowed, is_public


class PrivateAddressError(OSError):
    """The name leads into this computer or its local network; nothing was asked there."""


def new_link_session(is_allowed: IsAllowed = is_public) -> requests.Session:
    """A session that says who we are and nothing else.

    It reads no netrc file: a password there belongs elsewhere.
    """
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = f"mendeley-sync/{__version__} (checks links, politely)"
    session.headers["Accept"] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
    adapter = _GuardedAdapter(is_allowed)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def proxies_for(address: str, is_allowed: IsAllowed) -> Mapping[str, str]:
    """The proxy of the environment, where the address is not this machine's own."""
    if is_allowed("127.0.0.1"):
        return {}
    return get_environ_proxies(address)


def is_inside(error: BaseException) -> bool:
    """Whether an error of requests came of an address that must not be asked."""
    return any(isinstance(each, PrivateAddressError) for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and all that led to it."""
    left: list[BaseException] = [error]
    seen: set[int] = set()
    while left:
        each = left.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        left.extend(one for one in (each.__cause__, each.__context__) if one is not None)
        left.extend(one for one in each.args if isinstance(one, BaseException))


@contextmanager
def hung_up_after(session: requests.Session, seconds: float) -> Iterator[None]:
    """Close the line when a request takes longer in all: a host may dribble for hours, and a
    time-out only counts from one byte to the next.

    Raises:
        requests.exceptions.ReadTimeout: it did; what came until then is half an answer.
    """
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        _hang_up(session)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if is_over.is_set():
        raise requests.exceptions.ReadTimeout("the host dribbles")


def _hang_up(session: requests.Session) -> None:
    for adapter in session.adapters.values():
        if isinstance(adapter, _GuardedAdapter):
            adapter.hang_up()


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, is_allowed: IsAllowed) -> None:
        self._is_allowed = is_allowed
        self._lines: WeakSet[HTTPConnection] = WeakSet()
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """The usual pools, but with connections that look where they have come to."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _guarded_pools(self._is_allowed, self._lines)

    def hang_up(self) -> None:
        """End what is going on; whoever waits for it gets an error."""
        for line in tuple(self._lines):
            if line.sock is not None:
                with suppress(OSError):
                    line.sock.shutdown(socket.SHUT_RDWR)


def _guarded_pools(
    is_allowed: IsAllowed, lines: WeakSet[HTTPConnection]
) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            lines.add(self)
            return _checked(super()._new_conn(), is_allowed)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            lines.add(self)
            return _checked(super()._new_conn(), is_allowed)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _checked(connection: socket.socket, is_allowed: IsAllowed) -> socket.socket:
    address = str(connection.getpeername()[0])
    if is_allowed(address):
        return connection
    connection.close()
    raise PrivateAddressError("the name leads into a private network")
