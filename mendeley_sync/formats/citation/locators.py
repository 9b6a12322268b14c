"""Where in its source a work stands: volume, issue, pages and year at the end of a citation.

A locator is built from few parts (a volume, an issue, pages, a year), each in the spellings
that styles give it; the styles differ in the order of the parts. The first order that fits
up to the very end of the line is taken.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mendeley_sync.text.folding import SPELT_NUMBERS

YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
MONTH = (
    r"(?:(?:Jan(?:uary|uar|vier)?|Feb(?:ruary|ruar)?|Mar(?:ch|s)?|März|Apr(?:il)?|Ma[yi]|Ju[nl][yei]?|Juin"
    r"|Juillet|Aug(?:ust)?|Août|Sept?(?:ember|embre)?|O[ck]t(?:ober|obre)?|Nov(?:ember|embre)?|De[cz](?:ember)?"
    r"|Avril|Févr?(?:ier)?|Janv|Déc(?:embre)?|Spring|Summer|Autumn|Fall|Winter)\b\.?)"
)
DASH = r"\s*[-–—−‐]{1,2}\s*"

_LONGEST = 160
"""No locator is longer: looking for one in the title would only take time."""
_END = r"[\s.,;]*$"
_PAGE = (
    r"(?:(?:[A-Za-z]{0,4}|[A-Z]{1,3}\d?[-–.])\d+(?:[._]\d+|\.?[A-Za-z]\d*)?"
    r"|(?-i:[ivxl]+|[IVXL]+)(?=\W|$))"
)
_RANGE = rf"(?:{_PAGE}(?:{DASH}{_PAGE}){{0,3}}-?|no{DASH}no|n/a(?:-n/a)?|\d\d-[A-Z][a-z]{{2}}\b)"
_TRAILER = rf"\s*(?:[;,]|[;,]?\s\()\s*(?:quiz|discussion|author reply|reply)\s+{_RANGE}\)?"
PAGES = rf"{_RANGE}(?:\s*[,+;]\s*{_RANGE})*(?:{_TRAILER})*"
_NUMBER = (
    r"(?:(?:e-?|article\s*(?:no\.?|id|number)?\s*:?\s*|art\.\s*)(?:\w*\d\w*)"
    r"|abstract\s*(?:no\.?)?\s*#?\s*\w*\d+)"
)
_SUPPL = r"(?:\s*,?\s*(?:Suppl(?:ement)?|Spec(?:ial)? No|Pt|Part)\.?(?:\s*[A-Z]?\d*)?)"
_VOLUME = (
    r"(?:\d+(?:\.\d+)?[A-Za-z]?(?:\s?[-–/]\s?(?:\d+|[A-Z]\b))?|(?-i:[IVXLC]+)(?![\w])"
    rf"|[A-Z]{{1,2}}-?\d+|{MONTH}/{MONTH}"
    rf"|Suppl\.?\s*\d+){_SUPPL}?"
)
_VOL = r"(?:vol(?:ume|\.)?|vols?\.?|bd\.?|band|jg\.?|jahrg\.?|tome|t\.|v\.)\s*"
_NO = (
    r"(?:(?:no|nr|n[o°º]|num(?:ber|éro)?|n|iss(?:ue)?|heft|h)(?:\.\s*|\s+)|(?:no|nr|n[o°º])(?=\d))"
)
_PP = r"(?:(?:pp?|pages?|seiten?|s|pg)(?:\.\s*|\s+)|pp?(?=\d))"
_ISSUE_IN = (
    rf"\s*\(\s*(?!{YEAR}\s*\)|discussion|quiz)"
    r"(?P<issue>[^()\[\]:;]{1,30}?(?:\(\d+\))?)\s*\)"
)
_ISSUE_NO = (
    rf"[\s,:;]*(?:{_NO})(?P<issue2>(?:Suppl\.?\s*|S\s)?[\w./–-]+?(?:\s*\(?Suppl\.?\s*\d*\)?)?)"
)
_ISSUE_SLASH = r"\s*/\s*(?P<issue3>\d+)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE_TAIL = (
    rf"(?:[\s,]*(?P<month>{MONTH})(?:\s*[-–/]\s*(?:{MONTH}))?"
    rf"(?:\s*(?P<day>{_DAY})(?!\d)(?:\s*[-–]\s*\d{{1,2}})?)?|\s+\d{{1,2}}/\d{{1,2}}(?!\d))?"
)
_DATE_HEAD = rf"(?:(?:{_DAY}\s+)?(?P<month>{MONTH})(?:\s*[-–/]\s*(?:{MONTH}))?[\s,]*)?"
_YEAR_IN = rf"[(\[]\s*{_DATE_HEAD.replace('<month>', '<month2>')}(?P<year>{YEAR})[a-z]?"
_YEAR_IN += rf"{_DATE_TAIL}\s*[)\]]"
_YEAR_BARE = (
    rf"(?:(?:{_DAY}\s+)?(?P<month4>{MONTH})[\s,]+)?(?<![\d\w–-])"
    rf"(?P<year>(?:1[7-9]\d\d|20[0-4]\d))[a-z]?(?!\d){_DATE_TAIL}"
)
_LEAD = r"[\s,.;:]+"


_SPELT = {
    **SPELT_NUMBERS,
    **{
        word: str(number)
        for words in (
            "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
            "un deux trois quatre cinq six sept huit neuf dix onze douze",
        )
        for number, word in enumerate(words.split(), start=1)
    },
}
# Volume Nine · Heft Drei · numéro trois
_IN_WORDS = re.compile(
    r"(?<=[\s,.(])(?P<label>(?:vol(?:ume|\.)?|band|bd\.?|tome|jahrgang|number|no\.?|heft|nr\.?|numéro|issue)\s+)"
    rf"(?P<word>{'|'.join(sorted(_SPELT, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# (36(2):114-22) · (36(2)114-22 · (36: 114-22)
_ALL_IN_BRACKETS = re.compile(
    rf"(?<=[\w.,])\s*\(\s*(?P<volume>\d+[A-Za-z]?)\s*(?:\(\s*(?P<issue>[^()]{{1,20}}?)\s*\))?\s*:?\s*"
    rf"(?<=[:)\s])(?P<page>{PAGES})\s*\)?[\s.]*$"
)


def with_plain_locator(text: str) -> str:
    """A citation whose numbers are digits, and not all in one pair of brackets."""
    if "(" in text[-_LONGEST:]:
        found = _ALL_IN_BRACKETS.search(text, max(0, len(text) - _LONGEST))
        if found is not None:
            issue = f"({found.group('issue')})" if found.group("issue") else ""
            text = f"{text[: found.start()]}, {found.group('volume')}{issue}: {found.group('page')}"
    return _IN_WORDS.sub(lambda one: one.group("label") + _SPELT[one.group("word").lower()], text)


class Order(NamedTuple):
    """One order in which the parts may stand."""

    pattern: str
    sure: float
    society: bool = False
    """The year in brackets stands before the volume: the form of the societies' pages."""


