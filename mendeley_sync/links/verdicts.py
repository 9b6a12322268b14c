"""What a web server's answer says about a link. Pure.

Source: docs/decisions/0110-links-that-do-not-cry-wolf.md
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from mendeley_sync.access.facts import LinkFact, LinkState

GONE = frozenset({404, 410})
"""Said by the host itself: the only words that make a link dead."""

RESOLVERS = frozenset(
    {
        *("doi.org", "dx.doi.org", "hdl.handle.net", "purl.org", "w3id.org", "n2t.net"),
        *("nbn-resolving.org", "nbn-resolving.de", "urn.kb.se", "id.loc.gov", "ncbi.nlm.nih.gov"),
    }
)
"""Hosts whose whole purpose is to lead elsewhere."""

_SIGN_IN = re.compile(
    r"(?:^|[./])(?:login|signin|sign-in|auth|sso|shibboleth|idp)(?:[./?]|$)", re.I
)
_WALL_ADDRESS = re.compile(
    r"captcha|/(?:challenge|validate|bot-?check)(?:/|$)|cdn-cgi/challenge|cookieabsent", re.I
)
_WALL_TEXT = re.compile(
    rb"captcha|are you a robot|not a robot|just a moment\.\.\.|unusual traffic|access denied|"
    rb"verify(?:ing)? (?:that )?you are (?:a )?human|cf-chl-|enable javascript and cookies",
    re.I,
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.I | re.S)
_WALL_HEADERS = ("cf-mitigated", "x-datadome")


@dataclass(frozen=True)
class WebAnswer:
    """What came back in the end."""

    status: int
    address: str
    """Where it was said, after all redirects."""
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes = b""


def judged(address: str, answer: WebAnswer) -> LinkFact:
    """What the answer makes of the link."""
    state, detail = _state(address, answer)
    return LinkFact(
        address=address,
        state=state,
        status=answer.status,
        target=answer.address if state is LinkState.MOVED else "",
        detail=detail,
    )


def _state(address: str, answer: WebAnswer) -> tuple[LinkState, str]:
    if _is_wall(answer):
        return LinkState.WALLED, "the site lets no program in"
    if answer.status in GONE:
        return LinkState.DEAD, f"the site says that there is no such page ({answer.status})"
    if 200 <= answer.status < 300:
        return _arrived(address, answer)
    if answer.status >= 500:
        return LinkState.UNREACHED, f"the site is out of order ({answer.status})"
    return LinkState.WALLED, f"the site does not answer a program ({answer.status})"


def _arrived(address: str, answer: WebAnswer) -> tuple[LinkState, str]:
    asked, reached = urlsplit(address), urlsplit(answer.address)
    if _host(answer.address) != _host(address) and _SIGN_IN.search(
        f"{reached.hostname}{reached.path}"
    ):
        return LinkState.WALLED, "the site asks to sign in"
    if _host(address) in RESOLVERS:
        return LinkState.ANSWERS, ""
    if not _same_site(_host(address), _host(answer.address)):
        return LinkState.MOVED, "it leads to another site"
    if asked.path.strip("/") and not reached.path.strip("/") and not reached.query:
        return LinkState.MOVED, "it leads to the site's first page"
    return LinkState.ANSWERS, ""


def _is_wall(answer: WebAnswer) -> bool:
    if answer.status in (401, 403, 407, 429, 451, 999):
        return True
    if any(name in answer.headers for name in _WALL_HEADERS):
        return True
    if _WALL_ADDRESS.search(urlsplit(answer.address).path):
        return True
    # Only in the title: a paper about captchas is not behind one.
    title = _TITLE.search(answer.content)
    is_refusal = answer.status >= 400 and answer.status not in GONE
    return bool(_WALL_TEXT.search(answer.content if is_refusal else title[1] if title else b""))


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
