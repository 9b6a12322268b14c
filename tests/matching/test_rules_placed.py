"""Each condition of the rules about one place in print: what a rule takes, and what not."""

import pytest

from tests.matching.rule_cases import (
    ADLER,
    ADLER_BERG_LUND,
    ADLER_STEIN,
    ADLER_STEIN_BERG,
    EIGHT,
    FIVE,
    NOBODY,
    SEVEN,
    SEVEN_AND_MORE,
    SEVEN_MISSPELT,
    SEVEN_TURNED,
    STEIN_ADLER_RUSZ,
    THREE,
    RuleCase,
    decided,
)

CASES = (
    RuleCase(
        "same-place",
        {},
        (
            ({"year": None, "journal": ("Fam Med", "Lancet")}, "likely"),
            ({"year": None}, "same-place"),
            ({"volume": ""}, "citation"),
            ({"journal": ("Fam Med", "Lancet")}, "same-place"),
            ({"year": (1988, 1990)}, "same-place-other-year"),
            ({"authors": (ADLER, ADLER_STEIN), "journal": ("Fam Med", "Lancet")}, "likely"),
        ),
    ),
    RuleCase(
        "same-place-other-year",
        {"year": (1988, 1990)},
        (
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ), "year": 1988}, "too-little"),
            ({"journal": ("medRxiv", "Fam Med")}, "same-place-other-year"),
            ({"year": 1988}, "same-place"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "too-little"),
            ({"pages": ""}, "same-issue-other-year"),
            ({"journal": ("Fam Med", "Lancet")}, "too-little"),
            ({"authors": NOBODY, "year": 1988}, "same-place"),
            (
                {"title": (SEVEN, SEVEN_TURNED), "authors": (ADLER_STEIN, NOBODY), "year": 1988},
                "too-little",
            ),
        ),
    ),
    RuleCase(
        "same-issue-other-year",
        {"year": (1988, 1990), "pages": ("281-284", "")},
        (
            ({"issue": "", "pages": "281"}, "same-article-number"),
            ({"year": 1988}, "citation"),
            ({"title": FIVE, "issue": ("3", ""), "pages": "281-284"}, "same-place-other-year"),
            ({"pages": ("281", "281-284")}, "same-place-other-year"),
            ({"pages": ("281-284", "301")}, "too-little"),
            ({"title": FIVE}, "same-issue-other-year"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "too-little"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "too-little"),
            ({"journal": ("Fam Med", "")}, "too-little"),
            ({"volume": ""}, "too-little"),
            ({"title": THREE}, "too-little"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "too-little"),
            ({"title": THREE, "issue": ("3", ""), "pages": "281-284"}, "same-article-number"),
        ),
    ),
    RuleCase(
        "same-article-number",
        {"year": (1988, 1990), "issue": ("3", "4")},
        (
            ({"issue": "3", "pages": ""}, "same-issue-other-year"),
            ({"authors": ADLER, "issue": "3", "pages": ""}, "too-little"),
            (
                {"title": EIGHT, "authors": ADLER, "issue": "3", "pages": ("281-284", "")},
                "same-issue-other-year",
            ),
        ),
    ),
    RuleCase(
        "print-and-electronic",
        {"pages": ("281-284", "301-309")},
        (
            ({"year": (1988, 1990)}, "too-little"),
            ({"issue": ("3", "4"), "pages": "281-284"}, "likely"),
            ({"pages": ("281-284", "301")}, "likely"),
            ({"title": FIVE}, "print-and-electronic"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "likely"),
            ({"journal": ""}, "likely"),
            ({"volume": "", "doi": "10.1000/x"}, "likely"),
            (
                {"title": (SEVEN_AND_MORE, SEVEN), "year": (1988, 1990), "pages": "281-284"},
                "too-little",
            ),
            (
                {"authors": (ADLER_STEIN, NOBODY), "year": (1988, 1990), "pages": "281-284"},
                "too-little",
            ),
            (
                {"year": (1988, 1990), "journal": ("Fam Med", "Lancet"), "pages": "281-284"},
                "too-little",
            ),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_takes_its_pair_and_leaves_what_lacks_a_condition(case: RuleCase) -> None:
    found = [(change, decided(case.takes, change).rule) for change, _ in case.instead]

    assert decided(case.takes).rule == case.rule
    assert found == list(case.instead)
