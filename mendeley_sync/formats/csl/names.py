"""The names that CSL 1.0.2 gives to variables, types and parts of names.

Source: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV.
"""

from __future__ import annotations

_VARIABLES = """
abstract annote archive archive-place archive_collection archive_location authority author
available-date call-number chair chapter-number citation-key citation-label citation-number
collection-editor collection-number collection-title compiler composer container-author
container-title container-title-short contributor curator custom dimensions director division
DOI edition editor editorial-director event event-date event-place event-title
executive-producer first-reference-note-number genre guest host id illustrator interviewer
ISBN ISSN issue issued jurisdiction keyword language locator medium narrator note number
number-of-pages number-of-volumes organizer original-author original-date original-publisher
original-publisher-place original-title page page-first part-number part-title performer PMCID
PMID printing-number producer publisher publisher-place recipient references
reviewed-author reviewed-genre reviewed-title scale script-writer section series-creator
shortTitle journalAbbreviation source status submitted supplement-number title title-short
translator type URL version volume volume-title volume-title-short year-suffix categories
accessed interviewee
"""

CSL_VARIABLES = frozenset(_VARIABLES.split())

_TYPES = """
article article-journal article-magazine article-newspaper bill book broadcast chapter
classic collection dataset document entry entry-dictionary entry-encyclopedia event figure
graphic hearing interview legal_case legislation manuscript map motion_picture musical_score
pamphlet paper-conference patent performance periodical personal_communication post
post-weblog regulation report review review-book software song speech standard thesis treaty
webpage
"""

CSL_TYPES = frozenset(_TYPES.split())

NAME_PARTS = frozenset(
    {"family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"}
)

CUSTOM_FIELDS = frozenset({"arXiv"})
"""Our fields that CSL has no variable for; they stand under `custom`."""

CUSTOM_NAMES = CUSTOM_FIELDS | {
    "sections",
    "authors-cut",
    "formerly",
    "absent",
    "protect",
    "keywords",
    "empty",
}
"""What `custom` may say that we understand; everything else there is kept as it is."""
