"""Identifiers in one spelling, and what kind of thing a record says it is."""

import html
import re
from functools import lru_cache
from urllib.parse import unquote

from mendeley_sync.matching.fields.words import PREPRINT_SERVERS
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.text.folding import fold_short

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ISBN = re.compile(r"97[89][\d-]{10,14}|\d[\d-]{8,11}[\dXx]")
_PREPRINT_DOIS = (
    *("10.1101/", "10.48550/", "10.31234/", "10.2139/"),
    *("10.21203/", "10.20944/", "10.31219/", "10.26434/"),
)
_MEETING = re.compile(
    r"\b(?:conference|conf|workshops?|worksh?|symposium|symposia|symp|congress|congre|meeting|meet|"
    r"annual meeting|colloquium|tagung|kongress)\b"
)
_TYPES = {
    "book": "book", "edited_book": "book", "monograph": "book",
    "chapter": "chapter", "book_section": "chapter", "incollection": "chapter", "inbook": "chapter",
    "book-chapter": "chapter", "entry-encyclopedia": "chapter",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "dissertation": "thesis",
    "conference_proceedings": "conference", "inproceedings": "conference",
    "paper-conference": "conference", "proceedings-article": "conference",
    "journal": "article", "article": "article", "article-journal": "article",
    "journal-article": "article",
    "working_paper": "preprint", "preprint": "preprint", "posted-content": "preprint",
    "patent": "patent", "report": "report", "techreport": "report",
}  # fmt: skip


def normal_doi(text: str) -> str:
    """ "https://doi.org/10.1/X" and "doi: 10.1/x" are 10.1/x; "" where there is no DOI."""
    if not text:
        return ""
    if "&" in text or "%" in text:
        text = unquote(html.unescape(text[:500]))
    found = _DOI.search(text[:500])
    return found[0].rstrip(".,;)]}>\"'").lower() if found else ""


def normal_pmid(text: str) -> str:
    if text.isdigit() and text.isascii() and len(text) <= 9:
        return text.lstrip("0")
    digits = "".join(c for c in text[:40] if c.isdigit() and c.isascii()).lstrip("0")
    return digits if len(digits) <= 9 else ""


_OF_IDENTIFIERS = re.compile(r"(?:dx\.)?doi\.org/|pubmed\.ncbi\.|ncbi\.nlm\.nih\.gov/pubmed")
_BEFORE_HOST = re.compile(r"^[a-z]+://(?:www\.)?|^www\.", re.IGNORECASE)


def normal_address(text: str) -> str:
    """A web address that names one page, in one spelling; "" for a site's front page.

    An address that only spells a DOI or a PMID is no further evidence.
    """
    if not text:
        return ""
    bare = _BEFORE_HOST.sub("", text.strip()[:1_000], count=1).partition("#")[0].rstrip("/")
    host, _, page = bare.partition("/")
    if not page or _OF_IDENTIFIERS.match(bare.lower()):
        return ""
    return f"{host.lower()}/{page}"


def normal_isbns(text: str) -> frozenset[str]:
    """The ISBNs of a field, each as ISBN-13 without its check digit."""
    if not text:
        return frozenset()
    found = (run.replace("-", "") for run in _ISBN.findall(text[:200].replace(" ", "")))
    return frozenset(_core(isbn) for isbn in found if len(isbn) in (10, 13))


def _core(isbn: str) -> str:
    return "978" + isbn[:9] if len(isbn) == 10 else isbn[:12]


@lru_cache(maxsize=16_384)
def _kind_of_journal(printed: str) -> str:
    journal = fold_short(printed)
    words = set(journal.split())
    if words & PREPRINT_SERVERS or "working paper" in journal or "research square" in journal:
        return "preprint"
    return "conference" if _MEETING.search(journal) else "journal"


def kind_of(record: MatchRecord, doi: str) -> str:
    """preprint, thesis, conference, chapter, book, article, or "" where nothing says it."""
    journal = _kind_of_journal(record.journal) if record.journal else ""
    if journal == "preprint":
        return "preprint"
    stated = _TYPES.get(record.type.lower(), "")
    if not journal and doi.startswith(_PREPRINT_DOIS):
        return "preprint"
    if stated == "thesis":
        return stated
    if journal == "conference":
        return "conference"
    if stated == "book" and journal:
        return "chapter"
    return "article" if stated == "conference" and journal else stated
