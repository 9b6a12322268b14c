"""How well pasted citation lines are read, field by field.

Run: python -m benchmarks.citations [--misses] (from the root of the repository).
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.citation_makers import Labelled, labelled_lines
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.citation.read import read_citation_lines

LITERATURE = Path(__file__).resolve().parent.parent.parent / "shared/ibf/balint-literature.json"
FIELDS = ("title", "year", "first author", "authors", "cut", "journal", "volume", "issue", "page")
GOALS = {"title": 0.97, "year": 0.99, "first author": 0.98, "journal": 0.95}
GOALS |= {"volume": 0.97, "issue": 0.97, "page": 0.97}


def plain(text: str) -> str:
    """Text for comparing: no case, one kind of dash, quote and space, no last full stop."""
    text = re.sub(r"\s*[-–—‐−]+\s*", "-", text.casefold())
    text = re.sub(r"[\"“”„‘’']", "'", text)
    return re.sub(r"\s+", " ", text).strip(" .,;")


def score(labelled: Labelled) -> tuple[dict[str, bool], Reference | None]:
    """Which fields of one line are right; all are wrong when it is not one reference."""
    references = read_citation_lines(labelled.line).references
    if len(references) != 1:
        return dict.fromkeys(FIELDS, False), None
    reference = references[0]
    shown: Any = labelled.shown
    metadata = reference.metadata
    families = [plain(one.last_name) for one in metadata.authors]
    wanted = [plain(name) for name in shown["authors"]]
    return {
        "title": plain(metadata.title) == plain(shown["title"]),
        "year": metadata.year == shown["year"],
        "first author": families[:1] == wanted[:1],
        "authors": families == wanted,
        "cut": reference.authors_cut == shown["cut"],
        "journal": plain(metadata.container_title) == plain(shown["journal"]),
        "volume": plain(metadata.volume) == plain(shown["volume"]),
        "issue": plain(metadata.issue) == plain(shown["issue"]),
        "page": plain(metadata.page) == plain(shown["page"]),
    }, reference


def accuracy(lines: Iterable[Labelled]) -> dict[str, dict[str, float]]:
    """Share of right fields, over all lines and style by style."""
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for labelled in lines:
        for name, is_right in score(labelled)[0].items():
            for group in ("all", labelled.style, "damaged" if labelled.damage else "clean"):
                right[group][name].append(is_right)
    return {
        group: {name: sum(values) / len(values) for name, values in fields.items()}
        for group, fields in right.items()
    }


def main() -> int:
    """Print the table; 1 when a goal is missed."""
    if not LITERATURE.is_file():
        print("../shared is not here: there is no literature to make lines from")
        return 1
    lines = labelled_lines(json.loads(LITERATURE.read_text(encoding="utf-8")))
    table = accuracy(lines)
    print(f"{len(lines)} lines, {len({one.style for one in lines})} styles")
    print("| lines | " + " | ".join(FIELDS) + " |")
    print("|---" * (len(FIELDS) + 1) + "|")
    for group in sorted(table, key=lambda name: (name != "all", name)):
        cells = " | ".join(f"{table[group][name]:.3f}" for name in FIELDS)
        print(f"| {group} | {cells} |")
    if "--misses" in sys.argv:
        _print_misses(lines)
    missed = {name: goal for name, goal in GOALS.items() if table["all"][name] < goal}
    print("missed: " + ", ".join(missed) if missed else "every goal is met")
    return 1 if missed else 0


def _print_misses(lines: Iterable[Labelled]) -> None:
    for labelled in lines:
        found, reference = score(labelled)
        wrong = [name for name, is_right in found.items() if not is_right]
        if wrong:
            metadata = reference.metadata if reference else None
            print(f"\n{labelled.style} {labelled.damage} wrong: {wrong}\n  {labelled.line!r}")
            if metadata is not None:
                print(
                    f"  {[str(one) for one in metadata.authors]} | {metadata.title} |"
                    f" {metadata.container_title} | {metadata.volume} | {metadata.issue} |"
                    f" {metadata.page} | {metadata.issued} | {metadata.publisher}"
                )


if __name__ == "__main__":
    sys.exit(main())
