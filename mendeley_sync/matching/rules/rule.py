"""One line of the table of rules."""

from dataclasses import dataclass
from typing import Literal

from mendeley_sync.matching.rules.conditions import Condition

Decision = Literal["auto", "review", "no"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A name, what it decides, the reason in one sentence, and when it holds."""

    name: str
    decision: Decision
    reason: str
    holds: Condition
    veto: bool = False
    """Decides `no` because something contradicts, not because too little is known."""
