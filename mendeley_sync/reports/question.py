"""One open question on the screen: both records side by side, what differs marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from mendeley_sync.diff.difference import Difference
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import FIELDS, value_of
from mendeley_sync.domain.references import Reference
from mendeley_sync.reports.layout import Paint, columns, in_words, wrapped
from mendeley_sync.reports.values import byline, label, section_heading, shown
from mendeley_sync.text.changed_words import word_changes
from mendeley_sync.text.escaping import for_terminal

LABEL_COLUMNS: Final = 16
NARROW: Final = 72
"""Screens narrower than this show the two records one under the other."""
LONGEST: Final = 400

_POINTER = "▶ "


def render_question(
    finding: Difference,
    reference: Reference | None,
    document: Document | None,
    others: Sequence[Reference | Document] = (),
    *,
    heading: str,
    advice: str = "",
    width: int = 80,
    colour: bool = False,
) -> str:
    """The question as a person sees it before choosing a key.

    Args:
        advice: what else can be done about it, where no answer here settles it.
        heading: where in the row of questions this one stands.
        others: runners-up, shown with title and who wrote it when.
    """
    paint = Paint(colour)
    return "\n".join(
        [
            *_head(finding, heading, width, paint),
            "",
            *_records(finding, reference, document, width, paint),
            "",
            *_why(finding, width, paint),
            *_others(others, width),
            *(wrapped(for_terminal(advice), width, first="→ ", rest="  ") if advice else ()),
        ]
    )


def _head(finding: Difference, heading: str, width: int, paint: Paint) -> Iterator[str]:
    yield paint("dim", "─" * width)
    what = section_heading(finding.kind, finding.weight)
    field = f", {finding.field}" if finding.field else ""
    yield from wrapped(in_words(paint, "bold", f"{heading} · {what}{field}"), width)
    yield from wrapped(for_terminal(finding.title, LONGEST), width)
    keys = [for_terminal(finding.reference or ""), for_terminal(finding.document or "")]
    yield from wrapped(in_words(paint, "dim", " · ".join(filter(None, keys))), width)


def _records(
    finding: Difference,
    reference: Reference | None,
    document: Document | None,
    width: int,
    paint: Paint,
) -> Iterator[str]:
    rows = list(_rows(finding, reference, document))
    column = (width - LABEL_COLUMNS - 3) // 2
    if width >= NARROW:
        first, second = ("List" if reference else ""), ("Library" if document else "")
        yield paint("dim", f"{'':<{LABEL_COLUMNS}}{first:<{column}}   {second}".rstrip())
    for field, ours, theirs in rows:
        name = f"{_POINTER if field == finding.field else '  '}{label(field)}"
        left, right = _marked(ours, theirs, paint)
        if width >= NARROW:
            yield from _side_by_side(name, left, right, column)
        else:
            yield name
            yield from wrapped(left or "–", width, first="    list     ", rest=" " * 13)
            yield from wrapped(right or "–", width, first="    library  ", rest=" " * 13)


def _rows(
    finding: Difference, reference: Reference | None, document: Document | None
) -> Iterator[tuple[FieldName, str, str]]:
    """Every field that either record fills; the one that is asked about comes first."""
    names = [field.name for field in FIELDS]
    if finding.field in names:
        names.remove(finding.field)
        names.insert(0, finding.field)
    for name in names:
        ours, theirs = (
            shown(name, to_csl(name, value_of(entry.metadata, name))) if entry else ""
            for entry in (reference, document)
        )
        if name == finding.field:
            ours, theirs = shown(name, finding.list), shown(name, finding.library)
        if ours or theirs:
            yield name, for_terminal(ours, LONGEST), for_terminal(theirs, LONGEST)


def _marked(ours: str, theirs: str, paint: Paint) -> tuple[str, str]:
    """Both values with what differs in braces; braces stay when there are no colours."""
    if not ours or not theirs or ours == theirs:
        return ours, theirs
    changes = word_changes(ours, theirs)
    left = (_piece(one.in_list, one.is_same, "list", paint) for one in changes)
    right = (_piece(one.in_library, one.is_same, "library", paint) for one in changes)
    return "".join(left), "".join(right)


def _piece(text: str, is_same: bool, style: str, paint: Paint) -> str:
    core = text.strip(" ")
    if is_same or not core:
        return text
    lead, trail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{lead}{{{in_words(paint, style, core)}}}{trail}"


def _side_by_side(name: str, left: str, right: str, column: int) -> Iterator[str]:
    pairs = zip_longest(
        wrapped(name, LABEL_COLUMNS - 1, rest="  "),
        wrapped(left, column) if left else ["–"],
        wrapped(right, column) if right else ["–"],
        fillvalue="",
    )
    for first, ours, theirs in pairs:
        yield f"{_filled(first, LABEL_COLUMNS)}{_filled(ours, column)}   {theirs}".rstrip()


def _filled(text: str, width: int) -> str:
    return text + " " * max(0, width - columns(text))


def _why(finding: Difference, width: int, paint: Paint) -> Iterator[str]:
    for reason in finding.reasons:
        yield from wrapped(f"Why: {for_terminal(reason)}", width, rest="     ")
    for row in finding.evidence:
        said = for_terminal(f"{label(row.field)}: {row.reason or row.answer}")
        yield from wrapped(said, width, first="  - ", rest="    ")
    if finding.agreed is not None:
        agreed = for_terminal(shown(finding.field, finding.agreed), LONGEST)
        yield from wrapped(in_words(paint, "dim", f"Baseline: {agreed}"), width)


def _others(others: Iterable[Reference | Document], width: int) -> Iterator[str]:
    for other in others:
        key = other.key if isinstance(other, Reference) else other.id
        who = f" ({byline(other.metadata)})" if byline(other.metadata) else ""
        text = for_terminal(f"Another possible match: {other.metadata.title}{who}, {key}", LONGEST)
        yield from wrapped(text, width, rest="     ")


def render_question_line(finding: Difference, *, width: int = 100) -> str:
    """One question in a list: what it is about, and the two values where there are two."""
    key = finding.reference or finding.document or finding.id
    what = finding.field or section_heading(finding.kind, finding.weight)
    lines = wrapped(for_terminal(f"{key}  {what}", LONGEST), width)
    if finding.field is None:
        lines += wrapped(for_terminal(finding.title, LONGEST), width, first="  ", rest="  ")
        return "\n".join(lines)
    left, right = _marked(
        for_terminal(shown(finding.field, finding.list), LONGEST),
        for_terminal(shown(finding.field, finding.library), LONGEST),
        Paint(False),
    )
    lines += wrapped(left or "–", width, first="  list     ", rest=" " * 11)
    lines += wrapped(right or "–", width, first="  library  ", rest=" " * 11)
    return "\n".join(lines)
