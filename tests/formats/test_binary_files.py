"""A file that is no text is answered once, not line by line."""

from __future__ import annotations

import pytest

from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.registry import read_references


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x00\x00rest", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_program_or_picture_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(ConfigError, match="no text file"):
        read_references(data, name="something")


def test_text_in_two_bytes_a_letter_is_text_all_the_same() -> None:
    text = "@article{a, title={The doctor}, year={1957}}"

    reading = read_references(text.encode("utf-16"), format="bibtex", name="list.bib")

    assert [one.metadata.title for one in reading.references] == ["The doctor"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"{\\rtf1\\ansi Balint M. The doctor. London: Pitman; 1957.}", "RTF"),
        (b"PK\x03\x04word/document.xml", "document"),
    ],
)
def test_a_document_is_answered_with_the_way_to_its_text(data: bytes, kind: str) -> None:
    with pytest.raises(ConfigError, match=kind) as refused:
        read_references(data, name="something")

    assert "plain text file" in str(refused.value.advice)


def test_more_text_than_a_page_has_is_refused_before_it_is_read() -> None:
    with pytest.raises(ConfigError, match="too many for citation lines"):
        read_references(b"word " * 5_000_000, name="page.txt")


def test_nothing_in_a_file_is_no_references_in_every_format() -> None:
    for name in ("a.bib", "a.ris", "a.txt", "a.csv", "a.json", "a.xml", "a.nbib", "a.yaml"):
        assert read_references(b" \n", name=name).references == ()
