"""People around the library: profiles, members, invitations, and a society's roster."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.library import GroupId, ProfileId


class Profile(BaseModel):
    """Someone's profile. `email` is known only for the signed-in person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ProfileId
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    verified: bool | None = None


class Member(BaseModel):
    """One member of a group; the service gives neither name nor e-mail with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile_id: ProfileId
    role: str
    """`owner`, `admin`, `member`, or the service's own word where we do not know it."""
    joined: AwareDatetime | None = None
    profile: Profile | None = None
    """Filled where the name was looked up."""


class Invitation(BaseModel):
    """An invitation to a group."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    group_id: GroupId
    email: str = ""
    name: str = ""
    profile_id: ProfileId | None = None
    status: str = ""
    """`CREATED`, `SENT`, `VIEWED`, `ACCEPTED`, `DECLINED`, `REVOKED`."""
    sent: AwareDatetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the invited person can still accept it."""
        return self.status in {"CREATED", "SENT", "VIEWED"}


class RosterEntry(BaseModel):
    """One row of a society's roster. Personal data: never leaves the machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int
    """Line in the file, counted from 1, header included."""
    name: str
    email: str = ""
    society: str = ""
    profile_id: ProfileId | None = None


class Roster(BaseModel):
    """A society's members as its secretary keeps them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: tuple[RosterEntry, ...]
    problems: tuple[tuple[int, str], ...] = ()
    """Rows that could not be read: line and what is wrong."""
    source: str = ""
