"""LaTeX in BibTeX values, decoded and encoded.

Every text is LaTeX, as BibTeX and pandoc take it. Addresses and the numbers of works are not: a
backslash in them can only stand before `& % _ # $`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalkerError

_NEEDS_DECODING = re.compile(r"[\\$~]|--|``|''")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_TIE = re.compile(r"(?<!\\)~")
_ESCAPED = re.compile(r"\{?\\([&%_#$~])(?:\{\})?\}?")
_NAMED = {
    r"\textgreater{}": ">",
    r"\textless{}": "<",
    r"\textquotedblleft{}": "“",
    r"\textquotedblright{}": "”",
    r"\textquoteleft{}": "‘",
    r"\textquoteright{}": "’",
    r"\textendash{}": "–",
    r"\textemdash{}": "—",
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}
# The decoder does not know all of these, so that they pass it as letters nobody uses.
_SHIELDED = _NAMED | {"\\" + sign: sign for sign in "&%_#$"} | {r"\LaTeX": "LaTeX", r"\TeX": "TeX"}
_SHIELDED_PATTERN = re.compile("|".join(re.escape(name) for name in _SHIELDED))
_STAND_INS = {name: chr(0xF7A0 + number) for number, name in enumerate(_SHIELDED)}
_NAMED_PATTERN = re.compile("|".join(re.escape(name) for name in _NAMED))
_BRACED_MACRO = re.compile(r"\{(\\[A-Za-z]+)\}")
"""`{\\textendash}`: written `\\textendash{}`, so that the space behind it stays"""
_BARE_SIGN = re.compile(r"\\(textgreater|textless)(?![A-Za-z{])\s*")
_LINK = re.compile(r"\\href\s*\{[^{}]*\}\s*(\{[^{}]*\})")
"""`\\href{http://a.example}{the site}`"""
_CITATION = re.compile(r"\\[a-zA-Z]*cite[a-zA-Z]*\*?(?:\[[^\]]*\])*\{([^{}]*)\}")
"""`\\citet[12]{balint1957}`"""
_URL_MACRO = re.compile(r"^\\url\{(.*)\}$", re.DOTALL)
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "_": r"\_",
    "#": r"\#",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SPECIAL_PATTERN = re.compile(r"[\\{}&%_#$~^]")
_CAPITAL_WORD = re.compile(r"(?<![\w\\{])([^\W\d_]*[A-ZÀ-ÖØ-Þ][^\W_]*)")


def decoded_latex(value: str) -> str:
    """LaTeX to plain text; braces that only protect capitals go."""
    if not _NEEDS_DECODING.search(value):
        return _without_braces(value)
    return _decoded(value)


@lru_cache(maxsize=4096)
def _decoded(value: str) -> str:
    value = _CITATION.sub(r"[\1]", _LINK.sub(r"\1", value))
    value = _BARE_SIGN.sub(r"\\\1{}", _BRACED_MACRO.sub(r"\1{}", value))
    shielded = _SHIELDED_PATTERN.sub(lambda found: _STAND_INS[found.group()], value)
    # A lone percent or dollar sign is a sign that somebody typed, not LaTeX.
    if not _NEEDS_DECODING.search(shielded):
        return _unshielded(_without_braces(shielded))
    shielded = _TIE.sub(" ", _BARE_PERCENT.sub(_STAND_INS[r"\%"], shielded))
    if len(_BARE_DOLLAR.findall(shielded)) % 2:
        shielded = _BARE_DOLLAR.sub(_STAND_INS[r"\$"], shielded)
    try:
        text: str = _CONVERTER.latex_to_text(shielded)
    except (LatexWalkerError, ValueError, IndexError, RecursionError):
        return _without_braces(value)
    return _unshielded(text)


def _unshielded(text: str) -> str:
    for name, stand_in in _STAND_INS.items():
        text = text.replace(stand_in, _SHIELDED[name])
    return text


_CONVERTER = LatexNodes2Text(math_mode="text", strict_latex_spaces="based-on-source")


def web_address(value: str) -> str:
    """An address or a number, out of `\\url{}` and braces where it stands in them."""
    plain = value.strip()
    while len(plain) > 1 and plain[0] == "{" and plain[-1] == "}":
        plain = plain[1:-1].strip()
    found = _URL_MACRO.match(plain)
    return _ESCAPED.sub(r"\1", found.group(1) if found else plain)


def encoded_plain(text: str) -> str:
    """Text for a value that is not LaTeX."""
    return _SPECIAL_PATTERN.sub(lambda found: _SPECIAL[found.group()], text)


def encoded_latex(text: str) -> str:
    """Text for a value that is LaTeX; nothing in it turns into something else."""
    safe = encoded_plain(text)
    for doubled in ("-", "`", "'", "<", ">", ",", "?`", "!`"):
        pair = doubled if len(doubled) == 2 else doubled * 2
        while pair in safe:
            safe = safe.replace(pair, pair[0] + "{}" + pair[1])
    return safe


def encoded_title(text: str) -> str:
    """As LaTeX, with capitals protected, since styles write titles in small letters."""
    head, _, rest = encoded_latex(text).partition(" ")
    protected = _CAPITAL_WORD.sub(r"{\1}", rest)
    return f"{head} {protected}" if rest else head


def encoded_address(text: str) -> str:
    """An address; a brace in it would end the value."""
    return text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _without_braces(value: str) -> str:
    return value.replace("{", "").replace("}", "")
