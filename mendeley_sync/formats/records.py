"""What the readers and writers of foreign formats share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.identifiers import all_isbns, all_issns
from mendeley_sync.domain.metadata import FIELD_BY_NAME, Metadata, filled_fields
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.keys import CitationKeyGenerator

_SPACE = re.compile(r"\s+")


def metadata_of(values: Mapping[FieldName, FieldValue]) -> Metadata:
    """Metadata from values by CSL name; empty values are left out."""
    return Metadata(
        **{FIELD_BY_NAME[name].attribute: value for name, value in values.items() if value}
    )


def reference_of(
    values: Mapping[FieldName, FieldValue],
    mint: CitationKeyGenerator,
    *,
    key: str = "",
    line: int | None = None,
    authors_cut: bool = False,
    custom: Mapping[str, Any] | None = None,
) -> Reference:
    """One reference; without a key of its own it gets one by our rule."""
    metadata = metadata_of(values)
    return Reference(
        key=mint.keep(key) if key else mint.mint(metadata),
        metadata=metadata,
        authors_cut=authors_cut,
        extra={"custom": dict(custom)} if custom else {},
        line=line,
    )


def one_line(text: str) -> str:
    """Text without line breaks or runs of spaces."""
    return _SPACE.sub(" ", text).strip()


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
