"""`login` and `logout` as they are typed."""

from __future__ import annotations

import os
import re
import socket
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.cli.app import App
from mendeley_sync.cli.run import run
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE, EXIT_USAGE
from mendeley_sync.sandbox.server import SandboxServer
from tests import scenario
from tests.sign_in_builders import Browser, a_sandbox


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxServer]:
    """A service, settings that lead there, and nothing of this computer's own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        redirect = f"http://localhost:{probe.getsockname()[1]}/callback"
    for name in [name for name in os.environ if name.startswith("MENDELEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    with a_sandbox() as running:
        running.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [redirect]
        (tmp_path / "mendeley-sync.toml").write_text(
            f'[service]\nbase_url = "{running.url}"\nredirect_address = "{redirect}"\n',
            encoding="utf-8",
        )
        monkeypatch.setenv("MENDELEY_SYNC_STATE_DIR", str(tmp_path / "state"))
        yield running


@pytest.fixture
def application(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENDELEY_CLIENT_ID", scenario.CLIENT_ID)
    monkeypatch.setenv("MENDELEY_CLIENT_SECRET", scenario.CLIENT_SECRET)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Somebody sits at the terminal and has a browser."""
    someone = Browser(person=scenario.OWNER)
    monkeypatch.setattr(App, "is_terminal", True)
    monkeypatch.setattr(webbrowser, "open", lambda address: someone.open(address))
    return someone


@pytest.mark.usefixtures("application")
def test_login_opens_the_browser_and_says_where_the_sign_in_is(
    server: SandboxServer,
    browser: Browser,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["login"]) == EXIT_FINE

    shown = capsys.readouterr()
    assert shown.out == "Signed in as Clara Beispiel.\n"
    assert str(tmp_path / "state" / "token.json") in shown.err
    assert (tmp_path / "state" / "token.json").exists()


@pytest.mark.usefixtures("application")
def test_a_second_account_of_the_same_person_is_refused(
    server: SandboxServer, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["login"])

    assert run(["login", "--profile", "member"]) == EXIT_ACCESS
    assert "already signed in" in capsys.readouterr().err

    browser.person = scenario.MEMBER
    assert run(["login", "--profile", "member"]) == EXIT_FINE
    assert "account 'member'" in capsys.readouterr().out


@pytest.mark.usefixtures("application")
def test_export_prints_the_token_alone_and_keeps_it_nowhere(
    server: SandboxServer,
    browser: Browser,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["login", "--export"]) == EXIT_FINE

    shown = capsys.readouterr()
    token = shown.out.strip()
    assert token in server.state.refresh_tokens
    assert token not in shown.err
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["login", "--export", "--output", "token.txt"],
        ["login", "--export", "--profile", "member"],
        ["login", "--offline"],
        ["login", "--profile", "../../evil"],
        ["logout", "--profile", "../../evil"],
    ],
)
def test_what_cannot_be_meant_is_refused(
    server: SandboxServer, browser: Browser, tmp_path: Path, arguments: list[str]
) -> None:
    assert run(arguments) == EXIT_USAGE

    assert browser.opened == []
    assert not (tmp_path / "token.txt").exists()


@pytest.mark.usefixtures("application")
def test_without_a_terminal_login_names_the_way_for_jobs(
    server: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["login"]) == EXIT_USAGE

    assert "MENDELEY_REFRESH_TOKEN" in capsys.readouterr().err


def test_a_setup_file_sets_the_group(
    server: SandboxServer,
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    setup = tmp_path / "setup.toml"
    setup.write_text(
        f'group = "{scenario.GROUP}"\napplication_number = "{scenario.CLIENT_ID}"\n'
        f'application_secret = "{scenario.CLIENT_SECRET}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("click.prompt", lambda *_, default=None, **__: default)

    assert run(["login", "--setup-file", str(setup)]) == EXIT_FINE

    # The settings that lead to the sandbox are in use, so they stay and it is said.
    assert "stay as they are" in capsys.readouterr().err


@pytest.mark.usefixtures("application")
def test_logout_forgets_and_says_so_once(
    server: SandboxServer,
    browser: Browser,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["login"])
    capsys.readouterr()

    assert run(["logout"]) == EXIT_FINE
    assert capsys.readouterr().out.startswith("Signed out.")
    assert run(["logout"]) == EXIT_FINE
    assert capsys.readouterr().out.startswith("Nobody was signed in here.")
    assert not (tmp_path / "state" / "token.json").exists()


def test_logout_says_that_a_token_from_outside_is_still_there(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MENDELEY_REFRESH_TOKEN", "seed-MARK")

    run(["logout"])

    shown = capsys.readouterr()
    assert "MENDELEY_REFRESH_TOKEN" in shown.err
    assert "MARK" not in shown.err + shown.out


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_at_a_real_terminal_the_secret_is_asked_unseen(
    server: SandboxServer, tmp_path: Path
) -> None:
    import pexpect

    browser = Browser(person=scenario.OWNER)
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "DISPLAY")}
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "mendeley_sync", "login", "--no-browser"],
        cwd=str(tmp_path),
        env=environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        encoding="utf-8",
        timeout=20,
        dimensions=(40, 400),
    )
    with terminal:
        terminal.expect("Client ID")
        terminal.sendline(scenario.CLIENT_ID)
        terminal.expect("Client secret")
        terminal.waitnoecho()
        terminal.sendline(scenario.CLIENT_SECRET)
        terminal.expect("Redirect URI")
        before_default = terminal.before or ""
        terminal.sendline("")
        terminal.expect(r"(http://127\.0\.0\.1:\d+/oauth/authorize\S+)")
        assert isinstance(terminal.match, re.Match)
        browser.open(terminal.match[1])
        terminal.expect("Paste it here")
        terminal.sendline(browser.landed)
        terminal.expect("Signed in as Clara Beispiel")
        terminal.expect(pexpect.EOF)
        terminal.wait()

    assert terminal.exitstatus == EXIT_FINE
    assert scenario.CLIENT_SECRET not in before_default
