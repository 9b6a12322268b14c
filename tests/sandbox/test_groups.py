"""Groups, members, invitations and profiles."""

from __future__ import annotations

import pytest

from tests.sandbox.calls import Calls
from tests.scenario import GROUP, MEMBER, OWNER, a_profile, a_state

ONE = "application/vnd.mendeley-group+json"
LIST = "application/vnd.mendeley-group-list+json"
MEMBERS = "application/vnd.mendeley-group-member-list+json"
MEMBERSHIP = "application/vnd.mendeley-group-membership+json"
INVITATION = "application/vnd.mendeley-group-invitation+json"
INVITATIONS = "application/vnd.mendeley-group-invitation-list+json"
RESPONSES = "application/vnd.mendeley-group-invitation-response-list+json"
V1 = "application/vnd.mendeley-group.1+json"
PROFILE = "application/vnd.mendeley-profiles.2+json"
PATH = f"/groups/v2/{GROUP}"
STRANGER = "5d5d5d5d-5d5d-3d5d-8d5d-5d5d5d5d5d5d"


@pytest.fixture
def calls() -> Calls:
    state = a_state()
    state.profiles[STRANGER] = a_profile(STRANGER, "Berta", "Fremd")
    return Calls(state)


def invite(calls: Calls, *emails: str) -> list[str]:
    body = {"recipients": [{"email": email} for email in emails]}
    sent = calls.post(f"{PATH}/invitations", body, kind=INVITATION, Accept=RESPONSES)
    return [line["status"] for line in sent.json]


def test_a_group_shows_ones_own_role_and_its_seats(calls: Calls) -> None:
    group = calls.get("/groups/v2").json[0]
    as_member = calls.by(MEMBER).get(PATH, ONE).json

    assert (group["role"], as_member["role"]) == ("owner", "normal")
    assert (group["member_count"], group["member_limit"]) == (2, 25)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/groups/v2", ONE, 406),
        ("/groups/v2", "*/*", 406),
        (PATH, LIST, 406),
        (PATH, ONE, 200),
        ("/groups", "*/*", 200),
    ],
)
def test_v2_wants_its_own_concrete_type(calls: Calls, path: str, accept: str, status: int) -> None:
    assert calls.get(path, accept).status_code == status


def test_a_group_that_is_none_is_told_in_plain_text_under_a_json_type(calls: Calls) -> None:
    answer = calls.get("/groups/unknown", V1)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == V1
    assert answer.get_data(as_text=True) == "Group [unknown] does not exist"


def test_who_is_not_in_a_group_may_not_see_it(calls: Calls) -> None:
    stranger = calls.by(STRANGER)

    assert stranger.get("/groups/v2").json == []
    assert stranger.get(PATH, ONE).status_code == 403
    assert stranger.get(f"{PATH}/members", MEMBERS).status_code == 403


def test_members_are_ids_and_roles_only(calls: Calls) -> None:
    members = calls.get(f"{PATH}/members", MEMBERS).json

    assert [member["profile_id"] for member in members] == sorted([OWNER, MEMBER])
    assert {member["role"] for member in members} == {"owner", "normal"}
    assert set(members[0]) == {"profile_id", "joined", "role"}


def test_members_can_be_asked_for_one_person_or_a_role(calls: Calls) -> None:
    path = f"{PATH}/members"

    assert calls.get(path, MEMBERS, profile_id=STRANGER).json == []
    assert calls.get(path, MEMBERS, role="owner").json[0]["profile_id"] == OWNER
    assert calls.get(path, MEMBERS, role="king").status_code == 400


def test_the_older_group_lacks_what_came_later(calls: Calls) -> None:
    group = calls.get("/groups", V1).json[0]

    assert "pending_invitation_count" not in group
    assert group["role"] == "owner"


def test_a_count_in_the_state_wins_over_the_true_one(calls: Calls) -> None:
    calls.state.groups[GROUP]["member_count"] = 25

    assert calls.get(PATH, ONE).json["member_count"] == 25


def test_an_invitation_waits_is_sent_again_and_is_accepted(calls: Calls) -> None:
    assert invite(calls, "berta@example.org") == ["SENT"]
    assert invite(calls, "berta@example.org") == ["RESENT"]
    assert calls.get(PATH, ONE).json["pending_invitation_count"] == 1
    stranger = calls.by(STRANGER)
    assert stranger.get("/groups/v2/invitations", INVITATIONS).json[0]["group_uuid"] == GROUP

    assert stranger.post(f"{PATH}/actions/accept_invitation").status_code == 204

    assert stranger.get(PATH, ONE).json["role"] == "normal"
    assert calls.get(PATH, ONE).json["pending_invitation_count"] == 0
    assert invite(calls, "berta@example.org") == ["EXISTING_MEMBER"]


def test_a_full_group_takes_nobody(calls: Calls) -> None:
    calls.state.groups[GROUP]["member_limit"] = 3
    assert invite(calls, "berta@example.org", "late@example.org") == ["SENT", "FAILED"]
    calls.state.groups[GROUP]["member_limit"] = 2

    assert calls.by(STRANGER).post(f"{PATH}/actions/accept_invitation").status_code == 403


