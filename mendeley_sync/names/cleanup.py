"""A name as somebody wrote it, without what is no name: titles, degrees, remarks.

What can be read in two ways is given in both, the likelier first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from anyascii import anyascii

from mendeley_sync.names.words import (
    DEGREES,
    DEGREES_LIKE_INITIALS,
    GENERATIONS,
    GENERATIONS_BEFORE_THE_NAME,
    GENERATIONS_IN_CAPITALS,
    GENERATIONS_WITH_STOP,
    TITLES,
    TITLES_WITH_STOP,
)
from mendeley_sync.text.folding import fold

_BIRTH_NAME = re.compile(
    r"[\s,(]+(?:née|nee|né|geb\.?|geborene|formerly|früher|ehem\.?|ehemals|born|née:|z\s+domu|"
    r"roz\.?|rozená|nata|nascida|född|f\.\s*dt\.?)\s+([^\s,()]+(?:-[^\s,()]+)?)\)?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")

_FEMALE_ENDINGS = re.compile(
    r"\b(DDr|Dr|Prof|Mag|Dott|Sig)\.?(?:\s?in|\.?a|\.?ssa|\.?ra)\b\.?(?=\s)", re.IGNORECASE
)
_FULL_PROFESSOR = re.compile(r"\b(?:em\.\s*)?o\.\s*(?=Univ|Prof)", re.IGNORECASE)
_TWO_PEOPLE = re.compile(r"\s(?:und|and|&|\+|et|és|og|och)\s|/", re.IGNORECASE)
_DOTTED_TITLES = re.compile(r"\b(?:Dr\.?\s?n\.?\s?med|Dr\.?\s?med|Ph\.?\s?Dr)\.", re.IGNORECASE)

_OTHER_SPELLINGS = (("å", "aa"), ("Å", "Aa"), ("đ", "dj"), ("Đ", "Dj"))
"""Spellings that travel without the letter; the folding has ö as oe and o already."""

_HAN = re.compile(r"^[\u3400-\u9fff\uf900-\ufaff]{2,4}$")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


class CleanName(NamedTuple):
    """What is left of a written name."""

    ways: tuple[str, ...]
    """The bare name; several where it can be read in several ways, the likeliest first."""
    romanised: tuple[str, ...] = ()
    """The same in Latin letters, where it has none: other people write it otherwise."""
    birth_name: str = ""
    generation: str = ""
    """`junior`, `senior`, `second`, `third` or ""."""
    is_several: bool = False
    """Two people stand in one row: Anna and Hans Müller."""


def strip_titles(printed: str) -> CleanName:
    """Take away what is no name: titles, degrees, remarks in brackets."""
    birth = _BIRTH_NAME.search(printed)
    text = _BIRTH_NAME.sub("", printed) if birth else printed
    text = _FEMALE_ENDINGS.sub(r"\1.", _IN_BRACKETS.sub(" ", text))
    text = _DOTTED_TITLES.sub("Dr. ", _FULL_PROFESSOR.sub("", text))
    generation, parts = _without_generation([part.split() for part in text.split(",")])
    parts = [bare for part in parts if (bare := _without_titles(part))]
    ways = _without_degrees(parts)
    spelt = tuple(other for way in ways if (other := _spelt_otherwise(way)) != way)
    return CleanName(
        ways=(*ways, *spelt),
        romanised=tuple(_in_latin(way) for way in ways if way and not _LATIN.search(way)),
        birth_name=birth[1] if birth else "",
        generation=generation,
        is_several=_TWO_PEOPLE.search(text) is not None,
    )


def _bare(word: str) -> str:
    return word.strip(".,;").replace(".", "").lower()


def _without_generation(parts: list[list[str]]) -> tuple[str, list[list[str]]]:
    """Junior and senior are never the first word of all, where "Sr." is a Spanish title."""
    found, left = "", []
    for place, part in enumerate(parts):
        kept = []
        for number, word in enumerate(part):
            if _is_generation(word, is_first=place == number == 0):
                found = found or GENERATIONS[_bare(word)]
            else:
                kept.append(word)
        left.append(kept)
    return found, left


def _is_generation(word: str, *, is_first: bool) -> bool:
    bare = _bare(word)
    if bare not in GENERATIONS or (is_first and bare not in GENERATIONS_BEFORE_THE_NAME):
        return False
    if bare in GENERATIONS_WITH_STOP:
        return word.rstrip(",;").endswith(".")
    return bare not in GENERATIONS_IN_CAPITALS or word.strip(".,;").isupper()


def _without_titles(words: list[str]) -> list[str]:
    """Without the titles at the beginning; a lone word is a name whatever it says."""
    left = [piece for word in words for piece in _apart(word)]
    while left and _is_title(left[0]):
        left = left[1:]
    return left


def _apart(word: str) -> list[str]:
    """`Dr.med.Anna` as three words; initials stay together."""
    pieces = re.findall(r"(?:[^.]|\.(?=-))+\.?", word)
    return pieces if any(_is_title(piece) for piece in pieces) else [word]


def _is_title(word: str) -> bool:
    bare = _bare(word)
    return bare in TITLES or (bare in TITLES_WITH_STOP and word.endswith("."))


def _without_degrees(parts: list[list[str]]) -> tuple[str, ...]:
    """Without the degrees at the end, and with those that may be initials as well."""
    while parts and _ends_in_degree(parts, DEGREES):
        parts = _shortened(parts)
    whole = _joined(parts)
    shorter = parts
    while shorter and _ends_in_degree(shorter, DEGREES_LIKE_INITIALS):
        shorter = _shortened(shorter)
    is_whole_name = sum(len(part) for part in shorter) >= 2
    return (_joined(shorter), whole) if shorter != parts and is_whole_name else (whole,)


def _ends_in_degree(parts: list[list[str]], degrees: frozenset[str]) -> bool:
    """A degree is written in capitals, or after a whole name and a comma."""
    word = parts[-1][-1]
    is_written_so = word.strip(".,;")[:1].isupper()
    return is_written_so and _bare(word) in degrees and sum(map(len, parts)) > 1


def _shortened(parts: list[list[str]]) -> list[list[str]]:
    last = parts[-1][:-1]
    return [*parts[:-1], last] if last else parts[:-1]


def _joined(parts: list[list[str]]) -> str:
    return ", ".join(" ".join(part) for part in parts).strip(" ,.;")


def _spelt_otherwise(text: str) -> str:
    for letter, letters in _OTHER_SPELLINGS:
        text = text.replace(letter, letters)
    return text


def _in_latin(text: str) -> str:
    """Letters of another script one by one; a Chinese name begins with the family."""
    if _HAN.match(text):
        return f"{anyascii(text[0])}, {anyascii(text[1:])}"
    return anyascii(text)


def is_han(family: str) -> bool:
    """Whether a folded name is written in Chinese characters: family and given name in one."""
    return _HAN.match(family) is not None


def is_double(given: str) -> bool:
    """Whether the first given name is a double one: Jean-Pierre, but not J.-P."""
    first, *_ = given.split() or [""]
    halves = re.split(r"[-‐]", first)
    return len(halves) > 1 and all(len(fold(half)) > 1 for half in halves)
