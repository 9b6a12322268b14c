"""BibTeX, RIS, PubMed, EndNote and CSV: the traps that each of them holds."""

from __future__ import annotations

import pytest

from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.bibtex.bibtex import read_bibtex, write_bibtex
from mendeley_sync.formats.endnote import read_endnote
from mendeley_sync.formats.pubmed import read_pubmed
from mendeley_sync.formats.reading import Reading
from mendeley_sync.formats.registry import read_references
from mendeley_sync.formats.ris import read_ris
from mendeley_sync.formats.table import read_csv, write_csv


def titles(reading: Reading) -> list[str]:
    return [one.metadata.title for one in reading.references]


def messages(reading: Reading) -> list[tuple[int | None, str]]:
    return [(one.line, one.message) for one in reading.problems]


# --- BibTeX ------------------------------------------------------------------------------


def test_latex_is_decoded_in_every_text_and_in_no_address() -> None:
    reading = read_bibtex(
        '@article{a,\n title = {{B}alint in M{\\"u}nchen -- 50% more},\n'
        ' author = {K{\\"o}hle, Karl and {World Health Organization} and others},\n'
        ' journal = "Zeitschrift f{\\"u}r \\& mit",\n url = {https://x.org/a\\_b%20c~d},\n'
        ' abstract = {50\\% of \\"u},\n year = 1999, month = feb,\n}\n'
    )
    (reference,) = reading.references
    metadata = reference.metadata

    assert metadata.title == "Balint in München – 50% more"
    assert [str(one) for one in metadata.authors] == ["Köhle, Karl", "World Health Organization"]
    assert reference.authors_cut
    assert metadata.container_title == "Zeitschrift für & mit"
    assert metadata.url == "https://x.org/a_b%20c~d"
    assert metadata.abstract == "50% of ü"
    assert str(metadata.issued) == "1999-02"
    assert reference.line == 1


def test_broken_and_doubled_entries_are_named_with_their_lines() -> None:
    reading = read_bibtex(
        "@article{a, title={x}\n@article{b, title={y}}\n@article{b, title={z}}\n"
        "@misc{c, a=1, a=2}\n"
    )

    assert [(one.key, one.metadata.title) for one in reading.references][:2] == [
        ("b", "y"),
        ("bb", "z"),
    ]
    assert [line for line, _ in messages(reading)] == [1, 3, 4]
    assert [problem.is_note for problem in reading.problems] == [False, True, True]
    assert "lines 2 and 3" in reading.problems[1].message


def test_a_citation_key_with_signs_of_structure_is_written_safely() -> None:
    (reference,) = read_bibtex("@book{a:b_c, title={T}}").references
    text, _ = write_bibtex([reference.model_copy(update={"key": "a b,{c}"})])
    assert text.startswith("@book{a-b--c-,")


def test_comments_and_strings_are_no_references() -> None:
    reading = read_bibtex("@comment{x}\n@string{j = {Fam Med}}\n@article{a, title={T}, journal=j}")
    assert [one.metadata.container_title for one in reading.references] == ["Fam Med"]


# --- RIS ---------------------------------------------------------------------------------


def test_the_last_record_without_an_end_and_the_first_behind_a_mark_are_read() -> None:
    reading = read_ris(b"\xef\xbb\xbfTY  - JOUR\r\nTI  - one\r\nER  - \r\nTY  - BOOK\r\nTI  - two")

    assert titles(reading) == ["one", "two"]
    assert messages(reading) == [(4, "the last record has no end (`ER`)")]


def test_a_record_that_begins_inside_another_is_a_record() -> None:
    reading = read_ris("TY  - JOUR\nTI  - one\nTY  - JOUR\nTI  - two\nER  - \n")
    assert titles(reading) == ["one", "two"]


def test_lines_that_go_on_and_repeated_tags_are_kept() -> None:
    (reference,) = read_ris(
        "TY - JOUR\nT1 - A long\n  title\nAU - Balint, Enid\nAU - Nease, Donald, Jr.\nAU - et al.\n"
        "UR - https://x.org/a;b\nSN - 0742-3225\nPY - 2004/02//\nSP - 1\nEP - 9\nER -\n"
    ).references
    metadata = reference.metadata

    assert metadata.title == "A long title"
    assert [str(one) for one in metadata.authors] == ["Balint, Enid", "Nease, Donald Jr."]
    assert reference.authors_cut
    assert (metadata.url, metadata.issn) == ("https://x.org/a;b", "0742-3225")
    assert (str(metadata.issued), metadata.page) == ("2004-02", "1-9")


def test_lines_outside_every_record_are_named() -> None:
    reading = read_ris("TI  - lost\nTY  - JOUR\nTI  - one\nER  - \nAU  - lost too\n")
    assert [line for line, _ in messages(reading)] == [1, 5]


def test_an_old_file_is_read_as_windows_1252_and_says_so() -> None:
    reading = read_ris("TY  - JOUR\nTI  - Köhle\nER  - \n".encode("cp1252"))
    assert titles(reading) == ["Köhle"]
    assert "Windows-1252" in reading.problems[0].message


def test_fields_without_a_place_are_counted_and_spoil_no_value() -> None:
    ris = read_ris("TY  - JOUR\nDO  - 10.1000/x\nXX  - what\nAD  - Here\nER  - \n")
    bibtex = read_bibtex("@book{a, title={T}, file={x.pdf}, timestamp={1}}")

    assert ris.references[0].metadata.doi == "10.1000/x"
    assert ris.left_out == {"AD": 1, "XX": 1}
    assert bibtex.left_out == {"file": 1, "timestamp": 1}
    assert (ris.problems, bibtex.problems) == ((), ())


