"""What the other records teach about a pair: titles that recur, identifiers that cover many works.

Only records that share a title, an identifier or both journals with the pair can teach anything
about it, so an unrelated record never changes a verdict.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mendeley_sync.domain.pages import parse_pages
from mendeley_sync.matching.fields.numbers import parse_volume
from mendeley_sync.matching.record import MatchRecord


@dataclass(frozen=True, slots=True)
class CollectionEvidence:
    """What was learned from both sides."""

    recurring: frozenset[str] = frozenset()
    """Keys of titles that stand over different works: Editorial, News from the council ..."""

    crowded_dois: frozenset[str] = frozenset()
    """DOIs found with two or more distinct titles: of a supplement, a book, or wrong."""

    crowded_addresses: frozenset[str] = frozenset()
    """Web addresses found with two or more distinct titles: of a list, an issue, a search."""

    aliases: frozenset[tuple[str, str]] = frozenset()
    """Pairs of journal names, sorted, that are one journal as many equal records show."""


LONG_KEY = 40
"""Letters from which a title is too long to be a heading merely because it occurs often."""

RECURS_FROM = 3
"""So many differently dated or numbered occurrences on one side make a title a heading."""


def recurring_titles(
    keyed: Iterable[tuple[str, MatchRecord]], *, copies_expected: bool
) -> frozenset[str]:
    """Titles that stand over several works of one side.

    Args:
        keyed: the records of one side with the keys of their titles.
        copies_expected: whether the side is searched for duplicates; then a title that
            occurs three times is a heading only where years or places in print differ.
    """
    first: dict[str, MatchRecord] = {}
    others: defaultdict[str, list[MatchRecord]] = defaultdict(list)
    for key, record in keyed:
        if first.setdefault(key, record) is not record:
            others[key].append(record)
    return frozenset(
        key
        for key, records in others.items()
        if len(records) + 1 >= RECURS_FROM
        and _stands_over_several(key, [first[key], *records], copies_expected)
    )


def _stands_over_several(key: str, records: list[MatchRecord], copies_expected: bool) -> bool:
    places = [_place(record) for record in records]
    if _recurs(set(places)):
        return True
    return not copies_expected and len(key) < LONG_KEY and not _one_place(places)


def _one_place(places: list[tuple[int | None, str, int]]) -> bool:
    """Whether all are printed in one known place, so that they are copies."""
    return len(set(places)) == 1 and places[0][2] > 0


def _place(record: MatchRecord) -> tuple[int | None, str, int]:
    return record.year, parse_volume(record.volume).number, parse_pages(record.pages).first


def _recurs(places: set[tuple[int | None, str, int]]) -> bool:
    years = sorted({year for year, _, _ in places if year})
    spread = [y for i, y in enumerate(years) if i == 0 or y - years[i - 1] > 1]
    volumes = {volume for _, volume, _ in places if volume}
    return len(spread) >= RECURS_FROM or len(volumes) >= RECURS_FROM or _scattered(places)


def _scattered(places: set[tuple[int | None, str, int]]) -> bool:
    """Whether the pages of one volume lie apart as those of one article never do."""
    pages = sorted({first for _, _, first in places if first})
    apart = [p for i, p in enumerate(pages) if i == 0 or p - pages[i - 1] > 20]
    return len(apart) > RECURS_FROM


def crowded(keyed: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Identifiers that stand on records whose titles have nothing to do with each other.

    Args:
        keyed: an identifier (DOI or web address) and the key of the title it stands on.
    """
    first: dict[str, str] = {}
    return frozenset(
        identifier
        for identifier, key in keyed
        if identifier and key and first.setdefault(identifier, key)[:12] != key[:12]
    )


ALIAS_FROM = 8
"""So many works with equal titles, authors and years in two journals make these one journal."""


def journal_aliases(equal_works: Iterable[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """Names that turn out to be one journal.

    Args:
        equal_works: title key and the two journal names, sorted, of each pair of records whose
            title, authors and year are equal and whose journals are not known to be one.
    """
    titles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for key, one, other in equal_works:
        titles[(one, other)].add(key)
    return frozenset(names for names, keys in titles.items() if len(keys) >= ALIAS_FROM)
