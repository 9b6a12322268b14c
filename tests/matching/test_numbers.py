"""Volume, issue and pages: what is noise and what contradicts."""

import pytest

from mendeley_sync.matching.numbers import (
    compare_issues,
    compare_pages,
    compare_volumes,
    parse_issue,
    parse_pages,
    parse_volume,
    roman_value,
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
        ("", 0),
        ("abc", 0),
    ],
)
def test_roman_numerals_have_values(numeral: str, value: int) -> None:
    assert roman_value(numeral) == value


def test_a_shortened_last_page_is_completed() -> None:
    pages = parse_pages("1099-104")

    assert (pages.first, pages.last) == (1099, 1104)
