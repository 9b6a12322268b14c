"""Which BibTeX field and entry type is which CSL variable and type.

Sources: biblatex manual 2.1 and 2.2; BibTeXing (Patashnik, 1988).
"""

from __future__ import annotations

from collections.abc import Mapping

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import names_in
from mendeley_sync.formats.csl.names import CSL_TYPES

CSL_OF_FIELD: dict[str, FieldName] = {
    field: name for name, fields in names_in("bibtex").items() for field in fields
}
"""The first field of a variable is the one that is written."""

_PROSE = frozenset(
    ["title", "publisher", "school", "institution", "organization", "series", "shorttitle"]
)

TYPE_OF_ENTRY: dict[str, str] = {
    "article": "article-journal",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "proceedings": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "unpublished": "manuscript",
    "booklet": "pamphlet",
    "manual": "book",
    "inreference": "entry-encyclopedia",
    "reference": "book",
    "patent": "patent",
    "dataset": "dataset",
    "software": "software",
    "periodical": "periodical",
    "review": "review",
    "movie": "motion_picture",
    "video": "motion_picture",
    "legislation": "legislation",
    "jurisdiction": "legal_case",
    "standard": "standard",
    "misc": "document",
}

_ENTRY_OF_TYPE = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "webpage": "online",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "entry-encyclopedia": "inreference",
    "patent": "patent",
    "dataset": "dataset",
    "software": "software",
    "document": "misc",
}
_MORE_ARTICLES = frozenset({"article-magazine", "article-newspaper", "review", "review-book"})
_SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}


def csl_type(kind: str, fields: Mapping[str, str]) -> str:
    """The CSL type of an entry; what only `entrysubtype` tells goes first."""
    subtype = fields.get("entrysubtype", "").strip().lower()
    if subtype in CSL_TYPES:
        return subtype
    return _SUBTYPES.get(subtype) or TYPE_OF_ENTRY.get(kind.lower(), "document")


def entry_type(csl: str) -> tuple[str, str]:
    """Entry type and, where that says too little, `entrysubtype`."""
    if csl in _ENTRY_OF_TYPE:
        return _ENTRY_OF_TYPE[csl], ""
    return ("article" if csl in _MORE_ARTICLES else "misc"), csl


def container_field(kind: str) -> str:
    """The field that names what a work appeared in."""
    return "booktitle" if kind in ("incollection", "inproceedings", "inreference") else "journal"


def is_prose(field: str) -> bool:
    """Whether a field's value is LaTeX."""
    return field in _PROSE
