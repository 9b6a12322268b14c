"""`init` end to end: against a running service, from a file, and for somebody else."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, EXIT_USAGE
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state_file import load_state
from mendeley_sync.stores.reference_list.editor import load_reference_list
from tests.makers.literature import ROOT

SEED = ROOT / "mendeley_sync" / "sandbox" / "data" / "seed.json"
SECRET = "sandbox-secret"


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(load_state(SEED.read_text("utf-8"))) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: SandboxServer) -> Path:
    """A working folder whose settings point to the service, signed in by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MENDELEY_SYNC_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("MENDELEY_CLIENT_ID", "1234")
    monkeypatch.setenv("MENDELEY_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("MENDELEY_REFRESH_TOKEN", "practice-refresh-token")
    settings = f'[service]\nbase_url = "{server.url}"\nrequests_per_second = 20.0\n'
    (tmp_path / "mendeley-sync.toml").write_text(settings, encoding="utf-8")
    return tmp_path


def group_of(server: SandboxServer) -> str:
    return next(iter(server.state.groups))


def test_the_list_is_made_from_the_library(folder: Path, server: SandboxServer) -> None:
    code = run(["init", group_of(server)])

    assert code == EXIT_FINE
    assert len(load_reference_list(folder / "references.yaml").references) == len(
        server.state.documents
    )
    settings = tomllib.loads((folder / "mendeley-sync.toml").read_text("utf-8"))
    assert settings["group"] == group_of(server)


@pytest.mark.usefixtures("folder")
def test_without_a_terminal_the_groups_are_named_and_nothing_is_asked(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init"]) == EXIT_USAGE
    assert group_of(server) in capsys.readouterr().err


def test_a_group_that_is_not_there_ends_in_8_and_writes_nothing(folder: Path) -> None:
    before = (folder / "mendeley-sync.toml").read_bytes()

    assert run(["init", "11111111-11aa-3c77-b0e1-93d1f0a5b7c4"]) == EXIT_ACCESS

    assert (folder / "mendeley-sync.toml").read_bytes() == before
    assert not (folder / "references.yaml").exists()


def test_a_setup_file_has_no_secret_unless_it_is_asked_for(
    folder: Path, server: SandboxServer
) -> None:
    group = group_of(server)

    assert run(["init", group, "--setup-file", "plain.toml"]) == EXIT_FINE
    assert run(["init", group, "--setup-file", "whole.toml", "--with-secret"]) == EXIT_FINE

    plain = (folder / "plain.toml").read_text("utf-8")
    assert SECRET not in plain
    assert tomllib.loads(plain)["group"] == group
    assert tomllib.loads(plain)["application_number"] == "1234"
    whole = folder / "whole.toml"
    assert SECRET in whole.read_text("utf-8")
    if os.name != "nt":
        assert whole.stat().st_mode & 0o077 == 0


def test_a_setup_file_is_not_overwritten(folder: Path, server: SandboxServer) -> None:
    (folder / "setup.toml").write_text("mine", encoding="utf-8")

    assert run(["init", group_of(server), "--setup-file", "setup.toml"]) == EXIT_USAGE
    assert (folder / "setup.toml").read_text("utf-8") == "mine"


def test_login_reads_what_init_wrote(folder: Path, server: SandboxServer) -> None:
    from mendeley_sync.workflow.account.setup_file import read_setup

    run(["init", group_of(server), "--setup-file", "setup.toml"])

    assert read_setup(folder / "setup.toml").group == group_of(server)


@pytest.mark.usefixtures("folder")
def test_the_secret_needs_a_file_to_go_into() -> None:
    assert run(["init", "--with-secret"]) == EXIT_USAGE


def test_in_practice_everything_is_there_already(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--sandbox", "--state-dir", str(tmp_path), "init"]) == EXIT_FINE
    assert "Everything is there already" in capsys.readouterr().err
