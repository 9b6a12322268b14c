"""`resolve` without a terminal: listed, decided in a table, in bulk, taken back."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mendeley_sync.cli.run import run
from mendeley_sync.workflow.resolve.resolve import open_resolving
from mendeley_sync.workflow.resolve.review import ReviewDecision
from tests.cli.resolve_case import Case, pulled_practice, write_table

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    pulled_practice(folder)
    return folder


@pytest.fixture
def case(practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Case:
    shutil.copytree(practice, tmp_path / "state")
    return Case(tmp_path / "state", capsys)


def test_without_a_terminal_the_questions_are_listed_and_nothing_is_written(case: Case) -> None:
    code, out, _ = case.resolve()

    assert code == 0
    assert "need review. They are only listed, because this is not a terminal." in out
    assert "page\n  list     426-{429}\n  library  426-{439}" in out
    assert not case.settings.lock_path.exists()


def test_naming_a_reference_leaves_out_the_others(case: Case) -> None:
    _, out, _ = case.resolve("airagnes-2014-appropriate")

    assert "airagnes-2014-appropriate page" in out
    assert "adams-2006-effect" not in out


def test_a_name_that_nothing_is_asked_about_is_not_taken_for_settled(case: Case) -> None:
    number = case.open_questions()

    code, out, _ = case.resolve("adams-2006-efect")

    assert code == 0
    assert "No items about adams-2006-efect need review." in out
    assert f"{number} items about other works need review" in out


def test_in_practice_every_next_step_reaches_the_sandbox(case: Case, tmp_path: Path) -> None:
    said = [
        case.resolve()[1],
        case.resolve("--to", str(tmp_path / "decisions.csv"))[1],
        case.resolve("--prefer", "list", "--field", "page", "--yes")[1],
        case.resolve("nobody")[1],
    ]

    for text in said:
        assert "`mendeley-sync --sandbox " in text
        assert "`mendeley-sync resolve" not in text


def test_a_filled_in_table_is_taken_over(case: Case, tmp_path: Path) -> None:
    before = case.open_questions()
    rows = case.table(tmp_path / "decisions.csv")
    (undecided, *_) = [row for row in rows if row["kind"] == "undecided"]
    (page, *_) = [row for row in rows if row["field"] == "page"]
    undecided["decision"] = "different works"
    page |= {"decision": "accept", "until": "2999-01-31", "reason": "both are in print"}
    write_table(tmp_path / "decisions.csv", rows)

    code, out, _ = case.resolve("--from", str(tmp_path / "decisions.csv"))

    assert code == 0
    assert f"2 decisions saved in references.lock.json, {len(rows) - 2} not decided." in out
    assert sorted(one["kind"] for one in case.decisions()) == ["accepted", "different-works"]
    assert case.open_questions() == before - 2


def test_a_table_saved_by_a_german_spreadsheet_is_read(case: Case, tmp_path: Path) -> None:
    rows = case.table(tmp_path / "decisions.csv")
    (page, *_) = [row for row in rows if row["field"] == "page"]
    page |= {"decision": "Accept", "until": "31.1.2999"}
    write_table(tmp_path / "decisions.csv", rows, delimiter=";")

    case.resolve("--from", str(tmp_path / "decisions.csv"))

    (decision,) = case.decisions()
    assert decision["until"] == "2999-01-31T00:00:00Z"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"decision": "yes"}, "'yes' is no decision"),
        ({"decision": "accept", "until": "1/2/2027"}, "'1/2/2027' is no date"),
    ],
)
def test_a_table_with_a_mistake_is_refused_whole(
    case: Case, tmp_path: Path, cells: dict[str, str], message: str
) -> None:
    rows = case.table(tmp_path / "decisions.csv")
    rows[0]["decision"] = "accept"
    rows[1] |= cells
    write_table(tmp_path / "decisions.csv", rows)

    code, _, err = case.resolve("--from", str(tmp_path / "decisions.csv"))

    assert code == 2
    assert f"decisions.csv:3: {message}" in err
    assert not case.settings.lock_path.exists()


def test_an_answer_to_what_has_changed_since_is_not_taken(case: Case, tmp_path: Path) -> None:
    rows = case.table(tmp_path / "decisions.csv")
    rows[0] |= {"decision": "accept", "seen": "c-something else"}
    rows[1] |= {"decision": "accept", "question": "f-000000000000"}
    write_table(tmp_path / "decisions.csv", rows)

    code, out, err = case.resolve("--from", str(tmp_path / "decisions.csv"))

    assert code == 0
    assert "changed since the table was written; it is asked again" in err
    assert "is no longer asked" in err
    assert "0 decisions saved in references.lock.json, 2 are out of date" in out


def test_titles_that_could_be_formulas_are_text_in_the_table(case: Case, tmp_path: Path) -> None:
    case.table(tmp_path / "decisions.csv")

    cells = (tmp_path / "decisions.csv").read_text("utf-8-sig").split(",")
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_a_preference_settles_first_disagreements_of_one_field(case: Case) -> None:
    code, out, err = case.resolve("--prefer", "list", "--field", "page", "--yes")

    assert code == 0
    assert "airagnes-2014-appropriate page" in err
    decisions = case.decisions()
    assert {(one["kind"], one["field"]) for one in decisions} == {("take-list", "page")}
    assert f"{len(decisions)} decisions saved" in out


def test_a_preference_asks_first(case: Case) -> None:
    _, out, err = case.resolve("--prefer", "library")

    assert "barnett-1979-balint issued" in err
    assert "No decisions were saved." in out
    assert case.decisions() == []


def test_what_was_decided_can_be_forgotten(case: Case) -> None:
    before = case.open_questions()
    case.resolve("--prefer", "list", "--field", "page", "--yes")

    _, out, _ = case.resolve("--forget", *[one["reference"] for one in case.decisions()])

    assert "decisions withdrawn" in out
    assert case.open_questions() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--to", "a.csv", "--prefer", "list"),
        ("--field", "page"),
        ("--prefer", "list", "--field", "pages"),
        ("--forget",),
    ],
)
def test_options_that_make_no_sense_are_refused(case: Case, arguments: tuple[str, ...]) -> None:
    assert case.resolve(*arguments)[0] == 2


def test_an_answer_holds_until_the_evidence_changes(case: Case) -> None:
    case.resolve("--prefer", "list", "--field", "page", "--yes")
    settled = case.open_questions()
    path = case.settings.list_path
    text = path.read_text("utf-8")
    assert "426-429" in text
    path.write_text(text.replace("426-429", "426-430"), "utf-8")

    assert case.open_questions() == settled + 1


def test_an_accepted_difference_comes_back_after_its_day(case: Case) -> None:
    def at(now: datetime) -> list[str]:
        sitting = open_resolving(case.settings, offline=True, clock=lambda: now)
        return [one.id for one in sitting.questions()]

    sitting = open_resolving(case.settings, offline=True, clock=lambda: NOON)
    (question, *_) = sitting.questions()

    sitting.answer(question, ReviewDecision("accepted", NOON + timedelta(days=30), "for now"))

    assert question.id not in at(NOON + timedelta(days=29))
    assert question.id in at(NOON + timedelta(days=31))


def test_the_last_answer_of_a_sitting_can_be_taken_back(case: Case) -> None:
    sitting = open_resolving(case.settings, offline=True, clock=lambda: NOON)
    questions = sitting.questions()
    sitting.answer(questions[0], ReviewDecision("accepted"))
    sitting.answer(questions[1], ReviewDecision("accepted"))

    assert sitting.take_back() == questions[1]

    assert [one["finding"] for one in case.decisions()] == [questions[0].id]
    assert sitting.questions() == questions[1:]


def differences_of(case: Case) -> dict[str, set[str]]:
    """Kinds of findings by reference, as the next comparison has them."""
    code = run(["--sandbox", "--offline", "--state-dir", str(case.state), "diff", "--format=json"])
    assert code == 0
    found: dict[str, set[str]] = {}
    for finding in json.loads(case.output.readouterr().out)["findings"]:
        found.setdefault(finding["reference"] or finding["document"], set()).add(finding["kind"])
    return found


@pytest.mark.parametrize(
    ("decision", "kinds"), [("same-work", {"differs"}), ("different-works", {"missing"})]
)
def test_the_next_comparison_obeys_what_was_said_of_two_works(
    case: Case, tmp_path: Path, decision: str, kinds: set[str]
) -> None:
    rows = case.table(tmp_path / "decisions.csv")
    (undecided,) = [row for row in rows if row["reference"] == "o-neill-2015-balint"]
    assert differences_of(case)["o-neill-2015-balint"] == {"undecided"}
    undecided["decision"] = decision
    write_table(tmp_path / "decisions.csv", rows)
    case.resolve("--from", str(tmp_path / "decisions.csv"))

    after = differences_of(case)

    assert after.get("o-neill-2015-balint", set()) == kinds
    assert ("extra" in after.get(undecided["document"], set())) == (decision == "different-works")


@pytest.mark.parametrize(
    ("side", "advice"), [("list", "`mendeley-sync push`"), ("library", "`mendeley-sync adopt ")]
)
def test_after_taking_a_side_the_next_step_brings_it_over(
    case: Case, side: str, advice: str
) -> None:
    case.resolve("--prefer", side, "--field", "page", "--yes")

    sitting = open_resolving(case.settings, offline=True, clock=lambda: NOON)
    compared = sitting.compared().differences

    (page,) = [
        finding
        for finding in compared.findings
        if (finding.reference, finding.field) == ("airagnes-2014-appropriate", "page")
    ]
    assert not page.held
    assert advice in str(page.advice)
