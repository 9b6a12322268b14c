"""Every read of the client against the sandbox."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mendeley_sync.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    SignInNeededError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.resources.calls import service_time
from mendeley_sync.sandbox.faults.faults import Fault
from tests import scenario
from tests.service_builders import GROUP, FixedTokens, a_client, a_server, documents, paths
from tests.sign_in_builders import StandingClock


def test_pages_follow_each_other_to_the_end() -> None:
    with a_server(documents(5)) as server, a_client(server) as client:
        pages = list(client.document_pages(group_id=GROUP, limit=2))

    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert [page.count for page in pages] == [5, None, None]
    assert [page.is_last for page in pages] == [False, False, True]
    assert pages[0].at == scenario.BEGINNING


def test_pages_give_documents_as_they_came() -> None:
    with a_server(documents(3), trash=[{"title": "Old"}]) as server, a_client(server) as client:
        live = [
            raw for page in client.document_pages(group_id=GROUP, limit=2) for raw in page.items
        ]
        old = [raw for page in client.trash_pages(group_id=GROUP) for raw in page.items]

    assert [raw["title"] for raw in live] == ["Work 0", "Work 1", "Work 2"]
    assert [raw["title"] for raw in old] == ["Old"]


def test_every_filter_reaches_the_service() -> None:
    moment = datetime(2024, 5, 1, 12, 30, 15, 250000, tzinfo=UTC)
    with a_server(documents(1)) as server, a_client(server) as client:
        list(
            client.document_pages(
                group_id=GROUP,
                view="bib",
                modified_since=moment,
                sort="title",
                order="desc",
                limit=7,
            )
        )
        query = server.requests[0]["query"]

    assert query == {
        "group_id": GROUP,
        "view": "bib",
        "modified_since": "2024-05-01T12:30:15.250Z",
        "sort": "title",
        "order": "desc",
        "limit": "7",
    }


def test_a_time_of_another_zone_goes_out_as_utc() -> None:
    moment = datetime.fromisoformat("2024-05-01T14:30:00+02:00")

    assert service_time(moment) == "2024-05-01T12:30:00.000Z"


def test_no_view_is_asked_as_no_view() -> None:
    with a_server(documents(1)) as server, a_client(server) as client:
        list(client.document_pages(group_id=GROUP, view=None))

        assert "view" not in server.requests[0]["query"]


def test_one_document_and_one_in_the_trash() -> None:
    with (
        a_server(documents(1, id="d-1"), trash=[{"id": "d-2", "title": "Old"}]) as server,
        a_client(server) as client,
    ):
        live = client.document("d-1").document
        trashed = client.trashed_document("d-2").document
        with pytest.raises(NotFoundError, match="Document not found"):
            client.document("d-2")

    assert not live.trashed
    assert live.group_id == GROUP
    assert trashed.trashed


def test_an_id_is_only_ever_one_segment_of_a_path() -> None:
    with a_server(documents(1)) as server, a_client(server) as client:
        with pytest.raises(NotFoundError):
            client.document("../groups?x=1#y")

        assert server.requests[0]["path"] == "/documents/../groups?x=1#y"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/groups/v2", '[{"name":"no id"}]'),
        ("/folders", '[{"id":7}]'),
        ("/files", '[{"id":"f","size":"many"}]'),
    ],
)
def test_an_item_that_cannot_be_read_is_no_usable_answer(path: str, body: str) -> None:
    fault = Fault(path=path, nth=None, when="after", status=200, body=body)
    fault = replace(fault, content_type="application/vnd.mendeley-document.1+json")
    asked: dict[str, Callable[[MendeleyClient], object]] = {
        "/groups/v2": lambda client: client.groups(),
        "/folders": lambda client: client.folders(),
        "/files": lambda client: client.files(group_id=GROUP),
    }
    with (
        a_server([], fault) as server,
        a_client(server) as client,
        pytest.raises(ServiceError, match="no usable answer"),
    ):
        asked[path](client)

    assert len(server.requests) <= 5


class SlowTokens(FixedTokens):
    """A sign-in whose renewal takes as long as it is told to."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(*tokens)
        self.begun, self.may_end = threading.Event(), threading.Event()

    def renew(self, rejected: str) -> str:
        self.begun.set()
        self.may_end.wait(20)
        return super().renew(rejected)


def test_a_stopped_client_waits_for_a_renewal_and_begins_none() -> None:
    tokens = SlowTokens("refused", scenario.ACCESS_TOKEN)
    with a_server([]) as server:
        client = a_client(server, tokens=tokens)
        client.ahead(lambda: client.group(GROUP))
        tokens.begun.wait(20)
        client.stop()
        closing = threading.Thread(target=client.close)
        closing.start()

        closing.join(0.3)
        assert closing.is_alive()
        tokens.may_end.set()
        closing.join(20)

        assert not closing.is_alive()
        assert tokens.renewals == 1
        with pytest.raises(ServiceError, match="the run is over"):
            client.group(GROUP)


def test_groups_members_invitations_profiles() -> None:
    with a_server(group={"member_limit": 25}) as server, a_client(server) as client:
        assert [group.id for group in client.groups()] == [GROUP]
        assert client.group(GROUP).role == "owner"
        assert {member.role for member in client.members(GROUP)} == {"owner", "member"}
        assert client.invitations(GROUP) == ()
        assert client.my_invitations() == ()
        assert client.my_profile().email == "clara@example.org"
        other = client.profile(scenario.MEMBER)
        assert (other.display_name, other.email) == ("Anna Muster", None)


