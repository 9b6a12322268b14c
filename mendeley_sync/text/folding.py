"""Text made comparable: case, accents, markup and punctuation taken away, every script kept."""

import html
import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 2_000
"""Characters that take part in a comparison; a title of 100 kB is judged by its beginning."""

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,60}>")
_TEX_ACCENT = re.compile(r"""\\(?:[`'^"~=.]|[uvHtcdbrk](?=[\s{]))\s*\{?\\?([A-Za-z])\}?""")
_TEX_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)\b\s?")
_TEX_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_WORD = re.compile(r"[^\W_]+")
_DROPPED = {ord(c): None for c in "'’‘`´ʼʻ\u00ad\u200b\u200c\u200d\u2060\ufeff{}$"}
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa",
        "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "ω": "omega",
    }
)  # fmt: skip
_TEX_LETTERS = {
    "ss": "ss",
    "ae": "ae",
    "oe": "oe",
    "aa": "a",
    "o": "o",
    "l": "l",
    "i": "i",
    "j": "j",
}
# A table of bytes is many times quicker than a pattern, and most titles are ASCII.
_ASCII_DROPPED = bytes(c for c in _DROPPED if c < 128)
_ASCII_FOLDED = bytes(ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(128)).ljust(
    256
)
# German umlauts are written with or without the e, so both ways meet in the bare vowel.
_UMLAUT = re.compile(r"(?<=[aou])e(?![aeiou])")


def plain(text: str) -> str:
    """The text without HTML tags and entities, TeX accents and braces; case and accents stay."""
    text = text[:LONGEST_TEXT]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text:
        text = _TEX_ACCENT.sub(r"\1", text)
        text = _TEX_LETTER.sub(lambda found: _TEX_LETTERS[found[1].lower()], text)
        text = _TEX_COMMAND.sub(lambda found: found[1] if found[1] == "&" else "", text)
    return text


def fold(text: str) -> str:
    """The words of the text, lower case and without accents, joined by single spaces."""
    if "&" in text or "<" in text or "\\" in text or len(text) > LONGEST_TEXT:
        text = plain(text)
        text = text.replace("&", " and ")
    if text.isascii():
        folded = text.encode("ascii").translate(_ASCII_FOLDED, _ASCII_DROPPED)
        return " ".join(folded.decode("ascii").split())
    return " ".join(_WORD.findall(_without_accents(text)))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_DROPPED)).lower()
    bare = "".join([c for c in decomposed if not unicodedata.combining(c)])
    return bare.translate(_LETTERS).translate(_DROPPED)


@lru_cache(maxsize=8_192)
def fold_short(text: str) -> str:
    """`fold` for texts that recur: journals, names."""
    return fold(text)


def squeeze(folded: str) -> str:
    """Folded text as one run of letters in which ä, a and ae are the same."""
    run = folded.replace(" ", "")
    if "ae" in run or "oe" in run or "ue" in run:
        return _UMLAUT.sub("", run)
    return run


def without_spaces_between_words(text: str) -> bool:
    """Whether the text is in a script that writes no spaces (Chinese, Japanese, Thai)."""
    return any("\u0e00" <= c <= "\u0e7f" or "\u3040" <= c <= "\u9fff" for c in text[:200])


_CARDINALS = "one two three four five six seven eight nine ten eleven twelve"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
SPELT_NUMBERS = {
    word: str(n) for spelt in (_CARDINALS, _ORDINALS) for n, word in enumerate(spelt.split(), 1)
}
"""Numbers as words: the fourth workshop is the 4th."""
