"""Pasted text to one piece a citation: bullets and numbers off, labels and broken lines joined."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.formats.citation.authors import has_initials, leading_authors
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.locators import YEAR, locator_of
from mendeley_sync.formats.citation.titles import has_year_behind_authors

# • · [12] · 3. Balint
_BULLET = re.compile(
    r"^\s*(?:>\s?)*\s*(?:[•▪◦·●○■□‣⁃–*]\s*|[-+o]\s+|\[\d{1,3}\]\s*|\d{1,3}\t\s*"
    r"|\(?\d{1,3}[.)](?!\s*(?:pp?|vol|no|S)\.)(?=\s*(?:[^\W\d_]{2}|[\"“„‘'«\[]))\s*)"
)
_QUOTED_MAIL = re.compile(r"^\s*(?:>\s?)+")  # > > Balint
# 1. Balint ... 2. Turner
_NUMBER = re.compile(r"(?:^|(?<=\s))(?:\[(\d{1,3})\]|\(?(\d{1,3})[.)])\s+(?=[\"“„‘'«A-ZÀ-Þ])")
_FEWEST = 3
"""So many numbers in a row make a line a list; two may be anything."""
# [PubMed link] · doi: 10.1/x · Retrieved from ...
_APPENDIX = re.compile(
    r"^\s*(?:\[[^\]]*\](?:\s*https?://\S+)?|\(?https?://\S+\)?|(?:doi|pmid|pmcid|isbn)\b\s*:?\s*\S+"
    r"|(?:available|retrieved)\s+(?:at|from)\b.*|link\b.{0,40})[\s.;]*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\s*(?:[a-zà-ÿ(]|\d+\s*[(:;-]|pp?\.|vol\.)")  # of groups · 36(2) · pp. 1
# Title of the
_ENDS_OPEN = re.compile(r"(?:[,;:&]|-|\b(?:and|of|in|the|for|und|der|die|et))\s*$", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")  # every line end there is
_SPACES = re.compile(r"[^\S\r\n]+")  # a no-break space, a tab


class Piece(NamedTuple):
    """One citation as pasted: the line it begins in, and its text in one line."""

    line: int
    text: str
    is_fresh: bool = True
    """A bullet, a number or an empty line says that it is no part of the one before it."""


def pieces_of(text: str) -> list[Piece]:
    """The citations of a pasted text, one each."""
    pieces: list[Piece] = []
    after_gap = True
    for number, raw in enumerate(_LINE_ENDS.split(text), start=1):
        for plain in _parted(raw.replace("\u200b", "")):
            line = _SPACES.sub(" ", _BULLET.sub("", plain)).strip()
            if not line:
                after_gap = True
                continue
            has_bullet = _BULLET.match(_QUOTED_MAIL.sub("", plain)) is not None
            line = _QUOTED_MAIL.sub("", line)
            if pieces and not has_bullet and _belongs(pieces[-1].text, line, after_gap=after_gap):
                pieces[-1] = pieces[-1]._replace(text=_joined(pieces[-1].text, line))
            else:
                pieces.append(Piece(number, line, is_fresh=has_bullet or after_gap))
            after_gap = False
    return pieces


def _parted(line: str) -> list[str]:
    """A line in which a numbered list ran together, at its numbers."""
    starts: list[int] = []
    wanted = 0
    for found in _NUMBER.finditer(line):
        number = int(found.group(1) or found.group(2))
        if not starts and line[: found.start()].strip():
            break
        if not starts or number == wanted:
            starts.append(found.start())
            wanted = number + 1
    if len(starts) < _FEWEST:
        return [line]
    return [line[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _belongs(before: str, line: str, *, after_gap: bool) -> bool:
    """Whether a line only goes on with the citation before it."""
    if _APPENDIX.match(line):
        return True
    return not after_gap and bool(_GOES_ON.match(line) or _ENDS_OPEN.search(before))


def _joined(before: str, line: str) -> str:
    """Two lines in one; a word that the line end broke is made whole when it is read."""
    return f"{before}{line}" if line.startswith(("--", "—")) else f"{before} {line}"


_BLOCK_TAGS = """
address article blockquote body caption center dd details div dl dt fieldset figcaption figure
h1 h2 h3 h4 h5 h6 hr html li main ol p pre section summary table tbody td th tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN_TAGS = """
aside audio button canvas footer form head header iframe menu nav noscript object script select
style svg template textarea video
"""
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
# https://doi.org/10.1/x
_NAMES_A_WORK = re.compile(r"//(?:dx\.)?doi\.org/|pubmed|ncbi\.nlm\.nih\.gov", re.IGNORECASE)
# <!DOCTYPE html> · <ul>
_MARKUP = re.compile(
    r"\s*(?:<!DOCTYPE\s+html|<html\b|<(?:ul|ol|p|div|table|body)\b)", re.IGNORECASE
)


