"""The plan that a person reads before the question, and the line that the question stands in."""

from __future__ import annotations

from mendeley_sync.cli.app import App
from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.plan.changes import Change, ChangeKind, FieldChange
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.layout import columns
from mendeley_sync.reports.results.plan import plan_lines
from mendeley_sync.workflow.adopt.adopt import lines_of
from mendeley_sync.workflow.adopt.offers import Offer, Offers


def a_plan() -> Plan:
    date = FieldChange(
        field="issued", kind=ChangeKind.CREATE, before=None, after={"date-parts": [[1957, 3]]}
    )
    pages = FieldChange(field="page", kind=ChangeKind.UPDATE, before="269-76", after="269-277")
    return Plan(
        changes=(
            Change(
                id="0" * 12,
                kind=ChangeKind.CREATE,
                reference="balint-1957-doctor",
                title="The doctor, his patient and the illness, told at such length that it wraps",
                fields=(date,),
            ),
            Change(
                id="1" * 12,
                kind=ChangeKind.UPDATE,
                reference="balint-1965-function",
                title="The doctor's therapeutic function",
                fields=(pages,),
            ),
        )
    )


def test_a_plan_reads_in_words_and_shows_dates_as_people_write_them() -> None:
    text = "\n".join(plan_lines(a_plan(), 80))

    assert 'Add "The doctor, his patient' in text
    assert "date               1957-03" in text
    assert "pages              269-76 → 269-277" in text
    assert "2 changes: add 1 document and update 1." in text
    assert "date-parts" not in text


def test_no_line_of_a_plan_is_wider_than_the_screen() -> None:
    assert max(columns(line) for line in plan_lines(a_plan(), 60)) <= 60


def test_whatever_is_said_takes_the_progress_bar_away_first() -> None:
    app, cleared = App(), []
    app.clear_screen = lambda: cleared.append(True)

    app.warn("one line")

    assert cleared == [True]


def an_offer(field: FieldName, after: CslValue) -> Offer:
    return Offer(
        reference="balint-1957-doctor",
        document=DocumentId("1"),
        title="The doctor",
        field=field,
        before=None,
        after=after,
        case="F13",
        listed=False,
    )


def test_what_adopt_offers_reads_as_people_write_it() -> None:
    date = an_offer("issued", {"date-parts": [[1957, 3]]})
    words = an_offer("keyword", ["a", "b"])

    assert lines_of(Offers(values=(date, words))) == (
        "balint-1957-doctor, date: 1957-03",
        "balint-1957-doctor, keywords: a; b",
    )
