"""The list as a file: read whole or not at all, changed only where asked."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.reference_list.editor import (
    ReferenceListEditor,
    load_reference_list,
    reference_list_of,
)

BY_HAND = """\
# The list of the society. Ask Anna before you change it.
references:
  # --- the classics ---
  - id: balint-1969-possibilities     # the one everybody cites
    type: article-journal
    title: 'The possibilities of patient-centered medicine'
    author:
      - family: Balint                # Enid, not Michael
        given: Enid
    container-title: "Journal of the Royal College of General Practitioners"
    issued: 1969
    volume: 17
    issue:   "82"
    page: 269-76   # as printed
    keyword: history, theory
    note: |
      First of its kind.

      # this is text, not a comment
    custom: {sections: [classics], rating: 5}

  # A flow entry, pasted from elsewhere.
  - {id: turner-2004, type: article-journal, title: "A preliminary: study", volume: "36"}

  - id: no
    type: book
    title: >
      Folded over
      two lines
    issued:
      date-parts:
        - - 2013
          - 2
    author:
    - {family: Köhle, given: 'K.'}
# the end, please leave one empty line after this

nocite: |
  @*
"""


def the_editor(text: str = BY_HAND, name: str = "list.yaml") -> ReferenceListEditor:
    return ReferenceListEditor(text.encode(), name)


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def a_new_reference(key: str = "kjeldmand-2004-balint") -> Reference:
    return Reference(
        key=key,
        metadata=Metadata(
            type="article-journal",
            title="Balint training: makes GPs thrive",
            authors=(Person(family="Kjeldmand", given="Dorte"),),
            issued=PartialDate(year=2004, month=11),
            volume="55",
        ),
    )


def test_an_editor_that_was_asked_for_nothing_gives_the_same_bytes() -> None:
    assert the_editor().data() == BY_HAND.encode()


def test_only_the_line_of_the_changed_value_changes() -> None:
    editor = the_editor()

    editor.set_values("balint-1969-possibilities", {"page": "269-276"})

    assert changed_lines(BY_HAND, editor.data().decode()) == [
        "-     page: 269-76   # as printed",
        "+     page: 269-276   # as printed",
    ]


def test_a_new_field_goes_where_it_belongs_and_nothing_else_moves() -> None:
    editor = the_editor()

    editor.set_values("balint-1969-possibilities", {"PMID": "5770926", "DOI": "10.1/x"})

    assert changed_lines(BY_HAND, editor.data().decode()) == [
        "+     DOI: 10.1/x",
        '+     PMID: "5770926"',
    ]


def test_a_date_keeps_the_form_it_was_written_in() -> None:
    editor = the_editor()

    editor.set_values("no", {"issued": {"date-parts": [[2014, 3]]}})
    editor.set_values("balint-1969-possibilities", {"issued": {"date-parts": [[1970, 1]]}})

    made = editor.data().decode()
    assert "    issued: 1970-01\n" in made
    assert "    issued:\n      date-parts:\n        - - 2014\n          - 3\n" in made


def test_an_author_list_is_replaced_in_the_indentation_around_it() -> None:
    editor = the_editor()

    editor.set_values(
        "balint-1969-possibilities",
        {"author": [{"family": "Balint", "given": "Enid"}, {"family": "Norell", "given": "J. S."}]},
    )

    made = editor.data().decode()
    assert (
        "    author:\n      - family: Balint\n        given: Enid\n"
        "      - family: Norell\n        given: J. S.\n    container-title:"
    ) in made


def test_a_block_of_text_stays_a_block() -> None:
    editor = the_editor()

    editor.set_values("balint-1969-possibilities", {"note": "One.\n\nTwo: three."})

    assert "    note: |-\n      One.\n\n      Two: three.\n    custom:" in editor.data().decode()


def test_a_flow_entry_stays_in_its_line() -> None:
    editor = the_editor()

    editor.set_values("turner-2004", {"volume": "37", "issue": "2"})

    assert (
        '  - {id: turner-2004, type: article-journal, title: "A preliminary: study", '
        'volume: "37", issue: "2"}\n'
    ) in editor.data().decode()


def test_what_is_ours_goes_into_custom_beside_what_is_there() -> None:
    editor = the_editor()

    editor.set_values("balint-1969-possibilities", {"custom.authors-cut": True, "arXiv": None})

    made = editor.data().decode()
    assert "custom: {sections: [classics], rating: 5, arXiv: null, authors-cut: true}" in made
    assert changed_lines(BY_HAND, made)[0].startswith("-     custom:")


def test_an_explicit_null_is_written_and_read_back() -> None:
    editor = the_editor()

    editor.set_values("no", {"DOI": None})

    after = reference_list_of(editor.data(), "list.yaml")
    assert after.by_key()["no"].nulls == {"DOI"}


def test_new_entries_go_to_the_end_of_the_list_in_its_layout() -> None:
    editor = the_editor()

    editor.add(a_new_reference())

    made = editor.data().decode()
    before, after = made.split("# the end, please leave")
    assert BY_HAND.startswith(before[: before.index("  - id: kjeldmand")].rstrip())
    assert after == BY_HAND.split("# the end, please leave")[1]
    assert (
        "\n\n  - id: kjeldmand-2004-balint\n    type: article-journal\n"
        "    title: 'Balint training: makes GPs thrive'\n"
        "    author:\n      - family: Kjeldmand\n        given: Dorte\n"
        '    issued: 2004-11\n    volume: "55"\n'
    ) in made


@pytest.mark.parametrize(
    "start",
    ["", "references:\n", "references: []\n", "---\nreferences: []\n---\n", "references: # none\n"],
)
def test_the_first_entry_of_an_empty_list_is_added(start: str) -> None:
    editor = the_editor(start)

    editor.add(a_new_reference())

    after = reference_list_of(editor.data(), "list.yaml")
    assert [one.key for one in after.references] == ["kjeldmand-2004-balint"]


def test_an_id_that_is_taken_is_not_added_again() -> None:
    with pytest.raises(ConfigError, match="used already"):
        the_editor().add(a_new_reference("turner-2004"))


def test_windows_line_ends_and_the_byte_order_mark_stay() -> None:
    data = b"\xef\xbb\xbf" + BY_HAND.replace("\n", "\r\n").encode()
    editor = ReferenceListEditor(data, "list.yaml")

    editor.set_values("turner-2004", {"volume": "37"})

    made = editor.data()
    assert made.startswith(b"\xef\xbb\xbf# The list")
    assert made.count(b"\n") == made.count(b"\r\n") == BY_HAND.count("\n")


def test_a_change_that_the_format_cannot_hold_comes_back_as_a_patch() -> None:
    editor = the_editor("@book{x,\n  title = {One},\n}\n", "list.bib")

    editor.set_values("x", {"custom.rating": 5})

    with pytest.raises(ConfigError) as caught:
        editor.data()
    assert "nothing was changed" in str(caught.value)
    assert "+    rating: 5" in str(caught.value.advice)


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        (
            "list.bib",
            "% mine\n@string{j = {Fam Med}}\n\n@book{x,\n  title  = {One},\n}\n\n"
            "@book{b, title = two}\n",
            "@book{x,\n  title = {One},\n  volume = {7},\n}",
        ),
        (
            "list.ris",
            "TY  - BOOK\nID  - x\nTI  - One\nER  - \n\nTY - BOOK\nID - b\nTI - two\nER - \n",
            "TY  - BOOK\nID  - x\nTI  - One\nVL  - 7\nER  - ",
        ),
    ],
)
def test_a_record_is_written_anew_and_the_others_keep_their_bytes(
    name: str, text: str, changed: str
) -> None:
    editor = the_editor(text, name)

    editor.set_values("x", {"volume": "7"})
    editor.add(a_new_reference())

    made = editor.data().decode()
    start = text.index("@book{x") if name == "list.bib" else 0
    end = text.index("\n\n@book{b") if name == "list.bib" else text.index("\n\nTY - BOOK")
    assert made.startswith(text[:start] + changed + text[end:])
    assert "kjeldmand-2004-balint" in made[len(text) :]


def test_a_json_list_keeps_its_other_entries_to_the_byte() -> None:
    first = '[\n    {"id": "a",   "title": "One"},\n'
    text = first + '    {\n        "id": "b",\n        "volume": 7\n    }\n]'
    editor = the_editor(text, "list.json")

    editor.set_values("b", {"title": "Zwei – ü"})

    assert editor.data().decode() == (
        first + '    {\n        "id": "b",\n        "volume": 7,\n'
        '        "title": "Zwei – ü"\n    }\n]'
    )


def test_an_entry_is_added_to_a_json_list() -> None:
    text = '[\n  {\n    "id": "a"\n  }\n]\n'
    editor = the_editor(text, "list.json")

    editor.add(a_new_reference())

    made = editor.data().decode()
    assert made.startswith('[\n  {\n    "id": "a"\n  },\n  {\n    "id": "kjeldmand-2004-balint",')
    assert made.endswith("\n  }\n]\n")


def test_the_patch_shows_the_change() -> None:
    editor = the_editor()

    editor.set_values("turner-2004", {"volume": "37"})

    assert "@@" in editor.patch()
    assert "+  - {id: turner-2004" in editor.patch()


def test_saving_refuses_a_file_that_somebody_changed_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(BY_HAND, encoding="utf-8")
    editor = ReferenceListEditor.open(path)
    editor.set_values("turner-2004", {"volume": "37"})
    path.write_text(BY_HAND + "# mine\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="changed meanwhile"):
        editor.save(path)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_saving_writes_once_and_only_when_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_bytes(BY_HAND.encode())
    editor = ReferenceListEditor.open(path)

    assert not editor.save(path)
    editor.set_values("turner-2004", {"volume": "37"})
    assert editor.save(path)
    assert load_reference_list(path).by_key()["turner-2004"].metadata.volume == "37"


@pytest.mark.parametrize(
    ("text", "message", "line", "key"),
    [
        ("references:\n- id: a\n  titel: x\n", "did you mean `title`", 3, "titel"),
        ("references:\n- id: a\n  doi: 10.1/x\n", "did you mean `DOI`", 3, "doi"),
        ("references:\n- id: a\n- id: a\n", "used twice, in lines 2 and 3", 3, None),
        ("references:\n- id: a\n  title: x\n  title: y\n", "stands twice", 3, "title"),
        ("references:\n- title: x\n", "no `id`", 2, "id"),
        ("references:\n- id: a\n  issued: soon\n", "expected a date", 3, "issued"),
        ("references:\n- id: a\n  custom: {absent: maybe}\n", "true or false", 3, "absent"),
        ("refs: []\n", "no `references:`", None, "references"),
        ("a: &x 1\nb: *x\n", "alias", 2, None),
        ("references:\n- id: a\n<<<<<<< HEAD\n", "unfinished merge", 3, None),
        ("references:\n- id: a\n  title: caf\ufffd\n", "character was lost", 3, None),
        ("references: !!python/object:os.x {}\n", "tag", 1, None),
    ],
)
def test_a_list_that_cannot_be_read_names_line_and_field(
    tmp_path: Path, text: str, message: str, line: int | None, key: str | None
) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=message) as caught:
        load_reference_list(path)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert caught.value.file == str(path)


def test_a_list_in_another_format_is_answered_with_the_way_in(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.yaml, \.json") as caught:
        reference_list_of(b"x", "list.csv")
    assert "import" in str(caught.value.advice)


def test_a_missing_list_is_not_an_empty_list(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_reference_list(tmp_path / "list.yaml")


# A lost character is refused by the reader, so it is no text that could be asked for.
letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd")
words = st.text(letters | st.sampled_from("\n:#-'\" {}[],&*"))


@settings(max_examples=60)
@given(
    key=st.sampled_from(["balint-1969-possibilities", "turner-2004", "no"]),
    field=st.sampled_from(["title", "note", "volume", "abstract", "container-title"]),
    value=words.filter(str.strip),
)
def test_any_text_can_be_set_in_any_entry(key: str, field: str, value: str) -> None:
    editor = the_editor()

    editor.set_values(key, {field: value})

    after = reference_list_of(editor.data(), "list.yaml").by_key()[key]
    assert value in (after.metadata.model_dump().values())
