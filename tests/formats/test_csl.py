"""CSL-YAML and CSL-JSON: the forms that exist, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mendeley_sync.domain.references import WHOLE_ENTRY, Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.csl import (
    read_csl_json,
    read_csl_yaml,
    write_csl_json,
    write_csl_yaml,
)

SCHEMA = Path(__file__).parent / "csl-data.schema.json"


def the_only(text: str) -> Reference:
    reading = read_csl_yaml(text)
    assert reading.problems == ()
    (reference,) = reading.references
    return reference


def test_words_of_yaml_1_1_are_words() -> None:
    reference = the_only(
        "- {id: no, title: yes, volume: 1:30, issue: 007, page: 1_000, edition: 1.10}"
    )

    metadata = reference.metadata
    assert (reference.key, metadata.title, metadata.volume) == ("no", "yes", "1:30")
    assert (metadata.issue, metadata.page, metadata.edition) == ("007", "1_000", "1.10")


@pytest.mark.parametrize(
    "text",
    [
        "references:\n- id: a\n",
        "---\nreferences:\n- id: a\n---\n",
        "---\ntitle: my paper\nreferences:\n- id: a\nnocite: x\n...\n",
        "- id: a\n",
        '{"references": [{"id": "a"}]}',
        "\ufeffreferences: [{id: a}]\r\n",
    ],
)
def test_every_form_of_a_list_is_read(text: str) -> None:
    assert the_only(text).key == "a"


@pytest.mark.parametrize("text", ["", "references:\n", "references: []\n", "# nothing yet\n"])
def test_an_empty_list_is_no_mistake(text: str) -> None:
    assert read_csl_yaml(text).references == ()


@pytest.mark.parametrize(
    "written",
    [
        "2004-02",
        "'2004-02'",
        "{year: 2004, month: 2}",
        "[{year: 2004, month: 2}]",
        "{date-parts: [[2004, 2]]}",
        "{date-parts: [['2004', '02']]}",
        "{raw: 2004-02}",
    ],
)
def test_every_form_of_a_date_is_read(written: str) -> None:
    issued = the_only(f"- {{id: a, issued: {written}}}").metadata.issued
    assert str(issued) == "2004-02"


def test_a_date_that_says_more_than_a_day_comes_out_as_it_went_in() -> None:
    text = "- {id: a, issued: {date-parts: [[2004], [2005]], circa: true}}"
    assert "circa: true" in write_csl_yaml([the_only(text)])


def test_what_is_ours_stands_in_custom() -> None:
    reference = the_only(
        "- id: a\n  custom:\n    sections: [s]\n    authors-cut: true\n    formerly: [b]\n"
        "    absent: true\n    protect: true\n    arXiv: 1501.00001\n    rating: 5\n  DOI:\n"
    )

    assert reference.sections == ("s",)
    assert reference.authors_cut
    assert reference.formerly == ("b",)
    assert reference.absent
    assert reference.protect == {WHOLE_ENTRY}
    assert reference.metadata.arxiv == "1501.00001"
    assert reference.nulls == {"DOI"}
    assert reference.extra == {"custom": {"rating": 5}}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{id: a, tilte: x}", "did you mean `title`"),
        ("{id: a, container_title: x}", "did you mean `container-title`"),
        ("{id: a, isbn: x}", "did you mean `ISBN`"),
        ("{id: a, arXiv: x}", "custom"),
        ("{id: a, title: [x, y]}", "expected text"),
        ("{id: a, author: [{}]}", "needs `family`"),
        ("{id: a, custom: x}", "must hold names"),
        ("{id: a, custom: {protect: [titel]}}", "did you mean `title`"),
        ("{id: a, custom: {sections: [[x]]}}", "list of words"),
        ("just text", "not a reference"),
    ],
)
def test_an_entry_that_cannot_be_taken_is_a_problem_and_the_others_are_read(
    entry: str, words: str
) -> None:
    reading = read_csl_yaml(f"- {entry}\n- {{id: b}}\n")

    assert [one.key for one in reading.references] == ["b"]
    (problem,) = reading.problems
    assert words in problem.message
    assert problem.line in (1, None)


def test_a_field_of_its_own_is_kept_and_is_no_mistake() -> None:
    assert the_only("- {id: a, x-rating: 5, number-of-pages: 59}").extra == {
        "x-rating": 5,
        "number-of-pages": 59,
    }


def test_json_tells_the_line_of_an_entry() -> None:
    reading = read_csl_json('[\n  {"id": "a"},\n  {"id": "a"}\n]')
    (problem,) = reading.problems
    assert problem.line == 3
    assert "lines 2 and 3" in problem.message


@pytest.mark.parametrize(
    ("text", "line"),
    [('[{"id": "a"},]', 1), ('[\n{"id" "a"}]', 2), ("nothing", None), ('{"x": 1}', None)],
)
def test_broken_json_is_refused_with_its_line(text: str, line: int | None) -> None:
    with pytest.raises(ConfigError) as caught:
        read_csl_json(text)
    assert caught.value.line == line


def test_half_a_character_is_refused() -> None:
    reading = read_csl_json('[{"id": "a", "x-note": "\\ud83d"}]')
    assert "half a character" in reading.problems[0].message


def test_bytes_that_are_no_utf_8_are_refused_with_their_line() -> None:
    with pytest.raises(ConfigError, match="UTF-8") as caught:
        read_csl_yaml(b"references:\n- id: a\n  title: caf\xe9\n")
    assert caught.value.line == 3


# --- what goes out -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def test_exported_csl_json_is_valid_csl(
    schema: dict[str, Any], shared_references: list[Reference]
) -> None:
    ours = Reference.model_validate(
        {
            "key": "a",
            "metadata": {
                "title": "T",
                "keywords": ("a, b", "c"),
                "arxiv": "1501.00001",
                "issued": {"year": 2004, "month": 2, "day": 1},
                "authors": [{"family": "B", "given": "E", "suffix": "Jr."}, {"literal": "WHO"}],
            },
            "nulls": ("DOI",),
            "authors_cut": True,
        }
    )

    items = json.loads(write_csl_json([*shared_references, ours]))

    assert len(items) == len(shared_references) + 1
    jsonschema.validate(items, schema)


def test_exported_csl_yaml_holds_what_the_json_holds(
    schema: dict[str, Any], shared_references: list[Reference]
) -> None:
    again = read_csl_yaml(write_csl_yaml(shared_references)).references
    jsonschema.validate(json.loads(write_csl_json(again)), schema)


def test_the_schema_refuses_what_is_no_csl(schema: dict[str, Any]) -> None:
    for item in (
        {"id": "a"},
        {"id": "a", "type": "journal"},
        {"id": "a", "type": "book", "doi": "x"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([item], schema)


def test_text_over_several_lines_is_written_as_a_block() -> None:
    note = "First.\n\nSecond: # no comment"
    text = write_csl_yaml([Reference.model_validate({"key": "a", "metadata": {"note": note}})])
    assert "  note: |-\n    First.\n\n    Second: # no comment\n" in text
    assert the_only(text).metadata.note == note


@pytest.mark.parametrize(
    "word", ["0x1F", "0o17", "1e3", "no", "1:30", "2004-02-01", "=", "~", ".5"]
)
def test_words_that_another_reader_takes_for_something_else_are_quoted(word: str) -> None:
    text = write_csl_yaml([Reference.model_validate({"key": "a", "metadata": {"volume": word}})])
    assert f'"{word}"' in text or f"'{word}'" in text
