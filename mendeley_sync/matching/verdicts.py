"""One verdict a pair, the same from both sides, with what people decided put before every rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.matching.collection_evidence import CollectionEvidence, journal_aliases
from mendeley_sync.matching.comparison import Comparison
from mendeley_sync.matching.field_comparisons import (
    FieldComparisons,
    equal_but_for_the_journal,
    strength,
)
from mendeley_sync.matching.normalised_record import NormalisedRecord
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.rules.table import RULES, Decision, Rule, decide

_MOST_PORTRAITS = 2_000
"""Portraits kept at once; pairs that share a record are judged one after the other."""

PERSON_SAID_SAME = Rule(
    "person-said-same", "auto", "a person said that these are the same work", lambda c: True
)
PERSON_SAID_OTHER = Rule(
    "person-said-other",
    "no",
    "a person said that these are different works",
    lambda c: True,
    veto=True,
)


@dataclass(frozen=True, slots=True)
class MatchRules:
    """What decides about pairs."""

    table: tuple[Rule, ...] = RULES


class Verdict(NamedTuple):
    """What the rules say about one pair, before other pairs are looked at."""

    decision: Decision
    rule: Rule
    strength: int
    """How much agrees; compared only among the pairs of one record."""


class _Decided(NamedTuple):
    """What equal answers always lead to."""

    verdict: Verdict
    but_for_the_journal: bool
    """Whether such a pair teaches that two names are one journal."""


class Judge:
    """Judges pairs of positions in one list of records."""

    def __init__(
        self,
        records: Sequence[MatchRecord],
        outlines: Sequence[CandidateKeys],
        around: CollectionEvidence,
        rules: MatchRules,
        decided: Mapping[tuple[int, int], bool],
    ) -> None:
        self._records = records
        self._outlines = outlines
        self._around = around
        self._rules = rules
        self._decided = decided
        self._portraits: dict[int, NormalisedRecord] = {}
        self._decisions: dict[FieldComparisons, _Decided] = {}
        self._verdicts: dict[tuple[int, int], Verdict] = {}
        self._in_two_journals: list[tuple[str, str, str]] = []

    def judge(self, i: int, j: int) -> Verdict:
        pair = (i, j) if i < j else (j, i)
        known = self._verdicts.get(pair)
        if known is None:
            known = self._verdicts[pair] = self._fresh(*pair)
        return known

    def learn_aliases(self) -> bool:
        """Take what the pairs judged so far say about journals with two names.

        Returns:
            Whether any such journal was found; then its pairs must be judged again.
        """
        aliases = journal_aliases(self._in_two_journals)
        self._around = replace(self._around, aliases=aliases)
        return bool(aliases)

    def renamed_pair(self, edge: tuple[int, int]) -> bool:
        """Whether the journals of a pair turned out to be one under two names."""
        return self._journals(*edge) in self._around.aliases

    def _journals(self, i: int, j: int) -> tuple[str, str]:
        one, other = self._records[i].journal, self._records[j].journal
        return (one, other) if one < other else (other, one)

    def _note_journals(self, i: int, j: int, comparison: Comparison) -> None:
        names = self._journals(i, j)
        if names[0] and names[0] != names[1]:
            self._in_two_journals.append((comparison.a.title.key, *names))

    def forget(self, i: int, j: int) -> None:
        """Drop a verdict that will not be asked for again; memory stays with what matters."""
        self._verdicts.pop((i, j), None)

    def compare(self, i: int, j: int) -> Comparison:
        """The comparison, with the sides in an order that does not depend on the order of input."""
        if _stands_first(self._records[j], self._records[i]):
            i, j = j, i
        return Comparison(self._portrait(i), self._portrait(j), self._around)

    def _fresh(self, i: int, j: int) -> Verdict:
        if self._decided:
            said = self._decided.get((i, j), self._decided.get((j, i)))
            if said is not None:
                return Verdict(
                    *(("auto", PERSON_SAID_SAME, 99) if said else ("no", PERSON_SAID_OTHER, 0))
                )
        comparison = self.compare(i, j)
        answers = comparison.answers()
        known = self._decisions.get(answers)
        if known is None:
            known = self._decisions[answers] = self._decide(answers)
        if known.but_for_the_journal and not self._around.aliases:
            self._note_journals(i, j, comparison)
        return known.verdict

    def _decide(self, answers: FieldComparisons) -> _Decided:
        rule = decide(answers, self._rules.table)
        strong = strength(answers) if rule.decision != "no" else 0
        verdict = Verdict(rule.decision, rule, strong)
        return _Decided(verdict, equal_but_for_the_journal(answers))

    def _portrait(self, i: int) -> NormalisedRecord:
        known = self._portraits.get(i)
        if known is None:
            if len(self._portraits) >= _MOST_PORTRAITS:
                self._portraits.clear()
            known = self._portraits[i] = NormalisedRecord(self._records[i], self._outlines[i])
        return known


def _stands_first(one: MatchRecord, other: MatchRecord) -> bool:
    if one.title != other.title:
        return one.title < other.title
    return (one.pages, one.doi, one.journal, one.id) < (
        *(other.pages, other.doi, other.journal, other.id),
    )
