"""The ordered table of rules: the first that holds decides about a pair."""

from mendeley_sync.matching.field_comparisons import FieldComparisons
from mendeley_sync.matching.rules.other_work import APART
from mendeley_sync.matching.rules.rule import Decision, Rule
from mendeley_sync.matching.rules.same_work import DOUBTFUL, HEADINGS, IDENTIFIED, PLACED, WITH_GAPS

__all__ = ["RULES", "Decision", "Rule", "decide"]

TOO_LITTLE = Rule("too-little", "no", "too little agrees", lambda c: True)

RULES: tuple[Rule, ...] = (
    *APART,
    *IDENTIFIED,
    *HEADINGS,
    *PLACED,
    *WITH_GAPS,
    *DOUBTFUL,
    TOO_LITTLE,
)


def decide(answers: FieldComparisons, table: tuple[Rule, ...] = RULES) -> Rule:
    """The first rule that holds; the last line of the table always does."""
    for rule in table:
        if rule.holds(answers):
            return rule
    return TOO_LITTLE