# --- PubMed and EndNote ------------------------------------------------------------------


def test_a_pubmed_record() -> None:
    (reference,) = read_pubmed(
        "PMID- 15530759\nTI  - Balint training makes GPs thrive better\n      in their job.\n"
        "FAU - Kjeldmand, Dorte\nAU  - Kjeldmand D\nCN  - A Study Group\nDP  - 2004 Nov\n"
        "JT  - Patient education and counseling\nVI  - 55\nIP  - 2\nPG  - 230-5\n"
        "IS  - 0738-3991 (Print)\nLID - 10.1016/j.pec.2003.09.009 [doi]\nLA  - eng\n"
    ).references
    metadata = reference.metadata

    assert metadata.title == "Balint training makes GPs thrive better in their job"
    assert [str(one) for one in metadata.authors] == ["Kjeldmand, Dorte", "A Study Group"]
    assert (str(metadata.issued), metadata.doi) == ("2004-11", "10.1016/j.pec.2003.09.009")
    assert (metadata.issn, metadata.language) == ("0738-3991", "en")


def test_endnote_text_is_read_through_its_styles() -> None:
    (reference,) = read_endnote(
        '<?xml version="1.0" encoding="UTF-8"?><xml><records><record>'
        '<ref-type name="Journal Article">17</ref-type><contributors><authors>'
        "<author><style>Balint, Enid</style></author></authors></contributors><titles><title>"
        "<style face='normal'>Balint </style><style face='italic'>groups</style></title>"
        "<secondary-title>Fam Med</secondary-title></titles><dates><year>2004</year></dates>"
        "<isbn>0742-3225</isbn></record></records></xml>"
    ).references

    assert reference.metadata.title == "Balint groups"
    assert reference.metadata.issn == "0742-3225"


@pytest.mark.parametrize(
    "text",
    ['<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', '<!DOCTYPE x SYSTEM "file:///a"><xml/>'],
)
def test_xml_with_entities_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="refused"):
        read_endnote(text)


# --- tables ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Title,Authors,Publication Year,Journal,DOI",
        "Article Title;Author(s);Year;Source Title;doi",
        "title\tauthor\tdate\tPublication Title\tDOI",
        "Titel;Autoren;Jahr;Zeitschrift;DOI",
    ],
)
def test_headers_are_known_in_many_spellings(header: str) -> None:
    sign = next(sign for sign in "\t;," if sign in header)
    cells = ["T", '"Balint, Enid; Norell, Jack"', "2004", "Fam Med", "10.1000/x"]

    (reference,) = read_csv(f"{header}\n{sign.join(cells)}\n").references

    metadata = reference.metadata
    assert [one.last_name for one in metadata.authors] == ["Balint", "Norell"]
    assert (metadata.year, metadata.container_title, metadata.doi) == (2004, "Fam Med", "10.1000/x")


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless_and_comes_back() -> None:
    (reference,) = read_csv("title,volume,issue\n'=HYPERLINK(\"x\"),@SUM(1),'=1\n").references
    assert reference.metadata.title == '=HYPERLINK("x")'

    text, _ = write_csv([reference])

    for row in text.splitlines()[1:]:
        assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in row.split(","))
    assert read_csv(text).references[0].metadata == reference.metadata


def test_a_table_without_a_title_column_is_refused_with_what_it_needs() -> None:
    with pytest.raises(ConfigError, match="no column `title`") as caught:
        read_csv("name,year\nx,2004\n")
    assert "author" in str(caught.value.advice)


def test_a_column_and_a_date_that_are_not_understood_are_named() -> None:
    reading = read_csv("title,shelf,year\nT,3,soon\n")
    assert messages(reading) == [(2, "no date")]
    assert reading.left_out == {"shelf": 1, "year": 1}


BOOK_AND_PART = """\
@string{jf = "Family Medicine"}
@string{jfs = jf # " Suppl"}
@article{a, author={A, B}, title={One # two}, journal = jfs # { 1}, year = 2004, month = feb}
@book{b, editor={C, D}, title={The {Whole}}, publisher={Pitman}, date={1957-03}, isbn={1}}
@inbook{c, crossref={B}, author={E, F}, title={A part}, pages={1--9}}
@inbook{d, crossref={nowhere}, author={E, F}, title={Lost}, year={in press}}
"""


def test_bibtex_abbreviations_are_joined_and_a_hash_in_braces_is_text() -> None:
    metadata = read_references(BOOK_AND_PART.encode(), format="bibtex").references[0].metadata

    assert metadata.container_title == "Family Medicine Suppl 1"
    assert metadata.title == "One # two"
    assert (metadata.year, metadata.issued and metadata.issued.month) == (2004, 2)


def test_a_part_inherits_from_the_book_that_its_crossref_names_and_its_own_values_win() -> None:
    reading = read_references(BOOK_AND_PART.encode(), format="bibtex")
    part, lost = reading.references[2].metadata, reading.references[3].metadata

    assert (part.title, part.container_title, part.publisher) == ("A part", "The Whole", "Pitman")
    assert (part.year, [one.last_name for one in part.editors]) == (1957, ["C"])
    assert (part.page, [one.last_name for one in part.authors]) == ("1-9", ["E"])
    assert (lost.container_title, reading.left_out) == ("", {"crossref": 1, "year": 1})


def test_a_year_that_is_none_is_told_and_the_entry_is_taken() -> None:
    reading = read_references(BOOK_AND_PART.encode(), format="bibtex")

    (note,) = reading.problems
    assert (note.line, note.is_note, reading.lost) == (6, True, ())
