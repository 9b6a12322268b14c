"""Written and read again, every reference is the same: every format, every field it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.domain.metadata import FIELDS, held_by
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.registry import read_references, write_references
from tests.formats.making import references, texts, without_place

EVERYTHING = frozenset(field.name for field in FIELDS)
ARTICLES = ["article-journal", "chapter", "paper-conference"]
Pick = Callable[[st.SearchStrategy[Reference]], Reference]

CASES = {
    "csl-yaml": (EVERYTHING, [*ARTICLES, "book", "speech", "thesis"]),
    "csl-json": (EVERYTHING, [*ARTICLES, "book", "speech", "thesis"]),
    "bibtex": (
        held_by("bibtex"),
        [*ARTICLES, "thesis", "speech", "post-weblog", "article-magazine"],
    ),
    "ris": (held_by("ris"), [*ARTICLES, "thesis", "article-magazine"]),
    "endnote": (held_by("endnote"), [*ARTICLES, "thesis", "article-magazine"]),
    "csv": (EVERYTHING, [*ARTICLES, "book", "speech"]),
}


def read_again(found: Sequence[Reference], format: str) -> tuple[Reference, ...]:
    text, losses = write_references(found, format)
    assert losses == ()
    reading = read_references(text.encode(), format=format, name="made")
    assert reading.problems == ()
    return tuple(without_place(one) for one in reading.references)


@pytest.mark.parametrize("format", CASES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_reference_written_and_read_is_the_same(format: str, data: st.DataObject) -> None:
    reference = data.draw(references(*CASES[format]))

    (after,) = read_again([reference], format)

    assert after == reference


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_pubmed_keeps_what_it_holds_and_the_key(data: st.DataObject) -> None:
    held = held_by("pubmed") - {"publisher-place", "PMID"}
    reference = data.draw(references(held, ["article-journal", "chapter"]))
    reference = reference.model_copy(
        update={
            "metadata": reference.metadata.model_copy(
                update={"pmid": "1234567", "title": reference.metadata.title.rstrip(".") or "x"}
            )
        }
    )

    (after,) = read_again([reference], "pubmed")

    assert (after.metadata, after.authors_cut) == (reference.metadata, reference.authors_cut)
    assert after.key == reference.key


@pytest.mark.parametrize("format", ["csl-yaml", "csl-json"])
@settings(max_examples=30, deadline=None)
@given(
    lines=st.lists(texts(), min_size=1, max_size=4),
    sections=st.lists(texts(), max_size=2, unique=True),
    nulls=st.sets(st.sampled_from(["DOI", "arXiv", "PMCID", "issued", "author"])),
    absent=st.booleans(),
    protect=st.sets(st.sampled_from(["*", "title"]), max_size=1),
)
def test_what_is_ours_goes_through_csl(
    format: str,
    lines: list[str],
    sections: list[str],
    nulls: set[str],
    absent: bool,
    protect: set[str],
) -> None:
    reference = Reference.model_validate(
        {
            "key": "a",
            "metadata": {"type": "book", "title": "T", "note": "\n\n".join(lines)},
            "sections": sections,
            "formerly": ("old-1",),
            "nulls": nulls,
            "absent": absent,
            "protect": protect,
            "extra": {"number-of-pages": 59, "custom": {"rating": [1, {"x": "1:30"}]}},
        }
    )

    assert read_again([reference], format) == (reference,)


def test_a_whole_list_goes_through_every_format_in_its_order(
    shared_references: list[Reference],
) -> None:
    for format in ("csl-yaml", "csl-json", "bibtex", "csv"):
        assert list(read_again(shared_references, format)) == shared_references


def test_what_a_format_cannot_hold_is_named_with_its_number() -> None:
    reference = Reference.model_validate(
        {
            "key": "a",
            "metadata": {"type": "book", "title": "T", "note": "n", "arxiv": "1501.00001"},
            "sections": ("s",),
        }
    )

    _, losses = write_references([reference, reference], "pubmed")

    assert set(losses) == {
        "note: not kept for 2 references",
        "arXiv: not kept for 2 references",
        "sections: not kept for 2 references",
    }
