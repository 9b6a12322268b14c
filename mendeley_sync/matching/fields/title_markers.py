"""Marks of a title: what it says it is beside the work it names (erratum, reply, edition ...).

Notes that databases add to an article's own title ("[Review] [42 refs]") are no marks.
"""

import re
from functools import lru_cache

from mendeley_sync.matching.fields.words import listed

_OF = (
    r"(?:\s*[:.—«\"“‘']\s*|\s+[-–]\s+|"
    r"\s+(?:to|on|of|for|regarding|concerning|zu|zum|zur|auf|von|sur|de|du|au|su|sobre|til)\b\s*)"
)
_PREFIXES: tuple[tuple[str, str], ...] = (
    (
        "erratum",
        r"(?:author |publisher |editorial )?(?:correction|corrections|corrigend(?:um|a)|"
        r"errat(?:um|a)|berichtigung|korrektur|rectificatif)",
    ),
    (
        "retraction",
        r"(?:retraction(?: note| notice)?|withdrawal|notice of retraction|"
        r"expression of concern)",
    ),
    (
        "addendum",
        r"(?:addend(?:um|a)|supplement|nachtrag)",
    ),
    (
        "reply",
        r"(?:(?:the )?authors?['’]?s?['’]? (?:reply|response)|(?:in )?reply|(?:a |"
        r"in )?response|replik|erwiderung|antwort|reponse|réponse)",
    ),
    (
        "comment",
        r"(?:(?:editorial|invited|an? )\s*)?(?:comment(?:s|ary|aries)?|kommentar|"
        r"commentaire|comentario|commento|discussion|letter(?:s)?(?: to the editor)?|"
        r"editorial|re|perspective)",
    ),
    (
        "review",
        r"(?:(?:book|film|media) reviews?|review|rezension|buchbesprechung|compte rendu|"
        r"recension(?:e)?|reseña|recensie)",
    ),
)
_SUFFIXES: tuple[tuple[str, str], ...] = (
    (
        "erratum",
        r"(?:(?:published |author )?(?:erratum|corrigendum|correction)|errata|"
        r"berichtigung)",
    ),
    (
        "retraction",
        r"(?:retraction(?: notice)?|withdrawn)",
    ),
    (
        "addendum",
        r"(?:addendum|nachtrag)",
    ),
    (
        "reply",
        r"(?:(?:the )?authors?['’]?s?['’]? (?:reply|response)|(?:a |in )?(?:reply|"
        r"response|rejoinder)(?: (?:to|by|from)\b.*)?|erwiderung|replik)",
    ),
    (
        "comment",
        r"(?:(?:a |an |some |invited |editorial )?(?:comment(?:s|ary)?|letter|"
        r"discussion)(?: (?:on|by|to)\b.*)?|kommentar)",
    ),
    (
        "review",
        r"(?:(?:a )?(?:book|film) review|rezension|buchbesprechung|recension)",
    ),
    (
        "abstract",
        r"(?:abstract|meeting abstract|conference abstract|poster)",
    ),
    (
        "protocol",
        r"(?:(?:a |the )?(?:study |trial )?protocol|studienprotokoll)",
    ),
    (
        "followup",
        r"(?:(?:an? |the )?(?:\w+[- ]year )?(?:follow[- ]?up(?: study| report|"
        r" results)?|update(?:d results)?|results(?: at \w+ years)?|sequel|continuation|"
        r"continued|concluded|replication(?: study)?)|further (?:evidence|results|"
        r"studies|observations|remarks)|(?:final|preliminary|interim|"
        r"long[- ]term) (?:results|report|analysis)|(?:\w+[- ]year|final) (?:results|"
        r"outcomes?|report)|revisited|postscript|epilogue)",
    ),
    (
        "edition",
        r"(?:(?:\d+\s*(?:st|nd|rd|th|\.)?|first|second|third|fourth|fifth|sixth|revised|"
        r"new|expanded|enlarged|updated)[ ,]*(?:revised |expanded |enlarged |"
        r"rev\. )*(?:ed(?:ition|n)?|aufl(?:age)?|édition|edition|"
        r"edición)\.?(?:[, ]+(?:revised|expanded|enlarged|updated|rev\.?))*)",
    ),
)


