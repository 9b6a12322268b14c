"""What stands out in a citation: identifiers and addresses first, then volume, pages, year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mendeley_sync.domain.identifiers import normal_arxiv, normal_doi, normal_isbn

YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
_PAGE = r"(?:[A-Za-z]{0,3}|[A-Z]{1,2}[-–])\d+[A-Za-z]?"
_RANGE = rf"{_PAGE}(?:\s*[-–—−‐]{{1,2}}\s*{_PAGE})?"
_PAGES = rf"{_RANGE}(?:\s*[,+]\s*{_RANGE})*"
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
    r"|Spring|Summer|Autumn|Fall|Winter"
)
_VOLUME = r"(?:\d+[A-Za-z]?(?:[-/–](?:\d+|[A-Z]))?|[IVXLC]+|[A-Z]\d+)"
_ISSUE = r"[^()\[\]:;]{1,30}?"
_NUMBER = r"(?:Suppl\.?\s*|S )?[\w./–-]+?"
_END = r"[\s.,;]*$"
_VOL = r"(?:vol(?:ume)?s?|bd|jg)\.?\s*"
_NO = r"(?:no|nr|issue|iss|n°|number|heft)\.?\s*"
_PP = r"(?:(?:pp?|pages?)\.?\s*|s\.\s*)"

_LOCATORS: tuple[tuple[str, float], ...] = (
    # (2004) vol. 36 (2) pp. 114-22
    (
        rf"[\s.,]*\((?P<year>{YEAR})\)[\s,]*{_VOL}(?P<volume>{_VOLUME})\s*"
        rf"(?:\(\s*(?P<issue>{_ISSUE})\s*\))?[\s,:]*(?:{_PP}(?P<page>{_PAGES}))?",
        1.0,
    ),
    (rf"[\s.,]*\((?P<year>{YEAR})\)[\s,]*{_PP}(?P<page>{_PAGES})", 0.9),
    # 2004 Feb 12;36(2):114-22
    (
        rf"[\s.,]*\(?(?P<year>{YEAR})\)?\s*(?P<month>{_MONTH})?(?:\s*-\s*(?:{_MONTH}))?\s*"
        rf"(?P<day>\d{{1,2}})?\s*;\s*(?P<volume>{_VOLUME})?\s*"
        rf"(?:\(\s*(?P<issue>{_ISSUE})\s*\))?\s*(?::\s*(?:{_PP})?(?P<page>{_PAGES}))?",
        1.0,
    ),
    # , vol. 36, no. 2, Feb. 2004, pp. 114-22
    (
        rf"[\s.,]*{_VOL}(?P<volume>{_VOLUME})\s*(?:\(\s*(?P<issue2>{_ISSUE})\s*\))?[\s,]*"
        rf"(?:{_NO}(?P<issue>{_NUMBER}))?[\s,]*(?P<month>{_MONTH})?[\s,]*"
        rf"(?P<year>{YEAR})?[\s,:]*(?:{_PP}(?P<page>{_PAGES}))?",
        1.0,
    ),
    # 36, no. 2 (2004): 114-22
    (
        rf"[\s,]+(?P<volume>{_VOLUME})[\s,]*{_NO}(?P<issue>{_NUMBER})[\s,]*"
        rf"(?:\(\s*(?P<month>{_MONTH})?\s*(?P<year>{YEAR})\s*\))?\s*(?:[:,]\s*(?:{_PP})?(?P<page>{_PAGES}))?",
        1.0,
    ),
    # 36 (2004): 114-22
    (rf"[\s,]+(?P<volume>{_VOLUME})\s*\((?P<year>{YEAR})\)\s*[:,]\s*(?P<page>{_PAGES})", 0.9),
    # , 36(2), pp. 114-22
    (
        rf"[\s,.]\s*(?P<volume>{_VOLUME})\s*\(\s*(?P<issue>{_ISSUE})\s*\)"
        rf"(?:\s*[,:.]?\s*(?:{_PP})?(?P<page>{_PAGES}))?",
        1.0,
    ),
    # , 36, 114-22
    (
        rf"(?:,\s*|(?<=[a-z.])\s+)(?P<volume>{_VOLUME})\s*[,:]\s*(?:{_PP})?(?P<page>{_PAGES})",
        0.9,
    ),
    (rf",\s*(?P<volume>(?!{YEAR}\b)\d{{1,4}})", 0.7),
    (
        rf"[\s,.(]+(?:{_NO}(?P<issue>\w+)[\s,]*)?(?<![A-Za-z]){_PP}"
        rf"(?P<page>{_PAGES})\)?",
        0.9,
    ),
)
_COMPILED = tuple((re.compile(pattern + _END, re.IGNORECASE), sure) for pattern, sure in _LOCATORS)
_SOCIETY_FORMS = 2
_YEAR_AT_END = re.compile(
    rf"[\s.,;:]*\(?(?:(?P<month>{_MONTH})\s+)?(?P<year>{YEAR})\)?{_END}", re.IGNORECASE
)
_LABEL = re.compile(r"\[(?P<label>[^\[\]]*)\]")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"\]]+", re.IGNORECASE)
_DOI = re.compile(
    r"(?:\bdoi\s*:?\s*|(?:https?://)?(?:dx\.)?doi\.org/)*(10\.\d{4,9}/[^\s\[\]]+)", re.IGNORECASE
)
_PMID = re.compile(r"\b(?:PMID|PubMed(?:\s+ID)?)\s*:?\s*(\d{4,9})\b", re.IGNORECASE)
_PUBMED_URL = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)\D*?(\d{4,9})", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:PMCID\s*:?\s*)?(PMC\d{4,9})\b\.?", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?\s*:?\s*([\d-]{9,17}[\dX])\b", re.IGNORECASE)
_PRINT = re.compile(r"paperback|e-?book|hardcover|hardback", re.IGNORECASE)
_ARXIV = re.compile(r"\barXiv\s*:\s*(\S+?)(?=[\s,.;\]]|$)", re.IGNORECASE)
_AVAILABLE = re.compile(
    r"[\s.;]*\b(?:Available(?:\s+(?:online|at|from|in)\b)?|Retrieved\b|Accessed\b|Epub\b)[^.]*\.?\s*$"
    r"|[\s.;]*\(Accessed:?[^)]*\)\.?\s*$|\[(?:Accessed|Internet|Online)[^\]]*\]",
    re.IGNORECASE,
)


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
    marks.text = _LABEL.sub(_kept_label, marks.text)
    for _ in range(3):
        marks.text = _AVAILABLE.sub("", marks.text)
    marks.text = re.sub(r"\s+", " ", marks.text).strip(" ;,")
    return marks


def take_locator(marks: Marks) -> bool:
    """Take volume, issue, pages and year off the end; whether anything was there."""
    for number, (pattern, sure) in enumerate(_COMPILED):
        found = pattern.search(marks.text)
        if found is None or found.start() < 8:
            continue
        groups = found.groupdict()
        marks.is_society = number < _SOCIETY_FORMS
        marks.is_book = not any(groups.get(name) for name in ("volume", "issue", "issue2", "page"))
        marks.note("volume", groups.get("volume"), sure)
        marks.note("issue", groups.get("issue") or groups.get("issue2"), sure)
        marks.note("page", _tidy_pages(groups.get("page")), sure)
        marks.note("year", groups.get("year"), 1.0)
        marks.note("month", groups.get("month"), 0.9)
        marks.note("day", groups.get("day"), 0.9)
        marks.text = marks.text[: found.start()].rstrip(" ,;")
        return True
    return False


def take_year_at_end(marks: Marks) -> None:
    """Take a year that ends the text, as books have it."""
    found = _YEAR_AT_END.search(marks.text)
    if found is not None and found.start() >= 8:
        marks.note("year", found.group("year"), 0.95)
        marks.is_society = "(" in found.group()
        marks.note("month", found.group("month"), 0.9)
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
    found = _DOI.search(marks.text)
    if found is None:
        return
    doi = found.group(1)
    normal = normal_doi(doi)
    if normal is not None and doi.lower().startswith(normal):
        doi = doi[: len(normal)]
    marks.note("DOI", doi)
    rest = marks.text[found.start(1) + len(doi) :]
    marks.text = marks.text[: found.start()] + " " + rest.lstrip(".,;")


def _take_addresses(marks: Marks) -> None:
    pubmed = _PUBMED_URL.search(marks.text)
    if pubmed is not None:
        marks.note("PMID", pubmed.group(1))
    for found in _URL.findall(marks.text):
        marks.note("URL", found.rstrip(".,;)"))
    marks.text = _URL.sub(" ", marks.text)
    marks.text = re.sub(r"\(\s*\)|<\s*>|\[\s*\]", " ", marks.text)


def _kept_label(found: re.Match[str]) -> str:
    """A label of a link goes; what belongs to the title, such as a translation, stays."""
    label = found.group("label")
    is_link = re.search(r"\b(?:link|pdf|pubmed|full text|abstract|view|download)\b", label, re.I)
    return " " if is_link or not label.strip() else found.group()


def _tidy_pages(pages: str | None) -> str | None:
    if pages is None:
        return None
    return re.sub(r"\s*[-–—−‐]{1,2}\s*", "-", pages)
