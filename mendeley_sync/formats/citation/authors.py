"""The author list of a citation line, in whatever order and with whatever is missing."""

from __future__ import annotations

import re
from typing import NamedTuple

from mendeley_sync.domain.people import Person
from mendeley_sync.formats.citation.boundaries import BOUNDARY, ends_of_sentences
from mendeley_sync.formats.citation.identifiers import Marks
from mendeley_sync.formats.citation.organisations import (
    has_form_of_a_name,
    is_a_heading,
    is_an_organisation,
    without_group,
)
from mendeley_sync.names.printed import person_of
from mendeley_sync.names.words import is_degree, is_suffix

_PROSE = (
    r"\b(?!(?:van|von|de|der|den|del|della|la|le|du|da|dos|et|al|und|and|zu|zur|ten|ter|y|e)\b)"
    r"[a-zà-ÿ]{2,}\s+(?!(?:van|von|de|der|den|al|et|and|und)\b)[a-zà-ÿ]{2,}"
)
# Turner AL: Title · Malm RL, “Title”
_SEPARATOR = re.compile(r"[,:](?=\s+[\"“‘'(\[]?[A-ZÀ-Þ\dΑ-Ω])|:(?=\s+\S)")
# Häfner S Hrsg Die
_BEHIND_A_ROLE = re.compile(r"(?<=\s)(?:Hrsg|Hg|[EÉ]ds?)\.?(?=\s+[\"“„«]?[A-ZÀ-Þ])")
_NO_NAME = re.compile(rf"{_PROSE}|\d{{4}}")  # the history of groups · 2004
_LONGEST, _MOST_ENDS = 1500, 150


def leading_authors(marks: Marks) -> tuple[int, AuthorList] | None:
    """The author list that a line begins with, and where it ends."""
    text = marks.text
    chosen: tuple[int, AuthorList] | None = None
    for end, must_be_strict in _possible_ends(text):
        authors = people_before(text[:end].rstrip(" :,;"), families_only=marks.is_society)
        if authors is None or (must_be_strict and not _stands_alone(authors)):
            continue
        if _is_better(authors, chosen[1] if chosen else None):
            chosen = end, authors
    if chosen is not None:
        end, authors = chosen
        return len(text) - len(text[end:].lstrip(" .,:;")), authors
    first = next(iter(ends_of_sentences(text)), None)
    named = organisation(text[: first.start()]) if first else None
    if first is not None and named is not None:
        return first.end(), named
    return None


def people_before(text: str, *, families_only: bool = False) -> AuthorList | None:
    """The people of a text; a dot at its end is an initial's, or ends the list."""
    without_dot = text.rstrip(" .")
    forms = (text, without_dot) if "," in text else (without_dot, text)
    for form in dict.fromkeys(forms):
        authors = author_list(form, families_only=families_only)
        if authors is not None:
            return authors
    return author_list(text) if families_only else None


def _stands_alone(authors: AuthorList) -> bool:
    """Whether a list is one for sure, even where no full stop ends it."""
    named = [one for one in authors.people if one.given and one.family]
    return is_strict(authors) or (authors.cut and len(named) > len(authors.people) / 2)


def _possible_ends(text: str) -> list[tuple[int, bool]]:
    """Where an author list may end; behind a comma or colon only one with given names may.

    A list of people holds neither prose nor a year, so nothing is looked for behind them.
    """
    no_name = _NO_NAME.search(text)
    limit = min(len(text), no_name.start() if no_name else _LONGEST)
    ends = [(found.start(), False) for found in BOUNDARY.finditer(text) if found.start() <= limit]
    ends += [(found.start(), True) for found in _SEPARATOR.finditer(text) if found.start() <= limit]
    ends += [(found.end(), True) for found in _BEHIND_A_ROLE.finditer(text) if found.end() <= limit]
    return sorted(ends)[:_MOST_ENDS]


def _is_better(longer: AuthorList, shorter: AuthorList | None) -> bool:
    """Whether a longer beginning of the line is still the author list.

    What is surely one with `Malm RL` is not made longer by a short title behind it.
    """
    if shorter is None or (longer.cut and not shorter.cut):
        return True
    return longer.sure >= shorter.sure and len(longer.people) >= len(shorter.people)


