"""Where a title ends and its source begins, when only full stops tell them apart."""

from __future__ import annotations

import re
from typing import NamedTuple

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
# groups. Fam · groups.Fam
BOUNDARY = re.compile(
    r"(?<=[.?!])(?:[\"”’)\]]*)\s+(?=[\"“„«‘'(\[]{0,2}\w)|(?<=[a-zà-ÿ)\]][.?!])(?=[A-ZÀ-Þ])"
)
# of W. · vs. · e.g.
_NO_END = re.compile(
    r"(?:^|[\s(.])(?:[A-Z]|vs|Dr|St|Mr|Mrs|Prof|cf|no|nr|vol|fig|ca|spp?|subsp|var|ssp|e\.g|i\.e|z\.\s?B|bzw"
    r"|u\.\s?a|d\.\s?h|approx|No|Vol|ed|eds|Inc|Ltd|Co|Corp|U\.S|U\.K)\.$"
)
# Suppl · Series B
_KIN = re.compile(
    r"(?:Suppl(?:ement)?|Series\s\w+|Section\s\w+|Part\s\w+|Ser\.?\s\w+|[A-H]|Abstracts?|Online|Print|U\s?S\s?A|USA)",
)
# Res · 3rd · Psychother
_CUT_SHORT = re.compile(r"[^\W\d_]{1,8}|\d+(?:st|nd|rd|th)|[^\W\d_]+[bcdfghjklmnpqrstvwxz]{2}")
# Journal of Family Practice.
_SERIES = re.compile(
    r"(?:The\s+)?(?:[A-ZÀ-Þ]\w+\s+){0,3}(?:Journal|Annals|Archives?|Zeitschrift|Revue|Transactions|Proceedings)"
    r"(?:\s+(?:of|the|and|für|de|der|des|&|[A-ZÀ-Þ][\w-]+))*[.\s]*$|Nature\s+Reviews[.\s]*$"
    r"|(?:The\s+)?[A-ZÀ-Þ]\w+(?:\s\w+){0,2}\s[Jj]ournal\s(?:of|for|de)\s"
)
_NOTE = re.compile(r"^[\[(]")  # [Letter] · (In German)
# Psychosomatics · Fam Practice
_JOURNAL_WORD = re.compile(
    r"\b(?:Journal|J|Medicine|Medizin|Médecine|Medicina|Psychi\w+|Psycho\w+|Education|Educ|Counsel\w+"
    r"|Couns|Research|Review|Revue|Revista|Zeitschrift|Annals|Archiv\w*|Bulletin|Practi\w+|Physician\w*"
    r"|Lancet|BMJ|Health|Family|Quarterly|Letters|Acta|Nursing|Therap\w+|Clinic\w*|Doctor|Care|Proceedings"
    r"|Studies|Science\w*|Newsletter|Magazine|Transactions|Reports?|Advances|Trends|Frontiers|Rivista|Giornale"
    r"|Tidsskrift|Läkartidningen|Presse|Cahiers|Carnet|Praxis)\b",
    re.IGNORECASE,
)


class Split(NamedTuple):
    """A text in two, and how sure the place between them is."""

    title: str
    rest: str
    sure: float


def looks_like_a_journal(text: str) -> bool:
    """Whether a word in it is one that journals have in their names."""
    return _JOURNAL_WORD.search(text) is not None


def tidy_title(text: str) -> str:
    """A title without the full stop that ends it; a question keeps its mark."""
    text = text.strip()
    return text if text.endswith(("?", "!")) else text.rstrip(" .,")


def is_abbreviated(word: str) -> bool:
    """Whether a word is one that journals cut short, as `Psychol`."""
    return len(word) == 1 or word.casefold() in STEMS


def ends_of_sentences(text: str) -> list[re.Match[str]]:
    """Ends of sentences, those behind an abbreviation or initial left out."""
    return [
        found
        for found in BOUNDARY.finditer(text)
        if not _NO_END.search(text[: found.start()]) and text[found.end() :].strip(" .")
    ]


def split_before_journal(text: str) -> Split:
    """Title and journal: the journal is the last sentence, with its abbreviated words before it.

    `On rats. Brain Res. Dev. Brain Res.` has its place behind `rats`.
    """
    places = [
        found
        for found in BOUNDARY.finditer(text)
        if text[found.end() :].strip(" .") and text[: found.start()].strip(" .")
    ]
    if not places:
        return Split(text.strip(" .,"), "", 0.7)
    chosen = len(places) - 1
    while chosen > 0 and _goes_on(
        text[places[chosen - 1].end() : places[chosen].start()], text[places[chosen].end() :]
    ):
        chosen -= 1
    chosen = _behind_initials(text, places, chosen)
    while chosen < len(places) - 1 and _NOTE.match(text[places[chosen].end() :]):
        chosen += 1
    place = places[chosen]
    others = [one for one in ends_of_sentences(text) if one.start() < place.start()]
    title, rest = tidy_title(text[: place.start()]), text[place.end() :].strip()
    return Split(title, rest, _sureness(text, place, others, rest))


def _behind_initials(text: str, places: list[re.Match[str]], chosen: int) -> int:
    """The place behind a name or species in a title: `of W. R. Bion`, `from E. coli`.

    In `vitamin D. J. Clin. Nutr.` abbreviated words follow, so the place stays.
    """
    for number in range(chosen, len(places)):
        if _NO_END.search(text[: places[number].start()]) is None:
            return number
        if number + 1 == len(places):
            return chosen if chosen != number else _before_abbreviation(text, places, chosen)
        passed = text[places[number].end() : places[number + 1].start()].strip(" .").split()
        if len(passed) > 2 or passed[-1].casefold() in STEMS:
            return chosen
    return chosen


def _before_abbreviation(text: str, places: list[re.Match[str]], chosen: int) -> int:
    """The end before a last word that never ends a sentence: `Marketing Review St. Gallen`."""
    if re.search(r"(?:^|\s)[A-Z]\.$", text[: places[chosen].start()]):
        return chosen
    ends = [n for n in range(chosen) if _NO_END.search(text[: places[n].start()]) is None]
    return ends[-1] if ends else chosen


def _sureness(text: str, place: re.Match[str], others: list[re.Match[str]], journal: str) -> float:
    """One place is plain; a second sentence in the title could as well begin the journal."""
    if _NO_END.search(text[: place.start()]):
        return 0.75
    if not others:
        return 0.95
    before = text[others[-1].end() : place.start()]
    is_prose = len(before.split()) >= 4 and not looks_like_a_journal(before)
    return 0.85 if is_prose and len(journal.split()) <= 6 else 0.75


def _begins_short(text: str) -> bool:
    """Whether a text begins with one or two words before a full stop, as `Brain Res.` does."""
    words = re.split(r"[.\s]+", text.partition(". ")[0].strip(" ."))
    return len(words) <= 2 or (len(words) <= 4 and words[-1].casefold() in STEMS)


def _goes_on(sentence: str, behind: str) -> bool:
    """Whether a sentence is part of the journal's name that goes on behind it."""
    words = sentence.strip(" .").split()
    if not words or _NOTE.match(sentence) or not sentence.rstrip().endswith("."):
        return False
    if _KIN.fullmatch(behind.strip(" .")) or (len(words) <= 8 and _SERIES.match(sentence)):
        return True
    last = words[-1].rstrip(".").casefold()
    if len(words) == 1:
        is_short = _CUT_SHORT.fullmatch(last) is not None
        return len(last) == 1 or (is_short and _begins_short(behind))
    return len(words) <= 4 and (last in STEMS or len(last) == 1) and words[0][0].isupper()
