"""Every recorded exchange, asked again: the sandbox answers as the service did."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from mendeley_sync.sandbox.app import Sandbox
from tests.contract.recordings import Exchange, exchanges, runs
from tests.contract.replay import Replay, body_of, links_of
from tests.contract.seeding import seeded
from tests.contract.shapes import differences, other_values

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "recordings"

FILES = sorted(str(file.relative_to(RECORDINGS)) for file in RECORDINGS.rglob("*.yaml"))

# Where the service of today differs from recordings: which, what, why.
_ABSENT = pytest.mark.skip("../shared is not here")

KNOWN = (
    ("*", "POST /documents: +.last_modified", "answers of September 2014 lack it, later ones not"),
    ("*", "GET /groups*: +*.member_count", "v1 groups got the counts after 2014 (description)"),
    ("*", "* /files: +*.created", "files have a creation time since 2019 (description)"),
    ("*", "* /*/*: -.client_data", "hidden from third parties since about 2022"),
    ("auth/*", "POST /oauth/token: +.msso", "absent in 2014, there since 2016"),
    ("auth/*", "POST /oauth/token: +header vary", "absent in 2014, there since 2016"),
    ("auth/*", "POST /oauth/token: content-type text/plain*", "plain text in 2014, JSON in 2016"),
    ("auth/*", "POST /oauth/token: body 'Cred*", "plain text in 2014, JSON in 2016"),
    ("*page_through_annotations*", "GET /annotations: =*", "in the order of ids, which are drawn"),
    ("documents/*search/*", "GET /search/documents: =*", "equally good hits come in any order"),
)
# Besides, switches: whole seconds, notes in the answer to a PATCH, and `POST /annotations/` with
# its slash, which is refused today.


def known(name: str, text: str) -> list[tuple[str, str, str]]:
    """The entries of the table that a difference falls under."""
    return [
        (which, what, why)
        for which, what, why in KNOWN
        if fnmatchcase(name, which) and fnmatchcase(text, what.replace("[", "[[]"))
    ]


def disagreements(replay: Replay, exchange: Exchange) -> Iterator[str]:
    """What differs between the recorded answer and the sandbox's."""
    answer = replay.ask(exchange)
    if answer.status_code != exchange.status:
        yield f"status {exchange.status}, here {answer.status_code}: {answer.get_data()!r}"
        return
    if exchange.is_foreign:
        if answer.get_data(as_text=True) != exchange.text:
            yield "other bytes"
        return
    yield from _headers(exchange, answer)
    recorded, own = exchange.json, body_of(answer)
    if (recorded is None) != (own is None):
        yield f"body {exchange.text[:80]!r}, here {answer.get_data()[:80]!r}"
    else:
        shapes = sorted(set(differences(recorded, own)))
        yield from shapes
        if not any(text.startswith("~") for text in shapes):
            yield from sorted(set(other_values(recorded, own, replay.names)))


def _headers(exchange: Exchange, answer: TestResponse) -> Iterator[str]:
    for name in ("content-type", "www-authenticate"):
        recorded = (exchange.answered.get(name) or (None,))[0]
        if recorded != answer.headers.get(name):
            yield f"{name} {recorded}, here {answer.headers.get(name)}"
    for name in ("mendeley-count", "location", "vary", "x-mendeley-trace-id", "date"):
        if (name in exchange.answered) != (name in answer.headers):
            yield f"{'-' if name in exchange.answered else '+'}header {name}"
    if set(exchange.links()) != set(links_of(answer)):
        yield f"links {sorted(exchange.links())}, here {sorted(links_of(answer))}"
    yield from _places(exchange, answer)


def _places(exchange: Exchange, answer: TestResponse) -> Iterator[str]:
    recorded, own = exchange.answered.get("location", ("",))[0], answer.headers.get("location", "")
    if recorded and exchange.status == 303:
        if urlsplit(own).netloc == "localhost":
            yield "the download is on the same origin"
    elif recorded and urlsplit(recorded).path.split("/")[:2] != urlsplit(own).path.split("/")[:2]:
        yield f"location {recorded}, here {own}"
    for relation, address in exchange.links().items():
        names = _parameters(address), _parameters(links_of(answer).get(relation, ""))
        if names[0] != names[1]:
            yield f"link {relation} has {sorted(names[0])}, here {sorted(names[1])}"


def _parameters(address: str) -> set[str]:
    return {pair.partition("=")[0] for pair in urlsplit(address).query.split("&") if pair}


@cache
def differences_of(name: str) -> tuple[str, ...]:
    """All differences of a recording, the known ones too; bugs of the sandbox among them."""
    whole = exchanges(RECORDINGS / name)
    found: list[str] = []
    for run in runs(whole):
        replay = Replay(Sandbox(seeded(run, whole)))
        for exchange in run:
            asked = f"{exchange.method} {exchange.path}"
            found += [f"{asked}: {text}" for text in disagreements(replay, exchange)]
        found += replay.sandbox.bugs
    return tuple(found)


@pytest.mark.parametrize("name", FILES or [pytest.param("", marks=_ABSENT)])
def test_each_read_is_answered_as_recorded_from_a_state_drawn_out_of_it_alone(name: str) -> None:
    found: set[str] = set()
    for exchange in exchanges(RECORDINGS / name):
        if exchange.method == "GET" and not exchange.is_foreign:
            replay = Replay(Sandbox(seeded([exchange], [exchange])))
            asked = f"{exchange.method} {exchange.path}"
            found |= {f"{asked}: {text}" for text in disagreements(replay, exchange)}
            found |= set(replay.sandbox.bugs)

    assert sorted(text for text in found if not known(name, text)) == []


@pytest.mark.parametrize("name", FILES or [pytest.param("", marks=_ABSENT)])
def test_the_sandbox_answers_as_recorded(name: str) -> None:
    found = {text for text in differences_of(name) if not known(name, text)}

    assert sorted(found) == []


def test_all_recordings_are_read(shared: Path) -> None:
    assert len(FILES) == len(list((shared / "recordings").rglob("*.yaml"))) >= 79


def test_every_known_difference_is_still_met(shared: Path) -> None:
    met = {entry for name in FILES for text in differences_of(name) for entry in known(name, text)}

    assert set(KNOWN) - met == set()