# Capitals of Latin, Greek and Cyrillic, and the scripts that have none.
_UPPER = (
    "Α-ΩА-Я\u3040-\u30ff\u3400-\u9fff\uac00-\ud7afA-ZÀ-ÖØ-Þ"
    "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"
)
_INITIAL = rf"[{_UPPER}](?:[a-z]?\.|(?![\w’']))"
# A. L. · AL · J.-P.
_INITIALS = re.compile(
    rf"(?:{_INITIAL}[\s-]*)+(?:[a-z]\.)?|[{_UPPER}]{{1,4}}(?:-[{_UPPER}]{{1,2}})?"
)
# , et al. · and colleagues · u. a. · ...
_ET_AL = re.compile(
    r"[\s,;]*(?:\band\s+|&\s*)?"
    r"(?:\bet\.?\s*al\b\.?|\band (?:others|colleagues)\b|\bu\.\s?a\.|…|\.{3})\s*$",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"[\s,]*(?:…|\.\s?\.\s?\.)[\s,]*(?=\S)")  # Turner AL, ... Malm RL
# , and · & · und
_AND = re.compile(r"\s*,?\s+(?:and|und|et|(?-i:y|e)|&)\s+|\s*,?\s*&\s*", re.IGNORECASE)
#  (Eds.) · , Hrsg.
ROLE = r"(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hg|[Dd]ir|[ÉEé]ds?|coord)"
"""What editors are called behind their names."""
_ROLE = re.compile(
    rf"(?:[\s,]*\({ROLE}\.?\)|,?\s+(?:[ée]ds?\.?|[ÉE]ds\.?|[EÉ]d\.|[Ee]ditors?|Hrsg\.?|Hg\.))[\s.,]*$"
)
_LETTERS = r"[\w’'‐‑´`¨\ufffd-]*"
_FAMILY = (
    rf"(?:(?:[dDlLO]['’])?(?:de|van|von|di|la|le|du|da|al-)?[{_UPPER}]{_LETTERS}"
    r"|(?:Jr|Sr|St|Wm)\.)"
)
_WORD = rf"(?:(?:[{_UPPER}]\.)+(?:[{_UPPER}](?!\w))?|{_FAMILY})"
_SMALL = (
    r"(?:van['’]?t|van|von|vom|zu|zur|de|del|della|der|den|di|da|dos|du|la|le|ten|ter|el|al|af|te|thoe|dello|dei|los|las"
    r"|st\.|v\.?|in|op|'t|in't)"
)
# van der Berg · Enid Balint
_ONLY_NAME = re.compile(
    rf"(?:{_SMALL}\s+)*{_WORD}(?:\s+(?:{_SMALL}\s+){{0,2}}{_WORD}){{0,3}}(?:\s+{_SMALL})?"
)
_MISSING_COMMA = re.compile(rf"((?:{_INITIAL}[\s-]*)+)\s+([{_UPPER}][\w’' -]+)")  # K. Vanheule
# Nease DE Jr · Van Roy K.
_BEHIND = re.compile(
    rf"((?:{_SMALL}\s+)*{_FAMILY}(?:[\s-](?:{_SMALL}\s+)*{_FAMILY}){{0,3}})"
    rf"\s+((?!II)[{_UPPER}]{{1,4}}(?:-[{_UPPER}])?|(?:[{_UPPER}]\.[ -]?){{1,4}}|[a-z])"
    r"(\s+(?:Jr|Sr|II|III|[2-9](?:nd|rd|th))\.?)?"
)
_ONE_FAMILY = re.compile(rf"(?:{_SMALL}\s+)*\S+")  # van Roy
# Enid F. Balint
_MAY_BE_A_NAME = re.compile(
    rf"(?!(?:al|the|of|in|for|a)\b)(?:{_SMALL}\s+)*[^\W\d_][\w’'.?&#-]*"
    rf"(?:\s+(?:{_SMALL}\s+)*(?:[{_UPPER}]|[a-z]\.?(?!\w))[\w’'.?-]*){{0,4}}"
)
_LIKE_INITIALS = re.compile(r"[^\W\d_]{1,2}\.?(?:[\s.-]*[^\W\d_]\.?){0,4}")  # Th. · A.-L.
# Turner AL, Malm RL and Dolan A
_ALL_BEHIND = re.compile(rf"{_BEHIND.pattern}(?:\s*(?:,|\band\b|&)+\s*{_BEHIND.pattern})*\.?")
# R. L. Malm · RL van der Malm, Jr.
_AHEAD = re.compile(
    rf"(?P<given>(?:[{_UPPER}][A-Za-z]?\.[ -]?){{1,4}}|[{_UPPER}]{{1,3}}(?:-[{_UPPER}])?\s)\s*"
    rf"(?P<family>(?:{_SMALL}\s+)*[{_UPPER}'’]{_LETTERS}[a-zà-ÿ]{_LETTERS}"
    rf"(?:[\s-](?:{_SMALL}\s+)*[{_UPPER}]{_LETTERS}[a-zà-ÿ]{_LETTERS}){{0,2}})"
    r"(?P<suffix>,?\s+(?:Jr|Sr|II|III)\.?)?"
)
# R. L. MALM
_AHEAD_IN_CAPITALS = re.compile(
    rf"(?P<given>(?:[{_UPPER}][A-Za-z]?\.[ -]?){{1,4}})\s*"
    rf"(?P<family>[{_UPPER}][{_UPPER}'’-]{{2,}})(?P<suffix>,?\s+(?:JR|SR|II|III)\.?)?"
)
_DISPLACED = re.compile(r"(?<=[^\W\d_])(,?)\s\d{1,3}\.\s(?=[A-ZÀ-Þ])")
"""`Berry 20. MK`: the number of the next entry, that the page's columns put there."""


