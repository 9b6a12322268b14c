"""The report as JUnit XML, so that a CI shows each work as a test that passed or failed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mendeley_sync.advice import Advice
from mendeley_sync.diff.difference import Difference, Severity
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.reports.diff.cards import Card, Section, sections
from mendeley_sync.reports.diff.headline import headline
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.json_writer import SCHEMA_VERSION, time_as_text
from mendeley_sync.reports.layout import Paint, marked
from mendeley_sync.reports.surfaces import Surface
from mendeley_sync.reports.values import shown
from mendeley_sync.text.changed_words import word_changes
from mendeley_sync.text.escaping import for_xml

LONGEST_NAME = 300


def render_junit(report: DiffReport) -> str:
    """One suite; a failure for each work that differs, a pass for each in step."""
    suite = Element("testsuite", name=f"mendeley-sync {report.command}")
    suite.set("timestamp", time_as_text(report.run.started) or "")
    properties = SubElement(suite, "properties")
    for name, value in _properties(report):
        SubElement(properties, "property", name=name, value=for_xml(value))
    for case in _cases(report):
        suite.append(case)
    _count(suite)
    root = Element("testsuites", {key: suite.attrib[key] for key in _COUNTED})
    root.append(suite)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _plain(report: DiffReport, advice: Advice | str) -> str:
    return Surface(report.options, fill=report.fill).plain(advice)


_COUNTED = ("tests", "failures", "errors", "skipped")


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))


def _properties(report: DiffReport) -> Iterator[tuple[str, str]]:
    yield "answer", headline(report)
    yield "practice", "yes" if report.practice else "no"
    yield "schema_version", SCHEMA_VERSION
    for notice in report.notices:
        yield notice.level, _plain(report, notice.whole)


def _cases(report: DiffReport) -> Iterator[Element]:
    if report.failure is not None:
        case = Element("testcase", classname="run", name=for_xml(report.failure.phase))
        error = SubElement(case, "error", type=report.failure.error)
        error.set("message", for_xml(report.failure.message))
        error.text = for_xml(_plain(report, report.failure.advice))
        yield case
    for section in sections(report, cosmetic=False):
        for card in section.cards:
            yield _failed(report, card, section)
    for accepted in report.accepted:
        case = _case(report, accepted.finding)
        SubElement(case, "skipped", message=for_xml(f"accepted: {accepted.reason}"))
        yield case
    yield from _passed(report)


def _failed(report: DiffReport, card: Card, section: Section) -> Element:
    case = _case(report, card.first)
    failure = SubElement(case, "failure", type=card.first.kind.value)
    failure.set("message", for_xml(f"{section.heading}: {card.title}", LONGEST_NAME))
    in_common = (for_xml(_plain(report, text)) for text in section.in_common)
    failure.text = "\n".join((*_lines(report, card), *filter(None, in_common)))
    return case


def _case(report: DiffReport, finding: Difference) -> Element:
    where = "list" if finding.reference else "library"
    name = finding.reference or finding.document or finding.id
    case = Element("testcase", classname=where, name=for_xml(f"{name} ({finding.id})"))
    return _placed(case, report, finding.reference)


def _placed(case: Element, report: DiffReport, key: ReferenceKey | None) -> Element:
    """File and line of the entry, for the readers that lead there."""
    line = report.line_of(key)
    if line is not None and report.list_side is not None:
        case.set("file", for_xml(report.list_side.name))
        case.set("line", str(line))
    return case


def _lines(report: DiffReport, card: Card) -> Iterator[str]:
    for finding in card.findings:
        if finding.field is not None:
            ours, theirs = shown(finding.field, finding.list), shown(finding.field, finding.library)
            changes = word_changes(for_xml(ours), for_xml(theirs))
            yield f"{finding.field}: {marked(changes, Paint(False))}"
        yield from (for_xml(reason) for reason in finding.reasons)
        if finding.advice:
            yield for_xml(_plain(report, finding.advice))


def _passed(report: DiffReport) -> Iterator[Element]:
    if report.differences is None:
        return
    failed = {
        finding.reference for finding in report.findings if finding.weight is not Severity.COSMETIC
    } | {accepted.finding.reference for accepted in report.accepted}
    for pair in report.differences.pairs:
        if pair.reference not in failed:
            case = Element("testcase", classname="list", name=for_xml(pair.reference))
            yield _placed(case, report, pair.reference)
