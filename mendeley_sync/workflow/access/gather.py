"""Gathers what the registration check looks at; concludes nothing.

Every question is asked on its own: what one answer refuses is noted and the next
question still asked. Nothing but reads is ever sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from mendeley_sync.access.account_checks import check_access
from mendeley_sync.access.check_result import AccessReport
from mendeley_sync.access.facts import (
    DEPENDS,
    AccessFacts,
    Unavailable,
    UnavailableReason,
)
from mendeley_sync.domain.community import Member, Profile
from mendeley_sync.domain.library import Group, GroupId
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.errors import (
    AccessError,
    ConfigError,
    CredentialsError,
    ForbiddenError,
    GrantRefusedError,
    MendeleySyncError,
    NoCredentialsError,
    NotFoundError,
    RedirectMismatchError,
    ServiceError,
    SignInNeededError,
)
from mendeley_sync.http.addresses import url_is_loopback
from mendeley_sync.links.checker import Progress
from mendeley_sync.links.pages import check_pages, new_checker
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.wire.values import time_of
from mendeley_sync.settings import Settings
from mendeley_sync.stores.roster.roster import roster_size
from mendeley_sync.workflow.access.history import remember_success, remembered
from mendeley_sync.workflow.service import open_client

Seen = TypeVar("Seen")

NEWEST_DOCUMENTS = 500
"""So many of the newest documents are looked at for one that a leader added."""


def run_access(
    settings: Callable[[], Settings],
    *,
    profile: str = DEFAULT_PROFILE,
    with_names: bool = False,
    has_terminal: bool = False,
    environ: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> AccessReport:
    """The whole check: gather, then judge. Whatever is wrong becomes a finding.

    Args:
        settings: reads the settings; a mistake in them is a finding, too.
        profile: which signed-in account.
        progress: told about every link that is done.
    """
    now = datetime.now(UTC)
    try:
        found = settings()
    except MendeleySyncError as error:
        wrong = Unavailable(cause=UnavailableReason.CONFIGURATION_WRONG, detail=str(error))
        return check_access(AccessFacts(now=now, account=profile, configuration=wrong))
    ground = _ground(found, profile, now)
    facts = _asked(found, ground, with_names, has_terminal, environ)
    remember_success(found, facts)
    is_here = found.practice or url_is_loopback(found.base_url)
    checker = new_checker(may_stay_here=is_here)
    pages = check_pages(found.config.access.pages, checker, progress=progress)
    return check_access(facts.model_copy(update={"pages": pages}))


def _ground(settings: Settings, account: str, now: datetime) -> AccessFacts:
    """What is known before anybody is asked."""
    before = remembered(settings, account)
    group_id = settings.group
    return AccessFacts(
        now=now,
        account=account,
        group_id=group_id,
        redirect_address=settings.config.service.redirect_uri,
        configuration=None if group_id else Unavailable(cause=UnavailableReason.NOT_CONFIGURED),
        roster_size=roster_size(settings.roster_path),
        last_good_sync=before.last_good_sync,
        last_count=before.last_count,
        last_count_at=before.last_count_at,
        worked_until=before.worked_until,
    )


def _asked(
    settings: Settings,
    ground: AccessFacts,
    with_names: bool,
    has_terminal: bool,
    environ: Mapping[str, str] | None,
) -> AccessFacts:
    try:
        with open_client(
            settings,
            profile=ground.account,
            has_terminal=has_terminal,
            command="access",
            environ=environ,
        ) as client:
            return gather_facts(client, ground, with_names=with_names)
    except ConfigError as error:
        # A spoilt credentials file, or practice that was spoilt: nothing of the service's doing.
        wrong = Unavailable(cause=UnavailableReason.CONFIGURATION_WRONG, detail=str(error))
        return ground.model_copy(update={"configuration": wrong})
    except (AccessError, ServiceError) as error:
        return ground.model_copy(update=_stopped_at_sign_in(error))


def gather_facts(
    client: MendeleyClient, ground: AccessFacts, *, with_names: bool = False
) -> AccessFacts:
    """Ask the service everything the ladder judges.

    Args:
        ground: what was known before.
        with_names: whether the owner's name may be shown in the findings.
    """
    try:
        profile = client.my_profile()
    except MendeleySyncError as error:
        return ground.model_copy(update=_stopped_at_sign_in(error))
    # Held against our clock of now: asking may have taken minutes of retries.
    ahead = client.answered_at - datetime.now(UTC)
    seen = {"profile": profile, "server_time": ground.now + ahead}
    ground = ground.model_copy(update=seen)
    if ground.group_id is None:
        return ground
    return _group_facts(client, ground, ground.group_id, with_names=with_names)


def _stopped_at_sign_in(error: MendeleySyncError) -> dict[str, Unavailable]:
    """Whether nobody could be asked, or nobody is signed in."""
    unseen = unseen_because(error)
    if unseen.cause in (UnavailableReason.SERVICE_DOWN, UnavailableReason.THROTTLED):
        return {"service": unseen}
    if unseen.cause in (UnavailableReason.FORBIDDEN, UnavailableReason.NOT_FOUND):
        # Whoever may not see the own profile has a sign-in that is good for nothing.
        unseen = unseen.model_copy(update={"cause": UnavailableReason.SIGN_IN_REFUSED})
    return {"sign_in": unseen}


_CAUSES: tuple[tuple[type[MendeleySyncError], UnavailableReason], ...] = (
    (NoCredentialsError, UnavailableReason.NO_CREDENTIALS),
    (RedirectMismatchError, UnavailableReason.REDIRECT_MISMATCH),
    (CredentialsError, UnavailableReason.CREDENTIALS_REFUSED),
    (GrantRefusedError, UnavailableReason.SIGN_IN_REFUSED),
    (SignInNeededError, UnavailableReason.NOT_SIGNED_IN),
    (ForbiddenError, UnavailableReason.FORBIDDEN),
    (NotFoundError, UnavailableReason.NOT_FOUND),
    (AccessError, UnavailableReason.SIGN_IN_REFUSED),
)
"""What an error says about its cause; the first that fits counts."""


def unseen_because(error: MendeleySyncError) -> Unavailable:
    """An error as the reason why something was not seen."""
    if isinstance(error, ServiceError):
        cause = (
            UnavailableReason.THROTTLED if error.status == 429 else UnavailableReason.SERVICE_DOWN
        )
        return Unavailable(cause=cause, detail=str(error), not_before=error.not_before)
    for kind, cause in _CAUSES:
        if isinstance(error, kind):
            return Unavailable(cause=cause, detail=str(error), advice=str(error.advice))
    return Unavailable(cause=UnavailableReason.SERVICE_DOWN, detail=str(error))


def seen_or_why(ask: Callable[[], Seen]) -> Seen | Unavailable:
    """The answer, or why there is none."""
    try:
        return ask()
    except MendeleySyncError as error:
        return unseen_because(error)


def _group_facts(
    client: MendeleyClient, ground: AccessFacts, group_id: GroupId, *, with_names: bool
) -> AccessFacts:
    group = seen_or_why(lambda: _own_group(client, group_id))
    invitations = seen_or_why(client.my_invitations)
    if not isinstance(group, Group):
        return ground.model_copy(update={"group": group, "my_invitations": invitations})
    members = seen_or_why(lambda: client.members(group_id))
    return ground.model_copy(
        update={
            "group": group,
            "my_invitations": invitations,
            "owner_name": _owner_name(client, group) if with_names else "",
            "document_count": seen_or_why(lambda: _document_count(client, group_id)),
            "file_count": seen_or_why(lambda: _file_count(client, group_id)),
            "members": members,
            "invitations": seen_or_why(lambda: client.invitations(group_id)),
            "last_addition_by_leaders": _last_addition(client, group_id, members),
        }
    )


def _own_group(client: MendeleyClient, group_id: GroupId) -> Group:
    """The group as this account is in it; asking for it alone tells why it is not listed."""
    listed = {group.id: group for group in client.groups()}
    if group_id in listed:
        return listed[group_id]
    return client.group(group_id)


def _owner_name(client: MendeleyClient, group: Group) -> str:
    owner = group.owning_profile_id
    if owner is None:
        return ""
    profile = seen_or_why(lambda: client.profile(owner))
    return profile.display_name if isinstance(profile, Profile) else ""


def _document_count(client: MendeleyClient, group_id: GroupId) -> int:
    page = client.first_page(group_id=group_id, sort="created", order="desc")
    return page.count if page.count is not None else len(page.items)


def _file_count(client: MendeleyClient, group_id: GroupId) -> int:
    return len(client.files(group_id=group_id))


def _last_addition(
    client: MendeleyClient, group_id: GroupId, members: Sequence[Member] | Unavailable
) -> datetime | Unavailable | None:
    """When an owner or admin last added a document, as far as the newest ones tell."""
    if isinstance(members, Unavailable):
        return DEPENDS
    leaders = {member.profile_id for member in members if member.role in {"owner", "admin"}}
    page = seen_or_why(
        lambda: client.first_page(
            group_id=group_id, sort="created", order="desc", limit=NEWEST_DOCUMENTS
        )
    )
    if isinstance(page, Unavailable):
        return page
    added = [
        moment
        for item in page.items
        if item.get("profile_id") in leaders and (moment := time_of(item, "created", []))
    ]
    if added:
        return max(added)
    # More than one page of documents and none by a leader: an older one may be.
    return None if page.is_last else DEPENDS
