"""What stands out in a citation: identifiers and addresses first, then volume, pages, year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mendeley_sync.domain.identifiers import normal_arxiv, normal_doi, normal_isbn
from mendeley_sync.formats.citation.locators import (
    MONTH,
    YEAR,
    locator_of,
    tidy_pages,
    with_plain_locator,
)
from mendeley_sync.formats.citation.tidying import LANGUAGE_NOTE, LANGUAGES, without_remarks

# ; 2004 · (Feb 2004).
_YEAR_AT_END = re.compile(
    rf"[\s.,;:]*[(\[]?(?:(?:\d{{1,2}}\s+)?(?P<month>{MONTH})[\s,]+)?(?P<year>{YEAR})[a-z]?"
    rf"(?:[\s,]+(?P<month2>{MONTH})(?:\s+(?P<day>\d{{1,2}}))?)?[)\]]?[\s.,;]*$",
    re.IGNORECASE,
)
# https://example.org/a · www.example.org
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"\]]+", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r",\s+(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+/[^\s,]*?)[\s.]*$")
"""`balint.co.uk/about/`: MLA leaves the scheme away."""
# doi:10.1016/j.pec.2003.09.009
_DOI = re.compile(
    r"[(\[]?(?:\bdoi\s*:?\s*|(?:https?://)?(?:dx\.)?doi\.org/)*(?P<doi>10\.\d{4,9}/[^\s\[\]]+"
    r"(?:\[[^\s\[\]]+\][^\s\[\]]*)*)",
    re.IGNORECASE,
)
# doi: 10.1021/ nl062248d
_BROKEN_DOI = re.compile(
    r"(?P<label>doi\s*:?\s*|doi\.org/)"
    r"(?P<doi>10\.(?:\s*\d{4,9}/\s+[^\s\[\]]*\d[^\s\[\]]*"
    r"|\d{4,9}/[a-z]{1,3}\.\s+[a-z]+\.\d{4}\.[^\s\[\]]+|\s+\d{4,9}/[^\s\[\]]+))",
    re.IGNORECASE,
)
# PMID: 5770926
_PMID = re.compile(r"\b(?:PMID|PubMed(?:\s+(?:ID|PMID))?)\s*:?\s*(\d{4,9})\b", re.IGNORECASE)
# pubmed.ncbi.nlm.nih.gov/5770926
_PUBMED_URL = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)\D*?(\d{4,9})", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:PMCID\s*:?\s*)?(PMC\d{4,9})\b\.?", re.IGNORECASE)  # PMC2236836
# ISBN 978-3-7691-0560-7
_ISBN = re.compile(r"\bISBN(?:-1[03])?\s*:?\s*([\d-]{9,17}[\dX])\b", re.IGNORECASE)
_PRINT = re.compile(r"paperback|e-?book|hardcover|hardback", re.IGNORECASE)  # in paperback or ebook
_ARXIV = re.compile(r"\barXiv\s*:\s*(\S+?)(?=[\s,.;\]]|$)", re.IGNORECASE)  # arXiv:1501.00001


@dataclass
class Marks:
    """What was found and taken out, and the text that is left."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    sureness: dict[str, float] = field(default_factory=dict)
    is_print: bool = False
    """The line speaks of a paperback or an e-book."""
    is_society: bool = False
    """The year in brackets stands behind the journal: the form of the societies' pages."""
    is_book: bool = False
    """Only a year stands behind a semicolon, as behind a publisher."""

    has_own_year: bool = False
    """The year stands alone, in brackets or as a sentence, as only lists of works have it."""

    def note(self, name: str, value: str | None, sure: float = 1.0) -> None:
        """Keep a value, unless there is one already."""
        if value and value.strip(" ,.;") and name not in self.values:
            self.values[name] = value.strip(" ,.;")
            self.sureness[name] = sure


