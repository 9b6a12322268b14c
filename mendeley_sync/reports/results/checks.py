"""What `check` found, in words and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mendeley_sync import __version__
from mendeley_sync.checks.defects import NOT_WRONG, ListProblem
from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.errors import ExitCode
from mendeley_sync.reports.envelope import Envelope, Run
from mendeley_sync.reports.json_writer import envelope_as_json, write_json
from mendeley_sync.reports.values import counted
from mendeley_sync.text.escaping import (
    for_annotation,
    for_annotation_property,
    for_terminal,
    for_xml,
)

_LONGEST_VALUE = 100


class Fix(NamedTuple):
    """One field that `--fix` sets."""

    key: ReferenceKey
    name: FieldName
    before: CslValue
    after: CslValue


def as_text(defects: Sequence[ListProblem], source: str, number: int) -> str:
    """Entry by entry, and a last line that says what to do."""
    if number == 0:
        return f"{source}: The list has no references. Run `mendeley-sync import FILE` to add some."
    if not defects:
        return f"{source}: No problems found in {counted(number, 'reference')}."
    return "\n".join(_text_lines(defects, source, number))


def _text_lines(defects: Sequence[ListProblem], source: str, number: int) -> Iterator[str]:
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
    wrong = len({one.reference for one in defects if one.kind not in NOT_WRONG})
    fixable = sum(one.is_fixable for one in defects)
    unchecked = sum(one.kind in NOT_WRONG for one in defects)
    have = "has" if wrong == 1 else "have"
    yield f"\n{wrong:,} of {counted(number, 'reference')} {have} problems."
    if fixable:
        yield f"Run `mendeley-sync check --fix` to fix {fixable:,} of the problems."
    if unchecked:
        yield f"{counted(unchecked, 'link')} could not be checked."


def fix_lines(made: Sequence[Fix]) -> Iterator[str]:
    """What `--fix` is about to write."""
    yield "Fixes:"
    for one in made:
        before, after = _short(one.before), _short(one.after)
        yield f"  {for_terminal(one.key)}  {one.name}: {before} → {after}"


def as_json(
    defects: Sequence[ListProblem], source: str, number: int, at: datetime, exit_code: int
) -> str:
    """The report's envelope with one finding a defect."""
    run = Run(id=f"check-{at:%Y%m%dT%H%M%S}", started=at, tool_version=__version__)
    body: dict[str, Any] = {
        "source": source,
        "summary": {
            "entries": number,
            "by_kind": dict(sorted(Counter(one.kind.value for one in defects).items())),
            "fixable": sum(one.is_fixable for one in defects),
        },
        "findings": [_finding(one) for one in defects],
    }
    envelope = Envelope(command="check", run=run, exit_code=ExitCode(exit_code))
    return write_json(envelope_as_json(envelope, body))


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
