"""Log lines: in the form asked for, with run, phase and trace id, and without secrets."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.cli.app import App, GlobalOptions
from mendeley_sync.cli.logs import HIDDEN, Redactor, logs_to_stderr
from mendeley_sync.cli.run import run
from mendeley_sync.workflow.run import PRESENT

ENVIRON = {
    "MENDELEY_CLIENT_SECRET": "planted-secret",
    "MENDELEY_REFRESH_TOKEN": "planted-refresh",
    "MENDELEY_SYNC_WEBHOOK": "https://hooks.example.org/planted-hook",
    "MENDELEY_SYNC_SMTP_PASSWORD": "planted-password",
}
LIBRARIES = ("urllib3.connectionpool", "requests", "oauthlib", "requests_oauthlib", "werkzeug")


@pytest.fixture
def verbose() -> Iterator[App]:
    app = App(GlobalOptions(verbose=True, log_format="json"))
    with logs_to_stderr(app, ENVIRON):
        yield app


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("name", ["mendeley_sync.any", *LIBRARIES])
@pytest.mark.parametrize("secret", list(ENVIRON.values()))
def test_a_known_secret_leaves_in_no_logger_s_line(
    verbose: App, capsys: pytest.CaptureFixture[str], name: str, secret: str
) -> None:
    try:
        raise ValueError(f"refused: {secret}")
    except ValueError:
        logging.getLogger(name).exception("sent %s to the service", secret)

    (line,) = lines(capsys)
    assert secret not in json.dumps(line)
    assert "planted" not in json.dumps(line)
    assert HIDDEN in json.dumps(line)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer MSwx.SECRET-9f",
        "authorization: Basic U0VDUkVUOg==SECRET",
        "POST /oauth/token grant_type=refresh_token&refresh_token=SECRET&redirect_uri=x",
        "http://localhost:8585/callback?code=SECRET&state=SECRET",
        '{"access_token": "SECRET", "expires_in": 3600}',
        "{'refresh_token': 'SECRET', 'client_secret': 'SECRET'}",
        "https://user:SECRET@mail.example.org/",
        "password=SECRET",
    ],
)
def test_what_looks_like_a_secret_is_hidden_even_if_nobody_knows_it(text: str) -> None:
    assert "SECRET" not in Redactor()(text)


def test_an_ordinary_sentence_stays_as_it_is() -> None:
    text = "GET /documents/1a2b: 404 (code 8, the state of the library is unknown)"

    assert Redactor(["planted"])(text) == text


def test_libraries_show_no_paths_of_addresses_and_nothing_below_a_warning(
    verbose: App, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("urllib3").debug("to %s", "https://hooks.example.org/T0/B0/x")
    logging.getLogger("urllib3").info("to %s", "https://hooks.example.org/T0/B0/x")
    logging.getLogger("urllib3").warning("retry of https://hooks.example.org/T0/B0/x, url: /T0/B0")

    (line,) = lines(capsys)
    assert line["message"] == "retry of https://hooks.example.org/… url: /…"


def test_what_a_library_remarks_about_a_web_server_shows_only_when_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logs_to_stderr(App(), {}):
        logging.getLogger("urllib3.connection").warning("Failed to parse headers")
        logging.getLogger("urllib3.connection").error("worse")

    assert capsys.readouterr().err == "error: worse\n"


def test_a_line_says_which_run_and_phase_it_belongs_to(
    verbose: App, capsys: pytest.CaptureFixture[str]
) -> None:
    PRESENT.begin("run-1")
    PRESENT.enter("pulling the library")
    logging.getLogger("mendeley_sync.mendeley").info("GET /x: 200", extra={"trace_id": "t-1"})

    first, second = lines(capsys)
    assert (first["run"], first["phase"]) == ("run-1", "pulling the library")
    assert second["trace_id"] == "t-1"
    assert {"time", "level", "logger", "message", "command"} <= second.keys()


def test_without_verbose_only_warnings_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with logs_to_stderr(App(), {}):
        logging.getLogger("mendeley_sync.any").info("nothing special")
        logging.getLogger("mendeley_sync.any").warning("look at\nthis")

    assert capsys.readouterr().err == "warning: look at this\n"


def test_the_stack_trace_of_a_bug_holds_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    hook = sys.excepthook
    with pytest.raises(ZeroDivisionError), logs_to_stderr(App(), ENVIRON):
        raise ZeroDivisionError("planted-secret")
    cleaning, sys.excepthook = sys.excepthook, hook

    cleaning(ZeroDivisionError, ZeroDivisionError("planted-secret"), None)

    assert capsys.readouterr().err == f"ZeroDivisionError: {HIDDEN}\n"


def test_logging_is_as_before_when_a_run_has_ended() -> None:
    before = (logging.getLogger().level, list(logging.getLogger().handlers), sys.excepthook)
    with logs_to_stderr(App(), {}):
        pass

    assert (logging.getLogger().level, logging.getLogger().handlers, sys.excepthook) == before


@pytest.mark.parametrize(
    "arguments",
    [["diff", "--no-such-option"], ["diff", "--config", "nowhere.toml"], ["check", "nowhere.yaml"]],
)
def test_with_json_every_line_on_stderr_is_json(
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    code = run(["--log-format", "json", "--verbose", "--state-dir", "state", *arguments])

    found = lines(capsys)
    assert code == 2
    assert found[-1]["level"] == "error"
    assert found[-1]["message"]
