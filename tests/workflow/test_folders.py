"""Folders of the library: mirrored with nested, empty and shared ones, shown where asked, kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.library import Document, Folder, Group, Library
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.formats.registry import write_references
from mendeley_sync.reports.diff.json import report_as_json
from mendeley_sync.reports.diff.text import render_text
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.workflow.exchange.exports import references_of_mirror
from mendeley_sync.workflow.service import open_mirror
from tests import scenario
from tests.scenario import BEGINNING, GROUP
from tests.sync_builders import TITLE, a_reference
from tests.sync_world import World, a_world

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
OTHER_TITLE = "Group work with students: what the seminar taught us"
FOLDERS = {
    "f-top": {"name": "Leadership"},
    "f-in": {"name": "Reviews/2024", "parent_id": "f-top"},
    "f-empty": {"name": "Empty"},
}
PATHS = {"f-top": "Leadership", "f-in": "Leadership/Reviews\\/2024", "f-empty": "Empty"}


def raw(document: str, doi: str, title: str, *folders: str) -> dict[str, Any]:
    return {
        "id": document,
        "type": "journal",
        "title": title,
        "identifiers": {"doi": doi},
        "folder_uuids": list(folders),
    }


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    documents = [
        raw(FIRST, "10.5555/1", TITLE, "f-in", "f-top"),
        raw(SECOND, "10.5555/2", OTHER_TITLE, "f-in"),
    ]
    references = [
        a_reference("a", DOI="10.5555/1", volume="7"),
        a_reference("b", DOI="10.5555/2", title=OTHER_TITLE),
    ]
    with a_world(tmp_path, references, documents) as made:
        for identity, folder in FOLDERS.items():
            made.server.state.folders[identity] = {
                "id": identity,
                "group_id": GROUP,
                "created": "2023-01-05T15:00:00.000Z",
                "colour": "blue",
                **folder,
            }
        yield made


def mirrored(world: World) -> Library:
    with open_mirror(world.settings.state_dir) as mirror:
        library = mirror.library(GROUP)
    assert library is not None
    return library


def memberships(world: World) -> dict[str, list[str]]:
    """Folders of each document of the library, as the service has them."""
    return {key: sorted(item.get("folder_uuids", ())) for key, item in world.documents.items()}


def showing(world: World) -> None:
    config = world.settings.config.model_copy(update={"show_folders": True})
    world.settings = replace(world.settings, config=config)


def test_nested_empty_and_shared_folders_are_mirrored_with_their_paths(world: World) -> None:
    world.diff()

    library = mirrored(world)
    assert library.folder_paths() == PATHS
    by_id = {document.id: library.paths_of(document) for document in library.documents}
    assert by_id == {
        FIRST: ("Leadership", "Leadership/Reviews\\/2024"),
        SECOND: ("Leadership/Reviews\\/2024",),
    }


def test_a_folder_that_is_gone_leaves_the_mirror_and_one_that_is_unread_stays(
    world: World,
) -> None:
    world.diff()
    del world.server.state.folders["f-empty"]
    world.server.faults.add(Fault(path="/folders", nth=None, times=9, status=403))

    world.diff()
    unread = {folder.id for folder in mirrored(world).folders}
    world.server.faults.clear()
    world.diff()

    assert unread == {"f-top", "f-in", "f-empty"}
    assert {folder.id for folder in mirrored(world).folders} == {"f-top", "f-in"}


def test_reports_show_folders_only_where_the_settings_ask(world: World) -> None:
    silent = world.diff().report
    showing(world)
    shown = world.diff().report

    assert "folders" not in report_as_json(silent)
    assert "Leadership" not in render_text(silent)
    assert report_as_json(shown)["folders"][SECOND] == ["Leadership/Reviews\\/2024"]
    assert 'in "Leadership"' in render_text(shown)


def test_an_export_of_the_library_names_the_folders(world: World) -> None:
    world.pushed()

    references = references_of_mirror(world.settings)

    items = json.loads(write_references(references, "csl-json")[0])
    found = {item["id"]: item["custom"]["mendeley"]["folders"] for item in items}
    assert found["b"] == ["Leadership/Reviews\\/2024"]
    bibtex = write_references(references, "bibtex")[0]
    assert "mendeley-groups = {Leadership,Leadership/Reviews" in bibtex


def test_a_push_and_its_undo_leave_every_document_in_its_folders(world: World) -> None:
    before = memberships(world)

    outcome = world.pushed()
    pushed = memberships(world)
    world.undo(outcome.run)

    assert len(world.writes) >= 2
    assert before == pushed == memberships(world)


def test_what_was_in_the_trash_comes_back_into_its_folders(world: World) -> None:
    world.pushed()
    before = memberships(world)
    world.server.state.trash(SECOND)
    world.later(days=1)

    world.server.state.restore(SECOND)
    world.diff()

    assert memberships(world) == before
    assert mirrored(world).paths_of(
        next(one for one in mirrored(world).documents if one.id == SECOND)
    ) == ("Leadership/Reviews\\/2024",)


def test_folders_in_a_circle_have_paths_all_the_same() -> None:
    library = Library(
        group=Group(id=GROUP),
        documents=(Document(id="d", metadata=Metadata(), folders=("x", "unknown")),),
        folders=(Folder("x", "X", "y"), Folder("y", "Y", "x"), Folder("z", "Z", "gone")),
        pulled_at=BEGINNING,
    )

    assert library.folder_paths() == {"x": "Y/X", "y": "X/Y", "z": "Z"}
    assert library.paths_of(library.documents[0]) == ("Y/X",)


def test_groups_and_people_are_kept_with_every_member(world: World) -> None:
    group = world.server.state.groups[GROUP]
    group |= {
        "description": "What we read",
        "tags": ["nets"],
        "link": "https://example.org/g",
        "photo": {"standard": "https://example.org/p.png", "square": ""},
    }
    world.pushed()
    world.diff()

    with open_mirror(world.settings.state_dir) as mirror:
        answers = mirror.answers()
    kept = answers["group", GROUP]
    assert {name: kept[name] for name in group} == group
    assert {name for kind, name in answers if kind == "group"} == {GROUP}


def test_the_profile_that_was_asked_for_is_kept_whole(world: World) -> None:
    writers = (scenario.OWNER,)
    config = world.settings.config.model_copy(update={"writers": writers})
    world.settings = replace(world.settings, config=config)
    profile = world.server.state.profiles[scenario.OWNER]

    world.diff()

    with open_mirror(world.settings.state_dir) as mirror:
        kept = mirror.answers()["profile", scenario.OWNER]
    assert kept == {name: value for name, value in profile.items() if value is not None}
