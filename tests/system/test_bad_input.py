"""What bad input gets: an exit code, a sentence, a way on; never a stack trace."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, TextIO

import pytest

from mendeley_sync.sandbox.faults.faults import Fault
from tests.scenario import GROUP
from tests.system.desk import LIST, Desk, Ended
from tests.system.installed import environment


def fails(ended: Ended, code: int, *said: str) -> None:
    """The command ended in `code` and said all of this on stderr, without a stack trace."""
    assert ended.code == code, ended
    assert "Traceback" not in ended.err + ended.out
    # The desk names its state folder; so does every command that is proposed.
    shown = re.sub(r" --state-dir \S+", "", ended.err)
    for text in said:
        assert text in shown


def test_without_settings_the_tool_says_how_to_start(bare_desk: Desk) -> None:
    fails(bare_desk.run("diff"), 2, "mendeley-sync init", "--sandbox")


def test_without_a_group_the_tool_points_to_groups_and_init(desk: Desk) -> None:
    desk.settings(group=None)

    fails(desk.run("diff"), 2, "mendeley-sync groups", "mendeley-sync init")


def test_a_misspelt_key_is_answered_with_file_line_and_suggestion(desk: Desk) -> None:
    desk.settings(more='writer = ["x"]')

    fails(desk.run("diff"), 2, "mendeley-sync.toml", ":2", "writers")


def test_settings_that_are_no_toml_name_file_and_line(desk: Desk) -> None:
    desk.write("config/mendeley-sync.toml", 'group = "a\n')

    fails(desk.run("diff"), 2, "mendeley-sync.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("references:\n  - id: [\n", "references.yaml"),
        ("references:\n  - title: No id here\n", "id"),
        (LIST.replace("title:", "titel:", 1), "title"),
        (LIST.replace("johnson-2004", "turner-2004"), "turner-2004"),
        ("<<<<<<< HEAD\nreferences: []\n=======\n", "references.yaml"),
    ],
)
def test_a_broken_list_is_refused_with_the_place(desk: Desk, text: str, said: str) -> None:
    desk.write("config/references.yaml", text)

    fails(desk.run("diff"), 2, said)


def test_an_empty_list_is_taken_for_a_mistake_and_planned_for_nothing(desk: Desk) -> None:
    desk.write("config/references.yaml", "references: []\n")

    report = desk.run("diff", "--format", "json").report

    assert report["plan"]["total"] == 0
    assert any("has no references" in one["message"] for one in report["plan"]["refusals"])


def test_a_missing_list_is_refused_with_its_name(desk: Desk) -> None:
    (desk.folder / "config" / "references.yaml").unlink()

    fails(desk.run("diff"), 2, "references.yaml")


def test_without_a_sign_in_the_tool_names_the_command_that_mends_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENDELEY_REFRESH_TOKEN")

    fails(desk.run("diff"), 8, "mendeley-sync login")


def test_without_an_application_the_tool_names_the_command_that_mends_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENDELEY_CLIENT_SECRET")

    fails(desk.run("diff"), 8, "mendeley-sync login")


def test_a_group_of_others_is_told_apart_from_one_that_does_not_exist(desk: Desk) -> None:
    assert desk.server is not None
    other = "d2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
    desk.server.state.groups[other] = {**desk.server.state.groups[GROUP], "id": other}
    desk.server.state.members[other] = []

    desk.settings(group=other)
    not_in_it = desk.run("diff")
    desk.settings(group="e2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4")
    no_such_group = desk.run("diff")

    fails(not_in_it, 8)
    fails(no_such_group, 8)
    assert not_in_it.err != no_such_group.err


@pytest.mark.parametrize(
    "fault",
    [
        Fault(path="/documents", nth=None, cut_after=40),
        Fault(path="/documents", nth=None, body="<html>Sign in</html>", content_type="text/html"),
        Fault(path="/documents", nth=None, body='{"message": "no list"}'),
        Fault(path="/documents", nth=None, body="not json at all"),
    ],
    ids=["cut", "html with 200", "no list", "no json"],
)
def test_an_unusable_page_ends_in_nine_and_keeps_nothing(
    desk: Desk, fault: Fault, no_waiting: None
) -> None:
    assert desk.server is not None
    desk.server.faults.add(fault)

    fails(desk.run("diff"), 9)
    fails(desk.run("diff", "--offline"), 2, "never pulled")


def test_a_failed_run_gives_a_report_with_phase_and_error(desk: Desk, no_waiting: None) -> None:
    assert desk.server is not None
    desk.server.faults.add(Fault(path="/documents", nth=None, status=503))

    ended = desk.run("diff", "--format", "json")

    assert ended.code == 9
    assert ended.report["exit"]["code"] == 9
    assert ended.report["failure"]["phase"] == "pulling the library"


STRANGE: tuple[dict[str, Any], ...] = (
    {"id": "22222222-aaaa-3000-8000-000000000001", "authors": [{"last_name": "Anon"}]},
    {"id": "22222222-aaaa-3000-8000-000000000002", "title": "No authors at all"},
    {"id": "22222222-aaaa-3000-8000-000000000003", "title": "Text for a year", "year": "1996"},
    {"id": "22222222-aaaa-3000-8000-000000000004", "title": "Odd type", "type": "podcast"},
    {"id": "22222222-aaaa-3000-8000-000000000005", "title": "Empty people", "authors": [{}]},
)


def test_strange_documents_never_stop_a_pull_and_are_reported(desk: Desk) -> None:
    assert desk.server is not None
    for document in STRANGE:
        stored = {"type": "journal", "group_id": GROUP, **document}
        stored.setdefault("created", "2023-05-02T08:15:30.412Z")
        stored.setdefault("last_modified", "2023-05-02T08:15:30.412Z")
        desk.server.state.documents[document["id"]] = stored

    ended = desk.run("diff", "--format", "json")

    assert ended.code == 0
    extra = {one["document"] for one in ended.report["findings"] if one["kind"] == "extra"}
    assert {document["id"] for document in STRANGE} <= extra
    strange = {one["document"] for one in ended.report["findings"] if one["kind"] == "strange"}
    assert "22222222-aaaa-3000-8000-000000000003" in strange
    assert "22222222-aaaa-3000-8000-000000000004" in strange


@pytest.mark.parametrize("form", ["text", "markdown", "html", "junit", "github"])
def test_hostile_titles_are_shown_as_text(desk: Desk, form: str) -> None:
    assert desk.server is not None
    hostile = "\x1b[31mred\x1b[0m <script>alert(1)</script> [link=x]y[/link] \u202egnp"
    desk.server.state.documents["33333333-aaaa-3000-8000-000000000001"] = {
        "id": "33333333-aaaa-3000-8000-000000000001",
        "title": hostile,
        "type": "journal",
        "group_id": GROUP,
        "created": "2023-05-02T08:15:30.412Z",
        "last_modified": "2023-05-02T08:15:30.412Z",
    }

    ended = desk.run("diff", "--format", form)

    assert ended.code == 0
    assert "\x1b[31m" not in ended.out
    assert "\u202e" not in ended.out
    if form in ("html", "junit", "markdown"):
        assert "<script>alert(1)" not in ended.out


def test_an_unwritable_output_is_refused_and_nothing_printed(desk: Desk) -> None:
    ended = desk.run("diff", "--output", str(desk.folder / "no" / "such" / "report.txt"))

    fails(ended, 2, "--output")


def test_a_plan_that_cannot_be_saved_is_refused_with_its_option(desk: Desk) -> None:
    ended = desk.run("diff", "--save-plan", str(desk.folder / "no" / "such" / "plan.json"))

    fails(ended, 2, "plan.json", "--save-plan")


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="/dev/full is a device of Linux")
def test_a_full_disk_behind_the_output_is_said_in_words(tmp_path: Path) -> None:
    with FULL.open("w") as stream:
        code, err = _run_into(stream, tmp_path, "runs")

    assert code == 2
    assert "cannot be printed" in err
    assert "--output" in err
    assert "Traceback" not in err


def test_a_closed_output_is_no_bug(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m mendeley_sync --state-dir state runs >&-'
    ended = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def _run_into(stream: TextIO, folder: Path, *arguments: str) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "mendeley_sync", "--state-dir", "state", *arguments],
        cwd=folder,
        env=environment(folder),
        stdout=stream,
        stderr=subprocess.PIPE,
        text=True,
    )
    return ended.returncode, ended.stderr


def test_a_format_that_the_command_has_not_is_refused(desk: Desk) -> None:
    fails(desk.run("diff", "--format", "docx"), 2, "docx", "json")


def test_a_file_that_is_no_journal_is_not_taken_for_a_run(desk: Desk) -> None:
    other = desk.write("hostname", "somewhere\n")

    fails(desk.run("runs", "--journal", str(other)), 2, "no journal")
