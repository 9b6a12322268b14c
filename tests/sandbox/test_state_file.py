"""State files: what they hold, what they refuse, and that they give the same bytes again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mendeley_sync.sandbox.app import Sandbox
from mendeley_sync.sandbox.clock import as_text
from mendeley_sync.sandbox.scenario import ACCESS_TOKEN, GROUP, a_state
from mendeley_sync.sandbox.state_file import (
    StateFileError,
    dump_state,
    load_state,
    replace_state,
)
from tests.contract.world import a_world
from tests.sandbox.calls import Calls


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
