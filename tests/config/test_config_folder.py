"""Every file in `config/` loads, and says nothing that is not known."""

import csv
import subprocess
from pathlib import Path

import pytest
import yaml

from mendeley_sync.settings.model import ConfigFile
from mendeley_sync.settings.reading import known_keys, read_config
from tests.makers.literature import ROOT

CONFIG = ROOT / "config"

LIMITS = {
    "fill": (10, 0.5, 500),
    "create": (10, 0.3, 200),
    "update": (5, 0.3, 200),
    "clear": (2, 0.05, 20),
    "overwrite": (5, 0.1, 50),
    "trash": (0, 0.02, 10),
}
READ_HERE = {"mendeley-sync.toml", "references.yaml", "references.lock.json", "roster.example.csv"}


def committed() -> list[Path]:
    """The files of the folder that version control knows, or all where there is none."""
    listed = subprocess.run(
        ["git", "ls-files", "config"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.split() if listed.returncode == 0 else []
    return [ROOT / name for name in names] or [p for p in CONFIG.rglob("*") if p.is_file()]


def test_every_committed_file_is_one_that_a_test_reads() -> None:
    strangers = [
        path.relative_to(CONFIG)
        for path in committed()
        if path.name not in READ_HERE and path.parent.name != "schedule"
    ]

    assert strangers == []


def test_no_roster_but_the_invented_one_is_committed() -> None:
    assert [p.name for p in committed() if "roster" in p.name] == ["roster.example.csv"]


def test_the_committed_settings_leave_the_group_unset_and_name_the_list() -> None:
    config = read_config(CONFIG / "mendeley-sync.toml")

    assert config.group is None
    assert (CONFIG / config.list).is_file()


def test_the_committed_settings_change_no_default() -> None:
    committed_values = read_config(CONFIG / "mendeley-sync.toml").model_dump()
    defaults = ConfigFile().model_dump()

    assert committed_values["fields"] == dict.fromkeys(("note", "abstract", "keyword"), "shared")
    differing = {key for key in defaults if committed_values[key] != defaults[key]}
    assert differing == {"fields", "limits"}


def test_the_committed_limits_are_the_agreed_ones() -> None:
    limits = read_config(CONFIG / "mendeley-sync.toml").limits

    assert {kind: (n.free, n.share, n.max) for kind, n in limits.items()} == LIMITS


def test_the_shipped_practice_settings_load() -> None:
    path = ROOT / "mendeley_sync" / "sandbox" / "data" / "mendeley-sync.toml"

    assert read_config(path).group is not None


def test_the_list_loads_as_yaml_with_entries() -> None:
    loaded = yaml.safe_load((CONFIG / "references.yaml").read_text("utf-8"))

    assert list(loaded) == ["references"]
    assert len(loaded["references"]) > 200


def test_the_example_roster_has_a_name_in_every_row() -> None:
    with (CONFIG / "roster.example.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == ["name", "email", "society", "profile_id"]
    assert all(row["name"] for row in rows)
    assert all(not row["email"] or "@example." in row["email"] for row in rows)


@pytest.mark.parametrize(
    "table",
    [(), ("service",), ("sync",), ("access",), ("notifications",), ("notifications", "email")],
)
def test_the_documentation_names_every_setting(table: tuple[str, ...]) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")

    assert [key for key in known_keys(table) if f"`{key}`" not in page] == []
