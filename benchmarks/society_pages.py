"""How well annotated pages of societies are read, field by field: right, unsure or wrong.

A field is unsure when its value is wrong and the reading says that it is; it is wrong when
nobody was warned. Lines without a reference count as lost.

Run: python -m benchmarks.society_pages [--all] [--misses FORM] (from the root of the repository).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.citations import plain
from benchmarks.page_makers import Page, pages
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.citation.read import read_citation_lines
from mendeley_sync.formats.reading import Reading

SHARED = Path(__file__).resolve().parent.parent.parent / "shared/ibf/pages"
OUTCOMES = ("right", "unsure", "wrong", "lost")
_CSL = {"families": "author", "year": "issued", "container": "container-title"}
_CSL |= {"place": "publisher-place", "role": "editor", "event": "genre", "cut": "author"}


def _whole(page: str) -> str:
    """`404-8` as `404-408`."""
    first, dash, last = re.sub(r"\s*[-–—]+\s*", "-", page).partition("-")
    return f"{first}-{first[: len(first) - len(last)]}{last}" if dash and last else first


def values_of(reference: Reference) -> dict[str, str]:
    """What was read, by the names of the truth."""
    metadata = reference.metadata
    people = metadata.authors or metadata.editors
    return {
        "families": plain("; ".join(one.last_name for one in people)),
        "title": plain(metadata.title),
        "year": str(metadata.year or ""),
        "container": plain(metadata.container_title),
        "volume": metadata.volume,
        "issue": metadata.issue,
        "page": _whole(metadata.page),
        "publisher": plain(metadata.publisher),
        "place": plain(metadata.publisher_place),
        "edition": metadata.edition,
        "role": "editor" if metadata.editors and not metadata.authors else "",
        "event": plain(metadata.genre or metadata.container_title),
        "note": plain(metadata.note),
        "cut": str(reference.authors_cut),
    }


def outcomes(reading: Reading, truth: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Name, outcome and value of each field of the truth, in its order."""
    by_title = {plain(one.metadata.title): one for one in reading.references}
    left = list(reading.references)
    found: list[tuple[str, str, str]] = []
    for number, entry in enumerate(truth):
        in_order = left[number] if len(left) == len(truth) else None
        reference = in_order or by_title.get(plain(entry["title"]))
        if reference is None:
            found += [(name, "lost", "") for name in entry]
            continue
        values, unsure = values_of(reference), reading.unsure(reference.key)
        # What the truth has not, a reference must not have either.
        wanted = {"container": "", "volume": "", "issue": "", "page": "", "note": ""} | dict(entry)
        if "event" in entry:
            del wanted["container"]
        for name, value in wanted.items():
            right = _is_right(name, value, values[name], whole_note="note" not in entry or True)
            shown = f"{values[name]!r}, not {value!r}"
            marked = _CSL.get(name, name) in unsure or (
                name in ("families", "role") and {"author", "editor"} & set(unsure)
            )
            outcome = "right" if right else "unsure" if marked else "wrong"
            found.append((name, outcome, "" if right else shown))
    return found


def _is_right(name: str, wanted: Any, value: str, *, whole_note: bool) -> bool:
    if name == "families":
        return value == plain("; ".join(wanted))
    if name == "note":
        return value.startswith(plain(wanted)) if wanted else not value
    if name == "event":
        return plain(wanted) in value or (value in plain(wanted) and bool(value))
    return plain(_whole(str(wanted)) if name == "page" else str(wanted or "")) == plain(value)


def counted(found: Iterable[tuple[str, str, str]]) -> Counter[str]:
    """How many fields had each outcome."""
    return Counter(outcome for _, outcome, _ in found)


def made_pages(*, all_crossings: bool = False) -> dict[str, dict[str, Counter[str]]]:
    """Outcomes by form, language, numbering, annotation and label."""
    table: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for page in pages(all_crossings=all_crossings):
        counts = counted(outcomes(read_citation_lines(page.text), page.truth))
        for group in ("form", "language", "numbering", "annotation", "label"):
            table[group][getattr(page, group) or "no label"] += counts
        table["all"]["all"] += counts
    return table


def shared_pages() -> dict[str, list[tuple[str, str, str]]]:
    """Outcomes on the stored pages of three societies; empty where they are not at hand."""
    if not SHARED.is_dir():
        return {}
    truth = json.loads((SHARED / "truth.json").read_text(encoding="utf-8"))
    found = {}
    for name, expected in truth.items():
        reading = read_citation_lines((SHARED / name).read_bytes())
        found[name] = outcomes(reading, expected["references"])
        wanted = tuple(expected.get("sections", ()))
        sections = tuple(dict.fromkeys(one for ref in reading.references for one in ref.sections))
        found[name] += [("sections", "right" if sections == wanted else "wrong", str(sections))]
    return found


def _line(name: str, counts: Counter[str]) -> str:
    total = sum(counts.values())
    shares = " | ".join(f"{counts[one] / total:.3f}" for one in OUTCOMES)
    return f"| {name} | {total} | {shares} |"


def main() -> int:
    """Print the tables."""
    if "--misses" in sys.argv:
        _print_misses(sys.argv[sys.argv.index("--misses") + 1])
        return 0
    print("| page | fields | " + " | ".join(OUTCOMES) + " |\n" + "|---" * 6 + "|")
    for name, found in shared_pages().items():
        print(_line(name, counted(found)))
        if "--show" in sys.argv:
            print("\n".join(f"   {one}" for one in found if one[1] != "right"))
    for group, rows in made_pages(all_crossings="--all" in sys.argv).items():
        print(f"\n| {group} | fields | " + " | ".join(OUTCOMES) + " |\n" + "|---" * 6 + "|")
        print("\n".join(_line(name, counts) for name, counts in rows.items()))
    return 0


def _print_misses(form: str) -> None:
    for page in pages():
        if page.form == form:
            _print_page(page)


def _print_page(page: Page) -> None:
    reading = read_citation_lines(page.text)
    missed = [one for one in outcomes(reading, page.truth) if one[1] != "right"]
    if missed:
        print(f"\n== {page[:5]}\n{page.text}")
        print("\n".join(f"   {one}" for one in missed))
        print("\n".join(f"   not read: {one.text}" for one in reading.problems))


if __name__ == "__main__":
    sys.exit(main())
