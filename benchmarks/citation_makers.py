"""Citation lines with labels, made from literature whose fields are known.

Each work is written in eight styles as people paste them, and half of the lines are
damaged the way pages damage them: a missing space, another dash, a journal in small
letters, a bullet, a no-break space, a shortened last page. The label says what the line
shows, not what is true of the work. Chance comes from a seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Labelled:
    """One line and what stands in it."""

    style: str
    line: str
    damage: tuple[str, ...]
    shown: Mapping[str, Any]
    """`authors` (family names), `cut`, `title`, `year`, `journal`, `volume`, `issue`, `page`."""


@dataclass
class Draft:
    """A line on its way, with what it shows."""

    line: str
    shown: dict[str, Any]


def labelled_lines(items: Sequence[Item], seed: int = 5) -> list[Labelled]:
    """Two lines for every article, one for every book and chapter, styles in turn."""
    chance = random.Random(seed)
    lines: list[Labelled] = []
    styles = sorted(ARTICLE_STYLES)
    for number, item in enumerate(one for one in items if is_usable_article(one)):
        chosen = [styles[(number + step) % len(styles)] for step in (0, 3)]
        lines += [_labelled(ARTICLE_STYLES, style, item, chance) for style in chosen]
    book_styles = sorted(BOOK_STYLES)
    books = [item for item in items if is_usable_book(item)]
    return lines + [
        _labelled(BOOK_STYLES, book_styles[number % len(book_styles)], item, chance)
        for number, item in enumerate(books)
    ]


def is_usable_article(item: Item) -> bool:
    """Whether an item has what an article's citation shows."""
    needed = ("author", "title", "container-title", "issued", "volume")
    return item["type"] == "article-journal" and all(item.get(name) for name in needed)


def is_usable_book(item: Item) -> bool:
    """Whether an item has what a book's citation shows."""
    needed = ("author", "title", "issued", "publisher")
    return item["type"] == "book" and all(item.get(name) for name in needed)


def _labelled(
    styles: Mapping[str, Callable[[Item], Draft]], style: str, item: Item, chance: random.Random
) -> Labelled:
    draft = styles[style](item)
    done: list[str] = []
    if chance.random() < 0.5:
        tried = chance.sample(sorted(DAMAGES), 2)
        done = [name for name in tried if DAMAGES[name](draft, chance)]
    return Labelled(style, draft.line, tuple(done), draft.shown)


# --- names -------------------------------------------------------------------------------


def _family(person: Item) -> str:
    if "literal" in person:
        return str(person["literal"])
    particle = person.get("non-dropping-particle")
    return f"{particle} {person['family']}" if particle else str(person["family"])


def _initials(person: Item, dot: str, gap: str) -> str:
    words = re.split(r"[\s-]+", str(person.get("given", "")).replace(".", " ").strip())
    return gap.join(word[0] + dot for word in words if word)


def _inverted(person: Item, dot: str = ".", gap: str = " ") -> str:
    given = _initials(person, dot, gap)
    return f"{_family(person)}, {given}" if given else _family(person)


def _vancouver(person: Item) -> str:
    return f"{_family(person)} {_initials(person, '', '')}".strip()


def _straight(person: Item) -> str:
    return f"{person.get('given', '')} {_family(person)}".strip()


def _full(person: Item) -> str:
    given = str(person.get("given", ""))
    return f"{_family(person)}, {given}" if given else _family(person)


def _listed(names: Sequence[str], last: str, gap: str = ", ") -> str:
    return names[0] if len(names) == 1 else gap.join(names[:-1]) + last + names[-1]


# --- what a line shows -------------------------------------------------------------------


def _shown(item: Item, authors: Sequence[Item], *, cut: bool = False) -> dict[str, Any]:
    return {
        "authors": [_family(one) for one in authors],
        "cut": cut,
        "title": item["title"].rstrip("."),
        "year": item["issued"]["date-parts"][0][0],
        "journal": item.get("container-title", ""),
        "volume": item.get("volume", ""),
        "issue": item.get("issue", ""),
        "page": item.get("page", ""),
    }


def _end(title: str) -> str:
    return title if title.endswith(("?", "!", ".")) else title + "."


def _year(item: Item) -> int:
    return int(item["issued"]["date-parts"][0][0])


def _dashed(item: Item) -> str:
    return str(item.get("page", "")).replace("-", "–")


# --- articles ----------------------------------------------------------------------------


def society(item: Item) -> Draft:
    """Turner and Malm. Title. Journal (2004) vol. 36 (2) pp. 114-22"""
    people = item["author"]
    if len(people) > 2:
        names, authors, cut = f"{_family(people[0])} et al", people[:1], True
    else:
        names, authors, cut = " and ".join(_family(one) for one in people), people, False
    line = f"{names}. {_end(item['title'])} {item['container-title']} ({_year(item)})"
    line += f" vol. {item['volume']}"
    line += f" ({item['issue']})" if item.get("issue") else ""
    line += f" pp. {item['page']}" if item.get("page") else ""
    return Draft(line, _shown(item, authors, cut=cut))


