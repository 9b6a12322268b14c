"""A small world with one of everything, for checks that go over all calls."""

from __future__ import annotations

from mendeley_sync.sandbox.state import SandboxState
from tests.scenario import GROUP, MEMBER, OWNER, a_state

DOCUMENT = "0f3c1d52-7a41-3b0e-9c55-2f6f0e1a7b10"
OWN_DOCUMENT = "1a2b3c4d-5e6f-3a7b-8c9d-0e1f2a3b4c5d"
TRASHED = "2b3c4d5e-6f7a-3b8c-9d0e-1f2a3b4c5d6e"
FOLDER = "5e1d2c3b-4a59-3687-a9b0-1c2d3e4f5a6b"
FILE = "19fb0000-1a39-4851-b513-d48441a60000"
ANNOTATION = "7c6d5e4f-3a2b-3c1d-8e9f-0a1b2c3d4e5f"
ENTRY = "5cd8328e-febe-3299-8e26-cf6ab2c07f0f"
INVITATION = "9e8d7c6b-5a4f-3e2d-8c1b-0a9f8e7d6c5b"
UNKNOWN = "ffffffff-ffff-3fff-8fff-ffffffffffff"

KNOWN_IDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("documents", "id"): (DOCUMENT, OWN_DOCUMENT),
    ("trash", "id"): (TRASHED,),
    ("folders", "id"): (FOLDER,),
    ("groups", "id"): (GROUP,),
    ("profiles", "id"): (OWNER, MEMBER),
    ("", "document_id"): (DOCUMENT, OWN_DOCUMENT),
    ("", "file_id"): (FILE,),
    ("", "group_id"): (GROUP,),
    ("", "profile_id"): (OWNER, MEMBER),
    ("", "folder_id"): (FOLDER,),
    ("", "annotation_id"): (ANNOTATION, DOCUMENT),
    ("", "catalogId"): (ENTRY,),
    ("", "catalog_id"): (ENTRY,),
    ("", "doi"): ("10.5555/1",),
    ("", "type"): ("all", "owner"),
    ("", "invitation_id"): (INVITATION,),
    ("", "Content-Disposition"): ('attachment; filename="a.pdf"',),
    ("", "Link"): (f'<https://api.mendeley.com/documents/{DOCUMENT}>; rel="document"',),
}

KNOWN_VALUES: dict[tuple[str, str], tuple[str | None, ...]] = {
    ("Annotation", "document_id"): (DOCUMENT, OWN_DOCUMENT, UNKNOWN),
    ("DocumentId", "id"): (DOCUMENT, OWN_DOCUMENT, UNKNOWN),
    ("Recipient", "email"): ("new@example.org", "other@example.org", "anna@example.org"),
    # An unknown one is refused with 403 or 404, which the description does not have here.
    ("NewUserDocument", "group_id"): (GROUP, None),
    ("UserDocumentAmendment", "folder_uuids"): (FOLDER, UNKNOWN),
    ("Folder", "group_id"): (GROUP, UNKNOWN, None),
    ("Folder", "parent_id"): (FOLDER, UNKNOWN, None),
    ("PatchFolder", "parent_id"): (FOLDER, UNKNOWN, "root"),
}
"""Values of write models that only make sense with the ids of this world."""


def a_world() -> SandboxState:
    """One of everything in the group and in the own library of its owner."""
    state = a_state(
        [
            {
                "id": DOCUMENT,
                "title": "In the group",
                "folder_uuids": [FOLDER],
                "notes": "read it",
                "file_attached": True,
            },
            {"id": OWN_DOCUMENT, "title": "My own", "group_id": None},
        ],
        trash=[{"id": TRASHED, "title": "Thrown away"}],
    )
    now = state.now_text()
    state.folders[FOLDER] = {
        "id": FOLDER,
        "name": "Leadership",
        "group_id": GROUP,
        "created": now,
        "modified": now,
    }
    state.files[FILE] = {
        "id": FILE,
        "document_id": DOCUMENT,
        "mime_type": "application/pdf",
        "file_name": "item.pdf",
        "size": 3,
        "created": now,
        "filehash": "0" * 40,
    }
    state.contents[FILE] = b"pdf"
    state.annotations[ANNOTATION] = {
        "id": ANNOTATION,
        "type": "highlight",
        "profile_id": OWNER,
        "positions": [],
        "created": now,
        "last_modified": now,
        "privacy_level": "group",
        "filehash": "0" * 40,
        "document_id": DOCUMENT,
    }
    state.catalog[ENTRY] = {
        "id": ENTRY,
        "title": "In the catalog",
        "type": "journal",
        "identifiers": {"doi": "10.5555/1"},
        "link": "",
    }
    state.invitations[INVITATION] = {
        "invitation_uuid": INVITATION,
        "group_uuid": GROUP,
        "invitee_email": "new@example.org",
        "status": "SENT",
        "sent": now,
    }
    # As described; the service of 2026 answers 204.
    state.switches.folder_add_status = 201
    # The description has no status for documents of a group that one is not in.
    state.switches.foreign_group_documents = "empty"
    return state
