"""PubMed's and MEDLINE's own text format (`.nbib`).

Source: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mendeley_sync.domain.dates import dated, slashed
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.identifiers import all_issns
from mendeley_sync.domain.metadata import fields_fed, held_by
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.account import AccountEntry, account_of
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import TaggedRecord, losses, one_line, reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts
from mendeley_sync.names.printed import inverted, people_of, person_of, pubmed_person
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
_FIELDS_OF_TAG: dict[str, tuple[FieldName, ...]] = fields_fed("pubmed") | {
    "TT": ("title",),
    "BTI": ("title", "container-title"),
    "CN": ("author",),
    "OID": ("id",),
}
"""The fields that each tag feeds."""
_LANGUAGES = {"eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "por": "pt"}
_LANGUAGE_TAGS = {short: long for long, short in _LANGUAGES.items()}


def read_pubmed(data: str | bytes, source: str = "file") -> Reading:
    """References of a PubMed export; a record begins with `PMID-` or behind an empty line."""
    text, _ = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    mint = CitationKeyGenerator()
    problems: list[Problem] = []
    references: list[Reference] = []
    account: list[AccountEntry] = []
    for record in _records(text, problems):
        reference = _reference(record, mint)
        references.append(reference)
        account += account_of(record.pairs, reference, _FIELDS_OF_TAG)
    return Reading(references=tuple(references), problems=tuple(problems), account=tuple(account))


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


def _records(text: str, problems: list[Problem]) -> Iterator[TaggedRecord]:
    record = TaggedRecord(1, [])
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        found = _TAG_LINE.match(line)
        if found:
            begins = found[1] == "PMID" and record.first("PMID")
            if begins or not record.pairs:
                yield from [record] if record.pairs else ()
                record = TaggedRecord(number, [])
            record.pairs.append((found[1], found[2].strip()))
        elif not line.strip():
            behind = next((one for one in lines[number : number + 3] if one.strip()), "")
            # An abstract may have empty lines in it; what follows then is still indented.
            if record.pairs and not behind[:1].isspace():
                yield record
                record = TaggedRecord(number + 1, [])
        elif record.pairs and line[:1].isspace():
            tag, value = record.pairs[-1]
            record.pairs[-1] = (tag, f"{value} {line.strip()}")
        else:
            problems.append(
                Problem(line=number, message="this line belongs to no record", text=line[:80])
            )
    if record.pairs:
        yield record


def _reference(record: TaggedRecord, mint: CitationKeyGenerator) -> Reference:
    chosen = _type(record)
    authors, cut = _people(record)
    issued = dated(record.first("DP") or record.first("DEP"))
    language = record.first("LA")
    values: dict[FieldName, FieldValue] = {
        "type": chosen,
        "title": _title(record),
        "author": authors,
        "editor": people_of(record.all("FED") or record.all("ED"))[0],
        "container-title": "" if chosen == "book" else _container(record),
        "collection-title": record.first("CTI"),
        "issued": issued.begins,
        "volume": record.first("VI"),
        "issue": record.first("IP"),
        "page": record.first("PG"),
        "publisher": record.first("PB"),
        "publisher-place": record.first("PL") if chosen != "article-journal" else "",
        "edition": record.first("EN"),
        "language": _LANGUAGES.get(language, language),
        "abstract": record.first("AB"),
        "keyword": _keywords(record),
        "PMID": record.first("PMID"),
        "PMCID": record.first("PMC"),
        "ISBN": record.first("ISBN"),
        "ISSN": " ".join(all_issns(" ".join(record.all("IS")))[:1]),
        "DOI": _doi(record),
    }
    return reference_of(
        values,
        mint,
        key=_key(record),
        line=record.line,
        authors_cut=cut,
        issued=issued.whole,
    )


def _title(record: TaggedRecord) -> str:
    """The title; the transliterated one where there is no other."""
    title = (record.first("TI") or record.first("BTI")).removesuffix(".")
    if title.strip("[]").lower() in ("not available", ""):
        return record.first("TT").removesuffix(".") or title
    return title


def _key(record: TaggedRecord) -> str:
    """Our id, among the numbers that other producers give a work; "" in PubMed's own files."""
    own = (one.removeprefix(_OUR_ID) for one in record.all("OID") if one.startswith(_OUR_ID))
    return next(own, "").strip()


def _type(record: TaggedRecord) -> str:
    named = {name.lower() for name in record.all("PT")}
    for name, csl in _TYPES:
        if name in named:
            return csl
    if record.all("BTI"):
        return "chapter" if record.all("TI") else "book"
    return "article-journal"


def _container(record: TaggedRecord) -> str:
    if record.all("TI") and record.all("BTI"):
        return record.first("BTI")
    return record.first("JT") or record.first("TA")


def _people(record: TaggedRecord) -> tuple[tuple[Person, ...], bool]:
    """People and groups in the order of the record; `AU` where there are no full names."""
    tag = "FAU" if record.all("FAU") else "AU"
    people: list[Person] = []
    cut = any(is_et_al(name) for name in record.all("FAU", "AU"))
    for one, name in record.pairs:
        if not name or is_et_al(name):
            continue
        if one == "CN":
            people.append(Person(literal=name))
        elif one == tag:
            people.append(person_of(name) if tag == "FAU" else pubmed_person(name))
    return tuple(people), cut


def _keywords(record: TaggedRecord) -> tuple[str, ...]:
    return tuple(sorted({word.replace("*", "").strip() for word in record.all("OT", "MH")} - {""}))


def _doi(record: TaggedRecord) -> str:
    for text in record.all("LID", "AID"):
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
