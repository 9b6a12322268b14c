"""Document types: Mendeley's twenty words and CSL's, both ways.

Mendeley has no word for a dataset, a preprint, a podcast, a talk. Such a work goes
there as `generic` with its CSL type in `source_type`, a free text field in which the
service keeps the original type of an imported entry; read back it is what it was.

Source: mendeley-api 3.2; CSL 1.0.2, appendix III.
"""

from __future__ import annotations

GENERIC = "generic"

CSL_OF_WIRE: dict[str, str] = {
    "journal": "article-journal",
    "book": "book",
    "generic": "document",
    "book_section": "chapter",
    "conference_proceedings": "paper-conference",
    "working_paper": "report",
    "report": "report",
    "web_page": "webpage",
    "thesis": "thesis",
    "magazine_article": "article-magazine",
    "statute": "legislation",
    "patent": "patent",
    "newspaper_article": "article-newspaper",
    "computer_program": "software",
    "hearing": "hearing",
    "television_broadcast": "broadcast",
    "encyclopedia_article": "entry-encyclopedia",
    "case": "legal_case",
    "film": "motion_picture",
    "bill": "bill",
}
"""Mendeley's type and the CSL type that it reads as; all twenty of Mendeley's."""

WIRE_OF_CSL: dict[str, str] = {
    "article-journal": "journal",
    "book": "book",
    "document": GENERIC,
    "chapter": "book_section",
    "paper-conference": "conference_proceedings",
    "report": "report",
    "webpage": "web_page",
    "thesis": "thesis",
    "article-magazine": "magazine_article",
    "legislation": "statute",
    "patent": "patent",
    "article-newspaper": "newspaper_article",
    "software": "computer_program",
    "hearing": "hearing",
    "broadcast": "television_broadcast",
    "entry-encyclopedia": "encyclopedia_article",
    "legal_case": "case",
    "motion_picture": "film",
    "bill": "bill",
    # The nearest word, where it is near enough to be of use in the library.
    "classic": "book",
    "entry": "encyclopedia_article",
    "entry-dictionary": "encyclopedia_article",
    "post": "web_page",
    "post-weblog": "web_page",
    "regulation": "statute",
    "review": "journal",
    "review-book": "journal",
}

CSL_TYPES_WITHOUT_A_WORD: frozenset[str] = frozenset(
    {
        "article",
        "collection",
        "dataset",
        "event",
        "figure",
        "graphic",
        "interview",
        "manuscript",
        "map",
        "musical_score",
        "pamphlet",
        "performance",
        "periodical",
        "personal_communication",
        "song",
        "speech",
        "standard",
        "treaty",
    }
)
"""CSL types that go to Mendeley as `generic`."""


def wire_type(csl_type: str) -> str:
    """Mendeley's word for a CSL type; `generic` where it has none."""
    return WIRE_OF_CSL.get(csl_type, GENERIC)


def is_lossy(csl_type: str) -> bool:
    """True if reading Mendeley's word back gives another CSL type."""
    return bool(csl_type) and CSL_OF_WIRE[wire_type(csl_type)] != csl_type


def csl_type(wire: str, source_type: object = None) -> str | None:
    """The CSL type of a document, or None for a word Mendeley never had.

    `source_type` counts only where it is a CSL type that we would have sent as `wire`:
    it mostly holds the type of some BibTeX file, which says nothing here.
    """
    plain = CSL_OF_WIRE.get(wire)
    if plain is None or not isinstance(source_type, str) or not _is_csl(source_type):
        return plain
    return source_type if wire_type(source_type) == wire else plain


def _is_csl(text: str) -> bool:
    return text in WIRE_OF_CSL or text in CSL_TYPES_WITHOUT_A_WORD
