"""Which pairs are worth comparing: those that share an identifier, a place in print or rare words.

A key is a value that two records must share to become candidates. Every key is made of the
records' own words and numbers, and how rare a word is counts only the records that hold it, so
an unrelated record changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from rapidfuzz import fuzz

from mendeley_sync.matching.candidate_keys import CandidateKeys
from mendeley_sync.text.folding import fold, squeeze

LARGEST_BLOCK = 40
"""A key that more records share says too little; those records share other keys, too."""

LARGEST_WORD_BLOCK = 12
"""The same for keys made of some words of a title."""

RARE_WORDS = 3
"""So many of a title's rarest words are combined in twos."""

SHORTEST_HEAD = 12
"""Letters from which a title may be the beginning of another."""

MOST_NAMES = 15
NAME_LETTERS = 3
"""So many letters of a name survive most typists."""

Key = tuple[object, ...] | str | int
Keys = Callable[[CandidateKeys], Iterable[Key]]


_identifier_keys: Keys = attrgetter("identifiers")


def _title_keys(outline: CandidateKeys) -> Iterable[Key]:
    return (outline.key,) if len(outline.key) > 5 else ()


def _crowded_title_keys(outline: CandidateKeys) -> Iterable[Key]:
    """For titles that too many share."""
    return (outline.year, outline.author), (outline.volume, outline.page)


def _end_keys(outline: CandidateKeys) -> Iterable[Key]:
    words = outline.words
    if len(words) < 4:
        return ()
    return (0, words[0], words[1], words[2]), (1, words[-3], words[-2], words[-1])


def _place_keys(outline: CandidateKeys) -> Iterable[Key]:
    if not outline.page or not outline.volume:
        return ()
    place = (outline.volume, outline.page)
    return (*place, outline.year), (*place, outline.author[:4])


def candidate_pairs(
    left: Sequence[CandidateKeys], right: Sequence[CandidateKeys] | None = None
) -> Iterator[tuple[int, int]]:
    """Pairs (i, j) of positions worth comparing, each once, sorted.

    Args:
        left: one side, or all records where `right` is None (then i < j).
        right: the other side.
    """
    both = left if right is None else [*left, *right]
    border = None if right is None else len(left)
    total = len(both)
    worth: dict[int, bool] = {}
    rare_keys = _rare_word_keys(both)
    limits: dict[Keys, int] = {_end_keys: LARGEST_WORD_BLOCK, rare_keys: LARGEST_WORD_BLOCK}
    for keys in (_identifier_keys, _title_keys, _place_keys, _end_keys, rare_keys):
        for members in _blocks(both, range(total), keys, limits.get(keys, LARGEST_BLOCK)):
            _look_at_pairs(both, members, border, total, worth)
    for number in sorted(number for number, is_worth in worth.items() if is_worth):
        i, j = divmod(number, total)
        yield i, j - (border or 0)


def _rare_word_keys(outlines: Sequence[CandidateKeys]) -> Keys:
    """All pairs of the rarest words that stand in another record, too."""
    ranks = _ranks(outlines)
    total = len(ranks)

    def keys(outline: CandidateKeys) -> list[Key]:
        rarest = sorted({ranks[word] for word in outline.words if word in ranks})[:RARE_WORDS]
        # A pair of ranks as one number: a hundred thousand records make three times as many.
        made: list[Key] = [
            first * total + second for n, first in enumerate(rarest) for second in rarest[n + 1 :]
        ]
        if rarest and outline.author:
            made.append((outline.author, outline.year, rarest[0]))
        return made

    return keys


def _ranks(outlines: Sequence[CandidateKeys]) -> dict[str, int]:
    """The words that stand in more than one record, numbered from the rarest."""
    frequency = Counter(chain.from_iterable(set(outline.words) for outline in outlines))
    shared = sorted((n, word) for word, n in frequency.items() if n > 1)
    return {word: rank for rank, (_, word) in enumerate(shared)}


def _blocks(
    outlines: Sequence[CandidateKeys], positions: Iterable[int], keys: Keys, largest: int
) -> Iterator[list[int]]:
    """Positions that share a key; a crowded title is divided again, other crowded keys are left."""
    first: dict[Key, int] = {}
    blocks: dict[Key, list[int]] = {}
    for i in positions:
        for key in keys(outlines[i]):
            known = first.setdefault(key, i)
            if known == i:
                continue
            if key in blocks:
                blocks[key].append(i)
            else:
                blocks[key] = [known, i]
    for members in blocks.values():
        if len(members) <= largest:
            yield members
        elif keys is _title_keys:
            yield from _blocks(outlines, members, _crowded_title_keys, largest)


def _look_at_pairs(
    outlines: Sequence[CandidateKeys],
    members: list[int],
    border: int | None,
    total: int,
    worth: dict[int, bool],
) -> None:
    """Note of each pair of members whether it is worth comparing; pairs meet under many keys."""
    for n, i in enumerate(members):
        for j in members[n + 1 :]:
            if border is not None and not i < border <= j:
                continue
            number = i * total + j
            if number not in worth and i != j:
                worth[number] = _worth_comparing(outlines[i], outlines[j])


def _worth_comparing(a: CandidateKeys, b: CandidateKeys) -> bool:
    """A cheap look before the full comparison."""
    if a.key == b.key or (a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid):
        return True
    if a.page and a.page == b.page and a.volume == b.volume:
        return True
    return _like_titles(a, b) and _may_share_an_author(a, b)


def _may_share_an_author(a: CandidateKeys, b: CandidateKeys) -> bool:
    """Whether the beginning of any word of a name stands on both sides, or a side names nobody.

    Only asked where the titles are alike but not equal and nothing else agrees: without an
    author in common such a pair is never one work.
    """
    if a.author == b.author:
        return True
    mine, other = _name_beginnings(a.names), _name_beginnings(b.names)
    return not mine or not other or not mine.isdisjoint(other)


@lru_cache(maxsize=4_096)
def _name_beginnings(names: tuple[str, ...]) -> frozenset[str]:
    folded = [squeeze(word) for word in fold(" ".join(names[:MOST_NAMES])).split()]
    return frozenset(word[:NAME_LETTERS] for word in folded if len(word) >= NAME_LETTERS)


def _like_titles(a: CandidateKeys, b: CandidateKeys) -> bool:
    likeness = fuzz.ratio(a.key, b.key, score_cutoff=68.0)
    if likeness >= 80.0:
        return True
    shorter, longer = (a.key, b.key) if len(a.key) < len(b.key) else (b.key, a.key)
    head = longer[: len(shorter)]
    if len(shorter) >= SHORTEST_HEAD and fuzz.ratio(shorter, head, score_cutoff=90.0) > 0.0:
        return True
    if not likeness:
        return False
    words = " ".join(a.words), " ".join(b.words)
    return fuzz.token_sort_ratio(*words, score_cutoff=80.0) > 0.0