def _some(*parts: str) -> str:
    return rf"(?:{'|'.join(parts)})"


def _issue(*, bare: bool = True) -> str:
    return _some(*((_ISSUE_IN, _ISSUE_NO, _ISSUE_SLASH) if bare else (_ISSUE_IN, _ISSUE_NO)))


_VOLUME_LABELLED = rf"(?:{_VOL}(?P<volume>{_VOLUME})|(?P<volume1>\d+)\.\s*(?:Jg|Jahrgang|Bd)\b\.?)"
_V = rf"(?:{_VOL})?(?P<volume>{_VOLUME})"
_V_DIGITS = rf"(?:{_VOL})?(?P<volume>\d+[A-Za-z]?(?:[-–/]\d+)?{_SUPPL}?)"
_P = rf"(?:{_PP})?(?P<page>{PAGES}|{_NUMBER})"
_PL = rf"{_PP}(?P<page>{PAGES}|{_NUMBER})"

_ORDERS: tuple[Order, ...] = (
    # 57 (2011), S. 233-243 · 57 (2011), H. 4, S. 233-243 · 57. Jg. 2011, Heft 4, S. 233-243
    Order(rf"[\s,.]+{_V_DIGITS}\s*{_YEAR_IN}\s*[,:;]?{_ISSUE_NO}[\s,:;]+{_PL}", 0.95),
    Order(rf"{_LEAD}{_VOLUME_LABELLED}[\s,.;]+{_YEAR_BARE}{_ISSUE_NO}[\s,:;]+{_PL}", 0.95),
    Order(rf"[\s,.]+{_V_DIGITS}(?:{_issue()})?\s*{_YEAR_IN}\s*[,:;]\s*{_PL}", 0.95),
    # (2004) vol. 36 (2) pp. 114-22 · (2004) vol. (59)
    Order(
        rf"[\s.,]*{_YEAR_IN}[\s,:]*{_VOL}(?P<volume>{_VOLUME})?(?:{_issue()})?[\s,:.]*(?:{_PL})?",
        1.0,
        society=True,
    ),
    Order(rf"[\s.,]*{_YEAR_IN}[\s,:]*{_PL}", 0.9, society=True),
    # , vol. 36, no. 2, Feb. 2004, pp. 114-22
    Order(
        rf"{_LEAD}{_VOLUME_LABELLED}(?:{_issue()})?[\s,.;]+{_DATE_HEAD}"
        rf"{_YEAR_BARE.replace('<month>', '<month3>').replace('<month4>', '<month1>')}"
        rf"(?:[\s,:.]+{_PL})?",
        1.0,
    ),
    # 2004 Feb 12;36(2):114-22 · 2004, 36(2):114-22 · 2004;36:e12 · 2004: 36: 114
    Order(
        rf"[\s.,(]*{_YEAR_BARE}\)?\s*;\s*(?:{_V})?(?:{_issue()})?(?:\s*[:,;.]\s*{_P})?",
        1.0,
    ),
    Order(rf"[\s.,(]*{_YEAR_BARE}\)?\s*[,:]?\s*{_V}(?:{_issue()})?\s*[:]\s*{_P}", 1.0),
    Order(
        rf"[\s.,(]*{_YEAR_BARE}\)?\s*[,:]\s*{_V}(?:{_issue()})?[\s,.;]+{_P}",
        0.95,
    ),
    Order(rf"[\s.,(]*{_YEAR_BARE}\)?\s*[,:]?\s+{_V}{_ISSUE_IN}(?:\s*[,.]?\s*{_P})?", 0.95),
    # (2004) 36(2), 114-22 · (2004), 36: 114-22
    Order(rf"[\s.,]*{_YEAR_IN}[\s,.;:]*{_V}(?:{_issue()})?\s*[:,;]\s*{_P}", 0.9),
    # 36(2), 114-22 (2004) · vol. 36, no. 2, pp. 114-22, Feb. 2004 · 36:114-22, 2004
    Order(
        rf"{_LEAD}{_V}(?:{_issue()})?\s*[:,;.]\s*{_P}[\s,.;:]*{_YEAR_IN}",
        1.0,
    ),
    Order(
        rf"{_LEAD}{_V}(?:{_issue()})?\s*[:,;.]\s*{_P}\s*[,.;:]\s*{_DATE_HEAD}"
        rf"{_YEAR_BARE.replace('<month>', '<month3>').replace('<month4>', '<month1>')}",
        0.95,
    ),
    # Vol. 36(2) 114-22, 2004 · 36, S 44-51, 2004
    Order(
        rf"{_LEAD}{_VOLUME_LABELLED}(?:{_issue()})?[\s,:.]+{_P}\s*[,.;]\s*{_DATE_HEAD}"
        rf"{_YEAR_BARE.replace('<month>', '<month3>').replace('<month4>', '<month1>')}",
        0.95,
    ),
    # 36, no. 2 (2004): 114-22 · 36 (2004) 114-22
    Order(rf"[\s,.]+{_V}(?:{_issue()})?[\s,]*{_YEAR_IN}\s*[:,;]?\s*{_P}", 0.95),
    Order(rf"[\s,.]+{_V}{_issue()}[\s,]*{_YEAR_IN}", 0.95),
    Order(rf"[\s,.]+{_V_DIGITS}[\s,]*{_YEAR_IN}", 0.9),
    # , 36, 2004, 114-22
    Order(
        rf"{_LEAD}{_V}(?:{_issue()})?\s*,\s*{_YEAR_BARE}\s*[,:]\s*{_P}",
        0.9,
    ),
    # 36(2), pp. 114-22 · 36, no. 2: 114-22
    Order(rf"{_LEAD}{_V}{_issue()}(?:\s*[,:.;]?\s*{_P})?", 1.0),
    Order(rf"{_LEAD}{_VOLUME_LABELLED}(?:{_issue()})?(?:[\s,:.]+{_PL})?", 0.95),
    Order(rf"{_LEAD}{_VOL}{_ISSUE_IN}(?:[\s,:.]+{_PL})?", 0.9),
    # , 36, 114-22 · 36:114-22 · 36: e12
    Order(rf"(?:,\s*|(?<=[a-zà-ÿA-Z.)])\s+){_V}\s*[,:;]\s*{_P}", 0.9),
    Order(rf"[\s,.]+{_YEAR_BARE}\s*:\s*{_P}", 0.85),
    Order(r",\s*(?P<volume>(?!" + YEAR + r"\b)\d{1,4})", 0.7),
    Order(rf"[\s,.(;:]+(?:{_ISSUE_NO}[\s,]*)?(?<![A-Za-z]){_PL}\)?", 0.9),
    Order(rf",\s*(?P<page>\w+{DASH}\w*\d\w*|\d\d-[A-Z][a-z]{{2}})", 0.85),
    # what is labelled as pages, whatever it looks like
    Order(
        rf"[\s.,]*(?:{_YEAR_IN}[\s,]*(?:{_VOL}(?P<volume>{_VOLUME})?(?:{_issue()})?)?)?[\s,:.]+"
        r"pp?\.\s*(?P<page>[\"“]?(?=[^.;()]*\d)[^.;()]{1,25}[\"”]?)",
        0.7,
        society=True,
    ),
)
_COMPILED = tuple(
    (re.compile(order.pattern + _END, re.IGNORECASE), order.sure, order.society)
    for order in _ORDERS
)


