"""Whatever a title or a name holds, no rendering lets it act."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from defusedxml import ElementTree
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mendeley_sync.diff.difference import DifferenceKind, Severity
from mendeley_sync.domain.library import Document
from mendeley_sync.reports.diff.github import render_annotations
from mendeley_sync.reports.diff.html import render_html
from mendeley_sync.reports.diff.json import render_json
from mendeley_sync.reports.diff.junit import render_junit
from mendeley_sync.reports.diff.markdown import render_markdown
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.diff.text import render_text
from mendeley_sync.reports.layout import columns
from tests.reports.samples import (
    NOON,
    a_document,
    a_finding,
    differs,
    sample_differences,
    sample_library,
    sample_report,
)

MARKER = "ZZ"
_TRICKS = (
    "<script>alert(1)</script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "]]>",
    "-->",
    "{{ 7*7 }}",
    "{% endraw %}",
    "\x1b[31m",
    "\x9b0m",
    "\x07\x00",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ud800",
    "\r\n::error::x",
    "%0A::error::x",
    "=cmd()",
    "@anna",
    "#1",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "| a | b |",
    "`x`",
    "<details>",
    "\n# heading",
    "[red]rich[/red]",
    "\x1b]8;;https://evil.example\x1b\\\\x\x1b]8;;\x1b\\\\",
    "\x9d0;title\x9c",
    "\x85\x0b\x0c",
    "\u2029\u061c\u180e",
    "\ufeff\u00ad\u2060\u2064",
    "\ufff9\ufffb",
    "\U000e0041\U000e007f",
    "\ud83d",
    "\udc00",
    "a" + "\u0301" * 60,
    "a" + "\u1dc4" * 60,
    "&#x202e;&lt;script&gt;",
    "&lt;/script&gt;",
    '"><svg/onload=alert(1)>',
    "<!--",
    "<![CDATA[",
    "::stop-commands::x",
    "##[error]x",
    "%25%0D",
    '=HYPERLINK("http://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "\t=1",
    "```\n~~~",
    "~~x~~ **y** _z_ $x$ \\\\",
    "www.evil.example https://evil.example mailto:a@evil.example",
    "GH-1 anna/x#1 deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
    "- [ ] x",
    "[^1]: x",
    "<https://evil.example>",
)
hostile = st.lists(st.one_of(st.sampled_from(_TRICKS), st.text(max_size=8)), max_size=5).map(
    lambda parts: MARKER + "".join(parts)
)


def report_with(text: str) -> DiffReport:
    """The hostile text as title, as value, as reason, as name, as list and group name."""
    differences = sample_differences(title=text)
    finding = a_finding(
        DifferenceKind.UNDECIDED,
        reference="otten-2012",
        document="doc-hostile",
        title=text,
        reasons=(text,),
        others=(text,),
        advice=text,
    )
    note = differs("otten-2012", "note", None, text, Severity.COMPLETENESS)
    findings = (finding, note, *differences.findings)
    document: Document = a_document("doc-hostile", text)
    library = sample_library((document,))
    group = library.group.model_copy(update={"name": text})
    return sample_report(
        differences=differences.model_copy(update={"findings": findings}),
        library=library.model_copy(update={"group": group}),
        names={"profile-1": text},
        since=NOON.replace(year=2000),
    )


_ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_HEAP = re.compile("[\u0300-\u036f\u1dc0-\u1dff]{20}")

properties = settings(max_examples=30, deadline=None)


@given(hostile)
@example("x" * 10_000)
@properties
def test_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    rendered = render_text(report_with(text), width=80, everything=True)

    assert not _ACTING.search(rendered)
    assert not _HEAP.search(rendered)
    assert max(map(columns, rendered.splitlines())) <= 80


@given(hostile)
@example("x" * 10_000)
@properties
def test_markdown_holds_no_markup_of_the_library(text: str) -> None:
    rendered = render_markdown(report_with(text))

    assert not _ACTING.search(rendered)
    tags = set(re.findall(r"<(/?\w+)", rendered))
    assert tags <= {"del", "/del", "ins", "/ins", "code", "/code", "details", "/details",
                    "summary", "/summary"}  # fmt: skip
    assert not re.search(r"(?<!\\)\]\(|!\[|@anna|#1|^# ", rendered, re.MULTILINE)


@given(hostile)
@example("x" * 10_000)
@properties
def test_json_gives_the_text_back_and_shows_nothing_that_acts(text: str) -> None:
    rendered = render_json(report_with(text))

    assert not _ACTING.search(rendered)
    assert text in [finding["title"] for finding in json.loads(rendered)["findings"]]


@given(hostile)
@example("x" * 10_000)
@properties
def test_junit_can_be_read_by_a_parser_and_has_only_our_elements(text: str) -> None:
    root = ElementTree.fromstring(render_junit(report_with(text)))

    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped",
    }  # fmt: skip


@given(hostile)
@example("x" * 10_000)
@properties
def test_annotations_are_only_ours(text: str) -> None:
    lines = render_annotations(report_with(text)).splitlines()
    plain = render_annotations(report_with(MARKER)).splitlines()

    assert len(lines) == len(plain)
    assert [line.partition(" ")[0] for line in lines] == [line.partition(" ")[0] for line in plain]


class Elements(HTMLParser):
    """Which elements and attributes a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src"}}


def elements_of(html: str) -> Elements:
    parser = Elements()
    parser.feed(html)
    return parser


@given(hostile)
@example("x" * 10_000)
@properties
def test_html_has_the_same_elements_whatever_the_text(text: str) -> None:
    rendered = render_html(report_with(text))
    ours, plain = elements_of(rendered), elements_of(render_html(report_with(MARKER)))

    assert not _ACTING.search(rendered)
    # A back quote in an advice makes a command of what it encloses, and that is all it makes.
    assert ours.tags - {"code", "mark"} == plain.tags - {"code", "mark"}
    assert ours.attributes == plain.attributes
    assert all(address.startswith(("https://", "#", "data:,")) for address in ours.addresses)
    assert rendered.count("<script>") == 1
    assert rendered.count("</script>") == 1
