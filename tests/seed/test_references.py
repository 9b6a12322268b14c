"""The committed list holds verified facts, in the form that other tools read."""

import itertools
import re

import pytest
import yaml

from tests.makers.literature import ROOT, Entry, is_verified, literature

LIST = ROOT / "config" / "references.yaml"
SHIPPED = ROOT / "mendeley_sync" / "sandbox" / "data" / "references.yaml"


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    loaded: list[Entry] = yaml.safe_load(LIST.read_text("utf-8"))["references"]
    return loaded


def test_the_shipped_copy_is_the_list_byte_for_byte() -> None:
    assert SHIPPED.read_bytes() == LIST.read_bytes()


@pytest.mark.usefixtures("shared")
def test_making_the_list_again_gives_the_same_bytes() -> None:
    from tests.makers.make_references import as_yaml, the_list

    assert as_yaml(the_list()).encode() == LIST.read_bytes()


def test_entries_are_sorted_and_no_id_stands_twice(entries: list[Entry]) -> None:
    ids = [entry["id"] for entry in entries]

    assert all(one < other for one, other in itertools.pairwise(ids))


def test_every_entry_has_a_type_and_a_title(entries: list[Entry]) -> None:
    assert [
        entry["id"] for entry in entries if not (entry.get("type") and entry.get("title"))
    ] == []


def test_one_blank_line_stands_between_entries() -> None:
    text = LIST.read_text("utf-8")

    assert "\n\n\n" not in text
    assert not re.search(r"[^\n]\n  - id:", text.split("references:\n", 1)[1])


def test_the_nine_are_marked_and_stand_there_once(entries: list[Entry]) -> None:
    marked = [e["id"] for e in entries if "the-evidence" in e.get("custom", {}).get("sections", ())]

    assert len(marked) == 9


def test_a_cut_author_list_is_marked(entries: list[Entry]) -> None:
    cut = {e["id"]: e["author"] for e in entries if e.get("custom", {}).get("authors-cut")}

    assert cut == {
        "johnson-2004-essential": [{"family": "Johnson"}],
        "lemogne-2020-balint": [{"family": "Lemogne", "given": "Cédric"}],
    }


def test_nothing_stands_in_custom_but_our_own_marks(entries: list[Entry]) -> None:
    assert {key for entry in entries for key in entry.get("custom", ())} == {
        "sections",
        "authors-cut",
    }


def test_no_remark_about_a_source_is_carried_over(entries: list[Entry]) -> None:
    assert [entry["id"] for entry in entries if "note" in entry] == []


@pytest.mark.usefixtures("shared")
def test_no_field_that_was_only_recalled_is_in_the_list(entries: list[Entry]) -> None:
    evidence = {e["id"] for e in entries if e.get("custom", {}).get("sections")}
    by_id = {entry["id"]: entry for entry in entries if entry["id"] not in evidence}
    recalled = [
        (work["id"], remark)
        for work in literature()
        for remark in work["custom"].get("recalled_fields", ())
        if re.split(r"[^A-Za-z]", remark)[0] in by_id.get(work["id"], {})
        or remark in by_id.get(work["id"], {})
    ]

    assert recalled == []


@pytest.mark.usefixtures("shared")
def test_the_list_is_the_verified_works_and_the_nine(entries: list[Entry]) -> None:
    verified = {work["id"] for work in literature() if is_verified(work)}
    untitled = {"balint-1973-six"}
    from_the_page_alone = {"knowlton-2016-balint", "lichtenstein-2006-integrating"}

    assert {entry["id"] for entry in entries} == (verified - untitled) | from_the_page_alone
