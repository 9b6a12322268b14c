"""Tables come back as they went out, and start nothing in a spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.text.tables import (
    TableError,
    dialect_of,
    escaped,
    read_rows,
    unescaped,
    write_rows,
)

hostile = st.text(
    st.one_of(
        st.characters(exclude_characters="\x00"),
        st.sampled_from("\r\n\t,;|\"'=+-@%＝ aß漢"),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    "cell", ["=cmd()", "+1", "-1", "@SUM(A1)", " =1", "'=1", "\t=1", "|x", "＝1", "＠x"]
)
def test_a_cell_that_could_be_a_formula_starts_with_an_apostrophe(cell: str) -> None:
    assert escaped(cell) == f"'{cell}"


@given(hostile)
def test_a_cell_gives_its_text_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(st.lists(st.lists(hostile, min_size=2, max_size=2), max_size=4))
def test_rows_that_were_written_are_read_as_they_were(rows: list[list[str]]) -> None:
    header = ["title", "year"]
    filled = [row for row in rows if any(cell.strip() for cell in row)]

    assert [row for _, row in read_rows(write_rows([header, *filled]))] == [header, *filled]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("id,title", ","),
        ("id;title", ";"),
        ("id\ttitle", "\t"),
        ("id|title", "|"),
        ("title", ","),
        ("", ","),
        ('"surname, first, second";title', ";"),
        ("\n\r\nid;title", ";"),
        ("sep=|\nid;title|year", "|"),
    ],
)
def test_the_delimiter_is_found_in_the_header(header: str, delimiter: str) -> None:
    assert dialect_of(header).delimiter == delimiter


def test_a_row_bears_the_line_it_begins_in_and_blank_rows_are_none() -> None:
    text = 'sep=,\nid,title\n\na,"two\nlines"\nb,c\n'

    assert [line for line, _ in read_rows(text)] == [2, 4, 6]


def test_a_mark_that_is_never_closed_names_its_line() -> None:
    with pytest.raises(TableError, match="not valid CSV") as caught:
        list(read_rows('id,title\na,"b\n'))

    assert caught.value.line == 2
