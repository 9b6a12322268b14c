"""Words around names: titles, degrees, generations, particles, marks of a cut list, nicknames."""

from __future__ import annotations

import re
from functools import cache

from mendeley_sync.text.folding import fold, squeeze


def listed(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


TITLES = listed(
    """
    dr drs ddr dra prof profa professor mudr mvdr phdr judr rndr paeddr lek dott mr mrs ms mx
    mme mlle herr frau sra sig sir dame mag univ-prof privdoz priv-doz pd
    """
)
"""Before a name, with or without a full stop."""

TITLES_WITH_STOP = listed(
    """
    univ ao em doc doz priv dipl dipl-psych psych ing hr fr sr med phil habil hab rer nat pol
    soc theol dipl-ing dipl-päd dipl-soz
    """
)
"""The same, but only with its full stop: without one it may be a name."""

DEGREES = listed(
    """
    phd md psyd msc bsc mph mbbs mbchb lcsw lmft lmhc lpc mrcgp frcgp mrcpsych frcpsych frcp
    mrcp frcpc ccfp fcfp fracgp franzcp fapa faafp faan msw msn bsn rn aprn dnp edd dphil dsc
    drsc csc drph dclinpsych cpsych mba mha mft obe mbe cbe dipl-psych dipl-ing
    """
)
"""Behind a name."""

DEGREES_LIKE_INITIALS = listed("ma ba do pa ms bs jd np mb")
"""After a whole name these are degrees, after a family name alone two initials."""

TITLES_AND_DEGREES = listed(
    """
    dr drs prof professor mr mrs ms mme herr frau sir dame phd md mph msc ba bsc ma mba mbbs frcgp
    mrcgp frcpsych mrcpsych dphil psyd rn med dm dipl psych habil pd doz univ em jr sr iii bs do
    dsc frcp mb chb ed
    """
)
"""Around an author's name in a citation."""

FAMILY_PARTICLES = listed(
    """
    van von de der den del della di da das dos do du la le el al bin ibn ten ter vom zu zum zur af
    av of y e st san santa
    """
)
"""Small words that belong to a family name."""

GENERATIONS = {
    **dict.fromkeys(("jr", "junior", "jun", "ifj", "fils"), "junior"),
    **dict.fromkeys(("sr", "senior", "sen", "id", "père"), "senior"),
    **dict.fromkeys(("ii", "2nd"), "second"),
    **dict.fromkeys(("iii", "3rd"), "third"),
}
GENERATIONS_WITH_STOP = frozenset({"ifj", "id", "jun", "sen"})
"""Without a full stop they are names: Min Jun, Amartya Sen."""
GENERATIONS_IN_CAPITALS = frozenset({"ii", "iii"})
GENERATIONS_BEFORE_THE_NAME = frozenset({"ifj", "id"})

PARTICLES = listed(
    """
    af al am auf av d' da das de degli del della dem den der des di do dos du el la las le los
    of st. te ten ter thoe van vanden vander vom von y zu zum zur 't
    """
)
"""Before a family name, in the languages of the literature."""

_ET_AL = re.compile(
    r"^(?:and\s+|&\s*)?(?:et\.?\s*al\.?|others|u\.\s*a\.|и др\.?|\.{3}|…)$", re.IGNORECASE
)
"""What stands for the authors that are not named."""

_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|V|2nd|3rd|[4-9]th)\.?$", re.IGNORECASE)
_DEGREE = re.compile(
    r"^(?:(?:Ph\.?\s?D|Psy\.?\s?D|Ed\.?\s?D|M\.?\s?D|D\.?\s?O|M\.?\s?P\.?\s?H|M\.?\s?A|M\.?\s?S\.?\s?W"
    r"|M\.?\s?Sc|B\.?\s?Sc|L\.?C\.?S\.?W|L\.?M\.?F\.?T|R\.?\s?N|F\.?R\.?C\.?G\.?P|M\.?R\.?C\.?G\.?P"
    r"|F\.?R\.?A\.?C\.?G\.?P|M\.?B\.?B\.?S|Dr|Prof|Dipl\.?-?\s?Psych)\.?)$",
    re.IGNORECASE,
)
_FORMS = """
    abraham avi abe; alexander alex sandy sasha alec; alexandra alex sandra sasha; andrew
    andy drew; andreas andi andy; anthony tony; barbara barb babs bärbel; benjamin ben;
    carolyn caroline carrie carol; catherine katherine kathryn kate kathy cathy katie
    katharina käthe katrin; charles charlie chuck; christina christine tina chris kristina;
    christopher chris christoph kit; daniel dan danny; david dave; deborah debbie debra deb;
    donald don; edward ed ted ned eduard; elizabeth elisabeth liz beth betty lisa elsbeth
    lisbeth lis; francis frank franz; frederick fred friedrich fritz; gabriel gabe; gerald
    gerry jerry; gregory greg; hans johannes johann hannes; heinrich heinz henry harry
    henrik hank; james jim jimmy jamie; jacqueline jackie; jeffrey jeff geoffrey geoff;
    jennifer jenny jen; jessica jess; john jack johnny jon jonathan; joseph joe josef sepp;
    judith judy; kenneth ken; lawrence laurence larry; leonard len leo; margaret maggie meg
    peggy margarete grete greta rita; matthew matt matthias; michael mike mick michel michi;
    nicholas nick nikolaus klaus claus; patricia pat trish patty; patrick pat paddy; peter
    pete; philip phil philipp; raymond ray; rebecca becky; richard rick dick rich ricky
    richie; robert rob bob bobby bert; ronald ron; samuel sam; samantha sam; stephen steven
    steve stefan stephan; susan sue susanne suzanne susie; theodore ted theo; thomas tom
    tommy; timothy tim; ulrich uli; ursula uschi ulla; victoria vicky; vincent vince;
    wilhelm willi willy; william bill will billy liam; wolfgang wolf; zoltan zoli; katarzyna
    kasia kaśka; małgorzata gosia małgosia; agnieszka aga; aleksandra ola olga; anna ania
    anka anni anja annie; barbara basia bara; elżbieta ela; joanna asia joasia; krzysztof
    krzysiek; piotr piotrek; tomasz tomek; jan janek honza; josef pepa; istván pista isti;
    józsef józsi; erzsébet erzsi bözsi; katalin kati kata; lászló laci; gábor gabi; ioana
    oana; ion ionel ionuț; josé pepe zé; francisco paco pancho chico kiko; dolores lola;
    mercedes merche; ignacio nacho; rosario charo; giuseppe beppe peppe pino; giovanni
    gianni nanni; francesca franca; luigi gigi; frédéric fred; véronique véro; alexander
    sascha; sebastian basti bastian; maximilian max; johanna hanna hanne; cornelia conny
    nele; cornelis kees; jacobus jaap koos; hendrik henk rik; kristian kris chris; ekaterina
    katya katja; dmitri dima mitya; natalia natasha natascha; vladimir vova volodya; yosef
    yossi; mehmet memo
"""
"""Given names with their short forms, in the languages of the societies."""


