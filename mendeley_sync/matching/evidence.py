"""A comparison put into words for a person."""

from typing import Literal

from mendeley_sync.matching.comparison import Comparison
from mendeley_sync.matching.fields.numbers import Answer
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import FieldEvidence

Verdict = Literal["agree", "unknown", "contradict"]

_VERDICTS: dict[str, Verdict] = {
    "agree": "agree", "half": "unknown", "unknown": "unknown", "contradict": "contradict",
    "exact": "agree", "near": "agree", "main": "unknown", "similar": "unknown",
    "different": "contradict", "all": "agree", "strong": "agree", "some": "agree",
    "weak": "unknown", "none": "contradict",
}  # fmt: skip
_TITLE_REASONS = {
    "exact": "the same letters", "near": "the same but for a slip",
    "main": "one is the beginning of the other", "similar": "alike, not the same",
    "different": "different titles", "unknown": "one side has no title",
}  # fmt: skip


def evidence_of(c: Comparison, left: MatchRecord, right: MatchRecord) -> tuple[FieldEvidence, ...]:
    """Each field that at least one side has, with its answer."""
    rows = (
        _title(c, left, right),
        _authors(c, left, right),
        _year(c, left, right),
        _simple("journal", left.journal, right.journal, c.journal),
        _simple("volume", left.volume, right.volume, c.volume),
        _simple("issue", left.issue, right.issue, c.issue),
        _simple("pages", left.pages, right.pages, c.pages),
        _doi(c, left, right),
        _simple("pmid", left.pmid, right.pmid, c.pmid),
        _simple("isbn", left.isbn, right.isbn, c.isbn),
        _address(c, left, right),
        _kind(c, left, right),
    )
    return tuple(row for row in rows if row.left or row.right)


def _simple(field: str, left: str, right: str, answer: Answer) -> FieldEvidence:
    unknown = "cannot be compared" if left and right else "only one side has it"
    reasons = {"agree": "agrees", "half": "may be the same", "contradict": "differs"}
    return FieldEvidence(field, left, right, _VERDICTS[answer], reasons.get(answer, unknown))


def _title(c: Comparison, left: MatchRecord, right: MatchRecord) -> FieldEvidence:
    if c.title.marks:
        reason = f"only one side is marked: {', '.join(c.title.marks)}"
        return FieldEvidence("title", left.title, right.title, "contradict", reason)
    if c.title.critical:
        return FieldEvidence("title", left.title, right.title, "contradict", c.title.critical)
    reason = _TITLE_REASONS[c.title.degree]
    if c.loose_title:
        reason += "; a heading or short title, which proves little"
    return FieldEvidence("title", left.title, right.title, _VERDICTS[c.title.degree], reason)


def _authors(c: Comparison, left: MatchRecord, right: MatchRecord) -> FieldEvidence:
    mine, other = "; ".join(left.authors), "; ".join(right.authors)
    return FieldEvidence("authors", mine, other, _VERDICTS[c.authors.degree], c.authors.reason)


def _year(c: Comparison, left: MatchRecord, right: MatchRecord) -> FieldEvidence:
    mine, other = str(left.year or ""), str(right.year or "")
    if c.years_apart is None:
        return FieldEvidence("year", mine, other, "unknown", "only one side has it")
    if c.years_apart == 0:
        return FieldEvidence("year", mine, other, "agree", "agrees")
    verdict: Verdict = "unknown" if c.years_apart == 1 else "contradict"
    return FieldEvidence("year", mine, other, verdict, f"{c.years_apart} apart")


def _doi(c: Comparison, left: MatchRecord, right: MatchRecord) -> FieldEvidence:
    if c.doi == "agree" and not c.identifier:
        reason = "the same, but it stands on several works"
        return FieldEvidence("doi", left.doi, right.doi, "unknown", reason)
    if c.doi == "contradict":
        reason = "differs; one article can have two"
        return FieldEvidence("doi", left.doi, right.doi, "unknown", reason)
    return _simple("doi", left.doi, right.doi, c.doi)


def _address(c: Comparison, left: MatchRecord, right: MatchRecord) -> FieldEvidence:
    if c.same_address:
        return FieldEvidence("url", left.url, right.url, "agree", "agrees")
    return FieldEvidence("url", "", "", "unknown", "another address proves nothing")


def _kind(c: Comparison, left: MatchRecord, right: MatchRecord) -> FieldEvidence:
    if c.venue:
        mine, other = left.type or "not stated", right.type or "not stated"
        return FieldEvidence("type", mine, other, "contradict", c.venue)
    return FieldEvidence("type", "", "", "unknown", "the kinds need not differ")
