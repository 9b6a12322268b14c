"""docs/sandbox.md says what is."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from mendeley_sync.sandbox.faults.faults import ACTS, Fault, fault_from_json
from mendeley_sync.sandbox.state import CHOICES, Switches
from mendeley_sync.sandbox.state_file import KNOWN_KEYS, load_state

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
BLOCKS: list[Any] = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.S)]


def in_tables() -> set[str]:
    """All words that stand as code in the first column of a table."""
    rows = re.findall(r"^\| (`[^|]*) \|", PAGE, re.M)
    return {word for row in rows for word in re.findall(r"`([^`]*)`", row)}


def test_the_state_file_shown_can_be_served() -> None:
    assert load_state(json.dumps(BLOCKS[0])).document("d1")["year"] == 2019


def test_the_faults_shown_can_be_added() -> None:
    assert [fault_from_json(raw) for raw in BLOCKS[1]]


def test_every_key_switch_and_member_is_named() -> None:
    named = in_tables() | set(re.findall(r"`(deleted_\w+)`", PAGE))

    assert set(KNOWN_KEYS) - named == set()
    assert {entry.name for entry in fields(Fault)} - named == set()
    assert all(f"`{name}`" in PAGE for name in ACTS)


def test_defaults_of_switches_are_those_shown() -> None:
    for entry in fields(Switches):
        shown = str(entry.default).lower() if isinstance(entry.default, bool) else entry.default
        row = re.search(rf"^\| `{entry.name}` \| `?\"?([\w]+)", PAGE, re.M)
        assert row is not None, entry.name
        assert row[1] == str(shown)


def test_every_position_of_a_switch_is_named() -> None:
    for name, positions in CHOICES.items():
        row = re.search(rf"^\| `{name}` .*$", PAGE, re.M)
        assert row is not None
        assert all(str(position) in row[0] for position in positions), name
