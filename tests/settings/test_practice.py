"""Practice lies in its own folder, starts from what the package ships, and can be thrown away."""

import hashlib
from pathlib import Path

import pytest

from mendeley_sync.errors import ConfigError
from mendeley_sync.settings import load_settings
from mendeley_sync.settings.sandbox_files import reset_practice
from tests.makers.literature import ROOT

DATA = ROOT / "mendeley_sync" / "sandbox" / "data"


def test_everything_is_laid_into_the_sandbox_folder_of_the_state(tmp_path: Path) -> None:
    settings = load_settings(state_dir=tmp_path, sandbox=True, environ={})

    assert settings.practice
    assert settings.state_dir == tmp_path / "sandbox"
    assert settings.require_list() == tmp_path / "sandbox" / "references.yaml"
    assert settings.lock_path.parent == tmp_path / "sandbox"
    assert settings.list_path.read_bytes() == (DATA / "references.yaml").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["sandbox"]


def test_the_group_is_the_one_of_the_seed(tmp_path: Path) -> None:
    settings = load_settings(state_dir=tmp_path, sandbox=True, environ={})

    assert f'"{settings.require_group()}"' in (DATA / "seed.json").read_text("utf-8")


def test_settings_and_group_of_the_environment_are_ignored(tmp_path: Path) -> None:
    environ = {"MENDELEY_SYNC_CONFIG": "/nowhere.toml", "MENDELEY_SYNC_GROUP": "another-group"}

    settings = load_settings(state_dir=tmp_path, sandbox=True, environ=environ)

    assert settings.require_group() != "another-group"


def test_what_a_person_changed_in_the_practice_stays_until_the_reset(tmp_path: Path) -> None:
    settings = load_settings(state_dir=tmp_path, sandbox=True, environ={})
    settings.list_path.write_text("references: []\n", encoding="utf-8")
    (tmp_path / "token.json").write_text("{}", encoding="utf-8")

    load_settings(state_dir=tmp_path, sandbox=True, environ={})
    assert settings.list_path.read_text("utf-8") == "references: []\n"
    reset_practice(tmp_path)

    assert settings.list_path.read_bytes() == (DATA / "references.yaml").read_bytes()
    assert (tmp_path / "token.json").exists()


def test_the_config_folder_is_never_written(tmp_path: Path) -> None:
    def fingerprints() -> dict[str, str]:
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((ROOT / "config").rglob("*"))
            if path.is_file()
        }

    before = fingerprints()
    load_settings(state_dir=tmp_path, sandbox=True, environ={})
    reset_practice(tmp_path)

    assert fingerprints() == before


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("", encoding="utf-8")

    with pytest.raises(ConfigError, match="practice folder"):
        load_settings(state_dir=occupied, sandbox=True, environ={})
