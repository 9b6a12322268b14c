"""The practice library, document by document, and the truth about each.

The order of work: take documents for all listed works but the missing ones; lay in the real
conflicts; hand out habits; copy some documents; add what is not on the list; fill the trash.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from tests.makers import extras
from tests.makers.chance import identity, pick
from tests.makers.literature import Entry
from tests.makers.real_conflicts import CONFLICTS, QUIET
from tests.makers.service_shape import Item, as_document, csl_value, is_others
from tests.makers.untidy import ABBREVIATIONS, HABITS, Habit

MISSING_BY_NAME = ("milberg-2019-restoring",)
MISSING = 30
MISTAKE = "bibliographic"
"""The weight of a habit that makes a statement wrong, not only poorer."""
UNTIDY = 70
"""Documents that habits fall on, where they fit; most of the others stay clean."""
MOST_HABITS = 3
"""On one document."""
SIGNS = ("authors", "identifiers", "year", "source", "publisher", "volume", "pages")
"""Members that tell which work a document is, beside the title."""
LOSES_A_SIGN = frozenset({"no DOI", "no pages", "no issue", "no volume"})
COPIES = 9
EXACT_COPIES = 2

LEFT_ALONE = frozenset(
    {
        *extras.ONE_TITLE_TWO_WORKS,
        # One author, nearly one title, two years: each must stay what it is.
        "brown-2018-iranian",
        "brown-2019-iranian",
        # The same announcement in several years.
        "anon-2016-ausschreibung",
        "anon-2017-preis",
        "anon-2020-preis",
        # Titles of one word, told apart by year and issue alone.
        "anon-2014-editorial",
        "petzold-2008-editorial",
        "edlhaimb-2023-editorial",
    }
)
"""Present and clean, because they are hard enough as they are."""


@dataclass
class Library:
    """Documents by a name of our own; truth is what was done, in the order it was done."""

    documents: dict[str, Item] = field(default_factory=dict)
    trash: dict[str, Item] = field(default_factory=dict)
    truth: list[Item] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    """Reference to name of its document."""

    def add(self, name: str, document: Item) -> None:
        """Put a document into the library; its id follows from its name."""
        self.documents[name] = {"id": identity("document", name)} | document


def untidy_library(entries: list[Entry], secondary: dict[str, Entry]) -> Library:
    """The whole library.

    Args:
        entries: the reference list.
        secondary: works that are named in other works' reference lists, by id.
    """
    library = Library()
    listed = {entry["id"]: entry for entry in entries}
    touched = {conflict.reference for conflict in CONFLICTS} | QUIET.keys() | LEFT_ALONE
    touched |= {doubt.reference for doubt in extras.DOUBTS}
    missing = _add_listed(library, listed, free=listed.keys() - touched)
    _add_doubts(library, listed, secondary)
    _lay_in_conflicts(library)
    free = library.pairs.keys() - touched
    untidy = _hand_out_habits(library, free)
    _add_copies(library, free - untidy)
    _add_extras(library, secondary)
    _fill_trash(library, listed, secondary, missing)
    return library


def _add_listed(library: Library, listed: dict[str, Entry], free: set[str]) -> list[str]:
    by_chance = pick(free - set(MISSING_BY_NAME), MISSING, "missing")
    missing = [*MISSING_BY_NAME, *by_chance]
    trashed = missing.pop()
    for key, entry in listed.items():
        if key not in missing and key != trashed:
            library.add(key, as_document(entry))
            library.pairs[key] = key
    library.truth += [
        {"kind": "missing", "reference": key, "what": "nobody added it"} for key in sorted(missing)
    ]
    return [trashed]


def _add_doubts(library: Library, listed: dict[str, Entry], secondary: dict[str, Entry]) -> None:
    """In the place of the listed work's document stands one that may be it or not."""
    for doubt in extras.DOUBTS:
        del library.documents[doubt.reference], library.pairs[doubt.reference]
        name = f"{doubt.reference}/doubt"
        entry = secondary[doubt.document] if doubt.document else listed[doubt.reference]
        document = as_document(entry) | doubt.change
        library.add(name, {member: v for member, v in document.items() if v is not None})
        library.truth.append(
            {"kind": "doubt", "reference": doubt.reference, "document": name, "what": doubt.what}
        )


def _lay_in_conflicts(library: Library) -> None:
    for conflict in CONFLICTS:
        document = library.documents[conflict.reference]
        before = csl_value(document, conflict.field)
        for member, value in conflict.change.items():
            if value is None:
                del document[member]
            else:
                document[member] = value
        _record(library, conflict.reference, conflict, before, "a source prints it so")
    for reference, change in QUIET.items():
        library.documents[reference] |= change
        library.truth.append(
            {"kind": "quiet", "reference": reference, "document": reference,
             "what": "both sides say that more people wrote it: no difference"}
        )  # fmt: skip


def _record(library: Library, name: str, done: Any, before: Any, origin: str) -> None:
    cut = any(is_others(person) for person in library.documents[name].get("authors", ()))
    library.truth.append(
        {
            "kind": "field",
            "reference": name,
            "document": name,
            "field": done.field,
            "old": before,
            "new": csl_value(library.documents[name], done.field),
            "weight": done.weight,
            "what": done.what,
            "origin": origin,
        }
        | ({"authors_cut": True} if cut and done.field == "author" else {})
    )


