"""A small report made by hand: one finding of every kind that matters to a reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mendeley_sync.diff.difference import (
    Bucket,
    Difference,
    DifferenceKind,
    DiffResult,
    EvidenceRow,
    Pair,
    Severity,
    finding_id,
    importance,
)
from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.library import Document, Group, Library
from mendeley_sync.domain.lock_data import Decision
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference, ReferenceList
from mendeley_sync.plan.changes import Change, ChangeKind, FailedCheck, FieldChange, NeedsReview
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.history import SeenFinding, TrendPoint, history_of
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import Run

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RUN = Run(id="run-1", started=NOON, finished=NOON + timedelta(seconds=4), tool_version="0.1.0")
BALINT = Person(family="Balint", given="Michael")


def a_reference(key: str, title: str, year: int = 1957, **fields: Any) -> Reference:
    """A reference by Michael Balint."""
    metadata = Metadata(
        type="book", title=title, authors=(BALINT,), issued=PartialDate(year=year), **fields
    )
    return Reference(key=key, metadata=metadata)


def a_document(document_id: str, title: str, year: int = 1957, **fields: Any) -> Document:
    """A document by Michael Balint, added in 2019."""
    metadata = Metadata(
        type="book", title=title, authors=(BALINT,), issued=PartialDate(year=year), **fields
    )
    return Document(
        id=document_id,
        profile_id="profile-1",
        created=datetime(2019, 3, 1, 10, 0, tzinfo=UTC),
        last_modified=datetime(2021, 5, 4, 11, 30, tzinfo=UTC),
        metadata=metadata,
    )


def a_finding(kind: DifferenceKind, **values: Any) -> Difference:
    """A finding with the id that it really has."""
    place = {name: values.get(name) for name in ("reference", "document", "field")}
    return Difference(id=finding_id(kind, **place), kind=kind, **values)


def differs(reference: str, field: str, ours: Any, theirs: Any, weight: Severity) -> Difference:
    """A field that differs between a reference and the document of the same name."""
    return a_finding(
        DifferenceKind.DIFFERS,
        weight=weight,
        reference=reference,
        document=f"doc-{reference}",
        title="The doctor, his patient and the illness",
        field=field,
        list=ours,
        library=theirs,
        case="F14",
        state="origin unknown",
    )


REFERENCES = (
    a_reference("balint-1957", "The doctor, his patient and the illness", doi="10.1000/xyz"),
    a_reference("balint-1968", "The basic fault", 1968, pmid="123"),
    a_reference("otten-2012", "Professionelle Beziehungen", 2012),
    a_reference("salinsky-2013", "Balint under the microscope", 2013),
)
DOCUMENTS = (
    a_document("doc-balint-1957", "The doctor, his patients, and the illness", 1964),
    a_document("doc-extra", "A study of Balint groups", 1999),
    a_document("doc-otten-2012", "Professionelle Beziehungen", 2012),
    a_document("doc-salinsky", "Balint under the microscope: a commentary", 2012),
)


def sample_findings(
    title: str = "The doctor, his patient and the illness",
) -> tuple[Difference, ...]:
    """Findings of many kinds, in the order of importance."""
    found = (
        differs(
            "balint-1957",
            "title",
            title,
            "The doctor, his patients, and the illness",
            Severity.BIBLIOGRAPHIC,
        ),
        differs(
            "balint-1957",
            "issued",
            {"date-parts": [[1957]]},
            {"date-parts": [[1964]]},
            Severity.BIBLIOGRAPHIC,
        ),
        differs("balint-1957", "DOI", "10.1000/xyz", None, Severity.COMPLETENESS),
        differs("otten-2012", "page", "11-19", "11–19", Severity.COSMETIC),
        a_finding(DifferenceKind.MISSING, reference="balint-1968", title="The basic fault"),
        a_finding(
            DifferenceKind.UNDECIDED,
            reference="salinsky-2013",
            document="doc-salinsky",
            others=("doc-extra",),
            title="Balint under the microscope",
            held=True,
            reasons=("The titles are close and the years differ.",),
            evidence=(
                EvidenceRow(
                    field="title",
                    list="Balint under the microscope",
                    library="Balint under the microscope: a commentary",
                    answer="close",
                    reason="one title begins with the other",
                ),
                EvidenceRow(field="issued", list="2013", library="2012", answer="differs"),
            ),
            advice="Say whether it is the same work: `mendeley-sync resolve salinsky-2013`.",
        ),
        a_finding(DifferenceKind.EXTRA, document="doc-extra", title="A study of Balint groups"),
    )
    return tuple(sorted(found, key=importance))


def sample_differences(title: str = "The doctor, his patient and the illness") -> DiffResult:
    """Two pairs, one missing, one undecided, one extra, one accepted."""
    return DiffResult(
        findings=sample_findings(title),
        accepted=(
            differs(
                "otten-2012", "publisher", "Springer", "Springer-Verlag", Severity.BIBLIOGRAPHIC
            ),
        ),
        pairs=(
            Pair(reference="balint-1957", document="doc-balint-1957", bound=True),
            Pair(reference="otten-2012", document="doc-otten-2012", bound=False),
        ),
        in_step=1,
        references={
            "balint-1957": Bucket.MATCHED,
            "balint-1968": Bucket.MISSING,
            "otten-2012": Bucket.MATCHED,
            "salinsky-2013": Bucket.UNDECIDED,
        },
        documents={
            "doc-balint-1957": Bucket.MATCHED,
            "doc-extra": Bucket.EXTRA,
            "doc-otten-2012": Bucket.MATCHED,
            "doc-salinsky": Bucket.UNDECIDED,
        },
    )


def sample_plan() -> Plan:
    """A create, an update, a hold and a refusal."""
    return Plan(
        changes=(
            Change(
                id="c1",
                kind=ChangeKind.CREATE,
                reference="balint-1968",
                title="The basic fault",
            ),
            Change(
                id="c2",
                kind=ChangeKind.FILL,
                reference="balint-1957",
                document="doc-balint-1957",
                title="The doctor, his patient and the illness",
                fields=(FieldChange(field="DOI", kind=ChangeKind.FILL, after="10.1000/xyz"),),
            ),
        ),
        holds=(
            NeedsReview(
                reference="balint-1957",
                document="doc-balint-1957",
                field="issued",
                reason="The two sides never agreed on this value.",
                way="mendeley-sync resolve balint-1957",
            ),
        ),
        refusals=(
            FailedCheck(
                rule="limit-create",
                message="1 create is planned, 0 allowed.",
                examples=("The basic fault",),
                command="mendeley-sync push --allow create=1",
            ),
        ),
        digest="d" * 64,
    )


def sample_library(documents: tuple[Document, ...] = DOCUMENTS) -> Library:
    """The library as pulled at noon."""
    group = Group(id="group-1", name="Balint literature", role="member")
    return Library(group=group, documents=documents, pulled_at=NOON, digest="b" * 64)


def sample_report(**changes: Any) -> DiffReport:
    """The whole report; any member, and any argument of `compared`, may be replaced."""
    differences = changes.pop("differences", None) or sample_differences()
    previous = (
        SeenFinding(id=differences.findings[0].id, kind="missing", since=NOON - timedelta(days=9)),
        SeenFinding(id="0" * 12, kind="extra", title="A settled one", since=None),
    )
    sides: dict[str, Any] = {
        "reference_list": ReferenceList(references=REFERENCES, source="config/references.yaml"),
        "library": sample_library(),
        "differences": differences,
        "decisions": (
            Decision(
                kind="accepted",
                finding=differences.accepted[0].id if differences.accepted else None,
                reason="The publisher changed its name.",
                decided_at=NOON - timedelta(days=30),
                until=NOON + timedelta(days=30),
            ),
        ),
        "history": history_of(
            differences.findings,
            previous,
            previous_run_at=NOON - timedelta(days=1),
            now=NOON,
        ),
    }
    sides |= {name: changes.pop(name) for name in tuple(changes) if name in sides}
    values: dict[str, Any] = {
        "command": "diff",
        "run": RUN,
        "plan": sample_plan(),
        "trend": (
            TrendPoint(
                at=NOON - timedelta(days=1), in_step=0, differs=2, missing=2, extra=2, undecided=0
            ),
        ),
    }
    return DiffReport(**(values | changes)).compared(**sides)


def many_findings(number: int) -> DiffResult:
    """As many works as wanted, half of them differing in two fields, half missing."""
    found: list[Difference] = []
    for place in range(number // 2):
        key = f"work-{place:05}"
        title = f"The doctor, his patient and the illness, part {place}"
        found.append(a_finding(DifferenceKind.MISSING, reference=f"lost-{place:05}", title=title))
        found.extend(
            differs(key, field, ours, theirs, Severity.BIBLIOGRAPHIC).model_copy(
                update={"title": title}
            )
            for field, ours, theirs in (
                ("title", title, title.replace("doctor", "physician")),
                ("issued", {"date-parts": [[1957]]}, {"date-parts": [[1964]]}),
            )
        )
    references = {finding.reference or "": Bucket.MATCHED for finding in found}
    return DiffResult(findings=tuple(sorted(found, key=importance)), references=references)
