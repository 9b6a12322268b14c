"""Pasted text to one piece a citation: bullets and numbers off, labels and broken lines joined."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.formats.citation.annotations import is_prose
from mendeley_sync.formats.citation.authors import has_initials, leading_authors
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.links import (
    is_only_links,
    marked,
    shown,
    with_marked_links,
    without_links,
    without_marks,
)
from mendeley_sync.formats.citation.locators import YEAR, locator_of
from mendeley_sync.formats.citation.titles import has_year_behind_authors

# • · [12] · 3. Balint
_BULLET = re.compile(
    r"^\s*(?:>\s?)*\s*(?:[•▪◦·●○■□‣⁃–*]\s*|[-+o]\s+|\[(?:[A-Z][\w+]{0,7})?\d{1,4}[a-z]?\]\s*|\d{1,3}\t\s*"
    r"|\(?\d{1,3}[.)](?!\s*(?:pp?|vol|no|S)\.)(?=\s*(?:[^\W\d_]{2}|[\"“„‘'«\[]))\s*)"
)
_BARE_NUMBER = re.compile(r"^(\d{1,3})\s+(?=[\"“„‘'«\[]{0,2}(?:[^\W\d_]|\ue000))")  # 3 König W. Die
_HEADING = re.compile(r"^(#{1,6})\s+(?P<words>.*?)[\s#]*$")  # ## Research
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
_RUN_OF_SPACES = re.compile(r"(\s)\s+")  # three blanks, of which the first stays


class Piece(NamedTuple):
    """One citation as pasted: the line it begins in, and its text in one line."""

    line: int
    text: str
    is_fresh: bool = True
    """A bullet, a number or an empty line says that it is no part of the one before it."""
    is_heading: bool = False
    """The page says that it is one."""


def pieces_of(text: str) -> list[Piece]:
    """The citations of a pasted text, one each."""
    pieces: list[Piece] = []
    after_gap = True
    lines = [_RUN_OF_SPACES.sub(r"\1", raw.replace("\u200b", "")) for raw in _LINE_ENDS.split(text)]
    numbered = _numbered_lines(lines)
    for number, raw in enumerate(lines, start=1):
        heading = _HEADING.match(raw)
        if heading is not None:
            pieces.append(Piece(number, heading.group("words"), is_heading=True))
            after_gap = True
            continue
        for plain in _parted(raw):
            line = _SPACES.sub(" ", _BULLET.sub("", plain)).strip()
            if not line:
                after_gap = True
                continue
            has_bullet = _BULLET.match(_QUOTED_MAIL.sub("", plain)) is not None
            line = with_marked_links(_QUOTED_MAIL.sub("", line))
            if number in numbered:
                line, has_bullet = _BARE_NUMBER.sub("", line), True
            before = pieces[-1] if pieces and not pieces[-1].is_heading else None
            if before and not has_bullet and _belongs(before.text, line, after_gap=after_gap):
                pieces[-1] = pieces[-1]._replace(text=_joined(pieces[-1].text, line))
            else:
                pieces.append(Piece(number, line, is_fresh=has_bullet or after_gap))
            after_gap = False
    return pieces


def _numbered_lines(lines: Sequence[str]) -> frozenset[int]:
    """The lines that begin with a bare number, where the numbers go up one by one.

    One number alone may begin a title: `100 years of groups`.
    """
    runs: list[list[tuple[int, int]]] = []
    for place, line in enumerate(lines, start=1):
        found = _BARE_NUMBER.match(_BULLET.sub("", line).lstrip())
        if found is None:
            continue
        number = int(found.group(1))
        if runs and number == runs[-1][-1][1] + 1:
            runs[-1].append((place, number))
        else:
            runs.append([(place, number)])
    return frozenset(
        place for run in runs if len(run) >= (2 if run[0][1] == 1 else 3) for place, _ in run
    )


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
    if _APPENDIX.match(line) or is_only_links(line):
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
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN_TAGS = """
aside audio button canvas footer form head header iframe menu nav noscript object script select
style svg template textarea video
"""
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
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
    for line, block, is_heading in page.blocks:
        if is_heading:
            pieces.append(Piece(line, shown(block).strip(), is_heading=True))
            continue
        # Lines of a block are parted by <br>, which the file need not do as well.
        found = [piece._replace(line=line) for piece in pieces_of(block)]
        if found and pieces and is_only_links(found[0].text):
            pieces[-1] = pieces[-1]._replace(text=_joined(pieces[-1].text, found.pop(0).text))
        pieces += found
    return pieces


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[int, str, bool]] = []
        """Line, text, and whether it is a heading."""
        self._text: list[str] = []
        self._line = 0
        self._unseen = 0
        self._address, self._label_from = "", 0
        self._base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.end_block()
        elif tag == "br":
            self._text.append("\n")
        elif tag == "base":
            self._base = dict(attrs).get("href") or ""
        elif tag == "a":
            self._end_link()
            self._address = urljoin(self._base, (dict(attrs).get("href") or "").strip())
            self._label_from = len(self._text)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.end_block(is_heading=tag in _HEADINGS)
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._line and data.strip():
            self._line = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
        self._text.append(re.sub(r"\s+", " ", without_marks(data)))

    def end_block(self, *, is_heading: bool = False) -> None:
        """What was read since the last block is one of its own."""
        address = self._address
        self._end_link()
        text = "".join(self._text)
        if text.strip():
            self.blocks.append((self._line, text, is_heading))
            address = ""
        self._text, self._line = [], 0
        self._address, self._label_from = address, 0

    def _end_link(self) -> None:
        """An address of the web stands around its label; others lead nowhere from a list."""
        label = re.sub(r"\s+", " ", "".join(self._text[self._label_from :]))
        if self._address.lower().startswith(("http://", "https://")) and label.strip():
            self._text[self._label_from :] = [marked(label, self._address)]
        self._address = ""


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
        left_shown, right_shown = shown(left), shown(right[: 2 * _LONGEST_BEGINNING])
        if min(len(left), len(right)) < _SHORTEST or not re.search(YEAR, left_shown):
            continue
        if _begins_another(right_shown[:_LONGEST_BEGINNING]) and _ends_a_citation(left_shown):
            return [left, *parted(right)]
    return [text]


def _ends_a_citation(text: str) -> bool:
    return locator_of(without_links(text)[0]) is not None


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
        before = whole[-1] if whole and not (whole[-1].is_heading or piece.is_heading) else None
        may_go_on = before is not None and not piece.is_fresh and lines < _MOST_LINES
        if before is not None and may_go_on and _goes_on(before.text, piece.text, parse):
            whole[-1] = whole[-1]._replace(text=_joined(whole[-1].text, piece.text))
            lines += 1
        else:
            whole.append(piece)
            lines = 1
    return whole


def _goes_on(before: str, line: str, parse: Parser) -> bool:
    found = parse(before)
    if found is not None and "issued" in found and is_prose(shown(line)) and _PLACES & set(found):
        return False
    before, line = shown(before), shown(line)
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
    plain = without_links(text)[0]
    if not plain.endswith((".", ")", "]", ">")) and not plain[-1:].isdigit():
        return False
    found = parse(text)
    return found is not None and "issued" in found and bool(_PLACES & set(found))
