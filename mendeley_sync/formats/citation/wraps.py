"""Citations that the page broke into several lines, without bullets or gaps to tell by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.formats.citation.authors import has_initials
from mendeley_sync.formats.citation.beginnings import leading_authors
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.pieces import Piece, joined
from mendeley_sync.formats.citation.titles import has_year_behind_authors

Values = Mapping[FieldName, FieldValue]
Parser = Callable[[str], Values | None]

_PLACES = frozenset({"volume", "page", "DOI", "PMID", "URL", "publisher", "container-title"})
_PEOPLE = frozenset({"author", "editor"})
_QUOTES = frozenset("\"“„«‘'")
_ENDS = (".", "?", "!", ")", "]", ">", "”", '"')
_LONG = 40
_MOST_LINES = 12


def rejoined(pieces: Sequence[Piece], parse: Parser) -> list[Piece]:
    """Pieces, each with the lines that only go on with it.

    Args:
        parse: the values of one line, or None when it is no citation.

    A line goes on with the one before it when that one begins as a citation and is not
    whole, and the line itself names no authors.
    """
    whole: list[Piece] = []
    lines = 1
    for piece in pieces:
        before = whole[-1] if whole else None
        if before is None or piece.is_fresh or lines >= _MOST_LINES:
            goes_on = False
        else:
            goes_on = _goes_on(before.text, piece.text, parse)
        if before is not None and goes_on:
            whole[-1] = before._replace(text=joined(before.text, piece.text))
            lines += 1
        else:
            whole.append(piece)
            lines = 1
    return whole


def _goes_on(before: str, line: str, parse: Parser) -> bool:
    if not _begins_a_citation(before) or _is_whole(before, parse):
        return False
    if len(before) >= _LONG and not before.rstrip().endswith(_ENDS):
        fresh = leading_authors(Marks(line))
        return fresh is None or not has_initials(fresh[1])
    found = parse(line)
    return found is None or not _PEOPLE & set(found)


def _begins_a_citation(text: str) -> bool:
    return (
        text[:1] in _QUOTES
        or leading_authors(Marks(text)) is not None
        or has_year_behind_authors(text)
    )


def _is_whole(text: str, parse: Parser) -> bool:
    if not text.rstrip().endswith((".", ")", "]", ">")) and not text.rstrip()[-1:].isdigit():
        return False
    found = parse(text)
    return found is not None and "issued" in found and bool(_PLACES & set(found))
