"""An import accounts for every value: it is in the list, changed by name, or left by name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.formats.account import Fate
from mendeley_sync.formats.csl.csl import write_csl_yaml
from mendeley_sync.formats.reading import Reading
from mendeley_sync.formats.registry import read_references

Pairs = Sequence[tuple[str, str]]

RIS_TAGS = """
TI T1 T2 T3 JO JF JA J2 AU A1 A2 A3 A4 ED PY Y1 DA Y2 VL IS SP EP PB CY ET AB N2 LA ST M1 M3 SE
DO C1 C2 C7 SN DB AN UR N1 KW L1 L3 U2 XX Z9
"""
PUBMED_TAGS = (
    "TT FAU AU CN ED JT TA CTI DP DEP VI IP PG PB PL EN LA AB OT MH PMC ISBN IS LID OAB GR"
)
BIBTEX_FIELDS = """
title author editor translator journal booktitle year month date volume number pages doi url isbn
issn pmid publisher school address edition series chapter type note annote abstract keywords
howpublished eprint eprinttype eid language urldate file numpages invented shelfmark
"""
PATHS = """
titles/title titles/secondary-title titles/tertiary-title periodical/full-title volume number issue
pages edition section publisher pub-location electronic-resource-num custom1 custom2 custom3
abstract notes language work-type research-notes accession-num isbn dates/year urls/pdf-urls/url
urls/related-urls/url contributors/authors/author contributors/tertiary-authors/author invented
"""
HEADERS = """
author editor journal year date month volume issue pages doi pmid issn isbn url publisher place
edition series language keywords abstract notes citedby shelfmark
"""

# A marker that no table of types, months or titles knows, so that only the account can have it.
words = st.integers(1000, 9999).map(lambda number: f"Qx{number}")
texts = st.one_of(
    words,
    st.lists(words, min_size=2, max_size=3).map(" ".join),
    st.lists(words, min_size=2, max_size=3).map(", ".join),
    st.lists(words, min_size=2, max_size=4).map("; ".join),
    st.tuples(words, words).map(lambda two: f"{two[0]} & {two[1]}"),
    st.sampled_from(["2004", "Nov 15", "1957/58", "None", "in press", "10.1000/x", "269-276"]),
)


def pairs(names: str) -> st.SearchStrategy[Pairs]:
    return st.lists(st.tuples(st.sampled_from(names.split()), texts), min_size=1, max_size=8)


def ris(found: Pairs) -> str:
    return "TY  - JOUR\n" + "".join(f"{tag}  - {text}\n" for tag, text in found) + "ER  - \n"


def pubmed(found: Pairs) -> str:
    return "PMID- 12345678\nTI  - T.\n" + "".join(f"{tag:<4}- {text}\n" for tag, text in found)


def bibtex(found: Pairs) -> str:
    lines = [f"  {name} = {{{text}}},\n" for name, text in dict(found).items()]
    return "@article{k,\n" + "".join(lines) + "}\n"


def endnote(found: Pairs) -> str:
    body = "<titles><title>T</title></titles>"
    for path, text in found:
        names = path.split("/")
        opened = "".join(f"<{name}>" for name in names)
        body += opened + escape(text) + "".join(f"</{name}>" for name in reversed(names))
    return f"<xml><records><record>{body}</record></records></xml>"


def table(found: Pairs) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(
        [["title", *(name for name, _ in found)], ["T", *(t for _, t in found)]]
    )
    return stream.getvalue()


WRITERS: dict[str, tuple[str, Callable[[Pairs], str]]] = {
    "ris": (RIS_TAGS, ris),
    "pubmed": (PUBMED_TAGS, pubmed),
    "bibtex": (BIBTEX_FIELDS, bibtex),
    "endnote": (PATHS, endnote),
    "csv": (HEADERS, table),
}


def is_accounted_for(text: str, reading: Reading) -> bool:
    """True if the text is in the list as written, or named as changed or left."""
    named = any(one.text == text and one.fate is not Fate.TAKEN for one in reading.account)
    return named or all(part in write_csl_yaml(reading.references) for part in _parts(text))


def _parts(text: str) -> list[str]:
    """A list of names or keywords is in the list when each of its members is."""
    return [
        part
        for piece in text.replace("&", ";").split(";")
        for part in piece.replace(",", " ").split()
    ]


@pytest.mark.parametrize("format", WRITERS)
@given(data=st.data())
def test_every_value_is_in_the_list_or_named(format: str, data: st.DataObject) -> None:
    names, write = WRITERS[format]
    found = data.draw(pairs(names))

    reading = read_references(write(found).encode(), format=format)

    kept = dict(found).items() if format == "bibtex" else found
    missing = [(name, text) for name, text in kept if not is_accounted_for(text, reading)]
    assert missing == []


def test_a_changed_value_says_what_it_became() -> None:
    reading = read_references(
        b"TY  - JOUR\nTI  - T\nPY  - 1957/58\nVL  - None\nER  - \n", format="ris"
    )

    told = {one.source: (one.fate, one.became) for one in reading.account}
    assert told["PY"] == (Fate.CHANGED, "1957")
    assert told["VL"] == (Fate.LEFT, "")
    assert "1957/1958" in write_csl_yaml(reading.references)


def test_a_second_value_beside_a_better_one_is_left_by_name() -> None:
    record = b"TY  - JOUR\nTI  - T\nT2  - Part of the issue\nJF  - The Journal\nER  - \n"

    reading = read_references(record, format="ris")

    assert reading.references[0].metadata.container_title == "The Journal"
    assert reading.left_out == {"T2": 1}


def test_a_value_that_only_equals_another_field_is_left_by_name() -> None:
    record = b"TY  - JOUR\nTI  - T\nVL  - 55\nAN  - 55\nC7  - T\nER  - \n"

    reading = read_references(record, format="ris")

    assert reading.references[0].metadata.volume == "55"
    assert reading.left_out == {"AN": 1, "C7": 1}


@pytest.mark.parametrize("text", ["Read in 1999", "see PMC12345, p. 3"])
def test_a_remark_with_a_number_in_the_field_of_the_pmcid_is_no_pmcid(text: str) -> None:
    in_ris = f"TY  - JOUR\nTI  - T\nC2  - {text}\nER  - \n"
    in_endnote = (
        "<xml><records><record><titles><title>T</title></titles>"
        f"<custom2>{text}</custom2></record></records></xml>"
    )

    for content, format, name in ((in_ris, "ris", "C2"), (in_endnote, "endnote", "custom2")):
        reading = read_references(content.encode(), format=format)
        assert reading.references[0].metadata.pmcid == ""
        assert reading.left_out == {name: 1}
