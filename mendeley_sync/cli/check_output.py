"""What `check` found, in words and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mendeley_sync import __version__
from mendeley_sync.checks.defects import NOT_WRONG, ListProblem
from mendeley_sync.errors import EXIT_WORDS
from mendeley_sync.reports.json_writer import SCHEMA_VERSION
from mendeley_sync.text.escaping import (
    for_annotation,
    for_annotation_property,
    for_terminal,
    for_xml,
)

if TYPE_CHECKING:
    from mendeley_sync.workflow.check import Fix

_LONGEST_VALUE = 100


def as_text(defects: Sequence[ListProblem], source: str, number: int) -> str:
    """Entry by entry, and a last line that says what to do."""
    entries = "1 entry" if number == 1 else f"{number} entries"
    if number == 0:
        return f"{source}: the list is empty. Bring references in with `mendeley-sync import FILE`."
    if not defects:
        return f"{source}: {entries}, nothing wrong was found."
    return "\n".join(_text_lines(defects, source, entries))


def _text_lines(defects: Sequence[ListProblem], source: str, entries: str) -> Iterator[str]:
    for key, group in groupby(defects, key=lambda one: one.reference):
        several = list(group)
        place = source if several[0].line is None else f"{source}:{several[0].line}"
        yield f"{for_terminal(key)}  ({for_terminal(place)})"
        for one in several:
            field = f"{one.field}: " if one.field else ""
            mendable = "  [--fix]" if one.is_fixable else ""
            yield f"  {field}{for_terminal(one.message)}{mendable}"
            if one.value:
                yield f"      {for_terminal(one.value, _LONGEST_VALUE)}"
    wrong = sum(one.kind not in NOT_WRONG for one in defects)
    fixable = sum(one.is_fixable for one in defects)
    unchecked = len(defects) - wrong
    parts = [f"{wrong} to look at"]
    if fixable:
        parts.append(f"{fixable} that --fix mends")
    if unchecked:
        parts.append(f"{unchecked} could not be checked")
    yield f"\n{entries}: {', '.join(parts)}."


def mending_lines(made: Sequence[Fix]) -> Iterator[str]:
    """What `--fix` is about to write."""
    yield "Would be mended:"
    for one in made:
        before, after = _short(one.before), _short(one.after)
        yield f"  {for_terminal(one.key)}  {one.name}: {before} → {after}"


def as_json(
    defects: Sequence[ListProblem], source: str, number: int, started: datetime, code: int
) -> str:
    """The report's envelope with one finding a defect."""
    report: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "check",
        "run": {
            "id": f"check-{started:%Y%m%dT%H%M%S}",
            "started": started.isoformat(timespec="seconds"),
            "tool_version": __version__,
        },
        "exit": {"code": code, "word": EXIT_WORDS[code]},
        "source": source,
        "summary": {
            "entries": number,
            "by_kind": dict(sorted(Counter(one.kind.value for one in defects).items())),
            "fixable": sum(one.is_fixable for one in defects),
        },
        "findings": [_finding(one) for one in defects],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _finding(one: ListProblem) -> dict[str, Any]:
    return {
        "id": "/".join(filter(None, (one.kind.value, one.reference, one.field, *one.others))),
        "kind": one.kind.value,
        "reference": one.reference,
        "field": one.field or None,
        "line": one.line,
        "message": one.message,
        "value": one.value or None,
        "others": list(one.others),
        "fix": dict(one.fix) or None,
    }


def as_junit(defects: Sequence[ListProblem], source: str) -> str:
    """One case a defect; what could not be checked is skipped."""
    suite = Element("testsuite", name="mendeley-sync check")
    for one in defects:
        case = SubElement(suite, "testcase", classname=one.kind.value, name=for_xml(_name(one)))
        tag = "skipped" if one.kind in NOT_WRONG else "failure"
        outcome = SubElement(case, tag, message=for_xml(one.message))
        outcome.text = for_xml(f"{source}:{one.line or 1}\n{one.value}")
    if not defects:
        SubElement(suite, "testcase", classname="list", name=for_xml(source))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _name(one: ListProblem) -> str:
    return f"{one.reference} {one.field}".strip()


def as_github(defects: Sequence[ListProblem], source: str) -> str:
    """One remark a defect, beside its line in the list."""
    lines = []
    for one in defects:
        level = "notice" if one.kind in NOT_WRONG else "warning"
        place = f"file={for_annotation_property(source)},line={one.line or 1}"
        title = for_annotation_property(f"{one.kind.value}: {_name(one)}")
        lines.append(f"::{level} {place},title={title}::{for_annotation(one.message)}")
    return "\n".join(lines)


def _short(value: object) -> str:
    if value is None:
        return "(nothing)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return for_terminal(text, _LONGEST_VALUE)
