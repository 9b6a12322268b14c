"""Which words changed inside a value.

Two long titles that differ in one word are shown as one title with that word marked,
so that nobody has to compare them by eye.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

MOST_TOKENS: Final = 1_500
"""Longer stretches without a common start or end are shown whole: comparing them word by
word takes time that grows with the square, and nobody reads the result."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\s+|.", re.DOTALL)


class Change(NamedTuple):
    """A stretch of the value: the same on both sides where the two texts are equal."""

    in_list: str
    in_library: str

    @property
    def is_same(self) -> bool:
        """Whether both sides say the same here."""
        return self.in_list == self.in_library


def word_changes(in_list: str, in_library: str) -> tuple[Change, ...]:
    """Both values cut into stretches that are the same and stretches that are not.

    Joined, the stretches give back either value exactly.
    """
    left, right = _TOKEN.findall(in_list), _TOKEN.findall(in_library)
    head = _common_head(left, right)
    tail = _common_head(left[head:][::-1], right[head:][::-1])
    left_rest, right_rest = left[head : len(left) - tail], right[head : len(right) - tail]
    start = "".join(left[:head])
    end = "".join(left[len(left) - tail :])
    changes = (
        Change(start, start),
        *_compared(left_rest, right_rest),
        Change(end, end),
    )
    return _without_islands(changes)


def _common_head(left: Sequence[str], right: Sequence[str]) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length


def _compared(left: Sequence[str], right: Sequence[str]) -> Iterable[Change]:
    if max(len(left), len(right)) > MOST_TOKENS:
        return (Change("".join(left), "".join(right)),)
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (Change("".join(left[i1:i2]), "".join(right[j1:j2])) for _, i1, i2, j1, j2 in blocks)


def _without_islands(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Join changes that only a space or a comma keeps apart: they read as one change."""
    joined: list[Change] = []
    for change in changes:
        if change == Change("", ""):
            continue
        if joined and change.is_same == joined[-1].is_same:
            joined[-1] = _together(joined[-1], change)
        elif len(joined) >= 2 and not change.is_same and _is_island(joined[-1], joined[-2], change):
            island = joined.pop()
            joined[-1] = _together(_together(joined[-1], island), change)
        else:
            joined.append(change)
    return _with_last_mark(joined)


def _is_island(between: Change, before: Change, after: Change) -> bool:
    if any(character.isalnum() for character in between.in_list):
        return False
    # "one {+two+} three" beside "{-four-}" would read worse in one piece.
    return all(before) or all(after)


def _with_last_mark(changes: list[Change]) -> tuple[Change, ...]:
    """`{Balint, E.; Norell, J. → et al.}`: a full stop that both end in belongs to the words."""
    if len(changes) >= 2 and changes[-1] == Change(".", ".") and _is_exchange(changes[-2]):
        return (*changes[:-2], _together(changes[-2], changes[-1]))
    return tuple(changes)


def _is_exchange(change: Change) -> bool:
    """One stretch for another, at least one of them longer than a word."""
    return all(change) and any(" " in side for side in change)


def _together(one: Change, other: Change) -> Change:
    return Change(one.in_list + other.in_list, one.in_library + other.in_library)


def share_in_common(changes: Sequence[Change]) -> float:
    """How much of the longer value stands on both sides, in [0, 1]."""
    same = sum(len(change.in_list) for change in changes if change.is_same)
    longer = max(
        sum(len(change.in_list) for change in changes),
        sum(len(change.in_library) for change in changes),
    )
    return same / longer if longer else 1.0


def with_context(changes: Sequence[Change], *, words: int) -> tuple[Change, ...]:
    """The changes with at most `words` equal words before and after each; `…` for the rest."""
    if all(change.is_same for change in changes):
        return tuple(changes)
    last = len(changes) - 1
    return tuple(
        _cut(change, words, keep_start=position > 0, keep_end=position < last)
        if change.is_same
        else change
        for position, change in enumerate(changes)
    )


def _cut(change: Change, words: int, *, keep_start: bool, keep_end: bool) -> Change:
    tokens = _TOKEN.findall(change.in_list)
    word_places = [place for place, token in enumerate(tokens) if token[0].isalnum()]
    wanted = words * (keep_start + keep_end)
    if len(word_places) <= wanted + 2:
        return change
    start = "".join(tokens[: word_places[words]]) if keep_start else ""
    end = "".join(tokens[word_places[-words] :]) if keep_end else ""
    text = f"{start.rstrip()} … {end}" if start else f"… {end}"
    return Change(text.rstrip() if not end else text, text.rstrip() if not end else text)
