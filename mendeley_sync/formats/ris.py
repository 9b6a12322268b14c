"""RIS files, as EndNote, Mendeley, Zotero and publishers write them.

Source: the RIS tags of EndNote, Reference Manager, Mendeley, Zotero, Ovid, EBSCO and Web of
Science; no two of them use the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mendeley_sync.domain.dates import Dated, dated, slashed
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.identifiers import is_pmcid
from mendeley_sync.domain.metadata import fields_fed, held_by, names_in, value_of
from mendeley_sync.domain.pages import first_and_last, joined_pages
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.account import AccountEntry, account_of
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import (
    TaggedRecord,
    is_abbreviation,
    is_placeholder,
    links_of,
    losses,
    one_line,
    reference_of,
    standard_number,
)
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts
from mendeley_sync.names.lists import parted_names
from mendeley_sync.names.printed import inverted, people_of

_CSL_OF_RIS: dict[str, str] = dict(
    row.split()
    for row in """
JOUR article-journal
EJOUR article-journal
JFULL periodical
ABST article-journal
MGZN article-magazine
NEWS article-newspaper
INPR article
BOOK book
EBOOK book
EDBOOK book
CHAP chapter
ECHAP chapter
CPAPER paper-conference
CONF paper-conference
THES thesis
RPRT report
ELEC webpage
BLOG post-weblog
ICOMM post
UNPB manuscript
MANSCPT manuscript
SLIDE speech
ENCYC entry-encyclopedia
DICT entry-dictionary
PAT patent
COMP software
DATA dataset
MAP map
MPCT motion_picture
VIDEO broadcast
SOUND song
MUSIC musical_score
STAND standard
PAMP pamphlet
CASE legal_case
STAT legislation
BILL bill
HEAR hearing
PCOMM personal_communication
ART graphic
FIGURE figure
CLSWK classic
LEGAL regulation
SER collection
GEN document
GOVDOC report
GRNT report
AGGR dataset
DBASE dataset
CHART graphic
EQUA figure
UNBILL bill
ADVS broadcast
ANCIENT classic
SERIAL periodical
CTLG collection
WEB webpage
INTV interview
MULTI software
""".strip().splitlines()
)
"""RIS's types and CSL's; the first RIS type of a CSL type is the one that is written."""
_RIS_OF_CSL = {csl: ris for ris, csl in reversed(_CSL_OF_RIS.items())}


def csl_type(ris: str) -> str:
    """The CSL type; `document` for a type that is not known."""
    return _CSL_OF_RIS.get(ris.strip().upper(), "document")


def ris_type(csl: str) -> str:
    """The RIS type; `GEN` where RIS has none."""
    return _RIS_OF_CSL.get(csl, "GEN")


_KNOWN_TAGS = """
A1 A2 A3 A4 AB AD AN AU BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CT CY DA DB DO DP ED EP ER ET ID IS J2
JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PM PP PY RI RN RP SE SN SP ST T1 T2 T3
TA TI TT TY U1 U2 U3 U4 U5 UK UR VL VO WV Y1 Y2 YR
"""
_KNOWN = frozenset(_KNOWN_TAGS.split())
"""Other tags need the two spaces and the dash of the format."""
_TAG_LINE = re.compile(r"([A-Z][A-Z0-9])(?: {1,3}-(?: (.*)|)| {2}-(\S.*))[ \t]*$")
"""`TI  - Title`, `TI - Title`, `ER  -`, and `TI  -Title` of programs that forget a space"""
_PROSE = frozenset(["AB", "N2", "N1", "TI", "T1", "T2", "T3", "CT", "BT", "AD", "C1", "U1", "U2"])
"""Tags whose value may go on in the lines below."""
_LIST = frozenset(["KW", "AU", "A1", "UR"])
"""Tags whose further values may stand alone in the lines below, as EndNote writes them."""
_LINK_LINE = re.compile(r"Link to the .*https?://", re.IGNORECASE)
"""`Link to the Full Text or citation: http://…`: what Ovid puts below a record"""
_DOI = re.compile(r"(?:doi:?\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
"""`doi:10.1080/14749730210163679`"""
_PUBMED = re.compile(r"pubmed|medline|pmid", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")

_FIELDS_OF_TAG: dict[str, tuple[FieldName, ...]] = fields_fed("ris") | {
    "BT": ("title", "container-title"),
    "M1": ("issue",),
    "M3": ("genre", "DOI"),
    "N1": ("note", "DOI"),
    "L3": ("DOI",),
    "UR": ("URL", "links"),
    "ID": ("id",),
}
"""The fields that each tag feeds, with the places where programs put other things."""
_TEXT_TAGS = names_in("ris")


def read_ris(data: str | bytes, source: str = "file") -> Reading:
    """References of a RIS text, and the account of every value."""
    text, legacy = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    problems: list[Problem] = []
    if legacy:
        problems.append(Problem(line=None, message="not UTF-8; read as Windows-1252", is_note=True))
    mint = CitationKeyGenerator()
    references: list[Reference] = []
    account: list[AccountEntry] = []
    for record in _records(text, problems):
        usable = TaggedRecord(record.line, [one for one in record.pairs if not _says_nothing(*one)])
        reference = _reference(usable, mint)
        references.append(reference)
        account += account_of(record.pairs[1:], reference, _FIELDS_OF_TAG)
        problems += _unknown_type(record)
    return Reading(references=tuple(references), problems=tuple(problems), account=tuple(account))


def _says_nothing(tag: str, text: str) -> bool:
    return not text or (is_placeholder(text) and tag not in ("TI", "T1"))


def _unknown_type(record: TaggedRecord) -> Iterator[Problem]:
    kind = record.first("TY")
    if kind.strip().upper() not in _CSL_OF_RIS:
        message = f"the type `{kind}` is not known; the reference has the type `document`"
        yield Problem(line=record.line, message=message, key="type", is_note=True)


def write_ris(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as RIS, and what it could not hold."""
    records = ["\n".join(f"{tag}  - {value}" for tag, value in _tags(one)) for one in references]
    lost = losses(references, held_by("ris"), {"authors-cut"})
    typed = sum(csl_type(ris_type(one.metadata.type)) != one.metadata.type for one in references)
    if typed:
        lost += (f"type: written as a more general one for {typed}",)
    return "".join(record + "\nER  - \n\n" for record in records), lost


