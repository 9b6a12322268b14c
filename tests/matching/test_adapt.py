"""References and documents turned into match records."""

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.domain.references import Reference
from mendeley_sync.matching.adapt import from_document, from_reference
from mendeley_sync.matching.match import match

ARTICLE = Metadata(
    type="article-journal",
    title="Group work and the difficult patient in hospital",
    authors=(Person(family="Adler", given="Gerd"), Person(literal="")),
    container_title="Family Medicine",
    issued=PartialDate(year=1988, month=3),
    volume="26",
    issue="3",
    page="281-284",
    doi="10.1000/x",
)


def test_a_reference_keeps_its_key_and_what_is_compared() -> None:
    record = from_reference(Reference(key="adler-1988", metadata=ARTICLE, authors_cut=True))

    assert record.id == "adler-1988"
    assert record.authors == ("Adler, Gerd",)
    assert (record.year, record.journal, record.pages) == (1988, "Family Medicine", "281-284")
    assert record.authors_cut


def test_editors_stand_in_where_nobody_is_named_as_author() -> None:
    book = Metadata(title="When doctors listen", editors=(Person(family="Otten", given="Heide"),))

    assert from_document(Document(id="d", metadata=book)).authors == ("Otten, Heide",)


def test_an_arxiv_number_becomes_the_doi_that_it_has() -> None:
    preprint = Metadata(title="A study", arxiv="2101.00001")

    assert from_document(Document(id="d", metadata=preprint)).doi == "10.48550/arXiv.2101.00001"


def test_a_reference_is_matched_with_its_document() -> None:
    reference = from_reference(Reference(key="r", metadata=ARTICLE))
    document = from_document(Document(id="d", metadata=ARTICLE.model_copy(update={"doi": ""})))

    assert match([reference], [document]).matched == {"r": "d"}
