"""Short makers of records."""

from typing import Any

from mendeley_sync.matching.record import MatchRecord


def a_record(record_id: str = "a", **fields: Any) -> MatchRecord:
    """An article with everything, other where told."""
    known: dict[str, Any] = {
        "title": "Group work and the difficult patient in hospital",
        "authors": ("Adler, G.", "Stein, L."),
        "year": 1988,
        "journal": "Fam Med",
        "volume": "26",
        "issue": "3",
        "pages": "281-284",
    }
    return MatchRecord(id=record_id, **(known | fields))
