"""Opens Mendeley for one run: settings, credentials, sign-in and client put together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mendeley_sync.domain.library import GroupId, ProfileId
from mendeley_sync.domain.service import Files, Image, LibraryService
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE, is_profile_name
from mendeley_sync.errors import MendeleySyncError, UsageError
from mendeley_sync.http.throttle import Rate
from mendeley_sync.mendeley.capabilities import CAPABILITIES as CAPABILITIES
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.requester import Limits
from mendeley_sync.mendeley.service import MendeleyFiles, MendeleyService
from mendeley_sync.mendeley.sign_in.stored_token import StoredTokenSource
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.settings import Settings
from mendeley_sync.stores.credentials.credentials import Credentials, Sources, find_credentials
from mendeley_sync.stores.credentials.keyring_store import open_vault
from mendeley_sync.stores.credentials.tokens import TokenStore
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.stores.mirror.schema import MIRROR_FILE
from mendeley_sync.workflow.sandbox_server import practice_credentials, running_service

PRACTICE_RATE = Rate(per_s=10_000, burst=10_000)
"""The sandbox is on this machine and nobody else's."""


@contextmanager
def open_client(
    settings: Settings,
    *,
    profile: str = DEFAULT_PROFILE,
    read_only: bool = True,
    has_terminal: bool = False,
    command: str = "",
    environ: Mapping[str, str] | None = None,
) -> Iterator[MendeleyClient]:
    """A client for the settings' service, signed in as `profile`; closed again at the end.

    In sandbox mode the sandbox runs as long as the client is open.

    Args:
        read_only: a client that can send nothing but reads.
        has_terminal: whether somebody is there who could unlock a keyring.
        command: what is running, for the sentence that a second run is told.

    Raises:
        CredentialsError: client ID or client secret are missing.
        LockedError: another practice command runs.
    """
    environ = os.environ if environ is None else environ
    with running_service(settings, command=command) as here:
        tokens = token_source(here, profile=profile, has_terminal=has_terminal, environ=environ)
        with MendeleyClient(
            tokens, base_url=here.base_url, read_only=read_only, limits=_limits(here)
        ) as client:
            yield client


def library_service(client: MendeleyClient, group_id: GroupId) -> LibraryService:
    """The group's library behind the port."""
    return MendeleyService(client, group_id)


def group_files(client: MendeleyClient, group_id: GroupId) -> Files:
    """The files of the group behind the port."""
    return MendeleyFiles(client, group_id)


def open_mirror(state_dir: Path) -> Mirror:
    """The mirror in a state folder; the folder is made if need be.

    Raises:
        ConfigError: it is damaged, from a newer version, or cannot be opened.
    """
    return Mirror(
        state_dir / MIRROR_FILE, lambda raw, trashed: document_from_wire(raw, trashed=trashed)
    )


def display_names(client: MendeleyClient, profiles: Iterable[ProfileId]) -> dict[ProfileId, str]:
    """Names of people by their profiles; who has none, or cannot be asked for, is left out."""
    names: dict[ProfileId, str] = {}
    for profile in sorted(profiles):
        try:
            names[profile] = client.profile(profile).display_name
        except MendeleySyncError:
            continue
    return names


def keep_answers(client: MendeleyClient, mirror: Mirror) -> None:
    """Keep in the mirror what was asked about groups and people, with every member."""
    mirror.keep_answers({key: Image(raw) for key, raw in client.answers.items()})


def token_source(
    settings: Settings,
    *,
    profile: str = DEFAULT_PROFILE,
    has_terminal: bool = False,
    environ: Mapping[str, str],
) -> StoredTokenSource:
    """Access tokens for one account.

    Raises:
        NoCredentialsError: the client ID or client secret was found nowhere.
    """
    found = credentials_of(settings, has_terminal=has_terminal, environ=environ)
    application = found.application(redirect_uri=settings.config.service.redirect_uri)
    store = token_store(settings, found, profile=profile)
    return StoredTokenSource(store, TokenEndpoint(application, settings.base_url))


def token_store(
    settings: Settings, found: Credentials, *, profile: str = DEFAULT_PROFILE
) -> TokenStore:
    """Return where one account's sign-in is kept.

    The supplied refresh token and the save command belong to the default account.

    Raises:
        UsageError: an account cannot have this name.
    """
    if not is_profile_name(profile):
        raise UsageError(
            f'"{profile}" is not a name for an account.',
            advice="Use small letters, digits and hyphens, such as `--profile member`.",
        )
    is_default = profile == DEFAULT_PROFILE
    supplied = found.refresh_token if is_default else None
    service = settings.config.service
    return TokenStore(
        settings.sign_in_dir,
        profile=profile,
        seed=supplied.value if supplied else None,
        save_command=service.token_save_command if is_default else (),
        allow_unstored_rotation=service.allow_unstored_rotation,
    )


def credentials_of(
    settings: Settings, *, has_terminal: bool, environ: Mapping[str, str]
) -> Credentials:
    """Return client ID, client secret and supplied refresh token; the sandbox has its own."""
    if settings.practice:
        return practice_credentials()
    keyring = open_vault(environ, has_terminal=has_terminal)
    return find_credentials(Sources(settings.sign_in_dir, environ, keyring))


def _limits(settings: Settings) -> Limits:
    if settings.practice:
        return Limits(rate=PRACTICE_RATE, run_budget_s=settings.time_budget_s)
    rate = Rate(per_s=settings.config.service.requests_per_second)
    return Limits(rate=rate, run_budget_s=settings.time_budget_s)
