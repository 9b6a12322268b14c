"""Texts: capitals, damage from a wrong encoding, stray spaces, the service's limits."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from mendeley_sync.checks.defects import CheckContext, ListProblem, ProblemKind, problem_in
from mendeley_sync.domain.fields import FieldKind
from mendeley_sync.domain.metadata import FIELDS, value_of
from mendeley_sync.domain.references import Reference

_SHORTEST_SHOUT = 12
_MANY_LINES = frozenset({"abstract", "note"})
# What the bytes of an accented letter look like when they are read as Latin-1 or Windows-1252.
_MOJIBAKE = re.compile(
    r"Ã[\u0080-\u00bf¡-¿ŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[\u0080-\u00bf™œžŸ¢¦“”˜\x9d]|Â[\u0080-\u00bf«»°·]|ï¿½|\ufffd"
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});")
_SPACES = re.compile(r"\s+")


def text_problems(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    """What is wrong with the texts of one entry."""
    for field in FIELDS:
        value = value_of(reference.metadata, field.name)
        if isinstance(value, str) and value:
            longest = context.capabilities.longest.get(field.name, len(value))
            if len(value) > longest:
                yield _too_long(reference, field.name, longest, "it")
            yield from _text(reference, field.name, value)
        elif field.kind is FieldKind.SET and isinstance(value, tuple):
            longest = context.capabilities.longest_keyword
            if any(len(str(member)) > longest for member in value):
                yield _too_long(reference, field.name, longest, "a keyword")
        elif field.kind is FieldKind.PEOPLE and isinstance(value, tuple):
            yield from _names(reference, field.name, context.capabilities.longest_name)


def _text(reference: Reference, name: str, text: str) -> Iterator[ListProblem]:
    if _MOJIBAKE.search(text):
        yield _damaged(reference, name, text)
    if name in ("title", "container-title") and _is_shouted(text):
        message = "it is written in capitals throughout"
        yield problem_in(ProblemKind.CAPITALS, reference, name, message, value=text)
    tidy = _tidied(name, text)
    if tidy and tidy != text:
        message = "there are stray spaces or HTML signs in it"
        yield problem_in(ProblemKind.SPACES, reference, name, message, value=text, fix={name: tidy})


def _tidied(name: str, text: str) -> str:
    """Without spaces at the ends and doubled ones, `&amp;` as `&`: it says the same."""
    if name in _MANY_LINES:
        return text.strip()
    if name == "title" or name == "container-title":
        while (plain := _ENTITY.sub(lambda found: html.unescape(found.group()), text)) != text:
            text = plain
    return _SPACES.sub(" ", text).strip()


def _is_shouted(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha() and sign.lower() != sign.upper()]
    return (
        len(letters) >= _SHORTEST_SHOUT
        and " " in text.strip()
        and all(sign.isupper() for sign in letters)
    )


def _damaged(reference: Reference, name: str, text: str) -> ListProblem:
    meant = repaired_encoding(text)
    hint = f"; it was probably `{meant}`" if meant and meant != text else ""
    message = f"letters were damaged by a wrong encoding{hint}"
    return problem_in(ProblemKind.ENCODING, reference, name, message, value=text)


def repaired_encoding(text: str) -> str:
    """What a text was before its UTF-8 was read as Windows-1252; "" when that gives nothing."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def _names(reference: Reference, name: str, longest: int) -> Iterator[ListProblem]:
    for person in value_of(reference.metadata, name) or ():
        text = str(person)
        if len(text) > longest:
            yield _too_long(reference, name, longest, "a name")
        if _MOJIBAKE.search(text):
            yield _damaged(reference, name, text)


def _too_long(reference: Reference, name: str, longest: int, what: str) -> ListProblem:
    message = f"{what} is longer than the {longest} characters that the service keeps"
    return problem_in(ProblemKind.TOO_LONG, reference, name, message)