def _hand_out_habits(library: Library, free: set[str]) -> set[str]:
    """Habits fall on a part of the documents where they can; gives back which were hit."""
    untidy = set(pick(free, UNTIDY, "untidy"))
    done: dict[str, list[Habit]] = {name: [] for name in free}
    for habit in HABITS:
        fitting = {n for n in free if _may_have(library.documents[n], habit, done[n])}
        first = pick(fitting & untidy, min(habit.how_often, len(fitting & untidy)), habit.what)
        others = pick(fitting - untidy, habit.how_often - len(first), habit.what)
        for name in (*first, *others):
            _apply(library, name, habit)
            done[name].append(habit)
    return {name for name, habits in done.items() if habits}


def _may_have(document: Item, habit: Habit, before: list[Habit]) -> bool:
    return (
        len(before) < MOST_HABITS
        and habit.field not in {other.field for other in before}
        and _stays_recognisable(document, [*before, habit])
        and habit.fits(document)
    )


def _stays_recognisable(document: Item, habits: list[Habit]) -> bool:
    """One mistake, and only where enough else is there; no telling field lost beside it."""
    signs = sum(bool(document.get(sign)) for sign in SIGNS)
    mistakes = sum(habit.weight == MISTAKE for habit in habits)
    lost = sum(habit.what in LOSES_A_SIGN for habit in habits)
    if not mistakes:
        return signs - lost >= 3
    return mistakes == 1 and signs >= 5 and len(document["title"]) > 30 and not lost


def _apply(library: Library, name: str, habit: Habit) -> None:
    before = csl_value(library.documents[name], habit.field)
    habit.change(library.documents[name])
    _record(library, name, habit, before, "a volunteer's habit")


def _add_copies(library: Library, clean: set[str]) -> None:
    fitting = {
        name
        for name in clean
        if library.documents[name].get("authors")
        and library.documents[name].get("pages")
        and len(library.documents[name]["title"]) > 40
    }
    for place, name in enumerate(pick(fitting, COPIES, "copied")):
        document = copy.deepcopy(library.documents[name])
        del document["id"]
        exact = place < EXACT_COPIES
        if not exact:
            _type_in_again(document)
        library.add(f"{name}/again", document)
        if exact:
            _record_copy(library, name, "imported twice", reference=name, interchangeable=True)
        else:
            _record_copy(library, name, "typed in again, more poorly", reference=name)


def _type_in_again(document: Item) -> None:
    for member in ("identifiers", "websites", "pages", "language"):
        document.pop(member, None)
    if "source" in document:
        document["source"] = ABBREVIATIONS.get(document["source"], document["source"])
    first = {"last_name": document["authors"][0]["last_name"]}
    several = len(document["authors"]) > 2
    document["authors"] = [first, {"last_name": "et al."}] if several else [first]


def _record_copy(library: Library, name: str, what: str, **more: str | bool) -> None:
    library.truth.append(
        {"kind": "duplicate", "document": f"{name}/again", "of": name, "what": what} | more
    )


def _add_extras(library: Library, secondary: dict[str, Entry]) -> None:
    for key in extras.EXTRAS:
        library.add(key, as_document(secondary[key]))
        entry = {"kind": "extra", "document": key, "what": "named in other works' reference lists"}
        if key in extras.ONE_TITLE_TWO_WORKS:
            entry |= {
                "unlike": extras.ONE_TITLE_TWO_WORKS[1],
                "what": "article and book, one title",
            }
        library.truth.append(entry)
    for invented in extras.INVENTED:
        library.add(invented["id"], as_document(invented))
        library.truth.append(
            {"kind": "extra", "document": invented["id"], "invented": True,
             "what": "retracted and replaced: two works"}
        )  # fmt: skip
    twice = copy.deepcopy(library.documents[extras.EXTRA_ENTERED_TWICE])
    del twice["id"]
    twice["authors"] = [twice["authors"][0], {"last_name": "et al."}]
    library.add(f"{extras.EXTRA_ENTERED_TWICE}/again", twice)
    _record_copy(library, extras.EXTRA_ENTERED_TWICE, "an extra, entered twice")


def _fill_trash(
    library: Library, listed: dict[str, Entry], secondary: dict[str, Entry], trashed: list[str]
) -> None:
    for key in trashed:
        library.trash[key] = {"id": identity("document", key)} | as_document(listed[key])
        library.truth.append(
            {"kind": "trashed", "reference": key, "document": key,
             "what": "the only document of a listed work lies in the trash"}
        )  # fmt: skip
    key = extras.TRASHED_EXTRA
    library.trash[key] = {"id": identity("document", key)} | as_document(secondary[key])
    library.truth.append({"kind": "trashed", "document": key, "what": "not on the list either"})
    name = next(entry["of"] for entry in library.truth if entry["kind"] == "duplicate")
    copied = {k: v for k, v in library.documents[name].items() if k != "id"}
    library.trash[f"{name}/trashed"] = {"id": identity("document", f"{name}/trashed")} | copied
    library.truth.append(
        {
            "kind": "trashed",
            "document": f"{name}/trashed",
            "of": name,
            "what": "a copy, tidied away",
        }
    )
