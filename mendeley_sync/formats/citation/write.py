"""References as citation lines, in the form that the societies' pages use."""

from __future__ import annotations

from collections.abc import Sequence

from mendeley_sync.domain.metadata import held_by
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.records import losses, one_line


def write_citation_lines(references: Sequence[Reference]) -> tuple[str, tuple[str, ...]]:
    """One line a reference, and what such lines cannot hold."""
    lines = [citation_line(reference) for reference in references]
    return "".join(line + "\n" for line in lines), losses(
        references, held_by("citation"), {"authors-cut"}
    )


def citation_line(reference: Reference) -> str:
    """`Turner AL, Malm RL. Title. Family Medicine (2004) vol. 36 (2) pp. 114-22.`"""
    metadata = reference.metadata
    people = ", ".join(_short(person) for person in metadata.authors)
    if reference.authors_cut:
        people = f"{people} et al" if people else "et al"
    title = metadata.title if metadata.title.endswith(("?", "!")) else metadata.title + "."
    parts = [people + "." if people else "", title if metadata.title else "", _source(reference)]
    if metadata.doi:
        parts.append(f"https://doi.org/{metadata.doi}")
    elif metadata.url:
        parts.append(metadata.url)
    if metadata.pmid:
        parts.append(f"PMID: {metadata.pmid}")
    return one_line(" ".join(filter(None, parts)))


def _source(reference: Reference) -> str:
    metadata = reference.metadata
    year = f"({metadata.year})" if metadata.year is not None else ""
    publisher = ": ".join(filter(None, (metadata.publisher_place, metadata.publisher)))
    if metadata.type == "chapter" and metadata.container_title:
        number = f"Chapter {metadata.chapter_number} in" if metadata.chapter_number else "In"
        head = f"{number} {metadata.container_title}."
        return " ".join(filter(None, (head, publisher, year))) + "."
    locator = [metadata.container_title or publisher, year]
    if metadata.volume:
        locator.append(f"vol. {metadata.volume}")
    if metadata.issue:
        locator.append(f"({metadata.issue})")
    if metadata.page:
        locator.append(f"pp. {metadata.page}")
    text = " ".join(filter(None, locator))
    return f"{text}." if text else ""


def _short(person: Person) -> str:
    """`Turner AL`, as most reference lists have it."""
    if person.is_organisation:
        return person.literal
    letters = [word[0] for word in person.given.replace("-", " ").split() if word[:1].isalpha()]
    return " ".join(filter(None, (person.last_name, "".join(letters), person.suffix)))
