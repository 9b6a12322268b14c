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
    DifferenceKind.GONE: "No longer in the library",
    DifferenceKind.TRASHED: "In the trash",
    DifferenceKind.TURNED: "Document now describes a different work",
    DifferenceKind.CLASH: "Matched more than once",
    DifferenceKind.MISSING: "Missing from the library",
    DifferenceKind.UNDECIDED: "Possible matches",
    DifferenceKind.UNWANTED: "Should not be in the library",
    DifferenceKind.DIFFERS: "Different values",
    DifferenceKind.DUPLICATE: "Duplicates",
    DifferenceKind.LEFT: "Removed from the list",
    DifferenceKind.RETURNED: "Back in the library",
    DifferenceKind.EXTRA: "Not on the list",
    DifferenceKind.RENAMED: "Citation key changed",
    DifferenceKind.STRANGE: "Unreadable values",
}

WEIGHT_HEADINGS: Final[dict[Severity, str]] = {
    Severity.IDENTITY: "May be a different work",
    Severity.BIBLIOGRAPHIC: "Different values",
    Severity.COMPLETENESS: "Less complete on one side",
    Severity.COSMETIC: "Cosmetic differences",
}

WEIGHT_WORDS: Final[dict[Severity, str]] = {
    weight: words[0].lower() + words[1:] for weight, words in WEIGHT_HEADINGS.items()
}

CHANGE_WORDS: Final[dict[ChangeKind, str]] = {
    ChangeKind.CREATE: "add {}",
    ChangeKind.FILL: "fill empty fields in {}",
    ChangeKind.UPDATE: "update {}",
    ChangeKind.CLEAR: "clear fields in {}",
    ChangeKind.OVERWRITE: "overwrite library edits in {}",
    ChangeKind.RESTORE: "restore {} from the trash",
    ChangeKind.RECREATE: "re-create {}",
    ChangeKind.TRASH: "move {} to the trash",
    ChangeKind.UNDO_UPDATE: "restore earlier values in {}",
    ChangeKind.UNDO_CREATE: "move {} added by the run to the trash",
    ChangeKind.UNDO_TRASH: "restore {} from the trash",
    ChangeKind.UNDO_RESTORE: "move {} back to the trash",
}
"""What a change does; `{}` is a title or a number of documents."""

CHANGES_DONE: Final[dict[ChangeKind, str]] = {
    ChangeKind.CREATE: "{} added",
    ChangeKind.FILL: "empty fields filled in {}",
    ChangeKind.UPDATE: "{} updated",
    ChangeKind.CLEAR: "fields cleared in {}",
    ChangeKind.OVERWRITE: "library edits overwritten in {}",
    ChangeKind.RESTORE: "{} restored from the trash",
    ChangeKind.RECREATE: "{} re-created",
    ChangeKind.TRASH: "{} moved to the trash",
    ChangeKind.UNDO_UPDATE: "earlier values restored in {}",
    ChangeKind.UNDO_CREATE: "{} added documents moved to the trash",
    ChangeKind.UNDO_TRASH: "{} restored from the trash",
    ChangeKind.UNDO_RESTORE: "{} moved back to the trash",
}
"""The same of a run that is over; `{}` is a number."""

RESULT_WORDS: Final[dict[Result, str]] = {
    Result.DONE: "written and verified",
    Result.STALE: "skipped: someone edited the document after the pull",
    Result.REFUSED: "rejected by Mendeley",
    Result.UNVERIFIED: "written, but Mendeley stored a different value",
    Result.SKIPPED: "not attempted: the run stopped first",
    Result.UNKNOWN: "sent, but not confirmed",
}


def planned_in_words(counts: Mapping[str, int]) -> str:
    """`add 30 documents and fill empty fields in 38`, from counts by kind of change."""
    parts: list[str] = []
    for kind in ChangeKind:
        if number := counts.get(kind.value):
            noun = f"{number:,}" if parts else counted(number, "document")
            parts.append(CHANGE_WORDS[kind].format(noun))
    return enumerated(parts)


def remarks(finding: Difference) -> list[str]:
    """What a reader needs to know beside the two values of a field, in a few words each."""
    if finding.library is None and finding.list is not None:
        why = ["only in the list"]
    elif finding.list is None and finding.library is not None:
        why = ["only in the library"]
    else:
        why = list(finding.reasons)
    said = [*why, finding.state.in_words, "needs review" if finding.held else ""]
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
    DifferenceKind.GONE: ("is no longer in the library", "are no longer in the library"),
    DifferenceKind.TRASHED: ("is in the trash", "are in the trash"),
    DifferenceKind.TURNED: ("now describes a different work", "now describe different works"),
    DifferenceKind.CLASH: ("is matched more than once", "are matched more than once"),
    DifferenceKind.MISSING: ("is missing from the library", "are missing from the library"),
    DifferenceKind.UNDECIDED: ("is a possible match", "are possible matches"),
    DifferenceKind.UNWANTED: ("should not be in the library", "should not be in the library"),
    DifferenceKind.DIFFERS: ("differs", "differ"),
    DifferenceKind.DUPLICATE: ("is a duplicate", "are duplicates"),
    DifferenceKind.LEFT: ("was removed from the list", "were removed from the list"),
    DifferenceKind.RETURNED: ("is back in the library", "are back in the library"),
    DifferenceKind.EXTRA: ("is not on the list", "are not on the list"),
    DifferenceKind.RENAMED: ("has a new citation key", "have new citation keys"),
    DifferenceKind.STRANGE: ("has unreadable values", "have unreadable values"),
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


_AGES = ((86400.0, "day"), (3600.0, "hour"), (60.0, "minute"))


def ago(then: datetime, now: datetime) -> str:
    """`3 days ago`, `just now`; a time to come is a clock that is wrong."""
    seconds = (now - then).total_seconds()
    if seconds < -60:
        return "in the future: a clock is wrong"
    for length, word in _AGES:
        count = int(seconds // length)
        if count >= 1:
            return f"{count:,} {word if count == 1 else word + 's'} ago"
    return "just now"


def day_and_age(then: datetime, now: datetime) -> str:
    """`2026-03-01 (3 days ago)`."""
    return f"{then.astimezone(UTC):%Y-%m-%d} ({ago(then, now)})"
