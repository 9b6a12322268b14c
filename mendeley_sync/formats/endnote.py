"""EndNote's XML, read without entities or a DTD.

Source: the files that EndNote X9 to 21, Zotero and Mendeley write; EndNote publishes no schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import fromstring

from mendeley_sync.domain.dates import Dated, dated
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.identifiers import is_pmcid
from mendeley_sync.domain.metadata import fields_fed, held_by, names_in, value_of
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.account import AccountEntry, account_of
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import (
    is_placeholder,
    links_of,
    losses,
    reference_of,
    standard_number,
)
from mendeley_sync.formats.text import decoded, refuse_conflicts
from mendeley_sync.names.lists import parted_names
from mendeley_sync.names.printed import inverted, people_of

_TYPES = {
    "Journal Article": (17, "article-journal"),
    "Electronic Article": (43, "article-journal"),
    "Magazine Article": (19, "article-magazine"),
    "Newspaper Article": (23, "article-newspaper"),
    "Book": (6, "book"),
    "Edited Book": (28, "book"),
    "Electronic Book": (44, "book"),
    "Book Section": (5, "chapter"),
    "Electronic Book Section": (60, "chapter"),
    "Conference Paper": (47, "paper-conference"),
    "Conference Proceedings": (10, "paper-conference"),
    "Thesis": (32, "thesis"),
    "Report": (27, "report"),
    "Web Page": (12, "webpage"),
    "Blog": (56, "post-weblog"),
    "Manuscript": (36, "manuscript"),
    "Unpublished Work": (34, "manuscript"),
    "Encyclopedia": (53, "entry-encyclopedia"),
    "Dictionary": (52, "entry-dictionary"),
    "Patent": (25, "patent"),
    "Computer Program": (9, "software"),
    "Dataset": (59, "dataset"),
    "Map": (20, "map"),
    "Film or Broadcast": (21, "motion_picture"),
    "Personal Communication": (26, "personal_communication"),
    "Pamphlet": (24, "pamphlet"),
    "Standard": (58, "standard"),
    "Case": (7, "legal_case"),
    "Statute": (31, "legislation"),
    "Bill": (4, "bill"),
    "Hearing": (14, "hearing"),
    "Generic": (13, "document"),
}
_NAME_OF_TYPE: dict[str, str] = {}
for _name, (_number, _csl) in _TYPES.items():
    _NAME_OF_TYPE.setdefault(_csl, _name)

_PATHS = names_in("endnote")
_URLS = ("related-urls", "web-urls")
_ROLES: tuple[tuple[FieldName, str, str], ...] = (
    ("author", "authors", "authors"),
    ("editor", "secondary-authors", "editors"),
    ("translator", "subsidiary-authors", "translators"),
)
_FIELDS_OF_PATH: dict[str, tuple[FieldName, ...]] = fields_fed("endnote") | {
    **{f"contributors/{role}/author": (field,) for field, role, _ in _ROLES},
    **dict.fromkeys(("dates/year", "dates/pub-dates/date"), ("issued",)),
    **dict.fromkeys(("periodical/full-title", "titles/full-title"), ("container-title",)),
    "periodical/abbr-1": ("container-title",),
    "titles/secondary-title": ("container-title", "collection-title"),
    "urls/web-urls/url": ("URL", "links"),
    "urls/related-urls/url": ("URL", "links"),
    "keywords/keyword": ("keyword",),
    "ref-type": ("type",),
    "label": ("id",),
}
"""The fields that each path below `<record>` feeds."""
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_endnote(data: str | bytes, source: str = "file") -> Reading:
    """References of an EndNote XML file.

    Raises:
        ConfigError: not XML, or XML with entities or a document type of its own.
    """
    text = decoded(data, source)
    refuse_conflicts(text, source)
    if not text.strip():
        return Reading()
    root = _root(text, source)
    records = list(root.iter("record"))
    if not records and root.tag not in ("xml", "records"):
        raise ConfigError(f"no EndNote file: it begins with <{root.tag}>", file=source)
    mint = CitationKeyGenerator()
    problems, references = [], []
    account: list[AccountEntry] = []
    for number, record in enumerate(records, 1):
        reference = _reference(record, mint)
        if reference.metadata.title or reference.metadata.authors:
            references.append(reference)
            account += account_of(_leaves(record), reference, _FIELDS_OF_PATH)
        else:
            problems.append(
                Problem(line=None, message=f"record {number} has neither title nor authors")
            )
    return Reading(references=tuple(references), problems=tuple(problems), account=tuple(account))


def _leaves(element: ElementTree.Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record with its path; `<style>` only says how a text is printed."""
    for child in element:
        below = f"{path}/{child.tag}" if path else str(child.tag)
        if child.tag == "ref-type":
            yield below, child.get("name", "") or _whole(child)
        elif any(one.tag != "style" for one in child):
            yield from _leaves(child, below)
        else:
            yield below, _whole(child)


