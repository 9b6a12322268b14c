"""Pasted citation lines: what stands in them, nothing else, and how sure it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.citation_makers import labelled_lines
from benchmarks.citations import GOALS, accuracy, plain
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.citation.read import read_citation_lines
from mendeley_sync.formats.reading import Reading


def read(text: str) -> Reading:
    return read_citation_lines(text)


def the_only(text: str) -> Reference:
    (reference,) = read(text).references
    return reference


def names(reference: Reference) -> list[tuple[str, str]]:
    return [(one.last_name, one.first_name) for one in reference.metadata.authors]


def numbers(reference: Reference) -> tuple[int | None, str, str, str]:
    metadata = reference.metadata
    return (metadata.year, metadata.volume, metadata.issue, metadata.page)


# --- the nine lines of the first page ----------------------------------------------------


@pytest.fixture(scope="module")
def page(shared: Path) -> Reading:
    return read_citation_lines((shared / "ibf" / "seed-page-list.txt").read_bytes())


@pytest.fixture(scope="module")
def truth(shared: Path) -> list[dict[str, Any]]:
    found = json.loads((shared / "ibf" / "seed-truth.json").read_text(encoding="utf-8"))
    references: list[dict[str, Any]] = found["references"]
    return references


def test_the_page_holds_exactly_nine_references_and_nothing_is_left_over(page: Reading) -> None:
    assert len(page.references) == 9
    assert page.problems == ()


def whole_range(page: str) -> str:
    first, _, last = page.partition("-")
    return f"{first}-{first[: len(first) - len(last)]}{last}" if last else first


@pytest.mark.parametrize("number", range(9))
def test_what_a_line_of_the_page_shows_is_right_and_nothing_is_invented(
    page: Reading, truth: list[dict[str, Any]], number: int
) -> None:
    metadata, line = page.references[number].metadata, truth[number]["seed_line"]
    facts = {name: one["value"] for name, one in truth[number]["facts"].items()}
    families = [one["family"] for one in facts["author"]]
    shown = families[:1] if "et al" in line else families

    assert [one.last_name for one in metadata.authors] == shown
    assert page.references[number].authors_cut == ("et al" in line)
    assert plain(metadata.title).replace(": ", "-") == plain(facts["title"]).replace(": ", "-")
    assert metadata.year == (facts["year"] if str(facts["year"]) in line else None)
    for name, value in (("volume", metadata.volume), ("issue", metadata.issue)):
        assert value == (facts.get(name, "") if "vol." in line else "")
    assert whole_range(metadata.page) == (facts.get("page", "") if "pp." in line else "")
    container = plain(metadata.container_title).removeprefix("the ")
    assert plain(facts.get("container-title", "")).startswith(container)
    assert bool(container) == ("container-title" in facts)
    for value in (metadata.title, metadata.container_title, metadata.volume, metadata.page):
        assert value in line
    assert (metadata.doi, metadata.pmid, metadata.isbn, metadata.url) == ("", "", "", "")


def test_the_chapter_of_the_page_has_its_book_number_place_and_publisher(page: Reading) -> None:
    metadata = page.references[4].metadata
    assert (metadata.type, metadata.chapter_number) == ("chapter", "16")
    assert (metadata.publisher_place, metadata.publisher) == ("New York", "Routledge")


def test_a_missing_comma_between_two_authors_is_seen(page: Reading) -> None:
    assert names(page.references[7]) == [("Van Roy", "K."), ("Vanheule", "S."), ("Inslegers", "R.")]


def test_a_journal_that_only_looks_like_one_is_unsure(page: Reading) -> None:
    assert "container-title" in page.unsure(page.references[7].key)


# --- the styles --------------------------------------------------------------------------

KJELDMAND = [("Kjeldmand", "D."), ("Holmström", "I."), ("Rosenqvist", "U.")]


@pytest.mark.parametrize(
    "line",
    [
        "Kjeldmand, D., Holmström, I., & Rosenqvist, U. (2004). Balint training makes GPs thrive. "
        "Patient Education and Counseling, 55(2), 230–235.",
        "Kjeldmand, D., Holmström, I. and Rosenqvist, U. (2004) 'Balint training makes GPs thrive',"
        " Patient Education and Counseling, 55(2), pp. 230–235.",
        "Kjeldmand, D., Holmström, I. and Rosenqvist, U., 2004. Balint training makes GPs thrive. "
        "Patient Education and Counseling, 55(2), pp.230-235.",
        "Kjeldmand, D.; Holmström, I.; Rosenqvist, U. Balint training makes GPs thrive. "
        "Patient Education and Counseling 2004;55(2):230-235.",
        "Kjeldmand, D. Holmström, I., and Rosenqvist, U. (2004)Balint training makes GPs thrive. "
        "Patient Education and Counseling vol. 55(2) pp. 230 – 235",
    ],
)
def test_one_work_is_the_same_in_every_style(line: str) -> None:
    reference = the_only(line)

    assert names(reference) == KJELDMAND
    assert reference.metadata.title == "Balint training makes GPs thrive"
    assert reference.metadata.container_title == "Patient Education and Counseling"
    assert numbers(reference) == (2004, "55", "2", "230-235")


def test_vancouver_with_identifiers() -> None:
    reference = the_only(
        "12. Johnson AH, Nease DE Jr, Milberg LC, et al. Essential characteristics. Fam Med. 2004 "
        "Apr;36(4):253-9. doi:10.1000/xyz.(1). PMID: 15057615. PMCID: PMC2236836."
    )

    assert names(reference) == [("Johnson", "AH"), ("Nease", "DE Jr"), ("Milberg", "LC")]
    assert reference.authors_cut
    assert numbers(reference) == (2004, "36", "4", "253-9")
    assert reference.metadata.issued is not None
    assert reference.metadata.issued.month == 4
    metadata = reference.metadata
    assert (metadata.doi, metadata.pmid, metadata.pmcid) == (
        "10.1000/xyz.(1)",
        "15057615",
        "PMC2236836",
    )


def test_mla_and_chicago_turn_only_the_first_name_round() -> None:
    mla = the_only(
        'Turner, Andrew L., and Rhonda L. Malm. "A Study." Family Medicine, vol. 36, no. 2, 2004, '
        "pp. 114-22."
    )
    chicago = the_only(
        "Turner, Andrew L., Jane Doe, and Rhonda L. Malm. “A Study.” Family Medicine 36, no. 2 "
        "(2004): 114–22."
    )

    assert names(mla) == [("Turner", "Andrew L."), ("Malm", "Rhonda L.")]
    assert names(chicago) == [("Turner", "Andrew L."), ("Doe", "Jane"), ("Malm", "Rhonda L.")]
    assert numbers(mla) == numbers(chicago) == (2004, "36", "2", "114-22")


def test_a_chapter_with_editors() -> None:
    metadata = the_only(
        "Knowlton, K., & Katz, R. S. (2016). Balint groups. In R. S. Katz & T. A. Johnson (Eds.), "
        "When professionals weep (2nd ed., pp. 161–170). Routledge."
    ).metadata

    assert (metadata.type, metadata.container_title) == ("chapter", "When professionals weep")
    assert [one.last_name for one in metadata.editors] == ["Katz", "Johnson"]
    assert (metadata.edition, metadata.page, metadata.publisher) == ("2", "161-170", "Routledge")


@pytest.mark.parametrize(
    ("line", "place", "publisher"),
    [
        ("Balint M. The doctor. London: Pitman; 1957.", "London", "Pitman"),
        ("Balint, M. (1957). The doctor. London: Pitman Medical.", "London", "Pitman Medical"),
        ("Balint, Michael. The Doctor. Tavistock Press, 1957.", "", "Tavistock Press"),
        ("Balint. The doctor. Oxford, UK: Pitman (1957)", "Oxford, UK", "Pitman"),
    ],
)
def test_a_book_has_a_publisher_and_no_journal(line: str, place: str, publisher: str) -> None:
    metadata = the_only(line).metadata

    assert (metadata.type, metadata.container_title) == ("book", "")
    assert (metadata.publisher_place, metadata.publisher) == (place, publisher)
    assert metadata.year == 1957


def test_degrees_are_no_part_of_a_name() -> None:
    reference = the_only(
        '"The Core" by Laurel Milberg, PhD and Katherine Knowlton, PhD. A paperback.'
    )
    assert names(reference) == [("Milberg", "Laurel"), ("Knowlton", "Katherine")]


def test_a_title_that_begins_with_a_quotation_is_kept_whole() -> None:
    metadata = the_only(
        "Bar-Sela et al. “Balint group” meetings for residents. Journal of Cancer Education (2012) "
        "vol. 27(4) pp. 786-789"
    ).metadata
    assert metadata.title == "“Balint group” meetings for residents"


# --- the page around the lines -----------------------------------------------------------


def test_labels_links_and_broken_lines_belong_to_the_citation_before_them() -> None:
    text = (
        "• Balint M. The doctor and\n  his patient. London:\n  Pitman; 1957.\n[PubMed link]\n"
        "https://example.org/a_b\n\n• Turner A. Other work. Fam Med. 2004;36(2):1-2."
    )
    first, second = read(text).references

    assert first.metadata.title == "The doctor and his patient"
    assert first.metadata.url == "https://example.org/a_b"
    assert second.line == 7


def test_headings_and_prose_are_named_and_not_made_into_references() -> None:
    reading = read("The Evidence\n\nWe hope that you like this list.\n")

    assert reading.references == ()
    assert [problem.line for problem in reading.problems] == [1, 3]


def test_nothing_pasted_is_nothing_read() -> None:
    assert read("\n \n") == Reading()


# --- the labelled set --------------------------------------------------------------------


@pytest.mark.parametrize("seed", [5, 11])
def test_the_labelled_lines_are_read_as_well_as_promised(shared: Path, seed: int) -> None:
    items = json.loads((shared / "ibf" / "balint-literature.json").read_text(encoding="utf-8"))
    lines = labelled_lines(items, seed)
    found = accuracy(lines)["all"]

    assert len(lines) >= 150
    assert len({one.style for one in lines}) >= 6
    assert any(one.damage for one in lines)
    assert {name: found[name] for name, goal in GOALS.items() if found[name] < goal} == {}
