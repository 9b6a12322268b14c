"""Each condition of the rules that keep works apart: what a rule takes, and what not."""

import pytest

from tests.matching.rule_cases import (
    ADLER,
    ADLER_BERG_LUND,
    ADLER_STEIN,
    ANGRY,
    GRIEF,
    LUND,
    NOBODY,
    SEVEN,
    SEVEN_AND_MORE,
    SEVEN_MISSPELT,
    SEVEN_TURNED,
    SHORT,
    STEIN_ADLER_RUSZ,
    RuleCase,
    decided,
)

CASES = (
    RuleCase(
        "identifier-other-title",
        {"title": (SEVEN, GRIEF), "pages": ("281-284", "301-309"), "doi": "10.1000/x"},
        (
            ({"title": SEVEN}, "identifier"),
            ({"doi": ""}, "other-title"),
            ({"pages": "281-284"}, "same-pages-retitled"),
        ),
    ),
    RuleCase(
        "mark-same-place",
        {"title": (f"{SEVEN} (book review)", SEVEN)},
        (
            ({"title": SEVEN}, "same-place"),
            ({"pages": ("281-284", "301")}, "mark"),
            ({"authors": (ADLER_STEIN, LUND)}, "mark"),
            ({"doi": "10.1000/x", "pages": ""}, "mark-same-place"),
        ),
    ),
    RuleCase(
        "alike-nothing-more",
        {"title": (SEVEN, ANGRY), "volume": "", "issue": "", "pages": ""},
        (
            ({"issue": "3"}, "critical"),
            ({"title": SEVEN}, "citation"),
            ({"title": (f"{SEVEN} (book review)", SEVEN)}, "alike-nothing-more"),
            ({"authors": (ADLER, ADLER_STEIN)}, "critical"),
            ({"year": (1988, 1990)}, "critical"),
            ({"journal": ("Fam Med", "Lancet")}, "critical"),
            ({"title": (f"Reply to: {SHORT}", SHORT)}, "mark"),
            ({"title": (f"Reply to: {GRIEF}", SEVEN)}, "other-title"),
        ),
    ),
    RuleCase(
        "same-pages-retitled",
        {"title": (SEVEN, GRIEF)},
        (
            ({"authors": (ADLER, ADLER_STEIN)}, "other-title-same-place"),
            (
                {"title": (SEVEN, SEVEN_TURNED), "authors": (ADLER, ADLER_STEIN)},
                "same-pages-retitled",
            ),
            ({"title": SEVEN}, "same-place"),
            ({"title": (f"{SEVEN}: part 1", f"{SEVEN}: part 2")}, "same-pages-retitled"),
            ({"pages": "281"}, "other-title-same-place"),
            ({"year": (1988, 1989)}, "other-title-same-place"),
            ({"journal": ("Fam Med", "")}, "other-title-same-place"),
            ({"title": (f"Editorial: {SHORT}", SHORT)}, "other-title"),
            ({"title": (SEVEN, ANGRY), "authors": (ADLER_STEIN, NOBODY)}, "critical-same-place"),
        ),
    ),
    RuleCase(
        "critical-same-place",
        {"title": (SEVEN, ANGRY), "pages": "281"},
        (
            ({"title": (SEVEN, GRIEF)}, "other-title-same-place"),
            ({"pages": ""}, "critical"),
            ({"authors": (ADLER_STEIN, LUND), "pages": "281-284"}, "critical"),
        ),
    ),
    RuleCase(
        "no-author-same-place",
        {"authors": (ADLER_STEIN, LUND)},
        (
            ({"authors": ADLER_STEIN}, "same-place"),
            ({"title": (SEVEN, GRIEF)}, "no-author"),
            ({"volume": ("26", "27")}, "no-author"),
        ),
    ),
    RuleCase(
        "no-author",
        {"authors": (ADLER_STEIN, LUND), "pages": ("281-284", "301-309")},
        (({"title": (f"Editorial: {SHORT}", SHORT)}, "no-author"),),
    ),
    RuleCase(
        "other-title-same-place",
        {"title": (SEVEN, GRIEF), "pages": "281"},
        (
            ({"journal": ("Fam Med", ""), "pages": "281-284"}, "other-title-same-place"),
            ({"title": (SEVEN, SEVEN_MISSPELT)}, "same-place"),
            ({"pages": ("281-284", "301")}, "other-title"),
            ({"year": None}, "other-title"),
            ({"authors": (ADLER_BERG_LUND, STEIN_ADLER_RUSZ)}, "other-title-same-place"),
            ({"title": (SHORT, "Angry patients")}, "other-title"),
            ({"journal": ("Fam Med", "Lancet"), "pages": "281-284"}, "other-title"),
            ({"authors": NOBODY, "journal": ("Fam Med", ""), "pages": "281-284"}, "other-title"),
            ({"title": ("", SEVEN)}, "other-title"),
        ),
    ),
    RuleCase(
        "other-kind",
        {"issue": ("Suppl 1", ""), "pages": ("281-284", "301-309")},
        (
            ({"year": (1988, 1989)}, "other-kind-far"),
            ({"issue": "3"}, "print-and-electronic"),
            ({"authors": (ADLER_STEIN, NOBODY)}, "other-kind-far"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "other-kind-far"),
            ({"title": SHORT}, "other-kind-far"),
            ({"volume": ("26", "27")}, "other-kind-far"),
            ({"volume": ("26", "27"), "pages": ""}, "other-kind"),
            ({"year": (1988, 1990), "volume": ("26", "27"), "pages": ""}, "other-kind-far"),
        ),
    ),
    RuleCase(
        "preprints",
        {"journal": "medRxiv"},
        (
            ({"journal": ("Fam Med", "Family Medicine")}, "same-place"),
            ({"doi": "10.1000/x"}, "identifier"),
            ({"title": (SEVEN_AND_MORE, SEVEN)}, "same-place"),
            ({"year": (1988, 1990)}, "same-place-other-year"),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_a_rule_takes_its_pair_and_leaves_what_lacks_a_condition(case: RuleCase) -> None:
    found = [(change, decided(case.takes, change).rule) for change, _ in case.instead]

    assert decided(case.takes).rule == case.rule
    assert found == list(case.instead)
