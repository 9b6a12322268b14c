"""`match` and `dedupe` as a person or a program runs them."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.errors import ConfigError
from mendeley_sync.workflow.match_csv import is_match_csv, read_match_csv

HEADER = "id,type,title,authors,year,journal,volume,issue,pages,doi\n"
ROWS_A = (
    'a1,article,Group work and the difficult patient in hospital,"Adler, G.; Stein, L.",1988,'
    "Fam Med,26,3,281-4,\n"
    'a2,article,"Rounds in the ward, a reflection","Berg, A.",2001,Med Teach,3,1,9-12,\n'
)
ROWS_B = (
    'b1,journal,Group Work and the Difficult Patient in Hospital,"Adler, Gerd; Stein, Leo",1988,'
    "Family Medicine,26,3,281-284,10.1000/x\n"
    'b2,journal,"Rounds in the ward, a reflection","Berg, A.",2001,medRxiv,,,,\n'
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    a, b = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    a.write_text(HEADER + ROWS_A, encoding="utf-8")
    b.write_bytes(gzip.compress((HEADER + ROWS_B).encode()))
    return str(a), str(b)


def test_match_prints_a_row_for_each_pair(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["match", *files, "--format", "csv"])

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert code == 0
    assert [(r["id_a"], r["id_b"], r["decision"]) for r in rows] == [
        ("a1", "b1", "auto"),
        ("a2", "b2", "review"),
    ]
    assert all(row["rule"] and row["reason"] for row in rows)


def test_match_prints_json_with_every_bucket(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["match", *files, "--format", "json"])

    content = json.loads(capsys.readouterr().out)
    assert content["summary"]["auto"] == 1
    assert content["matched"] == {"a1": "b1"}
    assert content["undecided_a"] == ["a2"]
    assert content["pairs"][0]["evidence"][0]["field"] == "title"


def test_match_shows_a_person_the_doubtful_pairs_side_by_side(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["match", *files])

    text = capsys.readouterr().out
    assert "1 match, 1 needs review." in text
    assert "a1 = b1" in text
    assert "‹medRxiv›" in text
    assert max(len(line) for line in text.splitlines() if "│" in line) <= 100


def test_explain_says_why_a_pair_is_none(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["match", *files, "--explain", "a1", "b2"])

    assert "Different works" in capsys.readouterr().out


def test_explain_gives_json_where_asked(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["match", *files, "--explain", "a1", "b1", "--format", "json"])

    assert json.loads(capsys.readouterr().out)["decision"] == "auto"


def test_explain_refuses_an_id_that_is_not_there(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["match", *files, "--explain", "a1", "b9"]) == 2
    assert "b9" in capsys.readouterr().err


def test_dedupe_finds_the_copies_of_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.csv"
    file.write_text(HEADER + ROWS_A + ROWS_B, encoding="utf-8")

    code = run(["dedupe", str(file), "--format", "csv"])

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert code == 0
    assert ("a1", "b1", "auto") in {(r["id_a"], r["id_b"], r["decision"]) for r in rows}


def test_dedupe_explains_within_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.csv"
    file.write_text(HEADER + ROWS_A + ROWS_B, encoding="utf-8")

    assert run(["dedupe", str(file), "--explain", "a1", "b1"]) == 0
    assert "Match: " in capsys.readouterr().out


def test_a_list_in_csl_is_matched_with_a_table(
    tmp_path: Path, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "list.yaml"
    listed.write_text(
        "references:\n- id: adler-1988\n  type: article-journal\n"
        "  title: Group work and the difficult patient in hospital\n"
        "  author:\n  - family: Adler\n    given: Gerd\n  - family: Stein\n    given: Leo\n"
        "  issued:\n    date-parts:\n    - - 1988\n  container-title: Family Medicine\n"
        "  volume: 26\n  page: 281-284\n",
        encoding="utf-8",
    )

    run(["match", str(listed), files[1], "--format", "csv"])

    assert "adler-1988,b1,auto" in capsys.readouterr().out


def test_a_formula_in_an_id_stays_inert(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.csv"
    file.write_text(HEADER + ROWS_A.replace("a1,", "=1+1,", 1) + ROWS_B, encoding="utf-8")

    run(["dedupe", str(file), "--format", "csv"])

    assert "\n'=1+1,b1,auto" in capsys.readouterr().out


def test_a_title_with_terminal_codes_and_markup_is_shown_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.csv"
    rows = (ROWS_A + ROWS_B).replace("Rounds in the ward", "[red]Rounds\x1b[31m in the ward")
    file.write_text(HEADER + rows, encoding="utf-8")

    run(["dedupe", str(file)])

    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "[red]" in text


def test_missing_columns_are_unknown_and_others_ignored() -> None:
    records = read_match_csv(b"title,colour\nA title,blue\nAnother\n")

    assert [record.id for record in records] == ["row-1", "row-2"]
    assert records[0].title == "A title"
    assert records[1].journal == ""


def test_a_byte_order_mark_and_entities_in_names_are_read() -> None:
    records = read_match_csv('\ufeffid,authors,year\nx,"G&#246;k, M; Berg, A",2001-05\n'.encode())

    assert records[0].authors == ("Gök, M", "Berg, A")
    assert records[0].year == 2001


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(ConfigError, match="stands twice"):
        read_match_csv(b"id,title\nx,One\nx,Two\n")


def test_a_damaged_compressed_file_is_refused() -> None:
    with pytest.raises(ConfigError, match="damaged"):
        read_match_csv(gzip.compress(b"id,title\nx,One\n")[:-6])


def test_an_empty_file_has_no_records() -> None:
    assert read_match_csv(b"") == ()


@pytest.mark.parametrize(
    ("content", "answer"),
    [(b"id,title,authors\n", True), (b"id,name\n", False), (b"", False),
     (gzip.compress(b"id,title\n1,x\n"), True)],
    # Named, since the compressed bytes hold the time: each worker would collect another test.
    ids=["records", "no title", "empty", "compressed records"],
)  # fmt: skip
def test_a_table_of_records_is_known_by_its_header(content: bytes, answer: bool) -> None:
    assert is_match_csv(content) is answer


def test_an_entry_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.bib"
    broken.write_text("@article{a, title={One}, year=1999}\n@article{b, title={Two\n", "utf-8")

    code = run(["dedupe", str(broken)])

    assert code == 0
    assert "broken.bib:2: the entry is broken" in capsys.readouterr().err


def test_a_file_without_any_entry_does_not_pass_for_one_without_duplicates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prose, empty = tmp_path / "prose.txt", tmp_path / "empty.bib"
    prose.write_text("root:x:0:0:root:/root:/bin/bash\n", "utf-8")
    empty.write_text("", "utf-8")

    assert run(["dedupe", str(prose)]) == 2
    assert "no entry can be read" in capsys.readouterr().err
    assert run(["dedupe", str(empty)]) == 0
    assert "empty.bib: there is no entry in this file." in capsys.readouterr().err
