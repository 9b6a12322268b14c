"""BibTeX and biblatex files.

bibtexparser splits the file; what its blocks mean is decided here. Every block it could
not split is named with its line, and so is every entry that is not a reference.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import ParserStateException

from mendeley_sync.domain.csl import keywords_from_csl
from mendeley_sync.domain.dates import Dated, PartialDate, dated
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.metadata import fields_fed, held_by
from mendeley_sync.domain.metadata import value_of as field_value
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.account import AccountEntry, account_of
from mendeley_sync.formats.bibtex.fields import (
    CSL_OF_FIELD,
    abbreviations,
    container_field,
    csl_type,
    entry_type,
    is_prose,
    value_of,
    with_inherited,
)
from mendeley_sync.formats.bibtex.latex import (
    decoded_latex,
    encoded_address,
    encoded_latex,
    encoded_title,
    web_address,
)
from mendeley_sync.formats.bibtex.people import bibtex_name, bibtex_people
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.records import is_placeholder, losses, reference_of
from mendeley_sync.formats.text import decoded_leniently, refuse_conflicts

# The parser tells of broken blocks in its log as well; here they are told as problems.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False

_NO_WORKS = frozenset({"comment", "control", "set", "xdata"})
_ROLES: tuple[FieldName, ...] = ("author", "editor", "translator")
_ARTICLE_NUMBERS = ("eid", "articleno", "article-number")
_CONTAINERS = ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle")
_FIELDS_OF: dict[str, tuple[FieldName, ...]] = fields_fed("bibtex") | {
    **dict.fromkeys(_CONTAINERS, ("container-title",)),
    "howpublished": ("container-title", "URL"),
    "subtitle": ("title",),
    "eprint": ("arXiv", "PMID"),
    "entrysubtype": ("type",),
    **dict.fromkeys(_ARTICLE_NUMBERS, ("page",)),
}
"""The fields that each BibTeX field feeds."""
_INHERITED: dict[str, tuple[FieldName, ...]] = {
    "crossref": ("container-title",),
    "xdata": ("publisher", "container-title", "issued"),
}
"""What an entry has from others, where it has anything."""
_JOINED = {"keywords": ", ", "keyword": ", ", "note": "\n", "annote": "\n", "abstract": "\n"}
"""What stands between the values of a field that an entry has twice."""
_BARE_WORD = re.compile(r"[A-Za-z][\w:.+-]*")
"""`jomch`: the name of an abbreviation"""
_MONTHS = frozenset(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
)
_FIELD_START = re.compile(r"^,?[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*[{\"\w]", re.MULTILINE)
"""`  title = {`"""
_NEXT_FIELD = re.compile(r"\s*\n\s*([A-Za-z][\w-]*)\s*=\s*(?=[{\"\w])")
"""The line end and `keywords = ` of a field whose comma before it is missing"""
_ADDRESS = re.compile(r"https?://\S+")


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
    problems += _broken_tails(library.blocks)
    known = abbreviations(((one.key, _as_text(one.value)) for one in library.strings), source)
    twice = [block.ignore_error_block for block in library.failed_blocks if _is_twice(block)]
    blocks = sorted([*library.entries, *twice], key=lambda entry: entry.start_line or 0)
    entries = [(one, _joined(_fields(one, known, problems))) for one in blocks]
    parents = {entry.key.strip().lower(): fields for entry, fields in entries}
    references = []
    account: list[AccountEntry] = []
    for entry, own in entries:
        if entry.entry_type.lower() in _NO_WORKS:
            continue
        fields = with_inherited(entry.entry_type, own, parents)
        reference = _reference(entry, fields, mint)
        references.append(reference)
        feeds = _FIELDS_OF | _INHERITED if len(fields) > len(own) else _FIELDS_OF
        account += account_of(own.items(), reference, feeds)
        problems += _strange_date(entry, fields)
    return Reading(references=tuple(references), problems=tuple(problems), account=tuple(account))


def _is_twice(block: Any) -> bool:
    """True for an entry that is whole, and only has a key or a field that stands twice."""
    kinds = (model.DuplicateBlockKeyBlock, model.DuplicateFieldKeyBlock)
    return isinstance(block, kinds) and isinstance(block.ignore_error_block, model.Entry)


def _joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Fields by name; of keywords and notes that stand twice both are taken."""
    found: dict[str, str] = {}
    for name, value in fields:
        first = found.get(name)
        if first is None:
            found[name] = value
        elif name in _JOINED:
            found[name] = f"{first}{_JOINED[name]}{value}"
        else:
            found[f"{name} (again)"] = value
    return found


