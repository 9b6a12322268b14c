"""Which format a file is in."""

from __future__ import annotations

import pytest

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.errors import ConfigError, UsageError
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.registry import (
    FORMAT_NAMES,
    guessed_format,
    read_references,
    write_references,
)


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ("references:\n- id: a\n", "csl-yaml"),
        ('[{"id": "a"}]', "csl-json"),
        ("% made by hand\n@article{a, title={x}}", "bibtex"),
        ("\ufeffTY  - JOUR\n", "ris"),
        ("PMID- 1\nTI  - x\n", "pubmed"),
        ("<?xml version='1.0'?><xml>", "endnote"),
        ("Author;Title;Year\n", "csv"),
        ("Balint M. The doctor. London: Pitman; 1957.", "lines"),
    ],
)
def test_a_file_whose_name_says_nothing_is_known_by_its_beginning(
    content: str, format: str
) -> None:
    assert guessed_format(content.encode(), "pasted") == format
    assert guessed_format(content.encode(), "pasted.txt") == format


def test_an_entry_that_lost_a_character_is_not_taken_and_the_others_are() -> None:
    text = "@book{a, title={caf\ufffd}}\n@book{b, title={T}}\n"
    reading = read_references(text.encode(), name="x.bib")
    assert [one.key for one in reading.references] == ["b"]
    assert [(one.line, one.text) for one in reading.problems] == [(1, "caf\ufffd")]


def test_a_name_that_says_something_is_believed() -> None:
    assert guessed_format(b"[]", "a.BIB") == "bibtex"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04....xl/workbook.xml", "list.xlsx"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "list.ods"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "list.xls"),
        (b"PK\x03\x04....xl/workbook.xml", "list.csv"),
    ],
)
def test_a_spreadsheet_is_answered_with_how_to_save_it(data: bytes, name: str) -> None:
    with pytest.raises(ConfigError, match="spreadsheet") as caught:
        read_references(data, name=name)
    assert "Save As" in str(caught.value.advice)
    assert "CSV" in str(caught.value.advice)


def test_an_unknown_format_is_answered_with_the_known_ones() -> None:
    for call in (lambda: read_references(b"", format="docx"), lambda: write_references([], "docx")):
        with pytest.raises(UsageError, match="docx") as caught:
            call()
        assert all(name in str(caught.value.advice) for name in FORMAT_NAMES)


@pytest.mark.parametrize("format", FORMAT_NAMES)
def test_no_references_make_a_file_that_reads_as_none(format: str) -> None:
    text, losses = write_references([], format)
    assert read_references(text.encode(), format=format).references == ()
    assert losses == ()


@pytest.mark.parametrize(
    ("family", "title", "year", "key"),
    [
        ("Balint", "The possibilities of medicine", 1969, "balint-1969-possibilities"),
        ("Van Roy", "Research on Balint groups", 2015, "van-roy-2015-research"),
        ("Köhle", "Über die Arbeit", None, "kohle-nd-uber"),
        ("O'Reilly", "Was it?", 2004, "oreilly-2004-was"),
        ("", "The work of nobody", 2004, "work-2004-nobody"),
        ("", "", None, "anonymous-nd"),
    ],
)
def test_an_id_is_family_year_and_first_word(
    family: str, title: str, year: int | None, key: str
) -> None:
    metadata = Metadata(
        title=title,
        authors=(Person(family=family),) if family else (),
        issued=PartialDate(year=year) if year else None,
    )
    assert CitationKeyGenerator().mint(metadata) == key


def test_an_id_that_is_taken_gets_a_letter() -> None:
    mint = CitationKeyGenerator(["Balint-ND-work"])
    metadata = Metadata(title="Work", authors=(Person(family="Balint"),))
    assert [mint.mint(metadata) for _ in range(2)] == ["balint-nd-workb", "balint-nd-workc"]
