"""The little of a record that finding its candidates needs."""

import re
from collections.abc import Iterable
from sys import intern

from mendeley_sync.domain.identifiers import (
    comparable_address,
    comparable_doi,
    comparable_isbns,
    comparable_pmid,
)
from mendeley_sync.matching.fields.title_markers import without_notes
from mendeley_sync.matching.fields.words import STOP_WORDS
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.text.folding import LONGEST_TEXT, fold, fold_short, squeeze

WORD_LENGTH = 7
"""So many letters of a word survive inflexion."""

_NUMBER = re.compile(r"\d{1,9}")


class Stems(dict[str, str]):
    """Words and what of them makes keys; "" for words that carry nothing. Filled when asked.

    The same words stand in many titles: each is looked at once, and kept in memory once.
    """

    def __missing__(self, word: str) -> str:
        carries = len(word) > 2 and word not in STOP_WORDS
        stem = self[word] = intern(word[:WORD_LENGTH]) if carries else ""
        return stem


def outlines_of(records: Iterable[MatchRecord]) -> list["CandidateKeys"]:
    """The outlines of many records."""
    stems = Stems()
    return [CandidateKeys(record, stems) for record in records]


class CandidateKeys:
    """What finds the candidates of a record, and what its portrait need not work out again.

    A hundred thousand of them must fit into memory.
    """

    __slots__ = (
        *("author", "doi", "folded", "identifiers", "isbns", "key", "names"),
        *("address", "page", "pmid", "volume", "words", "year"),
    )

    def __init__(self, record: MatchRecord, stems: Stems | None = None) -> None:
        """Take a record, and the stems of the records before it."""
        title = record.title[:LONGEST_TEXT]
        folded = fold(without_notes(title) if "[" in title else title)
        self.folded = folded
        self.key = squeeze(folded)
        self.words = _content_words(folded, Stems() if stems is None else stems)
        self.author = _first_family(record.authors[0]) if record.authors else ""
        self.names = record.authors
        self.year = record.year
        self.volume = _first_number(record.volume)
        self.page = _first_number(record.pages)
        self.doi = comparable_doi(record.doi) if record.doi else ""
        self.pmid = comparable_pmid(record.pmid) if record.pmid else ""
        self.address = comparable_address(record.url) if record.url else ""
        self.isbns = comparable_isbns(record.isbn) if record.isbn else frozenset()
        self.identifiers = self._identifiers()

    def _identifiers(self) -> tuple[str, ...]:
        """Each a key of its own: no PMID is taken for an ISBN."""
        if not (self.pmid or self.address or self.isbns):
            return (self.doi,) if self.doi else ()
        pmid = f"pmid{self.pmid}" if self.pmid else ""
        return tuple(filter(None, (self.doi, pmid, self.address, *self.isbns)))


def _first_number(text: str) -> str:
    if not text:
        return ""
    found = _NUMBER.search(text[:80])
    return found[0].lstrip("0") if found else ""


def _content_words(folded: str, stems: Stems) -> list[str]:
    words = [stem for word in folded.split() if (stem := stems[word])]
    if not folded.isascii() and len(words) <= 2 and len(folded) >= 6:
        run = folded.replace(" ", "")[:60]
        words += [run[i : i + 3] for i in range(len(run) - 2)]
    return words[:40]


def _first_family(name: str) -> str:
    """The longest word of what is most likely the family name; a key, not a judgement."""
    name = name[:80].partition(",")[0]
    words = fold_short(name).split()
    if "and" in words:
        words = words[: words.index("and")]
    words = [word for word in words if word != "al"] or [""]
    longest = max(words, key=len)
    return squeeze(longest) if len(longest) > 2 else ""
