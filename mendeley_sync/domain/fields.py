"""What a field is: the row that every table of fields is read off.

The rows stand in `domain.metadata`, one beside each attribute.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.people import Person

FieldName: TypeAlias = str
"""A CSL variable: `title`, `container-title`, `DOI`."""

FieldValue: TypeAlias = str | PartialDate | tuple[Person, ...] | tuple[str, ...] | None
"""A field's value in `Metadata`; "" and () and None all mean: empty."""


class FieldKind(StrEnum):
    """What a field holds: how two values compare, and how two changes are merged."""

    TYPE = "type"
    TITLE = "title"
    TEXT = "text"
    CONTAINER = "container"
    NUMBER = "number"
    PAGES = "pages"
    EDITION = "edition"
    LANGUAGE = "language"
    ADDRESS = "address"
    PROSE = "prose"
    IDENTIFIER = "identifier"
    """Text that has a normal form; sent to the service with all its siblings."""
    SET = "set"
    """Merged member by member."""
    PEOPLE = "people"
    """An ordered list, never interleaved."""
    DATE = "date"
    """Year, month and day as one unit."""

    @property
    def is_text(self) -> bool:
        """True where the value is one text."""
        return self not in (FieldKind.SET, FieldKind.PEOPLE, FieldKind.DATE)


class Field(NamedTuple):
    """One field, and its names elsewhere.

    A format's column holds names with spaces between; the first is written, the others are
    read as well. "" means that the format has no place for the field. Names in parentheses
    belong to the format's own code, for what a name alone cannot tell.
    """

    name: FieldName
    kind: FieldKind
    label: str = ""
    """For a reader who does not know CSL; "" where the name itself will do."""
    headers: str = ""
    """Further headers of table columns, folded."""
    bibtex: str = ""
    ris: str = ""
    endnote: str = ""
    """Paths below `<record>`."""
    pubmed: str = ""
    citation: bool = False
    """Whether a citation line has it."""
    mendeley: str = ""
    """The member of a document. "" means that the list alone holds the field."""
    attribute: str = ""
    """In `Metadata`; filled in from where the row stands."""

    def is_held_by(self, format: str) -> bool:
        """True where a format (`bibtex`, `ris`, ... or `mendeley`) has a place for the field."""
        return bool(getattr(self, format))

    def names_in(self, format: str) -> tuple[str, ...]:
        """The field's names in a format; () where its own code takes care of the field."""
        names: str = getattr(self, format)
        return () if names.startswith("(") else tuple(names.split())
