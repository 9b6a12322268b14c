"""`import FILE...` as people type it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.stores.reference_list.editor import load_reference_list

LINES = (
    "• Turner and Malm. A preliminary study. Family Medicine (2004) vol. 36 (2) pp. 114-22\n"
    "• Balint. The possibilities of medicine. The Journal (1969) vol. 17 (82) pp. 269-76\n"
    "The end of the list\n"
)
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def pasted(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_the_first_page_gives_nine_references(
    shared: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "empty.yaml"

    code = run(["import", str(shared / "ibf" / "seed-page-list.txt"), "--into", str(path), "--yes"])

    assert code == 0
    assert len(load_reference_list(path).references) == 9
    assert "9 references read, 9 new" in capsys.readouterr().out


def test_without_yes_and_without_a_terminal_nothing_is_written(
    pasted: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "list.yaml"

    assert run(["import", str(pasted), "--into", str(path)]) == 0

    shown = capsys.readouterr()
    assert not path.exists()
    assert "Nothing was written" in shown.err
    assert "turner-2004-preliminary" in shown.out
    assert f"{pasted}:3" in shown.out


def test_comments_of_the_list_stay(pasted: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    head = "# Ask Anna first.\nreferences:\n- id: a   # mine\n  type: book\n  title: T\n"
    path.write_text(head, encoding="utf-8")

    assert run(["import", str(pasted), "--into", str(path), "--yes"]) == 0

    assert path.read_text(encoding="utf-8").startswith(head)
    assert len(load_reference_list(path).references) == 3


def test_a_contradiction_is_shown_and_not_written(
    pasted: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "list.yaml"
    run(["import", str(pasted), "--into", str(path), "--yes"])
    text = path.read_text(encoding="utf-8").replace("114-22", "114-29")
    path.write_text(text, encoding="utf-8")

    assert run(["import", str(pasted), "--into", str(path), "--yes"]) == 0

    assert path.read_text(encoding="utf-8") == text
    assert "Different values in the file." in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".yaml", ".json", ".bib", ".ris"])
def test_every_sort_of_list_takes_what_comes_in(pasted: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"

    assert run(["import", str(pasted), "--into", str(path), "--yes"]) == 0
    assert run(["import", str(pasted), "--into", str(path), "--yes"]) == 0

    keys = [one.key for one in load_reference_list(path).references]
    assert keys == ["turner-2004-preliminary", "balint-1969-possibilities"]


def test_pasted_text_may_be_piped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"@book{x, title={T}, author={A, B}, year=2004}"))
    monkeypatch.setattr("sys.stdin", piped)
    path = tmp_path / "list.yaml"

    assert run(["import", "-", "--into", str(path), "--yes", "--keep-ids"]) == 0
    assert [one.key for one in load_reference_list(path).references] == ["x"]


def test_a_spreadsheet_is_answered_with_how_to_save_it(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "members.xlsx"
    path.write_bytes(b"PK\x03\x04 xl/workbook.xml")

    assert run(["import", str(path), "--into", str(tmp_path / "list.yaml"), "--yes"]) == 2
    assert "Save As" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--format", "docx"], ["--sandbox"]])
def test_what_cannot_be_meant_is_refused(
    pasted: Path, tmp_path: Path, arguments: list[str]
) -> None:
    into = ["--into", str(tmp_path / "list.yaml")]
    assert run(["import", str(pasted), *into, *arguments]) == 2


def test_nothing_in_the_file_is_said_so(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("\n", encoding="utf-8")

    assert run(["import", str(path), "--into", str(tmp_path / "list.yaml"), "--yes"]) == 0
    assert "No references" in capsys.readouterr().out
    assert not (tmp_path / "list.yaml").exists()


def test_terminal_codes_in_a_title_are_shown_and_not_obeyed(
    tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "in.json"
    entry = '[{"id": "a\\u001b[31m", "type": "book", "title": "x\\u001b[31my"}]'
    path.write_text(entry, encoding="utf-8")

    run(["import", str(path), "--into", str(tmp_path / "list.yaml"), "--keep-ids"])
    assert "\x1b" not in capsys.readouterr().out


def test_each_new_work_is_shown_as_it_was_understood(tmp_path: Path, capsys: Captured) -> None:
    page, target = tmp_path / "page.txt", tmp_path / "list.yaml"
    page.write_text(
        "Knowlton and Katz. Balint groups. Chapter 16 in When Professionals Weep. New York: "
        "Routledge (2016).\n",
        encoding="utf-8",
    )

    assert run(["import", str(page), "--into", str(target), "--yes"]) == 0

    shown = " ".join(capsys.readouterr().out.split())
    assert (
        "Knowlton, Katz (2016). Balint groups. Chapter 16 in: When Professionals Weep, New York: "
        "Routledge. [part of a book]" in shown
    )
