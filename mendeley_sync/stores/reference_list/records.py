"""Changes to a BibTeX or RIS list: a record that changes is written anew, in place."""

from __future__ import annotations

from collections.abc import Sequence

from mendeley_sync.domain.references import Reference, ReferenceList
from mendeley_sync.formats.registry import write_references
from mendeley_sync.stores.reference_list.edits import Edits, NotEditableError, Splice, spliced


def edited_records(
    text: str,
    format: str,
    before: ReferenceList,
    wanted: Sequence[Reference],
    edits: Edits,
) -> str:
    """The text with changed records written anew, new ones at its end, others taken out."""
    present = before.by_key()
    by_key = {one.key: one for one in wanted}
    starts = _line_starts(text)
    splices = []
    for key in sorted({*edits.changed, *edits.removed}):
        start = starts[(present[key].line or 1) - 1]
        end = _record_end(text, format, start)
        if key in edits.removed:
            splices.append(_removal(text, start, end))
        else:
            splices.append(Splice(start, end, _record(by_key[key], format)))
    made = spliced(text, splices)
    for reference in edits.added:
        gap = "" if not made else "\n" if made.endswith("\n") else "\n\n"
        made += gap + _record(reference, format) + "\n"
    return made


def _removal(text: str, start: int, end: int) -> Splice:
    """A record goes with the empty lines above it and the end of its last line."""
    while text[:start].endswith("\n\n"):
        start -= 1
    return Splice(start, end + text[end:].startswith("\n"), "")


def _record(reference: Reference, format: str) -> str:
    return write_references([reference], format)[0].strip("\n")


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _record_end(text: str, format: str, start: int) -> int:
    if format == "ris":
        end = text.find("\nER", start)
        if end < 0:
            raise NotEditableError("the record has no end")
        following = text.find("\n", end + 1)
        return len(text) if following < 0 else following
    return _closing_brace(text, start) + 1


def _closing_brace(text: str, start: int) -> int:
    depth = 0
    for position in range(text.find("{", start), len(text)):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    raise NotEditableError("the record has no end")
