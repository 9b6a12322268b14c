"""The same rules within one side: which records of a file are the same work."""

from collections.abc import Mapping, Sequence
from typing import Literal

from mendeley_sync.matching.assignment import said_of, settle, still_open
from mendeley_sync.matching.candidate_keys import outlines_of
from mendeley_sync.matching.candidates import candidate_pairs
from mendeley_sync.matching.evidence import evidence_of
from mendeley_sync.matching.match import DEFAULT_RULES, Progress, judged, learn_from_collection
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import FieldEvidence, Matching, Pair
from mendeley_sync.matching.verdicts import Judge, MatchRules


def find_duplicates(
    records: Sequence[MatchRecord],
    *,
    decisions: Mapping[tuple[str, str], bool] | None = None,
    rules: MatchRules = DEFAULT_RULES,
    with_evidence: bool = True,
    on_progress: Progress | None = None,
) -> Matching:
    """Pair the records of one file that are the same work.

    Returns:
        Pairs with left < right. `duplicates` names for each copy the record it duplicates;
        `undecided_right` and `unmatched_right` hold the others; the left buckets stay empty.
    """
    outlines = outlines_of(records)
    position = {record.id: i for i, record in enumerate(records)}
    decided = {
        (position[a], position[b]): same
        for (a, b), same in (decisions or {}).items()
        if a in position and b in position
    }
    around = learn_from_collection((records, outlines), copies_expected=True)
    judge = Judge(records, outlines, around, rules, decided)
    said = {(min(e), max(e)) for e, same in decided.items() if same}
    auto, review = judged(judge, sorted({*candidate_pairs(outlines), *said}), on_progress)
    groups, lost = settle(judge, auto)
    cluster_of = {i: group for group in groups for i in group}
    doubtful = still_open(judge, review | {e: auto[e] for e in lost}, cluster_of)
    pairs = _Pairs(judge, records, with_evidence)
    return _result(pairs, records, groups, set(doubtful))


class _Pairs:
    """Makes the pairs of the result."""

    def __init__(self, judge: Judge, records: Sequence[MatchRecord], with_evidence: bool) -> None:
        self._judge = judge
        self._records = records
        self._with_evidence = with_evidence

    def pair(self, i: int, j: int, verdict: Literal["auto", "review"]) -> Pair:
        """The pair of two positions, the smaller id on the left."""
        one, other = self._records[i], self._records[j]
        if other.id < one.id:
            one, other = other, one
        rule, reason = said_of(self._judge.judge(i, j), verdict)
        evidence: tuple[FieldEvidence, ...] = ()
        if self._with_evidence:
            evidence = evidence_of(self._judge.compare(i, j), one, other)
        return Pair(one.id, other.id, verdict, rule, reason, evidence)


def _result(
    made: _Pairs,
    records: Sequence[MatchRecord],
    groups: list[list[int]],
    doubtful: set[tuple[int, int]],
) -> Matching:
    pairs = []
    duplicates: dict[str, str] = {}
    for group in groups:
        members = sorted(group, key=lambda i: records[i].id)
        duplicates |= {records[i].id: records[members[0]].id for i in members[1:]}
        pairs += [made.pair(i, j, "auto") for n, i in enumerate(members) for j in members[n + 1 :]]
    pairs += [made.pair(i, j, "review") for i, j in doubtful]
    placed = {i for group in groups for i in group}
    undecided = {i for edge in doubtful for i in edge} - placed
    firsts = {min(group, key=lambda i: records[i].id) for group in groups}
    alone = set(range(len(records))) - placed - undecided | firsts
    return Matching(
        tuple(sorted(pairs, key=lambda pair: (pair.left, pair.right))),
        duplicates=duplicates,
        undecided_right=frozenset(records[i].id for i in undecided),
        unmatched_right=frozenset(records[i].id for i in alone),
    )