class AuthorList(NamedTuple):
    """Who is named, whether more are not, and how sure that is."""

    people: tuple[Person, ...]
    cut: bool
    sure: float
    are_editors: bool = False
    """`Balint E, Norell JS, eds.`"""


def author_list(text: str, *, families_only: bool = False) -> AuthorList | None:
    """The people of a text that is an author list; None when it is none.

    With `families_only`, two words are one family name: the societies' form has no given
    names.
    """
    whole = _DISPLACED.sub(r"\1 ", text.strip(" ,;:"))
    without_role = _ROLE.sub("", whole)
    are_editors = without_role != whole and bool(without_role.strip(" ,;:"))
    people = _named(without_role if are_editors else whole, families_only=families_only)
    return people._replace(are_editors=are_editors) if people is not None else None


def _named(text: str, *, families_only: bool) -> AuthorList | None:
    plain, cut = _without_et_al(text)
    plain = re.sub(r"(?<=\w)-\s(?=[A-ZÀ-Þ])", "-", plain.strip(" ,;:"))
    if not plain or is_a_heading(plain):
        return None
    before, group = without_group(plain)
    people = _named(before, families_only=families_only) if group else None
    if people is not None:
        named = Person(literal=group)
        return AuthorList((*people.people, named), cut or people.cut, min(people.sure, 0.85))
    if ";" in plain:
        return _parted(plain, cut)
    if has_form_of_a_name(plain):
        return AuthorList((Person(literal=plain),), cut, 0.85)
    if _ALL_BEHIND.fullmatch(plain):
        names = re.split(r"\s*(?:,|\band\b|&)+\s*", plain.rstrip("."))
        return AuthorList(tuple(_with_parts(name) for name in names), cut, 1.0)
    return _comma_list(plain, cut, families_only=families_only)


