"""What a run of the matcher found out: pairs with reasons, and one bucket for every record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What one field says about a pair."""

    field: str
    left: str
    right: str
    answer: Literal["agree", "unknown", "contradict"]
    reason: str


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The next best partner, and what it lacked."""

    id: str
    rule: str
    reason: str


class Pair(NamedTuple):
    """Two records that are one work (auto), or may be (review)."""

    left: str
    right: str
    verdict: Literal["auto", "review"]
    rule: str
    reason: str
    evidence: tuple[FieldEvidence, ...] = ()
    runner_up: RunnerUp | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The pairs, and where every record went."""

    pairs: tuple[Pair, ...]
    """Sorted by left, right."""

    matched: Mapping[str, str] = field(default_factory=dict)
    """Left id to the right id it is bound to, one-to-one."""

    duplicates: Mapping[str, str] = field(default_factory=dict)
    """Right id to the right id it duplicates."""

    duplicates_left: Mapping[str, str] = field(default_factory=dict)
    """Left id to the left id it duplicates."""

    undecided_left: frozenset[str] = frozenset()
    undecided_right: frozenset[str] = frozenset()
    unmatched_left: frozenset[str] = frozenset()
    unmatched_right: frozenset[str] = frozenset()
