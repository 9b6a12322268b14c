"""Volume, issue and pages: what is noise and what contradicts."""

import pytest

from mendeley_sync.domain.pages import Pages, parse_pages, roman_value
from mendeley_sync.matching.fields.numbers import (
    Volume,
    compare_issues,
    compare_pages,
    compare_volumes,
    parse_issue,
    parse_volume,
)


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("269-76", "269-276", "agree"),
        ("45–52", "45-52", "agree"),
        ("85--96", "85-96", "agree"),
        ("560", "560-563", "agree"),
        ("S27", "27", "agree"),
        ("S165–6", "S165-S166", "agree"),
        ("e025111", "e025111", "agree"),
        ("CD002892", "Cd002892", "agree"),
        ("pp. 12-18", "12-18", "agree"),
        ("743-7; discussion 747-8", "743-747", "agree"),
        ("233-238+230-235", "230-5, 233-8", "agree"),
        ("xvi-xix", "xvi-xix", "agree"),
        ("1-1", "1-1", "agree"),
        ("263-8", "236-8", "half"),
        ("t-20", "314-320", "half"),
        ("487-488", "488", "half"),
        ("20-29", "20-31", "half"),
        ("1-14", "1-14", "half"),
        ("e12724", "1-6", "unknown"),
        ("a1754", "969-972", "unknown"),
        ("1-17", "566-582", "unknown"),
        ("01-Jun", "2422-2427", "unknown"),
        ("", "12-18", "unknown"),
        ("n/a-n/a", "12-18", "unknown"),
        ("Poster", "12-18", "unknown"),
        ("t-20", "", "unknown"),
        ("t-20", "99-105", "unknown"),
        ("A19", "249-255", "contradict"),
        ("12-18", "19-25", "contradict"),
        ("S27", "A27", "contradict"),
        ("5-6", "5-7", "contradict"),
        ("101-110", "120", "contradict"),
        ("e100", "e200", "contradict"),
    ],
)
def test_pages_are_compared_as_printers_and_spreadsheets_leave_them(
    one: str, other: str, answer: str
) -> None:
    assert compare_pages(parse_pages(one), parse_pages(other)) == answer
    assert compare_pages(parse_pages(other), parse_pages(one)) == answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("12", "12", "agree"),
        ("012", "12", "agree"),
        ("17(3)", "17", "agree"),
        ("10", "10 Suppl 2", "agree"),
        ("Vol. 12", "12", "agree"),
        ("XIX", "19", "agree"),
        ("20 (Pt 1)", "20", "agree"),
        ("90A", "90", "half"),
        ("90A", "90B", "contradict"),
        ("12", "13", "contradict"),
        ("", "13", "unknown"),
        ("n.s.", "13", "unknown"),
        ("2004", "13", "unknown"),
    ],
)
def test_volumes_are_compared(one: str, other: str, answer: str) -> None:
    a, b = parse_volume(one), parse_volume(other)

    assert compare_volumes(a, b, (2004, 2004)) == answer
    assert compare_volumes(b, a, (None, 2004)) == answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("3", "3", "agree"),
        ("7-8", "8", "agree"),
        ("IV", "4", "agree"),
        ("Suppl 1", "Supplement 1", "agree"),
        ("3", "4", "contradict"),
        ("1", "Suppl 1", "contradict"),
        ("", "3", "unknown"),
        ("Spring", "3", "unknown"),
        ("Suppl", "", "unknown"),
    ],
)
def test_issues_are_compared(one: str, other: str, answer: str) -> None:
    assert compare_issues(parse_issue(one), parse_issue(other)) == answer
    assert compare_issues(parse_issue(other), parse_issue(one)) == answer


def test_an_issue_printed_in_the_volume_is_found() -> None:
    assert parse_volume("17(3)").issue == "3"
    assert parse_volume("20 (Pt 1)").issue == ""
    assert parse_volume("8 Suppl 19").supplement
    assert not parse_volume("8").supplement


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("i", 1),
        ("iv", 4),
        ("ix", 9),
        ("xix", 19),
        ("xlii", 42),
        ("mcmlvii", 1957),
        ("mdcxl", 1640),
        ("", 0),
        ("abc", 0),
    ],
)
def test_roman_numerals_have_values(numeral: str, value: int) -> None:
    assert roman_value(numeral) == value


