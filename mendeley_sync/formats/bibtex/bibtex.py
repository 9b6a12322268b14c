"""BibTeX and biblatex files.

bibtexparser splits the file; what its blocks mean is decided here. Every block it could
not split is named with its line, and so is every entry that is not a reference.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import ParserStateException

from mendeley_sync.domain.csl import keywords_from_csl
from mendeley_sync.domain.dates import PartialDate, date_of, month_of
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.metadata import held_by
from mendeley_sync.domain.metadata import value_of as field_value
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.bibtex.fields import (
    CSL_OF_FIELD,
    container_field,
    csl_type,
    entry_type,
    is_prose,
)
from mendeley_sync.formats.bibtex.latex import (
    decoded_latex,
    encoded_address,
    encoded_latex,
    encoded_plain,
    encoded_title,
    plain_text,
    web_address,
)
from mendeley_sync.formats.bibtex.people import bibtex_name, bibtex_people
from mendeley_sync.formats.bibtex.values import abbreviations, value_of, with_inherited
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import losses, reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts

# The parser tells of broken blocks in its log as well; here they are told as problems.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False

_NO_WORKS = frozenset({"comment", "control", "set", "xdata"})
_MORE_FIELDS = """
author editor translator journal journaltitle booktitle maintitle eventtitle howpublished
date year month day urldate subtitle eprint eprinttype archiveprefix entrysubtype
"""
_USED = frozenset([*CSL_OF_FIELD, *_MORE_FIELDS.split()])


def read_bibtex(data: str | bytes, source: str = "file") -> Reading:
    """References of a BibTeX text, each under its own citation key.

    Raises:
        ConfigError: the text cannot be split at all.
    """
    text, legacy = decoded_leniently(data, source)
    refuse_conflicts(text, source)
    library = _split(text.replace("\r\n", "\n").replace("\r", "\n"), source)
    mint = CitationKeyGenerator()
    problems = [_failed(block) for block in library.failed_blocks]
    if legacy:
        problems.append(Problem(line=None, message="not UTF-8; read as Windows-1252", is_note=True))
    known = abbreviations((one.key, _as_text(one.value)) for one in library.strings)
    entries = [
        (one, {field.key.lower(): value_of(_as_text(field.value), known) for field in one.fields})
        for one in library.entries
        if one.entry_type.lower() not in _NO_WORKS
    ]
    books = {entry.key.strip().lower(): fields for entry, fields in entries}
    references = []
    left_out: Counter[str] = Counter()
    for entry, own in entries:
        fields, _ = with_inherited(entry.entry_type, own, books)
        left_out.update(name for name in fields if name in own and name not in _USED)
        references.append(_reference(entry, fields, mint))
        problems += _strange_date(entry, fields)
    return Reading(
        references=tuple(references),
        problems=tuple(problems),
        left_out=left_out,
    )


def write_bibtex(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """The references as BibTeX, and what it could not hold."""
    entries = [_entry(reference) for reference in references]
    return "\n".join(entries), losses(references, held_by("bibtex"), {"authors-cut"})


def _split(text: str, source: str) -> Any:
    try:
        return parse_string(text, parse_stack=[])
    except (ParserStateException, ValueError, IndexError, RecursionError, AttributeError) as error:
        raise ConfigError("the file cannot be read as BibTeX", file=source) from error


def _failed(block: Any) -> Problem:
    line = None if block.start_line is None else block.start_line + 1
    raw = (block.raw or "").strip()
    if isinstance(block, model.DuplicateBlockKeyBlock):
        first = (block.previous_block.start_line or 0) + 1
        return Problem(
            line=line,
            message=f"the key `{block.key}` is used twice, in lines {first} and {line}",
            text=raw[:80],
            key=block.key,
        )
    if isinstance(block, model.DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        return Problem(line=line, message=f"a field stands twice: {names}", text=raw[:80])
    message = "the entry is broken: a brace, a quote or a comma is missing"
    return Problem(line=line, message=message, text=raw[:80])


def _strange_date(entry: Any, fields: Mapping[str, str]) -> Iterator[Problem]:
    """`year = {in press}`: the entry is taken, its date is not."""
    for name in ("date", "year"):
        text = fields.get(name, "").strip()
        if text and date_of(text) is None:
            yield Problem(
                line=entry.start_line + 1,
                message=f"{name}: no date",
                text=text[:80],
                key=name,
                is_note=True,
            )


def _reference(entry: Any, fields: Mapping[str, str], mint: CitationKeyGenerator) -> Reference:
    chosen = csl_type(entry.entry_type, fields)
    values: dict[FieldName, FieldValue] = {"type": chosen}
    authors, cut = bibtex_people(fields.get("author", ""))
    values["author"] = authors
    values["editor"] = bibtex_people(fields.get("editor", ""))[0]
    values["translator"] = bibtex_people(fields.get("translator", ""))[0]
    values["issued"] = _issued(fields)
    values["accessed"] = date_of(fields.get("urldate", ""))
    values["container-title"] = _container(chosen, fields)
    values |= _plain_fields(fields)
    values |= _eprint(fields)
    if "subtitle" in fields and values.get("title"):
        values["title"] = f"{values['title']}: {decoded_latex(fields['subtitle']).strip()}"
    return reference_of(
        values,
        mint,
        key=entry.key.strip(),
        line=entry.start_line + 1,
        authors_cut=cut,
    )


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _plain_fields(fields: Mapping[str, str]) -> dict[FieldName, FieldValue]:
    values: dict[FieldName, FieldValue] = {}
    for field, name in CSL_OF_FIELD.items():
        text = fields.get(field, "").strip()
        if not text or values.get(name):
            continue
        if name in ("URL", "DOI"):
            values[name] = web_address(text)
        elif name == "keyword":
            values[name] = keywords_from_csl(plain_text(text))
        elif is_prose(field):
            values[name] = decoded_latex(text).strip()
        elif name == "page":
            values[name] = plain_text(text).replace("--", "-")
        else:
            values[name] = plain_text(text).strip()
    return values


def _container(chosen: str, fields: Mapping[str, str]) -> str:
    for field in ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle"):
        if fields.get(field, "").strip():
            return decoded_latex(fields[field]).strip()
    return decoded_latex(fields.get("howpublished", "")) if chosen == "webpage" else ""


def _issued(fields: Mapping[str, str]) -> PartialDate | None:
    date = date_of(fields.get("date", "") or fields.get("year", ""))
    if date is None or date.month is not None:
        return date
    day = fields.get("day", "").strip()
    return PartialDate(
        year=date.year,
        month=month_of(fields.get("month", "")),
        day=int(day) if day.isascii() and day.isdigit() and len(day) <= 2 else None,
    )


def _eprint(fields: Mapping[str, str]) -> dict[FieldName, FieldValue]:
    kind = (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
    number = fields.get("eprint", "").strip()
    if kind == "arxiv" and number:
        return {"arXiv": number}
    if kind == "pubmed" and number and "pmid" not in fields:
        return {"PMID": number}
    return {}


def _entry(reference: Reference) -> str:
    metadata = reference.metadata
    kind, subtype = entry_type(metadata.type)
    pairs: list[tuple[str, str]] = []
    for role, people in (
        ("author", metadata.authors),
        ("editor", metadata.editors),
        ("translator", metadata.translators),
    ):
        names = [bibtex_name(person) for person in people]
        if role == "author" and reference.authors_cut:
            names.append("others")
        if names:
            pairs.append((role, " and ".join(names)))
    pairs += _written_fields(reference, kind)
    if subtype:
        pairs.append(("entrysubtype", subtype))
    if folders := _folders_in(reference):
        pairs.append(("mendeley-groups", encoded_plain(",".join(folders))))
    lines = [f"  {name} = {{{value}}}," for name, value in pairs]
    return "\n".join([f"@{kind}{{{_safe_key(reference.key)},", *lines, "}"]) + "\n"


def _folders_in(reference: Reference) -> list[str]:
    """Paths of the folders that an exported document is in, as Mendeley's own export has them."""
    library = reference.extra.get("custom", {}).get("mendeley", {})
    return [str(path) for path in library.get("folders", ())] if isinstance(library, dict) else []


