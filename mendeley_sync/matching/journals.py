"""Names of journals and books: abbreviations, acronyms and parallel titles compared."""

import re
from functools import lru_cache

from .folding import fold_short, plain
from .numbers import Answer
from .words import STOP_WORDS

_PARALLEL = re.compile(r"\s*[=:/\[\]()]\s*|\s-\s|--|\s[–—]\s|\.\s+(?=[A-Z][a-z]+\s&)")
_EMPTY = frozenset(("journal", "the", "official", "online", "electronic", "supplement", "series"))


@lru_cache(maxsize=16_384)
def variants(printed: str) -> tuple[tuple[str, ...], ...]:
    """The words of each title that stands in a journal field, the whole first."""
    text = plain(printed[:400])
    found = [_words(text)]
    for part in _PARALLEL.split(text):
        words = _words(part)
        if words and words not in found and (len(words) > 1 or len(words[0]) > 3):
            found.append(words)
    return tuple(words for words in found if words)


def _words(text: str) -> tuple[str, ...]:
    return tuple(w for w in fold_short(text).split() if w not in STOP_WORDS)[:30]


@lru_cache(maxsize=65_536)
def compare_journals(a: str, b: str) -> Answer:
    """agree: one name or its abbreviation; contradict: not a word in common; else unknown."""
    if not a or not b:
        return "unknown"
    these, those = variants(a), variants(b)
    if not these or not those:
        return "unknown"
    if any(_same(x, y) for x in these for y in those):
        return "agree"
    return "half" if _related(these[0], those[0]) else "contradict"


def _same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if a == b or "".join(a) == "".join(b):
        return True
    return _abbreviates(a, b) or _abbreviates(b, a) or _acronym(a, b) or _acronym(b, a)


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether every word of `short` stands for the next word of `long`, in order.

    Words at the end of `long` may be missing ("... of the United States of America") when
    three or more were found; words in between may not.
    """
    if len(short) > len(long):
        return False
    if len(short) < len(long) and (len(short) < 3 or len(long) - len(short) > len(short)):
        return False
    return all(stands_for(x, y) for x, y in zip(short, long, strict=False))


def stands_for(short: str, long: str) -> bool:
    """j / journal, psyc / psychiatric, natl / national: first letter, then letters in order."""
    if short == long or long.startswith(short):
        return True
    if short[0] != long[0] or len(short) > len(long) or len(short) < 2:
        return False
    position = 0
    for letter in short:
        position = long.find(letter, position) + 1
        if not position:
            return False
    return True


def _acronym(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) != 1 or not 2 <= len(short[0]) <= 8 or len(long) < 2:
        return False
    return short[0] == "".join(word[0] for word in long)


def _related(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    mine = [w for w in a if w not in _EMPTY and not w.isdigit()]
    other = [w for w in b if w not in _EMPTY and not w.isdigit()]
    if not mine or not other:
        return True
    hits = sum(any(_alike(x, y) for y in other) for x in mine)
    if hits:
        return True
    return any(_acronym((x,), tuple(other)) for x in mine) or any(
        _acronym((y,), tuple(mine)) for y in other
    )


def _alike(x: str, y: str) -> bool:
    return x == y or (min(len(x), len(y)) >= 3 and (x.startswith(y[:5]) or y.startswith(x[:5])))
