"""How well citation lines are read as they were printed, field by field.

The lines come from reference lists of published papers (`raw` beside the fields that another
parser and the publishers gave) and from a generator that writes other people's styles. They
are in two halves by their ids: rules were written with the first at hand, figures are told
of the second.

Run: python -m benchmarks.printed_citations [--first-half] (from the root of the repository).
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.citation.read import read_citation_lines
from mendeley_sync.formats.reading import Reading

MATCHING = Path(__file__).resolve().parent.parent.parent / "shared/matching"
SETS = {
    "printed": "pmc_references/records",
    "styles": "citation_style/canonical",
    "balint": "citation_balint/canonical",
}
FIELDS = {
    "title": "title",
    "year": "issued",
    "first author": "author",
    "journal": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
}
Row = Mapping[str, str]
_SENTENCES = re.compile(r"\.\s")
_SHORT = re.compile(r"\b(?:\w|spp?|subsp|cf|ca|vs)\.\s")


def letters(text: str) -> str:
    """Letters and digits alone: hyphens at line ends and dots are no difference here."""
    return "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if one.isalnum())


def page_text(text: str) -> str:
    """Pages without spaces and with one kind of dash."""
    return re.sub(r"[-–—−‐]+", "-", re.sub(r"\s", "", text)).strip(".,;")


def first_family(authors: str) -> str:
    """The first author's family name, of `Turner, A. L.; ...` or `Turner et al`."""
    name = re.sub(r",?\s*et\.? al\.?.*$", "", authors.split(";")[0])
    words = re.split(r",| and | & ", name)[0].split()
    initial = re.compile(r"(?:[A-Z]\.?-?){1,4}")
    while len(words) > 1 and initial.fullmatch(words[-1]):
        words.pop()
    while len(words) > 1 and initial.fullmatch(words[0]):
        words.pop(0)
    return " ".join(words)


def wanted(row: Row) -> dict[str, str]:
    """What the labels say."""
    return {
        "title": letters(row["title"]),
        "year": row["year"][:4],
        "first author": letters(first_family(row["authors"])),
        "journal": letters(row["journal"]),
        "volume": letters(row["volume"]),
        "issue": letters(row["issue"]),
        "pages": page_text(row["pages"]),
    }


def found(reference: Reference | None) -> dict[str, str]:
    """What was read."""
    if reference is None:
        return dict.fromkeys(FIELDS, "")
    metadata = reference.metadata
    people = metadata.authors or metadata.editors
    return {
        "title": letters(metadata.title),
        "year": str(metadata.year or ""),
        "first author": letters(people[0].last_name) if people else "",
        "journal": letters(metadata.container_title or metadata.publisher),
        "volume": letters(metadata.volume),
        "issue": letters(metadata.issue),
        "pages": page_text(metadata.page),
    }


def is_right(which: str, field: str, label: str, value: str, title: str) -> bool:
    """Whether a value is what the line shows.

    The labels of the printed lines drop particles, and cut titles at words in italics: a
    longer title is right as long as it is one sentence.
    """
    if which == "printed" and field == "first author":
        return value.endswith(label)
    if which == "printed" and field == "title" and label:
        is_one = _SENTENCES.search(_SHORT.sub("", title)) is None
        return value == label or (is_one and (value.startswith(label) or value.endswith(label)))
    return value == label


def rows_of(which: str, *, first_half: bool) -> Iterator[Row]:
    """The labelled lines of one half."""
    with gzip.open(MATCHING / f"{SETS[which]}.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["raw"] and (zlib.crc32(row["id"].encode()) % 2 == 0) == first_half:
                yield row


def measured(which: str, *, first_half: bool) -> tuple[int, dict[str, tuple[float, float, float]]]:
    """Lines, and by field: share right, share of the rest that is marked unsure, share marked."""
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    number = 0
    for row in rows_of(which, first_half=first_half):
        number += 1
        reading = read_citation_lines(row["raw"])
        reference = _meant(reading, row)
        title = reference.metadata.title if reference else ""
        values, unsure = found(reference), reading.unsure(reference.key) if reference else ()
        for field, label in wanted(row).items():
            if label or which != "printed" or field not in ("first author", "issue"):
                right = is_right(which, field, label, values[field], title)
                counts[field].append((right, FIELDS[field] in unsure or reference is None))
    return number, {field: _shares(pairs) for field, pairs in counts.items()}


def _meant(reading: Reading, row: Row) -> Reference | None:
    """The reference that the label is about: a line may hold two."""
    same = (
        one for one in reading.references if letters(one.metadata.title) == letters(row["title"])
    )
    return next(same, reading.references[0] if reading.references else None)


def _shares(pairs: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    wrong = [marked for right, marked in pairs if not right]
    return (
        sum(right for right, _ in pairs) / len(pairs),
        sum(wrong) / len(wrong) if wrong else 1.0,
        sum(marked for _, marked in pairs) / len(pairs),
    )


def main() -> int:
    """Print the tables."""
    if not MATCHING.is_dir():
        print("../shared is not here: there are no printed lines to read")
        return 1
    first_half = "--first-half" in sys.argv
    print("right, of the wrong ones marked unsure, marked unsure in all")
    print("| lines | " + " | ".join(FIELDS) + " |")
    print("|---" * (len(FIELDS) + 1) + "|")
    for which in SETS:
        number, shares = measured(which, first_half=first_half)
        cells = " | ".join(
            "{:.3f} {:.2f} {:.2f}".format(*shares[field]) if field in shares else "-"
            for field in FIELDS
        )
        print(f"| {which} ({number}) | {cells} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
