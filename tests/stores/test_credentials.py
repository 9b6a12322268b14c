"""Which number and secret are used, where they came from, and what never shows."""

from __future__ import annotations

import json
import os
import stat
import threading
import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import Application
from mendeley_sync.errors import EXIT_ACCESS, EXIT_USAGE, ConfigError, NoCredentialsError
from mendeley_sync.stores.credentials.credentials import (
    APPLICATION_FILE,
    DEFAULT_REDIRECT_URI,
    Credentials,
    Sources,
    find_credentials,
    forget_application,
    keep_application,
)
from mendeley_sync.stores.credentials.keyring_store import (
    SERVICE_NAME,
    KeyringStore,
    is_headless,
    open_vault,
)

APPLICATION = Application(
    client_id="4711",
    client_secret=SecretStr("file-MARK"),
    redirect_uri="http://localhost:1410/",
)
ENVIRONMENT = {"MENDELEY_CLIENT_ID": "815", "MENDELEY_CLIENT_SECRET": "environment-MARK"}


class Keyring:
    """A keyring in memory, with the three functions of the real one."""

    def __init__(self, *, forgetful: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.forgetful = forgetful

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        if not self.forgetful:
            self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


def vault_of(keyring: object) -> KeyringStore:
    return KeyringStore(lambda: keyring)


def sources(
    tmp_path: Path, environ: dict[str, str] | None = None, vault: KeyringStore | None = None
) -> Sources:
    return Sources(tmp_path / "state", environ or {}, vault, tmp_path / "run-secrets")


def keep_in_file(tmp_path: Path) -> None:
    keep_application(APPLICATION, state_dir=tmp_path / "state", vault=None)


def secret_of(credentials: Credentials) -> str | None:
    return credentials.client_secret.text if credentials.client_secret else None


def test_the_environment_comes_first_and_is_named(tmp_path: Path) -> None:
    keep_in_file(tmp_path)

    found = find_credentials(sources(tmp_path, ENVIRONMENT))

    assert found.client_id is not None
    assert found.client_id.text == "815"
    assert secret_of(found) == "environment-MARK"
    assert found.client_id.origin == "the environment (MENDELEY_CLIENT_ID)"


@pytest.mark.parametrize(
    "name", ["client-secret", "CLIENT_SECRET", "MENDELEY_CLIENT_SECRET", "mendeley-client-secret"]
)
@pytest.mark.parametrize("place", ["systemd", "docker"])
def test_a_credentials_folder_comes_second(tmp_path: Path, name: str, place: str) -> None:
    folder = tmp_path / ("given" if place == "systemd" else "run-secrets")
    folder.mkdir()
    (folder / "client-id").write_text("99\n", encoding="utf-8")
    (folder / name).write_text("folder-MARK\n", encoding="utf-8")
    (folder / "refresh-token").write_text("seed-MARK\r\n", encoding="utf-8")
    keep_in_file(tmp_path)
    environ = {"CREDENTIALS_DIRECTORY": str(folder)} if place == "systemd" else {}

    found = find_credentials(sources(tmp_path, environ))

    assert secret_of(found) == "folder-MARK"
    assert found.refresh_token is not None
    assert found.refresh_token.text == "seed-MARK"
    assert found.refresh_token.origin == f"the file {folder / 'refresh-token'}"


def test_the_keyring_comes_third(tmp_path: Path) -> None:
    keep_in_file(tmp_path)
    keyring = Keyring()
    keyring.kept[SERVICE_NAME, "4711"] = "keyring-MARK"

    found = find_credentials(sources(tmp_path, vault=vault_of(keyring)))

    assert secret_of(found) == "keyring-MARK"
    assert found.client_secret is not None
    assert found.client_secret.origin == "the keyring"


def test_the_file_comes_last(tmp_path: Path) -> None:
    keep_in_file(tmp_path)

    application = find_credentials(sources(tmp_path, vault=vault_of(Keyring()))).application()

    assert application == APPLICATION


def test_the_secret_of_one_application_is_never_sent_with_the_number_of_another(
    tmp_path: Path,
) -> None:
    keep_in_file(tmp_path)

    found = find_credentials(sources(tmp_path, {"MENDELEY_CLIENT_ID": "815"}))

    assert secret_of(found) is None


def test_nothing_found_is_a_sentence_with_a_way_on(tmp_path: Path) -> None:
    with pytest.raises(NoCredentialsError, match="application number") as caught:
        find_credentials(sources(tmp_path)).application()

    assert caught.value.exit_code == EXIT_ACCESS
    assert "mendeley-sync login" in str(caught.value.advice)


def test_a_missing_secret_is_told_from_a_missing_number(tmp_path: Path) -> None:
    found = find_credentials(sources(tmp_path, {"MENDELEY_CLIENT_ID": "815"}))

    with pytest.raises(NoCredentialsError, match="application secret"):
        found.application()


def test_the_redirect_address_is_taken_from_the_nearest_place(tmp_path: Path) -> None:
    nothing = find_credentials(sources(tmp_path))
    keep_in_file(tmp_path)
    kept = find_credentials(sources(tmp_path))
    given = find_credentials(sources(tmp_path, {"MENDELEY_REDIRECT_URI": "https://example.org/x"}))

    assert nothing.redirect_address() == DEFAULT_REDIRECT_URI
    assert nothing.redirect_address("http://localhost:9000/") == "http://localhost:9000/"
    assert kept.redirect_address(DEFAULT_REDIRECT_URI) == "http://localhost:1410/"
    assert kept.redirect_address("http://localhost:9000/") == "http://localhost:9000/"
    assert given.redirect_address() == "https://example.org/x"


@pytest.mark.parametrize("value", ["two\nlines-MARK", "bell\x07-MARK", "Schlüssel-MARK"])
def test_a_value_that_cannot_be_one_is_refused_and_not_shown(tmp_path: Path, value: str) -> None:
    environ = {"MENDELEY_CLIENT_ID": "1", "MENDELEY_CLIENT_SECRET": value}
    places = sources(tmp_path, environ)

    with pytest.raises(ConfigError, match="MENDELEY_CLIENT_SECRET") as caught:
        find_credentials(places)

    assert caught.value.exit_code == EXIT_USAGE
    assert "MARK" not in "".join(traceback.format_exception(caught.value))


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    keep_in_file(tmp_path)

    found = find_credentials(sources(tmp_path, {"MENDELEY_CLIENT_ID": " "}))

    assert found.application() == APPLICATION


def test_a_credentials_file_that_is_no_text_is_named_and_not_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "run-secrets"
    folder.mkdir()
    (folder / "client-id").write_bytes(b"MARK\xff\xfe")

    with pytest.raises(ConfigError, match="client-id") as caught:
        find_credentials(sources(tmp_path))

    assert "MARK" not in "".join(traceback.format_exception(caught.value))


def test_a_broken_application_file_is_named_and_not_quoted(tmp_path: Path) -> None:
    keep_in_file(tmp_path)
    path = tmp_path / "state" / APPLICATION_FILE
    path.write_text(path.read_text(encoding="utf-8")[:-3], encoding="utf-8")

    with pytest.raises(ConfigError, match=r"application\.json") as caught:
        find_credentials(sources(tmp_path))

    assert "MARK" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_file_is_only_for_its_owner(tmp_path: Path) -> None:
    keep_in_file(tmp_path)

    assert stat.S_IMODE((tmp_path / "state" / APPLICATION_FILE).stat().st_mode) == 0o600


def test_a_secret_that_went_into_the_keyring_is_not_in_the_file(tmp_path: Path) -> None:
    vault = vault_of(Keyring())
    state_dir = tmp_path / "state"

    where = keep_application(APPLICATION, state_dir=state_dir, vault=vault)

    assert where == "the keyring"
    assert "MARK" not in (state_dir / APPLICATION_FILE).read_text(encoding="utf-8")
    assert find_credentials(sources(tmp_path, vault=vault)).application() == APPLICATION


def test_a_keyring_that_keeps_nothing_is_not_trusted(tmp_path: Path) -> None:
    state_dir = tmp_path / "state"

    where = keep_application(
        APPLICATION, state_dir=state_dir, vault=vault_of(Keyring(forgetful=True))
    )

    assert where == f"the file {state_dir / APPLICATION_FILE}"
    assert find_credentials(sources(tmp_path)).application() == APPLICATION


def test_a_keyring_that_hangs_or_fails_counts_as_not_there(tmp_path: Path) -> None:
    never = threading.Event()

    class Hanging(Keyring):
        def get_password(self, service: str, name: str) -> str | None:
            never.wait()
            return None

    def no_backend() -> Keyring:
        raise RuntimeError("no backend")

    assert KeyringStore(Hanging, limit_s=0.01).read("4711") is None
    assert KeyringStore(no_backend).read("4711") is None
    never.set()


def test_forgetting_the_application_leaves_its_secret_nowhere(tmp_path: Path) -> None:
    keyring = Keyring()
    state_dir = tmp_path / "state"
    keep_application(APPLICATION, state_dir=state_dir, vault=vault_of(keyring))

    assert forget_application(state_dir=state_dir, vault=vault_of(keyring))

    assert keyring.kept == {}
    assert list(state_dir.iterdir()) == []
    assert not forget_application(state_dir=state_dir, vault=None)


@pytest.mark.parametrize(
    ("environ", "has_terminal", "platform", "headless"),
    [
        ({"DISPLAY": ":0"}, True, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, "linux", False),
        ({}, True, "linux", True),
        ({}, True, "win32", False),
        ({}, True, "darwin", False),
        ({"DISPLAY": ":0"}, False, "linux", True),
        ({}, False, "win32", True),
        ({"DISPLAY": ":0", "CI": "true"}, True, "linux", True),
    ],
)
def test_a_keyring_is_only_asked_where_a_person_could_unlock_it(
    environ: dict[str, str], has_terminal: bool, platform: str, headless: bool
) -> None:
    assert is_headless(environ, has_terminal=has_terminal, platform=platform) is headless
    if headless and platform == "linux":
        assert open_vault(environ, has_terminal=has_terminal) is None


def test_no_text_of_credentials_shows_a_secret(tmp_path: Path) -> None:
    keep_in_file(tmp_path)
    found = find_credentials(sources(tmp_path, {"MENDELEY_REFRESH_TOKEN": "seed-MARK"}))

    shown = f"{found} {found!r} {found.application()} {found.application()!r}"

    assert "MARK" not in shown
    assert "MARK" not in json.dumps(found.application().model_dump(mode="json"))
