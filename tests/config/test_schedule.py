"""The schedules under config/schedule are sound, and keep what they promise about secrets.

The schema of workflows beside this file is not ours: README.md says whose.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT

SCHEDULE = ROOT / "config" / "schedule"
WORKFLOW = SCHEDULE / "github-workflow.yml"
UNITS = ("mendeley-sync.service", "mendeley-sync.timer")


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    # YAML 1.1 reads the key `on` as true.
    found: dict[object, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    return {"on" if isinstance(key, bool) else str(key): value for key, value in found.items()}


def service() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (SCHEDULE / UNITS[0]).read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def run_blocks(workflow: dict[str, Any]) -> str:
    return "\n".join(
        step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]
    )


def test_systemd_finds_no_fault_with_the_units() -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze (Debian package systemd) is not here")

    done = subprocess.run(
        [tool, "verify", "--man=no", *(str(SCHEDULE / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_systemd_calls_the_service_well_protected() -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze (Debian package systemd) is not here")

    done = subprocess.run(
        [tool, "security", "--offline=yes", "--threshold=25", str(SCHEDULE / UNITS[0])],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-300:]


def test_the_service_takes_secrets_as_credentials_and_from_nowhere_else() -> None:
    found = service()

    assert {one.split(":")[0] for one in found["LoadCredential"]} == {
        "client-id",
        "client-secret",
        "refresh-token",
    }
    assert "EnvironmentFile" not in found
    assert not any("TOKEN" in one or "SECRET" in one for one in found["Environment"])


def test_the_service_tells_good_ends_from_those_that_need_a_person() -> None:
    found = service()

    assert found["SuccessExitStatus"] == ["3 4 130 143"]
    assert found["RestartPreventExitStatus"] == ["1 2 5 6 8 11 12"]
    assert int(found["TimeoutStopSec"][0].removesuffix("s")) > 60


def test_the_workflow_follows_the_schema_of_workflows(workflow: dict[str, Any]) -> None:
    schema = json.loads(
        (ROOT / "tests" / "config" / "github-workflow.schema.json").read_text("utf-8")
    )

    jsonschema.validate(workflow, schema)


def test_the_workflow_is_never_cut_off_and_pushes_only_what_was_approved(
    workflow: dict[str, Any],
) -> None:
    push = workflow["jobs"]["push"]

    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert push["environment"]
    assert push["needs"] == "plan"
    assert "--digest" in run_blocks({"jobs": {"push": push}})
    assert "default_branch" in push["steps"][0]["with"]["ref"]


def test_the_workflow_keeps_tokens_out_of_caches_artefacts_and_the_state_branch(
    workflow: dict[str, Any],
) -> None:
    uses = [
        step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step
    ]

    assert {one.split("@")[0] for one in uses} == {"actions/checkout", "actions/setup-python"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert not any("cache" in step.get("with", {}) for step in steps)
    kept = set(re.findall(r"[a-z-]+\.(?:json|sqlite3)", run_blocks(workflow)))
    assert kept == {"status.json", "first-seen.json", "plan.json", "report.json"}
    assert workflow["permissions"] == {}
    # A value that is not ours never becomes part of a script.
    assert "${{" not in run_blocks(workflow)


@pytest.mark.parametrize("name", ["mendeley-sync.service", "mendeley-sync.cron"])
def test_the_list_is_pulled_before_the_run_and_sent_back_after_it(name: str) -> None:
    text = (SCHEDULE / name).read_text("utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))

    assert lines.index("pull") < lines.index("mendeley-sync --quiet sync") < lines.index("git push")


def test_the_cron_line_is_one_and_its_shell_understands_it() -> None:
    text = (SCHEDULE / "mendeley-sync.cron").read_text("utf-8")
    (line,) = [one for one in text.splitlines() if one[:1].isdigit()]
    *times, user, command = line.split(None, 6)[:7]

    assert len(times) == 5
    assert user == "mendeley-sync"
    assert "%" not in command  # cron would read it as the end of the line
    subprocess.run(["/bin/sh", "-n", "-c", command], check=True)


@pytest.mark.parametrize("job", ["plan", "push"])
def test_every_script_of_the_workflow_is_understood_by_bash(
    workflow: dict[str, Any], job: str
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not here")
    for step in workflow["jobs"][job]["steps"]:
        if "run" in step:
            subprocess.run([bash, "-n", "-c", step["run"]], check=True)


def test_the_state_branch_gets_the_two_files_and_gives_them_back(
    workflow: dict[str, Any], tmp_path: Path
) -> None:
    bash, git = shutil.which("bash"), shutil.which("git")
    if bash is None or git is None:
        pytest.skip("bash or git is not here")
    steps = {step.get("name"): step.get("run") for step in workflow["jobs"]["plan"]["steps"]}
    origin, clone, state = tmp_path / "origin", tmp_path / "clone", tmp_path / "state"
    state.mkdir()
    for name in ("status.json", "first-seen.json", "token.json"):
        (state / name).write_text(f'{{"file": "{name}"}}', "utf-8")
    person = {
        f"GIT_{role}_{what}": "job@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    environ = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "MENDELEY_SYNC_STATE_DIR": str(state),
        "STATE_BRANCH": "mendeley-sync-state",
        **person,
    }
    subprocess.run([git, "init", "--quiet", "--bare", str(origin)], check=True, env=environ)
    subprocess.run(
        [git, "clone", "--quiet", str(origin), str(clone)],
        check=True,
        env=environ,
        capture_output=True,
    )
    for _ in range(2):
        subprocess.run(
            [bash, "-e", "-c", steps["Keep the state on its branch"]],
            cwd=clone,
            env=environ,
            check=True,
        )
    shutil.rmtree(state)
    subprocess.run(
        [bash, "-e", "-c", steps["Take the state from its branch"]],
        cwd=clone,
        env=environ,
        check=True,
    )

    assert sorted(path.name for path in state.iterdir()) == ["first-seen.json", "status.json"]
    assert (state / "status.json").read_text("utf-8") == '{"file": "status.json"}'
