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
    SEVEN_TURNED,
    STEIN_ADLER_RUSZ,
    THREE,
    RuleCase,
    decided,
)

CASES = (
    RuleCase(
        "citation-year-off",
        {"pages": ("281-284", ""), "doi": ("10.1000/x", "10.1000/y")},
        (
            ({"pages": ("281-284", "301"), "doi": ""}, "likely"),
            ({"year": None, "doi": ""}, "citation-year-off"),
            ({"title": (SEVEN_AND_MORE, SEVEN), "doi": ""}, "subtitle-cut"),
            ({"authors": (ADLER_STEIN, NOBODY), "doi": ""}, "citation-no-author"),
            ({"journal": "", "volume": "", "issue": "", "pages": "", "doi": ""}, "book"),
            ({"journal": "", "issue": "", "doi": ""}, "citation"),
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
            ({"title": (SEVEN_AND_MORE, SEVEN), "issue": "3"}, "subtitle-cut-thin"),
            ({"pages": ("281", "281-284")}, "citation-year-off"),
            ({"authors": (ADLER_STEIN, ADLER_STEIN_BERG)}, "likely"),
            ({"issue": ("3", "4"), "pages": "281-284"}, "likely"),
            ({"authors": (ADLER_STEIN, NOBODY), "pages": "281-284"}, "citation-no-author"),
            ({"year": (1988, 1990), "issue": "3", "pages": ("281-284", "")}, "too-little"),
            ({"journal": "", "volume": "", "doi": ""}, "all-that-is-known"),
            ({"year": None, "volume": "", "issue": ("3", ""), "doi": ""}, "all-that-is-known"),
        ),
    ),
    RuleCase(
        "citation-no-author",
        {"authors": (ADLER_STEIN, NOBODY), "pages": ("281-284", "")},
        (
            ({"pages": ("281-284", "301")}, "likely"),
            ({"title": EIGHT, "volume": "", "issue": ""}, "long-title"),
            ({"volume": ("26", "")}, "citation-no-author"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}, "too-little"),
            (
                {
                    "authors": ADLER_STEIN,
                    "volume": "",
                    "issue": ("3", "4"),
                    "pages": ("281-284", "1-9"),
                },
                "likely",
            ),
            (
                {
                    "authors": ADLER_STEIN,
                    "year": (1988, 1989),
                    "volume": ("26", ""),
                    "issue": ("3", ""),
                },
                "likely",
            ),
            (
                {
                    "title": THREE,
                    "authors": ADLER_STEIN,
                    "year": (1988, 1989),
                    "volume": "",
                    "issue": "",
                    "pages": ("281-284", "1-9"),
                },
                "likely",
            ),
            (
                {
                    "title": FIVE,
                    "authors": ADLER_STEIN,
                    "year": (1988, 1989),
                    "volume": "",
                    "issue": ("3", ""),
                    "pages": ("281-284", "1-9"),
                },
                "online-first",
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
            ({"year": (1988, 1990), "volume": "26", "pages": "281-284"}, "too-little"),
            ({"volume": "26"}, "citation-no-author"),
            ({"year": (1988, 1989), "pages": "281-284"}, "citation-no-author"),
            ({"title": (EIGHT_AND_MORE, EIGHT), "issue": "3", "pages": "281-284"}, "subtitle-cut"),
            ({"title": SEVEN, "authors": NOBODY, "volume": ""}, "all-that-is-known"),
            ({"authors": NOBODY, "journal": "", "volume": "26"}, "all-that-is-known"),
            ({"title": SEVEN, "year": (1988, 1989), "volume": "26", "issue": "3"}, "likely"),
            (
                {
                    "authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ),
                    "volume": "26",
                    "issue": "3",
                    "pages": "281-284",
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
            ({"title": EIGHT, "authors": NOBODY, "pages": ("281-284", "301")}, "likely"),
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
            (
                {
                    "title": EIGHT,
                    "authors": (ADLER_STEIN, NOBODY),
                    "volume": ("26", ""),
                    "issue": "",
                    "pages": "",
                    "doi": ("10.1000/x", "10.1000/y"),
                },
                "likely",
            ),
        ),
    ),
    RuleCase(
        "subtitle-cut-nothing-more",
        {"title": (SEVEN_AND_MORE, SEVEN), "volume": "", "issue": "", "pages": ""},
        (
            ({"issue": "3"}, "subtitle-cut-thin"),
            ({"title": (SEVEN, SEVEN_TURNED)}, "alike"),
            ({"year": (1988, 1989)}, "subtitle-cut-thin"),
            ({"journal": ""}, "subtitle-cut-thin"),
            ({"authors": (FIVE_PEOPLE, FIVE_OTHERS)}, "subtitle-cut-thin"),
        ),
    ),
    RuleCase(
        "book",
        {"journal": "", "volume": "", "issue": "", "pages": ""},
        (
            (
                {
                    "title": (SEVEN_AND_MORE, SEVEN),
                    "authors": ADLER,
                    "journal": ("Fam Med", "Family Medicine"),
                },
                "subtitle-cut-thin",
            ),
            (
                {"title": (SEVEN_AND_MORE, SEVEN), "journal": ("Fam Med", "Family Medicine")},
                "subtitle-cut-nothing-more",
            ),
            (
                {
                    "title": (SEVEN_AND_MORE, SEVEN),
                    "journal": ("Fam Med", "Family Medicine"),
                    "doi": ("10.1000/x", "10.1000/y"),
                },
                "subtitle-cut-thin",
            ),
        ),
    ),
    RuleCase(
        "all-that-is-known",
        {"authors": NOBODY, "year": None, "pages": ""},
        (
            ({"authors": (ADLER_STEIN, NOBODY)}, "likely"),
            ({"authors": ADLER_STEIN, "year": 1988, "pages": ("281-284", "301")}, "likely"),
            ({"pages": ("281-284", "")}, "likely"),
            ({"year": (1988, 1990)}, "too-little"),
            ({"title": FIVE, "journal": "", "volume": ""}, "likely"),
            ({"title": FOUR}, "all-that-is-known"),
            ({"journal": ""}, "all-that-is-known"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "likely"),
            (
                {"authors": ADLER_STEIN, "journal": "", "volume": "", "issue": ""},
                "all-that-is-known",
            ),
            ({"journal": ("Family Medicine", "Annals of Family Practice")}, "likely"),
            (
                {
                    "title": (SEVEN_AND_MORE, SEVEN),
                    "authors": ADLER_STEIN,
                    "year": 1988,
                    "journal": "",
                    "volume": "",
                    "issue": "",
                },
                "subtitle-cut-thin",
            ),
            ({"year": 1988, "journal": "", "volume": "", "issue": ""}, "all-that-is-known"),
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
                    "pages": "281-284",
                },
                "too-little",
            ),
            ({"title": (FOUR, FOUR_MISSPELT), "journal": "", "volume": "", "pages": ""}, "likely"),
            ({"title": FIVE}, "bare-copy"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "subtitle-cut-thin"),
            ({"doi": ("10.1000/x", "10.1000/y")}, "likely"),
            (
                {
                    "title": (FIVE, FIVE_MISSPELT),
                    "authors": NOBODY,
                    "journal": ("Fam Med", "Family Medicine"),
                    "volume": "",
                    "pages": "",
                },
                "all-that-is-known",
            ),
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
            ({"title": FOUR, "journal": "", "volume": "", "pages": ""}, "all-that-is-known"),
        ),
    ),
    RuleCase(
        "likely",
        {"pages": ("281-284", "301")},
        (
            ({"authors": ADLER, "pages": ("281-284", "301-309")}, "likely"),
            (
                {"authors": (ADLER_STEIN, ADLER_STEIN_BERG), "pages": ("281-284", "301-309")},
                "likely",
            ),
            ({"title": THREE, "pages": ("281-284", "301-309")}, "likely"),
        ),
    ),
    RuleCase(
        "subtitle-cut-thin",
        {"title": (SEVEN_AND_MORE, SEVEN), "issue": "", "pages": ("281-284", "")},
        (
            ({"title": SEVEN, "journal": ("Fam Med", "Lancet"), "issue": ("3", "4")}, "too-little"),
            ({"title": SEVEN, "issue": ("3", "4")}, "likely"),
            (
                {
                    "title": SEVEN,
                    "authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ),
                    "pages": "281-284",
                },
                "too-little",
            ),
            ({"title": THREE, "year": (1988, 1990), "issue": "3"}, "too-little"),
        ),
    ),
    RuleCase(
        "alike",
        {"title": (SEVEN, SEVEN_TURNED), "pages": ("281-284", "")},
        (
            ({"title": (SEVEN_AND_MORE, SEVEN), "pages": ("281-284", "301")}, "too-little"),
            ({"title": (SEVEN_AND_MORE, SEVEN), "year": (1988, 1990)}, "too-little"),
            (
                {
                    "title": (SEVEN_AND_MORE, SEVEN),
                    "authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ),
                    "pages": "281-284",
                },
                "too-little",
            ),
        ),
    ),
    RuleCase(
        "too-little",
        {"journal": ("Fam Med", "Lancet"), "pages": ("281-284", "301-309")},
        (
            (
                {"title": (SEVEN, SEVEN_TURNED), "journal": ("Fam Med", "Family Medicine")},
                "too-little",
            ),
            ({"title": (SEVEN, SEVEN_TURNED), "journal": "", "pages": ""}, "too-little"),
            (
                {
                    "title": (SEVEN, SEVEN_TURNED),
                    "authors": (ADLER_STEIN, NOBODY),
                    "journal": ("Fam Med", "Family Medicine"),
                    "pages": "281-284",
                },
                "too-little",
            ),
            (
                {
                    "title": (SEVEN, SEVEN_TURNED),
                    "year": (1988, 1990),
                    "journal": ("Fam Med", "Family Medicine"),
                    "pages": "281-284",
                },
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
