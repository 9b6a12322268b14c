"""How much of each kind of change one run may make, and what each kind needs.

One register for all kinds: a kind without a limit, an undo rule and a word for reports
does not exist (a test holds the register against the kinds).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from mendeley_sync.plan.changes import ChangeKind, FailedCheck


class Limit(BaseModel):
    """How many documents one kind of change may touch in a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    free: int = Field(ge=0)
    """So many are always allowed."""
    share: float = Field(ge=0, le=1)
    """Beyond `free`: at most this share of the pairs, in [0, 1]."""
    most: int = Field(ge=0)
    """Never more than this."""

    def allowed(self, pairs: int) -> int:
        """Documents that one run may touch, given so many pairs before its first write."""
        return min(self.most, max(self.free, int(self.share * pairs)))


class KindRule(NamedTuple):
    """What one kind of change needs before, and how it is taken back."""

    limit: Limit | None
    """None: the exact number must be named, or comes from the run that is undone."""
    named: bool
    """Written only when a person names it."""
    undone_by: ChangeKind | None
    """None: an undo's own change; undoing the undo makes an ordinary one again."""
    one: str
    many: str
    """For reports."""


LIMIT = "limit-"
"""What the rule of a limit begins with; its kind follows."""
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
        "document out of the trash", "documents out of the trash"),
    ChangeKind.RECREATE: KindRule(
        None, True, ChangeKind.UNDO_CREATE, "document made anew", "documents made anew"),
    ChangeKind.TRASH: KindRule(
        NOTHING_FREE, True, ChangeKind.UNDO_TRASH,
        "document to the trash", "documents to the trash"),
    ChangeKind.UNDO_UPDATE: KindRule(
        None, False, None, "document given its former values back",
        "documents given their former values back"),
    ChangeKind.UNDO_CREATE: KindRule(
        None, False, None, "document of ours to the trash", "documents of ours to the trash"),
    ChangeKind.UNDO_TRASH: KindRule(
        None, False, None, "document back out of the trash", "documents back out of the trash"),
    ChangeKind.UNDO_RESTORE: KindRule(
        None, False, None, "document back to the trash", "documents back to the trash"),
}  # fmt: skip
"""Every kind of change; the limits are defaults that the settings may replace."""

NAMED_KINDS = frozenset(kind for kind, rule in KINDS.items() if rule.named)
EXACT_KINDS = frozenset({ChangeKind.RESTORE, ChangeKind.RECREATE})
"""Named with `--restore N` and `--recreate N`: the number must be right."""


class PushOptions(BaseModel):
    """What a person, or the settings of the scheduled job, asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: frozenset[ChangeKind] = frozenset(
        {ChangeKind.CREATE, ChangeKind.FILL, ChangeKind.UPDATE}
    )
    """Kinds that need no naming; the scheduled job may have fewer."""
    allow: Mapping[ChangeKind, int] = Field(default_factory=dict)
    """Kinds named with the number of documents that they may touch."""
    accept: frozenset[str] = frozenset()
    """Rails that a person looked at: `settings-changed`, `library-changed`, ..."""
    unsettled: frozenset[str] = frozenset()
    """Entries whose last write is still unknown; nothing is written for them."""
    trash_with_files: bool = False
    """Also trash documents that bear files or annotations."""

    def writes(self, kind: ChangeKind) -> bool:
        """Whether changes of this kind are written in this run."""
        return kind in self.kinds or kind in self.allow


def limit_of(kind: ChangeKind, limits: Mapping[ChangeKind, Limit]) -> Limit | None:
    """The limit in force: the settings' where they have one, else the register's."""
    return limits.get(kind, KINDS[kind].limit)


def limit_refusal(
    kind: ChangeKind,
    titles: tuple[str, ...],
    pairs: int,
    limits: Mapping[ChangeKind, Limit],
    options: PushOptions,
    way: str,
    show: str = "mendeley-sync diff",
) -> FailedCheck | None:
    """Whether so many changes of one kind are too many.

    Args:
        titles: of the documents they touch.
        pairs: bound or matched before the first write.
        way: the command that goes on.
        show: the command that shows what is planned.
    """
    planned = len(titles)
    if not planned:
        return None
    limit = limit_of(kind, limits)
    allowed = options.allow.get(kind)
    if kind in EXACT_KINDS:
        if allowed is None or planned == allowed:
            return None
        return _refusal(kind, titles, str(allowed), way, show)
    if limit is None or (allowed is not None and planned <= allowed):
        return None
    most = allowed if allowed is not None else limit.allowed(pairs)
    if planned <= most:
        return None
    return _refusal(kind, titles, str(most), way, show)


def _refusal(
    kind: ChangeKind, titles: tuple[str, ...], allowed: str, command: str, show: str
) -> FailedCheck:
    planned = len(titles)
    words = KINDS[kind].one if planned == 1 else KINDS[kind].many
    verb = "is" if planned == 1 else "are"
    return FailedCheck(
        rule=f"{LIMIT}{kind.value}",
        message=f"We stopped before writing: {planned} {words} {verb} planned, {allowed} allowed. "
        f"Read them with `{show}`; if all are right, run `{command}`.",
        numbers=str(planned),
        limit=allowed,
        examples=titles[:5],
        command=command,
    )
