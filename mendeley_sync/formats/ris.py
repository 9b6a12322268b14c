"""RIS files, as EndNote, Mendeley, Zotero and publishers write them.

rispy makes the records; the lines are put in order for it first, since it loses a last
record without `ER`, the first one behind a byte order mark, and lines that go on below.
The number of records must equal the number of `TY` lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import rispy

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.dates import date_of, slashed
from mendeley_sync.formats.keys import KeyMint
from mendeley_sync.formats.names import inverted, people_of
from mendeley_sync.formats.pages import first_and_last, joined_pages
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import losses, one_line, reference_of, standard_number
from mendeley_sync.formats.ris_types import csl_type, ris_type
from mendeley_sync.formats.text import decoded_leniently, refuse_damage

_HELD = """
type title author editor translator container-title issued volume issue page DOI PMID PMCID
ISBN ISSN URL publisher edition publisher-place collection-title chapter-number genre
language title-short accessed keyword abstract note
"""
HELD: frozenset[FieldName] = frozenset(_HELD.split())

# Programs write one space or two, and forget the one behind the dash.
_TAG_LINE = re.compile(r"^([A-Z][A-Z0-9]) {1,3}-(?: (.*)|)$")
_KNOWN = frozenset(rispy.config.TAG_KEY_MAPPING) | {"ED", "PP", "N2"}
_LISTS = ["A1", "A2", "A3", "A4", "AU", "ED", "KW", "N1", "UR", "SN"]
_MAPPING = {tag: tag for tag in _KNOWN} | {"UK": "unknown"}
_PUBMED = re.compile(r"pubmed|medline|pmid", re.IGNORECASE)

_TEXT_TAGS: tuple[tuple[FieldName, tuple[str, ...]], ...] = (
    ("title", ("TI", "T1")),
    ("volume", ("VL",)),
    ("issue", ("IS",)),
    ("publisher", ("PB",)),
    ("publisher-place", ("CY", "PP")),
    ("edition", ("ET",)),
    ("abstract", ("AB", "N2")),
    ("language", ("LA",)),
    ("title-short", ("ST",)),
    ("genre", ("M3",)),
    ("chapter-number", ("SE",)),
    ("DOI", ("DO",)),
    ("PMCID", ("C2",)),
)


def read_ris(data: str | bytes, source: str = "file") -> Reading:
    """References of a RIS text.

    Raises:
        ConfigError: the count of records does not add up.
    """
    text, legacy = decoded_leniently(data, source)
    refuse_damage(text, source)
    problems: list[Problem] = []
    if legacy:
        problems.append(Problem(line=None, message="not UTF-8; read as Windows-1252"))
    starts: list[int] = []
    lines = list(_ordered(text, starts, problems))
    records = rispy.loads(
        "\n".join(lines),
        mapping=_MAPPING,
        list_tags=_LISTS,
        delimiter_tags_mapping={},
        skip_unknown_tags=True,
        enforce_list_tags=False,
    )
    if len(records) != len(starts):
        raise ConfigError(
            f"{len(starts)} records begin in the file, {len(records)} could be read", file=source
        )
    mint = KeyMint()
    pairs = zip(records, starts, strict=True)
    references = [_reference(record, line, mint) for record, line in pairs]
    return Reading(references=tuple(references), problems=tuple(problems))


def write_ris(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as RIS, and what it could not hold."""
    records = ["\n".join(f"{tag}  - {value}" for tag, value in _tags(one)) for one in references]
    lost = losses(references, HELD, {"authors-cut"})
    typed = sum(csl_type(ris_type(one.metadata.type)) != one.metadata.type for one in references)
    if typed:
        lost += (f"type: written as a more general one for {typed}",)
    return "".join(record + "\nER  - \n\n" for record in records), lost


def _ordered(text: str, starts: list[int], problems: list[Problem]) -> Iterator[str]:
    """Lines as rispy takes them: one a value, every record closed, nothing before the first."""
    is_open = False
    pending = ""
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        found = _TAG_LINE.match(raw.strip("\ufeff \t")) if "-" in raw else None
        tag = found.group(1) if found and (found.group(1) in _KNOWN or not is_open) else None
        if tag is None:
            if is_open and raw.strip():
                pending += " " + raw.strip()
            elif raw.strip() and not is_open and not starts:
                problems.append(_stray(number, raw))
            continue
        if pending:
            yield pending
            pending = ""
        if tag == "TY":
            if is_open:
                problems.append(
                    Problem(line=number, message="the record before this line has no end (`ER`)")
                )
                yield "ER  - "
            is_open = True
            starts.append(number)
        elif tag == "ER":
            if is_open:
                yield "ER  - "
            is_open = False
            continue
        elif not is_open:
            problems.append(_stray(number, raw))
            continue
        pending = f"{tag}  - {(found.group(2) or '').strip() if found else ''}"
    if pending:
        yield pending
    if is_open:
        problems.append(Problem(line=starts[-1], message="the last record has no end (`ER`)"))
        yield "ER  - "


