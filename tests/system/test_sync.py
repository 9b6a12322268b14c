"""The scheduled job as a whole: what it does, what it says, and what it remembers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mendeley_sync.errors import ConfigError
from mendeley_sync.http.clock import SystemClock
from mendeley_sync.notifications.channels import Notification, NotificationChannels
from mendeley_sync.reports.job.events import EventKind
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.settings import load_settings
from mendeley_sync.stores.locks import run_lock
from mendeley_sync.workflow.sync import job as sync_module
from mendeley_sync.workflow.sync.job import JOB_FOLDER, Synced, SyncRequest, Tools, run_sync
from tests.scenario import GROUP
from tests.system.desk import DOCUMENTS, LIST, Desk

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FIRST = DOCUMENTS[0]["id"]
SECOND = DOCUMENTS[1]["id"]
PUSH = '[sync]\npush = ["fill", "update", "create"]\n'


class Recorder(NotificationChannels):
    """Keeps what would be told."""

    def __init__(self) -> None:
        super().__init__()
        self.__dict__["letters"] = []
        self.__dict__["beats"] = []

    def tell(self, letter: Notification) -> tuple[str, ...]:
        if letter.events:
            self.__dict__["letters"].append(letter)
        return ()

    def send_heartbeat(self, kind: str) -> tuple[str, ...]:
        self.__dict__["beats"].append(kind)
        return ()


class Job:
    """Runs the job in this process, at a time of our own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.now = NOON
        self.told = Recorder()
        self.slept: list[float] = []
        self.monotonic_s: Callable[[], float] = lambda: 0.0

    def run(self, **request: Any) -> Synced:
        tools = Tools(
            now=lambda: self.now,
            sleep=self.slept.append,
            chance=lambda: 0.5,
            monotonic_s=self.monotonic_s,
            messengers=self.told,
        )
        return run_sync(
            lambda: load_settings(state_dir=self.desk.folder / "state"),
            SyncRequest(**request),
            tools,
        )

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            (self.desk.folder / "state" / "status.json").read_text("utf-8")
        )
        return found

    @property
    def letters(self) -> list[list[EventKind]]:
        return [[e.kind for e in letter.events] for letter in self.told.__dict__["letters"]]

    @property
    def beats(self) -> list[str]:
        found: list[str] = self.told.__dict__["beats"]
        return found


@pytest.fixture
def job(desk: Desk, no_waiting: None) -> Job:
    return Job(desk)


def writes(desk: Desk) -> list[str]:
    assert desk.server is not None
    return [
        f"{one['method']} {one['path']}"
        for one in desk.server.requests
        if one["method"] != "GET" and not one["path"].startswith("/oauth")
    ]


def test_unless_told_otherwise_it_reports_and_writes_nothing(desk: Desk) -> None:
    ended = desk.run("sync", "--format", "json")

    assert ended.code == 0
    assert ended.report["command"] == "sync"
    assert [one["field"] for one in ended.report["findings"] if one["weight"] != "cosmetic"] == [
        "issued"
    ]
    assert writes(desk) == []


def test_a_quiet_run_with_nothing_to_say_prints_nothing_at_all(desk: Desk) -> None:
    desk.run("sync", "--quiet")

    ended = desk.run("sync", "--quiet")

    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_a_quiet_run_speaks_when_something_is_new(desk: Desk) -> None:
    desk.run("sync", "--quiet")
    assert desk.server is not None
    desk.server.state.edit(FIRST, title="Another title altogether, of another work")

    assert "title" in desk.run("sync", "--quiet").out


def test_exit_code_3_when_asked_for_and_quiet_about_it_when_it_is_no_news(desk: Desk) -> None:
    desk.run("sync", "--quiet")

    ended = desk.run("sync", "--quiet", "--exit-code")

    assert (ended.code, ended.out, ended.err) == (3, "", "")


def test_what_the_settings_allow_is_pushed_and_the_report_says_so(desk: Desk) -> None:
    desk.settings(more=PUSH)
    desk.write(
        "config/references.yaml",
        LIST.replace("id: turner-2004\n", "id: turner-2004\n    DOI: 10.1/x\n"),
    )

    report = desk.run("sync", "--format", "json").report

    assert [one["result"] for one in report["outcome"]["results"]] == ["done"]
    assert writes(desk) == [f"PATCH /documents/{FIRST}"]
    assert "DOI" not in [one["field"] for one in report["findings"]]


