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

WEAK = {"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}
CASES = (
    RuleCase(
        "same-place",
        {},
        (
            ({"authors": NOBODY}, "same-place"),
            ({"year": None, "journal": ("Fam Med", "Lancet")}, "likely"),
            # Of the authors only another than the first agrees: then all else must.
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}, "same-place"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ), "pages": "281"}, "too-little"),
            (
                {"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ), "year": (1988, 1989)},
                "too-little",
            ),
            (
                {
                    "authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ),
                    "title": (SEVEN, SEVEN_MISSPELT),
                },
                "too-little",
            ),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ), "journal": ""}, "too-little"),
            ({"volume": ""}, "citation"),
            ({"journal": ("Fam Med", "Lancet")}, "same-place"),
            ({"year": (1988, 1990)}, "same-place-other-year"),
            ({"authors": (ADLER, ADLER_STEIN), "journal": ("Fam Med", "Lancet")}, "likely"),
            ({"title": (SEVEN, SEVEN_TURNED), "authors": (ADLER_STEIN, NOBODY)}, "too-little"),
            # The first author may be misspelt, if nothing else is.
            (WEAK, "same-place"),
            (WEAK | {"title": (SEVEN, SEVEN_MISSPELT)}, "too-little"),
            (WEAK | {"pages": "281"}, "too-little"),
            (WEAK | {"journal": ("Fam Med", "")}, "too-little"),
            (WEAK | {"year": (1988, 1989)}, "too-little"),
        ),
    ),
    RuleCase(
        "same-place-other-year",
        {"year": (1988, 1990)},
        (
            (
                {"title": THREE, "journal": ("Family Medicine", "Annals of Family Practice")},
                "same-place-other-year",
            ),
            ({"title": FIVE, "issue": ("3", "")}, "same-place-other-year"),
            ({"title": THREE, "issue": ("3", "")}, "same-article-number"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "too-little"),
            ({"pages": ""}, "same-issue-other-year"),
            ({"journal": ("Fam Med", "Lancet")}, "too-little"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "too-little"),
            ({"issue": "", "pages": "281"}, "same-article-number"),
        ),
    ),
    RuleCase(
        "same-issue-other-year",
        {"year": (1988, 1990), "pages": ("281-284", "")},
        (
            ({"authors": ADLER}, "too-little"),
            ({"year": 1988}, "citation"),
            ({"pages": ("281-284", "301")}, "too-little"),
            ({"title": FIVE}, "same-issue-other-year"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "too-little"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "too-little"),
            ({"journal": ("Fam Med", "")}, "too-little"),
            ({"volume": ""}, "too-little"),
            ({"issue": ("3", "")}, "too-little"),
            ({"title": THREE}, "too-little"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "too-little"),
            ({"title": EIGHT, "authors": ADLER}, "same-issue-other-year"),
        ),
    ),
    RuleCase(
        "same-article-number",
        {"year": (1988, 1990), "issue": ("3", "4")},
        (
            ({"year": 1988}, "likely"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "too-little"),
            ({"authors": NOBODY}, "too-little"),
            ({"journal": ("Fam Med", "Lancet")}, "too-little"),
            ({"pages": ""}, "too-little"),
        ),
    ),
    RuleCase(
        "print-and-electronic",
        {"pages": ("281-284", "301-309")},
        (
            ({"authors": ADLER}, "likely"),
            ({"pages": ("281-284", "301")}, "likely"),
            ({"title": FIVE}, "print-and-electronic"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "likely"),
            ({"pages": ("281-284", "1-9")}, "citation"),
            ({"journal": ""}, "likely"),
            ({"year": (1988, None)}, "likely"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "likely"),
            ({"title": THREE}, "likely"),
            ({"volume": "", "doi": "10.1000/x"}, "likely"),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_takes_its_pair_and_leaves_what_lacks_a_condition(case: RuleCase) -> None:
    found = [(change, decided(case.takes, change).rule) for change, _ in case.instead]

    assert decided(case.takes).rule == case.rule
    assert found == list(case.instead)
