"""What Mendeley can do and hold.

Source: docs/service.md (Fields of a document), docs/formats.md (Lengths).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.metadata import LIST_ONLY_FIELDS
from mendeley_sync.mendeley.wire.types import WIRE_OF_CSL

_LONGEST: dict[FieldName, int] = {
    "title": 500,
    "container-title": 255,
    "abstract": 10_000,
    "page": 50,
    "volume": 20,
    "issue": 255,
    "publisher": 255,
    "publisher-place": 255,
    "edition": 20,
    "collection-title": 255,
    "collection-number": 255,
    "chapter-number": 20,
    "genre": 255,
    "medium": 255,
    "language": 255,
    "title-short": 50,
    "URL": 5_000,
    **dict.fromkeys(("DOI", "PMID", "ISBN", "ISSN", "arXiv"), 500),
}


class MendeleyCapabilities(NamedTuple):
    """A `domain.service.Capabilities`; its attributes are described there."""

    one_word_types: tuple[frozenset[str], ...]
    verbs: frozenset[str] = frozenset({"snapshot", "read", "create", "update", "move"})
    required: frozenset[FieldName] = frozenset({"title", "type"})
    longest: Mapping[FieldName, int] = _LONGEST
    longest_name: int = 255
    longest_keyword: int = 300

    def holds(self, field: FieldName, value: FieldValue) -> bool:
        """True if there is room for this value: whole dates of access, issue dates with a year."""
        if isinstance(value, PartialDate):
            parts = (value.year, value.month, value.day)
            return None not in (parts if field == "accessed" else parts[:1])
        return field not in LIST_ONLY_FIELDS


def _one_word_types() -> tuple[frozenset[str], ...]:
    types: dict[str, set[str]] = defaultdict(set)
    for csl, word in WIRE_OF_CSL.items():
        types[word].add(csl)
    return tuple(frozenset(some) for some in types.values() if len(some) > 1)


CAPABILITIES = MendeleyCapabilities(_one_word_types())
