"""`/document_types` and `/identifier_types`: short lists, never paged."""

from __future__ import annotations

from flask import Blueprint, Response

from mendeley_sync.sandbox.answers import answer, negotiate
from mendeley_sync.sandbox.resources.document_fields import TYPES

vocabularies = Blueprint("vocabularies", __name__)

DOCUMENT_TYPE = "application/vnd.mendeley-document-type.1+json"
IDENTIFIER_TYPE = "application/vnd.mendeley-document-identifier.1+json"

_SPELT = {"journal": "Journal Article", "generic": "Generic"}
_IDENTIFIERS = {
    "arxiv": "arXiv ID",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmid": "PubMed Unique Identifier (PMID)",
    "scopus": "Scopus identifier (EID)",
    "ssrn": "SSRN",
}


@vocabularies.get("/document_types")
def document_types() -> Response:
    """The twenty types."""
    named = [
        {"name": name, "description": _SPELT.get(name, name.replace("_", " ").title())}
        for name in TYPES
    ]
    return answer(named, negotiate(DOCUMENT_TYPE))


@vocabularies.get("/identifier_types")
def identifier_types() -> Response:
    """The identifiers that the portal lists."""
    named = [{"name": name, "description": text} for name, text in _IDENTIFIERS.items()]
    return answer(named, negotiate(IDENTIFIER_TYPE))
