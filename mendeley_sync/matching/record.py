"""MatchRecord: what the matcher is told about one entry, as printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """One entry of a list, a library or a file. An empty text means: not known.

    A plain light value, because a hundred thousand of them are compared at once.
    """

    id: str
    """Unique on its side."""

    type: str = ""
    """A CSL type, Mendeley type or free text."""

    title: str = ""
    authors: tuple[str, ...] = ()
    """Each "Family, Given" or as printed; several people in one text are taken apart later."""

    year: int | None = None
    journal: str = ""
    """The container: journal, book of the chapter, proceedings."""

    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    isbn: str = ""
    issn: str = ""
    publisher: str = ""
    edition: str = ""
    url: str = ""
    authors_cut: bool = False
    """The printed list of authors ends in "et al."."""
