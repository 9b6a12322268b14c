"""Setting up writes what is missing and overwrites nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mendeley_sync.domain.library import Group, Library
from mendeley_sync.errors import ConfigError
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.settings import Settings, load_settings
from mendeley_sync.settings.template import first_settings, with_group
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.init import InitResult, references_of, run_init
from tests.makers.literature import ROOT

GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
OTHER = "11111111-11aa-3c77-b0e1-93d1f0a5b7c4"
SEED = ROOT / "mendeley_sync" / "sandbox" / "data" / "seed.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(folder: Path) -> Settings:
    return load_settings(state_dir=folder / "state", environ={})


def library(*titles: str) -> Callable[[str], Library]:
    documents = tuple(
        document_from_wire({"id": f"document-{number}", "title": title, "type": "journal"})
        for number, title in enumerate(titles)
    )
    return lambda group: Library(
        group=Group(id=group), documents=documents, pulled_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def untouchable(group: str) -> Library:
    raise AssertionError("the library was asked")


def begun(folder: Path, group: str | None = GROUP, source: Path | None = None) -> InitResult:
    pull = library("Groups in practice") if source is None else untouchable
    return run_init(found(folder), group=group, source=source, library=pull)


def test_in_an_empty_folder_settings_and_list_are_written(folder: Path) -> None:
    done = begun(folder)

    assert done.references == 1
    assert found(folder).require_group() == GROUP
    assert "Groups in practice" in found(folder).require_list().read_text("utf-8")


def test_a_second_time_nothing_is_left_to_do(folder: Path) -> None:
    begun(folder)
    before = {path: path.read_bytes() for path in (folder / "config").iterdir()}

    again = run_init(found(folder), group=GROUP, source=None, library=untouchable)

    assert again.did_nothing
    assert {path: path.read_bytes() for path in (folder / "config").iterdir()} == before


def test_a_list_that_is_there_stays_as_it_is(folder: Path) -> None:
    (folder / "config").mkdir()
    path = folder / "config" / "references.yaml"
    path.write_text("references:\n  - id: mine\n    title: Mine\n", encoding="utf-8")
    before = path.read_bytes()

    done = run_init(found(folder), group=GROUP, source=None, library=untouchable)

    assert done.references is None
    assert path.read_bytes() == before


def test_a_file_does_not_replace_a_list_that_is_there(folder: Path) -> None:
    begun(folder)
    source = folder / "other.yaml"
    source.write_text("references:\n  - id: a\n    title: A\n    type: book\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="a list already"):
        begun(folder, source=source)


def test_the_group_is_put_into_settings_that_have_none_and_every_other_byte_stays(
    folder: Path,
) -> None:
    (folder / "config").mkdir()
    path = folder / "config" / "mendeley-sync.toml"
    path.write_bytes((ROOT / "config" / "mendeley-sync.toml").read_bytes())
    before = path.read_text("utf-8").splitlines()

    done = begun(folder)

    changed = [
        pair for pair in zip(before, path.read_text("utf-8").splitlines(), strict=True)
        if pair[0] != pair[1]
    ]  # fmt: skip
    assert done.config_done == "group set"
    assert changed == [('# group = "00000000-0000-0000-0000-000000000000"', f'group = "{GROUP}"')]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        'list = "references.yaml"\n',
        "[sync]\npush = []\n",
        "\r\n[sync]\r\n",
    ],
)
def test_the_group_finds_its_place_in_any_settings(text: str) -> None:
    filled = with_group(text, GROUP, file="x.toml")

    assert filled.replace(f'group = "{GROUP}"', "").split() == text.split()


def test_another_group_is_never_replaced(folder: Path) -> None:
    begun(folder)

    with pytest.raises(ConfigError, match="another group"):
        begun(folder, group=OTHER)

    assert found(folder).require_group() == GROUP


def test_a_group_that_is_no_id_writes_nothing(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no group id"):
        begun(folder, group="https://www.mendeley.com/community/x/")

    assert list(folder.iterdir()) == []


def test_a_list_from_a_file_needs_neither_group_nor_service(folder: Path) -> None:
    source = folder / "literature.yaml"
    text = "# mine\nreferences:\n  - id: a-1\n    type: book\n    title: A   # first\n"
    source.write_text(text, encoding="utf-8")

    begun(folder, group=None, source=source)

    assert found(folder).group is None
    assert found(folder).require_list().read_text("utf-8") == text


def test_a_list_from_a_file_of_another_format_is_translated(folder: Path) -> None:
    source = folder / "literature.json"
    entry = {"id": "a-1", "type": "book", "title": "A", "issued": {"date-parts": [[1957]]}}
    source.write_text(json.dumps([entry]), encoding="utf-8")

    begun(folder, source=source)

    (reference,) = load_reference_list(found(folder).list_path).references
    assert (reference.key, reference.metadata.title, reference.metadata.year) == ("a-1", "A", 1957)


@pytest.mark.parametrize("text", ["references: [", "[]", "- 1\n- 2\n"])
def test_a_file_that_cannot_be_read_whole_writes_nothing(folder: Path, text: str) -> None:
    source = folder / "spoilt.yaml"
    source.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError):
        begun(folder, source=source)

    assert [path.name for path in folder.iterdir()] == ["spoilt.yaml"]


def test_without_group_and_file_the_way_on_is_said(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        run_init(found(folder), group=None, source=None, library=untouchable)

    assert "--from" in str(caught.value.advice)
    assert list(folder.iterdir()) == []


def test_a_new_settings_file_is_the_committed_one() -> None:
    assert first_settings() == (ROOT / "config" / "mendeley-sync.toml").read_text("utf-8")


def test_every_document_becomes_one_reference_with_an_id_of_its_own() -> None:
    documents = json.loads(SEED.read_text("utf-8"))["documents"]
    whole = Library(
        group=Group(id=GROUP),
        documents=tuple(document_from_wire(document) for document in documents),
        pulled_at=datetime(2026, 1, 1, tzinfo=UTC),
    )

    references = references_of(whole)

    assert len({reference.key for reference in references}) == len(documents)
    assert {r.metadata.title for r in references} == {document["title"] for document in documents}
