"""Facts that recordings of the service show, each written down here as a case."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from mendeley_sync.sandbox.state_file import load_state
from tests.sandbox.calls import Calls
from tests.scenario import OWNER, a_state

BASKETS = [
    ("Underwater basket weaving", "Journal of Submarine"),
    ("Underwater bucket weaving", "Journal of Submarine"),
    ("Overground basket weaving", "Journal of Aeronautical"),
    ("Underwater basket knitting", "Journal of Submarine"),
]
POINT = [{"top_left": {"x": 1, "y": 2}, "bottom_right": {"x": 1, "y": 2}, "page": 1}]


@pytest.fixture
def calls() -> Calls:
    own = [
        {"id": f"d-{number}", "title": title, "source": source, "group_id": None}
        for number, (title, source) in enumerate(BASKETS)
    ]
    return Calls(a_state(own))


def attached(calls: Calls, document: str, content: bytes) -> Any:
    link = f'<https://api.mendeley.com/documents/{document}>; rel="document"'
    sent = {"Link": link, "Content_Disposition": 'attachment; filename="a.pdf"'}
    return calls.post("/files", content, "application/pdf", **sent)


def test_fields_of_a_search_in_the_library_narrow_each_other(calls: Calls) -> None:
    answer = calls.get("/search/documents", title="basket", source="submarine", limit=1)

    assert answer.headers["Mendeley-Count"] == "2"
    assert len(answer.json) == 1


def test_one_field_of_a_search_finds_what_has_any_of_its_words(calls: Calls) -> None:
    assert len(calls.get("/search/documents", title="bucket knitting").json) == 2


def test_the_address_of_a_download_holds_the_sha_1_of_the_file(calls: Calls) -> None:
    made = attached(calls, "d-0", b"content").json

    answer = calls.get(f"/files/{made['id']}")

    hashed = made["filehash"]
    assert answer.status_code == 303
    assert f"/{hashed[:2]}/{hashed[2:4]}/{hashed}?" in answer.headers["Location"]


def test_a_deleted_annotation_leaves_no_body_and_still_a_content_type(calls: Calls) -> None:
    sent = {"document_id": "d-0", "filehash": "0", "positions": POINT}
    made = calls.post("/annotations", sent).json

    answer = calls.delete(f"/annotations/{made['id']}")

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert answer.headers["Content-Type"] == "application/vnd.mendeley-annotation.1+json"


def test_the_same_file_twice_is_refused_and_kept_once(calls: Calls) -> None:
    attached(calls, "d-0", b"content")

    assert attached(calls, "d-0", b"content").status_code == 400
    assert len(calls.get("/files", document_id="d-0").json) == 1
    assert attached(calls, "d-1", b"content").status_code == 201


def test_an_annotation_of_an_unknown_document_is_named(caplog: pytest.LogCaptureFixture) -> None:
    state = {"profiles": [{"id": OWNER}], "annotations": [{"id": "a-1", "document_id": "none"}]}

    with caplog.at_level(logging.WARNING):
        load_state(json.dumps(state))

    assert "'a-1'" in caplog.text


def test_the_older_profile_can_be_amended(calls: Calls) -> None:
    v1 = "application/vnd.mendeley-profiles.1+json"
    kind = "application/vnd.mendeley-profile-amendment.1+json"
    sent = {"institution": "Harbour Office"}

    answer = calls.ask("PATCH", "/profiles/me", v1, sent, kind)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == v1
    assert calls.get("/profiles/me", v1).json["institution"] == "Harbour Office"


@pytest.mark.parametrize(
    ("path", "kind", "number"),
    [
        ("/academic_statuses", "academic-status", 15),
        ("/user_roles", "user-role", 12),
        ("/subject_areas", "subject-area", 4),
    ],
)
def test_vocabularies_are_lists_of_descriptions(
    calls: Calls, path: str, kind: str, number: int
) -> None:
    found = calls.get(path, f"application/vnd.mendeley-{kind}.1+json").json

    assert len(found) == number
    assert all(word["description"] for word in found)


def test_a_summary_shows_what_a_list_needs(calls: Calls) -> None:
    summary = "application/vnd.mendeley-document-summary+json"

    answer = calls.get("/documents", summary)

    assert answer.headers["Content-Type"] == summary
    assert answer.json[0] == {
        "id": "d-0",
        "title": BASKETS[0][0],
        "type": "journal",
        "source": BASKETS[0][1],
    }


@pytest.mark.parametrize(("position", "shown"), [("strings", "10.5/a"), ("arrays", ["10.5/a"])])
def test_the_catalog_shows_identifiers_as_texts_or_as_lists(
    calls: Calls, position: str, shown: object
) -> None:
    entry = {"id": "c-1", "title": "Nets", "type": "journal", "identifiers": {"doi": "10.5/a"}}
    calls.state.catalog["c-1"] = entry
    calls.state.switches.catalog_identifiers = position

    (found,) = calls.get("/catalog", doi="10.5/a").json

    assert found["identifiers"] == {"doi": shown}


def test_a_plain_document_is_the_looked_up_entry_without_its_id(calls: Calls) -> None:
    calls.state.catalog["c-1"] = {"id": "c-1", "title": "Nets and knots", "type": "journal"}

    found = calls.get(
        "/metadata", "application/vnd.mendeley-plain-document.1+json", title="Nets and knots"
    )

    assert found.json == {"title": "Nets and knots", "type": "journal"}


def test_a_password_is_not_taken_from_an_application(calls: Calls) -> None:
    answer = calls.plain(
        "POST",
        "/oauth/token",
        data={"grant_type": "password", "username": "a", "password": "b"},
        auth=("1234", "sandbox-secret"),
    )

    assert answer.status_code == 400
    assert answer.json["error"] == "unauthorized_client"


def test_a_clone_is_a_document_of_its_own(calls: Calls) -> None:
    kind = "application/vnd.mendeley-document-clone.1+json"
    group = next(iter(calls.state.groups))

    made = calls.post("/documents/d-0/actions/cloneTo", {"group_id": group}, kind)

    assert made.status_code == 201
    assert made.json["id"] != "d-0"
    assert made.json["title"] == BASKETS[0][0]
    assert [one["id"] for one in calls.group()] == [made.json["id"]]
