"""What the rails look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mendeley_sync.diff.compare import Compared
from mendeley_sync.domain.library import Library, ProfileId
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.limits import Limit, PushOptions


class SafetyCheckInput(NamedTuple):
    """Everything the rails look at."""

    reference_list: ReferenceList
    library: Library
    ledger: LockFileData
    compared: Compared
    plan: Plan
    options: PushOptions
    limits: Mapping[ChangeKind, Limit]
    config_digest: str = ""
    group: str = ""
    """The group that the settings name; "" asks nothing."""
    profile: ProfileId | None = None
    """Who is signed in, where it is known."""
    writers: frozenset[ProfileId] = frozenset()
    """Who may push; empty: whoever the group lets."""
    last_count: int | None = None
    """Live documents when the library was last accepted."""
    vanished: int = 0
    """Documents that went to the trash or away since the last pull."""
    vanished_since: str = ""
    """When that pull was, for the sentence."""
    trashed_lately: int = 0
    """Documents that we moved to the trash in the last seven days."""
    program: str = "mendeley-sync"
    """The command as the user has to type it."""
    cosmetic: bool = False
    """Also what differs in the writing alone is written."""
    names_digest: bool = True
    """Whether a person's push makes this very plan; the job's holds back what was undone."""
    way: str = ""
    """The push command that goes on past every rail that a word or a number releases."""
