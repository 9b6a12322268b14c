"""The bibliographic fields that a reference and a document share.

The names are CSL's (https://docs.citationstyles.org, 1.0.2), since the reference list
is CSL; how the service names them is the wire's business.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from mendeley_sync.domain.people import Person


class PartialDate(BaseModel):
    """A date of which only the year may be known.

    The parts are kept as found, also impossible ones: a strange date is reported,
    never dropped.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        if self.year is None:
            return ""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text


class Metadata(BaseModel):
    """What is known of one work. None, "" or () mean: nothing is known.

    Values stand exactly as their owner wrote them; normal forms are made where
    values are compared, and are never written back.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = ""
    """CSL type, such as `article-journal`."""
    title: str = ""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    translators: tuple[Person, ...] = ()
    container_title: str = ""
    """The journal, book or site the work appeared in."""
    issued: PartialDate | None = None
    accessed: PartialDate | None = None
    volume: str = ""
    issue: str = ""
    page: str = ""
    edition: str = ""
    chapter_number: str = ""
    publisher: str = ""
    publisher_place: str = ""
    collection_title: str = ""
    """The series a book belongs to."""
    collection_number: str = ""
    genre: str = ""
    medium: str = ""
    language: str = ""
    title_short: str = ""
    keywords: tuple[str, ...] = ()
    """A set: sorted, each once, when read from either side."""
    abstract: str = ""
    note: str = ""
    """The annotation of an annotated bibliography."""
    url: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    issn: str = ""
    arxiv: str = ""

    @property
    def year(self) -> int | None:
        """The year of publication, where it is known."""
        return self.issued.year if self.issued else None
