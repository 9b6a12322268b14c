"""Links are asked politely, and only a real answer counts."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.defects import Defect
from mendeley_sync.workflow.check_links import LinkChecker


class Host:
    """A host on loopback that answers by its path, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.busy: dict[str, int] = defaultdict(int)
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                host.answer(self)

            def do_GET(self) -> None:
                host.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append((request.command, request.path))
        name = request.path.strip("/").split("/")[0]
        status = int(name) if name.isdigit() else 200
        if name == "no-head":
            status = 405 if request.command == "HEAD" else 200
        if name == "busy":
            self.busy[request.path] += 1
            status = 503 if self.busy[request.path] == 1 else 200
        if name == "10.1000":
            status = 302 if request.path.endswith("known") else 404
        request.send_response(status)
        if name == "busy":
            request.send_header("Retry-After", "7")
        if status == 302:
            request.send_header("Location", "http://127.0.0.1:9/publisher")
        request.send_header("Content-Length", "0")
        request.end_headers()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.close()


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def ask(host: Host, *metadata: Metadata, clock: Clock | None = None) -> tuple[Defect, ...]:
    clock = clock or Clock()
    with requests.Session() as session:
        session.trust_env = False
        checker = LinkChecker(
            session, sleep=clock.sleep, clock=lambda: clock.now, resolver=f"{host.url}/"
        )
        return checker(
            [Reference(key=str(number), metadata=one) for number, one in enumerate(metadata)]
        )


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/200", []),
        ("/no-head", []),
        ("/404", ["dead-link"]),
        ("/410", ["dead-link"]),
        ("/403", ["could-not-be-checked"]),
        ("/500", ["could-not-be-checked"]),
        ("/999", ["could-not-be-checked"]),
    ],
)
def test_only_a_page_that_is_gone_is_dead(host: Host, path: str, kinds: list[str]) -> None:
    found = ask(host, Metadata(url=host.url + path))
    assert [one.kind.value for one in found] == kinds


def test_no_answer_at_all_could_not_be_checked(host: Host) -> None:
    host.close()
    (one,) = ask(host, Metadata(url=host.url))
    assert one.kind.value == "could-not-be-checked"


def test_an_address_that_is_none_is_dead_and_nobody_is_asked(host: Host) -> None:
    found = ask(host, Metadata(url="file:///x"), Metadata(url="somewhere"))
    assert [one.kind.value for one in found] == ["dead-link", "dead-link"]
    assert host.asked == []


def test_one_host_is_asked_once_in_a_second_and_each_address_once(host: Host) -> None:
    clock = Clock()

    ask(host, *(Metadata(url=f"{host.url}/200/{path}") for path in "abca"), clock=clock)

    assert [path for _, path in host.asked] == ["/200/a", "/200/b", "/200/c"]
    assert clock.slept == [1.0, 1.0]


def test_a_host_that_asks_to_wait_is_waited_for_once(host: Host) -> None:
    clock = Clock()
    assert ask(host, Metadata(url=f"{host.url}/busy"), clock=clock) == ()
    assert 7.0 in clock.slept


def test_a_doi_is_asked_of_the_resolver_alone(host: Host) -> None:
    found = ask(host, Metadata(doi="10.1000/known"), Metadata(doi="10.1000/lost"))

    assert [(one.reference, one.kind.value) for one in found] == [("1", "dead-link")]
    assert host.asked == [("HEAD", "/10.1000/known"), ("HEAD", "/10.1000/lost")]
