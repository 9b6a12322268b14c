"""Short lists of words, never paged: types, academic statuses, subject areas, user roles."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response

from mendeley_sync.sandbox.answers import answer, flag, negotiate
from mendeley_sync.sandbox.resources.views import TYPES

vocabularies = Blueprint("vocabularies", __name__)

DOCUMENT_TYPE = "application/vnd.mendeley-document-type.1+json"
IDENTIFIER_TYPE = "application/vnd.mendeley-document-identifier.1+json"

ACADEMIC_STATUS = "application/vnd.mendeley-academic-status.1+json"
ACADEMIC_STATUS_PORTAL = "application/vnd.academic-status.1+json"
SUBJECT_AREA = "application/vnd.mendeley-subject-area.1+json"
USER_ROLE = "application/vnd.mendeley-user-role.1+json"
DISCIPLINE = "application/vnd.mendeley-discipline.1+json"

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


_ACADEMIC_STATUSES = (
    "Doctoral Student",
    "Lecturer",
    "Librarian",
    "Other",
    "Other Professional",
    "Ph.D. Student",
    "Post Doc",
    "Professor",
    "Researcher (at a non-Academic Institution)",
    "Researcher (at an Academic Institution)",
    "Senior Lecturer",
    "Student (Bachelor)",
    "Student (Master)",
    "Student (Postgraduate)",
    "Unspecified",
)
# With the double spaces that the service has.
_USER_ROLES = (
    "Lecturer",
    "Lecturer > Senior Lecturer",
    "Librarian",
    "Other",
    "Professor",
    "Professor > Associate Professor",
    "Researcher",
    "Student  > Bachelor",
    "Student  > Doctoral Student",
    "Student  > Master",
    "Student  > Ph. D. Student",
    "Student  > Postgraduate",
)
_SUBJECT_AREAS = ("Arts and Humanities", "Medicine and Dentistry", "Psychology", "Unspecified")


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


@vocabularies.get("/academic_statuses")
def academic_statuses() -> Response:
    """The older words for what people are; abolished in 2021 in favour of `/user_roles`."""
    return _named(_ACADEMIC_STATUSES, ACADEMIC_STATUS, ACADEMIC_STATUS_PORTAL)


@vocabularies.get("/user_roles")
def user_roles() -> Response:
    """What people are."""
    return _named(_USER_ROLES, USER_ROLE)


@vocabularies.get("/subject_areas")
def subject_areas() -> Response:
    """Fields of research; `assignable` leaves out what nobody can choose."""
    assignable = flag("assignable")
    return _named(
        [name for name in _SUBJECT_AREAS if not assignable or name != "Unspecified"], SUBJECT_AREA
    )


@vocabularies.get("/disciplines")
def disciplines() -> Response:
    """The older word for the same, without subdisciplines here; abolished in 2021."""
    found = [{"name": name, "subdisciplines": []} for name in _SUBJECT_AREAS]
    return answer(found, negotiate(DISCIPLINE))


def _named(words: Sequence[str], *media_types: str) -> Response:
    media_type = negotiate(*media_types)
    return answer([{"description": word} for word in words], media_type)
