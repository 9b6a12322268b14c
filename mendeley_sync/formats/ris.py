"""RIS files, as EndNote, Mendeley, Zotero and publishers write them.

rispy makes the records; the lines are put in order for it first, since it loses a last
record without `ER`, the first one behind a byte order mark, and lines that go on below.
The number of records must equal the number of `TY` lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import rispy

from mendeley_sync.domain.dates import date_of, slashed
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.metadata import held_by, names_in, value_of
from mendeley_sync.domain.pages import first_and_last, joined_pages
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import losses, one_line, reference_of, standard_number
from mendeley_sync.formats.ris_types import csl_type, ris_type
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts
from mendeley_sync.names.printed import inverted, people_of

# Programs write one space or two, and forget the one behind the dash.
_TAG_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,3}-(?: (.*)|)[ \t]*$")
_KNOWN = frozenset(rispy.config.TAG_KEY_MAPPING) | {"ED", "PP", "CT", "BT"}
_USED_TAGS = """
TY ER ID TI T1 CT BT T2 T3 JO JF JA J2 AU A1 A2 ED A4 PY Y1 DA Y2 VL IS SP EP PB CY PP ET AB N2
LA ST M3 SE DO C2 SN DB AN UR N1 KW
"""
_USED = frozenset(_USED_TAGS.split())
_ENDS = ("TY", "ER")
_END_LINE = "ER  - "
_LISTS = ["A1", "A2", "A3", "A4", "AU", "ED", "KW", "N1", "UR", "SN"]
_MAPPING = {tag: tag for tag in _KNOWN} | {"UK": "unknown"}
_PUBMED = re.compile(r"pubmed|medline|pmid", re.IGNORECASE)

Record = dict[str, list[str]]
"""A record's tags, each with its values, none of them empty."""

_TEXT_TAGS = names_in("ris")


def read_ris(data: str | bytes, source: str = "file") -> Reading:
    """References of a RIS text.

    Raises:
        ConfigError: the count of records does not add up.
    """
    text, legacy = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    problems: list[Problem] = []
    if legacy:
        problems.append(Problem(line=None, message="not UTF-8; read as Windows-1252", is_note=True))
    starts: list[int] = []
    parser = rispy.RisParser(
        mapping=_MAPPING,
        list_tags=_LISTS,
        delimiter_tags_mapping={},
        skip_unknown_tags=True,
        enforce_list_tags=False,
    )
    left_out: Counter[str] = Counter()
    records = parser.parse_lines(_ordered(text, starts, problems, left_out))
    if len(records) != len(starts):
        raise ConfigError(
            f"{len(starts)} records begin in the file, {len(records)} could be read", file=source
        )
    mint = CitationKeyGenerator()
    pairs = zip(map(_as_lists, records), starts, strict=True)
    references = [_reference(record, line, mint) for record, line in pairs]
    return Reading(
        references=tuple(references),
        problems=tuple(problems),
        left_out=dict(sorted(left_out.items())),
    )


