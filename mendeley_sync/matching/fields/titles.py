"""Titles: their normal form, and how two of them compare."""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from mendeley_sync.matching.fields.title_markers import MARKING_WORDS, title_markers, without_notes
from mendeley_sync.matching.fields.words import (
    GENERIC,
    HEAVY_WORDS,
    NEGATIONS,
    OPPOSITES,
    PART_WORDS,
    ROMAN,
    STOP_WORDS,
)
from mendeley_sync.text.folding import (
    LONGEST_TEXT,
    SPELT_NUMBERS,
    fold,
    plain,
    squeeze,
    without_spaces_between_words,
)

NEAR = 93.0
SIMILAR = 80.0
"""Shares of letters in common, in percent, from which titles are near or similar."""

_MAIN_END = re.compile(r"\s*(?:[:?!;=/]|\.\s|\s[-–—]+\s|\s\(|—|–\s)\s*")
_SPECIAL = re.compile(r"[\[\](){}<>&\\\"“”«»]")
_NOTE_FIRST = re.compile(r"\W*(?:retracted|withdrawn|republished)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th)?$")
_BEGINNINGS = tuple(beginning for pair in OPPOSITES for beginning in pair)
_GENERIC_BEGINNINGS = frozenset(entry.split()[0] for entry in GENERIC)
_BRACKETED = re.compile(r"^\s*[\[{]+(.*?)[\]}]+\s*\.?\s*$", re.DOTALL)


class Title:
    """A title in its normal form."""

    __slots__ = (
        *("content", "generic", "key", "marks", "printed", "short"),
        *("text", "truncated", "unspaced", "words"),
    )

    def __init__(self, printed: str, folded: str | None = None) -> None:
        """Take a printed title, and what `fold` makes of it where that is known."""
        clean = _is_clean(printed)
        self.printed = printed
        self.text = text = printed.strip() if clean else _cleaned(printed)
        """Without markup, brackets around the whole, and the notes of databases."""
        self.truncated = text.rstrip(" ]})").endswith(("…", "..."))
        """Cut off in mid-title, and says so."""
        words = (folded if clean and folded is not None else fold(text)).split()
        if self.truncated and len(words) > 3:
            words.pop()
        self.words = words
        self.key = squeeze("".join(words))
        """All letters in one run: spaces, hyphens and umlauts written either way do not count."""
        self.content = [word for word in words if word not in STOP_WORDS]
        self.marks = () if MARKING_WORDS.isdisjoint(words) else title_markers(text)
        self.unspaced = not text.isascii() and without_spaces_between_words(text)
        self.generic = _is_generic(words)
        """A heading that any issue may bear."""
        self.short = len(self.key) < 6 if self.unspaced else len(self.content) <= 2
        """Two words that carry something, or fewer: too little to be alone in the world."""

    @property
    def main(self) -> str:
        """The key of what stands before the subtitle; empty where there is no subtitle."""
        found = _MAIN_END.search(self.text, 8)
        return squeeze(fold(self.text[: found.start()]).replace(" ", "")) if found else ""


def _is_generic(words: list[str]) -> bool:
    if words and words[0] not in _GENERIC_BEGINNINGS and not words[0].isdigit():
        return False
    return not words or " ".join([word for word in words if not word.isdigit()]) in GENERIC


def _is_clean(printed: str) -> bool:
    if len(printed) > LONGEST_TEXT or _SPECIAL.search(printed):
        return False
    return not _NOTE_FIRST.match(printed)


def _cleaned(printed: str) -> str:
    text = plain(printed[:LONGEST_TEXT]).strip().strip('"“”«»').strip()
    if found := _BRACKETED.match(text):
        text = found[1]
    return without_notes(text)


class TitleComparison(NamedTuple):
    """How two titles compare."""

    degree: str
    """exact, near, main (one is the other's beginning), similar, different, unknown."""

    critical: str = ""
    """Why small differences make them two works; empty if nothing does."""

    marks: tuple[str, ...] = ()
    """Marks (erratum, reply, edition ...) that only one side bears."""


def compare_titles(a: Title, b: Title) -> TitleComparison:
    """How alike two titles are, and whether what differs is what tells two works apart."""
    if not a.key or not b.key:
        return TitleComparison("unknown")
    marks = tuple(sorted({*a.marks} ^ {*b.marks})) if a.marks != b.marks else ()
    if a.key == b.key:
        return TitleComparison("exact", "", marks)
    degree = _degree(a, b)
    if degree == "different":
        return TitleComparison(degree, "", marks)
    return TitleComparison(degree, _critical(a, b, degree), marks)


def _degree(a: Title, b: Title) -> str:
    if a.unspaced or b.unspaced:
        return _degree_without_spaces(a, b)
    ratio = fuzz.ratio(a.key, b.key)
    if ratio >= NEAR:
        return "near"
    if is_main_title(a, b):
        return "main"
    if ratio >= SIMILAR:
        return "similar"
    sorted_ratio = fuzz.token_sort_ratio(" ".join(a.words), " ".join(b.words))
    return "similar" if sorted_ratio >= SIMILAR else "different"


def _degree_without_spaces(a: Title, b: Title) -> str:
    shorter, longer = sorted((a.key, b.key), key=len)
    if len(shorter) >= 6 and longer.startswith(shorter):
        return "main"
    return "similar" if fuzz.ratio(a.key, b.key) >= SIMILAR else "different"


def is_main_title(a: Title, b: Title) -> bool:
    """Whether one title is the other's main title, or its beginning cut off."""
    shorter, longer = (a, b) if len(a.key) <= len(b.key) else (b, a)
    if len(shorter.key) < 10:
        return False
    if longer.main and fuzz.ratio(shorter.key, longer.main) >= NEAR:
        return True
    head = longer.key[: len(shorter.key)]
    return len(shorter.key) >= 20 and fuzz.ratio(shorter.key, head) >= NEAR + 2


