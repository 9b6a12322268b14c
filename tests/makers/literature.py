"""The facts beside the project: which works there are, and which of their fields are verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
IBF = ROOT.parent / "shared" / "ibf"

Entry = dict[str, Any]
"""One work as CSL-JSON."""

REMARKS = frozenset({"note", "custom"})
"""Members of a literature entry that speak about the source, not about the work."""


def literature() -> list[Entry]:
    """Every work of the literature file, remarks included, in file order."""
    entries: list[Entry] = json.loads((IBF / "balint-literature.json").read_text("utf-8"))
    return entries


def seed_facts() -> list[Entry]:
    """What is known of the nine references of the page "The Evidence"."""
    page = json.loads((IBF / "seed-truth.json").read_text("utf-8"))
    references: list[Entry] = page["references"]
    return references


def verified_part(entry: Entry) -> Entry:
    """The entry without remarks, and without any field that was only recalled.

    A remark such as `page-last` or `author[1]` drops the whole field it begins with.
    """
    recalled = tuple(entry["custom"].get("recalled_fields", ()))
    return {
        field: value
        for field, value in entry.items()
        if field not in REMARKS and not any(_begins_with(remark, field) for remark in recalled)
    }


def is_verified(entry: Entry) -> bool:
    """Whether somebody saw the work on a page that can be named."""
    return bool(entry["custom"]["verified"]) and entry["custom"]["basis"] != "recalled"


def _begins_with(remark: str, field: str) -> bool:
    rest = remark.removeprefix(field)
    return rest != remark and not rest[:1].isalnum()
