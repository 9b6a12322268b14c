"""The list looked over: what is wrong, what is not, and what is mended without loss."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.checks.defects import CheckContext, ListProblem, ProblemKind
from mendeley_sync.checks.registry import CHECKS, check_references, fixed
from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.items import reference_from_item
from mendeley_sync.mendeley.capabilities import CAPABILITIES
from tests.formats.making import letters, references

CONTEXT = CheckContext(this_year=2026, capabilities=CAPABILITIES)
WHOLE: dict[str, Any] = {
    "id": "a",
    "type": "article-journal",
    "title": "Balint groups",
    "author": [{"family": "Balint", "given": "Enid"}],
    "container-title": "Family Medicine",
    "issued": "2004-02",
}


def entry(**values: Any) -> Reference:
    renamed = {name.replace("_", "-"): value for name, value in values.items()}
    item = WHOLE | renamed
    return reference_from_item({name: value for name, value in item.items() if value != "-"})


def defects(*entries: Reference) -> tuple[ListProblem, ...]:
    return check_references(entries, CONTEXT)


def the_only(**values: Any) -> tuple[str, str, dict[str, Any]]:
    (one,) = defects(entry(**values))
    return one.kind.value, one.field, dict(one.fix)


def test_a_whole_entry_has_nothing_wrong() -> None:
    assert (
        defects(
            entry(
                page="269-76",
                DOI="10.1016/J.pec.2003.09.009",
                PMID="15530759",
                PMCID="PMC2236836",
                ISSN="0742-3225",
                volume="17",
                URL="https://example.org",
                note="First.\n\n  Second, indented.",
            )
        )
        == ()
    )


@pytest.mark.parametrize(
    ("values", "kind", "field", "fix"),
    [
        ({"DOI": "https://doi.org/10.1/X"}, "malformed-identifier", "DOI", {}),
        (
            {"DOI": "https://doi.org/10.1000/X"},
            "malformed-identifier",
            "DOI",
            {"DOI": "10.1000/X"},
        ),
        ({"DOI": "doi:10.1000/x"}, "malformed-identifier", "DOI", {"DOI": "10.1000/x"}),
        ({"DOI": "see 10.1000/x there"}, "malformed-identifier", "DOI", {}),
        ({"DOI": "15530759"}, "identifier-in-the-wrong-field", "DOI", {}),
        ({"PMID": "10.1000/x"}, "identifier-in-the-wrong-field", "PMID", {}),
        ({"PMID": "PMID: 0123"}, "malformed-identifier", "PMID", {"PMID": "123"}),
        ({"PMID": "abc"}, "malformed-identifier", "PMID", {}),
        ({"PMCID": "2236836"}, "malformed-identifier", "PMCID", {"PMCID": "PMC2236836"}),
        ({"ISBN": "978-3-16-148410-1"}, "malformed-identifier", "ISBN", {}),
        ({"ISBN": "0742-3225"}, "identifier-in-the-wrong-field", "ISBN", {}),
        ({"ISSN": "07423225"}, "malformed-identifier", "ISSN", {"ISSN": "0742-3225"}),
        ({"ISSN": "0742-3226"}, "malformed-identifier", "ISSN", {}),
        (
            {"URL": "https://doi.org/10.1000/x"},
            "identifier-in-the-wrong-field",
            "URL",
            {"DOI": "10.1000/x"},
        ),
        ({"custom": {"arXiv": "x"}}, "malformed-identifier", "arXiv", {}),
        ({"issued": "2004-02-30"}, "strange-date", "issued", {}),
        ({"issued": "2004-13"}, "strange-date", "issued", {}),
        ({"issued": "2028"}, "strange-date", "issued", {}),
        ({"issued": "0204"}, "strange-date", "issued", {}),
        ({"page": "99-12"}, "strange-pages", "page", {}),
        ({"page": "1-999"}, "strange-pages", "page", {}),
        ({"page": "pp. 269–76"}, "strange-pages", "page", {"page": "269-76"}),
        ({"container_title": "-"}, "missing-field", "container-title", {}),
        ({"type": "-"}, "missing-field", "type", {}),
        ({"author": "-"}, "missing-field", "author", {}),
        ({"author": [{"family": "Milberg PhD", "given": "L."}]}, "typed-as-author", "author", {}),
        ({"author": [{"family": "A and B"}]}, "typed-as-author", "author", {}),
        ({"author": [{"literal": "Anonymous"}]}, "typed-as-author", "author", {}),
        ({"title": "BALINT GROUPS IN PRACTICE"}, "capitals", "title", {}),
        ({"title": "MÃ¼ller und andere"}, "encoding-damage", "title", {}),
        ({"title": " A  &amp;amp; B "}, "stray-spaces", "title", {"title": "A & B"}),
        ({"title": "x" * 501}, "too-long", "title", {}),
        ({"volume": "v" * 21}, "too-long", "volume", {}),
        ({"custom": {"unsure": ["title"]}}, "unsure-import", "title", {}),
    ],
)
def test_what_is_wrong_is_found_and_mended_only_without_loss(
    values: dict[str, Any], kind: str, field: str, fix: dict[str, Any]
) -> None:
    assert the_only(**values) == (kind, field, fix)


def test_et_al_typed_as_the_last_author_becomes_the_flag() -> None:
    cut = entry(author=[{"family": "Balint"}, {"family": "al.", "given": "et"}])

    after, values = fixed(cut, CONTEXT)

    assert after.authors_cut
    assert [one.family for one in after.metadata.authors] == ["Balint"]
    assert values == {"author": [{"family": "Balint"}], "custom.authors-cut": True}


def test_et_al_in_the_middle_is_left_to_a_person() -> None:
    names = [{"family": "Balint"}, {"literal": "et al."}, {"family": "Norell"}]
    assert the_only(author=names) == ("typed-as-author", "author", {})


def test_initials_that_look_like_a_degree_are_initials() -> None:
    assert defects(entry(author=[{"family": "Smith", "given": "M. D."}])) == ()


def test_one_identifier_on_two_works_is_told_at_the_later_one() -> None:
    (one,) = defects(entry(DOI="10.1000/X"), entry(id="b", DOI="10.1000/x"))
    assert (one.kind.value, one.reference, one.others) == ("shared-identifier", "b", ("a",))


def test_chapters_of_one_book_may_share_its_isbn() -> None:
    chapter = {"type": "chapter", "ISBN": "9780306406157", "publisher": "P"}
    assert defects(entry(**chapter), entry(id="b", **chapter)) == ()


def test_what_is_declared_empty_is_not_missing() -> None:
    assert defects(entry(container_title=None)) == ()


def test_what_is_protected_is_not_mended() -> None:
    for protect in (["DOI"], True):
        kind, _, fix = the_only(DOI="doi:10.1000/x", custom={"protect": protect})
        assert (kind, fix) == ("malformed-identifier", {})


@pytest.mark.parametrize("title", ["AIDS", "BMJ", "DSM-5 IN USE", "Ärzte", "巴林特小组对改善"])
def test_short_and_foreign_titles_are_not_shouted(title: str) -> None:
    assert defects(entry(title=title)) == ()


everything = frozenset(field.name for field in FIELDS)
untidy = st.lists(
    letters | st.sampled_from(["&amp;", "doi:", "10.1000/x", "–", "pp. ", "  "]), max_size=9
)


@settings(max_examples=60, deadline=None)
@given(
    reference=references(everything, ["article-journal", "book", ""]),
    changes=st.dictionaries(
        st.sampled_from(["doi", "pmid", "pmcid", "isbn", "issn", "page", "title", "volume", "url"]),
        untidy.map("".join),
        max_size=4,
    ),
)
def test_mending_twice_is_mending_once(reference: Reference, changes: dict[str, str]) -> None:
    reference = reference.model_copy(
        update={"metadata": reference.metadata.model_copy(update=changes)}
    )

    once, _ = fixed(reference, CONTEXT)
    twice, values = fixed(once, CONTEXT)

    assert values == {}
    assert twice == once


FLAWED = (
    entry(id="identifier", DOI="no DOI", PMID="10.1016/j.pec.2003.09.009"),
    entry(id="numbers", issued="2999", page="276-269"),
    entry(id="people", author=[{"literal": "et al."}]),
    entry(id="texts", title="  A TITLE IN CAPITALS THROUGHOUT", volume="1" * 30, issue="Ã¤"),
    entry(id="missing", author="-"),
    entry(id="unsure", custom={"unsure": ["title"]}),
)


def test_a_check_finds_only_the_kinds_of_its_row() -> None:
    for check in CHECKS:
        for reference in FLAWED:
            assert {one.kind for one in check.look(reference, CONTEXT)} <= set(check.kinds)


def test_every_kind_that_a_single_reference_can_have_stands_in_a_row() -> None:
    shown = {kind for check in CHECKS for kind in check.kinds}
    elsewhere = {
        *(ProblemKind.SHARED, ProblemKind.DUPLICATE, ProblemKind.LINK, ProblemKind.UNCHECKED),
    }

    assert shown == set(ProblemKind) - elsewhere
    assert shown == {one.kind for one in check_references(FLAWED, CONTEXT)}
