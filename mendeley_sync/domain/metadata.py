"""The bibliographic fields that a reference and a document share.

The names are CSL's (https://docs.citationstyles.org, 1.0.2), since the reference list
is CSL. A field is added by one row here; a length that the service keeps stands in
`mendeley.capabilities`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.fields import Field, FieldName, FieldValue
from mendeley_sync.domain.fields import FieldKind as Kind
from mendeley_sync.domain.people import Person


class Metadata(BaseModel):
    """What is known of one work. None, "" or () mean: nothing is known.

    Values stand exactly as their owner wrote them; normal forms are made where
    values are compared, and are never written back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # fmt: off
    type: Annotated[str, Field("type", Kind.TYPE,
        headers="itemtype publicationtype documenttype entrytype typ", bibtex="(@)", ris="(TY)",
        endnote="(ref-type)", pubmed="(PT)", mendeley="(type source_type)")] = ""
    """CSL type, such as `article-journal`."""
    title: Annotated[str, Field("title", Kind.TITLE,
        headers="titel titre titulo articletitle documenttitle", bibtex="title", ris="TI T1 CT BT",
        endnote="titles/title", pubmed="(TI BTI)", citation=True, mendeley="title")] = ""
    authors: Annotated[tuple[Person, ...], Field("author", Kind.PEOPLE, label="authors",
        headers="authors authornames creator creators by autor autoren auteur auteurs autores",
        bibtex="(author)", ris="(AU A1)", endnote="(authors)", pubmed="(FAU AU)", citation=True,
        mendeley="authors")] = ()
    editors: Annotated[tuple[Person, ...], Field("editor", Kind.PEOPLE, label="editors",
        headers="editors herausgeber", bibtex="(editor)", ris="(A2 ED)",
        endnote="(secondary-authors)", pubmed="(FED ED)", mendeley="editors")] = ()
    translators: Annotated[tuple[Person, ...], Field("translator", Kind.PEOPLE,
        label="translators", headers="translators", bibtex="(translator)", ris="(A4)",
        endnote="(subsidiary-authors)", mendeley="translators")] = ()
    container_title: Annotated[str, Field("container-title", Kind.CONTAINER,
        label="journal or book",
        headers="journal journaltitle journalname publicationtitle publication source"
        " sourcetitle book booktitle zeitschrift revue revista journalbook",
        bibtex="(journal booktitle)", ris="(T2 JO JF JA J2)", endnote="(titles/secondary-title)",
        pubmed="(TA JT)", citation=True, mendeley="source")] = ""
    """The journal, book or site the work appeared in."""
    issued: Annotated[PartialDate | None, Field("issued", Kind.DATE, label="date",
        headers="year publicationyear pubyear date publicationdate published jahr annee ano",
        bibtex="(date year month day)", ris="(DA PY Y1 YR)", endnote="(dates)", pubmed="(DP DEP)",
        citation=True, mendeley="(year month day)")] = None
    volume: Annotated[str, Field("volume", Kind.NUMBER, headers="vol band jahrgang",
        bibtex="volume", ris="VL VO", endnote="volume", pubmed="VI", citation=True,
        mendeley="volume")] = ""
    issue: Annotated[str, Field("issue", Kind.NUMBER, headers="no number issuenumber heft",
        bibtex="number issue", ris="IS", endnote="number issue", pubmed="IP", citation=True,
        mendeley="issue")] = ""
    page: Annotated[str, Field("page", Kind.PAGES, label="pages",
        headers="pages pp pagerange seiten", bibtex="pages", ris="(SP EP)", endnote="pages",
        pubmed="PG", citation=True, mendeley="pages")] = ""
    doi: Annotated[str, Field("DOI", Kind.IDENTIFIER, bibtex="doi", ris="DO",
        endnote="electronic-resource-num", pubmed="(LID AID)", citation=True,
        mendeley="identifiers.doi")] = ""
    pmid: Annotated[str, Field("PMID", Kind.IDENTIFIER, headers="pubmedid pubmed", bibtex="pmid",
        ris="(AN PM)", endnote="(accession-num)", pubmed="PMID", citation=True,
        mendeley="identifiers.pmid")] = ""
    pmcid: Annotated[str, Field("PMCID", Kind.IDENTIFIER, headers="pmc", bibtex="pmcid pmc",
        ris="(C2)", endnote="custom2", pubmed="PMC")] = ""
    isbn: Annotated[str, Field("ISBN", Kind.IDENTIFIER, bibtex="isbn", ris="(SN)",
        endnote="(isbn)", pubmed="ISBN", mendeley="identifiers.isbn")] = ""
    issn: Annotated[str, Field("ISSN", Kind.IDENTIFIER, bibtex="issn", ris="(SN)",
        endnote="(isbn)", pubmed="(IS)", mendeley="identifiers.issn")] = ""
    arxiv: Annotated[str, Field("arXiv", Kind.IDENTIFIER, headers="arxivid", bibtex="(eprint)",
        mendeley="identifiers.arxiv")] = ""
    url: Annotated[str, Field("URL", Kind.ADDRESS, label="web address",
        headers="link urls web webaddress address website", bibtex="url", ris="(UR)",
        endnote="urls/related-urls/url", citation=True, mendeley="(websites)")] = ""
    publisher: Annotated[str, Field("publisher", Kind.TEXT, headers="verlag",
        bibtex="publisher school institution organization", ris="PB", endnote="publisher",
        pubmed="PB", citation=True, mendeley="publisher")] = ""
    publisher_place: Annotated[str, Field("publisher-place", Kind.TEXT, label="place",
        headers="place city location ort", bibtex="address location", ris="CY PP",
        endnote="pub-location", pubmed="(PL)", citation=True, mendeley="city")] = ""
    edition: Annotated[str, Field("edition", Kind.EDITION, headers="auflage", bibtex="edition",
        ris="ET", endnote="edition", pubmed="EN", mendeley="edition")] = ""
    collection_title: Annotated[str, Field("collection-title", Kind.CONTAINER, label="series",
        headers="series seriestitle reihe", bibtex="series", ris="(T2 T3)",
        endnote="(titles/tertiary-title)", pubmed="CTI", mendeley="series")] = ""
    """The series a book belongs to."""
    collection_number: Annotated[str, Field("collection-number", Kind.NUMBER,
        label="number in series", headers="seriesnumber", bibtex="seriesnumber",
        mendeley="series_number")] = ""
    chapter_number: Annotated[str, Field("chapter-number", Kind.NUMBER, label="chapter",
        headers="chapter kapitel", bibtex="chapter", ris="SE", endnote="section", citation=True,
        mendeley="chapter")] = ""
    genre: Annotated[str, Field("genre", Kind.TEXT, bibtex="type", ris="M3", endnote="work-type",
        mendeley="genre")] = ""
    medium: Annotated[str, Field("medium", Kind.TEXT, bibtex="medium", mendeley="medium")] = ""
    language: Annotated[str, Field("language", Kind.LANGUAGE, headers="sprache",
        bibtex="langid language", ris="LA", endnote="language", pubmed="(LA)",
        mendeley="language")] = ""
    title_short: Annotated[str, Field("title-short", Kind.TEXT, label="short title",
        headers="shorttitle", bibtex="shorttitle", ris="ST", endnote="titles/short-title",
        mendeley="short_title")] = ""
    """A title cut for footnotes."""
    accessed: Annotated[PartialDate | None, Field("accessed", Kind.DATE, label="last seen on",
        headers="accessdate dateaccessed", bibtex="(urldate)", ris="(Y2)",
        endnote="(access-date)", mendeley="(accessed)")] = None
    keywords: Annotated[tuple[str, ...], Field("keyword", Kind.SET, label="keywords",
        headers="keywords tags manualtags schlagworte", bibtex="keywords keyword mendeley-tags",
        ris="(KW)", endnote="(keywords)", pubmed="(MH OT)", mendeley="(keywords)")] = ()
    """A set: sorted, each once, when read from either side."""
    abstract: Annotated[str, Field("abstract", Kind.PROSE,
        headers="abstractnote summary zusammenfassung", bibtex="abstract", ris="AB N2",
        endnote="abstract", pubmed="AB", mendeley="abstract")] = ""
    note: Annotated[str, Field("note", Kind.PROSE,
        headers="notes annotation comment comments anmerkung", bibtex="annotation annote note",
        ris="(N1)", endnote="notes", mendeley="notes")] = ""
    """The annotation of an annotated bibliography."""
    # fmt: on

    @property
    def year(self) -> int | None:
        """The year of publication, where it is known."""
        return self.issued.year if self.issued else None


