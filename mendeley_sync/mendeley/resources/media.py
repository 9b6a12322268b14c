"""Media types: part of the service's contract. A wrong one gets 406 or 415.

Source: mendeley-api 2.2.
"""

from __future__ import annotations


def _v1(thing: str) -> str:
    return f"application/vnd.mendeley-{thing}.1+json"


DOCUMENT = _v1("document")
FOLDER = _v1("folder")
FILE = _v1("file")
ANNOTATION = _v1("annotation")
DOCUMENT_TYPE = _v1("document-type")
IDENTIFIER_TYPE = _v1("document-identifier")
LOOKUP = _v1("document-lookup")

GROUP_V1 = _v1("group")
MEMBERS_V1 = _v1("membership")
# The list and the single group differ in v2; one in the other's place fails.
GROUP_LIST = "application/vnd.mendeley-group-list+json"
GROUP = "application/vnd.mendeley-group+json"
MEMBERS = "application/vnd.mendeley-group-member-list+json"
INVITATIONS = "application/vnd.mendeley-group-invitation-list+json"

PROFILE = "application/vnd.mendeley-profiles.2+json"
PROFILE_V1 = "application/vnd.mendeley-profiles.1+json"
