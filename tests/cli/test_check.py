"""`check`: the list alone."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mendeley_sync.cli.run import run

LIST = """\
# by hand
references:
- id: a
  type: article-journal
  title: Balint groups   # a remark
  author: [{family: Balint, given: Enid}]
  container-title: Family Medicine
  issued: 2004
  DOI: https://doi.org/10.1000/X
- id: b
  type: book
  title: "The doctor \\e[31m"
  author: [{family: Balint, given: Michael}]
  publisher: Pitman
  issued: 1957-13
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.yaml"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_what_is_wrong_is_told_with_its_line(file: Path, capsys: Captured) -> None:
    assert run(["check", str(file)]) == 0

    text = capsys.readouterr().out
    assert f"a  ({file}:3)" in text
    assert "there is no month 13" in text
    assert "2 of 2 references have problems." in text
    assert "check --fix` to fix 1 of the problems." in text


def test_wrong_entries_end_in_3_only_when_asked(file: Path) -> None:
    assert run(["check", str(file)]) == 0
    assert run(["check", str(file), "--exit-code"]) == 3


def test_mending_writes_only_what_it_showed_and_is_done_after_once(
    file: Path, capsys: Captured
) -> None:
    assert run(["check", str(file), "--fix"]) == 0
    assert file.read_text(encoding="utf-8") == LIST
    assert "DOI: https://doi.org/10.1000/X → 10.1000/X" in capsys.readouterr().err

    assert run(["check", str(file), "--fix", "--yes"]) == 0
    once = file.read_text(encoding="utf-8")
    assert once == LIST.replace("https://doi.org/10.1000/X", "10.1000/X")

    assert run(["check", str(file), "--fix", "--yes"]) == 0
    assert file.read_text(encoding="utf-8") == once
    assert "No problems can be fixed safely" in capsys.readouterr().err


def test_json_has_the_envelope_and_one_finding_a_defect(file: Path, capsys: Captured) -> None:
    assert run(["check", str(file), "--format", "json", "--exit-code"]) == 3

    report = json.loads(capsys.readouterr().out)
    assert (report["command"], report["exit"]["code"]) == ("check", 3)
    assert report["summary"]["entries"] == 2
    assert [one["kind"] for one in report["findings"]] == ["malformed-identifier", "strange-date"]
    assert report["findings"][0]["fix"] == {"DOI": "10.1000/X"}
    assert len({one["id"] for one in report["findings"]}) == 2


def test_the_same_list_gives_the_same_report_apart_from_the_run(
    file: Path, capsys: Captured
) -> None:
    reports = []
    for _ in range(2):
        run(["check", str(file), "--format", "json"])
        report = json.loads(capsys.readouterr().out)
        del report["run"]
        reports.append(json.dumps(report))
    assert reports[0] == reports[1]


def test_junit_and_github_name_the_entry_and_its_line(file: Path, capsys: Captured) -> None:
    run(["check", str(file), "--format", "junit"])
    suite = ElementTree.fromstring(capsys.readouterr().out)[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")

    run(["check", str(file), "--format", "github"])
    assert f"::warning file={file},line=10,title=" in capsys.readouterr().out


def test_duplicates_are_found_by_the_matcher(tmp_path: Path, capsys: Captured) -> None:
    entry = LIST.split("- id: b")[0].replace("https://doi.org/10.1000/X", "10.1000/x")
    path = tmp_path / "list.yaml"
    path.write_text(entry + entry.split("references:\n")[1].replace("id: a", "id: c"), "utf-8")

    run(["check", str(path)])
    text = capsys.readouterr().out
    assert "this is the same work as `a`" in text
    assert "the same DOI stands in `a`" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("references: []\n", "The list has no references"),
        (LIST.split("  DOI")[0], "No problems found"),
    ],
)
def test_nothing_to_tell_is_told(
    tmp_path: Path, capsys: Captured, content: str, words: str
) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(content, encoding="utf-8")
    assert run(["check", str(path), "--exit-code"]) == 0
    assert words in capsys.readouterr().out


def test_terminal_codes_are_shown_and_not_obeyed(file: Path, capsys: Captured) -> None:
    file.write_text(LIST.replace('The doctor \\e[31m"', 'THE DOCTOR AND \\e[31m HIM"'), "utf-8")
    for format in ("text", "github", "junit"):
        run(["check", str(file), "--format", format])
        assert "\x1b" not in capsys.readouterr().out


def test_links_are_not_asked_offline(file: Path) -> None:
    assert run(["check", str(file), "--links", "--offline"]) == 2


def test_a_missing_file_is_answered(tmp_path: Path) -> None:
    assert run(["check", str(tmp_path / "none.yaml")]) == 2
