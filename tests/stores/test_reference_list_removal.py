"""What is taken out of a list leaves no trace, in every form that a list may have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.reference_list.editor import ReferenceListEditor, reference_list_of
from tests.stores.test_reference_list import BY_HAND
from tests.sync_builders import a_reference

FLOW = "references: [{id: a, type: book, title: One}, {id: b, type: book, title: Two}]\n"
TIGHT = "- id: a\n  type: book\n  title: One\n- id: b\n  type: book\n  title: Two\n"
JSON = """\
[
  {"id": "a", "type": "book", "title": "One"},
  {
    "id": "b",
    "type": "book",
    "title": "Two"
  }
]
"""
RIS = "TY  - BOOK\nID  - a\nTI  - One\nER  - \n\nTY  - BOOK\nID  - b\nTI  - Two\nER  - \n"
BIB = "% ours\n@book{a,\n  title = {One}\n}\n\n@book{b,\n  title = {Two}\n}\n"
LISTS = {
    "block": ("list.yaml", BY_HAND),
    "flow": ("list.yaml", FLOW),
    "bare": ("list.yaml", TIGHT),
    "windows": ("list.yaml", BY_HAND.replace("\n", "\r\n")),
    "json": ("list.json", JSON),
    "ris": ("list.ris", RIS),
    "bib": ("list.bib", BIB),
}
EACH = pytest.mark.parametrize(("name", "text"), LISTS.values(), ids=LISTS)
NEW = a_reference("new-1", author=[{"family": "Balint", "given": "Enid"}], volume="7", note="Ü")


def editor(name: str, text: str) -> ReferenceListEditor:
    return ReferenceListEditor(text.encode(), name)


def keys(data: bytes, name: str) -> list[str]:
    return [one.key for one in reference_list_of(data, name).references]


@EACH
def test_an_entry_that_was_added_and_is_removed_leaves_the_same_bytes(name: str, text: str) -> None:
    adding = editor(name, text)
    adding.add(NEW)
    adding.add(a_reference("new-2"))
    removing = ReferenceListEditor(adding.data(), name)

    removing.remove("new-1")
    removing.remove("new-2")

    assert removing.data() == text.encode()


@EACH
def test_any_entry_can_be_removed_and_the_others_say_the_same(name: str, text: str) -> None:
    present = reference_list_of(text.encode(), name).by_key()
    for key in present:
        removing = editor(name, text)

        removing.remove(key)

        after = reference_list_of(removing.data(), name).by_key()
        assert {one: entry.model_copy(update={"line": None}) for one, entry in after.items()} == {
            one: entry.model_copy(update={"line": None})
            for one, entry in present.items()
            if one != key
        }


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("list.yaml", BY_HAND, "balint-1969-possibilities"),
        ("list.yaml", BY_HAND, "turner-2004"),
        ("list.yaml", BY_HAND, "no"),
        ("list.yaml", FLOW, "a"),
        ("list.json", JSON, "b"),
    ],
)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("publisher", "P"),
        ("editor", [{"family": "A"}, {"family": "B", "given": "C"}]),
        ("abstract", "Two\nlines"),
        ("custom.authors-cut", True),
    ],
)
def test_a_field_that_was_added_and_is_dropped_leaves_the_same_bytes(
    name: str, text: str, key: str, field: str, value: Any
) -> None:
    adding = editor(name, text)
    adding.set_values(key, {field: value})
    dropping = ReferenceListEditor(adding.data(), name)

    dropping.drop_fields(key, [field])

    assert dropping.data() == text.encode()


def test_what_is_ours_is_dropped_beside_what_stays() -> None:
    dropping = editor("list.yaml", BY_HAND)

    dropping.drop_fields("balint-1969-possibilities", ["custom.sections"])

    assert "    custom: {rating: 5}\n" in dropping.data().decode()
    last = ReferenceListEditor(dropping.data(), "list.yaml")
    last.drop_fields("balint-1969-possibilities", ["volume", "issue"])
    lines = last.data().decode().splitlines()
    assert not [line for line in lines if "volume: 17" in line or "issue:" in line]


def test_fields_of_a_bibtex_record_are_dropped_and_the_others_stay() -> None:
    dropping = editor("list.bib", BIB.replace("{One}", "{One},\n  volume = {7}"))

    dropping.drop_fields("a", ["volume"])

    assert "volume" not in dropping.data().decode()
    assert BIB[BIB.index("@book{b") :] in dropping.data().decode()


def test_an_entry_that_is_not_there_is_not_removed() -> None:
    with pytest.raises(ConfigError, match="there is no entry `x`"):
        editor("list.yaml", BY_HAND).remove("x")
    with pytest.raises(ConfigError, match="there is no entry `x`"):
        editor("list.yaml", BY_HAND).drop_fields("x", ["volume"])


@given(st.sets(st.sampled_from(["a", "b", "c", "d", "e"])))
def test_several_entries_are_removed_at_once(gone: set[str]) -> None:
    text = "references:\n" + "".join(f"\n- id: {key}\n  title: T {key}\n" for key in "abcde")
    removing = editor("list.yaml", text)

    for key in gone:
        removing.remove(key)

    assert keys(removing.data(), "list.yaml") == [key for key in "abcde" if key not in gone]