def _critical(a: Title, b: Title, degree: str) -> str:
    if a.unspaced or b.unspaced:
        return "" if degree == "main" else "single characters differ"
    only_a, only_b = _leftovers(a.words, b.words)
    if degree == "main":
        return _critical_tail(a, b, only_a, only_b)
    return _critical_words(only_a, only_b)


def _leftovers(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    """The words of each side that the other lacks, each counted, in their order."""
    these, those = set(a), set(b)
    if len(these) == len(a) and len(those) == len(b):
        return [word for word in a if word not in those], [word for word in b if word not in these]
    lacking_b, lacking_a = Counter(a) - Counter(b), Counter(b) - Counter(a)
    return _pick(a, lacking_b), _pick(b, lacking_a)


def _pick(words: list[str], wanted: Counter[str]) -> list[str]:
    picked = []
    for word in words:
        if wanted[word] > 0:
            wanted[word] -= 1
            picked.append(word)
    return picked


def _critical_words(only_a: list[str], only_b: list[str]) -> str:
    digits_a, digits_b = _numbers(only_a), _numbers(only_b)
    if digits_a != digits_b:
        return f"numbers differ ({_shown(digits_a)} / {_shown(digits_b)})"
    if (NEGATIONS & set(only_a)) != (NEGATIONS & set(only_b)):
        return "one side says not or without"
    only_a, only_b = _unpaired(only_a, only_b)
    if heavy := HEAVY_WORDS & {*only_a, *only_b}:
        return f"only one side says {min(heavy)}"
    if only_a and only_b and not _same_run(only_a, only_b):
        return f"a word is turned ({' '.join(only_a)[:40]} / {' '.join(only_b)[:40]})"
    return ""


def _critical_tail(a: Title, b: Title, only_a: list[str], only_b: list[str]) -> str:
    """Of two titles of which one begins the other: what follows must be no part number."""
    if a.truncated or b.truncated:
        return ""
    if len(a.key) > len(b.key):
        a, b, only_a, only_b = b, a, only_b, only_a
    shorter, longer = _unpaired(only_a, only_b)
    if (
        set(_numbers(only_a)) - set(_numbers(only_b))
        or NEGATIONS & set(shorter)
        or HEAVY_WORDS & set(shorter)
    ):
        return "the shorter title says what the longer does not"
    part = _numbers(longer) and (len(longer) <= 3 or PART_WORDS & set(longer))
    if part or _numbered_part(b.words, only_b):
        return f"only one side has a part or number ({' '.join(only_b)[:40]})"
    heavy = (HEAVY_WORDS | {"abstract"}) & set(longer)
    return f"only one side says {min(heavy)}" if heavy else ""


def _numbered_part(words: list[str], tail: list[str]) -> bool:
    """Whether the tail has a number behind a word like "part": no "study of 24 patients" has."""
    return any(
        word in PART_WORDS and following in tail and _numbers([following])
        for word, following in pairwise(words)
    )


def _numbers(words: list[str]) -> list[str]:
    found = []
    for word in words:
        if not word.isascii() or not word.isalpha():
            found += [run.lstrip("0") for run in _DIGITS.findall(word)]
        elif word in ROMAN:
            found.append(word)
        elif word in SPELT_NUMBERS:
            found.append(SPELT_NUMBERS[word])
    return sorted(found)


def _shown(numbers: list[str]) -> str:
    return " ".join(numbers[:4]) or "none"


def _carries(word: str) -> bool:
    """Fillers carry nothing here, and numbers were compared before."""
    return (word not in STOP_WORDS or len(word) == 1) and not (
        word in SPELT_NUMBERS or _ORDINAL.match(word)
    )


def _unpaired(only_a: list[str], only_b: list[str]) -> tuple[list[str], list[str]]:
    """What is left once misspellings of one word are put together; fillers do not count."""
    rest_a = [w for w in only_a if _carries(w)][:60]
    rest_b = [w for w in only_b if _carries(w)][:60]
    for word in list(rest_a):
        partner = next((other for other in rest_b if same_word(word, other)), None)
        if partner is not None:
            rest_a.remove(word)
            rest_b.remove(partner)
    return rest_a, rest_b


def same_word(a: str, b: str) -> bool:
    """Whether two words are one word misspelt, inflected or in British and American spelling."""
    shorter = min(len(a), len(b))
    if shorter <= 3 or a in ROMAN or b in ROMAN or _opposed(a, b):
        return False
    if len(a) == len(b) and sorted(a) == sorted(b):
        return True
    allowed = 1 if shorter <= 5 else 2 if shorter <= 9 else 3
    return Levenshtein.distance(a, b, score_cutoff=allowed) <= allowed


def _opposed(a: str, b: str) -> bool:
    """hypo-/hyper-, pre-/post-, male/female: one stem, opposite beginnings."""
    if a.endswith(b) or b.endswith(a):
        extra = len(a) - len(b)
        return (
            abs(extra) >= 2
            or (len(a) > len(b) and a[0] == "a")
            or (len(b) > len(a) and b[0] == "a")
        )
    if not a.startswith(_BEGINNINGS):
        return False
    for one, other in OPPOSITES:
        if (a.startswith(one) and b.startswith(other)) or (
            a.startswith(other) and b.startswith(one)
        ):
            return True
    return False


def _same_run(only_a: list[str], only_b: list[str]) -> bool:
    """Words written together or apart: "follow up" / "followup"."""
    together = len(only_a) != len(only_b)
    return together and fuzz.ratio("".join(only_a), "".join(only_b)) >= 85.0
