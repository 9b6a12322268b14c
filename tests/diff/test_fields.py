"""When two values of a field count as the same, and how much a difference weighs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.diff.difference import Severity
from mendeley_sync.diff.equality.fields import compare_values
from mendeley_sync.diff.source_of_truth import DEFAULT_OWNERS, FieldRules, SourceOfTruth
from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.mendeley.wire.drafts import document_to_wire
from mendeley_sync.mendeley.wire.types import CSL_TYPES_WITHOUT_A_WORD, WIRE_OF_CSL
from tests.sync_builders import metadata

ENID = {"family": "Balint", "given": "Enid"}
MICHAEL = {"family": "Balint", "given": "Michael"}
RUTH = {"family": "Rüth", "given": "Ulrich"}

COSMETIC = [
    ("page", "269-276", "269-76"),
    ("page", "269-276", "269–276"),
    ("page", "269-276", "pp. 269-276."),
    ("page", "33", "33-33"),
    ("DOI", "10.5555/ABC", "doi:10.5555/abc"),
    ("DOI", "10.5555/abc", "https://doi.org/10.5555/ABC"),
    ("PMID", "123", "PMID:    123"),
    ("ISSN", "1439-5142", "14395142"),
    ("title", "Fear & trembling", "Fear &amp; trembling"),
    ("title", "Fear and trembling", "FEAR AND TREMBLING"),
    ("title", "Fear and trembling", "Fear and <i>trembling</i>."),
    ("title", "“Fear” – and trembling", '"Fear" - and trembling'),
    ("title", "Über die Angst", "Uber die Angst"),
    ("container-title", "Patient Education and Counseling", "Patient Educ Couns"),
    ("container-title", "Lancet", "The Lancet"),
    ("volume", "7", "Vol. 07"),
    ("issue", "7-8", "7/8"),
    ("edition", "2", "2nd ed."),
    ("edition", "2nd", "Second edition"),
    ("URL", "https://example.org/a", "http://www.Example.org/a/"),
    ("language", "en", "English"),
    ("author", [RUTH], [{"family": "Ruth", "given": "Ulrich"}]),
    ("keyword", ["Balint", "training"], ["balint", "Training"]),
    ("note", "One\ntwo", "One<br/>two"),
    ("type", "book", "classic"),
]  # fmt: skip
COMPLETENESS = [
    ("author", [MICHAEL], [{"family": "Balint", "given": "M."}]),
    ("author", [MICHAEL], [{"family": "Balint"}]),
    ("author", [MICHAEL, ENID], [MICHAEL]),
    ("author", [MICHAEL, ENID], [MICHAEL, {"literal": "et al."}]),
    ("author", [MICHAEL, {"literal": "et al."}], [MICHAEL, ENID]),
    ("issued", {"year": 2012}, {"year": 2012, "month": 1}),
    ("page", "269-276", "269"),
    ("type", "article-journal", "document"),
    ("keyword", ["a", "b"], ["b", "c"]),
    ("volume", "7", ""),
]
BIBLIOGRAPHIC = [
    ("author", [MICHAEL, ENID], [ENID, MICHAEL]),
    ("author", [RUTH], [{"family": "Ulrich", "given": "Rüth"}]),
    ("author", [{"family": "Levi"}], [{"family": "Levy"}]),
    ("author", [MICHAEL], [MICHAEL, ENID]),
    ("issued", {"year": 1957}, {"year": 1958}),
    ("page", "269-276", "270-276"),
    ("volume", "7", "8"),
    ("title", "Patient-centred medicine", "Patient-centered medicine"),
    ("title", "Balint groups", "Balint groups: a review of the evidence"),
    ("container-title", "Lancet", "Lancet Psychiatry"),
    ("DOI", "10.5555/abc", "not a doi"),
    ("ISSN", "1439-5142", "0002-838X"),
    ("type", "book", "chapter"),
]
IDENTITY = [
    ("title", "The doctor, his patient and the illness", "Training general practitioners"),
    ("DOI", "10.5555/abc", "10.5555/xyz"),
    ("PMID", "123", "124"),
]

EXAMPLES = [
    *((Severity.COSMETIC, *one) for one in COSMETIC),
    *((Severity.COMPLETENESS, *one) for one in COMPLETENESS),
    *((Severity.BIBLIOGRAPHIC, *one) for one in BIBLIOGRAPHIC),
    *((Severity.IDENTITY, *one) for one in IDENTITY),
]


@pytest.mark.parametrize(("weight", "field", "mine", "theirs"), EXAMPLES)
def test_a_difference_weighs_what_it_should(
    weight: Severity, field: str, mine: Any, theirs: Any
) -> None:
    found = compare_values(field, from_csl(field, mine), from_csl(field, theirs))

    assert found.weight is weight, found.reason
    assert found.reason


def test_a_list_that_says_it_is_cut_agrees_with_the_names_it_has() -> None:
    mine = from_csl("author", [MICHAEL, {"literal": "et al."}])

    assert compare_values("author", mine, from_csl("author", [MICHAEL])).equal


texts = st.text(alphabet="abcÄö -–.,:&<>()0123456789'", max_size=24)


@given(field=st.sampled_from([one.name for one in FIELDS]), mine=texts, theirs=texts)
def test_whether_two_values_are_equal_does_not_depend_on_their_order(
    field: str, mine: str, theirs: str
) -> None:
    values = []
    for text in (mine, theirs):
        try:
            values.append(from_csl(field, text))
        except ValueError:
            return

    there = compare_values(field, values[0], values[1])
    back = compare_values(field, values[1], values[0])

    assert there.equal == back.equal
    assert (there.weight is None) == (back.weight is None)


@given(field=st.sampled_from([one.name for one in FIELDS]), text=texts)
def test_a_value_is_identical_with_itself(field: str, text: str) -> None:
    try:
        value = from_csl(field, text)
    except ValueError:
        return

    assert compare_values(field, value, value).weight is None


@pytest.mark.parametrize("csl_type", sorted({*WIRE_OF_CSL, *CSL_TYPES_WITHOUT_A_WORD}))
def test_a_type_comes_back_from_the_service_as_the_same(csl_type: str) -> None:
    wire = document_to_wire(metadata(type=csl_type), "group")
    back = document_from_wire({**wire, "id": "doc"})

    assert compare_values("type", csl_type, back.metadata.type).equal


def test_bibliographic_fields_are_the_lists_and_annotations_are_shared() -> None:
    shared = {name for name, owner in DEFAULT_OWNERS.items() if owner is SourceOfTruth.SHARED}

    assert shared == {"note", "abstract", "keyword"}
    assert FieldRules().owner("PMCID") is SourceOfTruth.IGNORED