def test_what_the_library_knows_is_adopted_where_the_settings_allow_it(desk: Desk) -> None:
    desk.settings(more='[sync]\nadopt = ["note"]\n')
    assert desk.server is not None
    desk.server.state.edit(FIRST, notes="Worth reading twice.", source="Another journal")

    ended = desk.run("sync", "--format", "json")

    text = (desk.folder / "config" / "references.yaml").read_text("utf-8")
    assert ended.code in (0, 4)
    assert "Worth reading twice." in text
    assert "Another journal" not in text
    assert writes(desk) == []


def test_documents_that_the_list_lacks_are_adopted_where_the_settings_allow_it(desk: Desk) -> None:
    desk.settings(more='[sync]\nadopt = ["documents"]\n')
    assert desk.server is not None
    desk.server.state.create(
        group_id=GROUP, title="A paper that nobody listed", type="journal", year=2020
    )

    desk.run("sync")

    text = (desk.folder / "config" / "references.yaml").read_text("utf-8")
    assert "A paper that nobody listed" in text
    assert text.count("- id:") == 3


def test_a_hold_ends_in_4_once_and_every_time_with_strict(job: Job) -> None:
    job.desk.settings(more=PUSH)

    assert job.run().exit_code == 4
    assert job.run().exit_code == 0
    assert job.run(strict=True).exit_code == 4
    assert job.status()["last_success"] is not None


def test_changes_are_told_once_and_standing_findings_never(job: Job) -> None:
    assert job.desk.server is not None
    state = job.desk.server.state
    job.run()
    state.edit(FIRST, volume="37")
    job.run()
    job.run()
    state.edit(FIRST, volume="36")
    job.run()

    assert job.letters == [[EventKind.NEW], [EventKind.CLEARED]]
    assert job.beats == ["start", "success"] * 4


def test_a_comparison_by_hand_swallows_nothing_that_the_job_has_to_tell(job: Job) -> None:
    assert job.desk.server is not None
    job.run()
    job.desk.server.state.edit(FIRST, volume="37")
    job.desk.run("diff")

    job.run()

    assert job.letters == [[EventKind.NEW]]


def test_no_request_is_made_before_the_time_that_the_service_named(job: Job) -> None:
    assert job.desk.server is not None
    requests, faults = job.desk.server.requests, job.desk.server.faults
    faults.add(Fault(path="/documents", nth=None, status=429, headers={"Retry-After": "3600"}))
    job.now = datetime.now(UTC)

    first = job.run()
    asked = len(requests)
    second = job.run()

    assert (first.exit_code, second.exit_code) == (9, 9)
    assert len(requests) == asked
    assert job.status()["not_before"] is not None
    faults.clear()
    assert job.run(now_please=True).exit_code == 0
    assert job.status()["not_before"] is None


def test_an_outage_is_told_after_a_day_and_its_end_as_well(job: Job) -> None:
    assert job.desk.server is not None
    job.run()
    job.desk.server.faults.add(Fault(path="/documents", nth=None, status=503))
    for _ in range(5):
        job.now += timedelta(hours=6)
        assert job.run().exit_code == 9
    job.desk.server.faults.clear()
    job.run()

    assert job.letters == [[EventKind.FAILED], [EventKind.RECOVERED]]
    assert job.beats[-3:] == ["fail", "start", "success"]


def test_a_quiet_job_in_an_outage_says_nothing_until_it_is_told(
    desk: Desk, no_waiting: None
) -> None:
    assert desk.server is not None
    desk.server.faults.add(Fault(path="/documents", nth=None, status=503))

    ended = desk.run("sync", "--quiet")

    assert (ended.code, ended.out, ended.err) == (9, "", "")
    assert desk.run("sync").err.startswith("Error: ")


def test_a_silent_service_is_told_in_the_sentence_for_it_wherever_the_run_met_it(
    job: Job,
) -> None:
    assert job.desk.server is not None
    for path in ("/oauth/token", "/documents"):
        job.desk.server.faults.clear()
        job.desk.server.faults.add(Fault(path=path, nth=None, status=503))
        job.now += timedelta(hours=1)

        done = job.run()

        assert str(done.error) == (
            "Mendeley has not responded since 2026-03-01 13:00 UTC. Nothing was changed. The job "
            "will try again after a while. No action is needed."
        )
        assert done.exit_code == 9
        assert done.report is not None
        assert done.report.failure is not None
        assert done.report.failure.message == str(done.error)


