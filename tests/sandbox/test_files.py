"""Files: uploads, signed downloads, folders and annotations around them."""

from __future__ import annotations

import hashlib

import pytest
from werkzeug.test import Client

from tests.sandbox.calls import Answer, Calls
from tests.scenario import GROUP, MEMBER, a_state

DOC = "0f3c1d52-7a41-3b0e-9c55-2f6f0e1a7b10"
BYTES = b"%PDF-1.4 invented"
DISPOSITION = 'attachment; filename="muster2019.pdf"'
BOX = [{"top_left": {"x": 1, "y": 2}, "bottom_right": {"x": 3, "y": 4}, "page": 1}]
POINT = [{"top_left": {"x": 1, "y": 2}, "bottom_right": {"x": 1, "y": 2}, "page": 1}]
TICKET = "application/vnd.mendeley-content-ticket.1+json"


@pytest.fixture
def calls() -> Calls:
    return Calls(a_state([{"id": DOC, "title": "A"}]))


def upload(calls: Calls, content: bytes = BYTES, kind: str = "application/pdf") -> Answer:
    link = f'<https://api.mendeley.com/documents/{DOC}>; rel="document"'
    return calls.post("/files", content, kind=kind, Content_Disposition=DISPOSITION, Link=link)


def address_of(calls: Calls, file_id: str) -> str:
    answer = calls.get(f"/files/{file_id}", "*/*")
    assert answer.status_code == 303
    assert answer.get_data() == b""
    return answer.headers["Location"]


def test_an_upload_is_listed_and_marks_its_document(calls: Calls) -> None:
    answer = upload(calls)

    assert answer.status_code == 201
    assert answer.json["filehash"] == hashlib.sha1(BYTES).hexdigest()
    assert answer.json["file_name"] == "A"
    assert calls.get("/files", group_id=GROUP).json == [answer.json]
    assert calls.get(f"/documents/{DOC}", view="client").json["file_attached"] is True


def test_a_download_lies_elsewhere_and_wants_no_token(calls: Calls) -> None:
    address = address_of(calls, upload(calls).json["id"])
    storage = Client(calls.sandbox.storage)

    assert address.startswith("http://storage.invalid/")
    assert storage.get(address).get_data() == BYTES
    refused = storage.get(address, headers={"Authorization": f"Bearer {calls.token}"})
    assert refused.status_code == 400


def test_a_download_can_be_resumed(calls: Calls) -> None:
    address = address_of(calls, upload(calls).json["id"])

    part = Client(calls.sandbox.storage).get(address, headers={"Range": "bytes=5-"})

    assert part.status_code == 206
    assert part.get_data() == BYTES[5:]
    assert part.headers["Content-Range"] == f"bytes 5-{len(BYTES) - 1}/{len(BYTES)}"


def test_a_signature_ends_after_ten_minutes_and_cannot_be_made_up(calls: Calls) -> None:
    address = address_of(calls, upload(calls).json["id"])
    storage = Client(calls.sandbox.storage)

    assert storage.get(address.replace("Signature=", "Signature=0")).status_code == 403
    calls.state.clock.advance(601)
    assert storage.get(address).status_code == 403


def test_a_signature_is_not_logged(calls: Calls) -> None:
    Client(calls.sandbox.storage).get(address_of(calls, upload(calls).json["id"]))

    assert "Signature" not in calls.sandbox.requests[-1]["query"]


def test_the_same_file_is_not_taken_twice(calls: Calls) -> None:
    upload(calls)

    assert upload(calls).status_code == 400
    assert upload(calls, BYTES + b"2").status_code == 201


def test_a_file_goes_to_one_document_only(calls: Calls) -> None:
    assert (
        calls.post("/files", BYTES, kind="x/y", Content_Disposition=DISPOSITION).status_code == 400
    )
    answer = calls.get("/files", document_id=DOC, group_id=GROUP)
    assert answer.status_code == 400


def test_a_deleted_file_leaves_its_id_and_unmarks_its_document(calls: Calls) -> None:
    file_id = upload(calls).json["id"]

    assert calls.delete(f"/files/{file_id}").status_code == 204

    since = {"deleted_since": "2026-01-01T00:00:00Z"}
    assert calls.get("/files", group_id=GROUP, **since).json == [{"id": file_id}]
    assert calls.get("/files", **since).json == []
    assert calls.get(f"/documents/{DOC}", view="client").json["file_attached"] is False


def test_files_of_trashed_documents_are_hidden_unless_asked_for(calls: Calls) -> None:
    upload(calls)
    calls.state.trash(DOC)

    assert calls.get("/files", group_id=GROUP).json == []
    assert len(calls.get("/files", group_id=GROUP, include_trashed="true").json) == 1


def test_a_ticket_stands_for_bytes(calls: Calls) -> None:
    ticket = calls.post("/file_contents", BYTES, kind="application/pdf", Accept=TICKET).json["id"]
    body = f'{{"file_content_ticket":"{ticket}"}}'.encode()

    kind = "application/vnd.mendeley-file-link.1+json"

    assert upload(calls, body, kind).json["size"] == len(BYTES)
    assert upload(calls, body, kind).status_code == 400


def test_a_ticket_for_known_bytes_wants_proof(calls: Calls) -> None:
    upload(calls)
    assert calls.state.me is not None
    proof = hashlib.sha256(calls.state.me.encode() + BYTES).hexdigest()
    sent = {"file_hash": hashlib.sha256(BYTES).hexdigest(), "signature": proof}
    kind = "application/vnd.mendeley-file-hash.1+json"

    good = calls.post("/file_contents", sent, kind=kind, Accept=TICKET)
    bad = calls.post("/file_contents", sent | {"signature": ""}, kind=kind, Accept=TICKET)

    assert (good.status_code, bad.status_code) == (201, 412)


