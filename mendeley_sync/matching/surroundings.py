"""What the other records teach about a pair: titles that recur, identifiers that cover many works.

Only records that share a title, an identifier or both journals with the pair can teach anything
about it, so an unrelated record never changes a verdict.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .folding import fold, squeeze
from .identity import normal_doi
from .numbers import parse_pages, parse_volume
from .record import MatchRecord


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was learned from both sides."""

    recurring: frozenset[str] = frozenset()
    """Keys of titles that stand over different works: Editorial, News from the council ..."""

    crowded_dois: frozenset[str] = frozenset()
    """DOIs found with two or more distinct titles: of a supplement, a book, or wrong."""

    aliases: frozenset[tuple[str, str]] = frozenset()
    """Pairs of journal names, sorted, that are one journal as many equal records show."""


RECURS_FROM = 3
"""So many differently dated or numbered occurrences on one side make a title a heading."""


def title_key(title: str) -> str:
    return squeeze(fold(title).replace(" ", ""))


def recurring_titles(keyed: Iterable[tuple[str, MatchRecord]]) -> frozenset[str]:
    """Titles that occur on one side with three or more different years or places in print."""
    places: defaultdict[str, set[tuple[int | None, str, int]]] = defaultdict(set)
    seen: dict[str, MatchRecord] = {}
    for key, record in keyed:
        if key in seen:
            places[key].add(_place(record))
            places[key].add(_place(seen[key]))
        else:
            seen[key] = record
    return frozenset(key for key, found in places.items() if _recurs(found))


def _place(record: MatchRecord) -> tuple[int | None, str, int]:
    return record.year, parse_volume(record.volume).number, parse_pages(record.pages).first


def _recurs(places: set[tuple[int | None, str, int]]) -> bool:
    years = sorted({year for year, _, _ in places if year})
    spread = [y for i, y in enumerate(years) if i == 0 or y - years[i - 1] > 1]
    pages = {(volume, first) for _, volume, first in places if volume and first}
    return len(spread) >= RECURS_FROM or len(pages) >= RECURS_FROM


def crowded_dois(keyed: Iterable[tuple[str, MatchRecord]]) -> frozenset[str]:
    """DOIs that stand on records whose titles have nothing to do with each other."""
    first: dict[str, str] = {}
    crowded: set[str] = set()
    for key, record in keyed:
        doi = normal_doi(record.doi)
        if doi and key and first.setdefault(doi, key)[:12] != key[:12]:
            crowded.add(doi)
    return frozenset(crowded)
