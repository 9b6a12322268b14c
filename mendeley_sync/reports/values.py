"""Values of fields as a person reads them, and the words for what we found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from mendeley_sync.diff.difference import Difference, DifferenceKind, EvidenceRow, Severity
from mendeley_sync.domain.csl import CslValue, from_csl
from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import FIELD_BY_NAME, Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.outcome import Result
from mendeley_sync.text.escaping import shortened


def shown(field: FieldName | None, value: CslValue) -> str:
    """One value as text: names as `Balint, Michael; Balint, Enid`, a date as `1957-03`.

    "" for an empty value. The text is not yet safe to print (see `inert`).
    """
    if value is None:
        return ""
    try:
        read = from_csl(field, value) if field in FIELD_BY_NAME and field else value
    except ValueError:
        return str(value)
    if isinstance(read, tuple):
        return "; ".join(str(member) for member in read)
    if isinstance(read, str | PartialDate):
        return str(read)
    return str(value) if read is not None else ""


SAME_FIELD: Final[dict[str, FieldName]] = {
    "year": "issued",
    "journal": "container-title",
    "pages": "page",
    "authors": "author",
}
"""The matcher's words for what it compares, where they are not the field's own name."""


def label(field: FieldName) -> str:
    """A field's name for a reader who does not know CSL."""
    row = FIELD_BY_NAME.get(field)
    return row.label or field if row else field


HEADINGS: Final[dict[DifferenceKind, str]] = {
    DifferenceKind.GONE: "Gone from the library",
    DifferenceKind.TRASHED: "In the trash",
    DifferenceKind.TURNED: "Turned into another work",
    DifferenceKind.CLASH: "Two claims on one entry",
    DifferenceKind.MISSING: "Missing from the library",
    DifferenceKind.UNDECIDED: "Same work or not?",
    DifferenceKind.UNWANTED: "In the library against the list",
    DifferenceKind.DIFFERS: "Differs",
    DifferenceKind.DUPLICATE: "Further copies",
    DifferenceKind.LEFT: "Left the list",
    DifferenceKind.RETURNED: "Came back",
    DifferenceKind.EXTRA: "Not on the list",
    DifferenceKind.RENAMED: "Renamed on the list",
    DifferenceKind.STRANGE: "Cannot be read as it stands",
}

WEIGHT_HEADINGS: Final[dict[Severity, str]] = {
    Severity.IDENTITY: "Differs so much that it may be another work",
    Severity.BIBLIOGRAPHIC: "Differs: one of the two is wrong",
    Severity.COMPLETENESS: "Differs: one side says less",
    Severity.COSMETIC: "Differs only in the writing",
}

WEIGHT_WORDS: Final[dict[Severity, str]] = {
    Severity.IDENTITY: "another work?",
    Severity.BIBLIOGRAPHIC: "one is wrong",
    Severity.COMPLETENESS: "one says less",
    Severity.COSMETIC: "only the writing",
}

CHANGE_WORDS: Final[dict[ChangeKind, str]] = {
    ChangeKind.CREATE: "add",
    ChangeKind.FILL: "fill empty fields of",
    ChangeKind.UPDATE: "update",
    ChangeKind.CLEAR: "empty a field of",
    ChangeKind.OVERWRITE: "put the list's value over an edit in",
    ChangeKind.RESTORE: "take out of the trash",
    ChangeKind.RECREATE: "add again",
    ChangeKind.TRASH: "move to the trash",
    ChangeKind.UNDO_UPDATE: "give back the earlier values of",
    ChangeKind.UNDO_CREATE: "move to the trash what a run of ours added:",
    ChangeKind.UNDO_TRASH: "take back out of the trash",
    ChangeKind.UNDO_RESTORE: "move back to the trash",
}

RESULT_WORDS: Final[dict[Result, str]] = {
    Result.DONE: "done",
    Result.STALE: "left alone, somebody changed it meanwhile",
    Result.REFUSED: "refused by the service",
    Result.UNVERIFIED: "sent, but the service keeps something else",
    Result.SKIPPED: "not tried, the run stopped before",
    Result.UNKNOWN: "sent, not known whether it arrived",
}


