"""Short forms of given names, in the languages of the societies.

Only ever a suggestion: a Liz may be an Elizabeth, and may be somebody else.
"""

from __future__ import annotations

from mendeley_sync.matching.folding import fold, squeeze

_FORMS: tuple[tuple[str, ...], ...] = (
    ("alexander", "alex", "sandy", "sasha", "alec"),
    ("alexandra", "alex", "sandra", "sasha"),
    ("andrew", "andy", "drew"),
    ("andreas", "andi", "andy"),
    ("anthony", "tony"),
    ("barbara", "barb", "babs", "bärbel"),
    ("benjamin", "ben"),
    ("carolyn", "caroline", "carrie", "carol"),
    ("catherine", "katherine", "kathryn", "kate", "kathy", "cathy", "katie", "katharina", "käthe"),
    ("charles", "charlie", "chuck"),
    ("christina", "christine", "tina", "chris", "kristina"),
    ("christopher", "chris", "christoph", "kit"),
    ("daniel", "dan", "danny"),
    ("david", "dave"),
    ("deborah", "debbie", "debra", "deb"),
    ("donald", "don"),
    ("edward", "ed", "ted", "ned", "eduard"),
    ("elizabeth", "elisabeth", "liz", "beth", "betty", "lisa", "elsbeth", "lisbeth", "lis"),
    ("francis", "frank", "franz"),
    ("frederick", "fred", "friedrich", "fritz"),
    ("gabriel", "gabe"),
    ("gerald", "gerry", "jerry"),
    ("gregory", "greg"),
    ("hans", "johannes", "johann", "hannes"),
    ("heinrich", "heinz", "henry", "harry", "henrik"),
    ("james", "jim", "jimmy", "jamie"),
    ("jacqueline", "jackie"),
    ("jeffrey", "jeff", "geoffrey", "geoff"),
    ("jennifer", "jenny", "jen"),
    ("jessica", "jess"),
    ("john", "jack", "johnny", "jon", "jonathan"),
    ("joseph", "joe", "josef", "sepp"),
    ("judith", "judy"),
    ("kenneth", "ken"),
    ("lawrence", "laurence", "larry"),
    ("leonard", "len", "leo"),
    ("margaret", "maggie", "meg", "peggy", "margarete", "grete", "greta", "rita"),
    ("matthew", "matt", "matthias"),
    ("michael", "mike", "mick", "michel", "michi"),
    ("nicholas", "nick", "nikolaus", "klaus", "claus"),
    ("patricia", "pat", "trish", "patty"),
    ("patrick", "pat", "paddy"),
    ("peter", "pete"),
    ("philip", "phil", "philipp"),
    ("raymond", "ray"),
    ("rebecca", "becky"),
    ("richard", "rick", "dick", "rich", "ricky"),
    ("robert", "rob", "bob", "bobby", "bert"),
    ("ronald", "ron"),
    ("samuel", "sam"),
    ("samantha", "sam"),
    ("stephen", "steven", "steve", "stefan", "stephan"),
    ("susan", "sue", "susanne", "suzanne", "susie"),
    ("theodore", "ted", "theo"),
    ("thomas", "tom", "tommy"),
    ("timothy", "tim"),
    ("ulrich", "uli"),
    ("ursula", "uschi", "ulla"),
    ("victoria", "vicky"),
    ("vincent", "vince"),
    ("wilhelm", "willi", "willy"),
    ("william", "bill", "will", "billy", "liam"),
    ("wolfgang", "wolf"),
    ("zoltan", "zoli"),
)

_BY_FORM: dict[str, frozenset[int]] = {}
for _number, _forms in enumerate(_FORMS):
    for _form in (squeeze(fold(form)) for form in _forms):
        _BY_FORM[_form] = _BY_FORM.get(_form, frozenset()) | {_number}


def short_forms(given: str) -> frozenset[int]:
    """Numbers of the families of forms that a folded and squeezed given name belongs to."""
    return _BY_FORM.get(given, frozenset())
