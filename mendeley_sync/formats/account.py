"""What became of every value of a record: taken, changed, or left.

A reader hands over what stood in the record, value by value, and the fields each source name
feeds. The account is made from the finished reference, not from what the reader meant to do,
so that a value that went nowhere is always named.

Source: docs/formats.md, "The account of an import"
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from mendeley_sync.domain.dates import PartialDate, slashed
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.metadata import FIELDS, value_of
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference, ReferenceKey

_SPACES = re.compile(r"\s+")


class Fate(StrEnum):
    """What became of one value."""

    TAKEN = "taken"
    """It is in the reference, letter by letter."""
    CHANGED = "changed"
    """It is in the reference in another form."""
    LEFT = "left"
    """It is not in the reference."""


class AccountEntry(NamedTuple):
    """One value of one record."""

    reference: ReferenceKey
    source: str
    """Tag, element, column or key, as the file spells it."""
    text: str
    fate: Fate
    became: str = ""
    """For a changed value, what the reference has."""


def account_of(
    values: Iterable[tuple[str, str]],
    reference: Reference,
    fields: Mapping[str, tuple[FieldName, ...]],
) -> Iterator[AccountEntry]:
    """The account of one record.

    Args:
        values: what stood in the record, as (source name, text), in its order.
        reference: what the reader made of it.
        fields: the fields that each source name feeds; others feed none.

    Returns:
        One entry a value that is not blank.
    """
    known = _texts_by_field(reference)
    pairs = [(name, _plain(text)) for name, text in values]
    exact = {
        (field, text)
        for name, text in pairs
        for field in fields.get(name, ())
        if text in known.get(field, ())
    }
    answered = {field for field, _ in exact}
    for name, text in pairs:
        if not text:
            continue
        own = [field for field in fields.get(name, ()) if known.get(field)]
        if any(_holds(one, text) for field in own for one in known[field]):
            yield AccountEntry(reference.key, name, text, Fate.TAKEN)
            continue
        # A field that another value filled to the letter was not made of this one.
        made_of_it = [field for field in own if field not in answered or field in _SEVERAL]
        shown = "; ".join(known[field][0] for field in made_of_it)
        fate = Fate.CHANGED if shown else Fate.LEFT
        yield AccountEntry(reference.key, name, text, fate, shown)


def left_out(entries: Iterable[AccountEntry]) -> dict[str, int]:
    """How often a value of each source name was left, by name."""
    found = Counter(entry.source for entry in entries if entry.fate is Fate.LEFT)
    return dict(sorted(found.items()))


_SEVERAL: frozenset[FieldName] = frozenset({"author", "editor", "translator", "keyword"})
"""Fields that several values make together."""


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _holds(text: str, part: str) -> bool:
    """True if the part stands in the text, between the edges of words."""
    at = text.find(part)
    if at < 0:
        return False
    before, behind = text[at - 1 : at], text[at + len(part) : at + len(part) + 1]
    return not (before.isalnum() and part[0].isalnum()) and not (
        behind.isalnum() and part[-1].isalnum()
    )


def _texts_by_field(reference: Reference) -> dict[FieldName, list[str]]:
    """The values of a reference as texts; a person and a date in every usual form."""
    found: dict[FieldName, list[str]] = {}
    for field in FIELDS:
        texts = [_plain(text) for text in _forms(value_of(reference.metadata, field.name)) if text]
        if texts:
            found[field.name] = texts
    extra = {name: value for name, value in reference.extra.items() if name != "custom"}
    custom = reference.extra.get("custom") or {}
    for name, value in (*extra.items(), *custom.items()):
        if texts := [_plain(text) for text in _leaves(value)]:
            found[name] = [*found.get(name, ()), *texts]
    found["id"] = [reference.key]
    if reference.sections:
        found["sections"] = list(reference.sections)
    if reference.authors_cut:
        found.setdefault("author", []).append("et al.")
    return found


def _forms(value: FieldValue) -> Iterator[str]:
    if isinstance(value, PartialDate):
        yield from (str(value), slashed(value))
    elif isinstance(value, tuple):
        whole = [form for member in value for form in _forms_of_member(member)]
        yield "; ".join(form for member in value for form in _forms_of_member(member)[:1])
        yield from whole
    elif value:
        yield value


def _forms_of_member(member: Person | str) -> list[str]:
    if not isinstance(member, Person):
        return [member]
    if member.is_organisation:
        return [member.literal]
    given = " ".join(filter(None, (member.given, member.dropping_particle)))
    family = member.last_name
    suffixed = [", ".join(filter(None, (family, given, member.suffix)))]
    suffixed += [", ".join(filter(None, (family, member.suffix, given)))] if member.suffix else []
    return [*suffixed, f"{given} {family}".strip(), f"{family} {given}".strip()]


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
