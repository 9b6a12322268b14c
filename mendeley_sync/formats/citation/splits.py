"""A citation without authors and numbers, in two: its title, and what it appeared in."""

from __future__ import annotations

import re

from mendeley_sync.formats.citation.boundaries import (
    Split,
    ends_of_sentences,
    is_abbreviated,
    looks_like_a_journal,
    split_before_journal,
    tidy_title,
)
from mendeley_sync.formats.citation.publishers import imprint_of, without_edition

_PART_OF = re.compile(
    r"In:?\s|in:\s|Chapter\s|Kapitel\s|Unpublished|Unveröff|\[?(?:Doctoral|Master|PhD)"
)
_IMPRINT = re.compile(r"[A-Z][\w. ]{2,25}:\s")
_SOURCE = re.compile(rf"{_PART_OF.pattern}|{_IMPRINT.pattern}")
_BEHIND_A_COMMA = re.compile(
    r",\s+(?:(?:The\s)?[A-ZÀ-Þ]\w{0,12}\.?\s){0,2}(?P<last>[A-ZÀ-Þ]\w{0,8})$"
)
"""`Title, Aust. Fam. Physician`: the first full stop belongs to the journal."""


def title_and_rest(text: str, *, has_numbers: bool) -> Split:
    """Title, and what stands behind it.

    Args:
        text: a citation without its authors and its locator.
        has_numbers: whether it had a volume or pages, so that a journal or book must be there.
    """
    text = text.strip(" ,;")
    return _with_journal(text) if has_numbers else split_title(text)


def _with_journal(text: str) -> Split:
    """A volume or pages were there, so the last sentence is a journal or a book."""
    for found in ends_of_sentences(text):
        if _PART_OF.match(text, found.end()):
            return Split(tidy_title(text[: found.start()]), text[found.end() :].strip(" ,"), 0.9)
    split = split_before_journal(text)
    dotted = _BEHIND_A_COMMA.search(split.title) if split.rest else None
    if dotted is not None and is_abbreviated(dotted.group("last")):
        place = dotted.start()
        return Split(text[:place], text[place:].lstrip(" ,"), 0.8)
    return split if split.rest else _behind_a_comma(text)


def _behind_a_comma(text: str) -> Split:
    """`Title, in: Journal`, `Title, J. Chem. Phys.`: no full stop stands between them."""
    inside = re.search(r",?\s+in:\s+|,\s+in\s+(?=[A-Z])", text)
    if inside is not None:
        return Split(text[: inside.start()], text[inside.end() :], 0.85)
    for comma in reversed(list(re.finditer(r",\s+(?=[A-ZÀ-Þ])", text))):
        behind = text[comma.end() :]
        if looks_like_a_journal(behind) or re.match(r"(?:[A-Z]\w*\.\s?){2,}", behind):
            return Split(text[: comma.start()], behind, 0.7)
    return Split(text.strip(" .,"), "", 0.6)


def split_title(text: str) -> Split:
    """Title, rest, and how sure the place between them is, where no numbers stood behind."""
    places = ends_of_sentences(text)
    if not places:
        return Split(text.strip(" .,"), "", 0.8)
    chosen = next((one for one in places if _SOURCE.match(text, one.end())), None)
    whole = imprint_of(text) if chosen is None or _IMPRINT.match(text, chosen.end()) else None
    if whole is not None and whole.before:
        title, _ = without_edition(whole.before)
        sure = 0.95 if not ends_of_sentences(title) else 0.75
        return Split(whole.before, f"{whole.place}: {whole.publisher}", sure)
    if chosen is None:
        split = split_before_journal(text)
        if _is_more_title(split.rest):
            return Split(text.strip(" .,"), "", 0.7)
        return split._replace(rest=split.rest.strip(" ,"))
    sure = 0.95 if chosen is places[0] else 0.75
    return Split(tidy_title(text[: chosen.start()]), text[chosen.end() :].strip(" .,"), sure)


def _is_more_title(text: str) -> bool:
    """Whether the last sentence reads as prose and not as a journal, a book or a publisher."""
    words = re.findall(r"[^\W\d_]+", text)
    small = [word for word in words if word[0].islower() and len(word) > 3]
    return len(small) >= 4 and len(small) >= len(words) / 2 and not looks_like_a_journal(text)
