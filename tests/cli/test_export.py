"""`export`: the same out, in any format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.formats.registry import FORMAT_NAMES, read_references

LIST = """\
references:
- id: a
  type: book
  title: The doctor
  author: [{family: Balint, given: Michael}]
  issued: 1957
  custom: {arXiv: 1501.00001}
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.yaml"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.parametrize("format", FORMAT_NAMES)
def test_a_file_is_turned_into_any_format(file: Path, format: str, capsys: Captured) -> None:
    assert run(["export", str(file), "--format", format]) == 0

    (reference,) = read_references(capsys.readouterr().out.encode(), format=format).references
    assert reference.metadata.title == "The doctor"


def test_what_a_format_cannot_hold_is_named_on_stderr(file: Path, capsys: Captured) -> None:
    run(["export", str(file), "--format", "ris"])
    shown = capsys.readouterr()
    assert "ris cannot hold arXiv: not kept for 1 reference" in shown.err
    assert "1501.00001" not in shown.out


def test_the_name_of_the_output_names_the_format(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.bib"
    assert run(["export", str(file), "--output", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("@book{a,")


def test_a_file_that_cannot_be_read_whole_is_not_exported(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(LIST + "- id: b\n  titel: x\n", encoding="utf-8")

    assert run(["export", str(path)]) == 2
    assert capsys.readouterr().out == ""


def test_the_whole_library_comes_out_with_what_csl_has_no_place_for(
    tmp_path: Path, capsys: Captured
) -> None:
    practice = ["--sandbox", "--state-dir", str(tmp_path)]
    assert run([*practice, "export", "--library"]) == 2
    assert "pull" in capsys.readouterr().err
    assert run([*practice, "--quiet", "pull"]) == 0
    capsys.readouterr()

    assert run([*practice, "export", "--library", "--format", "csl-json"]) == 0

    items = json.loads(capsys.readouterr().out)
    states = {item["custom"]["mendeley"]["state"] for item in items}
    assert states >= {"live", "trashed"}
    assert len({item["id"] for item in items}) == len(items)
    assert all(item["custom"]["mendeley"]["raw"]["id"] for item in items)


def test_a_file_and_the_library_at_once_are_refused(file: Path) -> None:
    assert run(["export", str(file), "--library"]) == 2


def test_an_empty_list_is_said_to_be_empty(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("references: []\n", encoding="utf-8")
    assert run(["export", str(path)]) == 0
    assert "No references" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "format"),
    [
        ("bib", "bibtex"),
        (".bib", "bibtex"),
        ("BibTeX", "bibtex"),
        ("json", "csl-json"),
        ("csl", "csl-json"),
        ("yml", "csl-yaml"),
        ("nbib", "pubmed"),
        ("xml", "endnote"),
        ("txt", "lines"),
        ("text", "lines"),
    ],
)
def test_what_people_type_for_a_format_is_understood(
    file: Path, typed: str, format: str, capsys: Captured
) -> None:
    assert run(["export", str(file), "--format", typed]) == 0
    by_alias = capsys.readouterr().out
    run(["export", str(file), "--format", format])

    assert by_alias == capsys.readouterr().out


def test_an_unknown_format_is_answered_with_those_there_are(file: Path, capsys: Captured) -> None:
    assert run(["export", str(file), "--format", "docx"]) == 2
    assert "bibtex" in capsys.readouterr().err


def test_a_page_is_not_written_by_export(file: Path, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "list.html"

    assert run(["export", str(file), "--output", str(target)]) == 2
    assert not target.exists()
    assert "--format" in capsys.readouterr().err
