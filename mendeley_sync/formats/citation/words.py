"""Words by which the parts of a citation are told apart."""

from __future__ import annotations

_STEMS = """
acad acta adm adv aff agric am anaesth anal anat anesth anim ann antimicrob appl arch arq assoc
aust balk behav biochem biol biomed biophys br brit bull cancer cardiol cell chem chim chir clin
cogn cold coll comm commun comp comput contemp couns crit curr cutan cytol dent dermatol dev
diagn dig dis dtsch dyn ecol econ educ electron endocr endocrinol eng engl entomol environ
epidemiol eur evol exp fam fed fertil gastroenterol gen genet geol geophys geriatr gerontol
gesundh gynecol gynaecol haematol hematol hepatol hist hosp hum hyg hypertens imag immunol ind
infect inst int intern invest ital j jpn kardiol lab lang lett leg lond magn manag mar mat mater
math med mem ment metab microbiol mil mol monit morphol nat natl nephrol nervenarzt neural
neurol neurophysiol neuropsychol neurosci neurosurg nucl nurs nutr obstet occup oncol ophthalmol
opt org orthop paediatr palliat parasitol pathol patient pediatr percept perform perinat pers
pharm pharmacol philos phil photogr phys physiol phytopathol plant pneumol polit pract prax prev
proc prog psychiat psychiatr psychoanal psychol psychosom psychother pub publ qual quant quart
radiat radiol rehabil reprod res resour respir rev rheumatol roy sci scand schweiz semin ser sex
soc sociol solid spec stat stem stud subst surg surv symp syst tech technol telemed theor ther
thorac toxicol trans transl transplant trop trends tuberc univ urol vasc verh vet virol wien z
zentralbl ztg
"""
STEMS = frozenset(_STEMS.split())
"""What journals cut their words to: `Psychol`."""

_HANGING = """
and or nor to und oder bzw et ou y e o as but versus vs through
"""
HANGING = frozenset(_HANGING.split())
"""Behind `short- ` these are words of their own: the hyphen hangs."""

_KEEPS_HYPHEN = """
self non well long short high low cross follow half case cost evidence early late mid two three
four five first second third one year post pre anti multi semi doctor physician patient client
person student community health mind
"""
KEEPS_HYPHEN = frozenset(_KEEPS_HYPHEN.split())
"""Before a hyphen at the end of a line: `self-` keeps it."""

_KEEPS_HYPHEN_BEFORE = """
based related induced seeking specific like dependent term centred centered led free up old wide
being reported controlled mediated associated oriented driven analysis dose
"""
KEEPS_HYPHEN_BEFORE = frozenset(_KEEPS_HYPHEN_BEFORE.split())
"""Behind one: `-based` keeps it."""

LANGUAGES = {
    name: code
    for code, names in {
        "en": "english englisch anglais",
        "de": "german deutsch allemand",
        "fr": "french französisch français",
        "es": "spanish spanisch espagnol español",
        "it": "italian italienisch",
        "pt": "portuguese",
        "nl": "dutch niederländisch",
        "sv": "swedish",
        "da": "danish",
        "no": "norwegian",
        "fi": "finnish",
        "pl": "polish",
        "cs": "czech",
        "hu": "hungarian ungarisch",
        "ro": "romanian",
        "hr": "croatian",
        "sr": "serbian",
        "ru": "russian",
        "el": "greek",
        "tr": "turkish",
        "he": "hebrew",
        "ja": "japanese",
        "zh": "chinese",
        "ko": "korean",
    }.items()
    for name in names.split()
}
"""Names of languages as notes in brackets have them, and their codes."""
