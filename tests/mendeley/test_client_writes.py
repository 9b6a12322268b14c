"""Writes: sent once, guarded by a time, and honest about what is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.errors import (
    ContractError,
    ForbiddenError,
    NotFoundError,
    NotSentError,
    PreconditionFailedError,
    ReadOnlySessionError,
    RefusedChangeError,
    ServiceError,
    UnknownOutcomeError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.transport import Request
from mendeley_sync.mendeley.resources.documents import http_date
from mendeley_sync.mendeley.wire.drafts import document_to_wire, patch_members
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from tests.service_builders import GROUP, FixedTokens, a_client, a_server, documents
from tests.sign_in_builders import StandingClock

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)

WRITES: dict[str, Callable[[MendeleyClient], object]] = {
    "create": lambda client: client.create_document(document_to_wire(Metadata(title="New"), GROUP)),
    "update": lambda client: client.update_document("d-1", {"volume": "2"}, unmodified_since=LATER),
    "trash": lambda client: client.trash_document("d-1"),
    "restore": lambda client: client.restore_document("d-2"),
}
every_write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
HELD = documents(1, id="d-1")
TRASH = [{"id": "d-2", "title": "Old"}]


def test_a_document_is_created_changed_trashed_and_restored() -> None:
    with a_server([]) as server, a_client(server) as client:
        created = client.create_document(
            document_to_wire(Metadata(title="New", doi="10.1/x", pmid="1"), GROUP)
        ).document
        held, image = client.document(created.id)
        assert held.last_modified is not None
        patch = patch_members({"DOI": "10.1/y"}, image)
        changed, _ = client.update_document(created.id, patch, unmodified_since=held.last_modified)
        client.trash_document(created.id)
        with pytest.raises(NotFoundError):
            client.document(created.id)
        client.restore_document(created.id)
        back = client.document(created.id).document

    assert (changed.metadata.doi, changed.metadata.pmid) == ("10.1/y", "1")
    assert back.metadata == changed.metadata


@every_write
def test_a_session_that_may_only_read_sends_nothing_else(
    write: Callable[[MendeleyClient], object],
) -> None:
    with a_server(HELD, trash=TRASH) as server, a_client(server, read_only=True) as client:
        with pytest.raises(ReadOnlySessionError) as caught:
            write(client)
        assert server.requests == []
        assert client.document("d-1").document.id == "d-1"

    assert caught.value.exit_code == 1


def test_a_read_that_is_none_is_not_sent() -> None:
    """Reads are tried again after lost answers; a write that came in among them would be, too."""
    with a_server(HELD) as server, a_client(server) as client:
        with pytest.raises(ReadOnlySessionError):
            client._requester.read(Request("POST", f"{server.url}/documents"), lambda answer: None)

        assert server.requests == []


def test_a_document_changed_since_is_not_overwritten() -> None:
    with a_server(HELD) as server, a_client(server) as client:
        with pytest.raises(PreconditionFailedError) as caught:
            client.update_document("d-1", {"volume": "2"}, unmodified_since=LONG_AGO)

        assert "volume" not in server.state.documents["d-1"]
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("moment", "round_up", "text"),
    [
        ("2014-09-04T11:38:16.999+00:00", False, "Thu, 04 Sep 2014 11:38:16 GMT"),
        ("2014-09-04T11:38:16.001+00:00", True, "Thu, 04 Sep 2014 11:38:17 GMT"),
        ("2014-09-04T11:38:16+00:00", True, "Thu, 04 Sep 2014 11:38:16 GMT"),
        ("2014-09-04T13:38:16.5+02:00", False, "Thu, 04 Sep 2014 11:38:16 GMT"),
    ],
)
def test_the_precondition_is_a_whole_second_cut_unless_told(
    moment: str, round_up: bool, text: str
) -> None:
    assert http_date(datetime.fromisoformat(moment), round_up=round_up) == text


def test_a_precise_server_is_satisfied_by_the_rounded_time() -> None:
    held = documents(1, id="d-1", last_modified="2024-01-19T17:03:11.087Z")
    with a_server(held) as server, a_client(server) as client:
        server.state.switches.exact_preconditions = True
        known = client.document("d-1").document.last_modified
        assert known is not None
        with pytest.raises(PreconditionFailedError):
            client.update_document("d-1", {"volume": "2"}, unmodified_since=known)
        client.update_document("d-1", {"volume": "2"}, unmodified_since=known, round_up=True)

        assert server.state.documents["d-1"]["volume"] == "2"


@every_write
@pytest.mark.parametrize("status", [303, 408, 500, 502, 503, 504])
def test_a_write_that_is_not_confirmed_is_sent_once_and_unknown(
    write: Callable[[MendeleyClient], object], status: int
) -> None:
    fault = Fault(method="*", nth=None, when=AFTER, status=status)
    with a_server(HELD, fault, trash=TRASH) as server, a_client(server) as client:
        with pytest.raises(UnknownOutcomeError) as caught:
            write(client)

        assert len(server.requests) == 1
    assert caught.value.exit_code == 9
    assert caught.value.trace_id


@every_write
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_cut_off_is_unknown_whether_or_not_it_was_done(
    write: Callable[[MendeleyClient], object], when: str
) -> None:
    fault = Fault(nth=None, when=when, reset=True)
    with a_server(HELD, fault, trash=TRASH) as server, a_client(server) as client:
        with pytest.raises(UnknownOutcomeError):
            write(client)

        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(method="POST", cut_after=9),
        Fault(method="POST", cut_after=9, keep_length=False),
        Fault(method="POST", when=AFTER, body="<html>", content_type="text/html"),
        Fault(method="POST", when=AFTER, body='{"title":"no id"}'),
    ],
)
def test_an_answer_to_a_create_that_cannot_be_read_is_unknown(fault: Fault) -> None:
    with a_server([], fault) as server, a_client(server) as client:
        with pytest.raises(UnknownOutcomeError):
            WRITES["create"](client)

        assert len(server.state.documents) == 1


def test_a_write_that_never_reached_anybody_is_said_to_be_unsent() -> None:
    with a_server() as server:
        url = server.url
    client = MendeleyClient(FixedTokens(), base_url=url, clock=StandingClock())

    with client, pytest.raises(NotSentError):
        WRITES["create"](client)


@every_write
@pytest.mark.parametrize("status", [401, 429])
def test_what_was_refused_before_anything_was_done_is_sent_again(
    write: Callable[[MendeleyClient], object], status: int
) -> None:
    tokens = FixedTokens("sandbox-access-token", "sandbox-access-token")
    with (
        a_server(HELD, Fault(status=status), trash=TRASH) as server,
        a_client(server, tokens=tokens) as client,
    ):
        write(client)

        assert server.requests[0]["status"] == status
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, RefusedChangeError, 4),
        (403, ForbiddenError, 8),
        (404, NotFoundError, 8),
        (409, RefusedChangeError, 4),
        (422, RefusedChangeError, 4),
        (428, ContractError, 1),
    ],
)
def test_a_refusal_is_final_and_says_why(status: int, kind: type[Exception], code: int) -> None:
    fault = Fault(status=status, body='{"message":"because"}')
    with a_server(HELD, fault) as server, a_client(server) as client:
        with pytest.raises(kind, match="because") as caught:
            WRITES["update"](client)

        assert len(server.requests) == 1
    assert getattr(caught.value, "exit_code", None) == code


def test_a_long_wait_asked_of_a_write_ends_it_with_the_time() -> None:
    fault = Fault(nth=None, status=429, headers={"Retry-After": "3600"})
    with a_server(HELD, fault) as server, a_client(server) as client:
        with pytest.raises(ServiceError) as caught:
            WRITES["update"](client)

        assert len(server.requests) == 1
    assert caught.value.not_before == datetime(2026, 1, 15, 13, 0, 1, tzinfo=UTC)
