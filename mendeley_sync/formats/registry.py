"""Which format a file is in, and how it is read and written."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError, UsageError
from mendeley_sync.formats.reading import Reading, without_lost_characters

Reader = Callable[[str | bytes, str], Reading]
Writer = Callable[[Sequence[Reference]], tuple[str, tuple[str, ...]]]


class Format(NamedTuple):
    """One format: its name on the command line, its suffixes, and what it is for people."""

    name: str
    suffixes: tuple[str, ...]
    title: str
    mark: str
    """A pattern that its files begin with, for files whose name says nothing."""


FORMATS: tuple[Format, ...] = (
    Format("csl-yaml", (".yaml", ".yml"), "CSL-YAML (pandoc, Quarto)", r"(?:---\s*\n)?references:"),
    Format("csl-json", (".json",), "CSL-JSON (Zotero, pandoc)", r"\s*[\[{]\s*[\[{\]}\"]"),
    Format("bibtex", (".bib", ".bibtex"), "BibTeX, biblatex", r"(?:[^@]*\n)?\s*@\w+\s*[{(]"),
    Format("ris", (".ris",), "RIS (EndNote, Mendeley, publishers)", r"\s*TY {1,2}- ?\w"),
    Format("pubmed", (".nbib", ".medline"), "PubMed", r"\s*PMID ?- ?\d"),
    Format("endnote", (".xml",), "EndNote XML", r"\s*<(?:\?xml|xml|records)"),
    Format("csv", (".csv", ".tsv"), "a table with headers", r"(?=[^\n]*[,;\t])[^\n]*\btitle\b"),
    Format(
        "lines",
        (".txt", ".text", ".md", ".html", ".htm"),
        "citation lines as pasted or saved from a page",
        "",
    ),
)
FORMAT_NAMES: tuple[str, ...] = tuple(one.name for one in FORMATS)
ALIASES: dict[str, str] = {
    **dict.fromkeys(("yaml", "yml"), "csl-yaml"),
    **dict.fromkeys(("json", "csl", "csljson"), "csl-json"),
    **dict.fromkeys(("bib", "biblatex", "latex"), "bibtex"),
    **dict.fromkeys(("nbib", "medline"), "pubmed"),
    **dict.fromkeys(("xml", "endnote-xml"), "endnote"),
    **dict.fromkeys(("table", "excel"), "csv"),
    **dict.fromkeys(("txt", "md", "citations"), "lines"),
}
"""What people type for a format, by its suffix or another of its names."""
READ_ALIASES: dict[str, str] = {"tsv": "csv", "html": "lines", "htm": "lines"}
WRITTEN_ALIASES: dict[str, str] = {"text": "lines"}
WRITABLE: tuple[str, ...] = FORMAT_NAMES

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers")


def format_of(name: str) -> str | None:
    """The format that a file name speaks of, or None."""
    lowered = name.lower()
    return next((one.name for one in FORMATS if lowered.endswith(one.suffixes)), None)


def guessed_format(data: bytes, name: str) -> str:
    """The format by name, else by how the content begins; free text where nothing fits."""
    named = format_of(name)
    if named is not None and named != "lines":
        return named
    head = data[:4000].decode("utf-8", "replace").removeprefix("\ufeff")
    for one in FORMATS:
        if one.mark and re.match(one.mark, head, re.IGNORECASE):
            return one.name
    return "lines"


def read_references(data: bytes, *, format: str | None = None, name: str = "file") -> Reading:
    """References of a file in any format; `format` None means: judge by name and content.

    Raises:
        ConfigError: the file cannot be read in this format, or is a spreadsheet.
        UsageError: there is no such format.
    """
    refuse_spreadsheet(data, name)
    refuse_document(data, name)
    refuse_binary(data, name)
    with without_collector():
        chosen = format or guessed_format(data, name)
        return without_lost_characters(_reader(chosen)(data, name))


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the cyclic garbage collector: hundreds of thousands of values come into being and
    none of them in a cycle, so that all it does is to look through them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def write_references(references: Sequence[Reference], format: str) -> tuple[str, tuple[str, ...]]:
    """The references as text, and what the format could not hold, one sentence each."""
    return _writer(format)(references)


_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")


_DOCUMENTS = {
    b"%PDF-": "a PDF file",
    b"{\\rtf": "an RTF document",
    _ZIP: "a document or an archive",
}


def refuse_document(data: bytes, name: str) -> None:
    """Answer a file of a word processor with the way to its text.

    Raises:
        ConfigError: the file is one.
    """
    kind = next((kind for mark, kind in _DOCUMENTS.items() if data.startswith(mark)), None)
    if kind is not None:
        raise ConfigError(
            f"this is {kind}, which cannot be read as it is",
            file=name,
            advice="Open it, copy the list of references, paste it into a plain text file (.txt), "
            "and import that file.",
        )


def refuse_binary(data: bytes, name: str) -> None:
    """Answer a program, a picture or a PDF with one sentence, and not line by line.

    Raises:
        ConfigError: the file holds zero bytes, which no text has (UTF-16 apart).
    """
    if b"\x00" in data[:65_536] and not data.startswith(_WIDE_TEXT):
        raise ConfigError(
            "this is no text file, so there are no references to read in it",
            file=name,
            advice="Give a list of references: BibTeX, RIS, CSL, PubMed, EndNote XML, CSV or "
            "lines pasted from a page.",
        )


def refuse_spreadsheet(data: bytes, name: str) -> None:
    """Answer a spreadsheet with the way to save it.

    Raises:
        ConfigError: the file is one.
    """
    is_zip = data.startswith(_ZIP) and any(
        mark in data[:200_000] for mark in (b"xl/", b"content.xml", b"spreadsheet", b"Index/")
    )
    is_old = data.startswith(_OLD_OFFICE)
    if is_zip or is_old or (name.lower().endswith(_SPREADSHEETS) and not data.strip().isascii()):
        raise ConfigError(
            "this is a spreadsheet, which cannot be read as it is",
            file=name,
            advice=(
                "Open it, choose File > Save As (or Download), take the type "
                "`CSV UTF-8 (comma delimited)`, and import the .csv file."
            ),
        )


def _reader(format: str) -> Reader:
    """Imported when needed: each format has a parser of its own to load."""
    if format in ("csl-yaml", "csl-json"):
        from mendeley_sync.formats.csl import csl

        return csl.read_csl_yaml if format == "csl-yaml" else csl.read_csl_json
    if format == "bibtex":
        from mendeley_sync.formats.bibtex.bibtex import read_bibtex

        return read_bibtex
    if format == "ris":
        from mendeley_sync.formats.ris import read_ris

        return read_ris
    if format == "pubmed":
        from mendeley_sync.formats.pubmed import read_pubmed

        return read_pubmed
    if format == "endnote":
        from mendeley_sync.formats.endnote import read_endnote

        return read_endnote
    if format == "csv":
        from mendeley_sync.formats.table import read_csv

        return read_csv
    if format == "lines":
        from mendeley_sync.formats.citation.read import read_citation_lines

        return read_citation_lines
    raise _unknown(format)


def _writer(format: str) -> Writer:
    if format in ("csl-yaml", "csl-json"):
        from mendeley_sync.formats.csl import csl

        write = csl.write_csl_yaml if format == "csl-yaml" else csl.write_csl_json
        return lambda references: (write(references), csl.csl_losses(references, format))
    if format == "bibtex":
        from mendeley_sync.formats.bibtex.bibtex import write_bibtex

        return write_bibtex
    if format == "ris":
        from mendeley_sync.formats.ris import write_ris

        return write_ris
    if format == "pubmed":
        from mendeley_sync.formats.pubmed import write_pubmed

        return write_pubmed
    if format == "endnote":
        from mendeley_sync.formats.endnote import write_endnote

        return write_endnote
    if format == "csv":
        from mendeley_sync.formats.table import write_csv

        return write_csv
    if format == "lines":
        from mendeley_sync.formats.citation.write import write_citation_lines

        return write_citation_lines
    raise _unknown(format)


def _unknown(format: str) -> UsageError:
    return UsageError(
        f"there is no format `{format}`", advice=f"Known are: {', '.join(FORMAT_NAMES)}."
    )