_BEFORE = r"^[\W_]*"
_BEHIND = rf"(?:{_OF})+(?=\W*\w)"
_DIVIDED = r"[:.,;?!\-–—(\[«\"]\s*"
_END = r"[\s.\])\"»]*$"


# Compiled when the first title asks, each by itself: many runs never do.
@lru_cache(maxsize=32)
def _prefix(words: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}(?:{words}){_BEHIND}", re.IGNORECASE)


@lru_cache(maxsize=32)
def _suffix(words: str) -> re.Pattern[str]:
    return re.compile(f"{_DIVIDED}(?:{words}){_END}", re.IGNORECASE)


_ANY_PREFIX = "|".join(words for _, words in _PREFIXES)
_ANY_SUFFIX = "|".join(words for _, words in _SUFFIXES)
"""One look tells whether to look for each."""


_NOTE_WORDS = (
    r"\s*(?:see comments?|comment in|comments? on|review(?=\s*[\])])|\d+ refs?|"
    r"(?:published )?erratum (?:appears|in)|retracted article|retraction in|republished|"
    r"corrected(?: and republished)?|(?:meeting |structured |provisional )?abstract"
    r"(?:\s*(?:no\.?|number|#))?[:\s]*[\w.-]*(?=\s*(?:[\])]|$))|"
    r"(?:in )?(?:english|french|german|spanish|italian|portuguese|russian|chinese|japanese|polish|"
    r"dutch|turkish|hungarian|romanian|danish|swedish|norwegian|czech|korean|hebrew|persian)"
    r"(?=\s*[\])])|letter(?=\s*[;\])])|electronic resource)"
)
_NOTE = re.compile(rf"\[{_NOTE_WORDS}[^\]]*(?:\]|$)|\({_NOTE_WORDS}[^)]*(?:\)|$)", re.IGNORECASE)
_NOTE_PREFIX = re.compile(
    r"^\W*(?:retracted(?: article)?|withdrawn|republished(?: article)?)\s*[:.]\s*", re.IGNORECASE
)


MARKING_WORDS = listed(
    """
    erratum errata corrigendum corrigenda correction corrections berichtigung korrektur
    rectificatif retraction withdrawal withdrawn concern addendum addenda supplement nachtrag
    reply response rejoinder replik erwiderung antwort reponse comment comments commentary
    commentaries kommentar commentaire comentario commento discussion letter letters editorial re
    perspective review reviews rezension buchbesprechung rendu recension recensione resena
    recensie abstract poster protocol studienprotokoll follow followup update updated results
    sequel continuation continued concluded replication evidence studies observations remarks
    report analysis outcome outcomes revisited postscript epilogue ed edn edition aufl auflage
    edicion
    """
)
"""Words without one of which no title bears a mark; a look at them saves the patterns."""

_LONGEST_SUFFIX = 160


def without_notes(title: str) -> str:
    """The title without what databases add: "[Review] [42 refs]", "[see comment]", "(French)"."""
    if "[" in title or "(" in title:
        title = _NOTE.sub(" ", title)
    return _NOTE_PREFIX.sub("", title)


def title_markers(title: str) -> tuple[str, ...]:
    """What the title says it is beside the work it names: erratum, reply, review, edition ..."""
    tail = title[-_LONGEST_SUFFIX:]
    found: set[str] = set()
    if _prefix(_ANY_PREFIX).match(title):
        found.update(mark for mark, words in _PREFIXES if _prefix(words).match(title))
    if _suffix(_ANY_SUFFIX).search(tail):
        found.update(mark for mark, words in _SUFFIXES if _suffix(words).search(tail))
    return tuple(sorted(found))