def test_the_status_counts_what_the_report_counts(job: Job) -> None:
    assert job.desk.server is not None
    # Two fields of one document: the report says that one reference differs.
    job.desk.server.state.edit(SECOND, city="Ascona", pages="1-2")
    ended = job.desk.run("diff", "--format", "json")

    job.run()

    assert ended.report["summary"]["pairs"] - ended.report["summary"]["in_step"] == 1
    assert job.status()["counts"] == {"differs": 1}


def test_status_shows_how_the_job_has_been_doing(job: Job) -> None:
    assert job.desk.server is not None
    assert "has never run here" in job.desk.run("--offline", "status").out
    job.run()
    assert "Job           last success" in job.desk.run("--offline", "status").out
    job.desk.server.faults.add(
        Fault(path="/documents", nth=None, status=429, headers={"Retry-After": "999999999"})
    )
    job.now += timedelta(hours=1)
    job.run()

    shown = job.desk.run("--offline", "status").out
    found = job.desk.run("--offline", "status", "--format", "json").report["job"]

    assert "failing since 2026-03-01" in shown
    assert "1 run: Mendeley unavailable or rate-limited" in " ".join(shown.split())
    assert "next request to Mendeley after" in shown
    assert (found["exit_code"], found["consecutive_failures"]) == (9, 1)
    assert found["last_success"].startswith("2026-03-01T12:00")


def test_a_refused_sign_in_is_told_at_once_and_only_once(job: Job) -> None:
    assert job.desk.server is not None
    job.desk.server.state.revoke(None)

    assert [job.run().exit_code for _ in range(3)] == [8, 8, 8]
    assert job.letters == [[EventKind.FAILED]]
    assert job.status()["consecutive_failures"] == 3


