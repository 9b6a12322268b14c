"""Places, publishers and editions, as books and theses have them."""

from __future__ import annotations

import re
from typing import NamedTuple

from mendeley_sync.formats.citation.boundaries import ends_of_sentences

_NAME = r"(?:St\.\s|(?:[A-Z]\.){1,3}|[A-ZÀ-Þ][\w’'-]*)"
_PART = (
    rf"{_NAME}(?:[ /](?:(?:&|de|am|im|an|der|upon|on|of|and|u\.|a\.)\s)?{_NAME}){{0,3}}"
    r"(?:\s?a\.\s?M\.)?"
)
_PUBLISHED = r"\s*:\s*(?P<publisher>[^:;]{2,80}?)\s*[.;,]*$"
# Title. New York, NY: Routledge
_BEHIND_A_SENTENCE = re.compile(
    rf"^(?P<before>.*?)(?:^|[.;]\s+|(?<=[?!)])\s+|(?<=[a-z)])\.\s*)(?P<place>{_PART}(?:[,;/]\s?{_PART}){{0,4}}){_PUBLISHED}"
)
# Title, London: Pitman
_BEHIND_A_COMMA = re.compile(rf"^(?P<before>.*),\s+(?P<place>{_PART}){_PUBLISHED}")
# Title. Bern (Huber)
_IN_BRACKETS = re.compile(
    rf"^(?P<before>.*?)(?:^|[.?!]\s+)(?P<place>{_PART}(?:[,/]\s?{_PART}){{0,4}})\s*"
    r"\((?P<publisher>[^()\d]{3,50})\)\s*[.;,]*$"
)
# Routledge, New York
_PUBLISHER_FIRST = re.compile(
    rf"^(?P<publisher>[^,]+),\s*(?P<place>{_PART}(?:,\s?{_PART}){{0,3}})$"
)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
# (2nd rev. ed.) · 3. überarb. Aufl.
_EDITION = re.compile(
    rf"[\s,.;(]*\b(?:(?P<number>\d{{1,2}})(?:st|nd|rd|th|e|ème)?\.?|(?P<word>{'|'.join(_ORDINALS)}))\s*"
    r"(?:(?:,?\s*(?:rev|revised|überarb\w*|erw\w*|neu\s?bearb\w*|aktual\w*|verb\w*|unveränd\w*|and|und|u)\.?\s*)*)"
    r"(?:ed(?:ition|it|n)?|Aufl(?:age)?|éd(?:ition)?)\b\.?,?\s*\)?",
    re.IGNORECASE,
)
# Klett-Cotta · Karnac Books
_PUBLISHER = re.compile(
    r"\b(?:Press|Publish\w*|Publications?|Verlag\w*|Books?|Routledge|Springer|Karnac|Pitman\w*"
    r"|Tavistock|Blackwell|Elsevier|Churchill|Livingstone|Wiley|Sons|Huber|Klett|Thieme|Hogrefe"
    r"|Vandenhoeck|Psychosozial|Sage|SAGE|CRC|Erlbaum|Dunod|Payot|PUF|Masson|Guilford|Norton"
    r"|Schattauer|Fischer|Suhrkamp|Lippincott|Penguin|Kohlhammer|Beltz|Urban|Saunders|Mosby"
    r"|McGraw|Macmillan|Palgrave|Harper|Random House|Academic|Hachette|Éditions|Editions|Edito\w+"
    r"|Edizioni|Éditeur|Feltrinelli|Raffaello|Gallimard|Seuil|Independently published)\b"
)


class Imprint(NamedTuple):
    """Who published a book, where, and the text before that."""

    before: str
    place: str
    publisher: str


def names_a_publisher(text: str) -> bool:
    """Whether a word in it is one that publishers have in their names."""
    return _PUBLISHER.search(text) is not None


def imprint_of(text: str) -> Imprint | None:
    """`Place: Publisher` or `Place (Publisher)` at the end of a text, and what stands before."""
    for pattern in (_BEHIND_A_SENTENCE, _IN_BRACKETS, _BEHIND_A_COMMA):
        found = pattern.match(text.strip())
        if found is not None:
            before, place, publisher = found.group("before", "place", "publisher")
            return Imprint(before.strip(" .,;"), place.strip(), publisher.strip(" .,;"))
    return None


def publisher_and_place(text: str) -> tuple[str, str]:
    """Publisher and place of a text that holds nothing else: `Routledge, New York`."""
    text = text.strip(" .,;")
    whole = imprint_of(text)
    if whole is not None and not whole.before:
        return whole.publisher, whole.place
    found = _PUBLISHER_FIRST.match(text)
    if found is not None and names_a_publisher(found.group("publisher")):
        return found.group("publisher").strip(), found.group("place").strip()
    return text, ""


def without_edition(text: str) -> tuple[str, str]:
    """The text without its edition, and the edition as a number."""
    found = _EDITION.search(text)
    if found is None or found.start() < 3:
        return text, ""
    number = found.group("number") or str(_ORDINALS.index(found.group("word").lower()) + 1)
    before, after = text[: found.start()], text[found.end() :].lstrip(" .,;")
    if not after.strip(" )"):
        return before.rstrip(" (,;"), number
    return f"{before.rstrip(' (,;.')}. {after}", number


def title_and_imprint(book: str) -> tuple[str, str, str]:
    """Title, publisher and place of what stands behind `In`."""
    whole = imprint_of(book)
    if whole is not None:
        return whole.before, whole.publisher, whole.place
    ends = ends_of_sentences(book)
    if ends:
        publisher, place = publisher_and_place(book[ends[-1].end() :])
        return book[: ends[-1].start()].strip(" .,;"), publisher, place
    title, _, behind = book.rpartition(", ")
    if title and names_a_publisher(behind):
        return title, behind.strip(" .,;"), ""
    return book, "", ""