def test_a_shortened_last_page_is_completed() -> None:
    pages = parse_pages("1099-104")

    assert (pages.first, pages.last) == (1099, 1104)


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        ("114-122", Pages("", 114, "", 122, False, False, 0)),
        ("114-22", Pages("", 114, "", 122, False, False, 0)),
        ("114", Pages("", 114, "", 114, True, False, 0)),
        ("0114-0122", Pages("", 114, "", 122, False, False, 0)),
        ("pp. 114-22", Pages("", 114, "", 122, False, False, 0)),
        ("114-", Pages("", 114, "", 114, True, False, 0)),
        ("99-9", Pages("", 99, "", 99, False, False, 0)),
        ("123a-125", Pages("", 123, "a", 125, False, False, 0)),
        ("S12-5", Pages("s", 12, "", 15, False, False, 0)),
        # Pages counted from 1 and numbers of six digits are those of an article alone.
        ("1-9", Pages("", 1, "", 9, False, True, 0)),
        ("pp. 1-9", Pages("", 1, "", 9, False, True, 0)),
        ("1-1", Pages("", 1, "", 1, False, False, 0)),
        ("1", Pages("", 1, "", 1, True, False, 0)),
        ("p. 1", Pages("", 1, "", 1, True, False, 0)),
        ("2-9", Pages("", 2, "", 9, False, False, 0)),
        ("pp. 2-9", Pages("", 2, "", 9, False, False, 0)),
        ("10234", Pages("", 10234, "", 10234, True, False, 0)),
        ("p. 10234", Pages("", 10234, "", 10234, True, False, 0)),
        ("102345", Pages("", 102345, "", 102345, True, True, 0)),
        ("art. 102345", Pages("", 102345, "", 102345, True, True, 0)),
        # One letter before four digits is an article number, unless it is that of a supplement.
        ("D1754", Pages("d", 1754, "", 1754, True, True, 0)),
        ("D175", Pages("d", 175, "", 175, True, False, 0)),
        ("S1754", Pages("s", 1754, "", 1754, True, False, 0)),
        ("S1-S9", Pages("s", 1, "", 9, False, False, 0)),
        ("e12", Pages("e", 12, "", 12, True, True, 0)),
        ("xvi-xix", Pages("roman", 16, "", 19, False, False, 0)),
        ("xvi", Pages("roman", 16, "", 16, True, False, 0)),
        ("t-20", Pages("", 0, "", 0, True, False, 20)),
        ("Poster", Pages("", 0, "", 0, True, False, 0)),
        ("01-Jun", Pages("", 0, "", 0, True, False, 0)),
        # An article in two languages has two ranges; a further single page is none.
        ("12-18, 20-25", Pages("", 12, "", 18, False, False, 0, frozenset({20}))),
        ("12-18, 5-9", Pages("", 12, "", 18, False, False, 0, frozenset({5}))),
        ("12-18, 30", Pages("", 12, "", 18, False, False, 0)),
        ("12-18; discussion 20-25", Pages("", 12, "", 18, False, False, 0)),
    ],
)
def test_a_page_field_is_taken_apart(printed: str, pages: Pages) -> None:
    assert parse_pages(printed) == pages


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("t-20", "t-30", "unknown"),
        ("t-20", "t-20", "half"),
        ("102345", "281-284", "unknown"),
        ("10234", "281-284", "contradict"),
        ("102345", "102346", "contradict"),
        ("e12", "a13", "unknown"),
        ("1-9", "1-8", "unknown"),
        ("2-9", "281-289", "contradict"),
        ("e1-e9", "e1-e9", "half"),
        ("9-12", "9-13", "contradict"),
        ("10-12", "10-13", "half"),
        ("18", "15-18", "half"),
        ("S12-S18", "15-18", "contradict"),
        # Two digits exchanged in a first page of three digits or more are a slip.
        ("126", "162", "half"),
        ("1263", "1623", "half"),
        ("26", "62", "contradict"),
        ("1263", "3126", "contradict"),
        ("123-130", "321-330", "contradict"),
        ("126-130", "136-140", "contradict"),
        ("126", "1623", "contradict"),
        ("S126", "162", "contradict"),
        # The first page of a further range is enough, that of a further page is not.
        ("12-18", "20-25, 12-18", "agree"),
        ("12-18", "20-25, 12", "contradict"),
    ],
)
def test_slips_and_numbers_of_articles_are_told_from_other_pages(
    one: str, other: str, answer: str
) -> None:
    assert compare_pages(parse_pages(one), parse_pages(other)) == answer
    assert compare_pages(parse_pages(other), parse_pages(one)) == answer


@pytest.mark.parametrize(
    ("printed", "volume"),
    [
        ("12", Volume("12", "", "", False)),
        ("0012", Volume("12", "", "", False)),
        ("Vol. 12", Volume("12", "", "", False)),
        ("12A", Volume("12", "a", "", False)),
        ("12th", Volume("12", "", "", False)),
        ("17Suppl1", Volume("17", "", "", True)),
        ("A12", Volume("12", "", "", False)),
        ("xix", Volume("19", "", "", False)),
        ("vol. xix", Volume("19", "", "", False)),
        ("17 (3-4)", Volume("17", "", "3-4", False)),
        ("12 Sonderheft", Volume("12", "", "", True)),
        ("Spring", Volume("", "", "", False)),
        ("0", Volume("", "", "", False)),
    ],
)
def test_a_volume_is_taken_apart(printed: str, volume: Volume) -> None:
    assert parse_volume(printed) == volume


def test_the_year_of_either_side_in_a_volume_says_nothing() -> None:
    year, number = parse_volume("2004"), parse_volume("13")

    assert compare_volumes(year, number, (2004, None)) == "unknown"
    assert compare_volumes(year, number, (None, 2004)) == "unknown"
    assert compare_volumes(year, number, (2005, None)) == "contradict"
    assert compare_volumes(year, parse_volume("2005"), (2004, 2004)) == "unknown"


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Suppl", "3", "contradict"),
        ("Suppl", "Suppl 1", "unknown"),
        ("Suppl", "Spring", "unknown"),
        ("7-8", "8-9", "agree"),
        ("003", "3", "agree"),
    ],
)
def test_a_supplement_is_no_numbered_issue(one: str, other: str, answer: str) -> None:
    assert compare_issues(parse_issue(one), parse_issue(other)) == answer
    assert compare_issues(parse_issue(other), parse_issue(one)) == answer
