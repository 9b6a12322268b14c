"""What an import would do, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.formats.account import AccountEntry, Fate, left_out
from mendeley_sync.formats.reading import Problem
from mendeley_sync.reports.json_writer import result_as_json
from mendeley_sync.reports.layout import wrapped
from mendeley_sync.text.escaping import for_terminal

_SHOWN = 120
_SHOWN_IN_FULL = 600
_MOST_IN_FULL = 60
"""More new works than these are listed by their titles."""
_MOST_PROBLEMS = 40
_KINDS = {
    "book": "book",
    "chapter": "part of a book",
    "thesis": "thesis",
    "paper-conference": "paper at a meeting",
    "report": "report",
    "webpage": "web page",
    "document": "kind not known",
}
_NAMES = {
    "container-title": "journal or book",
    "issued": "date",
    "author": "authors",
    "editor": "editors",
    "page": "pages",
    "type": "kind of work",
    "publisher-place": "place",
    "chapter-number": "chapter",
}
"""Fields in words that people use."""


@dataclass(frozen=True)
class Incoming:
    """One reference of a file, before it has a place in the list."""

    reference: Reference
    file: str
    unsure: tuple[FieldName, ...] = ()
    account: tuple[AccountEntry, ...] = ()
    """What became of every value of the record."""

    @property
    def place(self) -> str:
        """File and line, for people."""
        line = self.reference.line
        return self.file if line is None else f"{self.file}:{line}"


@dataclass(frozen=True)
class Contradiction:
    """A field where the file says something else than the list; the list stays as it is."""

    key: ReferenceKey
    field: FieldName
    in_list: CslValue
    in_file: CslValue
    place: str


@dataclass(frozen=True)
class Doubt:
    """An entry of a file that may be one of the list: not added before a person says so."""

    incoming: Incoming
    key: ReferenceKey
    reason: str


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do, and what it leaves to a person."""

    new: tuple[Incoming, ...] = ()
    enriched: Mapping[ReferenceKey, Mapping[FieldName, CslValue]] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    known: tuple[tuple[ReferenceKey, Incoming], ...] = ()
    """Every entry of the files that is in the list already."""
    repeated: tuple[tuple[Incoming, Incoming], ...] = ()
    """Entries that the files bring twice: the one that is taken, and the other."""
    problems: tuple[tuple[str, Problem], ...] = ()
    read: int = 0
    account: tuple[tuple[str, AccountEntry], ...] = ()
    """Every value of the files: its file, and what became of it. The reference is the key in the
    list, "" where none was added."""

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.new or self.enriched)


def lines_of(plan: ImportPlan, target: str, width: int = 80) -> Iterator[str]:
    """The plan line by line: what is new, what enriches, what is left to a person."""
    for line in _paragraphs(plan, target):
        indent = len(line) - len(line.lstrip(" \n"))
        rest = " " * (6 if line.lstrip("\n").startswith("  ") else 0)
        gap = "\n" if line.startswith("\n") else ""
        first = line.removeprefix("\n")[: indent - len(gap)]
        yield gap + "\n".join(wrapped(line.strip(), width, first=first, rest=rest))


def _paragraphs(plan: ImportPlan, target: str) -> Iterator[str]:
    yield _counted(plan, target)
    yield from _new(plan)
    yield from _enriched(plan)
    yield from _contradictions(plan)
    yield from _doubts(plan)
    yield from _unread(plan)


def _counted(plan: ImportPlan, target: str) -> str:
    if not plan.read and not plan.problems:
        return "No references found in the input. The list was not changed."
    parts = [
        f"{_references(plan.read)} read",
        f"{len(plan.new)} new",
        f"{len(plan.known)} already in {target}",
    ]
    if plan.doubts:
        parts.append(f"{len(plan.doubts)} possible matches")
    if plan.repeated:
        parts.append(f"{len(plan.repeated)} twice in the files")
    lost = sum(not problem.is_note for _, problem in plan.problems)
    if lost:
        places = "1 place" if lost == 1 else f"{lost} places"
        parts.append(f"{places} could not be read")
    return ", ".join(parts) + "."


def _new(plan: ImportPlan) -> Iterator[str]:
    """Each new work as it was understood, so that it can be held against the page."""
    if not plan.new:
        return
    yield "\nNew:"
    is_short = len(plan.new) > _MOST_IN_FULL
    for one in plan.new:
        if is_short and not one.unsure:
            yield f"  + {for_terminal(one.reference.key)}  {_title(one)}"
            continue
        yield f"  + {for_terminal(one.reference.key)}"
        yield f"      {in_one_line(one.reference)}"
        if one.unsure:
            yield f"      uncertain: {', '.join(_NAMES.get(n, n) for n in one.unsure)}"
    if any(one.unsure for one in plan.new):
        yield (
            "\nSome fields are uncertain. They are listed in the reference under `custom: unsure`. "
            "Delete that line when you have checked them."
        )


def in_one_line(reference: Reference) -> str:
    """People, year, title and where it appeared, each in its place: to be read, not parsed."""
    metadata = reference.metadata
    people = ", ".join(one.last_name or one.first_name for one in metadata.authors)
    if reference.authors_cut:
        people += " et al."
    if not people and metadata.editors:
        people = ", ".join(one.last_name for one in metadata.editors) + " (editors)"
    number = metadata.volume + (f"({metadata.issue})" if metadata.issue else "")
    chapter = f"Chapter {metadata.chapter_number} in" if metadata.chapter_number else "In"
    inside = metadata.container_title
    if inside and metadata.type == "chapter":
        inside = f"{chapter}: {inside}"
    imprint = ": ".join(filter(None, (metadata.publisher_place, metadata.publisher)))
    source = ", ".join(
        filter(None, (" ".join(filter(None, (inside, number))), metadata.page, imprint))
    )
    year = str(metadata.year) if metadata.year is not None else "no year"
    kind = f"[{_KINDS[metadata.type]}]" if metadata.type in _KINDS else ""
    parts = (f"{people or 'nobody named'} ({year}).", f"{metadata.title}.", f"{source}.", kind)
    shown = " ".join(part for part in parts if part.strip("."))
    return for_terminal(shown.replace("?.", "?").replace("!.", "!"), _SHOWN_IN_FULL)


