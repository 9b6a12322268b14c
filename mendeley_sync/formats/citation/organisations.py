"""Authors that are no persons: organisations and study groups; and words that name nobody."""

from __future__ import annotations

import re

# Editorial · Book reviews
_HEADINGS = re.compile(
    r"(?:abstracts?|advertise\w*|announcement\w*|addendum|author index|back ?matter|comment\w*"
    r"|book reviews?|contents|corrigend\w*|cover|discussion|editorial\w*|errat\w*|foreword"
    r"|forthcoming|front ?matter|glossary|(?:subject )?index|introduction|letters?|masthead|news"
    r"|obituary|preface|references|reply|reports?|review|summary|table of contents|title page"
    r"|vorwort|zusammenfassung)",
    re.IGNORECASE,
)
# The Balint Society
_ORGANISATION = re.compile(
    r"\b(?:organi[sz]ation|association|societ(?:y|ies)|group|committee|institut\w*|ministry"
    r"|department|college|academy|federation|foundation|council|board|collaborat\w+|network"
    r"|investigators|cent(?:er|re)s?|university|agency|commission|consortium|bureau|office"
    r"|task force|panel|programme?|initiative|alliance|gesellschaft|verband|verein\w*|ministerium"
    r"|bundes\w+|kommission|arbeitsgemeinschaft|société|ministère|haute autorité|universität"
    r"|université|sociedad|asociación|società)\b",
    re.IGNORECASE,
)
_GROUP = (
    r"(?:group|investigators|collaborat\w+|network|consortium|committee|team|society|federation"
    r"|task force)"
)
# Malm RL, for the Balint Study Group
_GROUP_BEHIND = re.compile(
    r"(?:\s*[,;]\s*(?:and|for|on behalf of)?|\s+(?:and|for|on behalf of)\s)\s*(?:the\s+)?"
    rf"(?P<name>[A-ZÀ-Þ][^,;:.]{{2,70}}\b{_GROUP})\s*$",
    re.IGNORECASE,
)
# PEACE Investigators. Title. Journal
_GROUP_FIRST = re.compile(
    r"(?:(?:and|for|on behalf of)\s+)?(?:the\s+)?(?P<name>[A-Z][^.:;]{2,60}\s"
    r"(?:Investigators|Collaborat\w+|(?:Study|Working|Research|Trial|Task)?\s?Group|Consortium"
    r"|Network))\.\s+(?=\S.*[.?!]\s)"
)
_ACRONYM = re.compile(r"[A-ZÀ-Þ]{2,8}")  # WHO
_MOST_WORDS = 12


def is_a_heading(text: str) -> bool:
    """`Editorial`, `Frontmatter`: the title of many things, and nobody's name."""
    return _HEADINGS.fullmatch(text) is not None


def is_an_organisation(text: str) -> bool:
    """`World Health Organization`, `RCGP`."""
    plain = text.strip(" ,;:.")
    if _ACRONYM.fullmatch(plain):
        return True
    if not plain[:1].isupper() or re.search(r"[\d?!:]", plain):
        return False
    return len(plain.split()) <= _MOST_WORDS and _ORGANISATION.search(plain) is not None


def has_form_of_a_name(text: str) -> bool:
    """Whether an organisation could be taken for a person: `Balint Society`, without initials."""
    return (
        "," not in text
        and len(text.split()) > 1
        and re.search(r"\b[A-ZÀ-Þ]\.?(?!\w)", text) is None
        and re.search(r"\s(?:and|&|und|et)\s+[A-Z]\w+$", text) is None
        and is_an_organisation(text)
    )


def without_group(text: str) -> tuple[str, str]:
    """Names without the study group that ends them, and the group; "" when there is none."""
    found = _GROUP_BEHIND.search(text)
    if found is None or found.start() <= 3:
        return text, ""
    return text[: found.start()], found.group("name").strip()


def without_leading_group(text: str) -> tuple[str, str]:
    """`PEACE Investigators. Title. Journal` without the group, and the group."""
    found = _GROUP_FIRST.match(text)
    return (text[found.end() :], found.group("name")) if found else (text, "")
