"""How a difference came about, in the words of the comparison and in those of a reader."""

from __future__ import annotations

from typing import Final

STATES: Final[dict[str, str]] = {
    "released": "the list no longer manages it",
    "the library's field": "the library owns this field",
    "fill": "a push would fill it",
    "origin unknown": "",
    "not accepted": "the service keeps its own form",
    "pending": "changed on the list",
    "pending clear": "the list says: empty",
    "drift": "changed in the library",
    "news": "changed in the library",
    "conflict": "both changed",
    "merged": "both changed, can be merged",
    "written otherwise": "",
}
"""Words of the comparison that need other words here; the others are plain already. What
the weight or `held` says already is left out."""


def state_in_words(state: str) -> str:
    """How a difference came about, as `Finding.state` has it, for a reader."""
    return STATES.get(state, state)