FIELDS: tuple[Field, ...] = tuple(
    row._replace(attribute=attribute)
    for attribute, info in Metadata.model_fields.items()
    for row in info.metadata
    if isinstance(row, Field)
)
"""Every field, in the order in which reports show them."""

FIELD_BY_NAME: dict[FieldName, Field] = {field.name: field for field in FIELDS}

LIST_ONLY_FIELDS = frozenset(field.name for field in FIELDS if not field.is_held_by("mendeley"))
"""Fields that the service has no place for: kept in the list, never a difference."""


def held_by(format: str) -> frozenset[FieldName]:
    """Names of the fields that a format has a place for."""
    return frozenset(field.name for field in FIELDS if field.is_held_by(format))


def names_in(format: str) -> dict[FieldName, tuple[str, ...]]:
    """The fields that a format holds as they are, each with its names there, in order."""
    return {field.name: names for field in FIELDS if (names := field.names_in(format))}


def fields_fed(format: str) -> dict[str, tuple[FieldName, ...]]:
    """The fields that each name of a format feeds, those that need its own code included."""
    fed: dict[str, tuple[FieldName, ...]] = {}
    for field in FIELDS:
        for name in getattr(field, format).strip("()").split():
            fed[name] = (*fed.get(name, ()), field.name)
    return fed


def value_of(metadata: Metadata, name: FieldName) -> FieldValue:
    """The value of one field, by its CSL name; KeyError for a name that is none."""
    value: FieldValue = getattr(metadata, FIELD_BY_NAME[name].attribute)
    return value


def is_empty(value: FieldValue) -> bool:
    """True when the value says nothing."""
    if isinstance(value, PartialDate):
        return value == PartialDate()
    return not value


def with_values(metadata: Metadata, values: Mapping[FieldName, FieldValue]) -> Metadata:
    """The same metadata with some fields replaced; None empties a field."""
    blank = Metadata()
    update = {
        FIELD_BY_NAME[name].attribute: value_of(blank, name) if value is None else value
        for name, value in values.items()
    }
    return metadata.model_copy(update=update)


def filled_fields(metadata: Metadata) -> tuple[FieldName, ...]:
    """Names of the fields that say something, in the order of `FIELDS`."""
    return tuple(field.name for field in FIELDS if not is_empty(value_of(metadata, field.name)))
