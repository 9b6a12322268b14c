"""BibTeX's fields and entry types, its abbreviations, and what one entry has from another.

Sources: biblatex manual 2.1, 2.2 and appendix B; BibTeXing (Patashnik, 1988); Tame the BeaST.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import names_in
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.names import CSL_TYPES

CSL_OF_FIELD: dict[str, FieldName] = {
    field: name for name, fields in names_in("bibtex").items() for field in fields
}
"""The first field of a variable is the one that is written."""

_VERBATIM = frozenset(["url", "doi", "pmid", "pmcid", "pmc", "isbn", "issn", "eprint", "file"])

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
    """True if a field's value is LaTeX; addresses and numbers of works are not."""
    return field not in _VERBATIM


_PARTS_OF_BOOKS = frozenset({"inbook", "incollection", "inproceedings", "conference", "suppbook"})
_OWN_FIELDS = """
abstract annotation author crossref doi eprint eprinttype entrysubtype file keywords note pages
pmid pmcid shorttitle subtitle title url urldate xref
"""
_OF_ITS_OWN = frozenset(_OWN_FIELDS.split())
"""What a book says of itself and not of its parts."""
_DATES = frozenset({"date", "year", "month", "day"})


_LONGEST_ABBREVIATION = 20_000
"""No journal is longer; forty abbreviations that double each other would fill the memory."""


def abbreviations(strings: Iterable[tuple[str, str]], source: str) -> dict[str, str]:
    """`@string` by name in small letters; a later one may use those before it.

    Raises:
        ConfigError: an abbreviation grows beyond all sense.
    """
    known: dict[str, str] = {}
    for name, raw in strings:
        value = value_of(raw, known)
        if len(value) > _LONGEST_ABBREVIATION:
            raise ConfigError(f"the abbreviation `{name[:40]}` is too long", file=source)
        known[name.lower()] = value
    return known


def value_of(raw: str, known: Mapping[str, str]) -> str:
    """`jf # " Suppl"`: a field's text without what encloses it, its parts joined."""
    return "".join(_part(part.strip(), known) for part in _parts(raw))


def with_inherited(
    kind: str, fields: Mapping[str, str], parents: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Fields of an entry with those of its `xdata` and of the book that its `crossref` names."""
    inherited: dict[str, str] = {}
    for name in fields.get("xdata", "").split(","):
        inherited |= parents.get(name.strip().lower(), {})
    parent = parents.get(fields.get("crossref", "").strip().lower())
    if parent is not None:
        of_book = {name: value for name, value in parent.items() if name not in _OF_ITS_OWN}
        if _DATES & set(fields):
            of_book = {name: value for name, value in of_book.items() if name not in _DATES}
        if kind.lower() in _PARTS_OF_BOOKS and parent.get("title"):
            of_book.setdefault("booktitle", parent["title"])
        inherited |= of_book
    return inherited | dict(fields)


def _parts(raw: str) -> Iterator[str]:
    if "#" not in raw:
        yield raw
        return
    depth, quoted, start = 0, False, 0
    for position, sign in enumerate(raw):
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "#" and depth == 0 and not quoted:
            yield raw[start:position]
            start = position + 1
    yield raw[start:]


def _part(text: str, known: Mapping[str, str]) -> str:
    if len(text) > 1 and (text[0], text[-1]) in (("{", "}"), ('"', '"')):
        return text[1:-1]
    return known.get(text.lower(), text)