def test_documents_can_be_listed_with_their_files(calls: Calls) -> None:
    file_id = upload(calls).json["id"]
    kind = "application/vnd.mendeley-document-with-files-list+json"

    shown = calls.get("/documents", kind, group_id=GROUP)

    assert [item["id"] for item in shown.json[0]["files"]] == [file_id]
    assert shown.headers["Content-Type"] == kind


def test_a_file_of_a_document_shows_its_facts_or_its_bytes(calls: Calls) -> None:
    file_id = upload(calls).json["id"]
    path = f"/documents/v1/{DOC}/files/{file_id}"

    facts = calls.get(path, "application/vnd.mendeley-document-file+json")

    assert facts.json["file_name"] == "A"
    assert calls.get(path, "*/*").status_code == 303


def make_folder(calls: Calls, name: str, **fields: str) -> Answer:
    return calls.post("/folders", {"name": name, "group_id": GROUP} | fields)


def test_a_document_lies_in_a_folder_once(calls: Calls) -> None:
    folder = make_folder(calls, "Leadership").json["id"]
    path = f"/folders/{folder}/documents"

    assert calls.post(path, {"id": DOC}).status_code == 204
    assert calls.post(path, {"id": DOC}).status_code == 409
    assert calls.get(path).json == [{"id": DOC}]
    assert calls.get(f"/documents/{DOC}", view="all").json["folder_uuids"] == [folder]
    assert calls.delete(f"{path}/{DOC}").status_code == 204
    assert calls.delete(f"{path}/{DOC}").status_code == 409


def test_names_of_folders_occur_once_beside_each_other(calls: Calls) -> None:
    top = make_folder(calls, "Leadership").json["id"]

    assert make_folder(calls, "Leadership").status_code == 409
    assert make_folder(calls, "Leadership", parent_id=top).status_code == 201
    assert make_folder(calls, "\N{GRINNING FACE}").status_code == 400


def test_a_folder_moves_but_not_into_itself(calls: Calls) -> None:
    top = make_folder(calls, "Top").json["id"]
    inner = make_folder(calls, "Inner", parent_id=top).json["id"]

    assert calls.patch(f"/folders/{top}", {"parent_id": inner}).status_code == 400
    assert "parent_id" not in calls.patch(f"/folders/{inner}", {"parent_id": "root"}).json


def test_a_deleted_folder_takes_its_folders_and_leaves_the_documents(calls: Calls) -> None:
    top = make_folder(calls, "Top").json["id"]
    inner = make_folder(calls, "Inner", parent_id=top).json["id"]
    calls.post(f"/folders/{inner}/documents", {"id": DOC})

    calls.delete(f"/folders/{top}")

    assert calls.get("/folders", group_id=GROUP).json == []
    assert "folder_uuids" not in calls.get(f"/documents/{DOC}", view="all").json


def test_a_document_is_patched_into_folders_of_its_library_only(calls: Calls) -> None:
    own = calls.post("/folders", {"name": "Mine"}).json["id"]
    path = f"/documents/{DOC}"

    assert calls.patch(path, {"folder_uuids": [own]}).status_code == 403
    assert calls.patch(path, {"folder_uuids": ["unknown"]}).status_code == 404


def test_the_note_of_a_document_is_its_field_notes(calls: Calls) -> None:
    answer = calls.post("/annotations", {"document_id": DOC, "text": "read it"})

    assert answer.status_code == 201
    assert "Location" not in answer.headers
    assert answer.json["id"] == DOC
    assert answer.json["type"] == "note"
    assert "created" not in answer.json
    assert calls.get(f"/documents/{DOC}", view="all").json["notes"] == "read it"


@pytest.mark.parametrize("text", [{}, {"text": "see"}])
def test_a_box_without_size_makes_a_sticky_note_with_or_without_a_text(
    calls: Calls, text: dict[str, str]
) -> None:
    sent = {"document_id": DOC, "filehash": "0", "positions": BOX}
    made = calls.post("/annotations", sent).json
    assert made["type"] == "highlight"
    assert made["positions"][0]["top_left"] == {"x": 1.0, "y": 2.0}

    changed = calls.patch(f"/annotations/{made['id']}", {**text, "positions": POINT})
    posted = calls.post("/annotations", {**sent, **text, "positions": POINT})

    assert changed.json["type"] == posted.json["type"] == "sticky_note"


def test_only_its_author_changes_an_annotation(calls: Calls) -> None:
    made = calls.post("/annotations", {"document_id": DOC, "filehash": "0", "positions": BOX}).json
    member = calls.by(MEMBER)

    assert member.patch(f"/annotations/{made['id']}", {"text": "x"}).status_code == 403
    assert member.post("/annotations", {"document_id": DOC, "text": "x"}).status_code == 201


def test_a_deleted_annotation_leaves_a_thin_one(calls: Calls) -> None:
    made = calls.post("/annotations", {"document_id": DOC, "filehash": "0", "positions": BOX}).json

    calls.delete(f"/annotations/{made['id']}")

    thin = {"id": made["id"], "positions": [], "privacy_level": "group"}
    found = calls.get("/annotations", group_id=GROUP, deleted_since="2026-01-01T00:00:00Z")
    assert found.json == [thin]
