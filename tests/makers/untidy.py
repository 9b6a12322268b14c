"""What ten years of volunteers do to a document: one function and one weight a habit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from tests.makers.chance import number, one_of
from tests.makers.service_shape import OTHERS, Item


class Habit(NamedTuple):
    """One kind of untidiness, how often it occurs, and what a report should call it."""

    what: str
    field: str
    weight: str
    how_often: int
    fits: Callable[[Item], bool]
    change: Callable[[Item], None]


ABBREVIATIONS = {
    "Journal of the Balint Society": "J Balint Soc",
    "Family Medicine": "Fam Med",
    "International Journal of Psychiatry in Medicine": "Int J Psychiatry Med",
    "Patient Education and Counseling": "Patient Educ Couns",
    "BMC Medical Education": "BMC Med Educ",
    "Irish Journal of Psychological Medicine": "Ir J Psychol Med",
    "Annals of Family Medicine": "Ann Fam Med",
    "British Journal of General Practice": "Br J Gen Pract",
    "Medical Teacher": "Med Teach",
    "Academic Psychiatry": "Acad Psychiatry",
    "Journal of Psychosomatic Research": "J Psychosom Res",
    "Academic Medicine": "Acad Med",
    "Journal of Graduate Medical Education": "J Grad Med Educ",
    "Australian Journal of Rural Health": "Aust J Rural Health",
}
NOTES = (
    "Read in our supervision circle; good for beginners.",
    "Discussed at the leaders' workshop.<br/>PDF is with the secretary.",
    "Please check the page numbers.",
    "Recommended to new members.",
)
KEYWORDS = (["balint group", "training"], ["burnout"], ["leadership", "supervision"], ["empathy"])
ABSTRACT = "Abstract not copied yet: see the publisher's page. (Typed in by a volunteer.)"
_RANGE = re.compile(r"(\d+)-(\d+)")
_ENTITIES = {
    "–": "&#8211;",
    "’": "&#8217;",
    "“": "&#8220;",
    "”": "&#8221;",
    "„": "&#8222;",
    "&": "&amp;",
    "'": "&#39;",
    "é": "&eacute;",
    "ä": "&auml;",
    "ü": "&uuml;",
}


def plain_letters(text: str) -> str:
    """The text without its diacritics."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ł", "l")


def _has_entities(document: Item) -> bool:
    return any(mark in document["title"] for mark in _ENTITIES)


def _write_entities(document: Item) -> None:
    document["title"] = "".join(_ENTITIES.get(c, c) for c in document["title"])


def _capitals(document: Item) -> None:
    document["title"] = document["title"].upper()


def _long_title(document: Item) -> bool:
    return len(document["title"]) > 30 and document["title"].isascii()


def _has_accents(document: Item) -> bool:
    title = document["title"]
    latin = all(letter < "\u0250" or not letter.isalpha() for letter in title)
    return len(title) > 30 and latin and plain_letters(title) != title


def _title_without_accents(document: Item) -> None:
    document["title"] = plain_letters(document["title"])


def _abbreviate(document: Item) -> None:
    document["source"] = ABBREVIATIONS[document["source"]]


def _has_range(document: Item) -> bool:
    found = _RANGE.fullmatch(document.get("pages", ""))
    if found is None:
        return False
    return len(found[1]) == len(found[2]) > 2 and found[1][0] == found[2][0]