class Locator(NamedTuple):
    """What stood at the end of a line, by name, and where it began."""

    start: int
    values: dict[str, str]
    sure: float
    society: bool


def locator_of(text: str) -> Locator | None:
    """The locator at the end of a text; None when it has none."""
    for pattern, sure, society in _COMPILED:
        found = pattern.search(text, max(0, len(text) - _LONGEST))
        if found is None or found.start() < 3:
            continue
        values: dict[str, str] = {}
        for name, value in found.groupdict().items():
            plain = name.rstrip("1234")
            if value and value.strip() and plain not in values:
                values[plain] = value.strip()
        _part_double_number(values)
        if re.search(YEAR, text[: found.start()]) is None:
            _year_for_volume(values)
        return Locator(found.start(), values, sure, society)
    return None


_MOST_ISSUES = 12


def _part_double_number(values: dict[str, str]) -> None:
    """`36/2` and `36-2` are issue 2 of volume 36; `36/37` is a double volume."""
    found = re.fullmatch(r"(\d+)\s?[/–-]\s?(\d+)", values.get("volume", ""))
    is_joined = found and (
        "/" in values["volume"] or int(found.group(2)) <= min(_MOST_ISSUES, int(found.group(1)))
    )
    if (
        found
        and is_joined
        and "issue" not in values
        and int(found.group(2)) != int(found.group(1)) + 1
    ):
        values["volume"], values["issue"] = found.groups()


def _year_for_volume(values: dict[str, str]) -> None:
    """`Cancer 2007:154-9`: pages of a year, there is no volume."""
    if re.fullmatch(YEAR, values.get("volume", "")) and not {"year", "issue"} & set(values):
        values["year"] = values.pop("volume")


def tidy_pages(pages: str) -> str:
    """Pages with one kind of dash, no spaces around it, and no word before a number."""
    plain = re.sub(r"^(?:article|art\.)\s*(?:no\.?|id|number)?\s*:?\s*", "", pages, flags=re.I)
    return re.sub(DASH, "-", plain).strip(" ,.;")