def apa(item: Item) -> Draft:
    """Turner, A. L., & Malm, R. L. (2004). Title. Journal, 36(2), 114–122."""
    names = _listed([_inverted(one) for one in item["author"]], ", & ")
    issue = f"({item['issue']})" if item.get("issue") else ""
    pages = f", {_dashed(item)}" if item.get("page") else ""
    line = f"{names} ({_year(item)}). {_end(item['title'])} {item['container-title']}, "
    line += f"{item['volume']}{issue}{pages}."
    line += f" https://doi.org/{item['DOI']}" if item.get("DOI") else ""
    return Draft(line, _shown(item, item["author"]))


def vancouver(item: Item) -> Draft:
    """Turner AL, Malm RL. Title. Journal. 2004;36(2):114-22."""
    people = item["author"]
    shown = people[:6] if len(people) > 6 else people
    names = ", ".join(_vancouver(one) for one in shown) + (", et al" if len(people) > 6 else "")
    issue = f"({item['issue']})" if item.get("issue") else ""
    pages = f":{item['page']}" if item.get("page") else ""
    line = f"{names}. {_end(item['title'])} {item['container-title']}. "
    line += f"{_year(item)};{item['volume']}{issue}{pages}."
    line += f" doi: {item['DOI']}" if item.get("DOI") else ""
    return Draft(line, _shown(item, shown, cut=len(people) > 6))


def ama(item: Item) -> Draft:
    """As Vancouver, with three authors before et al and a PMID."""
    people = item["author"]
    shown = people[:3] if len(people) > 6 else people
    names = ", ".join(_vancouver(one) for one in shown) + (", et al" if len(people) > 6 else "")
    issue = f"({item['issue']})" if item.get("issue") else ""
    pages = f":{item['page']}" if item.get("page") else ""
    line = f"{names}. {_end(item['title'])} {item['container-title']}. "
    line += f"{_year(item)};{item['volume']}{issue}{pages}."
    line += f" PMID: {item['PMID']}." if item.get("PMID") else ""
    return Draft(line, _shown(item, shown, cut=len(people) > 6))


def harvard(item: Item) -> Draft:
    """Turner, A.L. and Malm, R.L. (2004) 'Title', Journal, 36(2), pp. 114–122."""
    names = _listed([_inverted(one, gap="") for one in item["author"]], " and ")
    issue = f"({item['issue']})" if item.get("issue") else ""
    pages = f", pp. {_dashed(item)}" if item.get("page") else ""
    title = item["title"].rstrip(".")
    line = f"{names} ({_year(item)}) '{title}', {item['container-title']}, "
    return Draft(line + f"{item['volume']}{issue}{pages}.", _shown(item, item["author"]))


def harvard_bare(item: Item) -> Draft:
    """Turner, A.L. and Malm, R.L., 2004. Title. Journal, 36(2), pp.114-122."""
    names = _listed([_inverted(one, gap="") for one in item["author"]], " and ")
    issue = f"({item['issue']})" if item.get("issue") else ""
    pages = f", pp.{item['page']}" if item.get("page") else ""
    line = f"{names}, {_year(item)}. {_end(item['title'])} {item['container-title']}, "
    return Draft(line + f"{item['volume']}{issue}{pages}.", _shown(item, item["author"]))


def mla(item: Item) -> Draft:
    """Turner, Andrew L., and Rhonda L. Malm. "Title." Journal, vol. 36, no. 2, 2004, pp. 114-22."""
    people = item["author"]
    if len(people) > 2:
        names, shown, cut = f"{_full(people[0])}, et al.", people[:1], True
    else:
        names = _listed([_full(people[0]), *(_straight(one) for one in people[1:])], ", and ")
        names, shown, cut = _end(names), people, False
    issue = f", no. {item['issue']}" if item.get("issue") else ""
    pages = f", pp. {_dashed(item)}" if item.get("page") else ""
    line = f'{names} "{_end(item["title"])}" {item["container-title"]}, vol. {item["volume"]}'
    return Draft(f"{line}{issue}, {_year(item)}{pages}.", _shown(item, shown, cut=cut))


def chicago(item: Item) -> Draft:
    """Turner, Andrew L., and Rhonda L. Malm. “Title.” Journal 36, no. 2 (2004): 114–22."""
    people = item["author"]
    names = _listed([_full(people[0]), *(_straight(one) for one in people[1:])], ", and ")
    issue = f", no. {item['issue']}" if item.get("issue") else ""
    pages = f": {_dashed(item)}" if item.get("page") else ""
    line = f"{_end(names)} “{_end(item['title'])}” {item['container-title']} {item['volume']}"
    return Draft(f"{line}{issue} ({_year(item)}){pages}.", _shown(item, people))


