"""Each condition of the rules for citations with gaps: what a rule takes, and what not."""

import pytest

from tests.matching.rule_cases import (
    ADLER,
    ADLER_BERG_LUND,
    ADLER_STEIN,
    ADLER_STEIN_BERG,
    EIGHT,
    EIGHT_AND_MORE,
    FIVE,
    FIVE_MISSPELT,
    FIVE_OTHERS,
    FIVE_PEOPLE,
    FOUR,
    FOUR_MISSPELT,
    NOBODY,
    SEVEN,
    SEVEN_AND_MORE,
    SEVEN_MISSPELT,
    SEVEN_TURNED,
    STEIN_ADLER_RUSZ,
    RuleCase,
    decided,
)

CASES = (
    RuleCase(
        "citation",
        {"pages": ("281-284", "")},
        (
            ({"pages": ("281-284", "301")}, "likely"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "citation-no-author"),
            ({"year": None}, "citation-year-off"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "citation-year-off"),
            ({"journal": "", "volume": "", "issue": "", "pages": ""}, "book"),
            ({"journal": "", "issue": ""}, "citation"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "citation"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "citation"),
        ),
    ),
    RuleCase(
        "citation-year-off",
        {"pages": ("281-284", ""), "doi": ("10.1000/x", "10.1000/y")},
        (
            ({"pages": ("281-284", "301")}, "likely"),
            ({"volume": ("26", ""), "issue": "", "pages": ("281-284", "1-9")}, "online-first"),
            ({"volume": ("26", "")}, "citation-year-off"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "citation-no-author"),
            ({"year": (1988, 1990)}, "too-little"),
        ),
    ),
    RuleCase(
        "online-first",
        {
            "volume": ("26", ""),
            "issue": "",
            "pages": ("281-284", "1-9"),
            "doi": ("10.1000/x", "10.1000/y"),
        },
        (
            ({"authors": ADLER}, "likely"),
            ({"pages": ""}, "likely"),
            ({"issue": ("3", "4")}, "likely"),
            ({"title": FIVE}, "online-first"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut-thin"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "likely"),
            ({"title": FOUR}, "likely"),
            ({"journal": "", "volume": "", "doi": ""}, "all-that-is-known"),
            ({"year": None, "volume": "", "issue": ("3", ""), "doi": ""}, "all-that-is-known"),
        ),
    ),
    RuleCase(
        "citation-no-author",
        {"authors": (ADLER_STEIN, NOBODY), "pages": ("281-284", "")},
        (
            ({"year": (1988, 1989)}, "likely"),
            ({"pages": ("281-284", "301")}, "likely"),
            ({"title": EIGHT, "volume": "", "issue": ""}, "long-title"),
            ({"volume": ("26", "")}, "citation-no-author"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}, "too-little"),
            ({"year": (1988, 1990), "pages": "281-284"}, "too-little"),
            (
                {"year": (1988, 1989), "volume": ("26", ""), "pages": "281-284"},
                "citation-no-author",
            ),
        ),
    ),
    RuleCase(
        "long-title",
        {
            "title": EIGHT,
            "authors": (ADLER_STEIN, NOBODY),
            "volume": ("26", ""),
            "issue": "",
            "pages": "",
        },
        (
            ({"doi": ("10.1000/x", "10.1000/y")}, "likely"),
            ({"volume": ("26", "27"), "issue": "3", "pages": "281-284"}, "likely"),
            ({"title": (EIGHT_AND_MORE, EIGHT), "issue": "3", "pages": "281-284"}, "subtitle-cut"),
            ({"title": SEVEN, "authors": NOBODY, "volume": ""}, "all-that-is-known"),
            ({"year": (1988, 1990), "volume": "26", "pages": "281-284"}, "too-little"),
            ({"authors": NOBODY, "journal": "", "volume": "26"}, "all-that-is-known"),
            (
                {
                    "authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ),
                    "volume": "26",
                    "issue": "3",
                    "pages": "281",
                },
                "too-little",
            ),
        ),
    ),
    RuleCase(
        "subtitle-cut",
        {"title": (SEVEN_AND_MORE, SEVEN), "pages": ("281-284", "")},
        (
            ({"issue": ""}, "subtitle-cut-thin"),
            ({"journal": "", "volume": "", "pages": "281-284"}, "subtitle-cut"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ), "pages": "281-284"}, "too-little"),
            (
                {"journal": "", "volume": "", "issue": ("3", ""), "pages": "281-284"},
                "subtitle-cut-thin",
            ),
            ({"pages": ("281-284", "301")}, "too-little"),
            ({"authors": NOBODY}, "subtitle-cut"),
            ({"title": (SEVEN, SEVEN_TURNED)}, "alike"),
            ({"year": (1988, 1990)}, "too-little"),
            (
                {"year": (1988, 1989), "volume": "", "issue": "", "pages": "281-284"},
                "subtitle-cut-thin",
            ),
            (
                {
                    "authors": ADLER_STEIN_BERG,
                    "journal": ("Fam Med", ""),
                    "volume": ("26", ""),
                    "issue": ("3", ""),
                    "pages": "281-284",
                },
                "subtitle-cut",
            ),
        ),
    ),
    RuleCase(
        "subtitle-cut-nothing-more",
        {"title": (SEVEN_AND_MORE, SEVEN), "volume": "", "issue": "", "pages": ""},
        (
            ({"authors": ADLER}, "subtitle-cut-thin"),
            ({"issue": "3"}, "subtitle-cut-thin"),
            ({"title": (SEVEN, SEVEN_TURNED)}, "alike"),
            ({"year": (1988, 1989)}, "subtitle-cut-thin"),
            ({"journal": ""}, "subtitle-cut-thin"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "subtitle-cut-thin"),
            ({"authors": (FIVE_PEOPLE, FIVE_OTHERS)}, "subtitle-cut-thin"),
        ),
    ),
    RuleCase(
        "book",
        {"journal": "", "volume": "", "issue": "", "pages": ""},
        (
            ({"issue": ("3", "")}, "all-that-is-known"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut-thin"),
            ({"authors": NOBODY}, "all-that-is-known"),
            ({"year": None}, "all-that-is-known"),
            ({"journal": ("Fam Med", "Lancet")}, "likely"),
            ({"journal": ("Fam Med", "")}, "likely"),
        ),
    ),
    RuleCase(
        "all-that-is-known",
        {"authors": NOBODY, "year": None, "pages": ""},
        (
            ({"title": (FIVE, FIVE_MISSPELT)}, "all-that-is-known"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "likely"),
            ({"title": (FOUR, FOUR_MISSPELT)}, "likely"),
            ({"pages": ("281-284", "")}, "likely"),
            ({"pages": ("281-284", "301")}, "likely"),
            ({"year": (1988, 1990)}, "too-little"),
            ({"title": FOUR, "journal": "", "volume": ""}, "likely"),
            ({"title": FIVE, "journal": "", "volume": ""}, "all-that-is-known"),
            ({"title": FOUR}, "all-that-is-known"),
            ({"journal": ""}, "all-that-is-known"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "likely"),
            ({"journal": ("Family Medicine", "Annals of Family Practice")}, "likely"),
            ({"title": (SEVEN, SEVEN_TURNED), "authors": ADLER_STEIN, "year": 1988}, "alike"),
            ({"authors": ADLER_STEIN, "volume": "", "issue": ""}, "all-that-is-known"),
            (
                {
                    "title": "巴林特小组对住院医师职业倦怠的影响",
                    "journal": "",
                    "volume": "",
                    "authors": ADLER,
                },
                "likely",
            ),
        ),
    ),
    RuleCase(
        "bare-copy",
        {
            "authors": ADLER_STEIN_BERG,
            "journal": ("Fam Med", ""),
            "volume": ("26", ""),
            "issue": ("3", ""),
            "pages": ("281-284", ""),
        },
        (
            ({"title": FOUR}, "likely"),
            (
                {
                    "title": EIGHT,
                    "authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ),
                    "journal": ("Fam Med", "Family Medicine"),
                    "volume": "26",
                    "issue": "3",
                    "pages": "281",
                },
                "too-little",
            ),
            ({"title": FIVE}, "bare-copy"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut-thin"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "likely"),
            ({"authors": ADLER_STEIN, "issue": ""}, "likely"),
            ({"volume": "26", "issue": ("3", "4"), "pages": "281-284"}, "likely"),
            (
                {"title": FIVE, "journal": ("Family Medicine", "Annals of Family Practice")},
                "likely",
            ),
            ({"title": EIGHT, "authors": ADLER_STEIN, "volume": ""}, "bare-copy"),
            (
                {"year": (1988, 1990), "volume": "26", "issue": "3", "pages": "281-284"},
                "too-little",
            ),
        ),
    ),
    RuleCase(
        "likely",
        {"pages": ("281-284", "301")},
        (
            ({"journal": ("Fam Med", "Lancet")}, "too-little"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "too-little"),
            ({"year": (1988, 1990)}, "too-little"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}, "too-little"),
        ),
    ),
    RuleCase(
        "subtitle-cut-thin",
        {"title": (SEVEN_AND_MORE, SEVEN), "issue": "", "pages": ("281-284", "")},
        (
            ({"pages": ("281-284", "301-309")}, "too-little"),
            ({"title": (SEVEN, SEVEN_TURNED)}, "alike"),
            ({"year": (1988, 1990), "issue": "3"}, "too-little"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ), "pages": "281-284"}, "too-little"),
        ),
    ),
    RuleCase(
        "alike",
        {"title": (SEVEN, SEVEN_TURNED), "pages": ("281-284", "")},
        (
            ({"pages": ("281-284", "301-309")}, "too-little"),
            ({"authors": (ADLER, ADLER_STEIN)}, "too-little"),
            ({"year": (1988, None)}, "too-little"),
            ({"journal": ""}, "too-little"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "alike"),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_takes_its_pair_and_leaves_what_lacks_a_condition(case: RuleCase) -> None:
    found = [(change, decided(case.takes, change).rule) for change, _ in case.instead]

    assert decided(case.takes).rule == case.rule
    assert found == list(case.instead)
