"""Works of the practice library that are not on the list."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.makers.literature import Entry

EXTRAS = (
    "addison-1994-balint",
    "addison-1994-outline",
    "anon-2012-balint",
    "bacal-1972-balint",
    "balint-1955-doctor",
    "balint-1965-doctor",
    "balint-1985-history",
    "balint-nd-az",
    "beck-2011-relation",
    "benoit-2002-three",
    "benson-2005-compassion",
    "brock-1999-balint",
    "dornfest-nd-balint-2",
    "fritzsche-2021-balintgruppe",
    "horder-2001-first",
    "johnson-2001-balint",
    "johnson-2014-legacy",
    "kjeldmand-2006-doctor",
    "konig-2004-leitung",
    "lustig-2006-balint",
    "ornstein-1977-family",
    "scheingold-1988-balint",
    "sekeres-2003-impact",
    "wiemker-2023-schwimmer",
)
"""Named in other works' reference lists, seen by nobody: too little for the list."""

EXTRA_ENTERED_TWICE = "sekeres-2003-impact"

TRASHED_EXTRA = "velluet-2005-medecin"

ONE_TITLE_TWO_WORKS = ("balint-1955-doctor", "balint-1957-doctor")
"""The article of 1955, which only the library has, and the book of 1957 on the list."""

RETRACTED = "invented-2019-retracted"
REPLACEMENT = "invented-2021-replacement"

_SAME = {
    "author": [
        {"family": "Muster", "given": "Anna"},
        {"family": "Exemple", "given": "Jean"},
        {"family": "Placeholder", "given": "Samuel"},
    ],
    "container-title": "Journal of Invented General Practice",
    "type": "article-journal",
    "language": "en",
}
INVENTED: tuple[Entry, ...] = (
    {
        "id": RETRACTED,
        "title": "RETRACTED: Balint groups and prescribing in an invented county: a "
        "before-and-after study",
        "issued": {"date-parts": [[2019]]},
        "volume": "7",
        "issue": "2",
        "page": "41-49",
        "DOI": "10.5555/jigp.2019.0041",
    }
    | _SAME,
    {
        "id": REPLACEMENT,
        "title": "Balint groups and prescribing in an invented county: a before-and-after study "
        "(retracted and replaced)",
        "issued": {"date-parts": [[2021]]},
        "volume": "9",
        "issue": "1",
        "page": "12-21",
        "DOI": "10.5555/jigp.2021.0012",
    }
    | _SAME,
)
"""A retracted article and its replacement: two works. Invented; 10.5555 is nobody's prefix."""


class Doubt(NamedTuple):
    """A document of which only a person can say whether it is a listed work."""

    reference: str
    what: str
    document: str
    """The other work whose record it is; "" when it is the listed one's own, changed."""
    change: dict[str, Any]
    """Members of the document in the service's shape; None removes one."""


DOUBTS: tuple[Doubt, ...] = (
    Doubt(
        "tschuschke-2017-wirken",
        "the listed work's DOI, pasted into the record of another work",
        "konig-2000-balintgruppenleitung",
        {"identifiers": {"doi": "10.1055/s-0043-121743"}},
    ),
    Doubt(
        "o-neill-2015-balint",
        "a talk under the title of the article (invented)",
        "",
        {
            "type": "conference_proceedings",
            "year": 2014,
            "month": None,
            "day": None,
            "source": "Abstracts of an invented meeting",
            "identifiers": None,
            "websites": None,
        },
    ),
)
"""Nothing in either record decides these, and a wrong guess would push a wrong correction."""
