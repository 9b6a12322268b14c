"""A published page and its links: read, tried, and told apart. Needs no account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from mendeley_sync.access.facts import LinkState, PageFact
from mendeley_sync.errors import UsageError
from mendeley_sync.http.addresses import is_public, is_public_or_loopback
from mendeley_sync.links.checker import LinkChecker, Progress
from mendeley_sync.links.verdicts import WebAnswer


def new_checker(*, may_stay_here: bool) -> LinkChecker:
    """A checker for the pages of one run.

    Args:
        may_stay_here: loopback may be asked, too: practice, and a service on this machine.
    """
    return LinkChecker(is_allowed=is_public_or_loopback if may_stay_here else is_public)


def check_pages(
    addresses: Iterable[str], checker: LinkChecker, *, progress: Progress | None = None
) -> tuple[PageFact, ...]:
    """Every page with the fate of its links.

    Raises:
        UsageError: an address that is none.
    """
    pages = list(dict.fromkeys(page_address(address) for address in addresses))
    return tuple(_page(address, checker, progress) for address in pages)


def page_address(typed: str) -> str:
    """The address of a page as a person types it; https where they leave it out.

    Raises:
        UsageError: it can be no address of a page.
    """
    text = typed.strip()
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        is_page = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_page = False
    if not is_page or any(character.isspace() for character in text):
        raise UsageError(
            f"{typed!r} is no address of a page",
            advice="Copy it from the browser, such as https://example.org/literature.",
        )
    return address


def _page(address: str, checker: LinkChecker, progress: Progress | None) -> PageFact:
    page, answer = checker.read_page(address)
    if answer is None or page.state not in (LinkState.ANSWERS, LinkState.MOVED):
        return PageFact(page=page)
    links = links_of(answer)
    return PageFact(page=page, links=checker.check_all(links, progress=progress))


def links_of(answer: WebAnswer) -> tuple[str, ...]:
    """The web addresses that a page links to, each once, in its order; itself apart."""
    kind = answer.headers.get("content-type", "")
    if kind and "html" not in kind.lower():
        return ()
    parser = _Links(answer.address)
    parser.feed(answer.content.decode("utf-8", errors="replace"))
    parser.close()
    own = urldefrag(answer.address).url
    return tuple(one for one in dict.fromkeys(parser.found) if one != own)


_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


class _Links(HTMLParser):
    """Collects the targets of `a`, `area` and a refresh, and heeds `base`."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = address
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._heed_refresh(dict(attrs))
            return
        href = next((value for name, value in attrs if name == "href" and value), None)
        if href is None or href.lstrip().startswith("#"):
            return
        if tag == "base":
            self._base = _joined(self._base, href) or self._base
        elif tag in ("a", "area"):
            target = _joined(self._base, href)
            if target and urlsplit(target).scheme in ("http", "https"):
                self.found.append(target)

    def _heed_refresh(self, attrs: Mapping[str, str | None]) -> None:
        """A page that sends its readers on after a moment links to where they end."""
        found = _REFRESH.search(attrs.get("content") or "")
        if (attrs.get("http-equiv") or "").lower() == "refresh" and found:
            target = _joined(self._base, found[1])
            if target and urlsplit(target).scheme in ("http", "https"):
                self.found.append(target)


def _joined(base: str, href: str) -> str:
    """The whole address without the place in the page; "" for what cannot be read."""
    try:
        whole = urldefrag(urljoin(base, href.strip())).url
        return whole if urlsplit(whole).hostname else ""
    except ValueError:
        return ""