def _short_range(document: Item) -> None:
    first, last = document["pages"].split("-")
    same = next(i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
    document["pages"] = f"{first}-{last[same:]}"


def _dashed_range(document: Item) -> None:
    document["pages"] = "pp. " + document["pages"].replace("-", "–")


def _doi_as_link(document: Item) -> None:
    doi = document["identifiers"]["doi"]
    form = one_of(("https://doi.org/{}", "http://dx.doi.org/{}", "doi:{}"), "doi form", doi)
    _set_identifier(document, "doi", form.format(doi))


def _label_pmid(document: Item) -> None:
    _set_identifier(document, "pmid", f"PMID:    {document['identifiers']['pmid']}")


def _set_identifier(document: Item, key: str, value: str | None) -> None:
    identifiers = {k: v for k, v in document["identifiers"].items() if k != key}
    if value is not None:
        identifiers[key] = value
    document["identifiers"] = identifiers
    if not identifiers:
        del document["identifiers"]


def _has_identifier(key: str) -> Callable[[Item], bool]:
    return lambda document: key in document.get("identifiers", {})


def _without_identifier(key: str) -> Callable[[Item], None]:
    return lambda document: _set_identifier(document, key, None)


def _authors(least: int) -> Callable[[Item], bool]:
    return lambda document: len(document.get("authors", ())) >= least


def _swap_authors(document: Item) -> None:
    first, second, *rest = document["authors"]
    document["authors"] = [second, first, *rest]


def _type_et_al(document: Item) -> None:
    word = one_of(OTHERS, "et al", document["title"])
    document["authors"] = [document["authors"][0], {"last_name": word}]


def _has_given_names(document: Item) -> bool:
    people = document.get("authors", ())
    return bool(people) and all(re.search(r"\w{3}", p.get("first_name", "")) for p in people)


def _initials(document: Item) -> None:
    document["authors"] = [
        {
            "first_name": " ".join(f"{part[0]}." for part in person["first_name"].split()),
            "last_name": person["last_name"],
        }
        for person in document["authors"]
    ]


def _has_accented_author(document: Item) -> bool:
    return any(plain_letters(p["last_name"]) != p["last_name"] for p in document.get("authors", ()))


def _authors_without_accents(document: Item) -> None:
    document["authors"] = [
        {key: plain_letters(part) for key, part in person.items()} for person in document["authors"]
    ]


def _dated(document: Item) -> bool:
    return "year" in document and bool(document.get("authors")) and len(document["title"]) > 30


def _year_off_by_one(document: Item) -> None:
    document["year"] += one_of((-1, 1), "year", document["title"])


def _is_number(member: str) -> Callable[[Item], bool]:
    return lambda document: document.get(member, "").isdigit() and bool(document.get("authors"))


def _other_number(member: str) -> Callable[[Item], None]:
    def change(document: Item) -> None:
        document[member] = str(int(document[member]) + 1 + number(document["title"]) % 3)

    return change


def _page_misprint(document: Item) -> None:
    first, last = document["pages"].split("-")
    document["pages"] = f"{first}-{int(last) + 10}"


def _misprint(document: Item) -> None:
    # Two letters changed places in the middle of a word.
    title = document["title"]
    place = next(found.start() + 3 for found in re.finditer(r"[A-Za-z]{8,}", title))
    document["title"] = title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def _has_long_word(document: Item) -> bool:
    found = re.search(r"[A-Za-z]{8,}", document["title"])
    return _long_title(document) and found is not None and found[0][3] != found[0][4]


def _has(member: str) -> Callable[[Item], bool]:
    return lambda document: bool(document.get(member))


def _lacks(member: str) -> Callable[[Item], bool]:
    return lambda document: not document.get(member) and len(document["title"]) > 20


def _drop(member: str) -> Callable[[Item], None]:
    return lambda document: document.__delitem__(member)


def _set(member: str, choices: tuple[object, ...]) -> Callable[[Item], None]:
    def change(document: Item) -> None:
        document[member] = one_of(choices, member, document["title"])

    return change


def _pubmed_page(document: Item) -> None:
    document["websites"] = [f"https://pubmed.ncbi.nlm.nih.gov/{document['identifiers']['pmid']}/"]


HABITS: tuple[Habit, ...] = (
    Habit(
        "PubMed page as web address",
        "URL",
        "completeness",
        3,
        lambda d: _has_identifier("pmid")(d) and not d.get("websites"),
        _pubmed_page,
    ),
    Habit("label in the PMID field", "PMID", "cosmetic", 4, _has_identifier("pmid"), _label_pmid),
    Habit("DOI as a link", "DOI", "cosmetic", 10, _has_identifier("doi"), _doi_as_link),
    Habit(
        "journal abbreviated",
        "container-title",
        "cosmetic",
        12,
        lambda d: d.get("source") in ABBREVIATIONS,
        _abbreviate,
    ),
    Habit("HTML entities in the title", "title", "cosmetic", 6, _has_entities, _write_entities),
    Habit("lost diacritics", "title", "cosmetic", 5, _has_accents, _title_without_accents),
    Habit("title in capitals", "title", "cosmetic", 6, _long_title, _capitals),
    Habit("misprint", "title", "bibliographic", 2, _has_long_word, _misprint),
    Habit("abbreviated last page", "page", "cosmetic", 5, _has_range, _short_range),
    Habit("dash and label in the pages", "page", "cosmetic", 4, _has_range, _dashed_range),
    Habit("wrong last page", "page", "bibliographic", 3, _has_range, _page_misprint),
    Habit(
        "lost diacritics", "author", "cosmetic", 3, _has_accented_author, _authors_without_accents
    ),
    Habit("swapped author order", "author", "bibliographic", 4, _authors(3), _swap_authors),
    Habit("et al. typed as an author", "author", "completeness", 7, _authors(3), _type_et_al),
    Habit("initials for given names", "author", "completeness", 8, _has_given_names, _initials),
    Habit("year off by one", "issued", "bibliographic", 6, _dated, _year_off_by_one),
    Habit(
        "wrong volume", "volume", "bibliographic", 2, _is_number("volume"), _other_number("volume")
    ),
    Habit("wrong issue", "issue", "bibliographic", 2, _is_number("issue"), _other_number("issue")),
    Habit(
        "typed in as something generic",
        "type",
        "completeness",
        3,
        lambda d: d["type"] == "journal" and len(d["title"]) > 30 and "source_type" not in d,
        _set("type", ("generic",)),
    ),
    Habit("no DOI", "DOI", "completeness", 10, _has_identifier("doi"), _without_identifier("doi")),
    Habit(
        "no ISSN", "ISSN", "completeness", 5, _has_identifier("issn"), _without_identifier("issn")
    ),
    Habit("no pages", "page", "completeness", 7, _has("pages"), _drop("pages")),
    Habit("no issue", "issue", "completeness", 6, _has("issue"), _drop("issue")),
    Habit("no volume", "volume", "completeness", 3, _has("volume"), _drop("volume")),
    Habit("no language", "language", "completeness", 8, _has("language"), _drop("language")),
    Habit("no web address", "URL", "completeness", 5, _has("websites"), _drop("websites")),
    Habit("no place", "publisher-place", "completeness", 2, _has("city"), _drop("city")),
    Habit("a volunteer's note", "note", "completeness", 10, _lacks("notes"), _set("notes", NOTES)),
    Habit("keywords", "keyword", "completeness", 8, _lacks("keywords"), _set("keywords", KEYWORDS)),
    Habit(
        "an abstract",
        "abstract",
        "completeness",
        2,
        _lacks("abstract"),
        _set("abstract", (ABSTRACT,)),
    ),
)
