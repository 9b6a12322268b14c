"""Which document is which reference: the pairs, with reasons, and a bucket for every record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from mendeley_sync.matching.assignment import Edge, said_of, settle, side_by_side, still_open
from mendeley_sync.matching.candidate_keys import CandidateKeys, outlines_of
from mendeley_sync.matching.candidates import candidate_pairs
from mendeley_sync.matching.collection_evidence import CollectionEvidence, crowded, recurring_titles
from mendeley_sync.matching.evidence import evidence_of
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import Matching, Pair, RunnerUp
from mendeley_sync.matching.verdicts import Judge, MatchRules, Verdict

DEFAULT_RULES = MatchRules()

Progress = Callable[[int, int], None]
"""Told how many pairs of how many are done."""


def match(
    left: Sequence[MatchRecord],
    right: Sequence[MatchRecord],
    *,
    decisions: Mapping[tuple[str, str], bool] | None = None,
    rules: MatchRules = DEFAULT_RULES,
    with_evidence: bool = True,
    on_progress: Progress | None = None,
) -> Matching:
    """Pair the entries of a list with the documents of a library.

    Args:
        left: the list; ids unique.
        right: the library; ids unique.
        decisions: what people said: (left id, right id) to same work or not. Obeyed before
            any rule.
        rules: the table of rules.
        with_evidence: False leaves the evidence of each pair empty, for speed.
        on_progress: told now and then how many of how many pairs are judged.

    Returns:
        Every pair that is one work (auto) or may be (review), and one bucket for every record.
    """
    outlines = outlines_of(left), outlines_of(right)
    border = len(left)
    judge = Judge(
        [*left, *right],
        [*outlines[0], *outlines[1]],
        learn_from_collection((left, outlines[0]), (right, outlines[1])),
        rules,
        _positions(left, right, decisions or {}),
    )
    said = {(i, j) for (i, j), same in _positions(left, right, decisions or {}).items() if same}
    candidates = {(i, border + j) for i, j in candidate_pairs(*outlines)} | said
    verdicts = judged(judge, sorted(candidates), on_progress)
    return Assembly(judge, left, right, *verdicts, with_evidence=with_evidence).matching()


def learn_from_collection(
    *sides: tuple[Sequence[MatchRecord], Sequence[CandidateKeys]], copies_expected: bool = False
) -> CollectionEvidence:
    """What the records of each side teach about the others."""
    recurring: set[str] = set()
    dois: set[str] = set()
    addresses: set[str] = set()
    for records, outlines in sides:
        keyed = ((o.key, r) for r, o in zip(records, outlines, strict=True))
        recurring |= recurring_titles(keyed, copies_expected=copies_expected)
        dois |= crowded((o.doi, o.key) for o in outlines)
        addresses |= crowded((o.address, o.key) for o in outlines)
    return CollectionEvidence(frozenset(recurring), frozenset(dois), frozenset(addresses))


def _positions(
    left: Sequence[MatchRecord],
    right: Sequence[MatchRecord],
    decisions: Mapping[tuple[str, str], bool],
) -> dict[tuple[int, int], bool]:
    lefts = {record.id: i for i, record in enumerate(left)}
    rights = {record.id: len(left) + i for i, record in enumerate(right)}
    return {
        (lefts[a], rights[b]): same
        for (a, b), same in decisions.items()
        if a in lefts and b in rights
    }


def judged(
    judge: Judge, candidates: Sequence[Edge], on_progress: Progress | None = None
) -> tuple[dict[Edge, Verdict], dict[Edge, Verdict]]:
    """The automatic and the doubtful edges among the candidates."""
    kept: dict[Edge, Verdict] = {}
    for n, edge in enumerate(side_by_side(candidates)):
        if on_progress and n % 1_000 == 0:
            on_progress(n, len(candidates))
        kept[edge] = judge.judge(*edge)
    if judge.learn_aliases():
        for edge in filter(judge.renamed_pair, candidates):
            judge.forget(*edge)
            kept[edge] = judge.judge(*edge)
    auto = {edge: verdict for edge, verdict in kept.items() if verdict.decision == "auto"}
    review = {edge: verdict for edge, verdict in kept.items() if verdict.decision == "review"}
    return auto, review


class Assembly:
    """Puts verdicts together into a Matching of two sides."""

    def __init__(
        self,
        judge: Judge,
        left: Sequence[MatchRecord],
        right: Sequence[MatchRecord],
        auto: dict[Edge, Verdict],
        review: dict[Edge, Verdict],
        *,
        with_evidence: bool,
    ) -> None:
        self._judge = judge
        self._with_evidence = with_evidence
        self._records = [*left, *right]
        self._border = len(left)
        self._groups, lost = settle(judge, auto)
        self._cluster_of = {i: group for group in self._groups for i in group}
        doubtful = review | {edge: auto[edge] for edge in lost}
        self._review = still_open(judge, doubtful, self._cluster_of)

    def _is_left(self, i: int) -> bool:
        return i < self._border

    def matching(self) -> Matching:
        """The result, sorted."""
        pairs = [*self._auto_pairs(), *self._review_pairs()]
        matched, duplicates, duplicates_left = self._bindings()
        placed = set(self._cluster_of)
        undecided = {i for edge in self._review for i in edge} - placed
        alone = set(range(len(self._records))) - placed - undecided
        return Matching(
            tuple(sorted(pairs, key=lambda pair: (pair.left, pair.right))),
            matched,
            duplicates,
            duplicates_left,
            self._ids(i for i in undecided if self._is_left(i)),
            self._ids(i for i in undecided if not self._is_left(i)),
            self._ids(i for i in alone if self._is_left(i)),
            self._ids(i for i in alone if not self._is_left(i)),
        )

    def _ids(self, positions: Iterable[int]) -> frozenset[str]:
        return frozenset(self._records[i].id for i in positions)

    def _auto_pairs(self) -> Iterable[Pair]:
        for group in self._groups:
            lefts = [i for i in group if self._is_left(i)]
            rights = [i for i in group if not self._is_left(i)]
            for i in lefts:
                for j in rights:
                    yield self._pair(i, j, "auto")

    def _review_pairs(self) -> Iterable[Pair]:
        return (self._pair(i, j, "review") for i, j in self._review)

    def _pair(self, i: int, j: int, verdict: Literal["auto", "review"]) -> Pair:
        rule, reason = said_of(self._judge.judge(i, j), verdict)
        left, right = self._records[i], self._records[j]
        evidence = (
            evidence_of(self._judge.compare(i, j), left, right) if self._with_evidence else ()
        )
        return Pair(left.id, right.id, verdict, rule, reason, evidence, self._runner_up(i, j))

    def _runner_up(self, i: int, j: int) -> RunnerUp | None:
        others = [(v.strength, e) for e, v in self._review.items() if e[0] == i and e[1] != j]
        if not others:
            return None
        edge = max(others, key=lambda other: (other[0], self._records[other[1][1]].id))[1]
        verdict = self._judge.judge(*edge)
        return RunnerUp(self._records[edge[1]].id, verdict.rule.name, verdict.rule.reason)

    def _bindings(self) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        matched: dict[str, str] = {}
        duplicates: dict[str, str] = {}
        duplicates_left: dict[str, str] = {}
        for group in self._groups:
            lefts = sorted(self._records[i].id for i in group if self._is_left(i))
            rights = sorted(self._records[i].id for i in group if not self._is_left(i))
            matched[lefts[0]] = rights[0]
            duplicates |= dict.fromkeys(rights[1:], rights[0])
            duplicates_left |= dict.fromkeys(lefts[1:], lefts[0])
        return matched, duplicates, duplicates_left
