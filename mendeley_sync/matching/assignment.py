"""Verdicts about pairs put together: clusters of one work, ties, and who keeps whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from mendeley_sync.matching.verdicts import Judge, Verdict

Edge = tuple[int, int]


def clusters(edges: Iterable[Edge]) -> list[list[int]]:
    """The groups of positions joined by the edges, each sorted, in the order of their smallest."""
    parent: dict[int, int] = {}

    def root(i: int) -> int:
        while parent.setdefault(i, i) != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in edges:
        if i not in parent and j not in parent:
            parent[i] = parent[j] = j
        else:
            parent[root(i)] = root(j)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for i in parent:
        groups[root(i)].append(i)
    return sorted(sorted(group) for group in groups.values())


def side_by_side(edges: Sequence[Edge]) -> list[Edge]:
    """The edges with those of one cluster together, so that little must be remembered at once."""
    groups = clusters(edges)
    where = {i: n for n, group in enumerate(groups) for i in group}
    return sorted(edges, key=lambda edge: where[edge[0]])


def settle(judge: Judge, edges: Mapping[Edge, Verdict]) -> tuple[list[list[int]], set[Edge]]:
    """Make sure that every cluster is one work; take apart what is not.

    Returns:
        The clusters that hold together, and the automatic edges that lost theirs and
        need a person.
    """
    whole: list[list[int]] = []
    lost: set[Edge] = set()
    by_root = _grouped(edges)
    for members, inside in by_root:
        if len(members) == 2 or holds_together(judge, members):
            whole.append(members)
            continue
        kept = strongest(inside)
        for part in clusters(kept):
            if holds_together(judge, part):
                whole.append(part)
            else:
                kept = {e: v for e, v in kept.items() if e[0] not in part}
        lost |= set(inside) - set(kept)
    return whole, lost


def _grouped(edges: Mapping[Edge, Verdict]) -> list[tuple[list[int], dict[Edge, Verdict]]]:
    groups = clusters(edges)
    where = {i: n for n, group in enumerate(groups) for i in group}
    inside: list[dict[Edge, Verdict]] = [{} for _ in groups]
    for edge, verdict in edges.items():
        inside[where[edge[0]]][edge] = verdict
    return list(zip(groups, inside, strict=True))


def holds_together(judge: Judge, members: list[int]) -> bool:
    """Whether no two members are different works; a person's word joins whatever the rules say."""
    return not any(judge.judge(i, j).decision == "no" for i, j in _pairs(members))


def _pairs(members: list[int]) -> Iterable[Edge]:
    return ((i, j) for n, i in enumerate(members) for j in members[n + 1 :])


def strongest(edges: Mapping[Edge, Verdict]) -> dict[Edge, Verdict]:
    """The edges that are the strictly strongest of both their ends; a tie keeps nobody."""
    best: defaultdict[int, list[int]] = defaultdict(list)
    for (i, j), verdict in edges.items():
        best[i].append(verdict.strength)
        best[j].append(verdict.strength)
    return {
        edge: v for edge, v in edges.items() if all(_clear(best[end], v.strength) for end in edge)
    }


def _clear(strengths: list[int], mine: int) -> bool:
    return mine == max(strengths) and strengths.count(mine) == 1


OTHER_KINDS = frozenset(("other-kind", "preprints", "critical-same-place", "mark-same-place"))
"""Doubts about two works that are likely two; not worth a look once one of them found its own."""


def still_open(
    judge: Judge, edges: Mapping[Edge, Verdict], cluster_of: Mapping[int, list[int]]
) -> dict[Edge, Verdict]:
    """The pairs that a person should still look at once the clusters are settled.

    A pair falls away where copies of both have made them one work, where the cluster of one holds
    a record that is certainly another work than the other, and where it is likely another work and
    one of the two has found its own.
    """
    return {
        (i, j): verdict
        for (i, j), verdict in edges.items()
        if j not in cluster_of.get(i, ())
        and not (verdict.rule.name in OTHER_KINDS and (i in cluster_of or j in cluster_of))
        and not _kept_apart(judge, i, j, cluster_of)
    }


def _kept_apart(judge: Judge, i: int, j: int, cluster_of: Mapping[int, list[int]]) -> bool:
    others = [(i, m) for m in cluster_of.get(j, ()) if m != j]
    others += [(j, m) for m in cluster_of.get(i, ()) if m != i]
    return any(judge.judge(x, y).rule.veto for x, y in others if x != y)


def said_of(verdict: Verdict, outcome: str) -> tuple[str, str]:
    """The rule and the reason to give for a pair, once the other pairs are looked at."""
    rule, reason = verdict.rule.name, verdict.rule.reason
    if outcome == "auto" and verdict.decision != "auto":
        return "same-as-a-duplicate", "each agrees with another copy of the same work"
    if outcome == "review" and verdict.decision == "auto":
        return "tie", f"{reason}, but another record fits as well"
    return rule, reason
