"""The canary's comparison: what is new, missing, or of another kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.access.api_check import ApiChangeKind, ApiCheckReport, Kind, Shape, compare_shape
from mendeley_sync.workflow.access import api_shapes as shapes
from tests.contract.recordings import exchanges

THING = Shape(
    name="things",
    members={"id": frozenset({Kind.TEXT}), "size": frozenset({Kind.NUMBER, Kind.TEXT})},
    required=frozenset({"id"}),
)


def found(*items: object) -> list[tuple[ApiChangeKind, str]]:
    return [(drift.kind, drift.member) for drift in compare_shape(THING, items)]


@pytest.mark.parametrize(
    ("item", "drift"),
    [
        ({"id": "1"}, []),
        ({"id": "1", "size": None}, []),
        ({"id": "1", "size": 2.5}, []),
        ({"id": "1", "size": True}, [(ApiChangeKind.RETYPED, "size")]),
        ({"id": 1}, [(ApiChangeKind.RETYPED, "id")]),
        ({"id": None}, [(ApiChangeKind.MISSING, "id")]),
        ({}, [(ApiChangeKind.MISSING, "id")]),
        ({"id": "1", "mood": None}, [(ApiChangeKind.NEW, "mood")]),
        ("a text", [(ApiChangeKind.RETYPED, "")]),
    ],
)
def test_one_object(item: object, drift: list[tuple[ApiChangeKind, str]]) -> None:
    assert found(item) == drift


def test_a_finding_is_said_once_however_often_it_is_met() -> None:
    assert found({"id": 1}, {"id": 2}) == [(ApiChangeKind.RETYPED, "id")]


def test_a_finding_says_what_was_and_what_is() -> None:
    (drift,) = compare_shape(THING, [{"id": "1", "size": []}])

    assert drift.sentence == "things: “size” was a number or text and now is a list."


def test_nothing_looked_at_is_a_service_that_could_not_be_asked() -> None:
    report = ApiCheckReport()

    assert report.exit_code == 9
    assert report.sentence == "Not known: Mendeley could not be asked."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["id", "size", "mood"]), json_values), max_size=4))
def test_no_answer_makes_the_canary_stumble(items: list[dict[str, Any]]) -> None:
    once = found(*items)

    assert once == found(*reversed(items))
    assert len(set(once)) == len(once)


RECORDED: Mapping[str, Shape] = {
    "/documents": shapes.DOCUMENT,
    "/trash": shapes.DOCUMENT,
    "/files": shapes.FILE,
    "/groups": shapes.GROUP,
    "/profiles": shapes.PROFILE,
}


def test_every_recorded_answer_has_a_shape_that_is_known(shared: Path) -> None:
    seen = 0
    for file in sorted((shared / "recordings").rglob("*.y*ml")):
        for exchange in exchanges(file):
            shape = _shape_of(exchange.path)
            if exchange.method != "GET" or exchange.status != 200 or shape is None:
                continue
            content = exchange.json
            for item in content if isinstance(content, list) else [content]:
                new = [one for one in compare_shape(shape, [item]) if one.kind is not _MISSING]
                assert new == [], (file.name, exchange.path)
                seen += 1
    assert seen >= 50


# The core view and the bare ids of what was deleted lack members; that is no drift.
_MISSING = ApiChangeKind.MISSING


def _shape_of(path: str) -> Shape | None:
    start, *rest = path.strip("/").split("/")
    if start == "groups" and rest[-1:] == ["members"]:
        return shapes.MEMBER
    return RECORDED.get(f"/{start}") if len(rest) < 2 else None


DESCRIBED = (
    ("groups-v2", "Group", shapes.GROUP),
    ("groups-v2", "UserRole", shapes.MEMBER),
    ("groups-v2", "Invitation", shapes.INVITATION),
    ("groups", "Group", shapes.GROUP),
    ("profiles", "Profile", shapes.PROFILE),
    ("documents", "UserDocument", shapes.DOCUMENT),
    ("documents", "Person", shapes.PERSON),
    ("files", "File", shapes.FILE),
    ("folders", "Folder", shapes.FOLDER),
)


@pytest.mark.parametrize(("file", "model", "shape"), DESCRIBED)
def test_every_described_member_is_known(shared: Path, file: str, model: str, shape: Shape) -> None:
    described = json.loads((shared / "swagger" / f"{file}.json").read_text("utf-8"))

    assert set(described["models"][model]["properties"]) <= set(shape.members)