@cache
def _families_by_form() -> dict[str, frozenset[int]]:
    families: dict[str, frozenset[int]] = {}
    for number, forms in enumerate(_FORMS.split(";")):
        for form in (squeeze(fold(each)) for each in forms.split()):
            families[form] = families.get(form, frozenset()) | {number}
    return families


def short_forms(given: str) -> frozenset[int]:
    """Numbers of the families of forms that a folded and squeezed given name belongs to.

    Only ever a suggestion: a Liz may be an Elizabeth, and may be somebody else.
    """
    return _families_by_form().get(given, frozenset())


def is_degree(text: str) -> bool:
    """`PhD`, `M.D.`: what people write behind a name and is no part of it."""
    return _DEGREE.match(text.strip()) is not None


def is_suffix(text: str) -> bool:
    """`Jr.`, `III`."""
    return _SUFFIX.match(text.strip()) is not None


def is_et_al(text: str) -> bool:
    """`et al.`, `others`, `…`: not a name."""
    return _ET_AL.match(text.strip()) is not None


_ORGANISATION = re.compile(
    r"\b(?:universit\w*|college|department|ministry|institut(?:e|ion|o)?|society|soci[ée]t[ée]"
    r"|federation|association|gesellschaft|council|committee|foundation|centre|center|agency"
    r"|organi[sz]ation|collaboration|consortium|group|taskforce)\b",
    re.IGNORECASE,
)
"""`Balint Trial Group`, `Department of Health`: names of bodies, not of people"""


def is_organisation(text: str) -> bool:
    """True if a name of several words is that of a body."""
    return " " in text.strip() and _ORGANISATION.search(text) is not None
