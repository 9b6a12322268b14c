"""Where a citation ends and what somebody wrote of the work begins, told apart by form.

A citation ends with its place in print (a volume, pages, a year), with its publisher and
year, or with the meeting where a talk was given; what follows are whole sentences.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mendeley_sync.formats.citation.authors import has_initials, leading_authors
from mendeley_sync.formats.citation.boundaries import (
    BOUNDARY,
    ends_of_sentences,
    looks_like_a_journal,
)
from mendeley_sync.formats.citation.identifiers import Marks, without_identifiers
from mendeley_sync.formats.citation.locators import YEAR, locator_of, with_plain_locator
from mendeley_sync.formats.citation.publishers import imprint_of, names_a_publisher
from mendeley_sync.formats.citation.sources import is_a_meeting, is_a_talk

_SMALL_WORDS = """
of the and in for on to a an at der die das dem den und für im de du des la le les et en d l y del
"""
_SMALL = frozenset(_SMALL_WORDS.split())
# 36(2):114 · 2004;36 · pp. 12 · (2004). · vol. 36
_NUMBERS = re.compile(
    rf"\d\s?\(\d+\)\s*[:,]?\s*\d|{YEAR}\s*;\s*\d|\b(?:pp?|S)\.\s*\d|\b[Vv]ol\.?\s*\d|\({YEAR}[a-z]?\)[.:,]"
    rf"|\d\s*:\s*\d+\s*[-–]\s*\d|\bdoi\b|https?:"
)
_YEAR_AT_END = re.compile(rf"[\s,.;(]{YEAR}[a-z]?\)?[\s.]*$")  # Routledge, 2016.
_YEAR_IN_BRACKETS = re.compile(rf"\(\s*{YEAR}[^()]{{0,20}}\)")  # (2004) · (1957, 1964)
# zitiert nach Ostrow 1998 · cited in Ostrow
_SECOND_HAND = re.compile(
    r"[\s,.;:]*(?P<open>[(\[])?\s*\b(?P<note>(?:[Zz]it(?:iert|\.)?\s+(?:nach|in|bei|n\.)|(?:[Aa]s\s+)?(?:[Cc]ited|[Qq]uoted)"
    r"\s+(?:in|after|by|from)|[Cc]ité[es]?\s+(?:dans|par|d['’]après|in)|[Nn]ach:)\s+\S.*)$"
)
_MOST_ENDS = 60
_ENDS = (".", "!", "?", "”", "»", '"', "’", "“", ")", "…")


class Annotated(NamedTuple):
    """A citation, and the annotation behind it; "" when there is none."""

    citation: str
    note: str = ""
    sure: float = 1.0


def apart(text: str) -> Annotated:
    """The citation that a text begins with, and its annotation from its first word on.

    Args:
        text: in one line, without links and labels.
    """
    for found in list(BOUNDARY.finditer(text))[:_MOST_ENDS]:
        behind = text[found.end() :]
        if not behind.strip(" .") or not _may_begin(behind):
            continue
        sure = _completeness(text[: found.end()].rstrip())
        if sure and is_prose(behind, fewest=2 if sure >= 0.9 else 3) and not _has_a_place(behind):
            is_ended = behind.rstrip().endswith(_ENDS) or sure >= 0.9
            citation = text[: found.end()].rstrip()
            return _second_hand(Annotated(citation, behind.strip(), sure if is_ended else 0.6))
    return _second_hand(Annotated(text))


def _second_hand(found: Annotated) -> Annotated:
    """`Title. Köln: Verlag; 1984, zitiert nach Ostrow 1998`: where it was read is a remark."""
    second = _SECOND_HAND.search(found.citation)
    if second is None or not re.search(YEAR, found.citation[: second.start()]):
        return found
    note = second.group("note").strip()
    note = note.rstrip(" .)]") + ")" * note.count("(") if second.group("open") else note
    note = f"{note} {found.note}".strip()
    return Annotated(found.citation[: second.start()], note, min(found.sure, 0.85))


def is_prose(text: str, *, fewest: int = 3) -> bool:
    """Whether a text is whole sentences, and no part of a citation.

    Args:
        fewest: so many words in small letters the first sentence has at least, beside
            those that names of journals have as well.
    """
    first = next(iter(ends_of_sentences(text)), None)
    sentence = text[: first.start()] if first else text
    words = re.findall(r"[^\W\d_]+", sentence)
    small = [word for word in words if word[0].islower() and word not in _SMALL]
    if len(words) < 3 or len(small) < fewest or _NUMBERS.search(text):
        return False
    if looks_like_a_journal(sentence) and len(words) <= 8 and len(small) * 2 <= len(words):
        return False
    if imprint_of(sentence) is not None and names_a_publisher(sentence):
        return False
    people = leading_authors(Marks(text[:300]))
    return people is None or not has_initials(people[1])


def _may_begin(text: str) -> bool:
    """Whether a sentence can begin here: no `In: Book`, no `2nd ed.`, no `Vol. 3`."""
    return re.match(r"[\"“„«‘'(\[]{0,2}[A-ZÀ-ÞŒ]", text) is not None and not re.match(
        r"(?:In|Dans)[:\s]|In\b.{0,60}\((?:Eds?|Hrsg)|Vol\b|Bd\b|No\b|Pp?\b|Chapter\b|Kapitel\b|Hrsg\b|Suppl",
        text,
    )


def _completeness(text: str) -> float:
    """How plainly a citation may end with this text; 0 when it cannot."""
    plain = without_identifiers(text).text
    if not re.search(YEAR, plain):
        return 0.0
    place = locator_of(with_plain_locator(plain))
    if place is not None and {"volume", "page"} & set(place.values) and place.sure >= 0.85:
        return 0.95
    ends = ends_of_sentences(plain.rstrip(" ."))
    last = plain[ends[-1].end() :] if ends else plain
    if is_a_talk(last):
        return 0.85
    has_year = _YEAR_IN_BRACKETS.search(plain) or _YEAR_AT_END.search(plain)
    if has_year is None:
        return 0.0
    if is_a_meeting(last) or names_a_publisher(last):
        return 0.9
    whole = imprint_of(_YEAR_AT_END.sub("", plain))
    if whole is not None and whole.publisher[:1].isupper() and len(whole.publisher.split()) <= 6:
        return 0.9
    return 0.8 if _YEAR_AT_END.search(plain) and len(ends) >= 2 and len(last.split()) > 1 else 0.0


def _has_a_place(text: str) -> bool:
    """Whether a text ends with volume and pages, so that it belongs to a citation."""
    found = locator_of(with_plain_locator(text.rstrip()))
    return found is not None and found.sure >= 0.85 and bool({"volume", "page"} & set(found.values))
