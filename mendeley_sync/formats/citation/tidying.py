"""A citation as it was printed or copied, to the words that its writer meant.

Lines broken inside a word are joined, remarks about the copy that was read (when, where, how)
and the leftovers of links go. Nothing that names the work is touched.
"""

from __future__ import annotations

import re

_HANGING = """
and or nor to und oder bzw et ou y e o as but versus vs through
"""
HANGING = frozenset(_HANGING.split())
"""Behind `short- ` these are words of their own: the hyphen hangs."""

_KEEPS_HYPHEN = """
self non well long short high low cross follow half case cost evidence early late mid two three
four five first second third one year post pre anti multi semi doctor physician patient client
person student community health mind
"""
KEEPS_HYPHEN = frozenset(_KEEPS_HYPHEN.split())
"""Before a hyphen at the end of a line: `self-` keeps it."""

_KEEPS_HYPHEN_BEFORE = """
based related induced seeking specific like dependent term centred centered led free up old wide
being reported controlled mediated associated oriented driven analysis dose
"""
KEEPS_HYPHEN_BEFORE = frozenset(_KEEPS_HYPHEN_BEFORE.split())
"""Behind one: `-based` keeps it."""

LANGUAGES = {
    name: code
    for code, names in {
        "en": "english englisch anglais",
        "de": "german deutsch allemand",
        "fr": "french französisch français",
        "es": "spanish spanisch espagnol español",
        "it": "italian italienisch",
        "pt": "portuguese",
        "nl": "dutch niederländisch",
        "sv": "swedish",
        "da": "danish",
        "no": "norwegian",
        "fi": "finnish",
        "pl": "polish",
        "cs": "czech",
        "hu": "hungarian ungarisch",
        "ro": "romanian",
        "hr": "croatian",
        "sr": "serbian",
        "ru": "russian",
        "el": "greek",
        "tr": "turkish",
        "he": "hebrew",
        "ja": "japanese",
        "zh": "chinese",
        "ko": "korean",
    }.items()
    for name in names.split()
}
"""Names of languages as notes in brackets have them, and their codes."""
_SPACES = re.compile(r"\s+")  # two or more
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")  # soft hyphens, joiners
# behav- ioral
_BROKEN_WORD = re.compile(r"(?P<before>[^\W\d_]+)[-‐]\s(?P<after>[a-zà-ÿ]{2,})(?P<more>[\w’']*)")
_REPEATED = re.compile(r"([.,;:_=*~-])\1{3,}")  # ......
_MOST_REMARKS = 6
_MARKED_LINK = re.compile(r"!?(?P<label>\[[^\]\n]*\])\((?P<address>https?://[^)\s]+)[^)]*\)")
"""`[PubMed](https://...)`, as Markdown has it."""
# *Family Medicine*
_EMPHASIS = re.compile(
    r"(?<!\w)(?P<mark>\*{1,3}|_{1,2})(?=\S)(?P<words>[^*_\n]{2,}?)(?<=\S)(?P=mark)(?!\w)"
)
_STRAY_ACCENT = re.compile(r"\s[´`¨ˆ˜˚˛˘¸˝](?=[\s,.;])")  # Malm ´ ,
_DATE_WORDS = (
    r"(?:[\s:,.]*(?:ahead|of|print|corrected|proof|[A-Z][a-zé]{2,8}|\d{1,4}(?:st|nd|rd|th)?))*"
)
# [Epub ahead of print 2004 Feb 12]
_EPUB = re.compile(
    r"(?:[\s.;,]*[(\[]\s*|[.;,]+\s*|\s+(?=e-?pub\b|published|ahead))"
    r"(?:e-?pub\b|(?:advance\s+|published\s+)?online\s+(?:ahead|first|publication)\b|published\s+online\b"
    r"|ahead\s+of\s+print|(?:article\s+)?in\s+press\b|forthcoming\b|im\s+druck\b|sous\s+presse\b)"
    rf"{_DATE_WORDS}[\s.]*[)\]]?[\s.]*$",
    re.IGNORECASE,
)
# Available from: ... · [cited 2004 Feb 12]
_AVAILABLE = re.compile(
    r"[\s.;,]*\b(?:Available(?:\s+(?:online|at|from|in|as|here)\b|:|\s*$)|Retrieved\b|Accessed\b"
    r"|Verfügbar\s+unter\b|Abgerufen\b|Zugriff\s+am\b|Disponible\s+(?:sur|à|en)\b|Consulté\s+le\b"
    r"|Last\s+(?:visited|accessed)\b)[^.]*\.?\s*$"
    r"|[\s.;,]*[(\[](?:Accessed|Abgerufen|Retrieved|Consulté|cited|Zugriff)\b[^)\]]*[)\]]\.?\s*$",
    re.IGNORECASE,
)
# [Internet]
_MEDIUM = re.compile(
    r"\s*\[\s*(?:Internet|Online|serial online|online resource"
    r"|(?:accessed|cited)\s[^\]]*)\s*\]",
    re.IGNORECASE,
)
# doi: · https://doi.org/
_DEAD_DOI = re.compile(
    r"[\s.;,]*[(\[]?\s*\b(?:https?://)?(?:dx\.)?doi(?:\.org/?)?(?=[\s:.)\]]|$)\s*:?"
    r"(?:[\s.]*[^\s\d]?[^\s]*\d[^\s]*){0,2}[\s.)\]]*$",
    re.IGNORECASE,
)
# . PubMed Abstract | CrossRef
_LINK_WORDS = re.compile(
    r"(?:[\s.;|]+(?:PubMed(?:\s+(?:Abstract|Central|link))?|Cross\s?Ref(?:\s+Full\s+Text)?|Google\s+Scholar"
    r"|(?:Free\s+)?Full\s+Text|View\s+(?:Article|Abstract|at\s+\S+)|Publisher\s+Full\s+Text|Web\s+of\s+Science"
    r"|Scopus|MEDLINE|ISI|Download(?:\s+PDF)?|PDF|indexed\s+for\s+MEDLINE|»|\[?→\]?))+[\s.|]*$"
)
LANGUAGE_NOTE = re.compile(
    rf"[\s,.;]*[(\[]\s*(?:(?:article|text|original)\s+)?(?:in|auf|en)?\s*(?P<name>{'|'.join(LANGUAGES)})"
    r"\s*[)\]][\s.]*$"
    rf"|(?<=\d)\.\s+(?P<name2>{'|'.join(LANGUAGES)})[\s.]*$",
    re.IGNORECASE,
)
"""`[in German]` or `. German.` behind a citation."""
# (12 refs) · Erratum in: ...
_REMARKS = re.compile(
    r"[\s.;]+(?:(?:Erratum|Comment|Republished|Retraction|Corrected)\s+(?:in|on|from)\s*:.*"
    r"|\(?\d{1,4}\s+(?:refs|references|pages|pp?|Seiten)\.?\)?)[\s.]*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\[(?P<label>[^\[\]]*)\]")  # [Link to PDF]
