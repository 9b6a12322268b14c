"""Groups, members, invitations and profiles, old and new."""

from __future__ import annotations

import pytest

from mendeley_sync.mendeley.wire.community import (
    group_from_wire,
    invitation_from_wire,
    member_from_wire,
    profile_from_wire,
    role_of,
)


@pytest.mark.parametrize("word", ["normal", "user", "member", "Normal"])
def test_the_plain_member_has_had_several_names(word: str) -> None:
    assert role_of(word) == "member"
    assert group_from_wire({"id": "g", "role": word}).may_write


@pytest.mark.parametrize("word", ["owner", "admin", "follower", "invited", "emperor"])
def test_other_roles_keep_their_word(word: str) -> None:
    assert role_of(word) == word


def test_a_role_that_is_no_word_is_no_role() -> None:
    assert role_of(None) == role_of(7) == ""
    assert not group_from_wire({"id": "g"}).may_write


def test_a_group_of_2014_has_no_counts() -> None:
    group = group_from_wire({"id": "g", "name": "Basket weaving", "role": "member"})

    assert (group.member_count, group.member_limit, group.used_space_bytes) == (None, None, None)


def test_a_group_of_today_has_them() -> None:
    group = group_from_wire(
        {
            "id": "g",
            "member_count": 17,
            "member_limit": 25,
            "pending_invitation_count": 2,
            "used_space": 52311,
            "created": "2021-04-22T11:00:00.000Z",
        }
    )

    assert (group.member_count, group.member_limit) == (17, 25)
    assert (group.pending_invitation_count, group.used_space_bytes) == (2, 52311)
    assert group.created is not None


def test_an_invitation_to_someone_without_an_account_has_an_address_only() -> None:
    invitation = invitation_from_wire(
        {
            "invitation_uuid": "i",
            "group_uuid": "g",
            "invitee_email": "n@example.org",
            "status": "sent",
            "sent": "2024-03-01T09:00:00.000Z",
        }
    )

    assert (invitation.email, invitation.name, invitation.profile_id) == ("n@example.org", "", None)
    assert invitation.is_open


def test_a_profile_without_a_display_name_shows_its_parts() -> None:
    assert profile_from_wire({"id": "p", "first_name": "Anna"}).display_name == "Anna"
    assert profile_from_wire({"id": "p"}).email is None


@pytest.mark.parametrize(
    "read", [group_from_wire, member_from_wire, invitation_from_wire, profile_from_wire]
)
def test_what_has_no_id_is_refused(read: object) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match="without"):
        read({"name": "x"})