def rough_author_list(text: str) -> AuthorList | None:
    """People of a text that must be an author list, though some names have no known form.

    None when not even the first name has one.
    """
    plain, cut = _without_et_al(text.strip(" ,;:"))
    tokens = [one.strip() for one in re.split(r"[,;]|\s(?:and|und|et|&)\s", plain) if one.strip()]
    if len(tokens) < 2 or author_list(", ".join(tokens[:2])) is None:
        return None
    if not all(_MAY_BE_A_NAME.fullmatch(token) for token in tokens):
        return None
    people: list[Person] = []
    for token in tokens:
        if people and not people[-1].given and _LIKE_INITIALS.fullmatch(token):
            people[-1] = people[-1].model_copy(update={"given": token})
        else:
            people.append(_with_parts(token))
    if not people[0].given and not _is_initials(tokens[1]) and len(people) > 1:
        people[:2] = [Person(family=tokens[0], given=tokens[1])]
    return AuthorList(tuple(people), cut, 0.5)


def organisation(text: str) -> AuthorList | None:
    """An organisation as the only author: `World Health Organization`, `WHO`."""
    if not is_an_organisation(text):
        return None
    return AuthorList((Person(literal=text.strip(" ,;:.")),), cut=False, sure=0.75)


def is_strict(people: AuthorList) -> bool:
    """Whether everybody has initials or a given name, as no title has."""
    return all(one.given and one.family for one in people.people) and people.sure >= 0.9


def has_initials(people: AuthorList) -> bool:
    """Whether the first of them is named with initials, as in lists of references."""
    return is_strict(people) and _is_initials(people.people[0].given)


def _without_et_al(text: str) -> tuple[str, bool]:
    shorter = _ET_AL.sub("", text)
    gone = _ELLIPSIS.sub(", ", shorter)
    return gone, shorter != text or gone != shorter


def _parted(text: str, cut: bool) -> AuthorList | None:
    names = [name.strip(" ,&") for name in text.split(";")]
    names = [re.sub(r"^(?:and|&)\s+", "", name) for name in names if name]
    parts = [part.strip() for name in names for part in name.split(",") if part.strip()]
    if not parts or not all(_is_name_like(part) for part in parts):
        return None
    return AuthorList(tuple(_dotted([_with_parts(name) for name in names])), cut, 0.95)


def _with_parts(name: str, *, has_initials_only: bool = False) -> Person:
    """A name in its parts: `Nease DE Jr`, `R. L. Malm`.

    `A. Louise Dolan` has a given name beside the initial, but where all others have initials
    alone, both are her family's.
    """
    behind = _BEHIND.fullmatch(name.strip())
    if behind is not None:
        family, given, suffix = behind.groups()
        return Person(family=family, given=given.strip(), suffix=(suffix or "").strip())
    ahead = _ahead(name)
    is_one = ahead is not None and _ONE_FAMILY.fullmatch(ahead.group("family")) is not None
    if ahead is None or not (is_one or has_initials_only):
        family, _, suffix = name.rpartition(" ")
        if family and " " not in family and is_suffix(suffix):
            return Person(family=family, suffix=suffix)
        return person_of(name)
    given, family, suffix = ahead.group("given", "family", "suffix")
    return Person(family=family, given=given.strip(), suffix=(suffix or "").strip(" ,"))


def _ahead(name: str) -> re.Match[str] | None:
    """`R. L. Malm`, `R. L. MALM`."""
    return _AHEAD.fullmatch(name) or _AHEAD_IN_CAPITALS.fullmatch(name)


def _comma_list(text: str, cut: bool, *, families_only: bool) -> AuthorList | None:
    """Names parted by commas and `and`, each in its own way."""
    groups = [
        [token for token in re.split(r"\s*,\s*", part.strip()) if token and not _drop(token)]
        for part in _AND.split(text)
    ]
    groups = [group for group in groups if group]
    tokens = _repaired([token for group in groups for token in group])
    if not tokens or not all(_is_name_like(token) for token in tokens):
        return None
    if any(_is_initials(token) for token in tokens[1:]):
        return _with_initials(tokens, cut)
    if all(_BEHIND.fullmatch(token) or _ahead(token) for token in tokens):
        named = [_with_parts(token, has_initials_only=True) for token in tokens]
        return AuthorList(tuple(named), cut, 1.0)
    if families_only and all(len(token.split()) <= 3 for token in tokens):
        people = tuple(Person(family=token) for token in tokens)
        return AuthorList(people, cut, 0.75 if any(" " in one for one in tokens) else 0.95)
    return _without_initials(groups, cut)