def write_ris(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as RIS, and what it could not hold."""
    records = ["\n".join(f"{tag}  - {value}" for tag, value in _tags(one)) for one in references]
    lost = losses(references, held_by("ris"), {"authors-cut"})
    typed = sum(csl_type(ris_type(one.metadata.type)) != one.metadata.type for one in references)
    if typed:
        lost += (f"type: written as a more general one for {typed}",)
    return "".join(record + "\nER  - \n\n" for record in records), lost


def _ordered(
    text: str, starts: list[int], problems: list[Problem], left_out: Counter[str]
) -> Iterator[str]:
    """Lines as rispy takes them: one a value, every record closed, nothing before the first."""
    is_open = False
    pending = ""
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        tag, line = _tag_of(raw)
        if tag and is_open and tag not in _ENDS:
            # Nearly every line of a file.
            if pending:
                yield pending
            pending = line
            if tag not in _USED:
                left_out[tag] += 1
        elif is_open and not tag:
            pending += " " + raw.strip() if raw.strip() else ""
        elif tag in _ENDS:
            yield from _closed(pending, number, tag, is_open=is_open, problems=problems)
            is_open = tag == "TY"
            pending = line if is_open else ""
            if is_open:
                starts.append(number)
        elif raw.strip():
            problems.append(_stray(number, raw))
    if is_open:
        problems.append(
            Problem(line=starts[-1], message="the last record has no end (`ER`)", is_note=True)
        )
        yield from (pending, _END_LINE)


def _tag_of(raw: str) -> tuple[str, str]:
    """The tag of a line, and the line as it should be written; "" where it has none."""
    if raw[2:6] == "  - " and raw[:2] in _KNOWN:
        return raw[:2], raw
    found = _TAG_LINE.match(raw) if raw[2:3] == " " else None
    if found is None or (found.group(1) not in _KNOWN and raw[2:5] != "  -"):
        return "", raw
    return found.group(1), f"{found.group(1)}  - {(found.group(2) or '').strip()}"


def _closed(
    pending: str, number: int, tag: str, *, is_open: bool, problems: list[Problem]
) -> Iterator[str]:
    """The end of the record that is open, also where the file forgot it."""
    if not is_open:
        return
    if tag == "TY":
        message = "the record before this line has no end (`ER`)"
        problems.append(Problem(line=number, message=message))
    yield from (pending, _END_LINE)


def _stray(number: int, raw: str) -> Problem:
    return Problem(line=number, message="this line belongs to no record", text=raw.strip()[:80])


def _reference(record: Record, line: int, mint: CitationKeyGenerator) -> Reference:
    chosen = csl_type(_first(record, "TY"))
    values: dict[FieldName, FieldValue] = {"type": chosen}
    for name, tags in _TEXT_TAGS.items():
        values[name] = _first(record, *tags)
    values["title"] = values["title"] or _first(record, "CT", "BT")
    authors, cut = people_of(_all(record, "AU") or _all(record, "A1"))
    values["author"] = authors
    values["editor"] = people_of(_all(record, "A2") or _all(record, "ED"))[0]
    values["translator"] = people_of(_all(record, "A4"))[0]
    values |= _titles(record, chosen) | _numbers(record, chosen)
    dated = (date_of(text) for text in _all(record, "DA") + _all(record, "PY") + _all(record, "Y1"))
    values["issued"] = next(filter(None, dated), None)
    accessed = _first(record, "Y2")
    values["accessed"] = date_of(accessed) if accessed else None
    values["page"] = joined_pages(_first(record, "SP"), _first(record, "EP"))
    values["keyword"] = tuple(sorted({word for word in _all(record, "KW") if word}))
    values["note"] = "\n".join(_all(record, "N1"))
    values["URL"] = next(iter(_all(record, "UR")), "")
    key = _first(record, "ID")
    return reference_of(values, mint, key=key, line=line, authors_cut=cut)


def _titles(record: Record, chosen: str) -> dict[FieldName, FieldValue]:
    """`T2` is the journal of an article and the series of a book."""
    journal = _first(record, "T2", "JO", "JF", "JA", "J2")
    if chosen == "book":
        return {"collection-title": _first(record, "T2") or _first(record, "T3")}
    return {"container-title": journal, "collection-title": _first(record, "T3")}


def _numbers(record: Record, chosen: str) -> dict[FieldName, FieldValue]:
    found: dict[FieldName, FieldValue] = {}
    for number in _all(record, "SN"):
        name, text = standard_number(number, chosen)
        found[name] = f"{found[name]} {text}" if found.get(name) else text
    accession = _first(record, "AN")
    if accession.isdigit() and _PUBMED.search(_first(record, "DB")):
        found["PMID"] = accession
    return found


def _as_lists(record: Mapping[str, Any]) -> Record:
    """Every tag with the list of its values; rispy gives a list only where there are several."""
    return {
        tag: [one for one in value if one] if isinstance(value, list) else [value]
        for tag, value in record.items()
        if value
    }


def _all(record: Record, tag: str) -> list[str]:
    return record.get(tag, [])


def _first(record: Record, *tags: str) -> str:
    for tag in tags:
        values = record.get(tag)
        if values:
            return values[0]
    return ""


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
    for name, tags in _TEXT_TAGS.items():
        yield tags[0], str(value_of(metadata, name) or "")
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
