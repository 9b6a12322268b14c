"""The same rules within one side: which records of a file are the same work."""

from collections.abc import Mapping, Sequence

from .candidates import Outline, candidate_pairs
from .evidence import evidence_of
from .judging import Judge, MatchRules
from .match import DEFAULT_RULES, judged, look_around
from .pairing import settle, still_open
from .record import MatchRecord
from .result import Matching, Pair


def find_duplicates(
    records: Sequence[MatchRecord],
    *,
    decisions: Mapping[tuple[str, str], bool] | None = None,
    rules: MatchRules = DEFAULT_RULES,
) -> Matching:
    """Pair the records of one file that are the same work.

    Returns:
        Pairs with left < right. `duplicates` names for each copy the record it duplicates;
        `undecided_right` and `unmatched_right` hold the others; the left buckets stay empty.
    """
    outlines = [Outline(record) for record in records]
    position = {record.id: i for i, record in enumerate(records)}
    decided = {
        (position[a], position[b]): same
        for (a, b), same in (decisions or {}).items()
        if a in position and b in position
    }
    judge = Judge(records, look_around((records, outlines), copies_expected=True), rules, decided)
    said = {(min(e), max(e)) for e, same in decided.items() if same}
    auto, review = judged(judge, sorted({*candidate_pairs(outlines), *said}))
    groups, lost = settle(judge, auto)
    cluster_of = {i: group for group in groups for i in group}
    doubtful = still_open(judge, review | {e: auto[e] for e in lost}, cluster_of, lambda _: False)
    return _result(judge, records, groups, set(doubtful))


def _result(
    judge: Judge,
    records: Sequence[MatchRecord],
    groups: list[list[int]],
    doubtful: set[tuple[int, int]],
) -> Matching:
    pairs = []
    duplicates: dict[str, str] = {}
    for group in groups:
        members = sorted(group, key=lambda i: records[i].id)
        duplicates |= {records[i].id: records[members[0]].id for i in members[1:]}
        pairs += [
            _pair(judge, records, i, j, auto=True)
            for n, i in enumerate(members)
            for j in members[n + 1 :]
        ]
    pairs += [_pair(judge, records, i, j, auto=False) for i, j in doubtful]
    placed = {i for group in groups for i in group}
    undecided = {i for edge in doubtful for i in edge} - placed
    alone = set(range(len(records))) - placed - undecided
    return Matching(
        tuple(sorted(pairs, key=lambda pair: (pair.left, pair.right))),
        duplicates=duplicates,
        undecided_right=frozenset(records[i].id for i in undecided),
        unmatched_right=frozenset(records[i].id for i in alone)
        | {records[min(g, key=lambda i: records[i].id)].id for g in groups},
    )


def _pair(judge: Judge, records: Sequence[MatchRecord], i: int, j: int, *, auto: bool) -> Pair:
    if records[j].id < records[i].id:
        i, j = j, i
    verdict = judge.judge(i, j)
    rule, reason = verdict.rule.name, verdict.rule.reason
    if auto and verdict.decision != "auto":
        rule, reason = "same-as-a-duplicate", "each agrees with another copy of the same work"
    if not auto and verdict.decision == "auto":
        rule, reason = "tie", f"{reason}, but another record fits as well"
    evidence = evidence_of(judge.compare(i, j), records[i], records[j])
    return Pair(records[i].id, records[j].id, "auto" if auto else "review", rule, reason, evidence)