def _drop(token: str) -> bool:
    """A degree; `Ma` and `Do` are family names."""
    return is_degree(token) and not _is_initials(token) and not re.fullmatch(r"[A-Z][a-z]", token)


def _repaired(tokens: list[str]) -> list[str]:
    """`Van Roy | K. Vanheule | S.`: a comma is missing behind `K.`."""
    repaired: list[str] = []
    for position, token in enumerate(tokens):
        found = _MISSING_COMMA.fullmatch(token)
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        if found and repaired and not _is_initials(repaired[-1]) and _is_initials(following):
            repaired += [found.group(1).strip(), found.group(2).strip()]
        else:
            repaired.append(token)
    return repaired


def _with_initials(tokens: list[str], cut: bool) -> AuthorList | None:
    """`Turner | A. L. | Malm | R. L.`, or a last `R. L. Malm`."""
    people: list[Person] = []
    sure = 1.0
    position = 0
    while position < len(tokens):
        token = tokens[position]
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        if is_suffix(token) and people:
            people[-1] = people[-1].model_copy(update={"suffix": token})
        elif _is_initials(following) and (
            _is_family(token, following) or (position == 0 and "." not in token)
        ):
            people.append(Person(family=token.rstrip("."), given=following))
            position += 1
        elif _is_initials(token):
            return None
        else:
            people.append(_with_parts(token))
            if not (_ahead(token) or _BEHIND.fullmatch(token)):
                sure = min(sure, 0.85 if " " in token else 0.7)
        position += 1
    return AuthorList(tuple(_dotted(people)), cut, sure) if people else None


def _is_family(token: str, following: str) -> bool:
    """`WU` before `G. H.` is a family name in capitals, no initials."""
    if not _is_initials(token):
        return not re.match(rf"[{_UPPER}]\.", token) and _BEHIND.fullmatch(token) is None
    return "." not in token and "." in following and (len(token) > 1 or not token.isascii())


def _dotted(people: list[Person]) -> list[Person]:
    """The last initial gets back the dot that ended the list as well."""
    last = people[-1].given
    if len(people[0].given) > 1 and people[0].given.endswith(".") and len(people) > 1:
        if last and _is_initials(last) and not last.endswith("."):
            people[-1] = people[-1].model_copy(update={"given": last + "."})
    elif "." in last and not last.endswith("."):
        people[-1] = people[-1].model_copy(update={"given": last + "."})
    return people


def _without_initials(groups: list[list[str]], cut: bool) -> AuthorList | None:
    """`Turner, Andrew, and Rhonda Malm`, `Turner and Malm`, `Laurel Milberg and K. Knowlton`."""
    first = groups[0]
    later = [token for group in groups[1:] for token in group]
    if _first_is_inverted(first, later):
        head = Person(family=first[0], given=first[1])
        rest = [_with_parts(token) for token in [*first[2:], *later]]
        return AuthorList((head, *rest), cut, 0.9)
    tokens = [*first, *later]
    if any(len(token.split()) > 4 for token in tokens):
        return None
    several = any(" " in token for token in tokens)
    return AuthorList(tuple(_with_parts(token) for token in tokens), cut, 0.85 if several else 0.95)


def _first_is_inverted(first: list[str], later: list[str]) -> bool:
    """`Turner, Andrew L., Jane Doe, and Rhonda Malm`: only the first name is turned round."""
    if len(first) < 2 or _BEHIND.fullmatch(first[0]):
        return False
    others = [*first[2:], *later]
    plain = " " not in first[0] or " " not in first[1] or first[0].split()[0].islower()
    return (plain or _is_initials(first[1].split()[-1])) and all(" " in one for one in others)


def _is_initials(token: str) -> bool:
    return _INITIALS.fullmatch(token.strip()) is not None


def _is_name_like(token: str) -> bool:
    token = token.strip()
    if _is_initials(token) or is_suffix(token) or _ahead(token):
        return True
    return _ONLY_NAME.fullmatch(token) is not None and not re.search(r"\d", token)
