"""What the readers and writers of foreign formats share."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.identifiers import all_isbns, all_issns
from mendeley_sync.domain.metadata import FIELD_BY_NAME, Metadata, filled_fields
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.keys import CitationKeyGenerator

_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"\w+")


class TaggedRecord(NamedTuple):
    """A record of lines with tags: its first line, and its tags with their values, in order."""

    line: int
    pairs: list[tuple[str, str]]

    def all(self, *tags: str) -> list[str]:
        """The values of the first tag, then those of the others that it does not have."""
        values: list[str] = []
        for tag in tags:
            known = frozenset(values)
            values += [text for one, text in self.pairs if one == tag and text not in known]
        return values

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one."""
        return next(iter(self.all(*tags)), "")


def metadata_of(values: Mapping[FieldName, FieldValue]) -> Metadata:
    """Metadata from values by CSL name; empty values are left out, HTML's entities are read."""
    return Metadata(
        **{
            FIELD_BY_NAME[name].attribute: _read(name, value)
            for name, value in values.items()
            if value
        }
    )


_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z][A-Za-z0-9]{1,30});")
"""`&amp;`, `&#252;`"""


def _read(name: FieldName, value: FieldValue) -> FieldValue:
    if not isinstance(value, str) or "&" not in value or name in ("URL", "DOI"):
        return value
    return _ENTITY.sub(lambda found: html.unescape(found[0]), value)


def reference_of(
    values: Mapping[FieldName, FieldValue],
    mint: CitationKeyGenerator,
    *,
    key: str = "",
    line: int | None = None,
    authors_cut: bool = False,
    custom: Mapping[str, Any] | None = None,
    issued: str = "",
) -> Reference:
    """One reference; without a key of its own it gets a new one.

    Args:
        issued: the whole date, such as `2013-09/2013-10`, where our field holds its beginning.
    """
    metadata = metadata_of(values)
    extra: dict[str, Any] = {"custom": dict(custom)} if custom else {}
    extra |= {"issued": issued} if issued else {}
    return Reference(
        key=mint.keep(key) if key else mint.mint(metadata),
        metadata=metadata,
        authors_cut=authors_cut,
        extra=extra,
        line=line,
    )


def one_line(text: str) -> str:
    """Text without line breaks or runs of spaces."""
    return _SPACE.sub(" ", text).strip()


_PLACEHOLDER = re.compile(r"(?:none|null|nan|n/?a|undefined|\[object object\])", re.IGNORECASE)
"""`None`, `null`, `N/A`: what a program writes when it has no value."""


def is_placeholder(text: str) -> bool:
    """True if a program wrote this for a value that it did not have."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


def links_of(addresses: Iterable[str]) -> list[dict[str, str]]:
    """Addresses beyond the first, as `custom: links`."""
    further = [address for address in dict.fromkeys(addresses) if address][1:]
    return [{"label": "Link", "url": address} for address in further]


def is_abbreviation(short: str, long: str) -> bool:
    """True if each word of the one begins a word of the other, in order: `Ann Fam Med`."""
    words = iter(_WORDS.findall(long.lower()))
    return all(
        any(word.startswith(part) for word in words) for part in _WORDS.findall(short.lower())
    )


@lru_cache(maxsize=4096)
def standard_number(text: str, csl_type: str) -> tuple[FieldName, str]:
    """`ISBN` or `ISSN` for a number whose field does not say which."""
    if all_isbns(text) or (not all_issns(text) and csl_type in ("book", "chapter")):
        return "ISBN", text
    return "ISSN", text


def losses(
    references: Iterable[Reference], held: Iterable[FieldName], own: Iterable[str] = ()
) -> tuple[str, ...]:
    """What a format could not hold: one sentence a field, with how many references it meets."""
    kept, kept_own = frozenset(held), frozenset(own)
    lost: Counter[str] = Counter()
    for reference in references:
        lost.update(name for name in filled_fields(reference.metadata) if name not in kept)
        lost.update(name for name in _own_filled(reference) if name not in kept_own)
    return tuple(f"{name}: not kept for {_counted(number)}" for name, number in lost.items())


def _own_filled(reference: Reference) -> list[str]:
    found = {
        "authors-cut": reference.authors_cut,
        "sections": reference.sections,
        "formerly": reference.formerly,
        "absent": reference.absent,
        "protect": reference.protect,
        "explicit nulls": reference.nulls,
        "names of its own (custom and others)": reference.extra,
    }
    return [name for name, value in found.items() if value]


def _counted(number: int) -> str:
    return "1 reference" if number == 1 else f"{number} references"
