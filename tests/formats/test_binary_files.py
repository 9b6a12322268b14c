"""A file that is no text is answered once, not line by line."""

from __future__ import annotations

import pytest

from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.registry import read_references


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x00\x00rest", b"%PDF-1.7\n\x00\x01"])
def test_a_program_or_pdf_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(ConfigError, match="no text file"):
        read_references(data, name="something")


def test_text_in_two_bytes_a_letter_is_text_all_the_same() -> None:
    text = "@article{a, title={The doctor}, year={1957}}"

    reading = read_references(text.encode("utf-16"), format="bibtex", name="list.bib")

    assert [one.metadata.title for one in reading.references] == ["The doctor"]
