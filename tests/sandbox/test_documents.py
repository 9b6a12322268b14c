"""What `/documents` and `/trash` do, held against docs of the service."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.sandbox.calls import Calls, message
from tests.scenario import BEGINNING, GROUP, MEMBER, a_profile, a_state

DOC = "0f3c1d52-7a41-3b0e-9c55-2f6f0e1a7b10"
FULL = {
    "id": DOC,
    "title": "A title",
    "authors": [{"first_name": "Anna", "last_name": "Muster"}],
    "identifiers": {"doi": "10.5555/1", "pmid": "1"},
    "pages": "11-19",
    "tags": ["core list"],
    "keywords": [],
    "notes": "checked",
    "last_modified": "2024-01-19T17:03:11.087Z",
}
AT_THE_SECOND = "Fri, 19 Jan 2024 17:03:11 GMT"
BEFORE_IT = "Fri, 19 Jan 2024 17:03:10 GMT"


@pytest.fixture
def calls() -> Calls:
    return Calls(a_state([FULL]))


def test_without_a_view_only_core_fields_are_shown(calls: Calls) -> None:
    shown = calls.get(f"/documents/{DOC}").json

    assert "pages" not in shown
    assert "read" not in shown
    assert shown["title"] == "A title"


def test_an_empty_list_is_shown_where_the_state_file_has_it(calls: Calls) -> None:
    assert calls.get(f"/documents/{DOC}", view="all").json["keywords"] == []


def test_what_was_written_empty_is_left_out(calls: Calls) -> None:
    calls.patch(f"/documents/{DOC}", {"tags": [], "keywords": [], "pages": ""})

    shown = calls.get(f"/documents/{DOC}", view="all").json
    assert shown.keys().isdisjoint({"tags", "keywords", "pages"})


def test_booleans_are_always_there_in_the_client_view(calls: Calls) -> None:
    shown = calls.get(f"/documents/{DOC}", view="client").json

    assert shown["file_attached"] is False
    assert shown["read"] is False
    assert "tags" not in shown


@pytest.mark.parametrize("view", ["core", "bad"])
def test_an_unknown_view_is_refused_and_core_is_one(calls: Calls, view: str) -> None:
    answer = calls.get("/documents", group_id=GROUP, view=view)

    assert answer.status_code == 400
    assert message(answer) == "Invalid view"


def test_without_a_group_the_own_library_is_listed_without_group_documents(calls: Calls) -> None:
    calls.state.create(title="Mine", profile_id=calls.state.me)

    assert [item["title"] for item in calls.get("/documents").json] == ["Mine"]


@pytest.mark.parametrize(("manner", "status"), [("403", 403), ("404", 404), ("empty", 200)])
def test_documents_of_a_foreign_group_are_refused_in_the_manner_chosen(
    calls: Calls, manner: str, status: int
) -> None:
    calls.state.profiles["p"] = a_profile("p", "Nobody", "Known")
    calls.state.switches.foreign_group_documents = manner

    assert calls.by("p").get("/documents", group_id=GROUP).status_code == status


def test_a_foreign_document_does_not_give_itself_away(calls: Calls) -> None:
    calls.state.profiles["p"] = a_profile("p", "Nobody", "Known")

    assert calls.by("p").get(f"/documents/{DOC}").status_code == 404


def test_a_created_document_is_answered_with_what_was_sent_and_a_place(calls: Calls) -> None:
    sent = {"title": "New", "type": "book", "group_id": GROUP, "invented": 1, "id": "mine"}

    answer = calls.post("/documents", sent)

    assert answer.status_code == 201
    assert "invented" not in answer.json
    assert "read" not in answer.json
    assert answer.headers["Location"].endswith(f"/documents/{answer.json['id']}")
    assert calls.get(f"/documents/{answer.json['id']}").json["title"] == "New"


@pytest.mark.parametrize("sent", [{"title": "x"}, {"type": "book"}, {"title": "", "type": "book"}])
def test_title_and_type_are_required(calls: Calls, sent: dict[str, str]) -> None:
    assert calls.post("/documents", sent).status_code == 400


def test_in_the_old_manner_the_answer_has_milliseconds_and_the_store_has_not(calls: Calls) -> None:
    calls.state.switches.seconds_only_times = True
    calls.state.clock.set(BEGINNING.replace(microsecond=711_000))

    answer = calls.post("/documents", {"title": "New", "type": "book"})

    assert answer.json["created"] == "2026-01-15T12:00:00.711Z"
    again = calls.get(f"/documents/{answer.json['id']}").json
    assert again["created"] == "2026-01-15T12:00:00.000Z"


def test_a_patch_changes_what_is_sent_and_null_clears(calls: Calls) -> None:
    calls.patch(f"/documents/{DOC}", {"year": 2019, "pages": None})

    shown = calls.get(f"/documents/{DOC}", view="all").json
    assert shown["year"] == 2019
    assert "pages" not in shown
    assert shown["tags"] == ["core list"]


def test_identifiers_are_replaced_as_a_whole(calls: Calls) -> None:
    calls.patch(f"/documents/{DOC}", {"identifiers": {"issn": "1234-5678"}})

    assert calls.get(f"/documents/{DOC}").json["identifiers"] == {"issn": "1234-5678"}


def test_sets_lose_their_duplicates(calls: Calls) -> None:
    calls.patch(f"/documents/{DOC}", {"tags": ["b", "a", "b"]})

    assert calls.state.document(DOC)["tags"] == ["b", "a"]


def test_server_set_members_are_not_patched(calls: Calls) -> None:
    calls.patch(f"/documents/{DOC}", {"id": "x", "created": "y", "file_attached": True})

    assert calls.state.document(DOC)["id"] == DOC
    assert not calls.state.document(DOC).get("file_attached")


def test_a_document_cannot_be_moved_to_another_library(calls: Calls) -> None:
    assert calls.patch(f"/documents/{DOC}", {"group_id": None}).status_code == 403


@pytest.mark.parametrize("sent", [{"year": "1996"}, {"authors": [{}]}, {"type": "preprint"}])
def test_a_value_of_the_wrong_kind_changes_nothing(calls: Calls, sent: dict[str, object]) -> None:
    before = dict(calls.state.document(DOC))

    assert calls.patch(f"/documents/{DOC}", sent).status_code == 422
    assert calls.state.document(DOC) == before


def test_notes_are_missing_from_the_answer_to_a_patch_unless_switched_on(calls: Calls) -> None:
    assert "notes" not in calls.patch(f"/documents/{DOC}", {}).json
    calls.state.switches.notes_in_patch_answer = True
    assert calls.patch(f"/documents/{DOC}", {}).json["notes"] == "checked"


def test_a_patch_without_change_touches_the_time_unless_switched_off(calls: Calls) -> None:
    calls.state.switches.noop_patch_touches = False
    calls.patch(f"/documents/{DOC}", {"title": "A title"})
    assert calls.state.document(DOC)["last_modified"] == FULL["last_modified"]

    calls.state.switches.noop_patch_touches = True
    calls.patch(f"/documents/{DOC}", {"title": "A title"})
    assert calls.state.document(DOC)["last_modified"] > str(FULL["last_modified"])


def test_a_document_changed_since_is_not_written(calls: Calls) -> None:
    answer = calls.patch(f"/documents/{DOC}", {"title": "B"}, If_Unmodified_Since=BEFORE_IT)

    assert answer.status_code == 412
    assert calls.state.document(DOC)["title"] == "A title"


def test_the_same_second_counts_as_unmodified(calls: Calls) -> None:
    answer = calls.patch(f"/documents/{DOC}", {"title": "B"}, If_Unmodified_Since=AT_THE_SECOND)

    assert answer.status_code == 200


def test_an_exact_service_refuses_the_truncated_second_and_takes_the_next(calls: Calls) -> None:
    calls.state.switches.exact_preconditions = True
    next_second = "Fri, 19 Jan 2024 17:03:12 GMT"

    first = calls.patch(f"/documents/{DOC}", {"title": "B"}, If_Unmodified_Since=AT_THE_SECOND)
    second = calls.patch(f"/documents/{DOC}", {"title": "B"}, If_Unmodified_Since=next_second)

    assert (first.status_code, second.status_code) == (412, 200)


def test_a_date_that_is_none_is_no_precondition(calls: Calls) -> None:
    assert calls.patch(f"/documents/{DOC}", {}, If_Unmodified_Since="soon").status_code == 200


def test_plain_json_is_refused_as_a_body(calls: Calls) -> None:
    assert calls.patch(f"/documents/{DOC}", {}, kind="application/json").status_code == 415


def test_another_media_type_cannot_be_had(calls: Calls) -> None:
    assert calls.get(f"/documents/{DOC}", accept="application/json").status_code == 406


@pytest.mark.parametrize("accept", ["*/*", "application/*"])
def test_a_wildcard_gets_documents(calls: Calls, accept: str) -> None:
    answer = calls.get(f"/documents/{DOC}", accept=accept)

    assert answer.headers["Content-Type"] == "application/vnd.mendeley-document.1+json"


def test_a_method_that_is_none_is_refused_with_those_that_are(calls: Calls) -> None:
    answer = calls.ask("PUT", f"/documents/{DOC}")

    assert answer.status_code == 405
    assert "PATCH" in answer.headers["Allow"]


def test_a_trailing_slash_is_refused(calls: Calls) -> None:
    calls.state.switches.trailing_slashes = False

    assert calls.get("/documents/").status_code == 404
    assert calls.get("/annotations/").status_code == 404


def test_a_trailing_slash_is_taken_where_it_was_recorded(calls: Calls) -> None:
    assert calls.get("/annotations/").status_code == 200
    assert calls.get("/documents/").status_code == 404


def test_a_trashed_document_is_only_in_the_trash_of_its_group(calls: Calls) -> None:
    answer = calls.post(f"/documents/{DOC}/trash")

    assert answer.status_code == 204
    assert answer.headers["Location"].endswith(f"/trash/{DOC}")
    assert calls.get(f"/documents/{DOC}").status_code == 404
    assert calls.get("/trash").json == []
    assert [item["id"] for item in calls.get("/trash", group_id=GROUP).json] == [DOC]
    assert [item["id"] for item in calls.group(include_trashed="true")] == [DOC]


def test_restoring_keeps_the_id_and_gives_a_new_time(calls: Calls) -> None:
    calls.post(f"/documents/{DOC}/trash")
    trashed_at = calls.get(f"/trash/{DOC}").json["last_modified"]

    answer = calls.post(f"/trash/{DOC}/restore")

    assert answer.headers["Location"].endswith(f"/documents/{DOC}")
    assert calls.get(f"/documents/{DOC}").json["last_modified"] > trashed_at


def test_deleted_since_has_bare_ids_of_what_is_gone_for_good(calls: Calls) -> None:
    other = calls.state.create(title="B", group_id=GROUP)
    calls.post(f"/documents/{DOC}/trash")
    calls.delete(f"/documents/{other}")

    assert calls.group(deleted_since="2026-01-15T00:00:00Z") == [{"id": other}]
    assert calls.group(deleted_since="2027-01-15T00:00:00Z") == []
    calls.delete(f"/trash/{DOC}")
    assert {"id": DOC} in calls.group(deleted_since="2026-01-15T00:00:00Z")


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        ("2024-01-19T17:03:11.087Z", True),
        ("2024-01-19T17:03:11.088Z", False),
        ("2024-01-19T18:03:11.087000+01:00", True),
    ],
)
def test_modified_since_is_inclusive(calls: Calls, moment: str, seen: bool) -> None:
    assert bool(calls.group(modified_since=moment)) is seen


def test_a_time_that_is_none_is_refused(calls: Calls) -> None:
    assert calls.get("/documents", modified_since="yesterday").status_code == 400


def test_documents_are_sorted_as_asked() -> None:
    titles = ["B", "C", "A"]
    calls = Calls(a_state([{"title": title} for title in titles]))

    assert [item["title"] for item in calls.group()] == titles
    assert [item["title"] for item in calls.group(sort="title")] == ["A", "B", "C"]
    assert [item["title"] for item in calls.group(sort="title", order="desc")] == ["C", "B", "A"]
    assert calls.get("/documents", group_id=GROUP, sort="year").status_code == 400


def test_tags_mean_any_of_them() -> None:
    calls = Calls(a_state([{"title": t, "tags": [t]} for t in "abc"]))

    found = calls.group(tag=["a", "c"])

    assert [item["title"] for item in found] == ["a", "c"]


def test_an_ordinary_member_may_edit(calls: Calls) -> None:
    assert calls.by(MEMBER).patch(f"/documents/{DOC}", {"year": 1999}).status_code == 200


def test_a_follower_may_only_read() -> None:
    calls = Calls(a_state([FULL], role="follower"))

    assert calls.get(f"/documents/{DOC}").status_code == 200
    assert calls.patch(f"/documents/{DOC}", {"year": 1999}).status_code == 403
    assert calls.post(f"/documents/{DOC}/trash").status_code == 403


def test_bibtex_is_text_in_pages(calls: Calls) -> None:
    answer = calls.get("/documents", accept="application/x-bibtex", group_id=GROUP, view="bib")

    assert answer.get_data(as_text=True).startswith("@article{")
    assert "author = {Muster, Anna}" in answer.get_data(as_text=True)


def test_a_file_becomes_a_document(calls: Calls) -> None:
    answer = calls.post(
        "/documents",
        b"bytes",
        kind="application/pdf",
        Content_Disposition='attachment; filename="paper.pdf"',
        Link=f'<https://api.mendeley.com/groups/{GROUP}>; rel="group"',
    )

    assert answer.json["title"] == "paper.pdf"
    assert answer.json["type"] == "journal"
    assert answer.json["group_id"] == GROUP
    assert answer.json["file_attached"] is True


def test_another_person_acts_on_documents_behind_the_client(calls: Calls) -> None:
    later = datetime(2026, 2, 1, tzinfo=UTC)

    calls.state.edit(DOC, title="B", at=later)
    assert calls.get(f"/documents/{DOC}").json["last_modified"] == "2026-02-01T00:00:00.000Z"
    calls.state.trash(DOC)
    assert calls.get(f"/documents/{DOC}").status_code == 404
    calls.state.restore(DOC)
    calls.state.purge(DOC)
    with pytest.raises(KeyError):
        calls.state.document(DOC)
