"""What the registration check has seen, before anything is concluded from it.

Whatever could not be seen is an `Unavailable` with its cause, never an empty value:
an empty member list and a forbidden one are different things.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.community import Invitation, Member, Profile
from mendeley_sync.domain.library import Group
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE


class UnavailableReason(StrEnum):
    """Why something could not be seen."""

    NOT_CONFIGURED = "not configured"
    CONFIGURATION_WRONG = "configuration wrong"
    NO_CREDENTIALS = "no credentials"
    CREDENTIALS_REFUSED = "credentials refused"
    REDIRECT_MISMATCH = "redirect address does not match"
    NOT_SIGNED_IN = "not signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SERVICE_DOWN = "service down"
    THROTTLED = "throttled"
    NOT_LISTED = "not among this account's groups"
    NOT_FOUND = "not found"
    FORBIDDEN = "not allowed"
    DEPENDS = "depends on an earlier step"


class Unavailable(BaseModel):
    """Something that could not be seen, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: UnavailableReason
    detail: str = ""
    """What the service or the file said, without secrets."""
    advice: str = ""
    """What the error itself advises."""
    not_before: AwareDatetime | None = None
    """Earliest time at which another try makes sense, where the service told it."""


class LinkState(StrEnum):
    """What became of one link of a published page."""

    ANSWERS = "answers"
    MOVED = "redirected elsewhere"
    DEAD = "dead"
    WALLED = "behind a robot wall"
    UNREACHED = "could not be reached"
    NOT_TRIED = "not tried"


class LinkFact(BaseModel):
    """One link of a published page, tried."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    state: LinkState
    status: int | None = None
    target: str = ""
    """Where it leads, when it was redirected elsewhere."""
    detail: str = ""
    """Why, in a few words, where the state alone does not tell."""


class PageFact(BaseModel):
    """One published page, and the links it bears."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: LinkFact
    """The page itself."""
    links: tuple[LinkFact, ...] = ()
    """Each address once, in the page's order."""

    @property
    def address(self) -> str:
        """The page's own address."""
        return self.page.address


DEPENDS = Unavailable(cause=UnavailableReason.DEPENDS)


class AccessFacts(BaseModel):
    """Everything one run of the check has seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    now: AwareDatetime
    """Our clock, UTC."""
    account: str = DEFAULT_PROFILE
    """Which signed-in account was asked: the name after `--profile`."""
    group_id: str | None = None
    configuration: Unavailable | None = None
    """None: the settings were read and name a group."""
    redirect_address: str = ""
    service: Unavailable | None = None
    """None: the service answered."""
    server_time: AwareDatetime | None = None
    """The service's clock at the moment of `now`."""
    sign_in: Unavailable | None = None
    """None: there is a sign-in that the service accepts."""
    profile: Profile | Unavailable = DEPENDS
    group: Group | Unavailable = DEPENDS
    owner_name: str = ""
    """Display name of the group's owner; "" where it is not known or not to be shown."""
    my_invitations: tuple[Invitation, ...] | Unavailable = DEPENDS
    document_count: int | Unavailable = DEPENDS
    file_count: int | Unavailable = DEPENDS
    """How many files the first page of the file list named; 0 is fine."""
    members: tuple[Member, ...] | Unavailable = DEPENDS
    invitations: tuple[Invitation, ...] | Unavailable = DEPENDS
    last_addition_by_leaders: AwareDatetime | Unavailable | None = DEPENDS
    """When an owner or admin last added a document; None: never, as far as can be seen."""
    pages: tuple[PageFact, ...] = ()
    roster_size: int | None = None
    """People on the society's roster; None: there is none here, or it cannot be read."""
    last_good_sync: AwareDatetime | None = None
    last_count: int | None = None
    """Documents at the last complete pull."""
    last_count_at: AwareDatetime | None = None
    worked_until: AwareDatetime | None = None
    """When this check last saw the library with this account."""
