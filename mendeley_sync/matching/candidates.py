"""Which pairs are worth comparing: those that share an identifier, a place in print or rare words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from .folding import fold, squeeze
from .identity import normal_doi, normal_isbns, normal_pmid
from .numbers import parse_pages, parse_volume
from .record import MatchRecord
from .words import STOP_WORDS, without_notes

LARGEST_BLOCK = 60
"""A key that more records share says nothing; those records have other keys."""

RARE_WORDS = 3
WORD_LENGTH = 7
ALIKE = 70.0


class Outline:
    """The little of a record that finding candidates needs; a hundred thousand of them must fit."""

    __slots__ = ("author", "doi", "isbns", "key", "page", "pmid", "volume", "words", "year")

    def __init__(self, record: MatchRecord) -> None:
        title = record.title
        folded = fold(without_notes(title) if "[" in title else title)
        self.key = squeeze(folded)
        self.words = _content_words(folded)
        self.author = _first_family(record.authors)
        self.year = record.year
        self.volume = parse_volume(record.volume).number if record.volume else ""
        self.page = parse_pages(record.pages).first if record.pages else 0
        self.doi = normal_doi(record.doi)
        self.pmid = normal_pmid(record.pmid) if record.pmid else ""
        self.isbns = normal_isbns(record.isbn)


def _content_words(folded: str) -> tuple[str, ...]:
    words = [w[:WORD_LENGTH] for w in folded.split() if len(w) > 2 and w not in STOP_WORDS]
    if not folded.isascii() and len(words) <= 2 and len(folded) >= 6:
        run = folded.replace(" ", "")[:60]
        words += [run[i : i + 3] for i in range(len(run) - 2)]
    return tuple(words[:40])


def _first_family(authors: tuple[str, ...]) -> str:
    if not authors:
        return ""
    name = authors[0][:80].partition(",")[0].partition(" and ")[0].partition(" & ")[0]
    words = [w for w in fold(name).split() if len(w) > 2 and w not in ("et", "al")]
    return squeeze(max(words, key=len)) if words else ""


Key = tuple[object, ...] | str


def _identifier_keys(outline: Outline) -> Iterator[Key]:
    if outline.doi:
        yield outline.doi
    if outline.pmid:
        yield "pmid" + outline.pmid
    yield from outline.isbns


def _title_keys(outline: Outline) -> Iterator[Key]:
    if len(outline.key) > 5:
        yield outline.key
        yield (outline.key, outline.year, outline.author)
        yield (outline.key, outline.volume, outline.page)


def _end_keys(outline: Outline) -> Iterator[Key]:
    words = outline.words
    if len(words) >= 4:
        yield (0, *words[:3])
        yield (1, *words[-3:])


def _place_keys(outline: Outline) -> Iterator[Key]:
    if outline.page and outline.volume:
        yield (outline.volume, outline.page, outline.year)
        yield (outline.volume, outline.page, outline.author[:4])


def candidate_pairs(
    left: Sequence[Outline], right: Sequence[Outline] | None = None
) -> Iterator[tuple[int, int]]:
    """Pairs (i, j) of positions worth comparing, each once, sorted.

    Args:
        left: one side, or all records where `right` is None (then i < j).
        right: the other side.
    """
    both = left if right is None else [*left, *right]
    border = 0 if right is None else len(left)
    total = len(both)
    found: set[int] = set()
    for keys in (_identifier_keys, _title_keys, _end_keys, _place_keys):
        _collect(((i, keys(outline)) for i, outline in enumerate(both)), border, total, found)
    frequency = Counter(word for outline in both for word in set(outline.words))
    _collect(((i, _rare_keys(o, frequency)) for i, o in enumerate(both)), border, total, found)
    for number in sorted(found):
        i, j = divmod(number, total)
        if _worth_comparing(both[i], both[j]):
            yield i, j - border


def _rare_keys(outline: Outline, frequency: Counter[str]) -> Iterator[Key]:
    """All pairs of the rarest words that stand in another record too."""
    shared = sorted({(frequency[w], w) for w in outline.words if frequency[w] > 1})[:RARE_WORDS]
    for i, (_, first) in enumerate(shared):
        for _, second in shared[i + 1 :]:
            yield (first, second) if first < second else (second, first)
    if shared and outline.author:
        yield (outline.author, outline.year, shared[0][1])


def _collect(
    keyed: Iterable[tuple[int, Iterator[Key]]], border: int, total: int, found: set[int]
) -> None:
    blocks: dict[Key, int | list[int]] = {}
    for i, keys in keyed:
        for key in keys:
            known = blocks.setdefault(key, i)
            if isinstance(known, list):
                known.append(i)
            elif known != i:
                blocks[key] = [known, i]
    for members in blocks.values():
        if isinstance(members, list) and len(members) <= LARGEST_BLOCK:
            _add_pairs(members, border, total, found)


def _add_pairs(members: list[int], border: int, total: int, found: set[int]) -> None:
    for n, i in enumerate(members):
        for j in members[n + 1 :]:
            if i != j and (not border or i < border <= j):
                found.add(i * total + j)


def _worth_comparing(a: Outline, b: Outline) -> bool:
    """A cheap look before the full comparison."""
    if a.key == b.key or (a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid):
        return True
    if a.page and a.page == b.page and a.volume == b.volume:
        return True
    if fuzz.ratio(a.key, b.key, score_cutoff=ALIKE):
        return True
    shorter, longer = (a.key, b.key) if len(a.key) < len(b.key) else (b.key, a.key)
    return len(shorter) >= 10 and longer.startswith(shorter[: max(10, len(shorter) - 4)])


def recurring_blocks(outlines: Sequence[Outline]) -> dict[str, list[int]]:
    """Positions of the records that share their whole title, by its key."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for i, outline in enumerate(outlines):
        blocks[outline.key].append(i)
    return {key: members for key, members in blocks.items() if len(members) > 1}