def _written_fields(reference: Reference, kind: str) -> list[tuple[str, str]]:
    metadata = reference.metadata
    pairs = [("title", encoded_title(metadata.title))] if metadata.title else []
    if metadata.container_title:
        pairs.append((container_field(kind), encoded_latex(metadata.container_title)))
    pairs += _written_date("date", metadata.issued) + _written_date("urldate", metadata.accessed)
    if metadata.arxiv:
        pairs += [("eprint", encoded_plain(metadata.arxiv)), ("eprinttype", "arxiv")]
    written = {"title"}
    for field, name in CSL_OF_FIELD.items():
        value = field_value(metadata, name)
        if name in written or field == "title" or not value:
            continue
        written.add(name)
        pairs.append((field, _written_value(field, name, value)))
    return pairs


def _written_value(field: str, name: FieldName, value: FieldValue) -> str:
    if isinstance(value, tuple):
        return encoded_plain(", ".join(str(member) for member in value))
    text = str(value)
    if name in ("URL", "DOI"):
        return encoded_address(text)
    return encoded_latex(text) if is_prose(field) else encoded_plain(text)


def _written_date(field: str, date: PartialDate | None) -> list[tuple[str, str]]:
    """biblatex's date, and BibTeX's year and month beside it, since old styles know no other."""
    if date is None or date.year is None:
        return []
    iso = str(date)
    if field == "urldate" or date.month is None:
        return [("year" if field == "date" else field, iso)]
    return [("date", iso), ("year", str(date.year)), ("month", str(date.month))]


def _safe_key(key: str) -> str:
    """A citation key may not hold what BibTeX takes for structure."""
    unsafe = set(" ,{}()\"'#%~\\=")
    return "".join("-" if sign in unsafe else sign for sign in key)
