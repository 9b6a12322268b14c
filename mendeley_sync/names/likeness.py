"""People: names taken apart and compared, whatever their order, initials, titles and spelling."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from mendeley_sync.names.words import FAMILY_PARTICLES, TITLES_AND_DEGREES, short_forms
from mendeley_sync.text.folding import fold, plain, squeeze

PeopleVerdict = Literal["agree", "unknown", "contradict"]

_TITLE_PHRASE = re.compile(
    r"\b(?:Dr|Prof|Drs|Mr|Mrs|Ms|Mme|Herr|Frau|Dipl|Psych|habil|med|phil)\.\s*|"
    r",?\s*\b(?:Ph\.?\s?D|M\.?D|Dr\.? ?med|MPH|MSc|M\.Sc|MRCGP|FRCGP|FRCPsych|MRCPsych|MBBS|"
    r"Jr|Sr|III|II)\b\.?(?=\s*(?:,|$))"
)
_CUT = re.compile(
    r"[,;]?\s*[\[(]?\b(?:et\.?\s?al\b|and others\b|u\.\s?a\.(?=\s|$)|и др\b|et collab).*$|"
    r"\s*等\s*$|\s*…\s*$",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(r"\s*(?:;|,?\s+(?:and|und|&)\s+|\s+&\s+|,\s*&\s*)\s*")
_INITIALS = re.compile(
    r"^(?:[^\W\d_](?:\.[\s\-‐]?|[\s\-‐]|$)){1,5}(?:[^\W\d_]\.?)?$|^[A-ZÀ-Þ]{1,3}$"
)
_SPELT_INITIALS = re.compile(r"^(?:[^\W\d_](?:\.[\s\-‐]?|[\s\-‐]|$)){1,5}$")
_RUN_ON = re.compile(r"(?<=[A-Z]\.)(?=[A-ZÀ-Þ][\w'’-]+\s+[A-Z]\.)")
_FAMILY_INITIALS = re.compile(r"^([^\W\d_][\w'’\-‐]*[a-zß-ÿ][\w'’\-‐ ]*?)\s+([A-ZÀ-Þ]{1,4})$")


_HOLE = "ǂ"
"""Stands for a letter that some export turned into a question mark; itself a letter to `fold`."""
_LOST_LETTER = re.compile(r"(?<=[^\W\d_])[?\ufffd]|[?\ufffd](?=[^\W\d_])")


class Person(NamedTuple):
    """A name in its normal form."""

    family: str
    """All words of the family name in one run, particles included."""

    last: str
    """Its last word: what remains when particles or the first of two surnames fall away."""

    first: str
    """Its first word that is no particle."""

    given: tuple[str, ...]
    """Given names and initials, folded."""

    @property
    def initials(self) -> str:
        return "".join(name[0] for name in self.given)


MOST_PEOPLE = 400
_LONGEST_LIST = 4_000
_ONE_PERSON = re.compile(r"^[A-Za-z'-]+, (?:[A-Z]\.?[ -]?){1,4}$|^[A-Z][a-z]+ [A-Z][a-z]+$")
"""The commonest way to print one person, which needs no taking apart."""

_SEVERAL = re.compile(
    r"[;&<\\…等]|,[^\n]*,|\s[A-ZÀ-Þ]{1,4}\s*,|\.[A-ZÀ-Þ][\w'’-]+\s|"
    r"\b(?:[Aa][Nn][Dd]|[Uu][Nn][Dd]|[Ee][Tt](?:[Aa][Ll])?|[Uu]\.|[ИиΙ])(?!\w)"
)
"""Stands in every list of authors in which one text may hold several people, or be cut."""


def split_people(printed: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """One text a person, and whether the list says that it is cut ("et al.")."""
    together = "\n".join(printed)
    one_a_line = together.count("\n") < len(printed) and len(together) < _LONGEST_LIST
    if one_a_line and not _SEVERAL.search(together):
        return tuple(name for text in printed if (name := text.strip(" ,"))), False
    return _taken_apart(printed)


def _taken_apart(printed: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    people: list[str] = []
    cut = False
    for text in printed[:MOST_PEOPLE]:
        if _ONE_PERSON.match(text):
            people.append(text.strip())
            continue
        text = plain(text[:_LONGEST_LIST])
        kept = _CUT.sub("", text)
        cut = cut or kept != text
        for part in _AND.split(kept):
            people += _one_by_one(part.strip(" ,"))
    return tuple(name for name in people if name), cut


def _one_by_one(text: str) -> list[str]:
    if not text:
        return []
    tokens = [t.strip() for t in text.split(",") if t.strip()]
    if len(tokens) <= 1:
        return _RUN_ON.split(text) if _RUN_ON.search(text) else [text]
    if all(_FAMILY_INITIALS.match(t) for t in tokens):
        return tokens
    if len(tokens) == 2:
        return [text]
    return _pair_up(tokens)


def _pair_up(tokens: list[str]) -> list[str]:
    """Fam, I., Fam, I.: initials belong to the family name before them."""
    people: list[str] = []
    for token in tokens:
        if people and "," not in people[-1] and _INITIALS.match(token):
            people[-1] += ", " + token
        elif token.lower().strip(".") not in TITLES_AND_DEGREES:
            people.append(token)
    return people


_SIMPLE = re.compile(r"^([A-Za-z]{2,}), ((?:[A-Z]\.[ ]?){1,4}|(?:[A-Z] ?){1,3})$")
_GIVEN_LAST = re.compile(r"^([A-Za-z]{2,}), ([A-Z][a-z]+(?: [A-Z][a-z]+)*)((?: [A-Z]\.?)*)$")
_GIVEN_FIRST = re.compile(r"^((?:(?:[A-Z]\.|[A-Z][a-z]+) )*)([A-Z][a-z]+)$")
_NO_GIVEN_NAMES = TITLES_AND_DEGREES | FAMILY_PARTICLES
_NO_PLAIN_NAMES = frozenset(word for word in _NO_GIVEN_NAMES if len(word) > 1)


def parse_person(printed: str) -> Person:
    """Take a name apart: "Family, Given", "Given Family", "Family GM" or "G.M. Family"."""
    return simple_person(printed) or _any_person(printed)


@lru_cache(maxsize=65_536)
def simple_person(printed: str) -> Person | None:
    """One person printed in one of the three commonest ways; None for every other text."""
    if found := _SIMPLE.match(printed):
        return _with_given(found[1], [c for c in found[2].lower() if c.isalpha()])
    if found := _GIVEN_LAST.match(printed):
        given = f"{found[2]}{found[3]}".lower().replace(".", "").split()
        return None if _NO_GIVEN_NAMES.intersection(given) else _with_given(found[1], given)
    if found := _GIVEN_FIRST.match(printed):
        given = found[1].lower().replace(".", "").split()
        odd = found[2].lower() in _NO_GIVEN_NAMES or _NO_PLAIN_NAMES.intersection(given)
        return None if odd else _with_given(found[2], given)
    return None


def _with_given(family: str, given: list[str]) -> Person:
    family = squeeze(family.lower())
    return Person(family, family, family, tuple(given))


@lru_cache(maxsize=65_536)
def _any_person(printed: str) -> Person:
    text = _TITLE_PHRASE.sub(" ", plain(printed[:200])).strip(" ,.")
    text = _LOST_LETTER.sub(_HOLE, text)
    if "," in text:
        family, _, given = text.partition(",")
        if _only_initials(family) and not _only_initials(given):
            family, given = given, family
    elif found := _FAMILY_INITIALS.match(text):
        family, given = found[1], found[2]
    else:
        family, given = _split_unmarked(text)
    return _person(family, given)


def _only_initials(text: str) -> bool:
    return bool(_SPELT_INITIALS.match(text.strip()))


def _split_unmarked(text: str) -> tuple[str, str]:
    words = text.split()
    if len(words) < 2:
        return text, ""
    if all(_INITIALS.match(w) for w in words[1:]) and len(words[0].strip(".")) > 2:
        return words[0], " ".join(words[1:])
    if _INITIALS.match(words[-1]) and ("." in words[-1] or len(words[-1]) == 1):
        return " ".join(words[:-1]), words[-1]
    start = len(words) - 1
    while start > 0 and fold(words[start - 1]) in FAMILY_PARTICLES and words[start - 1][-1:] != ".":
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _person(family: str, given: str) -> Person:
    words = [
        w for w in fold(family.replace("-", " ")).split() if w not in TITLES_AND_DEGREES
    ] or fold(family).split()
    while len(words) > 1 and len(words[0]) == 1 and words[0].isascii():
        given = f"{words.pop(0)} {given}"
    while len(words) > 1 and len(words[-1]) == 1 and words[-1].isalpha():
        given = f"{words.pop()} {given}"
    names = [w for w in fold(_spaced(given)).split() if w not in TITLES_AND_DEGREES]
    particles = [w for w in names if w in FAMILY_PARTICLES and len(w) > 1]
    names = [w for w in names if w not in particles]
    words = particles + words
    proper = [w for w in words if w not in FAMILY_PARTICLES] or words
    bare = squeeze("".join(words))
    return Person(
        bare,
        squeeze(proper[-1]) if proper else "",
        squeeze(proper[0]) if proper else "",
        tuple(names),
    )


def _spaced(given: str) -> str:
    """ "JM" and "J.M." are two initials; "Jo" is a name."""
    letters = given.replace(".", " ").replace("-", " ")
    return " ".join(" ".join(w) if w.isupper() and len(w) <= 3 else w for w in letters.split())


def family_only(person: Person) -> Person:
    """ "Macedo Barcelos et al.": two full words before "et al." are one family name."""
    if len(person.given) == 1 and len(person.given[0]) > 2:
        return person._replace(first=squeeze(person.given[0]), given=())
    return person


class PeopleAnswer(NamedTuple):
    answer: PeopleVerdict
    reason: str


def compare_people(a: str, b: str) -> PeopleAnswer:
    """Whether two printed names can be, or must not be, the same person.

    agree: family name and given names (or initials) fit. unknown: the family names fit but
    nothing supports it, or only a changed or compound surname does. contradict: they do not fit.
    """
    one, other = parse_person(a), parse_person(b)
    if not one.family or not other.family:
        return PeopleAnswer("unknown", "one side has no name")
    if not same_family(one, other):
        return _compare_unlike_families(one, other)
    if not one.given or not other.given:
        return PeopleAnswer("unknown", "the family name fits, one side has no given name")
    if given_fit(one, other):
        return PeopleAnswer("agree", "family name and given names fit")
    return PeopleAnswer("contradict", "one family name, other given names")


def _compare_unlike_families(one: Person, other: Person) -> PeopleAnswer:
    if _swapped(one, other):
        return PeopleAnswer("agree", "given and family name stand the other way round")
    whole = {name for name in one.given if len(name) > 2} & {n for n in other.given if len(n) > 2}
    if whole and {one.last, one.first} & {other.last, other.first}:
        return PeopleAnswer("unknown", "the given name and a part of the family name fit")
    return PeopleAnswer("contradict", "other family names")


def same_family(a: Person, b: Person) -> bool:
    """Equal, a compound cut either way, or one slip of the pen in five letters or more."""
    if a.family == b.family or a.last == b.last:
        return True
    if _HOLE in a.family or _HOLE in b.family:
        return _fits_holes(a.family, b.family) or _fits_holes(b.family, a.family)
    if len(a.first) > 3 and (a.first in (b.last, b.family, b.first) or a.family == b.first):
        return True
    if len(b.first) > 3 and (b.first in (a.last, a.family) or b.family == a.first):
        return True
    shorter = min(len(a.family), len(b.family))
    if shorter < 5:
        return False
    allowed = 1 if shorter < 9 else 2
    return Levenshtein.distance(a.family, b.family, score_cutoff=allowed) <= allowed


def _fits_holes(damaged: str, whole: str) -> bool:
    pattern = re.escape(damaged).replace(_HOLE, ".{1,2}")
    return _HOLE in damaged and re.fullmatch(pattern, whole) is not None


def given_fit(a: Person, b: Person) -> bool:
    """Whether given names or initials can be one person's: J. fits Jörg, Karen E. fits K."""
    if not a.given or not b.given:
        return True
    one, other = a.given[0], b.given[0]
    if _name_fits(one, other):
        return True
    if one[0] == other[0] and len(a.given) > 1 and a.initials == b.initials:
        return True
    return any(_name_fits(one, name) for name in b.given[1:]) or any(
        _name_fits(other, name) for name in a.given[1:]
    )


def _name_fits(a: str, b: str) -> bool:
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    if a.startswith(b) or b.startswith(a):
        return True
    if _HOLE in a + b:
        return _fits_holes(a, b) or _fits_holes(b, a)
    one, other = squeeze(a), squeeze(b)
    if short_forms(one) & short_forms(other):
        return True
    allowed = 1 if min(len(a), len(b)) < 7 else 2
    return Levenshtein.distance(one, other, score_cutoff=2) <= allowed


def _swapped(a: Person, b: Person) -> bool:
    """ "Rüth, Ulrich" against "Ulrich, Rüth"."""
    return bool(a.given and b.given) and (
        (squeeze("".join(a.given)) == b.family and _initial_of(a.family, b.given))
        or (squeeze("".join(b.given)) == a.family and _initial_of(b.family, a.given))
    )


def _initial_of(family: str, given: tuple[str, ...]) -> bool:
    joined = squeeze("".join(given))
    return joined == family or (len(given[0]) == 1 and family.startswith(given[0]))
