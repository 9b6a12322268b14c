"""PubMed's and MEDLINE's own text format (`.nbib`).

Source: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mendeley_sync.domain.dates import date_of, slashed
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.identifiers import all_issns
from mendeley_sync.domain.metadata import held_by
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import losses, one_line, reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts
from mendeley_sync.names.printed import inverted, people_of, pubmed_person
from mendeley_sync.names.words import is_et_al

_OUR_ID = "mendeley-sync: "
_TAG_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
_LABELLED = re.compile(r"(.*?)\s*\[(doi|pii)\]\s*$")
_TYPES = (
    ("book chapter", "chapter"),
    ("chapter", "chapter"),
    ("book", "book"),
    ("congress", "paper-conference"),
    ("preprint", "article"),
    ("newspaper article", "article-newspaper"),
    ("technical report", "report"),
    ("academic dissertation", "thesis"),
)
_TYPE_NAMES = {csl: name for name, csl in _TYPES} | {"chapter": "Book Chapter"}
_LANGUAGES = {"eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "por": "pt"}
_LANGUAGE_TAGS = {short: long for long, short in _LANGUAGES.items()}


def read_pubmed(data: str | bytes, source: str = "file") -> Reading:
    """References of a PubMed export; a record begins with `PMID-` or behind an empty line."""
    text, _ = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    mint = CitationKeyGenerator()
    problems: list[Problem] = []
    references = [
        _reference(fields, line, mint) for line, fields in _records(text, problems) if fields
    ]
    return Reading(references=tuple(references), problems=tuple(problems))


def write_pubmed(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as PubMed text, and what it could not hold."""
    records = []
    for reference in references:
        lines = [f"{tag:<4}- {one_line(text)}" for tag, text in _tags(reference) if text]
        records.append("\n".join(lines))
    lost = losses(references, held_by("pubmed"), {"authors-cut"})
    general = sum(one.metadata.type not in {*_TYPE_NAMES, "article-journal"} for one in references)
    if general:
        lost += (f"type: written as a journal article for {general}",)
    return "\n\n".join(records) + "\n", lost


def _records(text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, list[str]]]]:
    fields: dict[str, list[str]] = {}
    start, last = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _TAG_LINE.match(line)
        if found and (not fields or (found.group(1) == "PMID" and "PMID" in fields)):
            yield start, fields
            fields, start = {}, number
        if found:
            last = found.group(1)
            fields.setdefault(last, []).append(found.group(2).strip())
        elif not line.strip():
            yield start, fields
            fields, last = {}, ""
        elif last and line[:1].isspace():
            fields[last][-1] += " " + line.strip()
        else:
            problems.append(
                Problem(line=number, message="this line belongs to no record", text=line[:80])
            )
    yield start, fields


def _reference(fields: Mapping[str, list[str]], line: int, mint: CitationKeyGenerator) -> Reference:
    chosen = _type(fields)
    authors, cut = _people(fields)
    is_book = chosen == "book"
    values: dict[FieldName, FieldValue] = {
        "type": chosen,
        "title": (_one(fields, "TI") or _one(fields, "BTI")).removesuffix("."),
        "author": authors,
        "editor": people_of(fields.get("FED") or fields.get("ED", []))[0],
        "container-title": "" if is_book else _container(fields),
        "collection-title": _one(fields, "CTI"),
        "issued": date_of(_one(fields, "DP") or _one(fields, "DEP")),
        "volume": _one(fields, "VI"),
        "issue": _one(fields, "IP"),
        "page": _one(fields, "PG"),
        "publisher": _one(fields, "PB"),
        "publisher-place": _one(fields, "PL") if chosen != "article-journal" else "",
        "edition": _one(fields, "EN"),
        "language": _LANGUAGES.get(_one(fields, "LA"), _one(fields, "LA")),
        "abstract": _one(fields, "AB"),
        "keyword": _keywords(fields),
        "PMID": _one(fields, "PMID"),
        "PMCID": _one(fields, "PMC"),
        "ISBN": _one(fields, "ISBN"),
        "ISSN": " ".join(all_issns(" ".join(fields.get("IS", [])))[:1]),
        "DOI": _doi(fields),
    }
    return reference_of(values, mint, key=_key(fields), line=line, authors_cut=cut)


def _key(fields: Mapping[str, list[str]]) -> str:
    """Our id, among the numbers that other producers give a work; "" in PubMed's own files."""
    own = (one.removeprefix(_OUR_ID) for one in fields.get("OID", []) if one.startswith(_OUR_ID))
    return next(own, "").strip()


def _one(fields: Mapping[str, list[str]], tag: str) -> str:
    return next(iter(fields.get(tag, [])), "")


def _type(fields: Mapping[str, list[str]]) -> str:
    named = {name.lower() for name in fields.get("PT", [])}
    for name, csl in _TYPES:
        if name in named:
            return csl
    if "BTI" in fields:
        return "chapter" if "TI" in fields else "book"
    return "article-journal"


def _container(fields: Mapping[str, list[str]]) -> str:
    if "TI" in fields and "BTI" in fields:
        return _one(fields, "BTI")
    return _one(fields, "JT") or _one(fields, "TA")


def _people(fields: Mapping[str, list[str]]) -> tuple[tuple[Person, ...], bool]:
    full, is_cut = people_of(fields.get("FAU", []))
    short = tuple(
        pubmed_person(name) for name in fields.get("AU", []) if name.strip() and not is_et_al(name)
    )
    groups = tuple(Person(literal=name) for name in fields.get("CN", []) if name.strip())
    cut = is_cut or any(is_et_al(name) for name in fields.get("AU", []))
    return (full or short) + groups, cut


def _keywords(fields: Mapping[str, list[str]]) -> tuple[str, ...]:
    words = [*fields.get("OT", []), *fields.get("MH", [])]
    return tuple(sorted({word.replace("*", "").strip() for word in words} - {""}))


def _doi(fields: Mapping[str, list[str]]) -> str:
    for text in [*fields.get("LID", []), *fields.get("AID", [])]:
        found = _LABELLED.match(text)
        if found and found.group(2) == "doi":
            return found.group(1)
    return ""


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    metadata = reference.metadata
    is_part = metadata.type == "chapter"
    yield "PMID", metadata.pmid
    yield "BTI" if metadata.type == "book" else "TI", metadata.title
    yield "BTI" if is_part else "JT", metadata.container_title
    yield "CTI", metadata.collection_title
    for person in metadata.authors:
        yield ("CN", person.literal) if person.is_organisation else ("FAU", inverted(person))
    if reference.authors_cut:
        yield "FAU", "et al."
    for person in metadata.editors:
        yield "FED", inverted(person)
    yield "DP", slashed(metadata.issued) if metadata.issued else ""
    yield "VI", metadata.volume
    yield "IP", metadata.issue
    yield "PG", metadata.page
    yield "LID", f"{metadata.doi} [doi]" if metadata.doi else ""
    yield "PMC", metadata.pmcid
    yield "IS", metadata.issn
    yield "ISBN", metadata.isbn
    yield "PB", metadata.publisher
    yield "PL", metadata.publisher_place
    yield "EN", metadata.edition
    yield "LA", _LANGUAGE_TAGS.get(metadata.language, metadata.language)
    yield "PT", _TYPE_NAMES.get(metadata.type, "Journal Article").title()
    yield "OID", _OUR_ID + one_line(reference.key)
    yield "AB", metadata.abstract
    for keyword in metadata.keywords:
        yield "OT", keyword
