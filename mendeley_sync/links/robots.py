"""What hosts ask of programs in their robots.txt. Pure: the text comes from outside.

Source: RFC 9309; docs/decisions/0110-links-that-do-not-cry-wolf.md
"""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from mendeley_sync.links.verdicts import RESOLVERS, WebAnswer

OUR_NAME = "mendeley-sync"
"""By what a robots.txt can speak to us."""

LONGEST_PAUSE_S = 10.0
"""A longer `Crawl-delay` is kept to this: we ask for a page here and there and crawl nothing."""


class Robots:
    """The rules of one host."""

    def __init__(self, answer: WebAnswer | None) -> None:
        """From the answer to `/robots.txt`; no answer, or no file, forbids nothing."""
        self._rules: RobotFileParser | None = None
        if answer is not None and answer.status == 200:
            self._rules = RobotFileParser()
            self._rules.parse(answer.content.decode("utf-8", "replace").splitlines())

    def allow(self, address: str) -> bool:
        """Whether a program may ask for an address."""
        return self._rules is None or self._rules.can_fetch(OUR_NAME, address)

    @property
    def pause_s(self) -> float:
        """Seconds that the host wants between two requests."""
        delay = self._rules.crawl_delay(OUR_NAME) if self._rules is not None else None
        return min(float(delay or 0), LONGEST_PAUSE_S)


def robots_address(address: str) -> str:
    """Where the rules for an address stand; "" for a resolver, which is made for programs."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return "" if host in RESOLVERS else f"{parts.scheme}://{parts.netloc}/robots.txt"