def test_the_jitter_is_slept_before_anything_is_locked_or_asked(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    job.desk.settings(more="[sync]\nstart_jitter_s = 600.0\n")
    free: list[float] = []

    def sleeping(seconds: float) -> None:
        with run_lock(job.desk.folder / "state" / JOB_FOLDER, command="x", now=NOON):
            free.append(seconds)

    job.slept = type("Asleep", (list,), {"append": lambda self, s: sleeping(s)})()
    job.run()

    assert free == [300.0]


def test_a_run_out_of_time_stops_at_a_safe_place_and_the_next_one_goes_on(job: Job) -> None:
    job.desk.settings(more=PUSH)
    two = LIST.replace("id: turner-2004\n", "id: turner-2004\n    DOI: 10.1/x\n")
    job.desk.write(
        "config/references.yaml",
        two.replace("id: johnson-2004\n", "id: johnson-2004\n    DOI: 10.1/y\n"),
    )
    codes = []
    for limit in range(3, 12):
        ticks = iter([0.0] * limit)
        job.monotonic_s = lambda ticks=ticks: next(ticks, 1e9)  # type: ignore[misc]
        codes.append(job.run().exit_code)

    assert set(codes) <= {10, 4, 0}
    assert codes[0] == 10
    job.monotonic_s = lambda: 0.0
    assert job.run().exit_code in (0, 4)
    assert sorted(writes(job.desk)) == [f"PATCH /documents/{one['id']}" for one in DOCUMENTS]


def test_a_budget_that_is_spent_ends_in_10_and_lets_the_lock_go(desk: Desk) -> None:
    assert desk.server is not None
    desk.write(
        "config/mendeley-sync.toml",
        (desk.folder / "config/mendeley-sync.toml").read_text("utf-8")
        + "time_budget_minutes = 0.0000001\n",
    )

    ended = desk.run("sync")

    assert ended.code == 10
    assert "time_budget_minutes" in ended.err
    with run_lock(desk.folder / "state", command="x", now=NOON):
        pass


def test_a_second_job_leaves_with_7_and_the_account_says_so(job: Job) -> None:
    with run_lock(job.desk.folder / "state" / JOB_FOLDER, command="sync", now=NOON):
        assert job.run().exit_code == 7

    assert job.status()["exit_code"] == 7
    assert job.letters == []


def test_a_push_by_hand_that_is_under_way_ends_the_job_in_7(job: Job) -> None:
    job.desk.settings(more=PUSH)
    with run_lock(job.desk.folder / "state", command="push", now=NOON):
        assert job.run().exit_code == 7


def test_five_documents_gone_head_the_report_are_told_and_stop_the_push(job: Job) -> None:
    server = job.desk.server
    assert server is not None
    job.desk.settings(more=PUSH)
    made = [
        server.state.create(group_id=GROUP, title=f"A paper about matter number {n}")
        for n in range(9)
    ]
    job.run()
    for one in made[:5]:
        server.state.trash(one)
    job.desk.write(
        "config/references.yaml",
        LIST.replace("id: turner-2004\n", "id: turner-2004\n    DOI: 10.1/x\n"),
    )

    ended = job.run()

    assert ended.exit_code == 5
    assert job.letters[-1][:2] == [EventKind.GONE, EventKind.FAILED]
    assert writes(job.desk) == []


def test_a_bug_leaves_its_mark_in_the_status_and_is_told(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sync_module, "run_stages", broken)

    with pytest.raises(ZeroDivisionError):
        job.run()

    assert job.status()["exit_code"] == 1
    assert job.letters == [[EventKind.FAILED]]
    assert job.beats == ["start", "fail"]


@pytest.mark.parametrize("where", ["run_stages", "events_of"])
def test_an_interrupt_leaves_its_mark_in_the_status(
    job: Job, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def interrupted(*args: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sync_module, where, interrupted)

    with pytest.raises(KeyboardInterrupt):
        job.run()

    assert job.status()["exit_code"] == 130


def test_settings_that_cannot_be_read_reach_the_heart_beat(job: Job) -> None:
    job.desk.write("config/mendeley-sync.toml", "grup = 1\n")

    with pytest.raises(ConfigError):
        job.run()

    assert job.beats == ["fail"]


def test_a_messenger_that_fails_warns_and_changes_nothing_about_the_end(desk: Desk) -> None:
    desk.settings(more='[notifications]\nheartbeat = "http://127.0.0.1:1/x"\n')

    ended = desk.run("sync")

    assert ended.code == 0
    assert ended.err.count("Warning: the heart-beat address could not be reached") == 2


def test_another_list_has_no_history_of_the_first(job: Job) -> None:
    job.run()
    job.desk.write("config/other.yaml", LIST.replace("2004", "1999"))
    job.desk.settings(more='list = "other.yaml"\n')

    job.run()

    assert job.letters == []


def test_nobody_sleeps_longer_than_the_budget_with_the_lock_in_hand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(SystemClock, "sleep", lambda self, seconds: slept.append(seconds))
    path = desk.settings(more=PUSH)
    path.write_text(path.read_text("utf-8") + "time_budget_minutes = 1.0\n", "utf-8")
    assert desk.server is not None
    desk.server.faults.add(
        Fault(path="/documents", nth=None, status=429, headers={"Retry-After": "100"})
    )

    ended = desk.run("sync")

    assert ended.code == 9
    assert max(slept, default=0.0) < 60


def test_the_files_that_a_monitor_reads_hold_no_names_and_no_titles(job: Job) -> None:
    job.run()
    names = {path.name for path in (job.desk.folder / "state").iterdir()}

    assert {"status.json", "first-seen.json"} <= names
    for name in ("status.json", "first-seen.json"):
        text = (job.desk.folder / "state" / name).read_text("utf-8")
        assert "Beispiel" not in text
        assert "Essential characteristics" not in text


def test_two_configurations_of_one_account_share_its_sign_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service replaces the refresh token at the first renewal: a second copy is refused."""
    assert desk.server is not None
    text = (desk.folder / "config" / "mendeley-sync.toml").read_text("utf-8")
    other = desk.write("other/mendeley-sync.toml", text)
    desk.write("other/references.yaml", LIST)
    monkeypatch.setenv("MENDELEY_SYNC_SIGN_IN_DIR", str(desk.folder / "sign-in"))

    first = desk.run("sync")
    second = desk.run("--config", str(other), "--state-dir", str(desk.folder / "second"), "sync")

    assert (first.code, second.code) == (0, 0), second.err
    assert (desk.folder / "sign-in" / "token.json").is_file()
    assert not (desk.folder / "second" / "token.json").exists()
    assert (desk.folder / "second" / "status.json").is_file()
    monkeypatch.delenv("MENDELEY_SYNC_SIGN_IN_DIR")
    assert desk.run("--state-dir", str(desk.folder / "third"), "sync").code == 8
