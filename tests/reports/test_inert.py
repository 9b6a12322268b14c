"""Hostile text does nothing, wherever a report is read."""

from __future__ import annotations

import json
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.text import escaping

# Mostly the characters that do harm, and a few letters between them.
hostile = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("\x1b\x9b\x00\x07\r\n\t\u202e\u2066\u200f\u2028\ufeff\ud800\uffff"),
        st.sampled_from("<>&\"'=+-@|%`*_[]()#~$!\\:/ aß漢"),
    ),
    max_size=60,
)


@given(hostile)
def test_visible_text_is_one_line_without_controls_or_changes_of_direction(text: str) -> None:
    shown = escaping.escape_invisible(text)

    assert not [
        character
        for character in shown
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character)
        in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]


@given(hostile)
def test_visible_text_can_stand_in_xml(text: str) -> None:
    element = ElementTree.Element("title")
    element.text = escaping.for_xml(text)

    assert ElementTree.fromstring(ElementTree.tostring(element)).text == (element.text or None)


def test_an_escape_code_is_spelt_out() -> None:
    assert escaping.for_terminal("a\x1b[31mred\x9b0m") == "a␛[31mred⟨U+009B⟩0m"


def test_a_reordering_character_is_spelt_out() -> None:
    assert escaping.escape_invisible("abc\u202efdp.exe") == "abc⟨U+202E⟩fdp.exe"


def test_letters_of_every_script_stay_as_they_are() -> None:
    title = "Élan vital – Bálint Mihály, 医師と患者, هنر درمان, טיפול"

    assert escaping.escape_invisible(title) == title


def test_a_line_break_becomes_a_visible_sign() -> None:
    assert escaping.escape_invisible("one\r\ntwo\tthree") == "one ⏎ two three"


def test_what_is_cut_off_is_counted() -> None:
    assert escaping.for_terminal("x" * 10_000, most=5) == "xxxxx… (9,995 more characters)"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("a | b", r"a \| b"),
        ("ask @anna about #12", r"ask @&#8203;anna about \#&#8203;12"),
        ("see https://evil.example", "see https:&#8203;//evil.example"),
    ],
)
def test_markdown_starts_nothing(text: str, markdown: str) -> None:
    assert escaping.for_markdown(text) == markdown


@given(hostile)
def test_an_annotation_cannot_start_a_second_command(text: str) -> None:
    assert "\n" not in escaping.for_annotation(text)
    assert not {"\n", "\r", ":", ","} & set(escaping.for_annotation_property(text))


@given(hostile)
def test_json_keeps_its_value_and_can_be_written_as_utf_8(text: str) -> None:
    written = escaping.for_json(json.dumps({"title": text}, ensure_ascii=False))

    assert json.loads(written.encode("utf-8"))["title"] == text


def test_json_spells_characters_beyond_the_first_plane_as_pairs() -> None:
    assert escaping.for_json('"\U000e0041"') == '"\\udb40\\udc41"'


def test_a_heap_of_combining_marks_is_cut() -> None:
    assert len(escaping.escape_invisible("a" + "\u0301" * 50)) < 10


def test_a_deleted_sign_is_spelt_out() -> None:
    assert escaping.escape_invisible("a\x7fb") == "a␡b"
