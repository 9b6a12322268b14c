"""What kind of thing a record says it is."""

import re
from functools import lru_cache

from mendeley_sync.matching.fields.words import PREPRINT_SERVERS
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.text.folding import fold_short

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
