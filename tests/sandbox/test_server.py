"""The sandbox on a real socket: connections, silence, the control address."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
import requests
import urllib3

from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.world import FILE, a_world
from tests.scenario import ACCESS_TOKEN, GROUP, a_state

HEADERS = {
    "Authorization": f"Bearer {ACCESS_TOKEN}",
    "Content-Type": "application/vnd.mendeley-document.1+json",
}


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(a_state([{"title": "T"}])) as running:
        yield running


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.headers.update(HEADERS)
        yield opened


def documents(server: SandboxServer) -> str:
    return f"{server.url}/documents?group_id={GROUP}"


def test_one_connection_serves_many_requests(server: SandboxServer) -> None:
    with urllib3.PoolManager() as manager:
        pool = manager.connection_from_url(server.url)
        statuses = [pool.request("GET", "/documents", headers=HEADERS).status for _ in range(3)]

        assert statuses == [200] * 3
        assert pool.num_connections == 1


def test_successful_reads_are_compressed_for_who_asks(
    server: SandboxServer, session: requests.Session
) -> None:
    packed = session.get(documents(server))
    plain = session.get(documents(server), headers={"Accept-Encoding": "identity"})
    refused = session.get(f"{server.url}/documents?view=core")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding, Accept-Encoding"
    assert packed.json() == plain.json()
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers


def test_every_answer_has_the_service_clock_and_a_trace(
    server: SandboxServer, session: requests.Session
) -> None:
    first, second = session.get(documents(server)), session.get(documents(server))

    assert first.headers["Date"] == "Thu, 15 Jan 2026 12:00:00 GMT"
    assert len(first.headers["X-Mendeley-Trace-Id"]) == 11
    assert first.headers["X-Mendeley-Trace-Id"] != second.headers["X-Mendeley-Trace-Id"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_reset_comes_before_or_after_the_change(
    server: SandboxServer, session: requests.Session, when: str
) -> None:
    server.faults.add(Fault(method="POST", reset=True, when=when))

    with pytest.raises(requests.ConnectionError):
        session.post(f"{server.url}/documents", data=json.dumps({"title": "N", "type": "book"}))

    made = [kept for kept in server.state.documents.values() if kept["title"] == "N"]
    assert len(made) == (when == AFTER)
    assert session.get(documents(server)).status_code == 200


def test_a_cut_body_with_a_length_is_noticed_below(
    server: SandboxServer, session: requests.Session
) -> None:
    server.faults.add(Fault(cut_after=10))

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        session.get(documents(server))


def test_a_cut_body_without_a_length_looks_whole(
    server: SandboxServer, session: requests.Session
) -> None:
    server.faults.add(Fault(cut_after=10, keep_length=False))

    answer = session.get(documents(server), headers={"Accept-Encoding": "identity"})

    assert len(answer.content) == 10
    assert "Content-Length" not in answer.headers


def test_bytes_of_files_come_from_another_origin(session: requests.Session) -> None:
    with SandboxServer(a_world()) as server:
        found = session.get(f"{server.url}/files/{FILE}", allow_redirects=False)
        address = found.headers["Location"]

        assert found.status_code == 303
        assert not address.startswith(server.url)
        assert requests.get(address).content == b"pdf"
        assert requests.get(address, headers=HEADERS).status_code == 400


def test_the_server_writes_nothing_by_itself(
    server: SandboxServer, session: requests.Session, capfd: pytest.CaptureFixture[str]
) -> None:
    session.get(documents(server))
    session.get(f"{server.url}/nowhere")

    assert capfd.readouterr() == ("", "")


def test_a_stopped_server_frees_its_port_and_keeps_its_state(session: requests.Session) -> None:
    with SandboxServer(a_state([{"title": "T"}])) as first:
        port = int(first.url.rpartition(":")[2])
    with SandboxServer(first.state, port) as second:
        assert session.get(documents(second)).json()[0]["title"] == "T"
    with pytest.raises(RuntimeError):
        _ = second.url


def test_a_stopped_server_answers_nobody_on_an_old_connection() -> None:
    with urllib3.PoolManager(retries=False) as manager:
        with SandboxServer(a_state()) as server:
            pool = manager.connection_from_url(server.url)
            assert pool.request("GET", "/documents", headers=HEADERS).status == 200
        with pytest.raises(urllib3.exceptions.HTTPError):
            pool.request("GET", "/documents", headers=HEADERS)


def test_the_log_has_what_was_asked(server: SandboxServer, session: requests.Session) -> None:
    session.get(documents(server))

    expected = {
        "method": "GET",
        "path": "/documents",
        "query": {"group_id": GROUP},
        "status": 200,
    }
    assert server.requests == [expected]
    assert requests.get(f"{server.url}/_sandbox/requests").json() == [expected]
    requests.delete(f"{server.url}/_sandbox/requests")
    assert server.requests == []


def test_who_wants_is_told_of_changes_before_the_answer(
    server: SandboxServer, session: requests.Session
) -> None:
    told: list[int] = []
    server.when_changed(lambda: told.append(len(server.state.documents)))

    session.get(documents(server))
    session.post(f"{server.url}/documents", data=json.dumps({"title": "N", "type": "book"}))
    requests.put(f"{server.url}/_sandbox/state", data="{}")

    assert told == [2, 0]


def test_the_clock_is_read_and_set_from_outside(server: SandboxServer) -> None:
    clock = f"{server.url}/_sandbox/clock"

    assert requests.get(clock).json() == {"now": "2026-01-15T12:00:00.000Z", "fixed": True}
    requests.put(clock, json={"advance_s": 90})
    assert requests.get(clock).json()["now"] == "2026-01-15T12:01:30.000Z"
    requests.put(clock, json={"now": "2030-01-01T00:00:00Z"})
    assert requests.get(clock).json()["now"] == "2030-01-01T00:00:00.000Z"
    assert requests.put(clock, json={"now": None}).json()["fixed"] is False
    assert requests.put(clock, json={"now": "noon"}).status_code == 400
    assert requests.put(clock, json={}).status_code == 400


def test_the_state_is_read_and_set_from_outside(server: SandboxServer) -> None:
    state = f"{server.url}/_sandbox/state"

    text = requests.get(state).text
    assert requests.put(state, data="{}").status_code == 200
    assert server.state.documents == {}
    assert requests.put(state, data=text.encode()).status_code == 200
    assert len(server.state.documents) == 1
    refused = requests.put(state, data='{"docments": []}')
    assert refused.status_code == 400
    assert "did you mean" in refused.json()["message"]


def test_faults_are_set_from_outside(server: SandboxServer, session: requests.Session) -> None:
    faults = f"{server.url}/_sandbox/faults"

    assert requests.post(faults, json={"path": "/documents", "status": 503}).status_code == 201
    assert requests.post(faults, json=[{"path": "/trash", "page": "stale"}]).status_code == 201
    assert session.get(documents(server)).status_code == 503
    assert len(requests.get(faults).json()) == 2
    assert requests.delete(faults).json() == []
    assert requests.post(faults, json={"staus": 1}).status_code == 400


def test_the_control_address_answers_to_loopback_names_only(server: SandboxServer) -> None:
    path = f"{server.url}/_sandbox/state"

    assert requests.get(path, headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [b"no http at all\r\n\r\n", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"],
)
def test_what_is_no_http_ends_the_connection_and_nothing_else(
    server: SandboxServer, session: requests.Session, sent: bytes
) -> None:
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(sent)
        while raw.recv(1000):
            pass

    assert session.get(documents(server)).status_code == 200


def test_a_chunked_upload_arrives_whole(session: requests.Session) -> None:
    with SandboxServer(a_state()) as server:
        body = json.dumps({"title": "N", "type": "book"}).encode()

        answer = session.post(f"{server.url}/documents", data=iter([body[:5], body[5:]]))

        assert answer.json()["title"] == "N"
