"""What `status` knows, with the service, without it, and after years."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import SignIn
from mendeley_sync.errors import EXIT_ACCESS, EXIT_FINE
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.settings import Settings
from mendeley_sync.settings.model import ConfigFile, ServiceTable
from mendeley_sync.stores.credentials.tokens import TokenStore, token_file
from mendeley_sync.stores.mirror.schema import MIRROR_FILE
from mendeley_sync.workflow.account.status import StatusReport, gather_status
from mendeley_sync.workflow.service import open_client, open_mirror
from tests import scenario
from tests.service_builders import pull_group
from tests.sign_in_builders import a_sandbox, a_sign_in

ENVIRON = {
    "MENDELEY_CLIENT_ID": scenario.CLIENT_ID,
    "MENDELEY_CLIENT_SECRET": scenario.CLIENT_SECRET,
}
SEEDED = ENVIRON | {"MENDELEY_REFRESH_TOKEN": scenario.REFRESH_TOKEN}
NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with a_sandbox() as running:
        yield running


@pytest.fixture
def settings(server: SandboxServer, tmp_path: Path) -> Settings:
    return Settings(
        config=ConfigFile(service=ServiceTable(base_url=server.url), group=scenario.GROUP),
        config_file=None,
        state_dir=tmp_path / "state",
        base_url=server.url,
    )


def status_of(
    settings: Settings,
    environ: dict[str, str] | None = None,
    *,
    offline: bool = False,
    now: datetime = NOW,
) -> StatusReport:
    return gather_status(
        settings,
        environ=ENVIRON if environ is None else environ,
        has_terminal=False,
        offline=offline,
        now=now,
    )


def keep(settings: Settings, sign_in: SignIn | None = None, profile: str = "default") -> None:
    store = TokenStore(settings.state_dir, profile=profile)
    person = {"name": "Clara Beispiel", "profile_id": scenario.OWNER, "signed_in_at": NOW}
    store.save((sign_in or a_sign_in()).model_copy(update=person), rotated=False)


def test_nobody_signed_in_is_said_and_nobody_is_asked(
    settings: Settings, server: SandboxServer
) -> None:
    report = status_of(settings)

    assert report.accounts == ()
    assert report.exit_code == EXIT_ACCESS
    assert server.requests == []
    assert not settings.state_dir.exists()


def test_a_working_sign_in_is_seen_with_its_group(settings: Settings) -> None:
    keep(settings)

    report = status_of(settings)

    assert report.exit_code == EXIT_FINE
    assert report.service.profile is not None
    assert report.service.profile.id == scenario.OWNER
    assert report.service.group is not None
    assert report.service.group.role == "owner"


def test_offline_says_what_is_known_here_and_asks_nobody(
    settings: Settings, server: SandboxServer
) -> None:
    keep(settings)

    report = status_of(settings, offline=True)

    assert report.exit_code == EXIT_FINE
    assert [account.name for account in report.accounts] == ["Clara Beispiel"]
    assert not report.service.asked
    assert server.requests == []


def test_a_withdrawn_sign_in_ends_in_8_with_the_sentence(settings: Settings) -> None:
    keep(settings, a_sign_in("withdrawn"))

    report = status_of(settings)

    assert report.exit_code == EXIT_ACCESS
    assert report.service.problem.startswith("Mendeley no longer accepts the saved sign-in.")


def test_a_service_that_is_down_is_no_failure_of_status(
    settings: Settings, server: SandboxServer
) -> None:
    keep(settings, a_sign_in(access=scenario.ACCESS_TOKEN, good_for_s=10**9))
    # A wait that is longer than anybody waits, so that no test does.
    server.faults.add(Fault(nth=None, status=503, headers={"Retry-After": "7200"}))

    report = status_of(settings)

    assert report.exit_code == EXIT_FINE
    assert "503" in report.service.problem


def test_a_group_that_cannot_be_seen_is_told_from_one_that_can(
    settings: Settings, server: SandboxServer
) -> None:
    keep(settings)
    server.state.members[scenario.GROUP] = []

    report = status_of(settings)

    assert report.service.group is None
    assert report.service.groups == 0


def test_where_everything_came_from_is_named(settings: Settings) -> None:
    report = status_of(settings, SEEDED, offline=True)

    assert report.client_id is not None
    assert report.client_id.origin == "the environment (MENDELEY_CLIENT_ID)"
    assert report.secret_origin == "the environment (MENDELEY_CLIENT_SECRET)"
    assert report.accounts[0].from_outside == "the environment (MENDELEY_REFRESH_TOKEN)"


def test_a_second_account_is_listed(settings: Settings) -> None:
    keep(settings)
    keep(settings, profile="member")

    report = status_of(settings, offline=True)

    assert [account.profile for account in report.accounts] == ["default", "member"]


def test_a_broken_token_file_is_a_problem_and_not_an_end(settings: Settings) -> None:
    settings.state_dir.mkdir()
    token_file(settings.state_dir).write_text("{", encoding="utf-8")

    report = status_of(settings, offline=True)

    assert "cannot be read" in report.accounts[0].problem
    assert report.exit_code == EXIT_ACCESS


def test_an_unusable_secret_is_a_problem_and_not_an_end(settings: Settings) -> None:
    report = status_of(settings, {"MENDELEY_CLIENT_SECRET": "two\nlines-MARK"}, offline=True)

    assert len(report.problems) == 1
    assert "MARK" not in report.problems[0]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_token_file_that_others_can_read_is_said(settings: Settings) -> None:
    keep(settings)
    token_file(settings.state_dir).chmod(0o644)

    report = status_of(settings, offline=True)

    assert "chmod 600" in report.accounts[0].problem


def test_a_sign_in_that_nobody_has_used_for_long_is_said(settings: Settings) -> None:
    keep(settings)

    soon = status_of(settings, offline=True, now=NOW + timedelta(days=80))
    late = status_of(settings, offline=True, now=NOW + timedelta(days=100))

    assert not soon.accounts[0].is_idle(soon.at)
    assert late.accounts[0].is_idle(late.at)


def test_the_last_pull_is_known_offline(settings: Settings, server: SandboxServer) -> None:
    keep(settings)
    with (
        open_client(settings, environ=ENVIRON) as client,
        open_mirror(settings.state_dir) as mirror,
    ):
        pull_group(client, mirror)

    report = status_of(settings, offline=True)

    assert report.pull is not None
    assert report.pull.live == 0
    assert report.group_name == "Invented Society Library"


def test_a_damaged_mirror_is_a_problem_and_not_an_end(settings: Settings) -> None:
    keep(settings)
    (settings.state_dir / MIRROR_FILE).write_bytes(b"this is no database, whatever its name says")

    report = status_of(settings, offline=True)

    assert len(report.problems) == 1
    assert report.exit_code == EXIT_FINE


def test_no_text_of_the_report_shows_a_secret(settings: Settings) -> None:
    keep(settings, a_sign_in("refresh-MARK", access="access-MARK"))
    environ = {"MENDELEY_CLIENT_ID": "1", "MENDELEY_CLIENT_SECRET": "secret-MARK"}
    environ["MENDELEY_REFRESH_TOKEN"] = SecretStr("seed-MARK").get_secret_value()

    assert "MARK" not in repr(status_of(settings, environ, offline=True))
