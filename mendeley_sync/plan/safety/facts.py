"""The input of the safety checks."""

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
    """Everything that the safety checks look at."""

    reference_list: ReferenceList
    library: Library
    ledger: LockFileData
    compared: Compared
    plan: Plan
    options: PushOptions
    limits: Mapping[ChangeKind, Limit]
    config_digest: str = ""
    group: str = ""
    """The group that the settings name; "": any."""
    profile: ProfileId | None = None
    """Who is signed in, where it is known."""
    writers: frozenset[ProfileId] = frozenset()
    """Who may push; empty: everyone whom the group allows."""
    last_count: int | None = None
    """Documents when a pull was last trusted."""
    vanished: int = 0
    """Documents that were moved to the trash or removed since the last pull."""
    vanished_since: str = ""
    """When that pull was, for the sentence."""
    trashed_lately: int = 0
    """Documents that mendeley-sync moved to the trash in the last 7 days."""
    program: str = "mendeley-sync"
    """The program as it is called, with the options in force."""
    cosmetic: bool = False
    """Cosmetic differences are written, too."""
    names_digest: bool = True
    """A person's push makes this same plan; the job's leaves out undone changes."""