def _stray(number: int, raw: str) -> Problem:
    return Problem(line=number, message="this line belongs to no record", text=raw.strip()[:80])


def _reference(record: dict[str, Any], line: int, mint: KeyMint) -> Reference:
    chosen = csl_type(_first(record, "TY"))
    values: dict[FieldName, FieldValue] = {"type": chosen}
    for name, tags in _TEXT_TAGS:
        values[name] = next((text for tag in tags if (text := _first(record, tag))), "")
    values["title"] = values["title"] or _first(record, "CT") or _first(record, "BT")
    authors, cut = people_of(_all(record, "AU") or _all(record, "A1"))
    values["author"] = authors
    values["editor"] = people_of(_all(record, "A2") or _all(record, "ED"))[0]
    values["translator"] = people_of(_all(record, "A4"))[0]
    values |= _titles(record, chosen) | _numbers(record, chosen)
    values["issued"] = date_of(_first(record, "DA")) or date_of(
        _first(record, "PY") or _first(record, "Y1")
    )
    values["accessed"] = date_of(_first(record, "Y2"))
    values["page"] = joined_pages(_first(record, "SP"), _first(record, "EP"))
    values["keyword"] = tuple(sorted({word for word in _all(record, "KW") if word}))
    values["note"] = "\n".join(_all(record, "N1"))
    values["URL"] = next(iter(_all(record, "UR")), "")
    key = _first(record, "ID")
    return reference_of(values, mint, key=key, line=line, authors_cut=cut)


def _titles(record: dict[str, Any], chosen: str) -> dict[FieldName, FieldValue]:
    """`T2` is the journal of an article and the series of a book."""
    journal = next(
        (text for tag in ("T2", "JO", "JF", "JA", "J2") if (text := _first(record, tag))), ""
    )
    if chosen == "book":
        return {"collection-title": _first(record, "T2") or _first(record, "T3")}
    return {"container-title": journal, "collection-title": _first(record, "T3")}


def _numbers(record: dict[str, Any], chosen: str) -> dict[FieldName, FieldValue]:
    found: dict[FieldName, FieldValue] = {}
    for number in _all(record, "SN"):
        name, text = standard_number(number, chosen)
        found[name] = f"{found[name]} {text}" if found.get(name) else text
    accession = _first(record, "AN")
    if accession.isdigit() and _PUBMED.search(_first(record, "DB")):
        found["PMID"] = accession
    return found


def _all(record: dict[str, Any], tag: str) -> list[str]:
    value = record.get(tag, [])
    values = value if isinstance(value, list) else [value]
    return [text for one in values if (text := str(one).strip())]


def _first(record: dict[str, Any], tag: str) -> str:
    return next(iter(_all(record, tag)), "")


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    metadata = reference.metadata
    yield "TY", ris_type(metadata.type)
    yield "ID", one_line(reference.key)
    for tag, people in (
        ("AU", metadata.authors),
        ("A2", metadata.editors),
        ("A4", metadata.translators),
    ):
        for person in people:
            yield tag, one_line(inverted(person))
        if tag == "AU" and reference.authors_cut:
            yield "AU", "et al."
    for tag, text in _values(reference):
        if text:
            yield tag, one_line(text)


def _values(reference: Reference) -> Iterator[tuple[str, str]]:
    metadata = reference.metadata
    for name, tags in _TEXT_TAGS:
        yield tags[0], str(getattr(metadata, name.lower().replace("-", "_"), "") or "")
    is_book = metadata.type == "book"
    yield "T2", metadata.collection_title if is_book else metadata.container_title
    yield "T3", "" if is_book else metadata.collection_title
    if metadata.issued is not None:
        yield "PY", slashed(metadata.issued)[:4]
        yield "DA", slashed(metadata.issued) if metadata.issued.month is not None else ""
    yield "Y2", slashed(metadata.accessed) if metadata.accessed else ""
    yield from zip(("SP", "EP"), first_and_last(metadata.page), strict=True)
    yield "SN", metadata.isbn
    yield "SN", metadata.issn
    yield "DB", "PubMed" if metadata.pmid else ""
    yield "AN", metadata.pmid
    yield "UR", metadata.url
    yield "N1", metadata.note
    for keyword in metadata.keywords:
        yield "KW", keyword
