"""Which addresses may be asked: safe ones, this machine, the open internet."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from mendeley_sync.errors import ConfigError

IsAllowed: TypeAlias = Callable[[str], bool]
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def unsafe_because(url: str) -> str:
    """Why nothing secret may be sent there; "" for https, and for plain http to this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return ""
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return ""
    if parts.scheme == "http":
        return "plain http is allowed to this machine only; use https"
    return "expected an address that starts with https://"


def checked_base_url(url: str) -> str:
    """The service's address without a slash at its end.

    Raises:
        ConfigError: neither https, nor http to this machine: tokens would be readable.
    """
    if not unsafe_because(url):
        return url.rstrip("/")
    raise ConfigError(
        f"the service's address must begin with https://, not {urlsplit(url).scheme or 'nothing'}://",
        key="base_url",
        advice="Plain http is allowed to this machine only (localhost, 127.0.0.1).",
    )


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine, whatever a name server says."""
    number = _number(host)
    return number.is_loopback if number is not None else host.lower() == "localhost"


def url_is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    return is_loopback(urlsplit(url).hostname or "")


def is_public(host: str) -> bool:
    """Whether an IP address is one of the open internet."""
    number = _number(host)
    if number is None:
        return False
    number = getattr(number, "ipv4_mapped", None) or number
    return number.is_global and not number.is_multicast


def is_public_or_loopback(host: str) -> bool:
    """The same with this machine's own addresses allowed, for the sandbox and tests."""
    return is_public(host) or (_number(host) is not None and is_loopback(host))


def leads_inside(host: str, is_allowed: IsAllowed) -> bool:
    """Whether a host is plainly one that must not be asked; names are judged on connecting."""
    bare = host.strip("[]").lower().rstrip(".")
    if _number(bare) is not None:
        return not is_allowed(bare)
    is_local = bare == "localhost" or bare.endswith((".localhost", ".local", ".internal"))
    return is_local and not is_allowed("127.0.0.1")


def _number(host: str) -> _Address | None:
    """The IP address that a host is written as; `fe80::1%eth0` without its zone."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
