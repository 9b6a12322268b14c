"""Whether the addresses in the list answer, asked politely.

HEAD first, GET where a host does not know HEAD; one host is asked once in a second; a
host that asks to wait is waited for once. What is not an answer (no network, a robot
refused, a server in trouble) is "could not be checked", never "dead". A DOI is checked by
its form and by the resolver alone: publishers turn robots away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

import requests

from mendeley_sync.domain.identifiers import normal_doi
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.defects import Defect, DefectKind, defect

Verdict = Literal["answers", "dead", "unchecked"]

_AGENT = "mendeley-sync (checks the links of a reference list)"
_TIMEOUT_S = 15.0
_HOST_PAUSE_S = 1.0
_LONGEST_WAIT_S = 60.0
_RESOLVER = "https://doi.org/"
_GONE = frozenset({404, 410})
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 501})
_WAIT = frozenset({429, 503})


class Answer(NamedTuple):
    """What became of one address."""

    verdict: Verdict
    words: str = ""


class LinkChecker:
    """Asks addresses, each once, hosts in turn.

    Args:
        session: for the requests; it holds no credentials.
        sleep: waits; a test hands in one that does not.
        clock: seconds that only run forward.
        resolver: what makes an address of a DOI.
    """

    def __init__(
        self,
        session: requests.Session,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        resolver: str = _RESOLVER,
    ) -> None:
        self._session = session
        self._sleep = sleep
        self._clock = clock
        self._resolver = resolver
        self._asked: dict[str, float] = {}
        self._answers: dict[str, Answer] = {}

    def __call__(self, references: Sequence[Reference]) -> tuple[Defect, ...]:
        """The addresses and DOIs of the references that do not answer."""
        return tuple(one for reference in references for one in self._of_one(reference))

    def _of_one(self, reference: Reference) -> Iterator[Defect]:
        url, doi = reference.metadata.url, normal_doi(reference.metadata.doi or "")
        if doi is not None:
            answer = self._once(self._resolver + quote(doi, safe="/:;()"), by_resolver=True)
            yield from _as_defect(reference, "DOI", reference.metadata.doi, answer)
        if url and normal_doi(url) is None:
            yield from _as_defect(reference, "URL", url, self._once(url))

    def _once(self, url: str, *, by_resolver: bool = False) -> Answer:
        if url not in self._answers:
            self._answers[url] = self._asked_politely(url, by_resolver=by_resolver)
        return self._answers[url]

    def _asked_politely(self, url: str, *, by_resolver: bool) -> Answer:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return Answer("dead", "it is no address of the web")
        try:
            status, wait_s = self._ask("HEAD", url, follow=not by_resolver)
            if status in _WAIT and 0 < wait_s <= _LONGEST_WAIT_S:
                self._sleep(wait_s)
                status, wait_s = self._ask("HEAD", url, follow=not by_resolver)
            if status in _NO_HEAD and not by_resolver:
                status, wait_s = self._ask("GET", url, follow=True)
        except (requests.RequestException, UnicodeError, ValueError) as error:
            return Answer("unchecked", f"no answer ({type(error).__name__})")
        return _judged(status)

    def _ask(self, method: str, url: str, *, follow: bool) -> tuple[int, float]:
        host = urlsplit(url).hostname or ""
        pause_s = self._asked.get(host, -_HOST_PAUSE_S) + _HOST_PAUSE_S - self._clock()
        if pause_s > 0:
            self._sleep(pause_s)
        self._asked[host] = self._clock()
        with self._session.request(
            method,
            url,
            timeout=_TIMEOUT_S,
            allow_redirects=follow,
            stream=True,
            headers={"User-Agent": _AGENT},
        ) as answer:
            return answer.status_code, _seconds(answer.headers.get("Retry-After", ""))


def ask_links(references: Sequence[Reference]) -> tuple[Defect, ...]:
    """The addresses that do not answer, asked with a session of their own."""
    with requests.Session() as session:
        # Neither a saved password nor a cookie goes out with a link check.
        session.trust_env = False
        return LinkChecker(session)(references)


def _judged(status: int) -> Answer:
    if status < 400:
        return Answer("answers")
    if status in _GONE:
        return Answer("dead", f"the page is gone ({status})")
    return Answer("unchecked", f"the host does not answer robots ({status})")


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0


def _as_defect(reference: Reference, field: str, value: str, answer: Answer) -> Iterator[Defect]:
    if answer.verdict == "dead":
        yield defect(DefectKind.LINK, reference, field, answer.words, value=value)
    elif answer.verdict == "unchecked":
        message = f"could not be checked: {answer.words}"
        yield defect(DefectKind.UNCHECKED, reference, field, message, value=value)
