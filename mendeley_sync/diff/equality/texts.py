"""Single texts compared: written differently, or different."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz import fuzz

from mendeley_sync.diff.difference import Severity
from mendeley_sync.domain.pages import page_range
from mendeley_sync.matching.fields.journals import compare_journals
from mendeley_sync.text.folding import fold, plain, squeeze


class Comparison(NamedTuple):
    """How two values of a field compare."""

    weight: Severity | None
    """None: identical."""
    reason: str = ""
    """A few words: the difference, or why it does not matter."""

    @property
    def equal(self) -> bool:
        """True if both are the same for a reader."""
        return self.weight is None or self.weight is Severity.COSMETIC


IDENTICAL = Comparison(None)

_CLOSE_TITLES = 80.0
"""Percent of letters in common from which two titles may be one title misprinted."""
_SHORTEST_MAIN_TITLE = 10
_ARTICLE = re.compile(r"^(?:the|a|an|der|die|das|le|la|les|il|el)\s+", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_LINE_BREAK = re.compile(r"<(?:br|m:linebreak|/p)\s*/?>", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"^(?:vol(?:ume)?|band|bd|no|nr|nos|issue|heft|num(?:ber)?)\b[.:\s]*", re.IGNORECASE
)
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th|e|\.)?(?=\s|$)")
_EDITION_WORD = re.compile(r"\b(?:editions?|edn|ed|auflage|aufl|edition|edición)\b\.?", re.I)
_ORDINAL_WORDS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
}  # fmt: skip


def compare_plain(mine: str, theirs: str) -> Comparison:
    """Compare short texts: punctuation, case, accents and markup do not count."""
    if mine == theirs:
        return IDENTICAL
    if letters(mine) == letters(theirs):
        return Comparison(Severity.COSMETIC, _what_is_cosmetic(mine, theirs))
    return Comparison(Severity.BIBLIOGRAPHIC, "the words differ")


def compare_titles(mine: str, theirs: str) -> Comparison:
    """Compare titles: also a missing subtitle, a misprint, or a different work."""
    found = compare_plain(mine, theirs)
    if found.equal:
        return found
    first, second = letters(mine), letters(theirs)
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= _SHORTEST_MAIN_TITLE and longer.startswith(shorter):
        side = "library" if second == shorter else "list"
        return Comparison(Severity.BIBLIOGRAPHIC, f"the {side} has only the beginning of the title")
    if fuzz.ratio(first, second) >= _CLOSE_TITLES:
        return Comparison(Severity.BIBLIOGRAPHIC, "the titles are similar")
    return Comparison(Severity.IDENTITY, "different titles: it may be a different work")


def compare_containers(mine: str, theirs: str) -> Comparison:
    """Compare journals, books, sites: an abbreviation is equal to the full name."""
    found = compare_plain(mine, theirs)
    if found.equal:
        return found
    if letters(_ARTICLE.sub("", plain(mine))) == letters(_ARTICLE.sub("", plain(theirs))):
        return Comparison(Severity.COSMETIC, "only the article at the beginning differs")
    first, second = letters(mine), letters(theirs)
    if first.startswith(second) or second.startswith(first):
        return Comparison(Severity.BIBLIOGRAPHIC, "one name is only the beginning of the other")
    if compare_journals(mine, theirs) == "agree":
        return Comparison(Severity.COSMETIC, "one is the other's abbreviation")
    return Comparison(Severity.BIBLIOGRAPHIC, "the names differ")


def compare_pages(mine: str, theirs: str) -> Comparison:
    """Compare page ranges: `269-76` is `269-276`; a first page alone is less complete."""
    first, second = page_range(mine), page_range(theirs)
    if first != second and first[:1] == second[:1] and 1 in (len(first), len(second)):
        side = "library" if len(second) < len(first) else "list"
        return Comparison(Severity.COMPLETENESS, f"the {side} has only the first page")
    return _by_form(mine, theirs, page_range, "pages", "pages")


def _by_form(
    mine: str, theirs: str, form: Callable[[str], object], name: str, plural: str = ""
) -> Comparison:
    """Compare two texts by their normal form."""
    if mine == theirs:
        return IDENTICAL
    if form(mine) == form(theirs):
        return Comparison(Severity.COSMETIC, f"the same {name}, written differently")
    return Comparison(Severity.BIBLIOGRAPHIC, f"the {plural or name + 's'} differ")


def compare_numbers(mine: str, theirs: str) -> Comparison:
    """Compare volumes and issues: `Vol. 05` is `5`, `7/8` is `7-8`."""
    return _by_form(mine, theirs, _number, "number")


def _number(text: str) -> str:
    words = fold(_NUMBER_WORD.sub("", text.strip()))
    return " ".join(word.lstrip("0") for word in words.split())


def compare_editions(mine: str, theirs: str) -> Comparison:
    """Compare editions: `2nd ed.`, `2. Aufl.`, `Second edition` and `2` are one."""
    found = compare_plain(mine, theirs)
    return found if found.equal else _by_form(mine, theirs, _edition, "edition")


def _edition(text: str) -> str:
    words = fold(_ORDINAL.sub(r"\1", _EDITION_WORD.sub("", text.lower()))).split()
    return " ".join(_ORDINAL_WORDS.get(word, word) for word in words)


def compare_addresses(mine: str, theirs: str) -> Comparison:
    """Compare web addresses without scheme, `www.`, a slash at the end and the host's case."""
    return _by_form(mine, theirs, _address, "address", "addresses")


