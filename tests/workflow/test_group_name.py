"""A group is its id; that it has another name now is said before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.report import DiffReport
from tests.laws.test_crash_walk import both, first, second
from tests.scenario import GROUP
from tests.sync_world import World, a_world

NAME = "Invented Society Library"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Both sides agreed while the group had its first name; then it got another."""
    with a_world(tmp_path, [first(), second()], both()) as made:
        made.pushed()
        made.server.state.groups[GROUP]["name"] = "Lending Library of Harbour Pilots"
        yield made


def warnings(report: DiffReport) -> list[str]:
    return [notice.text for notice in report.notices if notice.level == "warning"]


def test_the_name_is_remembered_with_the_agreement(tmp_path: Path) -> None:
    with a_world(tmp_path, [first()], both()[:1]) as made:
        made.pushed()

        assert made.ledger.group_name == NAME
        assert not warnings(made.diff().report)


def test_another_name_is_a_warning_and_no_refusal(world: World) -> None:
    report = world.diff().report

    assert report.plan is not None
    assert not report.plan.refusals
    assert len(warnings(report)) == 1
    assert '"Lending Library of Harbour Pilots"' in warnings(report)[0]
    assert f'"{NAME}"' in warnings(report)[0]


def test_whoever_is_asked_reads_it_before_the_question(world: World) -> None:
    world.write_list([first(volume="7"), second()])
    said: list[str] = []
    heard: list[str] = []

    def confirm(plan: Plan) -> bool:
        heard.extend(said)
        return False

    world.push(confirm=confirm, say=said.append)

    assert len(heard) == 1
    assert "is now called" in heard[0]
    assert world.ledger.group_name == NAME


def test_the_push_that_follows_remembers_the_new_name(world: World) -> None:
    pushed = world.push()

    assert warnings(pushed.report)
    assert world.ledger.group_name == "Lending Library of Harbour Pilots"
    assert not warnings(world.diff().report)


def test_a_lock_file_without_a_name_warns_of_nothing_and_learns_it(world: World) -> None:
    text = world.settings.lock_path.read_text("utf-8")
    world.settings.lock_path.write_text(text.replace(f' "group_name": "{NAME}",\n', ""), "utf-8")
    assert world.ledger.group_name == ""

    assert not warnings(world.push().report)

    assert world.ledger.group_name == "Lending Library of Harbour Pilots"
