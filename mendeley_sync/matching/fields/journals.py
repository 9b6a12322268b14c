"""Names of journals and books: abbreviations, acronyms and parallel titles compared."""

import re
from collections.abc import Iterator
from functools import lru_cache

from mendeley_sync.matching.fields.numbers import Answer
from mendeley_sync.matching.fields.words import STOP_WORDS
from mendeley_sync.text.folding import SPELT_NUMBERS, fold_short, plain

_PARALLEL = re.compile(r"\s*[=:/\[\]()]\s*|\s-\s|--|\s[–—]\s|\.\s+(?=[A-Z][a-z]+\s&)")
_DIVIDED = re.compile(r"[=:/()\[\].–—-]")
_EMPTY = frozenset(("journal", "the", "official", "online", "electronic", "supplement", "series"))


@lru_cache(maxsize=16_384)
def variants(printed: str) -> tuple[tuple[str, ...], ...]:
    """The words of each title that stands in a journal field, the whole first."""
    text = plain(printed[:400])
    found = [_without_proceedings(_words(text))]
    for part in _PARALLEL.split(text) if _DIVIDED.search(text) else (text,):
        words = _words(part)
        if words and words not in found and (len(words) > 1 or len(words[0]) > 3):
            found.append(words)
    return tuple(words for words in found if words)


def _without_proceedings(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 2 and words[0] in ("proceedings", "proc") else words


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
    if _orders(these[0]) != _orders(those[0]) and _orders(these[0]) and _orders(those[0]):
        return "contradict"
    if any(_same(x, y) for x, y in _meetings(these, those)):
        return "agree"
    return "half" if _related(these[0], those[0]) else "contradict"


_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


def _orders(words: tuple[str, ...]) -> frozenset[str]:
    """The ordinals of a meeting: the 49th is not the fifth."""
    spelt = {SPELT_NUMBERS[w] for w in words if w in SPELT_NUMBERS}
    return frozenset(spelt | {found[1] for w in words if (found := _ORDINAL.match(w))})


def _meetings(
    these: tuple[tuple[str, ...], ...], those: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of titles to compare; two parts of one word each prove nothing."""
    for i, x in enumerate(these):
        for j, y in enumerate(those):
            if i == 0 or j == 0 or (len(x) > 1 and len(y) > 1):
                yield x, y


def _same(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if a == b or "".join(a) == "".join(b) or _run_together(a, b) or _run_together(b, a):
        return True
    return _abbreviates(a, b) or _abbreviates(b, a) or _acronym(a, b) or _acronym(b, a)


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether every word of `short` stands for the next word of `long`, in order.

    Words at the end of `long` may be missing ("... of the United States of America") when
    three or more were found; words in between may not.
    """
    if len(short) > len(long):
        return False
    rest = long[len(short) :]
    if rest and not (len(short) >= 3 and len(rest) <= len(short)) and not _official(rest):
        return False
    return all(stands_for(x, y) or stands_for(y, x) for x, y in zip(short, long, strict=False))


def _official(rest: tuple[str, ...]) -> bool:
    """ "... : official journal of the society" adds nothing to a name."""
    return rest[0].startswith("off") and len(rest) >= 3


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


def _run_together(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """ "Jthoraccardiovascsurg": the beginnings of all words in one run."""
    if len(short) != 1 or not 3 <= len(long) <= 8 or len(short[0]) < 8:
        return False
    rests = {short[0]}
    for word in long:
        rests = {
            rest[n:] for rest in rests for n in range(1, len(word) + 1) if rest.startswith(word[:n])
        }
    return "" in rests


def _acronym(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) != 1 or len(short[0]) > 8 or len(long) < 2:
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
    n = min(len(x), len(y), 5)
    return x == y or (n >= 3 and x[:n] == y[:n])