def _address(text: str) -> str:
    address = html.unescape(text.strip())
    address = re.sub(r"^https?://(?:www\.|dx\.(?=doi\.org))?", "", address, flags=re.IGNORECASE)
    host, slash, path = address.partition("/")
    return (host.lower() + slash + path).rstrip("/")


_LANGUAGES = {
    "english": "en", "eng": "en", "german": "de", "deutsch": "de", "ger": "de", "deu": "de",
    "french": "fr", "francais": "fr", "fre": "fr", "fra": "fr", "spanish": "es", "espanol": "es",
    "spa": "es", "italian": "it", "italiano": "it", "ita": "it", "portuguese": "pt", "por": "pt",
    "hungarian": "hu", "magyar": "hu", "hun": "hu", "dutch": "nl", "dut": "nl", "nld": "nl",
    "swedish": "sv", "swe": "sv", "danish": "da", "dan": "da", "norwegian": "no", "nor": "no",
    "polish": "pl", "pol": "pl", "russian": "ru", "rus": "ru", "hebrew": "he", "heb": "he",
    "romanian": "ro", "rum": "ro", "ron": "ro", "japanese": "ja", "jpn": "ja", "chinese": "zh",
    "chi": "zh", "zho": "zh", "serbian": "sr", "srp": "sr", "croatian": "hr", "hrv": "hr",
}  # fmt: skip


def compare_languages(mine: str, theirs: str) -> Comparison:
    """Compare languages: `en`, `eng`, `English` and `en-GB` are one."""
    return _by_form(mine, theirs, _language, "language")


def _language(text: str) -> str:
    word = next(iter(fold(text).split()), "")
    return _LANGUAGES.get(word, word)


def compare_prose(mine: str, theirs: str) -> Comparison:
    """Compare annotations and abstracts: line breaks, simple markup and dashes do not count."""
    if mine == theirs:
        return IDENTICAL
    if _prose(mine) == _prose(theirs):
        return Comparison(Severity.COSMETIC, "only spaces, markup or dashes differ")
    if _prose(mine).startswith(_prose(theirs)) or _prose(theirs).startswith(_prose(mine)):
        return Comparison(Severity.COMPLETENESS, "one side has only the beginning of the text")
    return Comparison(Severity.BIBLIOGRAPHIC, "the text differs")


_SAME_SIGNS = str.maketrans({
    **dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("“”„‟«»", '"'),
    "\u00ad": None, "\u200b": None, "\ufeff": None,
})  # fmt: skip


def _prose(text: str) -> str:
    unmarked = _TAG.sub("", _LINE_BREAK.sub(" ", html.unescape(html.unescape(text))))
    signs = unicodedata.normalize("NFKC", unmarked).translate(_SAME_SIGNS)
    return " ".join(signs.split())


def letters(text: str) -> str:
    """All letters and digits in one run, folded: what is left when writing habits are gone."""
    return squeeze(fold(text))


def _what_is_cosmetic(mine: str, theirs: str) -> str:
    if " ".join(mine.split()) == " ".join(theirs.split()):
        return "only spaces differ"
    first, second = plain(mine), plain(theirs)
    if first == second:
        return "only entities or markup differ"
    if first.casefold() == second.casefold():
        return "only capitals differ"
    if _without_accents(first) == _without_accents(second):
        return "only accents differ"
    return "only punctuation, capitals or accents differ"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
