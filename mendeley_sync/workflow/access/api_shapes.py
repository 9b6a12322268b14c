"""The shapes that the service's answers have had, for the canary.

Wide on purpose: every member that descriptions, recordings and other clients have shown. The
members of documents are those that our own reading knows.

Source: mendeley-api 3.1 to 3.9.
"""

from __future__ import annotations

from mendeley_sync.access.api_check import Kind, Shape
from mendeley_sync.mendeley.wire.documents import CLIENT_MEMBERS, KNOWN_MEMBERS

_TEXT = frozenset({Kind.TEXT})
_NUMBER = frozenset({Kind.NUMBER})
_FLAG = frozenset({Kind.FLAG})
_LIST = frozenset({Kind.LIST})
_OBJECT = frozenset({Kind.OBJECT})
_ANYTHING = frozenset(Kind)


def _shape(
    name: str,
    *,
    required: str,
    text: str = "",
    number: str = "",
    flag: str = "",
    lists: str = "",
    objects: str = "",
    anything: str = "",
) -> Shape:
    kinds = (
        (text, _TEXT),
        (number, _NUMBER),
        (flag, _FLAG),
        (lists, _LIST),
        (objects, _OBJECT),
        (anything, _ANYTHING),
    )
    members = {member: kind for words, kind in kinds for member in words.split()}
    return Shape(name=name, members=members, required=frozenset(required.split()))


_DOCUMENT_KINDS = {
    **dict.fromkeys(("year", "month", "day"), _NUMBER),
    **dict.fromkeys(CLIENT_MEMBERS | {"private_publication"}, _FLAG),
    **dict.fromkeys(
        (
            *("authors", "editors", "translators", "keywords", "websites", "tags"),
            *("folder_uuids", "files"),
        ),
        _LIST,
    ),
    "identifiers": _OBJECT,
}

DOCUMENT = Shape(
    name="documents",
    members={member: _DOCUMENT_KINDS.get(member, _TEXT) for member in KNOWN_MEMBERS},
    required=frozenset({"id", "title", "type", "created", "last_modified"}),
)
PEOPLE_MEMBERS = ("authors", "editors", "translators")
PERSON = _shape(
    "authors of documents", required="last_name", text="first_name last_name scopus_author_id"
)
FOLDER = _shape(
    "folders", required="id name", text="id name parent_id group_id created modified added"
)
FILE = _shape(
    "files",
    required="id",
    text="id document_id catalog_id file_name filename mime_type content_type extension filehash"
    " created link",
    number="size",
)
GROUP = _shape(
    "groups",
    required="id name role",
    text="id name description webpage access_level role owning_profile_id created link url_slug",
    number="member_count member_limit pending_invitation_count used_space",
    flag="invite_only public",
    lists="disciplines tags",
    objects="photo",
)
MEMBER = _shape("members", required="profile_id role", text="profile_id joined role")
INVITATION = _shape(
    "invitations",
    required="invitation_uuid status",
    text="invitation_uuid group_uuid invitee_email invitee_name invitee_profile_uuid inviter_name"
    " inviter_email inviter_profile_uUID invitation_code sent status message",
)
PROFILE = _shape(
    "profiles",
    required="id",
    text="id first_name last_name display_name email academic_status institution created created_at"
    " user_type member_type link title biography research_interests visibility folder orcid_id"
    " personal_website middle_initials",
    number="web_user_id",
    flag="verified marketing privacy_restricted_view",
    lists="disciplines photos scopus_author_ids research_interests_list education employment"
    " editorships",
    objects="discipline institution_details location photo",
)
DOCUMENT_TYPE = _shape("document types", required="name", text="name description")
IDENTIFIER_TYPE = _shape("identifier types", required="name", text="name description")
