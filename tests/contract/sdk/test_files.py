"""Files through the vendor's SDK: lists, uploads, downloads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import arrow
import pytest
import requests
from mendeley.exception import MendeleyApiException

from mendeley_sync.sandbox.server import SandboxServer
from tests.contract.sdk.conftest import ENTRY, GROUP


@pytest.fixture
def papers(tmp_path: Path) -> tuple[str, str]:
    """Two files to upload."""
    for name in ("basket", "weaving"):
        (tmp_path / f"{name}.txt").write_text(f"about {name}", encoding="utf-8")
    return str(tmp_path / "basket.txt"), str(tmp_path / "weaving.txt")


@pytest.fixture
def document(sdk: Any) -> Any:
    return sdk.documents.create("Underwater basket weaving", "journal", year=2014)


def test_an_attached_file_says_what_it_is(document: Any, papers: tuple[str, str]) -> None:
    file = document.attach_file(papers[0])

    assert file.file_name == "Underwater basket weaving"
    assert (file.mime_type, file.size) == ("text/plain", 12)
    assert len(file.filehash) == 40
    assert [one.json for one in document.files.list().items] == [file.json]
    assert file.document().title == "Underwater basket weaving"
    assert file.document(view="client").file_attached is True


def test_as_a_switch_it_keeps_its_own_name(
    document: Any, papers: tuple[str, str], server: SandboxServer
) -> None:
    server.state.switches.file_names = "sent"

    assert document.attach_file(papers[0]).file_name == "basket.txt"


def test_equal_content_and_equal_documents_share_half_an_id(
    sdk: Any, document: Any, papers: tuple[str, str]
) -> None:
    other = sdk.documents.create("B", "journal")
    ids = [
        document.attach_file(papers[0]).id,
        document.attach_file(papers[1]).id,
        other.attach_file(papers[0]).id,
    ]

    assert ids[0][:18] == ids[2][:18] != ids[1][:18]
    assert ids[0][18:] == ids[1][18:] != ids[2][18:]
    # In the order in which they were added, whatever their ids.
    assert [file.id for file in sdk.files.iter(page_size=2)] == ids
    page = sdk.files.list(page_size=2)
    assert (page.count, set(page.rsp.links), page.next_page.rsp.links) == (3, {"next"}, {})


def test_a_download_has_the_year_and_the_title_for_a_name(
    sdk: Any, document: Any, papers: tuple[str, str], tmp_path: Path, server: SandboxServer
) -> None:
    file = document.attach_file(papers[0])
    (tmp_path / "down").mkdir()

    path = Path(file.download(str(tmp_path / "down")))

    assert path.name == "2014-Underwater_basket_weaving.txt"
    assert path.read_text(encoding="utf-8") == "about basket"
    address = file.download_url
    assert not address.startswith(server.url)
    assert requests.get(address, timeout=10).text == "about basket"


def test_files_of_groups_lie_apart(sdk: Any, document: Any, papers: tuple[str, str]) -> None:
    group = sdk.groups.get(GROUP)
    shared = group.documents.create("Shared", "journal")
    mine, theirs = document.attach_file(papers[0]), shared.attach_file(papers[1])

    assert [file.id for file in sdk.files.iter()] == [mine.id]
    assert [file.id for file in group.files.iter()] == [theirs.id]
    assert [file.id for file in group.files.list(page_size=5).items] == [theirs.id]
    assert theirs.document().title == "Shared"


def test_files_of_the_catalog(sdk: Any) -> None:
    (file,) = sdk.catalog.get(ENTRY).files.iter()

    assert (file.file_name, file.json["catalog_id"]) == ("Changes in invented forests", ENTRY)
    assert file.document().title == "Changes in invented forests"
    assert "created" not in file.json


def test_what_was_added_and_what_is_gone_since(
    sdk: Any, document: Any, papers: tuple[str, str]
) -> None:
    first, second = document.attach_file(papers[0]), document.attach_file(papers[1])
    since = arrow.get(second.json["created"])

    assert [file.id for file in sdk.files.list(added_since=since).items] == [second.id]
    assert [file.id for file in document.files.iter(added_since=since)] == [second.id]
    first.delete()

    assert [file.json for file in sdk.files.list(deleted_since=since).items] == [{"id": first.id}]
    assert [file.id for file in document.files.iter(deleted_since=since)] == [first.id]
    assert [file.id for file in document.files.iter()] == [second.id]


def test_what_is_deleted_is_gone(sdk: Any, document: Any, papers: tuple[str, str]) -> None:
    file = document.attach_file(papers[0])

    file.delete()

    assert document.files.list().items == []
    assert sdk.documents.get(document.id, view="client").file_attached is False
    for call in (lambda: file.download_url, file.delete):
        with pytest.raises(MendeleyApiException, match="File not found") as raised:
            call()
        assert raised.value.status == 404


def test_the_same_file_is_attached_once(document: Any, papers: tuple[str, str]) -> None:
    document.attach_file(papers[0])

    with pytest.raises(MendeleyApiException) as raised:
        document.attach_file(papers[0])
    assert raised.value.status == 400