def remarks(finding: Difference) -> list[str]:
    """What a reader needs to know beside the two values of a field, in a few words each."""
    if finding.library is None and finding.list is not None:
        why = ["only on the list"]
    elif finding.list is None and finding.library is not None:
        why = ["only in the library"]
    else:
        why = list(finding.reasons)
    said = [*why, finding.state.in_words, "held" if finding.held else ""]
    return list(dict.fromkeys(filter(None, said)))


def evidence_words(row: EvidenceRow) -> str:
    """One thing that the matcher looked at; both values where they differ. Not yet safe to print.

    `title: different titles (list: The basic fault; library: Six minutes)`
    """
    said = f"{label(row.field)}: {row.reason or row.answer}"
    if row.list == row.library or not (row.list and row.library):
        return said
    return f"{said} (list: {shortened(row.list, 200)}; library: {shortened(row.library, 200)})"


def section_heading(kind: DifferenceKind, weight: Severity | None) -> str:
    """What stands over all findings of one kind and weight."""
    if kind is DifferenceKind.DIFFERS and weight is not None:
        return WEIGHT_HEADINGS[weight]
    return HEADINGS[kind]


_OPEN_WORDS: Final[Mapping[DifferenceKind, tuple[str, str]]] = {
    DifferenceKind.GONE: ("is gone", "are gone"),
    DifferenceKind.TRASHED: ("is in the trash", "are in the trash"),
    DifferenceKind.TURNED: ("turned into another work", "turned into other works"),
    DifferenceKind.CLASH: ("is claimed twice", "are claimed twice"),
    DifferenceKind.MISSING: ("is missing from the library", "are missing from the library"),
    DifferenceKind.UNDECIDED: ("needs a decision", "need a decision"),
    DifferenceKind.UNWANTED: ("is there against the list", "are there against the list"),
    DifferenceKind.DIFFERS: ("differs", "differ"),
    DifferenceKind.DUPLICATE: ("is a further copy", "are further copies"),
    DifferenceKind.LEFT: ("left the list", "left the list"),
    DifferenceKind.RETURNED: ("came back", "came back"),
    DifferenceKind.EXTRA: ("is not on the list", "are not on the list"),
    DifferenceKind.RENAMED: ("has a new id", "have new ids"),
    DifferenceKind.STRANGE: ("cannot be read as it stands", "cannot be read as they stand"),
}


def open_in_words(counts: Mapping[str, int]) -> str:
    """`1 is in the trash, 86 differ, 26 are not on the list`, most important first."""
    return ", ".join(
        f"{counts[kind.value]:,} {words[counts[kind.value] != 1]}"
        for kind, words in _OPEN_WORDS.items()
        if counts.get(kind.value)
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 document`, `2 documents`, `1,200 documents`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def enumerated(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def moment(at: datetime) -> str:
    """A time as people read it; always UTC, and it says so."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def day(at: datetime) -> str:
    """A day, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d}"


RESTORE_SOME: Final = "push --restore N`"
"""How a finding advises it: it does not know how many others lie in the trash."""


def advised(text: str, *, practice: bool, trashed: int = 0) -> str:
    """Advice whose commands work when they are typed.

    Args:
        practice: the commands must reach the sandbox.
        trashed: how many references lie in the trash; 0 leaves the number to the reader.
    """
    said = text.replace(RESTORE_SOME, f"push --restore {trashed}`") if trashed else text
    return for_sandbox(said, practice=practice)


def for_sandbox(text: str, *, practice: bool) -> str:
    """Commands within a sentence, made to reach the sandbox when that is what was asked."""
    if not practice:
        return text
    said = text.replace("`mendeley-sync ", "`mendeley-sync --sandbox ")
    return said.replace("--sandbox --sandbox", "--sandbox")


def byline(metadata: Metadata) -> str:
    """`Balint & Norell, 1973`: who and when, in a few words."""
    who = _who(metadata.authors or metadata.editors)
    year = str(metadata.year) if metadata.year is not None else ""
    return ", ".join(filter(None, (who, year)))


def _who(people: tuple[Person, ...]) -> str:
    names = [person.last_name for person in people if not person.is_empty]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " & ".join(names)
