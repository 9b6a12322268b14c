"""State files: what they hold, what they refuse, and that they give the same bytes again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mendeley_sync.sandbox.app import Sandbox
from mendeley_sync.sandbox.clock import as_text
from mendeley_sync.sandbox.state_file import (
    StateFileError,
    dump_state,
    load_state,
    replace_state,
)
from tests.contract.world import a_world
from tests.sandbox.calls import Calls
from tests.scenario import ACCESS_TOKEN, GROUP, OWNER, a_state

GROUP_V2 = "application/vnd.mendeley-group+json"
INVITATIONS = "application/vnd.mendeley-group-invitation-list+json"


def load(**keys: Any) -> Any:
    return load_state(json.dumps(keys))


def test_a_state_comes_back_from_its_file_unchanged() -> None:
    text = dump_state(a_world())

    assert dump_state(load_state(text)) == text


def test_an_empty_file_is_an_empty_service() -> None:
    state = load()

    assert state.documents == {}
    assert state.clock.fixed is None


def test_missing_facts_are_filled_in() -> None:
    state = load(
        clock="2026-01-01T00:00:00Z",
        profiles=[{"id": "p"}],
        documents=[{"id": "d", "title": "A", "created": "2020-05-05T10:00:00+02:00"}],
        files=[{"id": "f", "document_id": "d", "content": "text"}],
        folders=[{"id": "o", "name": "F"}],
    )

    assert state.document("d")["created"] == "2020-05-05T08:00:00.000Z"
    assert state.document("d")["last_modified"] == "2020-05-05T08:00:00.000Z"
    assert state.document("d")["profile_id"] == "p"
    assert state.document("d")["file_attached"] is True
    assert state.files["f"]["size"] == 4
    assert state.folders["o"]["profile_id"] == "p"
    assert state.me == "p"


def test_strange_documents_are_kept_as_they_are() -> None:
    strange = {"id": "d", "year": "1996", "type": "preprint", "authors": [{}], "new_field": [1]}

    kept = load(profiles=[{"id": "p"}], documents=[strange]).document("d")

    assert kept.items() >= strange.items()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"docments": []}, "unknown key 'docments'; did you mean 'documents'"),
        ({"documents": {}}, "documents: expected a list"),
        ({"documents": ["x"]}, "documents[0]: expected an object"),
        ({"documents": [{}]}, "documents[0]: 'id' is missing"),
        ({"documents": [{"id": "a"}, {"id": "a"}]}, "documents: id 'a' occurs twice"),
        ({"documents": [{"id": "a"}], "trash": [{"id": "a"}]}, "trash: 'a' is also"),
        ({"documents": [{"id": "a", "created": "then"}]}, "documents[0].created: 'then'"),
        ({"clock": "noon"}, "clock: 'noon'"),
        ({"catalog": [{"id": "e", "found_by": "x"}]}, "found_by of 'e' must be an object"),
        ({"me": "nobody"}, "me: 'nobody'"),
        ({"tokens": [{"access_token": "t", "profile_id": "x"}]}, "tokens[0]: 'x'"),
        ({"refresh_rotation": 1}, "refresh_rotation: expected bool"),
        ({"lost_marker": "explode"}, "lost_marker: must be one of"),
        ({"members": []}, "members: expected an object"),
        ({"members": {"g": [{"role": "owner"}]}}, "'profile_id' is missing"),
        ({"files": [{"id": "f", "content_base64": "?"}]}, "content_base64: not base64"),
        ({"issued": "many"}, "issued: unexpected"),
    ],
)
def test_a_spoilt_file_is_refused_with_the_place(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(StateFileError) as refusal:
        load(**keys)

    assert said in str(refusal.value)


# Every list that the owner of the world sees, and the key of the state file for it.
SHOWN = {
    "groups": f"/groups/v2/{GROUP}",
    "profiles": "/profiles/v2/me",
    "documents": f"/documents?group_id={GROUP}&view=all",
    "trash": f"/trash?group_id={GROUP}&view=all",
    "folders": f"/folders?group_id={GROUP}",
    "files": f"/files?group_id={GROUP}",
    "annotations": f"/annotations?group_id={GROUP}",
    "invitations": f"/groups/v2/{GROUP}/invitations",
    "catalog": "/search/catalog?query=catalog&view=all",
}


def as_shown(state: Any) -> dict[str, list[Any]]:
    """What the lists of `SHOWN` answer."""
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    found = {}
    for key, address in SHOWN.items():
        kinds = {"groups": GROUP_V2, "invitations": INVITATIONS}
        accept = {"Accept": kinds.get(key, "*/*")}
        answer = Sandbox(state).client().get(address, headers=headers | accept)
        assert answer.status_code == 200, (key, answer.get_data())
        items = json.loads(answer.get_data())
        found[key] = items if isinstance(items, list) else [items]
    return found


def test_what_is_shown_can_be_pasted_in_and_is_shown_again_with_strange_members() -> None:
    shown = as_shown(a_world())
    for items in shown.values():
        assert items != []
        for item in items:
            item["new_field"] = {"a": [1]}
    token = {"access_token": ACCESS_TOKEN, "profile_id": OWNER}
    for item in shown["annotations"]:
        if item["type"] == "note":
            del item["new_field"]

    assert as_shown(load(**shown, me=OWNER, tokens=[token])) == shown


def test_a_role_in_a_group_makes_one_a_member() -> None:
    state = load(
        profiles=[{"id": "p"}, {"id": "q"}],
        groups=[{"id": "g", "name": "G", "role": "admin"}, {"id": "h", "name": "H"}],
        members={"h": [{"profile_id": "q", "role": "owner"}]},
    )

    assert state.role("g", "p") == "admin"
    assert state.role("h", "p") is None
    assert "role" not in state.groups["g"]


def test_bare_tombstones_are_of_just_now_and_one_s_own() -> None:
    bare = [{"id": "x"}]
    state = load(
        clock="2026-01-01T00:00:00Z",
        profiles=[{"id": "p"}],
        tokens=[{"access_token": ACCESS_TOKEN, "profile_id": "p"}],
        deleted=bare,
        deleted_files=bare,
        deleted_annotations=bare,
    )
    calls = Calls(state)

    for path in ("/documents", "/files", "/annotations"):
        (thin,) = calls.get(path, deleted_since="2026-01-01T00:00:00Z").json
        assert thin["id"] == "x"


def test_an_entry_may_be_found_by_what_it_does_not_show() -> None:
    found_by = {"filehash": ["abc", "def"], "title": "Another name"}
    entry = {"id": "e", "title": "A", "found_by": found_by}
    calls = Calls(load(catalog=[entry], tokens=[{"access_token": ACCESS_TOKEN}]))

    for path, query in (
        ("/catalog", {"filehash": "DEF", "view": "all"}),
        ("/search/catalog", {"title": "another", "view": "all"}),
    ):
        assert calls.get(path, **query).json == [{"id": "e", "title": "A"}]


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(StateFileError):
        load_state(text)


def test_the_clock_of_a_file_stands_or_runs() -> None:
    assert as_text(load(clock="2026-01-01T00:00:00Z").clock()) == "2026-01-01T00:00:00.000Z"
    assert load(clock=None).clock.fixed is None


def test_tokens_last_from_the_time_of_loading() -> None:
    state = load(
        clock="2026-01-01T00:00:00Z",
        profiles=[{"id": "p"}],
        tokens=[{"access_token": "t", "profile_id": "p", "expires_in": 60}],
    )

    assert as_text(state.tokens["t"].expires_at) == "2026-01-01T00:01:00.000Z"


def script(state: Any) -> tuple[list[bytes], str]:
    """The same requests, and everything that came of them."""
    calls = Calls(state)
    answers = [
        calls.post("/documents", {"title": "A", "type": "book", "group_id": GROUP}),
        calls.get("/documents", group_id=GROUP, view="all"),
        calls.post("/folders", {"name": "F", "group_id": GROUP}),
    ]
    seen = [answer.get_data() + str(answer.headers).encode() for answer in answers]
    return seen, dump_state(calls.state)


def test_the_same_requests_to_the_same_seed_give_the_same_bytes() -> None:
    assert script(a_state([{"title": "T"}])) == script(a_state([{"title": "T"}]))


def test_ids_go_on_after_a_reload() -> None:
    state = a_state()
    first = state.create(title="A")

    second = load_state(dump_state(state)).create(title="B")

    assert first != second


def test_a_running_state_can_be_replaced() -> None:
    sandbox = Sandbox(a_state([{"title": "T"}]))
    storage = sandbox.state.storage_url

    replace_state(sandbox.state, "{}")

    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
    assert sandbox.client().get("/documents", headers=headers).status_code == 401
    assert sandbox.state.storage_url == storage