def without_identifiers(text: str) -> Marks:
    """Identifiers, addresses and link labels taken out of one citation."""
    marks = Marks(text)
    for pattern, name in ((_PMCID, "PMCID"), (_PMID, "PMID"), (_ISBN, "ISBN"), (_ARXIV, "arXiv")):
        _take(marks, pattern, name)
    _take_doi(marks)
    _take_addresses(marks)
    marks.is_print = _PRINT.search(marks.text) is not None
    marks.text = without_remarks(marks.text)
    language = LANGUAGE_NOTE.search(marks.text)
    if language is not None:
        marks.note(
            "language", LANGUAGES[(language.group("name") or language.group("name2")).casefold()]
        )
        marks.text = marks.text[: language.start()]
    return marks


def take_locator(marks: Marks) -> bool:
    """Take volume, issue, pages and year off the end; whether anything was there."""
    marks.text = with_plain_locator(marks.text)
    found = locator_of(marks.text)
    if found is None:
        return False
    values, sure = found.values, found.sure
    marks.is_society = found.society
    marks.is_book = not any(name in values for name in ("volume", "issue", "page"))
    for name in ("volume", "issue"):
        marks.note(name, values.get(name), sure)
    if "page" in values:
        marks.note("page", tidy_pages(values["page"]), sure)
    marks.note("year", values.get("year"), 1.0)
    marks.note("month", values.get("month"), 0.9)
    marks.note("day", values.get("day"), 0.9)
    marks.text = marks.text[: found.start].rstrip(" ,;")
    return True


def take_year_at_end(marks: Marks) -> None:
    """Take a year that ends the text, as books have it."""
    found = _YEAR_AT_END.search(marks.text)
    if found is not None and found.start() >= 3:
        marks.note("year", found.group("year"), 0.95)
        marks.is_society = "(" in found.group()
        marks.has_own_year = re.match(r"[\s]*[.?!]\s*[(\[]?\d{4}", found.group()) is not None or (
            marks.text[found.start() - 1] in ".?!"
        )
        marks.note("month", found.group("month") or found.group("month2"), 0.9)
        marks.note("day", found.group("day"), 0.9)
        marks.text = marks.text[: found.start()].rstrip(" ,;")


def _take(marks: Marks, pattern: re.Pattern[str], name: str) -> None:
    found = pattern.search(marks.text)
    if found is None or (name == "ISBN" and normal_isbn(found.group(1)) is None):
        return
    if name == "arXiv" and normal_arxiv(found.group(1)) is None:
        return
    marks.note(name, found.group(1))
    marks.text = marks.text[: found.start()] + " " + marks.text[found.end() :]


def _take_doi(marks: Marks) -> None:
    marks.text = _BROKEN_DOI.sub(_whole_doi, marks.text)
    found = _DOI.search(marks.text)
    if found is None:
        return
    doi = found.group("doi")
    normal = normal_doi(doi)
    if normal is not None and doi.lower().startswith(normal):
        doi = doi[: len(normal)]
    marks.note("DOI", doi)
    rest = marks.text[found.start("doi") + len(doi) :].lstrip(".,;")
    if found.group()[:1] in "([":
        rest = re.sub(r"^\s*[)\]]", "", rest)
    marks.text = f"{marks.text[: found.start()]} {rest}"


def _take_addresses(marks: Marks) -> None:
    pubmed = _PUBMED_URL.search(marks.text)
    if pubmed is not None:
        marks.note("PMID", pubmed.group(1))
    for found in _URL.findall(marks.text):
        marks.note("URL", found.rstrip(".,;)"))
    bare = _BARE_ADDRESS.search(marks.text)
    if bare is not None:
        marks.note("URL", f"https://{bare.group('host')}", 0.7)
        marks.text = marks.text[: bare.start()]
    shorter = _URL.sub(" ", marks.text)
    if shorter != marks.text:
        marks.text = re.sub(r"\(\s*\)|<\s*>|\[\s*\]", " ", shorter)


def _whole_doi(found: re.Match[str]) -> str:
    """`10.1021/ nl062248d`, `10. 1111/j.1`: a line end stands inside it."""
    return found.group("label") + re.sub(r"\s", "", found.group("doi"))