def _records(text: str, problems: list[Problem]) -> Iterator[TaggedRecord]:
    """Records in the order of the file; a line that belongs to none becomes a problem."""
    record: TaggedRecord | None = None
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        tag, value = _tag_of(raw)
        if tag in ("TY", "ER"):
            if record is not None:
                yield record
                if tag == "TY":
                    message = "the record before this line has no end (`ER`)"
                    problems.append(Problem(line=number, message=message))
            record = TaggedRecord(number, [("TY", value)]) if tag == "TY" else None
        elif record is not None and tag:
            record.pairs.append((tag, value))
        elif raw.strip() and (record is None or not _goes_on(record, raw.strip())):
            problems.append(_stray(number, raw))
    if record is not None:
        message = "the last record has no end (`ER`)"
        problems.append(Problem(line=record.line, message=message, is_note=True))
        yield record


def _goes_on(record: TaggedRecord, line: str) -> bool:
    """Add a line without a tag to the value above it, where that value may go on."""
    tag, value = record.pairs[-1]
    if _LINK_LINE.match(line):
        return False
    if tag in _LIST:
        record.pairs.append((tag, line))
        return True
    if tag in _PROSE:
        record.pairs[-1] = (tag, f"{value} {line}".strip())
        return True
    return False


def _tag_of(raw: str) -> tuple[str, str]:
    """The tag of a line and its value; "" where it has none."""
    found = _TAG_LINE.match(raw) if raw[2:3] == " " else None
    if found is None or (found[1] not in _KNOWN and raw[2:6] != "  - "):
        return "", raw
    return found[1], (found[2] or found[3] or "").strip()


def _stray(number: int, raw: str) -> Problem:
    return Problem(line=number, message="this line belongs to no record", text=raw.strip()[:80])


