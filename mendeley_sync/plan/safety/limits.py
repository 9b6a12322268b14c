"""How many changes of each kind one run may make, and what each kind needs.

One register for all kinds: every kind has a limit, an undo rule and words for reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from mendeley_sync.plan.changes import ChangeKind


class Limit(BaseModel):
    """How many documents one kind of change may touch in a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    free: int = Field(ge=0)
    """This number is always allowed."""
    share: float = Field(ge=0, le=1)
    """Beyond `free`: at most this share of the pairs, in [0, 1]."""
    most: int = Field(ge=0)
    """Never more than this."""

    def allowed(self, pairs: int) -> int:
        """Documents that one run may touch, given so many pairs before its first write."""
        return min(self.most, max(self.free, int(self.share * pairs)))


class KindRule(NamedTuple):
    """What one kind of change needs, and how it is undone."""

    limit: Limit | None
    """None: the exact number is given, or comes from the run that is undone."""
    named: bool
    """Written only when an option names it."""
    undone_by: ChangeKind | None
    """None: an undo's own change; undoing the undo makes an ordinary one again."""
    one: str
    many: str
    """For reports."""


LIMIT = "limit-"
"""The prefix of a limit's rule; its kind follows."""
NOTHING_FREE = Limit(free=0, share=0.02, most=10)

KINDS: Mapping[ChangeKind, KindRule] = {
    ChangeKind.CREATE: KindRule(
        Limit(free=10, share=0.3, most=200), False, ChangeKind.UNDO_CREATE,
        "new document", "new documents"),
    ChangeKind.FILL: KindRule(
        Limit(free=10, share=0.5, most=500), False, ChangeKind.UNDO_UPDATE,
        "document with empty fields filled", "documents with empty fields filled"),
    ChangeKind.UPDATE: KindRule(
        Limit(free=5, share=0.3, most=200), False, ChangeKind.UNDO_UPDATE,
        "update", "updates"),
    ChangeKind.CLEAR: KindRule(
        Limit(free=2, share=0.05, most=20), True, ChangeKind.UNDO_UPDATE,
        "document with fields emptied", "documents with fields emptied"),
    ChangeKind.OVERWRITE: KindRule(
        Limit(free=5, share=0.1, most=50), True, ChangeKind.UNDO_UPDATE,
        "overwritten edit of the library", "overwritten edits of the library"),
    ChangeKind.RESTORE: KindRule(
        None, True, ChangeKind.UNDO_RESTORE,
        "document to restore from the trash", "documents to restore from the trash"),
    ChangeKind.RECREATE: KindRule(
        None, True, ChangeKind.UNDO_CREATE, "document to re-create", "documents to re-create"),
    ChangeKind.TRASH: KindRule(
        NOTHING_FREE, True, ChangeKind.UNDO_TRASH,
        "document to move to the trash", "documents to move to the trash"),
    ChangeKind.UNDO_UPDATE: KindRule(
        None, False, None, "document with earlier values to restore",
        "documents with earlier values to restore"),
    ChangeKind.UNDO_CREATE: KindRule(
        None, False, None, "added document to move to the trash",
        "added documents to move to the trash"),
    ChangeKind.UNDO_TRASH: KindRule(
        None, False, None, "document to restore from the trash",
        "documents to restore from the trash"),
    ChangeKind.UNDO_RESTORE: KindRule(
        None, False, None, "document to move back to the trash",
        "documents to move back to the trash"),
}  # fmt: skip
"""Every kind of change; the limits are defaults that the settings may replace."""

NAMED_KINDS = frozenset(kind for kind, rule in KINDS.items() if rule.named)
EXACT_KINDS = frozenset({ChangeKind.RESTORE, ChangeKind.RECREATE})
"""Named with `--restore N` and `--recreate N`: the number must be right."""


class PushOptions(BaseModel):
    """The options of a push, given by a person or by the settings of the scheduled job."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: frozenset[ChangeKind] = frozenset(
        {ChangeKind.CREATE, ChangeKind.FILL, ChangeKind.UPDATE}
    )
    """Kinds that need no naming; the scheduled job may have fewer."""
    allow: Mapping[ChangeKind, int] = Field(default_factory=dict)
    """Kinds named with the number of documents that they may touch."""
    accept: frozenset[str] = frozenset()
    """Safety checks to override: `settings-changed`, `library-changed`, ..."""
    unconfirmed: frozenset[str] = frozenset()
    """References whose last change is not confirmed; nothing is written for them."""
    trash_with_files: bool = False
    """Also move documents with files or annotations to the trash."""

    def writes(self, kind: ChangeKind) -> bool:
        """True if changes of this kind are written in this run."""
        return kind in self.kinds or kind in self.allow


def limit_of(kind: ChangeKind, limits: Mapping[ChangeKind, Limit]) -> Limit | None:
    """The limit in force: the settings' where they have one, else the register's."""
    return limits.get(kind, KINDS[kind].limit)


def is_exact(planned: int, allowed: int) -> bool:
    """Whether exactly as many are planned as a person named."""
    return planned == allowed


def exceeded_limit(
    kind: ChangeKind,
    planned: int,
    pairs: int,
    limits: Mapping[ChangeKind, Limit],
    options: PushOptions,
) -> int | None:
    """The number of changes allowed, where a plan has too many of one kind; else None.

    Args:
        planned: documents that the plan changes in this way.
        pairs: matched before the first change.
        limits: the settings' own.
    """
    if not planned:
        return None
    limit = limit_of(kind, limits)
    allowed = options.allow.get(kind)
    if kind in EXACT_KINDS:
        if allowed is None or is_exact(planned, allowed):
            return None
        return allowed
    if limit is None or (allowed is not None and planned <= allowed):
        return None
    most = allowed if allowed is not None else limit.allowed(pairs)
    if planned <= most:
        return None
    return most
