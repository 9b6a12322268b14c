"""Who is signed in, with what, to which group, and how old everything is."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mendeley_sync.domain.community import Profile
from mendeley_sync.domain.job import JobStatus
from mendeley_sync.domain.library import Group, GroupId
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.errors import (
    EXIT_ACCESS,
    EXIT_FINE,
    AccessError,
    ConfigError,
    MendeleySyncError,
    SignInNeededError,
)
from mendeley_sync.settings import Settings
from mendeley_sync.stores.credentials.credentials import Credentials, Found
from mendeley_sync.stores.credentials.tokens import TokenStore, kept_profiles, token_file
from mendeley_sync.stores.job_status import read_status
from mendeley_sync.stores.mirror.history import RecordedRun
from mendeley_sync.stores.mirror.mirror import LastPull
from mendeley_sync.stores.mirror.schema import MIRROR_FILE
from mendeley_sync.workflow.service import credentials_of, open_client, open_mirror, token_store

IDLE_TOO_LONG = timedelta(days=90)
"""Nobody knows whether an unused sign-in lasts for ever; after so long it is said."""


@dataclass(frozen=True)
class Account:
    """One account that is signed in on this computer."""

    profile: str
    token_file: Path
    name: str = ""
    profile_id: str | None = None
    signed_in_at: datetime | None = None
    renewed_at: datetime | None = None
    from_outside: str = ""
    """Where a refresh token came from that was not made by `login`; "" for none."""
    problem: str = ""

    def is_idle(self, now: datetime) -> bool:
        """True if nobody has used it for so long that it may have gone stale."""
        return self.renewed_at is not None and now - self.renewed_at > IDLE_TOO_LONG


@dataclass(frozen=True)
class Answered:
    """What Mendeley said, if it was asked."""

    asked: bool = False
    profile: Profile | None = None
    group: Group | None = None
    groups: int | None = None
    problem: str = ""
    advice: str = ""
    is_access_problem: bool = False


@dataclass(frozen=True)
class StatusReport:
    """Everything that `status` tells."""

    at: datetime
    settings: Settings
    accounts: tuple[Account, ...]
    client_id: Found | None = None
    secret_origin: str = ""
    redirect_address: str = ""
    problems: tuple[str, ...] = ()
    group_name: str = ""
    list_changed_at: datetime | None = None
    pull: LastPull | None = None
    runs: tuple[RecordedRun, ...] = ()
    job: JobStatus = field(default_factory=JobStatus)
    """How the scheduled job has been doing; a fresh one where it never ran here."""
    service: Answered = Answered()

    @property
    def exit_code(self) -> int:
        """8 when nobody is signed in, or the sign-in no longer works."""
        works = any(not account.problem for account in self.accounts)
        return EXIT_FINE if works and not self.service.is_access_problem else EXIT_ACCESS


def gather_status(
    settings: Settings,
    *,
    environ: Mapping[str, str],
    has_terminal: bool,
    offline: bool,
    now: datetime,
    profile: str = DEFAULT_PROFILE,
) -> StatusReport:
    """Look at everything here; ask Mendeley one or two things unless `offline`."""
    service = Answered()
    # Asked first: it may refresh the sign-in, and sandbox begins with it.
    if not offline and (settings.practice or _has_account(settings, environ, has_terminal)):
        service = _asked(settings, profile, environ, has_terminal=has_terminal)
    problems: list[str] = []
    found = _credentials(settings, environ, has_terminal, problems)
    report = StatusReport(
        at=now,
        settings=settings,
        accounts=_accounts(settings, found),
        client_id=found.client_id,
        secret_origin=found.client_secret.origin if found.client_secret else "",
        redirect_address=found.redirect_address(settings.config.service.redirect_uri),
        problems=tuple(problems),
        list_changed_at=_changed_at(settings.list_path) if settings.config_file else None,
        job=read_status(settings.state_dir),
    )
    return _with_mirror(replace(report, service=service))


def _has_account(settings: Settings, environ: Mapping[str, str], has_terminal: bool) -> bool:
    return bool(_accounts(settings, _credentials(settings, environ, has_terminal, [])))


def _credentials(
    settings: Settings, environ: Mapping[str, str], has_terminal: bool, problems: list[str]
) -> Credentials:
    try:
        return credentials_of(settings, has_terminal=has_terminal, environ=environ)
    except ConfigError as error:
        problems.append(str(error))
        return Credentials()


# --- the accounts ------------------------------------------------------------------------


def _accounts(settings: Settings, found: Credentials) -> tuple[Account, ...]:
    names = list(kept_profiles(settings.sign_in_dir))
    if found.refresh_token is not None and DEFAULT_PROFILE not in names:
        names.insert(0, DEFAULT_PROFILE)
    return tuple(_account(settings, found, name) for name in names)


def _account(settings: Settings, found: Credentials, name: str) -> Account:
    store: TokenStore = token_store(settings, found, profile=name)
    ground = Account(profile=name, token_file=token_file(settings.sign_in_dir, name))
    try:
        kept = store.load()
    except (SignInNeededError, ConfigError) as error:
        return replace(ground, problem=str(error))
    if kept is None:
        return replace(ground, problem="nobody is signed in")
    seed = found.refresh_token if store.has_supplied_token else None
    return replace(
        ground,
        name=kept.name,
        profile_id=kept.profile_id,
        signed_in_at=kept.signed_in_at,
        renewed_at=kept.token.obtained_at,
        from_outside=seed.origin if seed is not None and kept.signed_in_at is None else "",
        problem=_exposed(ground.token_file),
    )


def _exposed(path: Path) -> str:
    """True if others on this computer can read the file; Windows has no such bits."""
    if os.name == "nt" or not path.exists():
        return ""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return f"others on this computer can read {path}: run `chmod 600` on it"
    return ""


# --- what lies on disk ---------------------------------------------------------------------


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


def _with_mirror(report: StatusReport) -> StatusReport:
    path = report.settings.state_dir / MIRROR_FILE
    group_id = report.settings.group
    # Only looked at: a mirror that is not there is not made.
    if group_id is None or not path.is_file():
        return report
    try:
        with open_mirror(path.parent) as mirror:
            library = mirror.library(group_id)
            return replace(
                report,
                pull=mirror.last_pull(group_id),
                runs=mirror.runs(3),
                group_name=library.group.name if library is not None else "",
            )
    except MendeleySyncError as error:
        return replace(report, problems=(*report.problems, str(error)))


# --- what Mendeley says -------------------------------------------------------------------


def _asked(
    settings: Settings, profile: str, environ: Mapping[str, str], *, has_terminal: bool
) -> Answered:
    try:
        with open_client(
            settings,
            profile=profile,
            has_terminal=has_terminal,
            command="mendeley-sync status",
            environ=environ,
        ) as client:
            person = client.my_profile()
            groups = {group.id: group for group in client.groups()}
    except MendeleySyncError as error:
        return Answered(
            asked=True,
            problem=str(error),
            advice=str(error.advice),
            is_access_problem=isinstance(error, AccessError),
        )
    return Answered(
        asked=True, profile=person, group=_own(groups, settings.group), groups=len(groups)
    )


def _own(groups: Mapping[GroupId, Group], wanted: GroupId | None) -> Group | None:
    return groups.get(wanted) if wanted is not None else None
