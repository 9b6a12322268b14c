"""New ids by one rule: family name, year, first word of the title.

`balint-1969-possibilities`: ASCII, lower case, `-` between; articles and other small
words are passed over; without a name the title's first two words, without a year `nd`.
An id that is taken gets a letter behind it: `b`, `c`, ... An id never changes by itself
afterwards.

Source: docs/decisions/0062-ids-by-one-rule.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anyascii import anyascii

from mendeley_sync.domain.metadata import Metadata

_SMALL_WORDS = """
a an and as at by das de dem den der des die du ein eine einer el for from how il in is la
las le les lo los of on or the to ueber un una und une what when why with zu zur
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[a-z0-9]+")


class CitationKeyGenerator:
    """Gives out ids, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {key.casefold() for key in taken}
        self._own: set[str] = set()

    def mint(self, metadata: Metadata) -> str:
        """The id that the rule gives, with a letter when it is taken."""
        plain = plain_key(metadata)
        return self.claim(plain)

    def keep(self, own: str) -> str:
        """An id that a file brought; it stays as it is unless the file has it twice."""
        if own in self._own:
            return self.claim(own)
        self._own.add(own)
        self._taken.add(own.casefold())
        return own

    def claim(self, wanted: str) -> str:
        """The wanted id, or the first free one beside it."""
        key, number = wanted, 1
        while key.casefold() in self._taken:
            number += 1
            key = f"{wanted}{_letters(number)}"
        self._taken.add(key.casefold())
        return key


def plain_key(metadata: Metadata) -> str:
    """The id before any letter."""
    words = _words(metadata.title)
    people = metadata.authors or metadata.editors
    family = "-".join(_words(people[0].last_name, skip_small=False)[:3]) if people else ""
    year = str(metadata.year) if metadata.year is not None else "nd"
    first = words[:1] if family else words[1:2]
    head = family or (words[0] if words else "anonymous")
    return "-".join([head[:40], year, *(word[:30] for word in first)])


def _words(text: str, *, skip_small: bool = True) -> list[str]:
    words = _WORD.findall(anyascii(text).lower().replace("'", ""))
    kept = [word for word in words if not skip_small or word not in _SMALL]
    return kept or words


def _letters(number: int) -> str:
    """2 → b, 26 → z, 27 → aa."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
