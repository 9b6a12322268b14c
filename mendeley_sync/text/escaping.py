"""Hostile text made safe for every place a report is read in.

Titles and names come from a library that many people may write to. Whatever they
hold (markup, terminal codes, text-direction switches, formulas) arrives in a report
as visible characters that do nothing. Every renderer takes library text through one
of these functions and through no other way.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 2_000
"""Characters of one value that a report shows at most; JSON and CSV keep the whole."""

_KEPT_JOINERS: Final = "\u200c\u200d"
"""Persian and Indic spelling needs them, and they reorder nothing."""

_SPACES: Final = {"\t": " ", "\n": " ⏎ ", "\r": " "}

# Controls, format characters, line separators, lone surrogates, private and
# non-characters: everything that shows as nothing or acts on what stands beside it.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile(r"\r\n?|\n|\t")
_COMBINING = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_COMBINING_HEAP = re.compile(f"({_COMBINING}{{4}}){_COMBINING}+")


def escape_invisible(text: str) -> str:
    """The text on one line, with every character that acts unseen spelt out.

    `\\x1b[31m` becomes `␛[31m`, a right-to-left override becomes `⟨U+202E⟩`.
    The result holds only characters that XML 1.0 allows.
    """
    one_line = _BREAKS.sub(lambda found: _SPACES[found.group()[-1]], text)
    shown = _UNSEEN.sub(lambda found: _spelt_out(found.group()), one_line)
    return _COMBINING_HEAP.sub(r"\1", shown)


def _spelt_out(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟨U+{code:04X}⟩"


def shortened(text: str, most: int = LONGEST) -> str:
    """At most about `most` characters; what is cut off is counted, never silent."""
    if len(text) <= most:
        return text
    return f"{text[:most].rstrip()}… ({len(text) - most:,} more characters)"


def for_terminal(text: str, most: int = LONGEST) -> str:
    """Safe to print: no escape codes, no line of its own, no change of direction."""
    return shortened(escape_invisible(text), most)


# Every character with which Markdown (CommonMark, GitHub's tables, strike-outs, maths)
# starts something in the middle of a line. `<`, `>` and `&` become entities, since raw
# HTML is markup too.
_MARKDOWN = re.compile(r"[\\`*_\[\]#|~$]")
_MARKDOWN_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

# GitHub looks for people, issues, addresses and pictures (`:tada:`) in the finished
# page, where a backslash has no effect any more: only a character in between helps.
_SPOKEN_TO = re.compile(
    r"@(?=\w)|\\#(?=\w)|\bGH-(?=\d)|:(?=//)|\bwww(?=\.)|:(?=[\w+\\-]+:)", re.IGNORECASE
)
_NO_WIDTH = "&#8203;"


def for_markdown(text: str, most: int = LONGEST) -> str:
    """Safe inside a Markdown paragraph, list item or table cell.

    Nobody is mentioned, no issue is linked, no address becomes a link.
    """
    entities = re.sub(
        "[&<>]", lambda found: _MARKDOWN_ENTITIES[found.group()], for_terminal(text, most)
    )
    escaped = _MARKDOWN.sub(lambda found: "\\" + found.group(), entities)
    return _SPOKEN_TO.sub(lambda found: found.group() + _NO_WIDTH, escaped)


def for_html(text: str, most: int = LONGEST) -> str:
    """Ready for a template that escapes: only visible characters, but still markup."""
    return for_terminal(text, most)


def for_xml(text: str, most: int = LONGEST) -> str:
    """Ready for an XML writer that escapes: no character outside XML 1.0."""
    return for_terminal(text, most)


def for_json(text: str) -> str:
    """JSON text with the characters that act unseen written as `\\u` escapes.

    The values stay what they are; a terminal that shows the JSON stays in order, and lone
    surrogates can be written as UTF-8.
    """
    return _UNSEEN.sub(lambda found: _json_escape(found.group()), text)


def _json_escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


_ANNOTATION_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ANNOTATION_PROPERTY = _ANNOTATION_DATA | {":": "%3A", ",": "%2C"}


def for_annotation(text: str, most: int = LONGEST) -> str:
    """The message of a GitHub workflow command; cannot start a second command."""
    shown = for_terminal(text, most)
    return "".join(_ANNOTATION_DATA.get(character, character) for character in shown)


def for_annotation_property(text: str, most: int = 200) -> str:
    """A `title=` or `file=` of a GitHub workflow command."""
    shown = for_terminal(text, most)
    return "".join(_ANNOTATION_PROPERTY.get(character, character) for character in shown)
