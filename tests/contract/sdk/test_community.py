"""Groups, members and profiles through the vendor's SDK."""

from __future__ import annotations

from typing import Any

import arrow
import pytest
from mendeley.exception import MendeleyApiException

from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.sdk.conftest import GROUP, ME, OTHER, SECOND_GROUP, UNKNOWN, Calls
from tests.scenario import a_group


def test_a_group_shows_what_the_state_file_gave_it(sdk: Any) -> None:
    group = sdk.groups.get(GROUP)

    assert (group.name, group.description, group.access_level) == (
        "Basket weaving",
        "All of the best",
        "private",
    )
    assert (group.disciplines, group.tags) == (["Arts and Literature"], ["baskets"])
    assert (group.webpage, group.link) == (
        "https://example.org",
        "https://example.org/groups/1",
    )
    assert group.created == arrow.get("2014-08-27T09:30:00Z")
    assert (group.photo.original, group.photo.standard, group.photo.square) == ("o", "s", "q")
    assert group.role == "normal"


def test_groups_come_in_pages_by_id(sdk: Any) -> None:
    page = sdk.groups.list(page_size=1)

    assert (page.count, set(page.rsp.links)) == (2, {"next"})
    assert page.next_page.rsp.links == {}
    assert [group.role for group in sdk.groups.iter(page_size=1)] == ["normal", "owner"]
    assert [group.id for group in sdk.groups.list().items] == [GROUP, SECOND_GROUP]
    assert "mendeley-count" not in sdk.groups.list().rsp.headers


def test_the_owner_is_asked_for_once_and_only_when_looked_at(
    sdk: Any, server: SandboxServer
) -> None:
    group = sdk.groups.get(GROUP)
    before = len(server.requests)

    owner = group.owner
    assert owner.id == OTHER
    assert len(server.requests) == before

    assert (owner.first_name, owner.last_name, owner.email) == ("Anna", "Muster", None)
    assert [asked["path"] for asked in server.requests[before:]] == [f"/profiles/{OTHER}"]


def test_members_are_ids_and_roles_with_profiles_behind(sdk: Any, server: SandboxServer) -> None:
    members = sdk.groups.get(GROUP).members
    page = members.list(page_size=1)

    assert (page.count, set(page.rsp.links), page.next_page.rsp.links) == (2, {"next"}, {})
    assert [(m.id, m.role) for m in members.list().items] == [(OTHER, "owner"), (ME, "normal")]
    first = next(members.iter(page_size=1))
    assert first.joined == arrow.get("2014-08-27T09:40:41Z")
    asked = len(server.requests)
    assert [m.display_name for m in members.iter()] == ["Anna Muster", "Clara Beispiel"]
    assert len(server.requests) == asked + 3


def test_a_group_that_does_not_exist_is_told_in_plain_text_under_its_own_type(sdk: Any) -> None:
    with pytest.raises(MendeleyApiException) as raised:
        sdk.groups.get(UNKNOWN)

    assert raised.value.status == 404
    assert raised.value.message == f"Group [{UNKNOWN}] does not exist"
    assert raised.value.rsp.headers["content-type"] == "application/vnd.mendeley-group.1+json"


def test_a_group_one_is_not_in_is_forbidden(sdk: Any, server: SandboxServer) -> None:
    server.state.groups[UNKNOWN] = a_group(UNKNOWN)

    calls: Calls = (
        lambda: sdk.groups.get(UNKNOWN),
        lambda: sdk.group_members(UNKNOWN).list(),
        lambda: sdk.group_documents(UNKNOWN).list(),
        lambda: sdk.group_documents(UNKNOWN).create("A", "journal"),
        lambda: sdk.group_trash(UNKNOWN).list(),
        lambda: sdk.group_files(UNKNOWN).list(),
    )
    for call in calls:
        with pytest.raises(MendeleyApiException) as raised:
            call()
        assert raised.value.status == 403


def test_one_s_own_profile_has_everything(sdk: Any) -> None:
    for me in (sdk.profiles.me, sdk.profiles.get(ME)):
        assert (me.id, me.first_name, me.last_name) == (ME, "Clara", "Beispiel")
        assert (me.display_name, me.email) == ("Clara Beispiel", "clara@example.org")
        assert (me.link, me.research_interests) == ("https://www.example.org/clara", "baskets")
        assert (me.academic_status, me.verified, me.user_type) == ("Librarian", True, "normal")
        assert me.created == arrow.get("2014-08-26T15:24:45Z")
        assert (me.discipline.name, me.discipline.subdisciplines) == ("Humanities", ["Baskets"])
        assert (me.photo.original, me.photo.square) == (None, "https://example.org/q.png")
        assert (me.location.name, me.location.latitude) == ("London", 51.5)
        (school,), (post,) = me.education, me.employment
        assert (school.degree, school.start_date) == ("BA", arrow.get(2001, 9, 1))
        assert (post.position, post.start_date) == ("Head", arrow.get(2005, 1, 1))


def test_others_hide_their_address(sdk: Any) -> None:
    other = sdk.profiles.get(OTHER)

    assert (other.display_name, other.email) == ("Anna Muster", None)
    assert "email" not in other.json


def test_a_profile_that_does_not_exist_is_not_found(sdk: Any) -> None:
    with pytest.raises(MendeleyApiException, match="profile not found") as raised:
        sdk.profiles.get(UNKNOWN)

    assert raised.value.status == 404
    assert raised.value.rsp.headers["content-type"] == "application/vnd.mendeley-profiles.1+json"
