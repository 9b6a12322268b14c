"""What may stand in `mendeley-sync.toml`: every key, its kind and its default.

The description for people is docs/configuration.md; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field

from mendeley_sync.domain.metadata import FIELD_BY_NAME, LIST_ONLY_FIELDS
from mendeley_sync.http.addresses import unsafe_because

DEFAULT_BASE_URL = "https://api.mendeley.com"
DEFAULT_REDIRECT_ADDRESS = "http://localhost:8585/callback"
DEFAULT_LIST = "references.yaml"

_GROUP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,63}")

OwnerWord: TypeAlias = Literal["list", "library", "shared", "ignored"]
PushedKind: TypeAlias = Literal["fill", "create", "update"]
LimitedKind: TypeAlias = Literal["fill", "create", "update", "clear", "overwrite", "trash"]

DOCUMENTS = "documents"
"""In `[sync] adopt`: documents that the list lacks."""


def _safe_address(address: str) -> str:
    """https, or plain http to this very machine."""
    if problem := unsafe_because(address):
        raise ValueError(problem)
    return address


def _page_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected the address of a page, such as https://example.org/literature")
    return address


def _group_id(text: str) -> str:
    if _GROUP_ID.fullmatch(text) is None:
        raise ValueError("this is no group id; `mendeley-sync groups` shows the ids")
    return text


def _field_name(name: str) -> str:
    if name not in FIELD_BY_NAME or name in LIST_ONLY_FIELDS:
        raise ValueError(f"there is no field {name!r} that the library could hold")
    return name


SafeAddress = Annotated[str, AfterValidator(_safe_address)]
PageAddress = Annotated[str, AfterValidator(_page_address)]
GroupIdText = Annotated[str, AfterValidator(_group_id)]
FieldNameText = Annotated[str, AfterValidator(_field_name)]


def _adoptable(name: str) -> str:
    return name if name == DOCUMENTS else _field_name(name)


Adoptable = Annotated[str, AfterValidator(_adoptable)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ServiceTable(_Table):
    """`[service]`: how the service is reached."""

    redirect_uri: SafeAddress = Field(
        default=DEFAULT_REDIRECT_ADDRESS,
        validation_alias=AliasChoices("redirect_uri", "redirect_address"),
    )
    """As registered with the application; sent byte for byte."""
    base_url: SafeAddress = DEFAULT_BASE_URL
    requests_per_second: float = Field(default=4.0, gt=0, le=20)
    time_budget_minutes: float = Field(default=30.0, gt=0, le=24 * 60)
    """A run that takes longer stops at a safe place (exit 10)."""
    allow_unstored_rotation: bool = False
    """Renew the sign-in even where a new refresh token could not be kept."""
    token_save_command: tuple[str, ...] = Field(default=(), strict=False)
    """Program and arguments that get a new refresh token on stdin."""


class LimitTable(_Table):
    """`[limits.KIND]`: how much of one kind of change one run may make."""

    free: int = Field(ge=0)
    """So many are always allowed."""
    share: float = Field(ge=0, le=1)
    """Beyond `free`: at most this share of all pairs, in [0, 1]."""
    max: int = Field(ge=0, validation_alias=AliasChoices("max", "most"))
    """Never more than this."""


class SyncTable(_Table):
    """`[sync]`: what the scheduled job may do beside reporting."""

    push: tuple[PushedKind, ...] = Field(default=(), strict=False)
    adopt: tuple[Adoptable, ...] = Field(default=(), strict=False)
    """Field names, and `documents` for documents that the list lacks."""
    start_jitter_s: float = Field(default=0.0, ge=0, le=3600)
    """Wait a random time up to this before starting."""
    outage_after_hours: float = Field(default=24.0, ge=0)
    """An outage is told about after so long without success."""
    weekly_digest: bool = True
    """Say once a week what is still open."""


class AccessTable(_Table):
    """`[access]`: what the registration check looks at."""

    pages: tuple[PageAddress, ...] = Field(default=(), strict=False)
    """Published pages whose links are checked."""
    roster: str = "roster.csv"
    """File name, from the folder of the settings file."""


class EmailTable(_Table):
    """`[notifications.email]`: an SMTP server. The password comes from the environment."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: str
    recipients: tuple[str, ...] = Field(min_length=1, strict=False)


class NotificationsTable(_Table):
    """`[notifications]`: who is told when something changes."""

    command: tuple[str, ...] = Field(default=(), strict=False)
    """Program and arguments; the text comes on stdin."""
    webhook: SafeAddress | None = None
    """Gets JSON by POST. An address that is itself a secret belongs into the environment."""
    heartbeat: SafeAddress | None = None
    """Asked at start, success and failure of each scheduled run."""
    email: EmailTable | None = None


class ConfigFile(_Table):
    """The whole file."""

    group: GroupIdText | None = None
    list: str = DEFAULT_LIST
    """The reference list, from the folder of the settings file."""
    writers: tuple[str, ...] = Field(default=(), strict=False)
    """Profile ids that may push; empty: whoever the group allows to write."""
    protected_fields: frozenset[FieldNameText] = Field(default=frozenset(), strict=False)
    """Fields that are never written, in any entry."""
    show_folders: bool = False
    """Reports name the folders that a document is in."""
    fields: Mapping[FieldNameText, OwnerWord] = {}
    """Whose word counts, where it is not the default."""
    limits: Mapping[LimitedKind, LimitTable] = {}
    """Where it is not the default."""
    service: ServiceTable = ServiceTable()
    sync: SyncTable = SyncTable()
    access: AccessTable = AccessTable()
    notifications: NotificationsTable = NotificationsTable()