def write_endnote(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as EndNote XML, and what it could not hold."""
    root = ElementTree.Element("xml")
    records = ElementTree.SubElement(root, "records")
    for number, reference in enumerate(references, 1):
        _write_record(ElementTree.SubElement(records, "record"), reference, number)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    lost = losses(references, held_by("endnote"), {"authors-cut"})
    general = sum(one.metadata.type not in _NAME_OF_TYPE for one in references)
    if general:
        lost += (f"type: written as a more general one for {general}",)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', lost


def _root(text: str, source: str) -> ElementTree.Element:
    declaration = re.match(r"\s*<\?xml[^>]*\?>", text)
    body = text[declaration.end() :] if declaration else text
    try:
        root: ElementTree.Element = fromstring(body.lstrip().encode(), forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise ConfigError(
            "the file has a document type or entities of its own, which are refused", file=source
        ) from error
    except (ElementTree.ParseError, ValueError, RecursionError, UnicodeError) as error:
        line = getattr(error, "position", (None,))[0]
        raise ConfigError("not valid XML", file=source, line=line) from error
    return root


def _reference(record: ElementTree.Element, mint: CitationKeyGenerator) -> Reference:
    chosen = _type(record)
    values: dict[FieldName, FieldValue] = {"type": chosen}
    values |= {name: _first(record, paths) for name, paths in _PATHS.items()}
    cut = False
    for field, role, _ in _ROLES:
        names = [_whole(one) for one in record.findall(f"contributors/{role}/author")]
        values[field], has_others = people_of(one for name in names for one in parted_names(name))
        cut = cut or (has_others and field == "author")
    values |= _titles(record, chosen)
    issued = _date(record)
    values["issued"] = issued.begins
    values["accessed"] = dated(_text(record, "access-date")).begins
    if not is_pmcid(str(values["PMCID"])):
        values["PMCID"] = ""
    urls = [_whole(one) for kind in _URLS for one in record.findall(f"urls/{kind}/url")]
    addresses = [url for url in urls if url.startswith(("http:", "https:"))]
    values["URL"] = next(iter(addresses), "") or values["URL"]
    values["keyword"] = tuple(
        sorted({_whole(one) for one in record.findall("keywords/keyword")} - {""})
    )
    for number in _text(record, "isbn").splitlines():
        name, text = standard_number(number.strip(), chosen)
        values[name] = " ".join(filter(None, [str(values.get(name, "")), text]))
    accession = _text(record, "accession-num")
    if accession.isdigit() and len(accession) <= 8:
        values["PMID"] = accession
    links = links_of(addresses)
    return reference_of(
        values,
        mint,
        key=_text(record, "label"),
        authors_cut=cut,
        custom={"links": links} if links else None,
        issued=issued.whole,
    )


def _type(record: ElementTree.Element) -> str:
    element = record.find("ref-type")
    name = element.get("name", "") if element is not None else ""
    if name in _TYPES:
        return _TYPES[name][1]
    number = _whole(element) if element is not None else ""
    return next((csl for code, csl in _TYPES.values() if str(code) == number), "document")


def _titles(record: ElementTree.Element, chosen: str) -> dict[FieldName, FieldValue]:
    second = _text(record, "titles/secondary-title")
    if chosen == "book":
        return {"collection-title": second or _text(record, "titles/tertiary-title")}
    journal = _text(record, "periodical/full-title") or _text(record, "titles/full-title")
    abbreviated = _text(record, "periodical/abbr-1")
    return {
        "container-title": second or journal or abbreviated,
        "collection-title": _text(record, "titles/tertiary-title"),
    }


def _date(record: ElementTree.Element) -> Dated:
    year = _text(record, "dates/year")
    more = _text(record, "dates/pub-dates/date")
    date = dated(more if year and year in more else f"{year} {more}")
    return date if date.begins is not None else dated(year)


def _first(record: ElementTree.Element, paths: Iterable[str]) -> str:
    """The first text that is there and is not what a program writes for none."""
    texts = (_text(record, path) for path in paths)
    return next((text for text in texts if text and not is_placeholder(text)), "")


def _text(record: ElementTree.Element, path: str) -> str:
    element = record.find(path)
    return "" if element is None else _whole(element)


def _whole(element: ElementTree.Element) -> str:
    """All text below an element; EndNote wraps every run of letters in `<style>`."""
    text = "".join(element.itertext()).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def _write_record(record: ElementTree.Element, reference: Reference, number: int) -> None:
    metadata = reference.metadata
    name = _NAME_OF_TYPE.get(metadata.type, "Generic")
    _put(record, "rec-number", str(number))
    kind = _put(record, "ref-type", str(_TYPES[name][0]))
    kind.set("name", name)
    _put(record, "label", reference.key)
    for _, role, attribute in _ROLES:
        names = [inverted(person) for person in getattr(metadata, attribute)]
        names += ["et al."] if role == "authors" and reference.authors_cut else []
        for one in names:
            _put(_at(record, f"contributors/{role}"), "author", one)
    for path, text in _values(reference):
        if text:
            parent, _, tag = path.rpartition("/")
            _put(_at(record, parent), tag, text)


def _values(reference: Reference) -> Iterator[tuple[str, str]]:
    metadata = reference.metadata
    for name, paths in _PATHS.items():
        yield paths[0], str(value_of(metadata, name) or "")
    is_book = metadata.type == "book"
    yield (
        "titles/secondary-title",
        (metadata.collection_title if is_book else metadata.container_title),
    )
    yield "titles/tertiary-title", "" if is_book else metadata.collection_title
    for keyword in metadata.keywords:
        yield "keywords/keyword", keyword
    if metadata.issued is not None and metadata.issued.year is not None:
        yield "dates/year", str(metadata.issued.year)
        yield "dates/pub-dates/date", str(metadata.issued) if metadata.issued.month else ""
    yield "access-date", str(metadata.accessed or "")
    yield "isbn", "\n".join(filter(None, (metadata.isbn, metadata.issn)))
    yield "accession-num", metadata.pmid


def _at(element: ElementTree.Element, path: str) -> ElementTree.Element:
    for tag in filter(None, path.split("/")):
        found = element.find(tag)
        element = ElementTree.SubElement(element, tag) if found is None else found
    return element


def _put(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = _NOT_IN_XML.sub("", text)
    return element
