"""The practice service keeps what was done to it, and its sign-in, between two commands."""

from pathlib import Path
from typing import Any

import pytest
import requests

from mendeley_sync.errors import ConfigError
from mendeley_sync.settings import Settings, load_settings
from mendeley_sync.settings.sandbox_files import reset_practice
from mendeley_sync.stores.credentials.tokens import TokenStore
from mendeley_sync.workflow.sandbox_server import (
    practice_credentials,
    practice_server,
    running_service,
)

DOCUMENT = "application/vnd.mendeley-document.1+json"
GROUP = "application/vnd.mendeley-group+json"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(state_dir=tmp_path, sandbox=True, environ={})


def ask(
    settings: Settings, path: str, *, method: str = "GET", accept: str = DOCUMENT, **more: Any
) -> requests.Response:
    kept = TokenStore(settings.state_dir).load()
    assert kept is not None
    assert kept.token.access_token is not None
    token = kept.token.access_token.get_secret_value()
    return requests.request(
        method,
        f"{settings.base_url}{path}",
        headers={"Authorization": f"Bearer {token}", "Accept": accept},
        timeout=10,
        **more,
    )


def test_the_first_command_is_signed_in_and_sees_the_group(settings: Settings) -> None:
    with running_service(settings) as running:
        answer = ask(running, f"/groups/v2/{settings.group}", accept=GROUP)

    assert answer.status_code == 200
    assert answer.json()["role"] == "admin"


def test_what_one_command_changed_the_next_one_finds(settings: Settings) -> None:
    title = {"title": "Typed in while practising", "type": "book", "group_id": settings.group}
    content_type = {"Content-Type": DOCUMENT}
    with running_service(settings) as running:
        kept = TokenStore(settings.state_dir).load()
        assert kept is not None
        assert kept.token.access_token is not None
        bearer = {"Authorization": f"Bearer {kept.token.access_token.get_secret_value()}"}
        made = requests.post(
            f"{running.base_url}/documents", json=title, headers=content_type | bearer, timeout=10
        )

    with running_service(settings) as running:
        found = ask(running, f"/documents/{made.json()['id']}")

    assert made.status_code == 201
    assert found.json()["title"] == "Typed in while practising"


def test_who_signed_out_stays_signed_out(settings: Settings) -> None:
    with running_service(settings):
        pass
    TokenStore(settings.state_dir).forget()

    with running_service(settings):
        assert TokenStore(settings.state_dir).load() is None


def test_a_reset_signs_in_anew_and_forgets_every_change(settings: Settings, tmp_path: Path) -> None:
    with practice_server(settings) as server:
        doomed = next(iter(server.state.documents))
    with running_service(settings) as running:
        assert ask(running, f"/documents/{doomed}/trash", method="POST").status_code == 204

    reset_practice(tmp_path)

    with practice_server(settings) as server:
        assert doomed in server.state.documents
        assert TokenStore(settings.state_dir).load() is not None


def test_outside_practice_nothing_is_started(tmp_path: Path) -> None:
    ordinary = load_settings(state_dir=tmp_path, environ={})

    with running_service(ordinary) as running:
        assert running is ordinary


def test_a_spoilt_state_is_refused_with_the_way_to_start_anew(settings: Settings) -> None:
    (settings.state_dir / "state.json").write_text("{", encoding="utf-8")

    with pytest.raises(ConfigError) as caught, running_service(settings):
        pass

    assert "sandbox --reset" in str(caught.value.advice)


def test_the_application_of_practice_is_the_one_of_the_seed(settings: Settings) -> None:
    application = practice_credentials().application()

    with practice_server(settings) as server:
        known = server.state.applications[application.client_id]
    assert known["client_secret"] == application.client_secret.get_secret_value()
    assert application.redirect_uri in known["redirect_uris"]