def test_where_the_second_version_is_not_served_the_first_is_asked() -> None:
    gone = Fault(path="*/v2*", nth=None, status=404)
    with a_server(documents(1), gone) as server, a_client(server) as client:
        assert [group.id for group in client.groups()] == [GROUP]
        assert client.group(GROUP).id == GROUP
        assert len(client.members(GROUP)) == 2
        assert client.my_profile().id == scenario.OWNER
        assert client.profile(scenario.MEMBER).first_name == "Anna"

        assert paths(server)[:2] == ["GET /groups/v2", "GET /groups"]


def test_a_group_that_is_not_there_is_told_apart_from_one_we_are_not_in() -> None:
    state = scenario.a_state()
    state.groups["g-other"] = scenario.a_group("g-other")
    state.members["g-other"] = []
    with a_server() as server, a_client(server) as client:
        server.state.groups.update(state.groups)
        server.state.members["g-other"] = []
        with pytest.raises(NotFoundError, match="does not exist"):
            client.group("00000000-0000-3000-8000-000000000000")
        with pytest.raises(ForbiddenError):
            client.group("g-other")


def test_an_empty_list_of_groups_is_asked_for_twice() -> None:
    with a_server([], Fault(path="/groups/v2", page="empty")) as server, a_client(server) as client:
        assert [group.id for group in client.groups()] == [GROUP]


def test_folders_and_annotations_of_a_group() -> None:
    state = scenario.a_state([{"id": "d-1", "title": "T", "folder_uuids": ["f-1"]}])
    with a_server() as server, a_client(server) as client:
        with server.state.lock:
            server.state.documents.update(state.documents)
            server.state.folders["f-1"] = {
                "id": "f-1",
                "name": "Leadership",
                "group_id": GROUP,
                "created": "2023-01-05T15:00:00.000Z",
                "modified": "2023-01-06T15:00:00.000Z",
            }
        assert [folder.name for folder in client.folders(group_id=GROUP)] == ["Leadership"]
        assert client.annotations(group_id=GROUP) == ()

        asked = next(each for each in server.requests if each["path"] == "/annotations")
        assert asked["query"]["limit"] == "200"


def test_a_token_that_expires_in_the_middle_is_renewed_once_and_nothing_is_lost() -> None:
    tokens = FixedTokens("first", "second")
    with a_server(documents(4)) as server, a_client(server, tokens=tokens) as client:
        scenario.sign_in(server.state, scenario.OWNER, "first", None)
        scenario.sign_in(server.state, scenario.OWNER, "second", None)
        server.faults.add(Fault(path="/documents", nth=2, status=401))
        pages = list(client.document_pages(group_id=GROUP, limit=2))

    assert [len(page.items) for page in pages] == [2, 2]
    assert tokens.renewals == 1


def test_a_403_that_speaks_of_the_token_renews_it_too() -> None:
    tokens = FixedTokens("first", "second")
    fault = Fault(
        path="/profiles/*", status=403, body='{"errorId":"oauth/TOKEN_INVALID","message":"x"}'
    )
    with a_server([], fault) as server, a_client(server, tokens=tokens) as client:
        for name in ("first", "second"):
            scenario.sign_in(server.state, scenario.OWNER, name, None)
        assert client.my_profile().id == scenario.OWNER

    assert tokens.renewals == 1


def test_a_second_401_ends_in_a_new_sign_in() -> None:
    tokens = FixedTokens("first", "second")
    fault = Fault(nth=None, status=401, body='{"message":"Token has expired"}')
    with a_server([], fault) as server, a_client(server, tokens=tokens) as client:
        with pytest.raises(SignInNeededError, match="Token has expired") as caught:
            client.my_profile()

        assert len(server.requests) == 2
    assert caught.value.exit_code == 8
    assert "login" in str(caught.value.advice)


def test_what_is_asked_ahead_may_ask_ahead_itself() -> None:
    with a_server() as server, a_client(server) as client:
        assert [group.id for group in client.ahead(client.groups).result()] == [GROUP]
        with pytest.raises(NotFoundError):
            client.ahead(lambda: client.members("no-such-group")).result()


def test_a_second_connection_shares_token_pace_and_count() -> None:
    tokens = FixedTokens("first", "second")
    with a_server() as server, a_client(server, tokens=tokens) as client:
        scenario.sign_in(server.state, scenario.OWNER, "second", None)
        with client.beside() as other:
            client.my_profile()
            other.my_profile()

        assert tokens.renewals == 1
        assert client.requests_sent == other.requests_sent == 3


def test_after_a_stop_nothing_is_tried_again() -> None:
    clock = StandingClock()
    with (
        a_server([], Fault(nth=None, status=503)) as server,
        a_client(server, clock=clock) as client,
    ):
        client.stop()
        with pytest.raises(ServiceError):
            client.my_profile()

        assert len(server.requests) == 1
    assert clock.slept == []


def test_the_server_s_clock_is_known_after_an_answer() -> None:
    with a_server() as server, a_client(server) as client:
        before = client.answered_at
        client.my_profile()

        assert client.answered_at == scenario.BEGINNING
        assert before - client.answered_at > timedelta(days=365)