def _enriched(plan: ImportPlan) -> Iterator[str]:
    if not plan.enriched:
        return
    yield "\nEmpty fields to fill:"
    for key, values in plan.enriched.items():
        for name, value in values.items():
            yield f"  ~ {for_terminal(key)}  {name}: {_shown(value)}"


def _contradictions(plan: ImportPlan) -> Iterator[str]:
    if not plan.contradictions:
        return
    yield ("\nDifferent values in the file. The list was not changed; edit it if it is wrong:")
    for one in plan.contradictions:
        yield f"  ! {for_terminal(one.key)}  {one.field}"
        yield from _both(one)


def _both(one: Contradiction) -> Iterator[str]:
    yield f"      list: {_shown(one.in_list)}"
    yield f"      {for_terminal(one.place)}: {_shown(one.in_file)}"


def _doubts(plan: ImportPlan) -> Iterator[str]:
    if not plan.doubts:
        return
    yield "\nPossible matches with the list, not added (add them with `--as-new`):"
    for one in plan.doubts:
        yield f"  ? {_title(one.incoming)} ({for_terminal(one.incoming.place)})"
        yield f"      similar to {for_terminal(one.key)}: {for_terminal(one.reason)}"


def _unread(plan: ImportPlan) -> Iterator[str]:
    if plan.repeated:
        yield "\nTwice in the files, added once:"
        for first, copy in plan.repeated:
            yield f"  = {_title(copy)} ({for_terminal(copy.place)}, as {for_terminal(first.place)})"
    if left := left_out(entry for _, entry in plan.account):
        names = ", ".join(f"{for_terminal(name, 40)} ({n})" for name, n in left.items())
        yield f"\nLeft out: {names}. Add `--verbose` to see the values."
    lost = [one for one in plan.problems if not one[1].is_note]
    notes = [one for one in plan.problems if one[1].is_note]
    yield from _places("\nCould not be read:", lost)
    yield from _places("\nRead, but check them:", notes)


def account_lines(plan: ImportPlan, width: int = 80) -> Iterator[str]:
    """Every value of the files that is not in the list letter by letter, with its source name."""
    yield "\nEvery value that was changed or left out:"
    for file, entry in plan.account:
        if entry.fate is Fate.TAKEN:
            continue
        place = f"{entry.reference or file}  {entry.source}"
        became = f" → {_cut(entry.became)}" if entry.became else ""
        text = f"{for_terminal(place, 80)}: {entry.fate.value}: {_cut(entry.text)}{became}"
        yield "\n".join(wrapped(text, width, first="  ", rest="      "))


def _cut(text: str) -> str:
    return for_terminal(text, _SHOWN_IN_FULL)


def as_json(plan: ImportPlan, target: str, at: datetime) -> str:
    """The plan as JSON, with what became of every value of the files."""
    body = {
        "list": target,
        "summary": {
            "read": plan.read,
            "new": len(plan.new),
            "known": len(plan.known),
            "possible_matches": len(plan.doubts),
            "repeated": len(plan.repeated),
            "unreadable": sum(not problem.is_note for _, problem in plan.problems),
        },
        "new": [
            {"reference": one.reference.key, "place": one.place, "unsure": list(one.unsure)}
            for one in plan.new
        ],
        "enriched": {key: dict(values) for key, values in plan.enriched.items()},
        "contradictions": [asdict(one) for one in plan.contradictions],
        "possible_matches": [
            {"reference": one.key, "place": one.incoming.place, "reason": one.reason}
            for one in plan.doubts
        ],
        "left_out": left_out(entry for _, entry in plan.account),
        "account": [{"file": file, **entry._asdict()} for file, entry in plan.account],
        "problems": [
            {"file": file, **problem.model_dump(mode="json")} for file, problem in plan.problems
        ],
    }
    return result_as_json("import", at, body)


def _places(heading: str, problems: Sequence[tuple[str, Problem]]) -> Iterator[str]:
    if not problems:
        return
    yield heading
    for name, problem in problems[:_MOST_PROBLEMS]:
        place = name if problem.line is None else f"{name}:{problem.line}"
        yield f"  - {for_terminal(place)}: {for_terminal(problem.message)}"
        if problem.text:
            yield f"      {for_terminal(problem.text, _SHOWN)}"
    if len(problems) > _MOST_PROBLEMS:
        yield f"  … and {len(problems) - _MOST_PROBLEMS} more places"


def _title(one: Incoming) -> str:
    return for_terminal(one.reference.metadata.title or "(no title)", _SHOWN)


def _references(number: int) -> str:
    return "1 reference" if number == 1 else f"{number} references"


def _shown(value: Any) -> str:
    if value is None:
        return "(empty)"
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value)
    if isinstance(value, dict):
        parts = value.get("date-parts")
        if parts:
            return "-".join(str(part) for part in parts[0])
        names = [value.get("family", value.get("literal", "")), value.get("given", "")]
        return for_terminal(", ".join(filter(None, names)), _SHOWN)
    return for_terminal(str(value), _SHOWN)
