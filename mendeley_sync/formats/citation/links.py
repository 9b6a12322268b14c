"""Links of a page or of pasted lines: each address with its label, and the text without them.

Until a citation has been told from its neighbours, a link stays where it stood, between
characters that no text uses; so it ends up at the citation it belongs to.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPEN}([^{_OPEN}-{_CLOSE}]*){_MIDDLE}([^{_OPEN}-{_CLOSE}]*){_CLOSE}")
_RESERVED = re.compile(f"[{_OPEN}-{_CLOSE}]")
_ADDRESS = r"https?://[^\s<>\"\]()\ue000-\ue002]{1,2000}(?:\([^\s<>\"()]{0,200}\)[^\s<>\"\]()]{0,200}){0,5}"
# [PubMed](https://example.org/a "title")
_MARKDOWN = re.compile(
    r"!?(\[[^\[\]\n]{0,300}\]|\[\[[^\[\]\n]{0,300}\]\])\((https?://[^)\s\[]{1,2000})(?:\s[^)\n]{0,200})?\)"
)
# [PubMed link] https://example.org/a · [PubMed link]: <https://example.org/a>
_BEHIND_BRACKETS = re.compile(rf"(\[[^\[\]\n]{{1,80}}\])[:\s]{{0,3}}[<(]?({_ADDRESS})[>)]?")
_THING = (
    r"(?i:article|abstract|paper|pdf|text|book|chapter|document|journal|more|online|version|review|study"
    r"|publication|excerpt|site|page|here|source)(?i:s)?"
)
_SACHE = r"(?:Artikel|Text|Volltext|Beitrag|Aufsatz|Buch|Abstract|Zusammenfassung|PDF|Dokument)"
_CHOSE = (
    r"(?:l['’](?:article|ouvrage)|le\s+(?:texte|résumé|document|livre|PDF)"
    r"|la\s+(?:suite|page)|plus)"
)
_PHRASE = (
    r"(?:(?:Read|View|Download|Open|See|Get|Access|Order|Buy|Find)\s+"
    rf"(?:(?:the|this|an?|full|entire|complete|original|free)\s+)*{_THING}(?:\s+(?:here|online|now|\(?pdf\)?))?"
    rf"|(?:[Ll]ink|Go)\s+to\s+(?:the\s+)?(?:full\s+)?{_THING}|Click\s+here(?:\s+to\s+\w+(?:\s+\w+){{0,3}})?"
    rf"|(?:Free\s+)?Full[\s-]Text(?:\s+\(?PDF\)?)?|{_SACHE}\s+(?:lesen|herunterladen|öffnen|ansehen|anzeigen|laden)"
    rf"|Zu[mr]\s+{_SACHE}|Volltext(?:\s+\(?PDF\)?)?|(?:Lire|Voir|Télécharger|Consulter)(?:\s+{_CHOSE})?|Texte\s+intégral"
    r"|Lien\s+vers\s+(?:\w+['’]?\s?){1,3}|Download|PubMed(?:\s+link)?|PDF)"
)
_LABEL = re.compile(rf"\W*{_PHRASE}\W*", re.IGNORECASE)
# Read Article: https://example.org/a
_BEHIND_A_PHRASE = re.compile(rf"(?<!\w)({_PHRASE})[:\s]{{1,3}}[<(]?({_ADDRESS})[>)]?")
# ... 2014 Read Article
_LAST_PHRASE = re.compile(rf"(?:(?<=\s)|(?<=[.)\]”\"|·]))[(|·]?\s?({_PHRASE})[)|·.\s]*$")
_IN_BRACKETS = re.compile(r"\[([^\[\]]{1,80})\]")  # [Family Medicine journal link]
_WORDS_OF_A_LINK = re.compile(
    r"\b(?:link|pdf|pubmed|cross\s?ref|google scholar|full text|view|download|medline|lien"
    r"|volltext)\b",
    re.IGNORECASE,
)


class Link(NamedTuple):
    """An address of a page, and what stood there to be clicked."""

    label: str
    url: str


def marked(label: str, url: str) -> str:
    """A link as it stands in the text of a piece until `without_links` takes it out."""
    label, url = _RESERVED.sub("", label), _RESERVED.sub("", url)
    url = re.sub(r"\s", "%20", url.strip())
    return f"{_OPEN}{label}{_MIDDLE}{url}{_CLOSE}"


def without_marks(text: str) -> str:
    """A text of others without the characters that mark links."""
    return _RESERVED.sub("", text)


def with_marked_links(line: str) -> str:
    """A pasted line with its labelled addresses marked."""
    if "://" not in line:
        return line
    for pattern in (_MARKDOWN, _BEHIND_BRACKETS, _BEHIND_A_PHRASE):
        line = pattern.sub(lambda one: marked(one.group(1), one.group(2).rstrip(".,;")), line)
    return line


def is_only_links(line: str) -> bool:
    """Whether a line holds labels of links and nothing else."""
    found = _MARKED.findall(line)
    return (
        bool(found)
        and all(_is_label(label) for label, _ in found)
        and not re.search(r"\w", _MARKED.sub("", line))
    )


def shown(text: str) -> str:
    """Text with its links as a person sees them: the labels alone."""
    return _MARKED.sub(r"\1", text) if _OPEN in text else text


def without_links(text: str) -> tuple[str, tuple[Link, ...], tuple[str, ...]]:
    """One citation without labels, its links, and the labels that had no address.

    What was linked and is no label (a title) stays in the text.
    """
    links: list[Link] = []
    bare: list[str] = []

    def take(found: re.Match[str]) -> str:
        label, url = found.group(1).strip(), found.group(2)
        if "://" in label or label.lower().startswith(("doi", "10.")):
            return f" {label} "  # an address that is its own label
        links.append(Link(re.sub(r"\s+", " ", label.strip(" []()")), url))
        return _gap(found) if _is_label(label) else label

    def drop(found: re.Match[str]) -> str:
        if not _WORDS_OF_A_LINK.search(found.group(1)):
            return found.group()
        bare.append(found.group(1))
        return _gap(found)

    text = _IN_BRACKETS.sub(drop, _MARKED.sub(take, text) if _OPEN in text else text)
    for _ in range(4):
        last = _LAST_PHRASE.search(text, max(0, len(text) - 120))
        if last is None or not text[: last.start()].strip():
            break
        bare.append(last.group(1))
        text = text[: last.start()].rstrip(" |·")
    return text.strip(), tuple(links), tuple(bare)


def _is_label(text: str) -> bool:
    """`[PubMed link]`, `Read Article`; what is linked may be the title as well."""
    text = text.strip()
    return (
        not text
        or (text.startswith("[") and text.endswith("]"))
        or _LABEL.fullmatch(text) is not None
        or (len(text) <= 60 and _WORDS_OF_A_LINK.search(text) is not None)
    )


def _gap(found: re.Match[str]) -> str:
    """What takes a label's place: a full stop where a sentence begins behind it."""
    before = found.string[: found.start()].rstrip()[-1:]
    begins = re.match(r"\s*[\"“„«]?[A-ZÀ-Þ]", found.string[found.end() : found.end() + 9])
    return ". " if begins and before not in (".", "?", "!") else " "