def is_a_web_page(text: str) -> bool:
    """Whether a text is HTML, as a browser saves it or copies it."""
    return _MARKUP.match(text.removeprefix("\ufeff")) is not None


def pieces_of_page(text: str) -> list[Piece]:
    """The citations that a page may hold, each with the line of the file it begins in."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end_block()
    pieces: list[Piece] = []
    for line, block in page.blocks:
        # Lines of a block are parted by <br>, which the file need not do as well.
        pieces += [piece._replace(line=line) for piece in pieces_of(block)]
    return pieces


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[int, str]] = []
        self._text: list[str] = []
        self._line = 0
        self._unseen = 0
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.end_block()
        elif tag == "br":
            self._text.append("\n")
        elif tag == "a":
            self._address = next((value or "" for name, value in attrs if name == "href"), "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.end_block()
        elif tag == "a":
            if _NAMES_A_WORK.search(self._address):
                self._text.append(f" {self._address} ")
            self._address = ""

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._line and data.strip():
            self._line = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
        self._text.append(re.sub(r"\s+", " ", data))

    def end_block(self) -> None:
        """What was read since the last block is one of its own."""
        text = "".join(self._text)
        if text.strip():
            self.blocks.append((self._line, text))
        self._text, self._line = [], 0


_SHORTEST = 40
_LONGEST, _LONGEST_BEGINNING, _MOST_PLACES = 6000, 800, 60
"""Beyond these a line is no list of citations, and looking through it would only take time."""
# 114-22. Turner
_PLACE = re.compile(r"(?<=[\d)\]])[.;]?\s+(?=[(\[]?[A-ZÀ-Þ\d]|(?:van|von|de|der)\s)")


def parted(text: str) -> list[str]:
    """The citations of one line, in order: nearly always the line itself.

    A new one begins behind numbers that end the one before, with authors who have initials
    and with a year of its own.
    """
    if len(text) > _LONGEST or len(re.findall(YEAR, text)) < 2:
        return [text]
    for found in itertools.islice(_PLACE.finditer(text), _MOST_PLACES):
        left, right = text[: found.end()].strip(), _BULLET.sub("", text[found.end() :])
        if min(len(left), len(right)) < _SHORTEST or not re.search(YEAR, left):
            continue
        if _begins_another(right[:_LONGEST_BEGINNING]) and locator_of(left) is not None:
            return [left, *parted(right)]
    return [text]


def _begins_another(text: str) -> bool:
    if not re.search(YEAR, text):
        return False
    found = leading_authors(Marks(text))
    if found is not None:
        return has_initials(found[1]) and len(text) > found[0]
    return has_year_behind_authors(text)


Parser = Callable[[str], Mapping[FieldName, FieldValue] | None]

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
        may_go_on = bool(whole) and not piece.is_fresh and lines < _MOST_LINES
        if may_go_on and _goes_on(whole[-1].text, piece.text, parse):
            whole[-1] = whole[-1]._replace(text=_joined(whole[-1].text, piece.text))
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