def test_a_revoked_or_declined_invitation_cannot_be_accepted(calls: Calls) -> None:
    invite(calls, "berta@example.org")
    name = next(iter(calls.state.invitations))
    calls.post(f"{PATH}/invitations/{name}/actions/revoke")

    assert calls.by(STRANGER).post(f"{PATH}/actions/accept_invitation").status_code == 404
    invite(calls, "berta@example.org")
    assert calls.by(STRANGER).post(f"{PATH}/actions/decline_invitation").status_code == 204
    assert calls.by(STRANGER).post(f"{PATH}/actions/accept_invitation").status_code == 404


def test_only_managers_see_and_send_invitations(calls: Calls) -> None:
    member = calls.by(MEMBER)

    assert member.get(f"{PATH}/invitations", INVITATIONS).status_code == 403
    answer = member.post(
        f"{PATH}/invitations", {"recipients": [{"email": "a@b"}]}, kind=INVITATION, Accept=RESPONSES
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["role", "membership"])
def test_a_role_is_changed_under_either_name(calls: Calls, name: str) -> None:
    path = f"{PATH}/members/{MEMBER}"

    answer = calls.patch(path, {name: "admin"}, kind=MEMBERSHIP, Accept=MEMBERSHIP)

    assert answer.json["role"] == "admin"
    assert calls.by(MEMBER).get(f"{PATH}/invitations", INVITATIONS).status_code == 200


def test_ownership_is_not_given_away(calls: Calls) -> None:
    path = f"{PATH}/members/{MEMBER}"

    answer = calls.patch(path, {"role": "owner"}, kind=MEMBERSHIP, Accept=MEMBERSHIP)

    assert answer.status_code == 403


def test_members_leave_or_are_removed_and_the_owner_is_not(calls: Calls) -> None:
    assert calls.delete(f"{PATH}/members").status_code == 409
    assert calls.delete(f"{PATH}/members/{OWNER}").status_code == 409
    assert calls.by(MEMBER).delete(f"{PATH}/members").status_code == 204
    assert calls.by(MEMBER).get(PATH, ONE).status_code == 403


def test_nobody_joins_or_follows_uninvited(calls: Calls) -> None:
    stranger = calls.by(STRANGER)

    assert stranger.post(f"{PATH}/members").status_code == 403
    assert stranger.post(f"{PATH}/followers").status_code == 403
    assert calls.post(f"{PATH}/members").status_code == 409


def test_a_new_group_is_private_and_belongs_to_its_maker(calls: Calls) -> None:
    sent = {"name": "Another", "access_level": "private"}

    answer = calls.post("/groups/v2", sent, kind=ONE, Accept=ONE)

    assert answer.status_code == 201
    assert answer.json["role"] == "owner"
    public = calls.post("/groups/v2", sent | {"access_level": "public"}, kind=ONE, Accept=ONE)
    assert public.status_code == 422


def test_a_closed_group_takes_its_documents_along_without_tombstones(calls: Calls) -> None:
    calls.state.create(title="Lost", group_id=GROUP)
    assert calls.by(MEMBER).delete(PATH).status_code == 403

    assert calls.delete(PATH).status_code == 204

    assert calls.state.documents == {}
    assert calls.state.deleted == []
    assert calls.get(PATH, ONE).status_code == 404


def test_an_amended_group_keeps_what_was_not_sent(calls: Calls) -> None:
    body = {"description": "Literature", "tags": [{"tag": "balint"}]}

    answer = calls.patch(PATH, body, kind=ONE, Accept=ONE)

    assert answer.json["tags"] == ["balint"]
    assert answer.json["name"] == "Invented Society Library"


def test_other_peoples_addresses_are_never_shown(calls: Calls) -> None:
    assert calls.get("/profiles/v2/me", PROFILE).json["email"] == "clara@example.org"
    assert calls.get(f"/profiles/v2/{OWNER}", PROFILE).json["email"] == "clara@example.org"
    assert "email" not in calls.get(f"/profiles/v2/{MEMBER}", PROFILE).json


def test_a_person_is_found_by_address(calls: Calls) -> None:
    found = calls.get("/profiles/v2", PROFILE, email="ANNA@example.org").json

    assert [profile["id"] for profile in found] == [MEMBER]
    assert calls.get("/profiles/v2", PROFILE, email="none@example.org").json == []
    assert calls.get("/profiles/v2", PROFILE).status_code == 400


def test_the_older_profile_has_the_older_shape(calls: Calls) -> None:
    old = calls.get("/profiles/me", "application/vnd.mendeley-profiles.1+json").json

    assert "member_type" not in old
    assert old["discipline"]["name"] == "Unspecified"


def test_an_unknown_person_is_refused_under_the_type_of_profiles(calls: Calls) -> None:
    answer = calls.get("/profiles/v2/unknown", PROFILE)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == PROFILE


def test_an_address_in_use_cannot_be_taken(calls: Calls) -> None:
    body = {"email": "anna@example.org"}

    answer = calls.patch("/profiles/v2/me", body, kind="application/json", Accept=PROFILE)

    assert answer.status_code == 409