def _reference(record: TaggedRecord, mint: CitationKeyGenerator) -> Reference:
    chosen = csl_type(record.first("TY"))
    values: dict[FieldName, FieldValue] = {"type": chosen}
    values |= {name: record.first(*tags) for name, tags in _TEXT_TAGS.items()}
    authors, cut = _people(record, "AU", "A1")
    values["author"] = authors
    values["editor"] = _people(record, "A2", "ED")[0]
    values["translator"] = _people(record, "A4")[0]
    values |= _titles(record, chosen) | _numbers(record, chosen) | _identifiers(record, values)
    issued = _issued(record)
    values["issued"] = issued.begins
    values["accessed"] = dated(record.first("Y2")).begins
    values["page"] = joined_pages(record.first("SP"), record.first("EP"))
    values["keyword"] = tuple(sorted(set(record.all("KW"))))
    notes = [text for text in record.all("N1") if not _DOI.fullmatch(text)]
    values["note"] = "\n".join(notes)
    addresses = record.all("UR")
    values["URL"] = next(iter(addresses), "")
    links = links_of(addresses)
    return reference_of(
        values,
        mint,
        key=record.first("ID"),
        line=record.line,
        authors_cut=cut,
        custom={"links": links} if links else None,
        issued=issued.whole,
    )


def _people(record: TaggedRecord, *tags: str) -> tuple[tuple[Person, ...], bool]:
    return people_of(name for text in record.all(*tags) for name in parted_names(text))


def _issued(record: TaggedRecord) -> Dated:
    """The fullest date; the day of Web of Science's `DA` needs the year of `PY`."""
    texts = record.all("DA", "PY", "Y1", "YR")
    year = next((found[0] for text in texts if (found := _YEAR.search(text))), "")
    dates = [dated(text if _YEAR.search(text) else f"{text} {year}") for text in texts]
    known = [one for one in dates if one.begins is not None]
    return max(known, key=lambda one: len(str(one.begins)) + len(one.whole), default=Dated(None))


def _titles(record: TaggedRecord, chosen: str) -> dict[FieldName, FieldValue]:
    """`T2` is the journal of an article and the series of a book."""
    if chosen == "book":
        return {"collection-title": record.first("T2") or record.first("T3")}
    journal, second = record.first("JF", "JO", "JA", "J2"), record.first("T2")
    # EBSCO puts a part of the issue into `T2`, and the journal into `JF` and `JO`.
    is_part = journal and second and not is_abbreviation(journal, second)
    if is_part and chosen.startswith("article"):
        second = ""
    inside = record.first("BT") if record.first("TI", "T1") else ""
    return {
        "container-title": second or journal or inside,
        "collection-title": record.first("T3"),
    }


def _numbers(record: TaggedRecord, chosen: str) -> dict[FieldName, FieldValue]:
    found: dict[FieldName, FieldValue] = {}
    for number in record.all("SN"):
        name, text = standard_number(number, chosen)
        found[name] = f"{found[name]} {text}" if found.get(name) else text
    issue = record.first("M1")
    if issue and not record.first("IS") and chosen.startswith("article") and len(issue) < 12:
        found["issue"] = issue
    return found


def _identifiers(
    record: TaggedRecord, values: Mapping[FieldName, FieldValue]
) -> dict[FieldName, FieldValue]:
    """DOI, PMID and PMCID where programs put them."""
    found: dict[FieldName, FieldValue] = {}
    doi_in_genre = _DOI.fullmatch(str(values.get("genre") or ""))
    elsewhere = [*record.all("M3", "L3"), *record.all("N1")]
    doi = next((one[1] for text in elsewhere if (one := _DOI.fullmatch(text))), "")
    if doi and not values.get("DOI"):
        found["DOI"] = doi
    if doi_in_genre:
        found["genre"] = ""
    accession = record.first("AN")
    if accession.isdigit() and _PUBMED.search(record.first("DB")):
        found["PMID"] = accession
    elif record.first("PM").isdigit():
        found["PMID"] = record.first("PM")
    pmc = record.first("C2")
    found["PMCID"] = pmc if is_pmcid(pmc) else ""
    return found


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
    yield "C2", metadata.pmcid
    yield "SN", metadata.isbn
    yield "SN", metadata.issn
    yield "DB", "PubMed" if metadata.pmid else ""
    yield "AN", metadata.pmid
    yield "UR", metadata.url
    yield "N1", metadata.note
    for keyword in metadata.keywords:
        yield "KW", keyword
