"""BibTeX's lists of names.

Source: N. Markey, Tame the BeaST, section 11 (`and` at brace level 0 parts names, commas
part a name).
"""

from __future__ import annotations

import re

from mendeley_sync.domain.people import Person
from mendeley_sync.formats.bibtex.latex import decoded_latex, encoded_latex
from mendeley_sync.names.lists import parted_names
from mendeley_sync.names.printed import people_of, person_of
from mendeley_sync.names.words import is_et_al

_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=")
_EXTENDED_PART = re.compile(r"(family|given|prefix|suffix)\s*=\s*\"?([^,\"]+)\"?")
"""`family=Beumont`"""
_COMMA = re.compile(",")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


def bibtex_people(value: str) -> tuple[tuple[Person, ...], bool]:
    """The people of an author field, and whether it ends in `and others`."""
    people: list[Person] = []
    cut = False
    for name in _parts(value, _AND):
        plain = decoded_latex(name).strip()
        if is_et_al(plain):
            cut = True
        elif _is_braced(name):
            people.append(Person(literal=plain))
        elif _EXTENDED.match(plain):
            people.append(_extended(plain))
        elif ";" in name or "&" in name.replace("\\&", ""):
            found, more = people_of(parted_names(plain))
            people += found
            cut = cut or more
        elif plain:
            people.append(_person(name))
    return tuple(people), cut


def bibtex_name(person: Person) -> str:
    """`Family, Jr., Given`; what is one name or has no parts stands in braces."""
    if person.is_organisation or not person.family:
        return "{" + encoded_latex(person.literal or person.first_name) + "}"
    given = " ".join(filter(None, (person.given, person.dropping_particle)))
    parts = [person.last_name, person.suffix, given] if person.suffix else [person.last_name, given]
    return ", ".join(_protected(part) for part in parts) if given else _protected(parts[0]) + ","


def _extended(name: str) -> Person:
    """biblatex's `given=Simon, prefix=de, family=Beumont`."""
    parts = dict(_EXTENDED_PART.findall(name))
    prefix = parts.get("prefix", "").strip()
    return Person(
        family=parts.get("family", "").strip(),
        given=parts.get("given", "").strip(),
        suffix=parts.get("suffix", "").strip(),
        non_dropping_particle=prefix,
    )


def _person(name: str) -> Person:
    parts = [decoded_latex(part).strip() for part in _parts(name, _COMMA, keep_empty=True)]
    if len(parts) == 1:
        return person_of(parts[0])
    if len(parts) == 2:
        return Person(family=parts[0], given=parts[1])
    return Person(family=parts[0], suffix=parts[1], given=" ".join(filter(None, parts[2:])))


def _protected(part: str) -> str:
    """In braces where a comma or an `and` in it would be taken for structure."""
    encoded = encoded_latex(part)
    return "{" + encoded + "}" if "," in part or _AND.search(f" {part} ") else encoded


def _is_braced(name: str) -> bool:
    """Whether one pair of braces holds the whole name."""
    name = name.strip()
    if not name.startswith("{") or not name.endswith("}") or name.startswith("{\\"):
        return False
    depth = 0
    for position, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return position == len(name) - 1
    return False


def _parts(value: str, separator: re.Pattern[str], *, keep_empty: bool = False) -> list[str]:
    """Parted where the separator stands outside every brace."""
    if "{" not in value:
        return [part for part in separator.split(value) if keep_empty or part.strip()]
    depths = _depths(value)
    parts, start = [], 0
    for found in separator.finditer(value):
        if depths[found.start()] == 0:
            parts.append(value[start : found.start()])
            start = found.end()
    parts.append(value[start:])
    return [part for part in parts if keep_empty or part.strip()]


def _depths(value: str) -> list[int]:
    """For every position, how many braces are open there."""
    depths, depth = [], 0
    for position, sign in enumerate(value):
        escaped = position > 0 and value[position - 1] == "\\"
        if sign == "{" and not escaped:
            depth += 1
        elif sign == "}" and not escaped:
            depth = max(0, depth - 1)
        depths.append(depth)
    return depths
