"""What a maintainer hands to an admin, and what becomes of it."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr

from mendeley_sync.errors import EXIT_USAGE, ConfigError
from mendeley_sync.settings import load_settings
from mendeley_sync.workflow.account.setup_file import Setup, keep_setup, read_setup, setup_text

GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
SETUP = Setup(
    group=GROUP,
    application_number="4711",
    application_secret=SecretStr("secret-MARK"),
    redirect_address="http://localhost:1410/",
    pages=('https://example.org/list?a="b"',),
)


def written(folder: Path, text: str) -> Path:
    path = folder / "setup.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from the project's own settings."""
    monkeypatch.chdir(tmp_path)


def test_a_setup_file_comes_back_as_it_was(tmp_path: Path) -> None:
    with_secret = read_setup(written(tmp_path, setup_text(SETUP, with_secret=True)))
    without = read_setup(written(tmp_path, setup_text(SETUP)))

    assert with_secret == SETUP
    assert without == SETUP.model_copy(update={"application_secret": None})


def test_there_is_no_secret_in_it_unless_asked() -> None:
    assert "MARK" not in setup_text(SETUP)
    assert "MARK" not in repr(SETUP)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('application_number = "1"', "`group` is missing"),
        (f'group = "{GROUP}"\napplication_number = "1"\nredirect_adress = "x"', "redirect_address"),
        (f'group = "{GROUP}"\napplication_number = "My app"', "application_number"),
        (f'group = "{GROUP}"\napplication_number = 1', "application_number"),
        (f'group = "{GROUP}"\napplication_number = "1"\npages = ["ftp://x"]', "pages"),
        (
            f'group = "{GROUP}"\napplication_number = "1"\nredirect_address = "http://a.example/"',
            "redirect_address",
        ),
        ("not TOML", "not TOML"),
        ("\x00", "not TOML"),
    ],
)
def test_what_is_wrong_with_a_setup_file_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(ConfigError, match=words) as caught:
        read_setup(path)

    assert caught.value.exit_code == EXIT_USAGE
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("line", ['application_secret = "secret-MARK', "application_secret = []"])
def test_a_broken_setup_file_does_not_show_its_secret(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f'group = "{GROUP}"\napplication_number = "1"\n{line}\n')

    with pytest.raises(ConfigError) as caught:
        read_setup(path)

    assert "MARK" not in "".join(traceback.format_exception(caught.value))


def test_a_missing_setup_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        read_setup(tmp_path / "nowhere.toml")


def test_group_and_pages_become_the_settings_of_later_runs(tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = load_settings(state_dir=state, environ={})

    assert GROUP not in keep_setup(SETUP, before)

    after = load_settings(state_dir=state, environ={})
    assert after.group == GROUP
    assert after.config.access.pages == SETUP.pages
    assert after.config.service.redirect_uri == "http://localhost:1410/"
    assert "MARK" not in (state / "mendeley-sync.toml").read_text(encoding="utf-8")


def test_a_new_setup_file_replaces_an_older_one_but_not_what_a_person_wrote(
    tmp_path: Path,
) -> None:
    state = tmp_path / "state"
    keep_setup(SETUP, load_settings(state_dir=state, environ={}))
    newer = SETUP.model_copy(update={"group": "another-group"})

    keep_setup(newer, load_settings(state_dir=state, environ={}))
    assert load_settings(state_dir=state, environ={}).group == "another-group"

    path = state / "mendeley-sync.toml"
    path.write_text('group = "by-hand"\n', encoding="utf-8")
    told = keep_setup(SETUP, load_settings(state_dir=state, environ={}))
    assert "stay as they are" in told
    assert load_settings(state_dir=state, environ={}).group == "by-hand"


def test_settings_that_are_in_use_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mendeley-sync.toml").write_text('group = "ours"\n', encoding="utf-8")
    state = tmp_path / "state"
    settings = load_settings(state_dir=state, environ={})

    told = keep_setup(SETUP, settings)

    assert "another group" in told
    assert not state.exists()
