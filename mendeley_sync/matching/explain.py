"""Why one pair is, or is not, a match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mendeley_sync.matching.candidate_keys import outlines_of
from mendeley_sync.matching.evidence import evidence_of
from mendeley_sync.matching.match import DEFAULT_RULES, learn_from_collection
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import FieldEvidence
from mendeley_sync.matching.verdicts import Judge, MatchRules


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the rules say about one pair, looked at alone."""

    left: str
    right: str
    decision: Literal["auto", "review", "no"]
    rule: str
    reason: str
    evidence: tuple[FieldEvidence, ...]


def explain(
    a: MatchRecord,
    b: MatchRecord,
    *,
    left: Sequence[MatchRecord] = (),
    right: Sequence[MatchRecord] = (),
    rules: MatchRules = DEFAULT_RULES,
) -> Explanation:
    """Say what the rules find about a pair.

    Args:
        a: a record of the left side.
        b: a record of the right side.
        left: the whole left side, if what recurs there should count as in `match`.
        right: the whole right side, likewise.
    """
    around = learn_from_collection((left, outlines_of(left)), (right, outlines_of(right)))
    judge = Judge((a, b), outlines_of((a, b)), around, rules, {})
    verdict = judge.judge(0, 1)
    evidence = evidence_of(judge.compare(0, 1), a, b)
    return Explanation(
        a.id, b.id, verdict.decision, verdict.rule.name, verdict.rule.reason, evidence
    )
