"""Whatever the bytes: a reading, or an error that this package foresaw."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.errors import MendeleySyncError
from mendeley_sync.formats.registry import FORMAT_NAMES, read_references, write_references

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.*"))

PIECES = [
    *(
        b"references:\n",
        b"- id: a\n",
        b"  title: ",
        b"  issued: ",
        b"&x ",
        b"*x",
        b"!!python/x",
        b"? ",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"'",
        b":",
        b",",
        b"\n",
        b"\r\n",
        b"\t",
        b"\x00",
        b"\xff",
        b" - ",
    ),
    *(
        b'{"id": 1, "title": ',
        b"\\ud800",
        b"null",
        b"1e999",
        b"-0",
        b"NaN",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ),
    *(b"@article{a,", b"title = {", b"@string{", b"@comment", b"\\'", b"$", b"%", b"author = {"),
    *(b"TY  - JOUR\n", b"ER  - \n", b"AU  - ", b"UR  - ", b"PMID- 1\n", b"FAU - ", b"      "),
    *(b"<xml><records><record>", b"</record>", b"<title>", b"<!DOCTYPE x>", b"&a;", b"<?xml"),
    *(
        b"title,author,year\n",
        b"=cmd|x",
        b"Balint M. Title. Journal. 2004;",
        b"36(2):1-2.",
        b"(2004)",
    ),
    *(
        "„“”’–\u00a0\u2028é王".encode(),
        b"et al.",
        b"https://x.org/a ",
        b"doi:10.1/x",
        b"<<<<<<< HEAD\n",
    ),
]
pieces = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=14).map(b"".join)


def read(data: bytes, format: str) -> None:
    """Read, and write what was read, since half a character would only show there."""
    try:
        reading = read_references(data, format=format, name="x")
    except MendeleySyncError:
        return
    assert len({one.key for one in reading.references}) == len(reading.references)
    for target in ("csl-yaml", "csl-json", "bibtex", "endnote"):
        write_references(reading.references, target)[0].encode()


@pytest.mark.parametrize("format", FORMAT_NAMES)
@settings(max_examples=60, deadline=None)
@given(data=pieces)
def test_no_bytes_raise_anything_else(format: str, data: bytes) -> None:
    read(data, format)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_no_file_of_the_corpus_raises_anything_else_in_any_format(path: Path) -> None:
    for format in FORMAT_NAMES:
        read(path.read_bytes(), format)


def test_the_corpus_is_there() -> None:
    assert len(CORPUS) >= 20


@pytest.mark.parametrize("format", FORMAT_NAMES)
def test_deep_nesting_and_long_runs_end_soon(format: str) -> None:
    for unit in (
        b"[",
        b"{",
        b"- ",
        b"{a: ",
        b'{"a": [',
        b"<a>",
        b"@a{",
        b"(",
        b"A. ",
        b"Aa, ",
        b"a-",
    ):
        read(unit * 3000, format)
        read(b"references:\n- id: a\n  title: " + unit * 500, format)
