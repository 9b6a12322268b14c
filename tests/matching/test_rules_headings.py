"""Each condition of the rules for identifiers and headings: what a rule takes, and what not."""

import pytest

from tests.matching.rule_cases import (
    ADLER,
    ADLER_BERG_LUND,
    ADLER_STEIN,
    NOBODY,
    NUMBERLESS,
    SEVEN,
    SEVEN_MISSPELT,
    SEVEN_TURNED,
    SHORT,
    SHORT_AND_MORE,
    SHORT_MISSPELT,
    STEIN_ADLER_RUSZ,
    RuleCase,
    decided,
)

CASES = (
    RuleCase(
        "identifier",
        {"doi": "10.1000/x"},
        (
            ({"doi": ""}, "same-place"),
            ({"volume": ""}, "identifier"),
            ({"year": (1988, 1990)}, "identifier"),
            ({"title": SHORT}, "heading-same-place"),
            ({"year": (1988, 1990), "pages": ""}, "same-issue-other-year"),
            ({"issue": ("3", "4"), "pages": ("281-284", "301-309")}, "print-and-electronic"),
            ({"title": (SEVEN, SEVEN_TURNED), "volume": ""}, "alike"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "identifier"),
        ),
    ),
    RuleCase(
        "web-address",
        {"url": "https://example.org/rounds", "journal": "", **NUMBERLESS},
        (
            ({"title": SHORT}, "web-address"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "web-address"),
            ({"year": (1988, None)}, "web-address"),
            ({"url": ""}, "book"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "book"),
            ({"title": "Editorial"}, "heading"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}, "too-little"),
            ({"year": (1988, 1990)}, "too-little"),
            ({"journal": ("Fam Med", "Lancet")}, "likely"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "book"),
        ),
    ),
    RuleCase(
        "isbn",
        {"journal": "", "isbn": ("0422733407", "9780422733403")},
        (
            ({"isbn": ""}, "same-place"),
            ({"journal": ("Fam Med", "Family Medicine")}, "same-place"),
            ({"title": (SEVEN, SEVEN_TURNED)}, "same-place"),
            ({"authors": NOBODY, "volume": ""}, "citation-no-author"),
            ({"title": SHORT, "year": None}, "heading-same-place"),
        ),
    ),
    RuleCase(
        "heading-same-place",
        {"title": SHORT},
        (
            ({"title": SEVEN}, "same-place"),
            ({"journal": ("Fam Med", "")}, "heading-same-place"),
            ({"authors": NOBODY}, "heading-same-place"),
            ({"volume": ""}, "heading-in-book"),
            ({"year": (1988, 1990)}, "heading-alone"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "heading"),
            ({"journal": ("Fam Med", "Lancet")}, "heading-alone"),
            ({"authors": (ADLER_STEIN, NOBODY), "journal": ("Fam Med", "")}, "heading"),
        ),
    ),
    RuleCase(
        "heading-identifier",
        {"title": SHORT, "pages": ("281-284", ""), "doi": "10.1000/x"},
        (
            ({"doi": ""}, "short-title"),
            ({"pages": ("281-284", "301")}, "heading-alone"),
            ({"title": (SEVEN, SEVEN_TURNED)}, "alike"),
            ({"year": None}, "short-title"),
        ),
    ),
    RuleCase(
        "clash",
        {"issue": ("3", "4"), "pages": ("281-284", "301-309")},
        (
            ({"pages": "281-284"}, "likely"),
            ({"doi": "10.1000/x"}, "print-and-electronic"),
            ({"volume": ("26", ""), "issue": "3"}, "clash"),
        ),
    ),
    RuleCase(
        "heading-in-book",
        {"title": SHORT, "volume": ""},
        (
            ({"title": SEVEN}, "citation"),
            ({"volume": ("26", "")}, "short-title"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "heading"),
            ({"year": (1988, 1989)}, "heading"),
            ({"issue": ("3", "4")}, "heading-alone"),
            ({"journal": ("Fam Med", "")}, "short-title"),
            ({"pages": ""}, "short-title"),
        ),
    ),
    RuleCase(
        "short-title",
        {"title": SHORT, "pages": ("281-284", "")},
        (
            ({"volume": "", "issue": ""}, "short-title-many-authors"),
            ({"title": SEVEN}, "citation"),
            ({"pages": ("281-284", "301-309")}, "heading-alone"),
            ({"issue": ""}, "short-title"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "heading"),
            ({"year": (1988, 1989)}, "heading"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "heading"),
            ({"journal": "", "volume": ("26", ""), "issue": "", "pages": "281-284"}, "short-title"),
        ),
    ),
    RuleCase(
        "short-title-no-author",
        {"title": SHORT, "authors": NOBODY, "volume": "", "issue": ""},
        (
            ({"title": (SHORT, SHORT_MISSPELT)}, "heading"),
            ({"title": "Editorial"}, "heading"),
            ({"title": SEVEN}, "citation-no-author"),
            ({"authors": (ADLER, NOBODY)}, "heading"),
            ({"year": (1988, 1989)}, "heading"),
            ({"journal": ("Fam Med", "")}, "heading"),
            ({"pages": ("281-284", "")}, "heading"),
            ({"volume": ("26", "27")}, "heading-alone"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "heading"),
        ),
    ),
    RuleCase(
        "short-title-many-authors",
        {"title": SHORT, "volume": ("26", ""), "issue": "", "pages": ""},
        (
            ({"authors": ADLER}, "heading"),
            ({"title": SEVEN}, "citation"),
            ({"issue": ("3", "4")}, "heading-alone"),
            ({"year": (1988, None)}, "heading"),
            ({"journal": ""}, "heading"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "heading"),
            ({"title": (SHORT, SHORT_MISSPELT)}, "heading"),
            ({"authors": (ADLER_STEIN, NOBODY), "volume": "26"}, "heading"),
            ({"authors": ADLER, "volume": ""}, "short-title-many-authors"),
        ),
    ),
    RuleCase(
        "short-book",
        {"title": SHORT, "journal": "", "volume": "", "issue": "", "pages": ""},
        (
            ({"title": SEVEN}, "book"),
            ({"volume": "26"}, "heading"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "heading-alone"),
            ({"year": (1988, 1989)}, "heading"),
            ({"title": (SHORT, SHORT_MISSPELT)}, "heading"),
        ),
    ),
    RuleCase(
        "heading",
        {"title": SHORT, "doi": ("10.1000/x", "10.1000/y")},
        (
            ({"title": SEVEN}, "same-place"),
            ({"authors": NOBODY}, "heading"),
            ({"issue": ("3", "4")}, "heading-alone"),
            ({"year": (1988, 1990)}, "heading-alone"),
            (
                {
                    "authors": (ADLER_STEIN, NOBODY),
                    "journal": "",
                    "volume": "",
                    "issue": "",
                    "pages": "",
                },
                "heading-alone",
            ),
            ({"title": "Editorial", "volume": ("26", ""), "doi": ""}, "heading"),
            (
                {
                    "authors": NOBODY,
                    "journal": ("Fam Med", ""),
                    "issue": ("3", ""),
                    "pages": ("281-284", ""),
                    "doi": "",
                },
                "heading",
            ),
            ({"journal": "", "volume": ("26", ""), "issue": "", "pages": "", "doi": ""}, "heading"),
        ),
    ),
    RuleCase(
        "heading-alone",
        {"title": SHORT, "pages": ("281-284", "301-309")},
        (({"title": (SHORT_AND_MORE, SHORT), "pages": "281-284"}, "heading-alone"),),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_takes_its_pair_and_leaves_what_lacks_a_condition(case: RuleCase) -> None:
    found = [(change, decided(case.takes, change).rule) for change, _ in case.instead]

    assert decided(case.takes).rule == case.rule
    assert found == list(case.instead)