# Full text · PDF
_LINK_LABEL = re.compile(
    r"\b(?:link|pdf|pubmed|cross\s?ref|google scholar|full text|view|download|medline)\b",
    re.IGNORECASE,
)
# [html] [abstract]
_LAST_LABEL = re.compile(
    r"(?:[\s.]*\[\s*(?:abstract|article|html|text|doi|web|website|online|here)\s*\])+[\s.]*$",
    re.IGNORECASE,
)


def with_whole_words(text: str) -> str:
    """Text in one line, words that a line end had broken joined again."""
    text = _REPEATED.sub(r"\1\1\1", text)
    text = _MARKED_LINK.sub(r"\g<label> \g<address> ", text)
    text = _EMPHASIS.sub(r"\g<words>", text)
    text = _SPACES.sub(" ", _UNSEEN.sub("", text))
    text = _STRAY_ACCENT.sub("", _BROKEN_WORD.sub(_joined, text))
    return re.sub(r"\s+(?=[,;](?:\s|$))", "", text).strip()


def _joined(found: re.Match[str]) -> str:
    before, after = found.group("before", "after")
    rest = after + found.group("more")
    if after.lower() in HANGING:
        return found.group()
    beside = (
        found.string[max(0, found.start() - 1) : found.start()] + found.string[found.end() :][:1]
    )
    if "-" in beside or "‐" in beside:  # end-of-life
        return f"{before}-{rest}"
    keeps = before.lower() in KEEPS_HYPHEN or after.lower() in KEEPS_HYPHEN_BEFORE
    return f"{before}-{rest}" if keeps else before + rest


def without_remarks(text: str) -> str:
    """Text without what is said of the copy: how it is reached and when it was seen."""
    text = _MEDIUM.sub("", _LABEL.sub(_kept_label, text))
    for _ in range(_MOST_REMARKS):
        before = text
        for pattern in (_LAST_LABEL, _LINK_WORDS, _AVAILABLE, _DEAD_DOI, _EPUB, _REMARKS):
            shorter = pattern.sub("", text)
            if len(shorter.strip()) > 8:
                text = shorter
        if text == before:
            break
    return _SPACES.sub(" ", text).strip(" ;,")


def _kept_label(found: re.Match[str]) -> str:
    """A label of a link goes; what belongs to the title, such as a translation, stays."""
    label = found.group("label")
    return " " if _LINK_LABEL.search(label) or not label.strip() else found.group()
