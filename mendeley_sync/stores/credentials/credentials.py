"""Where the application's number and secret, and a refresh token from outside, are found.

In this order: the environment, a credentials folder (systemd, Docker), the keyring where one
is installed, a file in the state folder that only its owner can read.
Why so: docs/decisions/0053-where-credentials-come-from.md
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from mendeley_sync.domain.sign_in import Application
from mendeley_sync.errors import AccessError, ConfigError, NoCredentialsError
from mendeley_sync.stores.credentials.keyring_store import KeyringStore
from mendeley_sync.stores.durable import write_durably

DEFAULT_REDIRECT_URI = "http://localhost:8585/callback"
DOCKER_SECRETS = Path("/run/secrets")
APPLICATION_FILE = "application.json"

_LONGEST_VALUE = 4096


@dataclass(frozen=True)
class Found:
    """A value and where it was found; its text never shows the value."""

    value: SecretStr
    origin: str

    @property
    def text(self) -> str:
        """The value itself."""
        return self.value.get_secret_value()


@dataclass(frozen=True)
class Credentials:
    """What was found; None for what was not."""

    client_id: Found | None = None
    client_secret: Found | None = None
    redirect_uri: Found | None = None
    """Given from outside: it beats the settings."""
    kept_redirect_uri: Found | None = None
    """As it was told when the application was kept; the settings beat it."""
    refresh_token: Found | None = None
    """A seed: see `stores.tokens`."""

    def application(self, *, redirect_uri: str | None = None) -> Application:
        """Number, secret and redirect address together.

        Args:
            redirect_uri: the configured address, where nothing more particular was found.

        Raises:
            NoCredentialsError: the number or the secret was found nowhere.
        """
        if self.client_id is None or self.client_secret is None:
            missing = "application number" if self.client_id is None else "application secret"
            raise NoCredentialsError(
                f"There is no {missing} for Mendeley on this machine.",
                advice="Run `mendeley-sync login`, or set MENDELEY_CLIENT_ID and "
                "MENDELEY_CLIENT_SECRET.",
            )
        return Application(
            client_id=self.client_id.text,
            client_secret=self.client_secret.value,
            redirect_uri=self.redirect_address(redirect_uri),
        )

    def redirect_address(self, configured: str | None = None) -> str:
        """The redirect address, byte for byte as it was registered.

        Args:
            configured: of the settings; the default there counts as not set.
        """
        if self.redirect_uri is not None:
            return self.redirect_uri.text
        if configured and configured != DEFAULT_REDIRECT_URI:
            return configured
        kept = self.kept_redirect_uri
        return kept.text if kept is not None else DEFAULT_REDIRECT_URI


@dataclass(frozen=True)
class Sources:
    """The places to look in."""

    state_dir: Path
    environ: Mapping[str, str]
    vault: KeyringStore | None = None
    docker_secrets: Path = DOCKER_SECRETS

    @property
    def folders(self) -> tuple[Path, ...]:
        """Credentials folders, the nearer one first."""
        given = self.environ.get("CREDENTIALS_DIRECTORY")
        return (*((Path(given),) if given else ()), self.docker_secrets)


def find_credentials(sources: Sources) -> Credentials:
    """Look everywhere, in order.

    Raises:
        ConfigError: a value is there and cannot be one, or its file cannot be read.
    """
    kept = _read_application_file(sources.state_dir)
    client_id = _from_outside(sources, "client-id") or kept.client_id
    secret = _from_outside(sources, "client-secret")
    if secret is None and client_id is not None:
        # A secret belongs to its number: never pair one application's with another's.
        secret = _from_vault(sources.vault, client_id)
        if secret is None and kept.client_id and kept.client_id.text == client_id.text:
            secret = kept.client_secret
    return Credentials(
        client_id=client_id,
        client_secret=secret,
        redirect_uri=_from_outside(sources, "redirect-uri"),
        kept_redirect_uri=kept.kept_redirect_uri,
        refresh_token=_from_outside(sources, "refresh-token"),
    )


def keep_application(
    application: Application, *, state_dir: Path, vault: KeyringStore | None
) -> str:
    """Keep number, address and secret; the secret in the keyring if it takes it.

    Returns:
        Where the secret is now, in words.

    Raises:
        AccessError: the file could not be written.
    """
    in_vault = vault is not None and vault.write(application.client_id, application.client_secret)
    content = {
        "version": 1,
        "client_id": application.client_id,
        "redirect_uri": application.redirect_uri,
    }
    if not in_vault:
        content["client_secret"] = application.client_secret.get_secret_value()
    path = state_dir / APPLICATION_FILE
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        write_durably(path, json.dumps(content, indent=2).encode(), mode=0o600)
    except OSError as error:
        raise AccessError(
            f"The application could not be kept in {path}: {error.strerror}",
            advice="Make the folder writable, or name another one with `--state-dir`.",
        ) from error
    return "the keyring" if in_vault else f"the file {path}"


def forget_application(*, state_dir: Path, vault: KeyringStore | None) -> bool:
    """Remove what `keep_application` kept; whether there was anything."""
    path = state_dir / APPLICATION_FILE
    if not path.exists():
        return False
    with contextlib.suppress(ConfigError):
        kept = _read_application_file(state_dir)
        if vault is not None and kept.client_id is not None:
            vault.remove(kept.client_id.text)
    try:
        path.unlink()
    except OSError as error:
        raise AccessError(f"{path} could not be removed: {error.strerror}") from error
    return True


def sound_value(text: str, *, what: str, origin: str) -> SecretStr:
    """A value without the white space that copying leaves around it.

    Raises:
        ConfigError: it cannot be one: a line break or a control character is in it.
    """
    value = text.lstrip("\ufeff").strip()
    if not value or len(value) > _LONGEST_VALUE or not value.isascii() or not value.isprintable():
        raise ConfigError(
            f"the {what.replace('-', ' ')} from {origin} is not usable: it is empty, too long, "
            "or holds a line break or a character that cannot stand there",
            advice="Copy it again, without anything around it.",
        )
    return SecretStr(value)


def _from_outside(sources: Sources, what: str) -> Found | None:
    name = f"MENDELEY_{_upper(what)}"
    given = sources.environ.get(name, "")
    if given.strip():
        origin = f"the environment ({name})"
        return Found(sound_value(given, what=what, origin=origin), origin)
    for folder in sources.folders:
        for file_name in _file_names(what):
            found = _from_file(folder / file_name, what)
            if found is not None:
                return found
    return None


def _upper(what: str) -> str:
    return what.replace("-", "_").upper()


def _file_names(what: str) -> tuple[str, ...]:
    snake = what.replace("-", "_")
    plain = (what, snake, _upper(what))
    return (*plain, f"mendeley-{what}", f"mendeley_{snake}", f"MENDELEY_{_upper(what)}")


def _from_file(path: Path, what: str) -> Found | None:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        # A decoding error holds the bytes themselves, so it is not chained.
        raise ConfigError(f"cannot be read: {reason}", file=str(path)) from None
    return Found(sound_value(text, what=what, origin=f"the file {path}"), f"the file {path}")


def _from_vault(vault: KeyringStore | None, client_id: Found) -> Found | None:
    secret = vault.read(client_id.text) if vault is not None else None
    return Found(secret, "the keyring") if secret is not None else None


def _read_application_file(state_dir: Path) -> Credentials:
    path = state_dir / APPLICATION_FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Credentials()
    except (OSError, ValueError):
        # A parsing error holds the text itself, so it is not chained.
        raw = None
    if not isinstance(raw, dict):
        raise ConfigError(
            "cannot be read",
            file=str(path),
            advice="Remove it and run `mendeley-sync login` again.",
        )
    origin = f"the file {path}"

    def found(key: str) -> Found | None:
        text = raw.get(key)
        return Found(SecretStr(text), origin) if isinstance(text, str) and text else None

    return Credentials(
        client_id=found("client_id"),
        client_secret=found("client_secret"),
        kept_redirect_uri=found("redirect_uri"),
    )
