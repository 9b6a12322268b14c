"""A roster against the group: reads both, compares, and writes back what a person confirmed.

Nothing but reads is sent to the service. Names are known by one profile call a member.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mendeley_sync.access.roster.compare import RosterReport, compare_roster
from mendeley_sync.domain.community import Invitation, Member, Profile
from mendeley_sync.domain.library import GroupId
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.errors import ForbiddenError, NotFoundError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.settings import Settings
from mendeley_sync.stores.roster.roster import RosterFile, read_roster, write_profiles
from mendeley_sync.workflow.service import open_client

MemberProgress = Callable[[int, int], None]
"""How many members' names are known, of how many."""


@dataclass(frozen=True)
class RosterRun:
    """What came of one comparison."""

    file: RosterFile
    report: RosterReport
    written: int = 0
    """How many profile ids were written into the roster."""


def run_roster(
    settings: Settings,
    path: Path,
    *,
    profile: str = DEFAULT_PROFILE,
    confirm: bool = False,
    has_terminal: bool = False,
    environ: Mapping[str, str] | None = None,
    progress: MemberProgress | None = None,
) -> RosterRun:
    """Compare the roster in `path` with the group, and with `confirm` write down who was found.

    Raises:
        ConfigError: the roster cannot be read or written, or no group is set.
        AccessError: nobody is signed in, or this account does not see the members.
        ServiceError: the service does not answer.
    """
    file = read_roster(path)
    group_id = settings.require_group()
    with open_client(
        settings,
        profile=profile,
        has_terminal=has_terminal,
        command="access roster",
        environ=environ,
    ) as client:
        report = _compared(client, group_id, file, progress)
    confirmed = report.to_confirm() if confirm else {}
    if confirmed:
        write_profiles(file, confirmed)
    return RosterRun(file, report, len(confirmed))


def _compared(
    client: MendeleyClient,
    group_id: GroupId,
    file: RosterFile,
    progress: MemberProgress | None,
) -> RosterReport:
    group = client.group(group_id)
    return compare_roster(
        file.roster,
        _named_members(client, group_id, progress),
        _invitations(client, group_id),
        now=datetime.now(UTC),
        member_limit=group.member_limit,
        pending=group.pending_invitation_count,
    )


def _named_members(
    client: MendeleyClient, group_id: GroupId, progress: MemberProgress | None
) -> list[Member]:
    members = client.members(group_id)
    named: list[Member] = []
    for member in members:
        named.append(member.model_copy(update={"profile": _profile(client, member)}))
        if progress is not None:
            progress(len(named), len(members))
    return named


def _profile(client: MendeleyClient, member: Member) -> Profile | None:
    """Who it is; None where the service does not say."""
    try:
        return client.profile(member.profile_id)
    except (NotFoundError, ForbiddenError):
        return None


def _invitations(client: MendeleyClient, group_id: GroupId) -> tuple[Invitation, ...] | None:
    try:
        return client.invitations(group_id)
    except (NotFoundError, ForbiddenError):
        return None
