"""References made by chance, with the hard letters made common."""

from __future__ import annotations

from hypothesis import strategies as st

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import FIELD_BY_NAME, Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference

# What means something in one format or another, beside ordinary letters.
SIGNS = "{}\\$&%_#~^\"'`-=<>[]():;,.!?@*|/+ äßéłŠ王–—’“”€ 0123456789"
letters = st.sampled_from("abcDEFxyz") | st.sampled_from(SIGNS)


def texts(*, smallest: int = 1, largest: int = 24) -> st.SearchStrategy[str]:
    """One line of text, without spaces at its ends or doubled ones."""
    return (
        st.lists(letters, min_size=smallest, max_size=largest)
        .map(lambda found: " ".join("".join(found).split()))
        .filter(lambda text: any(sign.isalnum() for sign in text))
    )


names = st.sampled_from(
    ["Balint", "Köhle", "O'Reilly", "Van Roy", "Šimić", "Bar-Sela", "Łoś", "de la Cruz", "王", "Li"]
)
initials = st.sampled_from(["E.", "K. S.", "Enid", "Jean-Luc", "M. A.", "V.", "Anna M.", "宏"])
numbers = st.integers(1, 9999).map(str)
people = st.lists(
    st.builds(Person, family=names, given=initials)
    | st.builds(Person, family=names, given=initials, suffix=st.sampled_from(["Jr.", "III"]))
    | st.builds(lambda one, two: Person(literal=f"{one} {two} Group"), names, names),
    min_size=1,
    max_size=4,
).map(tuple)
dates = st.builds(PartialDate, year=st.integers(1500, 2049)) | st.builds(
    PartialDate,
    year=st.integers(1500, 2049),
    month=st.integers(1, 12),
    day=st.none() | st.integers(1, 28),
)
pages = st.builds(lambda one, two: f"{one}-{two}", numbers, numbers) | numbers

VALUES: dict[FieldName, st.SearchStrategy[object]] = {
    "title": texts(),
    "author": people,
    "editor": people,
    "translator": people,
    "container-title": texts(),
    "issued": dates,
    "accessed": dates,
    "volume": numbers,
    "issue": numbers,
    "page": pages,
    "DOI": st.sampled_from(["10.1016/j.pec.2003.09.009", "10.2190/PM.45.4.j", "10.1/a(b)_c"]),
    "PMID": st.integers(100_000, 39_999_999).map(str),
    "PMCID": st.integers(100_000, 9_999_999).map(lambda number: f"PMC{number}"),
    "ISBN": st.sampled_from(["978-3-16-148410-0", "9780306406157"]),
    "ISSN": st.sampled_from(["0742-3225", "2049-3630"]),
    "arXiv": st.sampled_from(["1501.00001", "hep-th/9901001"]),
    "URL": st.sampled_from(["https://example.org/a_b?c=1&d=%20#e", "http://x.org/~me"]),
    "keyword": st.sets(names, min_size=1, max_size=3).map(lambda found: tuple(sorted(found))),
    "language": st.sampled_from(["en", "de"]),
    "edition": numbers,
    "chapter-number": numbers,
    "collection-number": numbers,
}
"""Every other field is a text."""


def metadata(held: frozenset[FieldName], types: list[str]) -> st.SearchStrategy[Metadata]:
    """Metadata with a title, and some of the fields that a format holds."""
    optional = sorted(held - {"type", "title"})
    return st.builds(
        _metadata,
        st.sampled_from(types),
        texts(),
        st.fixed_dictionaries({}, optional={name: VALUES.get(name, texts()) for name in optional}),
    )


def _metadata(kind: str, title: str, values: dict[FieldName, object]) -> Metadata:
    attributes = {FIELD_BY_NAME[name].attribute: value for name, value in values.items()}
    return Metadata.model_validate({"type": kind, "title": title, **attributes})


def references(held: frozenset[FieldName], types: list[str]) -> st.SearchStrategy[Reference]:
    """One reference that a format can hold whole."""
    return st.builds(
        lambda found, cut: Reference(
            key="a-key", metadata=found, authors_cut=cut and bool(found.authors)
        ),
        metadata(held, types),
        st.booleans(),
    )


def without_place(reference: Reference) -> Reference:
    """The reference apart from where it stood."""
    return reference.model_copy(update={"line": None})
