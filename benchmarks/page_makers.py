"""Pages of societies made by crossing forms, languages, numberings, annotations and labels.

Works, people and sentences are invented; only the forms are those that such pages have.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple


class Work(NamedTuple):
    """An invented work, with what any form of it may print."""

    people: tuple[tuple[str, str], ...]
    """Family and given names."""
    title: str
    container: str
    year: int
    volume: int
    issue: int
    pages: tuple[int, int]
    publisher: str
    place: str
    meeting: str


class Entry(NamedTuple):
    """One citation of a page, and what a careful reader takes from it."""

    text: str
    truth: Mapping[str, Any]


class Page(NamedTuple):
    """One page of one form: its text, its truth in order, and what it was made of."""

    form: str
    language: str
    numbering: str
    annotation: str
    label: str
    text: str
    truth: tuple[Mapping[str, Any], ...]


_PEOPLE = {
    "en": "Harwood Ellen|Pyke Thomas|Quill Martha|Lovell Simon|Ashdown Ruth|Merrick Paul",
    "de": "Brandt Holger|Steinmüller Ute|Krähe Jürgen|Wolff Anna|Lindner Karl|Jäger Sabine",
    "fr": "Lefèvre Alain|Moreau Claire|Girard Hélène|Perrin Luc|Chevalier Jeanne|Rousset Paul",
}
_TITLES = {
    "en": (
        "What the silent patient teaches a young doctor",
        "Listening in groups: a study of twelve seminars",
        "The doctor, the family and the long illness",
        "Who looks after the helpers?",
        "Case discussion and the working alliance in rural practice",
        "Groups for registrars: aims, methods and doubts",
    ),
    "de": (
        "Die Arbeit in der Gruppe: ein Bericht aus zehn Jahren",
        "Das Zuhören in der Sprechstunde",
        "Beziehung als Werkzeug: zur Ausbildung von Hausärzten",
        "Wer hilft den Helfern?",
        "Fallbesprechung und Bündnis in der Landpraxis",
        "Gruppen für junge Ärzte und ihre Grenzen",
    ),
    "fr": (
        "La parole du malade et le silence du médecin",
        "Écouter en groupe : une étude de douze séances",
        "La relation comme outil de travail",
        "Qui prend soin des soignants ?",
        "Discussion de cas et alliance en médecine rurale",
        "Groupes pour jeunes médecins et leurs limites",
    ),
}
_JOURNALS = {
    "en": ("Journal of Rural Medicine", "Family Practice Review", "Brit J Gen Care"),
    "de": ("Zeitschrift für Hausarztmedizin", "Der praktische Arzt", "Psychother Med Prax"),
    "fr": ("Revue de médecine rurale", "La Pratique médicale", "Cahiers de la relation"),
}
_HOUSES = {
    "en": (("Harrow Press", "London"), ("Elm Tree Books", "New York"), ("Northgate", "Oxford")),
    "de": (("Lindenverlag", "Köln"), ("Sonnberg-Verlag", "Stuttgart"), ("Auer", "Berlin")),
    "fr": (("Éditions du Pont", "Paris"), ("Presses du Lac", "Genève"), ("Delmas", "Lyon")),
}
_MEETINGS = {
    "en": "Proceedings of the 9th Congress of Family Doctors",
    "de": "Tagungsband des 9. Kongresses der Hausärzte",
    "fr": "Actes du 9e Congrès des médecins de famille",
}
_NOTES = {
    "en": (
        "Describes how a group of family doctors learned to wait before giving advice.",
        "A short account of one seminar. It shows what the leader does and what is left to others.",
        "These pages are still worth reading “because nothing in them has aged.”",
        "Still useful for leaders who begin in 2024, although the examples are old",
    ),
    "de": (
        "Beschreibt anschaulich, wie eine Gruppe von Hausärzten das Zuhören lernt.",
        "Ein kurzer Bericht über ein Seminar. Er zeigt auch, was die Leitung besser lässt.",
        "Der Text ist bis heute lesenswert, weil er „nichts beschönigt“.",
        "Für Leiter von Gruppen weiterhin nützlich, auch wenn die Beispiele aus 1974 stammen",
    ),
    "fr": (
        "Décrit comment un groupe de médecins apprend à attendre avant de conseiller.",
        "Un bref récit de séminaire. On y voit ce que fait le leader et ce qu’il laisse aux autres.",
        "Ces pages restent utiles « parce que rien n’y a vieilli ».",
        "Toujours utile aux leaders de groupes, même si les exemples datent de 1974",
    ),
}
_WORDS = {"en": "Volume Nine, Number Three", "de": "Band Neun, Heft Drei"}
_WORDS["fr"] = "volume neuf, numéro trois"
_TALKS = {
    "en": "Talk delivered in {place}",
    "de": "Vortrag gehalten in {place}",
    "fr": "Conférence donnée à {place}",
}
_CITED = {"en": "cited in", "de": "zitiert nach", "fr": "cité dans"}
_AND = {"en": "and", "de": "und", "fr": "et"}


def works(language: str, number: int, chance: random.Random) -> list[Work]:
    """So many works in one language."""
    people = [tuple(one.split()) for one in _PEOPLE[language].split("|")]
    found = []
    for position in range(number):
        publisher, place = chance.choice(_HOUSES[language])
        first = chance.randint(2, 400)
        found.append(
            Work(
                people=tuple(
                    (family, given)
                    for family, given in chance.sample(people, chance.choice((1, 1, 2, 3)))
                ),
                title=_TITLES[language][position % len(_TITLES[language])],
                container=chance.choice(_JOURNALS[language]),
                year=chance.randint(1958, 2021),
                volume=chance.randint(3, 60),
                issue=chance.randint(1, 6),
                pages=(first, first + chance.randint(1, 25)),
                publisher=publisher,
                place=place,
                meeting=_MEETINGS[language],
            )
        )
    return found


def _vancouver(work: Work) -> str:
    return ", ".join(f"{family} {given[0]}" for family, given in work.people)


def _apa(work: Work, language: str, last: str = "&") -> str:
    names = [f"{family}, {given[0]}." for family, given in work.people]
    head = ", ".join(names[:-1])
    return f"{head}, {last} {names[-1]}" if head else names[-1]


def _commas(work: Work) -> str:
    return ", ".join(f"{family}, {given[0]}." for family, given in work.people)


def _semicolons(work: Work) -> str:
    return "; ".join(f"{family}, {given}" for family, given in work.people)


def _families(work: Work, language: str) -> str:
    *head, last = (family for family, _ in work.people)
    return f"{', '.join(head)} {_AND[language]} {last}" if head else last


def _pages(work: Work) -> str:
    return f"{work.pages[0]}-{work.pages[1]}"


def _roman(number: int) -> str:
    text = ""
    for value, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        while number >= value:
            text, number = text + letters, number - value
    return text + "I" * number


def _base(work: Work, **more: Any) -> dict[str, Any]:
    truth = {"families": [family for family, _ in work.people], "title": work.title}
    return {**truth, "year": work.year, **more}


def _article(work: Work, *names: str) -> dict[str, Any]:
    found = {"container": work.container, "volume": str(work.volume), "issue": str(work.issue)}
    found["page"] = _pages(work)
    return _base(work, **{name: found[name] for name in ("container", *names)})


def _book(work: Work, **more: Any) -> dict[str, Any]:
    return _base(work, publisher=work.publisher, place=work.place, **more)


def _dot(title: str) -> str:
    return title if title.endswith(("?", "!")) else title + "."


_ALL = ("volume", "issue", "page")
Maker = Callable[[Work, str], Entry]


def _f(text: str, truth: Mapping[str, Any]) -> Entry:
    return Entry(text, truth)


FORMS: dict[str, Maker] = {
    # --- articles
    "title first, year, journal (numbers)": lambda w, _: _f(
        f"{w.title}, {_commas(w)}, {w.year} {w.container} ({w.volume}({w.issue}):{_pages(w)})",
        _article(w, *_ALL),
    ),
    "title first, (year), journal, (numbers)": lambda w, _: _f(
        f"{w.title}, {_commas(w)}, ({w.year}), {w.container}, ({w.volume}({w.issue}): {_pages(w)}).",
        _article(w, *_ALL),
    ),
    "title first, year last": lambda w, _: _f(
        f"{w.title}, {_commas(w)} {w.container} Vol. {w.volume}({w.issue}) {_pages(w)}, {w.year}",
        _article(w, *_ALL),
    ),
    "title first, full stops": lambda w, _: _f(
        f"{_dot(w.title)} {_vancouver(w)}. {w.container} {w.year};{w.volume}({w.issue}):{_pages(w)}.",
        _article(w, *_ALL),
    ),
    "title first, year alone": lambda w, _: _f(f"{w.title}, {_commas(w)} ({w.year})", _base(w)),
    "year after authors": lambda w, lang: _f(
        f"{_apa(w, lang)} ({w.year}). {_dot(w.title)} {w.container}, {w.volume}({w.issue}), {_pages(w)}.",
        _article(w, *_ALL),
    ),
    "year after authors, loose": lambda w, lang: _f(
        f"{_apa(w, lang, _AND[lang])}, ({w.year}). {_dot(w.title)} {w.container},{w.volume}({w.issue}), {_pages(w)}",
        _article(w, *_ALL),
    ),
    "families, vol. and no.": lambda w, lang: _f(
        f"{_families(w, lang)} ({w.year}). {_dot(w.title)} {w.container}, Vol. {w.volume}, No. {w.issue}.",
        _article(w, "volume", "issue"),
    ),
    "volume and issue joined": lambda w, lang: _f(
        f"{_apa(w, lang, _AND[lang])} ({w.year}). “{w.title}”. {w.container}. {w.volume}-{w.issue}, {_pages(w)}.",
        _article(w, *_ALL),
    ),
    "year in the middle": lambda w, _: _f(
        f"{_vancouver(w)}. {_dot(w.title)} {w.container}, {w.year}, {w.volume}({w.issue}), pp. {_pages(w)}.",
        _article(w, *_ALL),
    ),
    "year last": lambda w, _: _f(
        f"{_vancouver(w)}. {_dot(w.title)} {w.container} {w.volume}({w.issue}): {_pages(w)}, {w.year}.",
        _article(w, *_ALL),
    ),
    "Vancouver": lambda w, _: _f(
        f"{_vancouver(w)}. {_dot(w.title)} {w.container}. {w.year};{w.volume}({w.issue}):{_pages(w)}.",
        _article(w, *_ALL),
    ),
    "Thieme": lambda w, _: _f(
        f"{_vancouver(w)}. {_dot(w.title)} {w.container} {w.year}; {w.volume}: {_pages(w).replace('-', '–')}",
        _article(w, "volume", "page"),
    ),
    "colon, In:, H. and S.": lambda w, _: _f(
        f"{_semicolons(w)}: {_dot(w.title)} In: {w.container} {w.volume} ({w.year}), H. {w.issue}, S. {_pages(w)}.",
        _article(w, *_ALL),
    ),
    "S without a stop": lambda w, _: _f(
        f"{_vancouver(w)}: {_dot(w.title)} {w.container} {w.volume}, S {_pages(w).replace('-', '–')}, {w.year}",
        _article(w, "volume", "page"),
    ),
    "French quotation marks": lambda w, _: _f(
        f"{_vancouver(w)}. « {w.title} ». {w.container}, {w.year}, vol. {w.volume}, n° {w.issue}, p. {_pages(w)}.",
        _article(w, *_ALL),
    ),
    "Roman volume": lambda w, lang: _f(
        f"{_apa(w, lang)} ({w.year}). {_dot(w.title)} {w.container}, Vol. {_roman(w.volume)}, No. {w.issue}, pp. {_pages(w)}.",
        {**_article(w, *_ALL), "volume": _roman(w.volume)},
    ),
    "numbers in words": lambda w, lang: _f(
        f"{_apa(w, lang)} ({w.year}). {_dot(w.title)} {w.container}, {_WORDS[lang]}, pp. {_pages(w)}.",
        {**_article(w, "page"), "volume": "9", "issue": "3"},
    ),
    # --- books
    "book, Vancouver": lambda w, _: _f(
        f"{_vancouver(w)}. {_dot(w.title)} {w.place}: {w.publisher}; {w.year}", _book(w)
    ),
    "book, edition": lambda w, lang: _f(
        f"{_vancouver(w)}. {_dot(w.title)} "
        f"{ {'en': '2nd ed.', 'de': '2. Aufl.', 'fr': '2e éd.'}[lang] } {w.place}: {w.publisher}; {w.year}",
        _book(w, edition="2"),
    ),
    "book, Hrsg": lambda w, lang: _f(
        f"{_vancouver(w)} { {'en': 'Eds', 'de': 'Hrsg', 'fr': 'Éds'}[lang] } {_dot(w.title)} "
        f"{w.place}: {w.publisher}; {w.year}",
        _book(w, role="editor"),
    ),
    "book, (Hrsg.)": lambda w, lang: _f(
        f"{_semicolons(w)} ({ {'en': 'Eds.', 'de': 'Hrsg.', 'fr': 'dir.'}[lang] }): {_dot(w.title)} "
        f"{w.publisher}, {w.place} {w.year}.",
        _book(w, role="editor"),
    ),
    "book, year after authors": lambda w, lang: _f(
        f"{_apa(w, lang)} ({w.year}). {_dot(w.title)} {w.place}: {w.publisher}.", _book(w)
    ),
    "book, years of editions": lambda w, lang: _f(
        f"{_apa(w, lang)} ({w.year}, {w.year + 7}). {_dot(w.title)} {w.place}: {w.publisher}.",
        _book(w),
    ),
    "book, title first": lambda w, _: _f(
        f"{w.title}, {_commas(w)} ({w.year}), {w.place}, {w.publisher}", _book(w)
    ),
    "book, colon and comma": lambda w, _: _f(
        f"{_semicolons(w)}: {_dot(w.title)} {w.publisher}, {w.place} {w.year}", _book(w)
    ),
    # --- parts, meetings, talks, second hand
    "part of a book": lambda w, lang: _f(
        f"{_vancouver(w)}. {_dot(w.title)} In: Ostrow B, "
        f"{ {'en': 'ed', 'de': 'Hrsg', 'fr': 'éd'}[lang] }. {w.container}. {w.place}: {w.publisher}; "
        f"{w.year}: {_pages(w)}",
        _book(w, container=w.container, page=_pages(w)),
    ),
    "part, pp. in brackets": lambda w, lang: _f(
        f"{_apa(w, lang)} ({w.year}). {_dot(w.title)} In B. Ostrow "
        f"({ {'en': 'Ed.', 'de': 'Hrsg.', 'fr': 'Éd.'}[lang] }), {w.container} "
        f"({ {'en': 'pp.', 'de': 'S.', 'fr': 'p.'}[lang] } {_pages(w)}). {w.place}: {w.publisher}.",
        _book(w, container=w.container, page=_pages(w)),
    ),
    "proceedings": lambda w, lang: _f(
        f"{_apa(w, lang, _AND[lang])} ({w.year}). {w.title}, {w.meeting}, {w.place}.",
        _base(w, container=w.meeting, place=w.place),
    ),
    "talk": lambda w, lang: _f(
        f"{_apa(w, lang)}, ({w.year}). {_dot(w.title)} {_TALKS[lang].format(place=w.place)}.",
        _base(w, event=_TALKS[lang].format(place=w.place)),
    ),
    "cited after": lambda w, lang: _f(
        f"{_vancouver(w)}. {_dot(w.title)} {w.place}: {w.publisher}; {w.year}, "
        f"{_CITED[lang]} Ostrow 1998, S. 12",
        _book(w, note=f"{_CITED[lang]} Ostrow 1998, S. 12"),
    ),
}
NUMBERINGS: dict[str, Callable[[int], str]] = {
    "none": lambda n: "",
    "bullets": lambda n: "- ",
    "bare numbers": lambda n: f"{n} ",
    "bullets and bare numbers": lambda n: f"- {n} ",
    "numbers with a stop": lambda n: f"{n}. ",
    "numbers in brackets": lambda n: f"[{n}] ",
}
ANNOTATIONS = ("none", "behind", "below")
LABELS = ("", "Read Article", "[PubMed link]")


def pages(seed: int = 7, *, size: int = 6, all_crossings: bool = False) -> Iterator[Page]:
    """Pages of each form and language; numberings, annotations and labels take turns.

    With `all_crossings`, every numbering meets every annotation and label.
    """
    crossings = list(itertools.product(NUMBERINGS, ANNOTATIONS, LABELS))
    for turn, (form, language) in enumerate(itertools.product(FORMS, _TITLES)):
        few = [crossings[(turn + 17 * n) % len(crossings)] for n in range(6)]
        chosen = crossings if all_crossings else few
        for number, crossing in enumerate(chosen):
            chance = random.Random(f"{seed} {form} {language} {number}")
            yield _page(form, language, crossing, size, chance)


def _page(
    form: str, language: str, crossing: tuple[str, str, str], size: int, chance: random.Random
) -> Page:
    numbering, annotation, label = crossing
    lines, truth = [], []
    for number, work in enumerate(works(language, size, chance), start=1):
        entry = FORMS[form](work, language)
        text = NUMBERINGS[numbering](number) + entry.text
        note = chance.choice(_NOTES[language]) if annotation != "none" else ""
        if note and annotation == "behind":
            text = f"{text if text.endswith(('.', '?')) else text + '.'} {note}"
        text = f"{text} {label}".rstrip()
        lines.append(f"{text}\n{note}\n" if annotation == "below" else text)
        truth.append({**entry.truth, "note": f"{entry.truth.get('note', '')} {note}".strip()})
    return Page(form, language, numbering, annotation, label, "\n".join(lines) + "\n", tuple(truth))
