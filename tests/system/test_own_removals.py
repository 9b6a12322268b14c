"""What our own runs took away is not lost, and what is named must be there."""

from __future__ import annotations

from tests.system.desk import Desk


def last_run(desk: Desk) -> str:
    runs = desk.run("--sandbox", "runs", "--format", "json").report["runs"]
    name: str = runs[0]["run"]
    return name


def test_an_undo_of_ours_raises_no_alarm_in_the_next_runs(bare_desk: Desk) -> None:
    bare_desk.run("--sandbox", "push", "--yes")
    undone = bare_desk.run("--sandbox", "undo", last_run(bare_desk), "--yes")
    assert undone.code == 0

    report = bare_desk.run("--sandbox", "diff", "--format", "json").report

    assert [notice for notice in report["notices"] if notice["level"] == "alarm"] == []
    assert report["plan"]["refusals"] == []


def test_naming_a_restore_where_nothing_lies_in_the_trash_is_refused(desk: Desk) -> None:
    digest = desk.run("diff", "--format", "json").report["plan"]["digest"]

    ended = desk.run("push", "--restore", "2", "--yes", "--digest", digest)

    assert ended.code == 5
    assert "nothing to restore" in ended.err
    assert desk.server is not None
    assert all(
        asked["method"] == "GET" or asked["path"] == "/oauth/token"
        for asked in desk.server.requests
    )
