"""Who is signed in and with what: values whose text never shows a secret."""

from __future__ import annotations

import hashlib
import re

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr

from mendeley_sync.domain.library import ProfileId

DEFAULT_PROFILE = "default"
"""The account that commands use when no `--profile` is given."""

_PROFILE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")


def is_profile_name(text: str) -> bool:
    """Whether an account may be called so: it becomes part of a file name on every platform."""
    return _PROFILE_NAME.fullmatch(text) is not None


class Application(BaseModel):
    """What the service knows this program as: its number and its secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str
    client_secret: SecretStr
    redirect_uri: str
    """Registered with the application; sent byte for byte."""


class Token(BaseModel):
    """What the service gives after a sign-in or a renewal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    access_token: SecretStr | None = None
    """None where only a refresh token is known yet."""
    refresh_token: SecretStr | None = None
    previous_refresh_token: SecretStr | None = None
    """The one before, for a renewal whose answer was lost."""
    obtained_at: AwareDatetime | None = None
    """Service clock, UTC."""
    expires_at: AwareDatetime | None = None
    """Service clock, UTC."""
    service_ahead_s: float = 0.0
    """How far the service's clock was ahead of ours when the token came."""


class SignIn(BaseModel):
    """One account's sign-in, as the token file keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Token
    client_id: str = ""
    """The application it was made with; another application cannot renew it."""
    profile_id: ProfileId | None = None
    name: str = ""
    signed_in_at: AwareDatetime | None = None
    """When a person last went through the browser; None for a token given from outside."""
    seed_sha256: str | None = None
    """Fingerprint of the refresh token given from outside that was present when this was kept."""


def supplied_token_hash(refresh_token: SecretStr) -> str:
    """What is remembered of a refresh token given from outside: enough to see that it changed."""
    return hashlib.sha256(refresh_token.get_secret_value().encode()).hexdigest()


def secret_text(secret: SecretStr | None) -> str | None:
    """The secret itself, at the one place where it must be used."""
    return secret.get_secret_value() if secret is not None else None
