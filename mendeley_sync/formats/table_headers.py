"""Headers of tables in the spellings that people and programs use."""

from __future__ import annotations

import re

from mendeley_sync.domain.fields import FIELDS

_SPELLINGS: dict[str, str] = {
    "id": "id key citekey citationkey bibtexkey",
    "type": "itemtype publicationtype documenttype entrytype typ",
    "title": "titel titre titulo articletitle documenttitle",
    "author": "authors authornames creator creators by autor autoren auteur auteurs autores",
    "editor": "editors herausgeber",
    "translator": "translators",
    "container-title": (
        "journal journaltitle journalname publicationtitle publication source sourcetitle book"
        " booktitle zeitschrift revue revista containertitle journalbook"
    ),
    "issued": "year publicationyear pubyear date publicationdate published jahr annee ano",
    "month": "month monat",
    "day": "day tag",
    "volume": "vol band jahrgang",
    "issue": "no number issuenumber heft",
    "page": "pages pp pagerange seiten",
    "DOI": "doi",
    "PMID": "pmid pubmedid pubmed",
    "PMCID": "pmcid pmc",
    "ISBN": "isbn",
    "ISSN": "issn",
    "arXiv": "arxiv arxivid",
    "URL": "url link urls web webaddress address website",
    "publisher": "verlag",
    "publisher-place": "place city publisherplace location ort",
    "edition": "auflage",
    "collection-title": "series seriestitle reihe",
    "collection-number": "seriesnumber",
    "chapter-number": "chapter kapitel",
    "language": "sprache",
    "title-short": "shorttitle",
    "accessed": "accessdate dateaccessed",
    "keyword": "keywords tags manualtags schlagworte",
    "abstract": "abstractnote summary zusammenfassung",
    "note": "notes annotation comment comments anmerkung",
    "authors-cut": "authorscut",
}

_LETTERS = re.compile(r"[^a-z0-9]")


def folded_header(name: str) -> str:
    """A header without case, spaces and signs."""
    plain = name.lower().replace("ä", "a").replace("é", "e").replace("í", "i").replace("ñ", "n")
    return _LETTERS.sub("", plain)


COLUMN_OF_HEADER: dict[str, str] = {
    **{folded_header(field.name): field.name for field in FIELDS},
    **{spelling: column for column, text in _SPELLINGS.items() for spelling in text.split()},
}
"""A folded header and the field it means."""
