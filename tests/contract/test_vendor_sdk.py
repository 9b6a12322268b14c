"""The vendor's own SDK works against the sandbox as it does against the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.sandbox.scenario import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, GROUP
from mendeley_sync.sandbox.scenario import REDIRECT_URI as REDIRECT
from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.world import ENTRY, a_world

mendeley = pytest.importorskip("mendeley", reason="the vendor's SDK is not here (group bench)")


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    state = a_world()
    state.switches.trailing_slashes = True
    for number in range(30):
        state.create(title=f"Basket {number}", profile_id=state.me)
    with SandboxServer(state) as running:
        yield running
    assert running.sandbox.bugs == []


@pytest.fixture
def sdk(server: SandboxServer) -> Any:
    from mendeley.session import MendeleySession

    app = mendeley.Mendeley(CLIENT_ID, CLIENT_SECRET, REDIRECT, host=server.url)
    return MendeleySession(app, {"access_token": ACCESS_TOKEN, "token_type": "bearer"})


def test_it_walks_all_pages(sdk: Any) -> None:
    page = sdk.documents.list(page_size=5)

    assert len(list(sdk.documents.iter(page_size=7))) == 31
    assert (page.count, page.next_page is not None, page.last_page is not None) == (31, True, True)
    assert len(list(sdk.documents.search("basket").iter(page_size=7))) == 30


def test_it_sees_the_group_and_who_is_in_it(sdk: Any) -> None:
    group = sdk.groups.get(GROUP)

    assert [(entry.name, entry.role) for entry in sdk.groups.iter()] == [(group.name, "owner")]
    assert [member.display_name for member in group.members.iter()] == [
        "Clara Beispiel",
        "Anna Muster",
    ]
    assert [document.title for document in group.documents.iter()] == ["In the group"]


def test_it_creates_edits_trashes_restores_and_deletes(sdk: Any) -> None:
    document = sdk.documents.create("New", "journal", year=2014)

    assert document.update(title="Changed").title == "Changed"
    document.move_to_trash()
    assert [entry.title for entry in sdk.trash.iter()] == ["Changed"]
    sdk.trash.get(document.id).restore()
    sdk.documents.get(document.id).delete()
    with pytest.raises(mendeley.exception.MendeleyApiException, match="Document not found"):
        sdk.documents.get(document.id)


def test_it_uploads_annotates_and_downloads(sdk: Any, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("content", encoding="utf-8")
    document = sdk.documents.create("New", "journal")

    document.attach_file(str(paper))
    note = document.add_note("read it")

    (tmp_path / "down").mkdir()
    copy = next(iter(document.files.iter())).download(str(tmp_path / "down"))
    assert Path(copy).read_text(encoding="utf-8") == "content"
    assert note.text == "read it"
    assert [entry.type for entry in sdk.annotations.iter()] == ["note"]


def test_it_finds_the_catalog(sdk: Any) -> None:
    assert sdk.catalog.by_identifier(doi="10.5555/1").id == ENTRY
    assert sdk.catalog.lookup(doi="10.5555/1").score == 100
    assert [entry.id for entry in sdk.catalog.search("catalog").iter()] == [ENTRY]