# --- books -------------------------------------------------------------------------------


def _publisher(item: Item) -> str:
    place = item.get("publisher-place")
    return f"{place}: {item['publisher']}" if place else str(item["publisher"])


def apa_book(item: Item) -> Draft:
    """Balint, M. (1957). Title. London: Pitman."""
    names = _listed([_inverted(one) for one in item["author"]], ", & ")
    line = f"{names} ({_year(item)}). {_end(item['title'])} {_publisher(item)}."
    return Draft(line, _shown(item, item["author"]))


def vancouver_book(item: Item) -> Draft:
    """Balint M. Title. London: Pitman; 1957."""
    names = ", ".join(_vancouver(one) for one in item["author"])
    line = f"{names}. {_end(item['title'])} {_publisher(item)}; {_year(item)}."
    return Draft(line, _shown(item, item["author"]))


def society_book(item: Item) -> Draft:
    """Balint. Title. London: Pitman (1957)."""
    names = " and ".join(_family(one) for one in item["author"][:2])
    line = f"{names}. {_end(item['title'])} {_publisher(item)} ({_year(item)})."
    return Draft(line, _shown(item, item["author"][:2]))


# --- damage ------------------------------------------------------------------------------


def _missing_space(draft: Draft, chance: random.Random) -> bool:
    """One space gone behind a closing bracket, or before a bracket."""
    places = [found.start() + 1 for found in re.finditer(r"\) (?=[A-Z'])|\d (?=\()", draft.line)]
    if not places:
        return False
    place = chance.choice(places)
    draft.line = draft.line[:place] + draft.line[place + 1 :]
    return True


def _other_dash(draft: Draft, chance: random.Random) -> bool:
    dash = chance.choice(["–", "—", "--", "‐", " - ", "-"])
    changed = re.sub(r"(?<=\d)[-–](?=\d+\.?(?:\s|$))", dash, draft.line)
    done, draft.line = changed != draft.line, changed
    return done


def _small_journal(draft: Draft, chance: random.Random) -> bool:
    journal = draft.shown["journal"]
    small = journal[:1] + journal[1:].lower()
    if not journal or small == journal or journal not in draft.line:
        return False
    head, _, tail = draft.line.rpartition(journal)
    draft.line, draft.shown["journal"] = head + small + tail, small
    return True


def _short_last_page(draft: Draft, chance: random.Random) -> bool:
    found = re.fullmatch(r"(\d+)-(\d+)", draft.shown["page"])
    if found is None or len(found.group(1)) != len(found.group(2)):
        return False
    first, last = found.groups()
    same = 0
    while same < len(first) - 1 and first[same] == last[same]:
        same += 1
    if same == 0:
        return False
    shorter = re.sub(rf"({first}\s*[-–—‐]+\s*){last}", rf"\g<1>{last[same:]}", draft.line)
    if shorter == draft.line:
        return False
    draft.line = shorter
    draft.shown["page"] = f"{first}-{last[same:]}"
    return True


def _no_break_spaces(draft: Draft, chance: random.Random) -> bool:
    draft.line = re.sub(r" (?=\d)", "\u00a0", draft.line)
    return True


def _bullet(draft: Draft, chance: random.Random) -> bool:
    draft.line = chance.choice(["  • ", "- ", "3. ", "[12] ", "* "]) + draft.line
    return True


def _label(draft: Draft, chance: random.Random) -> bool:
    draft.line += chance.choice(["\u00a0[PubMed link]", "[Link to pdf]", "\n[Link to text]"])
    return True


def _no_last_dot(draft: Draft, chance: random.Random) -> bool:
    done = draft.line.endswith(".")
    draft.line = draft.line.removesuffix(".")
    return done


DAMAGES: dict[str, Callable[[Draft, random.Random], bool]] = {
    "missing space": _missing_space,
    "other dash": _other_dash,
    "small journal": _small_journal,
    "short last page": _short_last_page,
    "no-break spaces": _no_break_spaces,
    "bullet": _bullet,
    "label": _label,
    "no last dot": _no_last_dot,
}

ARTICLE_STYLES: dict[str, Callable[[Item], Draft]] = {
    "society": society,
    "apa": apa,
    "vancouver": vancouver,
    "ama": ama,
    "harvard": harvard,
    "harvard, bare year": harvard_bare,
    "mla": mla,
    "chicago": chicago,
}
BOOK_STYLES: dict[str, Callable[[Item], Draft]] = {
    "apa, book": apa_book,
    "vancouver, book": vancouver_book,
    "society, book": society_book,
}