def _fields(
    entry: Any, known: Mapping[str, str], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    """The fields of an entry by name in small letters, without what encloses them."""
    for field in entry.fields:
        for name, raw in _at_missing_commas(field.key, _as_text(field.value)):
            value = value_of(raw, known)
            if name != field.key:
                problems.append(_note(entry, f"a comma is missing before `{name}`", None))
            if _BARE_WORD.fullmatch(raw) and value == raw and raw.lower() not in _MONTHS:
                message = f"the abbreviation `{raw}` is not defined"
                problems.append(_note(entry, message, name.lower()))
            yield name.lower(), value


def _broken_tails(blocks: Sequence[Any]) -> Iterator[Problem]:
    """Entries that ended at a brace that was not meant: what follows looks like fields."""
    for entry, behind in itertools.pairwise(blocks):
        if isinstance(entry, model.Entry) and isinstance(behind, model.ImplicitComment):
            names = _FIELD_START.findall(behind.comment)
            if names:
                message = f"the entry is broken: these fields could not be read: {', '.join(names)}"
                yield Problem(line=(entry.start_line or 0) + 1, message=message, text=entry.key)


def _at_missing_commas(name: str, raw: str) -> Iterator[tuple[str, str]]:
    """A field that swallowed the next one, since a comma was forgotten between them."""
    depth = 0
    for position, sign in enumerate(raw):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign == "}" and (behind := _NEXT_FIELD.match(raw, position + 1)):
            yield name, raw[: position + 1]
            yield from _at_missing_commas(behind[1], raw[behind.end() :])
            return
    yield name, raw


def _note(entry: Any, message: str, key: str | None) -> Problem:
    line = entry.start_line + 1
    return Problem(line=line, message=message, text=entry.key.strip(), key=key, is_note=True)


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
            is_note=True,
        )
    if isinstance(block, model.DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        message = f"a field stands twice: {names}"
        return Problem(line=line, message=message, text=raw[:80], is_note=True)
    message = "the entry is broken: a brace, a quote or a comma is missing"
    return Problem(line=line, message=message, text=raw[:80])


def _strange_date(entry: Any, fields: Mapping[str, str]) -> Iterator[Problem]:
    """`year = {in press}`: the entry is taken, its date is not."""
    for name in ("date", "year"):
        text = fields.get(name, "").strip()
        if text and dated(decoded_latex(text)).begins is None:
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
    people = {role: bibtex_people(fields.get(role, "")) for role in _ROLES}
    values |= {role: found for role, (found, _) in people.items()}
    issued = _issued(fields)
    values["issued"] = issued.begins
    values["accessed"] = dated(fields.get("urldate", "")).begins
    values["container-title"] = _container(chosen, fields)
    values |= _plain_fields(fields)
    values |= _eprint(fields)
    address = _ADDRESS.search(web_address(fields.get("howpublished", "")))
    if address and not values.get("URL"):
        values["URL"] = address[0]
    if "subtitle" in fields and values.get("title"):
        values["title"] = f"{values['title']}: {decoded_latex(fields['subtitle']).strip()}"
    if not values.get("page"):
        numbers = (fields.get(name, "") for name in _ARTICLE_NUMBERS)
        values["page"] = decoded_latex(next(filter(None, numbers), ""))
    return reference_of(
        values,
        mint,
        key=entry.key.strip(),
        line=entry.start_line + 1,
        authors_cut=people["author"][1],
        issued=issued.whole,
    )


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _plain_fields(fields: Mapping[str, str]) -> dict[FieldName, FieldValue]:
    values: dict[FieldName, FieldValue] = {}
    for field, name in CSL_OF_FIELD.items():
        text = fields.get(field, "").strip()
        if not text or values.get(name) or is_placeholder(text):
            continue
        if not is_prose(field):
            values[name] = web_address(text)
        elif name == "keyword":
            values[name] = keywords_from_csl(decoded_latex(text).replace(";", ","))
        elif name == "page":
            values[name] = decoded_latex(text.replace("--", "-")).strip()
        else:
            values[name] = decoded_latex(text).strip()
    return values


def _container(chosen: str, fields: Mapping[str, str]) -> str:
    named = (decoded_latex(fields[field]).strip() for field in _CONTAINERS if field in fields)
    container = next(filter(None, named), "")
    how = fields.get("howpublished", "")
    if container or chosen != "webpage" or _ADDRESS.search(how):
        return container
    return decoded_latex(how)


def _issued(fields: Mapping[str, str]) -> Dated:
    """The date of biblatex, else year, month and day of BibTeX."""
    date = dated(decoded_latex(fields.get("date", "")))
    if date.begins is not None:
        return date
    year, month, day = (
        decoded_latex(fields.get(name, "").replace("--", "-")).strip()
        for name in ("year", "month", "day")
    )
    plain = dated(year)
    if plain.begins is None or plain.begins.month is not None or plain.whole or not month:
        return plain
    return dated(f"{year}/{month}/{day}" if month.isdigit() else f"{day} {month} {year}")


def _eprint(fields: Mapping[str, str]) -> dict[FieldName, FieldValue]:
    kind = (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
    number = web_address(fields.get("eprint", ""))
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
        pairs.append(("mendeley-groups", encoded_latex(",".join(folders))))
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
        field = container_field(kind)
        encoded = encoded_title if field == "booktitle" else encoded_latex
        pairs.append((field, encoded(metadata.container_title)))
    pairs += _written_date("date", metadata.issued) + _written_date("urldate", metadata.accessed)
    if metadata.arxiv:
        pairs += [("eprint", encoded_address(metadata.arxiv)), ("eprinttype", "arxiv")]
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
        return encoded_latex(", ".join(str(member) for member in value))
    text = str(value)
    if not is_prose(field):
        return encoded_address(text)
    return encoded_title(text) if field == "series" else encoded_latex(text)


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
