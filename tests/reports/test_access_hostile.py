"""Whatever a group, a member, a roster or a page is called, no form of the check lets it act."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser

from hypothesis import example, given, settings

from mendeley_sync.access.account_checks import check_access
from mendeley_sync.access.api_check import ApiCheckReport, Kind, Shape, compare_shape
from mendeley_sync.access.check_result import AccessReport
from mendeley_sync.access.facts import LinkFact, LinkState, PageFact, Unavailable, UnavailableReason
from mendeley_sync.access.page_checks import check_published
from mendeley_sync.access.roster.compare import RosterReport, compare_roster
from mendeley_sync.domain.community import Member, Profile, Roster, RosterEntry
from mendeley_sync.reports.access.html import render_access_html, render_roster_html
from mendeley_sync.reports.access.json import (
    render_access_json,
    render_drift_json,
    render_drift_text,
)
from mendeley_sync.reports.access.roster import (
    render_roster_csv,
    render_roster_json,
    render_roster_text,
)
from mendeley_sync.reports.access.text import render_access_text
from mendeley_sync.reports.layout import columns
from tests.access.cases import NOW, a_group, some_facts
from tests.reports.test_hostile import hostile

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer"),
    *("h1", "h2", "p", "ol", "ul", "li", "br", "strong", "span", "code"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Tags(HTMLParser):
    """Every tag and every attribute of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def checks(text: str) -> Iterator[AccessReport]:
    """The text wherever somebody else decides what stands there."""
    page = PageFact(
        page=LinkFact(address=text, state=LinkState.ANSWERS),
        links=tuple(
            LinkFact(address=f"{state} {text}", state=state, target=text, detail=text)
            for state in LinkState
        ),
    )
    group = a_group(name=text, role=text, member_count=25)
    yield check_access(some_facts(group=group, owner_name=text, pages=(page,)))
    refused = Unavailable(cause=UnavailableReason.SIGN_IN_REFUSED, detail=text, advice=text)
    yield check_access(some_facts(sign_in=refused))
    wrong = Unavailable(cause=UnavailableReason.CONFIGURATION_WRONG, detail=text)
    yield check_access(some_facts(configuration=wrong))
    yield check_published([page])


def a_comparison(text: str) -> RosterReport:
    profile = Profile(id=text or "p", first_name=text, last_name=text, display_name=text)
    member = Member(profile_id=text or "p", role=text, profile=profile)
    rows = (RosterEntry(row=2, name=text, email=text, society=text), RosterEntry(row=3, name="=1"))
    roster = Roster(entries=rows, problems=((4, text),))
    return compare_roster(roster, [member, member], [], now=NOW, member_limit=25)


def is_quiet(text: str) -> bool:
    """Nothing in it moves a terminal's cursor or turns its text round."""
    return not any(character in text for character in "\x1b\x9b\x07\x00\u202e\u2066\u2028\ud800\r")


def only_known_tags(html: str) -> bool:
    seen = Tags(html)
    no_handlers = not any(
        name.startswith("on") or name in ("src", "href") for name in seen.attributes
    )
    return seen.tags <= TAGS and no_handlers


@settings(deadline=None, max_examples=20)
@given(hostile)
@example("<script>alert(1)</script>\x1b[31m")
@example("`mendeley-sync <script>alert(1)</script>`")
def test_the_check_shows_hostile_text_as_text(text: str) -> None:
    for report in checks(text):
        shown = render_access_text(report, width=80)
        assert is_quiet(shown)
        html = render_access_html(report, at=NOW)
        assert only_known_tags(html)
        assert is_quiet(html)
        written = render_access_json(report, at=NOW, exit_code=report.exit_code)
        assert is_quiet(written)
        assert json.loads(written)["sentence"] == report.sentence


@settings(deadline=None, max_examples=20)
@given(hostile)
@example("=cmd()")
def test_a_roster_shows_hostile_text_as_text(text: str) -> None:
    report = a_comparison(text)

    shown = render_roster_text(report, with_names=True, width=80)
    assert is_quiet(shown)
    html = render_roster_html(report, at=NOW, with_names=True)
    assert only_known_tags(html)
    assert is_quiet(html)
    written = render_roster_json(report, at=NOW, exit_code=8, with_names=True)
    assert is_quiet(written)
    # Two halves of one character are that character to every reader of JSON.
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(written)["rows"][0]["name"] == joined
    table = render_roster_csv(report, with_names=True)
    assert is_quiet(table.replace("\r\n", ""))
    table.encode()
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA)]


@settings(deadline=None, max_examples=20)
@given(hostile)
def test_the_canary_shows_hostile_text_as_text(text: str) -> None:
    shape = Shape(name="things", members={"id": frozenset({Kind.TEXT})})
    report = ApiCheckReport(drifts=compare_shape(shape, [{text: 1}]), checked=("things",))

    assert is_quiet(render_drift_text(report))
    assert is_quiet(render_drift_json(report, at=NOW))


@settings(deadline=None, max_examples=20)
@given(hostile)
def test_no_line_of_the_text_is_wider_than_the_terminal(text: str) -> None:
    for report in checks(text):
        assert max(map(columns, render_access_text(report, width=80).splitlines())) <= 80
    shown = render_roster_text(a_comparison(text), with_names=True, width=80)
    assert max(map(columns, shown.splitlines())) <= 80
