"""The settings of a run come from options, environment and working folder, in this order."""

import subprocess
import sys
from pathlib import Path

import pytest

from mendeley_sync.errors import ConfigError, UsageError
from mendeley_sync.settings import load_settings

GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_every_value_is_the_default(empty_folder: Path) -> None:
    settings = load_settings(environ={}, state_dir=empty_folder)

    assert settings.config_file is None
    assert settings.base_url == "https://api.mendeley.com"


@pytest.mark.parametrize("place", ["config/mendeley-sync.toml", "mendeley-sync.toml"])
def test_a_file_in_the_working_folder_is_found(empty_folder: Path, place: str) -> None:
    write(empty_folder / place, 'list = "mine.yaml"')

    settings = load_settings(environ={}, state_dir=empty_folder)

    assert settings.list_path == Path(place).parent / "mine.yaml"


def test_the_option_wins_over_the_environment_and_the_folder(empty_folder: Path) -> None:
    write(empty_folder / "mendeley-sync.toml", 'list = "folder.yaml"')
    environment = write(empty_folder / "b" / "env.toml", 'list = "environment.yaml"')
    option = write(empty_folder / "a" / "option.toml", 'list = "option.yaml"')
    environ = {"MENDELEY_SYNC_CONFIG": str(environment)}

    named = load_settings(config=option, environ=environ, state_dir=empty_folder)
    from_environment = load_settings(environ=environ, state_dir=empty_folder)

    assert named.list_path == empty_folder / "a" / "option.yaml"
    assert from_environment.list_path == empty_folder / "b" / "environment.yaml"


def test_a_named_file_that_is_not_there_is_refused(empty_folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"--config"):
        load_settings(config=Path("nowhere.toml"), environ={})
    with pytest.raises(ConfigError, match=r"MENDELEY_SYNC_CONFIG"):
        load_settings(environ={"MENDELEY_SYNC_CONFIG": str(empty_folder / "nowhere.toml")})


def test_the_state_folder_comes_from_the_option_then_the_environment(empty_folder: Path) -> None:
    environ = {"MENDELEY_SYNC_STATE_DIR": str(empty_folder / "environment")}

    assert load_settings(environ=environ).state_dir == empty_folder / "environment"
    named = load_settings(environ=environ, state_dir=empty_folder / "option")
    assert named.state_dir == empty_folder / "option"


@pytest.mark.usefixtures("empty_folder")
def test_without_either_the_state_folder_is_the_platforms() -> None:
    assert load_settings(environ={}).state_dir.name == "mendeley-sync"


def test_the_group_of_the_environment_wins(empty_folder: Path) -> None:
    write(empty_folder / "mendeley-sync.toml", 'group = "other-group"')

    settings = load_settings(environ={"MENDELEY_SYNC_GROUP": GROUP}, state_dir=empty_folder)

    assert settings.require_group() == GROUP


@pytest.mark.parametrize("text", ["not a group", "it's", 'x" = 1', "https://example.org/g"])
def test_a_group_of_the_environment_that_is_none_is_refused(empty_folder: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="MENDELEY_SYNC_GROUP"):
        load_settings(environ={"MENDELEY_SYNC_GROUP": text}, state_dir=empty_folder)


def test_no_file_no_group_and_no_list_each_say_the_way_on(empty_folder: Path) -> None:
    bare = load_settings(environ={}, state_dir=empty_folder)
    with pytest.raises(ConfigError) as no_file:
        bare.require_group()
    write(empty_folder / "mendeley-sync.toml", "")
    settings = load_settings(environ={}, state_dir=empty_folder)
    with pytest.raises(ConfigError) as no_group:
        settings.require_group()
    with pytest.raises(ConfigError) as no_list:
        settings.require_list()

    assert "mendeley-sync init" in str(no_file.value.advice)
    assert "mendeley-sync groups" in str(no_group.value.advice)
    assert "--sandbox" in str(no_group.value.advice)
    assert "references.yaml" in str(no_list.value)


def test_the_lock_file_lies_beside_the_list_and_is_named_after_it(empty_folder: Path) -> None:
    write(empty_folder / "config" / "mendeley-sync.toml", "")
    ordinary = load_settings(environ={}, state_dir=empty_folder)
    other = write(empty_folder / "other.toml", 'list = "society.bib"')

    assert ordinary.lock_path == Path("config/references.lock.json")
    settings = load_settings(config=other, environ={}, state_dir=empty_folder)
    assert settings.lock_path == empty_folder / "society.lock.json"


def test_the_owners_of_the_file_become_rules(empty_folder: Path) -> None:
    text = 'protected_fields = ["DOI"]\n[fields]\nnote = "ignored"\ntitle = "shared"'
    write(empty_folder / "mendeley-sync.toml", text)

    rules = load_settings(environ={}, state_dir=empty_folder).field_rules()

    assert rules.owner("note") == "ignored"
    assert rules.owner("title") == "shared"
    assert rules.owner("abstract") == "shared"
    assert rules.protect == {"DOI"}


def test_only_what_decides_the_comparison_changes_the_digest(empty_folder: Path) -> None:
    def digest(text: str) -> str:
        write(empty_folder / "mendeley-sync.toml", text)
        return load_settings(environ={}, state_dir=empty_folder).digest

    plain = digest("")

    assert digest("[service]\nrequests_per_second = 2.0") == plain
    assert digest('[fields]\nnote = "list"') != plain
    assert digest(f'group = "{GROUP}"') != plain


def test_practice_and_a_named_file_exclude_each_other(empty_folder: Path) -> None:
    path = write(empty_folder / "x.toml", "")

    with pytest.raises(UsageError):
        load_settings(config=path, state_dir=empty_folder, sandbox=True, environ={})


def test_loading_imports_neither_the_client_nor_the_server() -> None:
    code = (
        "import sys; from mendeley_sync.settings import load_settings; load_settings(environ={});"
        "print([m for m in ('requests', 'flask', 'rich', 'rapidfuzz') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
