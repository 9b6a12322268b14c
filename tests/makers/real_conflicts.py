"""Conflicts that the sources themselves show: which page prints what.

Each was seen on a page that the literature file names; the practice library has the departing
value. `weight` is what a report is expected to call the difference.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Conflict(NamedTuple):
    """One field of one document, as another source prints it."""

    reference: str
    field: str
    weight: str
    what: str
    change: dict[str, Any]
    """Members of the document in the service's shape; None removes one."""


def _people(*names: str) -> list[dict[str, str]]:
    people = []
    for name in names:
        last, _, first = name.partition(", ")
        people.append({"first_name": first, "last_name": last} if first else {"last_name": last})
    return people


CONFLICTS: tuple[Conflict, ...] = (
    Conflict(
        "abrandt-dahlgren-2000-physiotherapists",
        "title",
        "bibliographic",
        "a post-print has a longer title",
        {
            "title": "Physiotherapists in Balint group training – some Reflections on an "
            "Experiential Journey"
        },
    ),
    Conflict(
        "balint-1969-possibilities",
        "title",
        "bibliographic",
        "British spelling in citing lists",
        {"title": "The possibilities of patient-centred medicine"},
    ),
    Conflict(
        "balint-1969-possibilities",
        "container-title",
        "cosmetic",
        "leading article",
        {"source": "The Journal of the Royal College of General Practitioners"},
    ),
    Conflict(
        "balint-1969-possibilities",
        "page",
        "cosmetic",
        "abbreviated last page",
        {"pages": "269-76"},
    ),
    Conflict(
        "balint-1969-possibilities",
        "author",
        "completeness",
        "family name alone",
        {"authors": _people("Balint")},
    ),
    Conflict(
        "balint-1993-before",
        "publisher",
        "bibliographic",
        "another publisher on a society page",
        {"publisher": "Guildford press"},
    ),
    Conflict(
        "bar-sela-2012-balint",
        "issued",
        "completeness",
        "a year-only date turned into a day",
        {"month": 1, "day": 1},
    ),
    Conflict(
        "biot-2018-balintgroepen",
        "issued",
        "completeness",
        "the list is silent; the date of the web page was taken for that of the article",
        {"year": 2024, "month": 10, "day": 30},
    ),
    Conflict(
        "flatten-2017-designing",
        "author",
        "cosmetic",
        "lost diacritics",
        {"authors": _people("Flatten, Guido", "Moller, Heidi", "Aden, Jan", "Tschuschke, Volker")},
    ),
    Conflict(
        "flatten-2019-wirksam",
        "author",
        "cosmetic",
        "umlaut spelled out",
        {"authors": _people("Flatten, G.", "Moeller, H.", "Tschuschke, V.")},
    ),
    Conflict(
        "hafner-2007-balintgruppe",
        "editor",
        "bibliographic",
        "a review names three editors",
        {"editors": _people("Häfner, S.", "Otten", "Laederach-Hofmann")},
    ),
    Conflict(
        "harrach-2008-balint",
        "volume",
        "bibliographic",
        "volume as printed on the page",
        {"volume": "XXXXI"},
    ),
    Conflict(
        "herzog-2015-ist",
        "title",
        "cosmetic",
        "title in capitals",
        {"title": "IST DAS NOCH BALINT? EINE STREITSCHRIFT"},
    ),
    Conflict(
        "herzog-2015-ist",
        "issued",
        "bibliographic",
        "online date instead of the issue's",
        {"year": 2016, "month": 1, "day": 11},
    ),
    Conflict(
        "huang-2020-randomized",
        "issued",
        "bibliographic",
        "year taken from the DOI",
        {"year": 2019, "month": None, "day": None},
    ),
    Conflict(
        "koppe-2015-effective",
        "issued",
        "bibliographic",
        "year of the volume, not of first print",
        {"year": 2016, "month": None, "day": None},
    ),
    Conflict(
        "player-2018-role", "issued", "bibliographic", "year of the online version", {"year": 2017}
    ),
    Conflict(
        "player-2018-role",
        "author",
        "bibliographic",
        "another author order in one catalogue",
        {
            "authors": _people(
                "Brock, Clive",
                "Player, Marty",
                "Freedy, John R.",
                "Diaz, Vanessa",
                "Chessman, Alexander",
                "Thiedke, Carolyn",
                "Johnson, Alan",
            )
        },
    ),
    Conflict(
        "rabin-1999-doctors",
        "issued",
        "completeness",
        "the list is silent; the publisher shows the date of the online back file",
        {"year": 2011, "month": 2, "day": 14},
    ),
    Conflict(
        "salinsky-2019-listening",
        "title",
        "bibliographic",
        "misprint of the contents page",
        {"title": "Liztening and Reflecting – Oxford Keynote Address 2018"},
    ),
    Conflict(
        "schuffel-1975-doctor",
        "author",
        "cosmetic",
        "lost diacritics",
        {"authors": _people("Schuffel, Wolfram")},
    ),
    Conflict(
        "shorer-2015-voluntary",
        "author",
        "bibliographic",
        "a name as the group's paper of 2011 prints it",
        {
            "authors": _people(
                "Shorer, Yuval",
                "Biderman, Aya",
                "Rabin, Stanley",
                "Karni, Aharon",
                "Levy, Ayelet",
                "Matalon, Andre",
            )
        },
    ),
    Conflict(
        "stelcer-2015-grupa",
        "volume",
        "completeness",
        "volume written into the issue",
        {"volume": None},
    ),
    Conflict(
        "stelcer-2015-grupa",
        "issue",
        "bibliographic",
        "volume written into the issue",
        {"issue": "nr 21 (2/2015)"},
    ),
    Conflict(
        "wei-2013-improving",
        "author",
        "bibliographic",
        "family and given name swapped",
        {
            "authors": _people(
                "Jing, Wei",
                "Otten, Heide",
                "Sullivan, Leonie",
                "Lovell-Simons, Laurie",
                "Granek-Catarivas, Martine",
                "Fritzsche, Kurt",
            )
        },
    ),
    Conflict(
        "yakeley-2011-psychodynamic",
        "author",
        "bibliographic",
        "other given names and another order in a repository",
        {
            "authors": _people(
                "Shoenberg, P.", "Yakeley, J.", "Morris, Peter", "Sturgeon, Richard", "Majid, S."
            )
        },
    ),
    # What the page "The Evidence" prints of its own nine.
    Conflict(
        "johnson-2004-essential",
        "author",
        "completeness",
        "the list is cut, the library has the four family names",
        {"authors": _people("Johnson", "Nease", "Milberg", "Addison")},
    ),
    Conflict(
        "kjeldmand-2004-balint",
        "author",
        "cosmetic",
        "lost diacritics",
        {"authors": _people("Kjeldmand, Dorte", "Holmstrom, Inger", "Rosenqvist, Urban")},
    ),
    Conflict(
        "kjeldmand-2004-balint",
        "container-title",
        "cosmetic",
        "journal abbreviated",
        {"source": "Patient Educ Couns"},
    ),
    Conflict(
        "kjeldmand-2004-balint", "page", "cosmetic", "abbreviated last page", {"pages": "230-5"}
    ),
    Conflict(
        "knowlton-2016-balint",
        "container-title",
        "bibliographic",
        "book title without subtitle",
        {"source": "When Professionals Weep"},
    ),
    Conflict("knowlton-2016-balint", "editor", "completeness", "no editors", {"editors": None}),
    Conflict(
        "lichtenstein-2006-integrating",
        "title",
        "cosmetic",
        "colon instead of a double hyphen",
        {
            "title": "Integrating intuition and reasoning: how Balint groups can help medical "
            "decision making"
        },
    ),
    Conflict(
        "lichtenstein-2006-integrating",
        "container-title",
        "cosmetic",
        "capitals",
        {"source": "Australian Family Physician"},
    ),
    Conflict(
        "lichtenstein-2006-integrating", "page", "cosmetic", "whole last page", {"pages": "987-989"}
    ),
    Conflict(
        "mahoney-2013-balint",
        "author",
        "completeness",
        "et al. typed as an author",
        {"authors": _people("Mahoney, David", "et al.")},
    ),
    Conflict(
        "mahoney-2013-balint",
        "container-title",
        "cosmetic",
        "leading article, lower case",
        {"source": "The international journal of psychiatry in medicine"},
    ),
    Conflict(
        "turner-2004-preliminary", "page", "cosmetic", "abbreviated last page", {"pages": "114-22"}
    ),
    Conflict(
        "turner-2004-preliminary",
        "PMID",
        "cosmetic",
        "label in the field",
        {"identifiers": {"pmid": "PMID:    14872358"}},
    ),
    Conflict(
        "van-roy-2015-research",
        "author",
        "bibliographic",
        "a missing comma of the page: two names read as one",
        {"authors": _people("Van Roy, K. Vanheule", "Inslegers, R.")},
    ),
    Conflict(
        "fitzgerald-2003-organising",
        "issued",
        "bibliographic",
        "the publisher dates the back file by the day it went online",
        {"year": 2018, "month": 1, "day": 2},
    ),
)

QUIET: dict[str, dict[str, Any]] = {
    "lemogne-2020-balint": {"authors": _people("Lemogne, Cédric", "et al.")},
}
"""Looks untidy and is no difference: both sides say that more people wrote it."""
