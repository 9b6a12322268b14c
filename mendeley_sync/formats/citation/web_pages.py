"""A page saved from a browser, to the lines that a person sees on it.

Only text is taken: nothing is loaded, no script is run. What frames a page (menus, headers,
footers, forms) is left out, since its words are no citations. Addresses of links are kept
where they name a work (a DOI, PubMed) or are all that a link says.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from mendeley_sync.formats.citation.pieces import Piece, pieces_of

_BLOCK_TAGS = """
address article blockquote body caption center dd details div dl dt fieldset figcaption figure
h1 h2 h3 h4 h5 h6 hr html li main ol p pre section summary table tbody td th tr ul
"""
_UNSEEN_TAGS = """
aside audio button canvas footer form head header iframe menu nav noscript object script select
style svg template textarea video
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_NAMES_A_WORK = re.compile(r"//(?:dx\.)?doi\.org/|pubmed|ncbi\.nlm\.nih\.gov", re.IGNORECASE)
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
