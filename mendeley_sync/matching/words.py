"""The words that decide: marks of errata and replies, headings that recur, words that carry nothing.

These lists name kinds of writing in the languages of the literature; they name no work and no journal.
"""

import re

_OF = r"(?:\s*(?:to|on|of|for|regarding|concerning|zu|zum|zur|auf|von|sur|de|du|a|au|su|sobre|til|:|\.|-|–|—|«|\"|“|‘|')\s*)"

_PREFIXES: tuple[tuple[str, str], ...] = (
    ("erratum", r"(?:author |publisher |editorial )?(?:correction|corrections|corrigend(?:um|a)|errat(?:um|a)|berichtigung|korrektur|rectificatif)"),
    ("retraction", r"(?:retraction(?: note| notice)?|withdrawal|notice of retraction|expression of concern)"),
    ("addendum", r"(?:addend(?:um|a)|supplement|nachtrag)"),
    ("reply", r"(?:(?:the )?authors?['’]?s?['’]? (?:reply|response)|(?:in )?reply|(?:a |in )?response|replik|erwiderung|antwort|reponse|réponse)"),
    ("comment", r"(?:(?:editorial|invited|an? )\s*)?(?:comment(?:s|ary|aries)?|kommentar|commentaire|comentario|commento|discussion|letter(?:s)?(?: to the editor)?|editorial|re|perspective)"),
    ("review", r"(?:(?:book|film|media) reviews?|review|rezension|buchbesprechung|compte rendu|recension(?:e)?|reseña|recensie)"),
)  # fmt: skip
_PREFIX = tuple(
    (mark, re.compile(rf"^[\W_]*{words}(?:{_OF})+", re.IGNORECASE)) for mark, words in _PREFIXES
)

_SUFFIXES: tuple[tuple[str, str], ...] = (
    ("erratum", r"(?:(?:published |author )?(?:erratum|corrigendum|correction)|errata|berichtigung)"),
    ("retraction", r"(?:retraction(?: notice)?|withdrawn)"),
    ("addendum", r"(?:addendum|nachtrag)"),
    ("reply", r"(?:(?:the )?authors?['’]?s?['’]? (?:reply|response)|(?:a |in )?(?:reply|response|rejoinder)(?: (?:to|by|from)\b.*)?|erwiderung|replik)"),
    ("comment", r"(?:(?:a |an |some |invited |editorial )?(?:comment(?:s|ary)?|letter|discussion)(?: (?:on|by|to)\b.*)?|kommentar)"),
    ("review", r"(?:(?:a )?(?:book|film) review|rezension|buchbesprechung|recension)"),
    ("abstract", r"(?:abstract|meeting abstract|conference abstract|poster)"),
    ("protocol", r"(?:(?:a |the )?(?:study |trial )?protocol|studienprotokoll)"),
    ("followup", r"(?:(?:an? |the )?(?:\w+[- ]year )?(?:follow[- ]?up(?: study| report| results)?|update(?:d results)?|results(?: at \w+ years)?|sequel|continuation|continued|concluded|replication(?: study)?)|further (?:evidence|results|studies|observations|remarks)|(?:final|preliminary|interim|long[- ]term) (?:results|report|analysis)|(?:\w+[- ]year|final) (?:results|outcomes?|report)|revisited|postscript|epilogue)"),
    ("edition", r"(?:(?:\d+\s*(?:st|nd|rd|th|\.)?|first|second|third|fourth|fifth|sixth|revised|new|expanded|enlarged|updated)[ ,]*(?:revised |expanded |enlarged |rev\. )*(?:ed(?:ition|n)?|aufl(?:age)?|édition|edition|edición)\.?(?:[, ]+(?:revised|expanded|enlarged|updated|rev\.?))*)"),
)  # fmt: skip
_SUFFIX = tuple(
    (mark, re.compile(rf"[:.,;?!\-–—(\[«\"]\s*{words}[\s.\])\"»]*$", re.IGNORECASE))
    for mark, words in _SUFFIXES
)

_NOTE_WORDS = (
    r"\s*(?:see comments?|comment in|comments? on|review(?=\s*[\])])|\d+ refs?|"
    r"(?:published )?erratum (?:appears|in)|retracted article|retraction in|republished|"
    r"corrected(?: and republished)?|(?:meeting |structured |provisional )?abstract(?:\s*(?:no\.?|number|#))?[:\s]*[\w.-]*(?=\s*[\])])|"
    r"(?:in )?(?:english|french|german|spanish|italian|portuguese|russian|chinese|japanese|polish|"
    r"dutch|turkish|hungarian|romanian|danish|swedish|norwegian|czech|korean|hebrew|persian)"
    r"(?=\s*[\])])|letter(?=\s*[;\])])|electronic resource)"
)
_NOTE = re.compile(rf"\[{_NOTE_WORDS}[^\]]*(?:\]|$)|\({_NOTE_WORDS}[^)]*(?:\)|$)", re.IGNORECASE)
_NOTE_PREFIX = re.compile(r"^\W*(?:retracted(?: article)?|withdrawn|republished(?: article)?)\s*[:.]\s*", re.IGNORECASE)  # fmt: skip


MARKING_WORDS = frozenset(
    re.findall(
        r"[a-z]{2,}",
        " ".join(pattern for _, pattern in (*_PREFIXES, *_SUFFIXES))
        .replace("erratum", "erratum errata")
        .replace("é", "e")
        .replace("ñ", "n"),
    )
)
"""Words without one of which no title bears a mark; a look at them saves the patterns."""


def without_notes(title: str) -> str:
    """The title without what databases add about it: "[Review] [42 refs]", "[see comment]", "(French)"."""
    if "[" in title or "(" in title:
        title = _NOTE.sub(" ", title)
    return _NOTE_PREFIX.sub("", title)


def marks_of(title: str) -> tuple[str, ...]:
    """What the title says it is beside the work it names: erratum, reply, comment, review, edition ..."""
    found = [mark for mark, pattern in _PREFIX if pattern.match(title)]
    found += [mark for mark, pattern in _SUFFIX if pattern.search(title)]
    return tuple(sorted(set(found)))


GENERIC = frozenset(
    " ".join(
        """
    abstract; abstracts; acknowledgement; acknowledgements; acknowledgment; acknowledgments;
    addendum; afterword; announcement; announcements; annual report; anonymous; appendix; author
    index; authors reply; authors response; avant propos; back matter; book review; book
    reviews; books received; calendar; call for papers; chairmans report; comment; commentary;
    comments; conclusion; conclusions; conference report; congress report; contents;
    contributors; correction; corrections; correspondence; corrigendum; cover; cover image; dear
    colleagues; dear reader; dear readers; discussion; editorial; editorial board; editorial
    comment; editorial introduction; editorial note; editorial notes; editorial office;
    editoriale; editors comments; editors introduction; editors note; einfuhrung; einleitung;
    epilogue; errata; erratum; expression of concern; foreword; forord; forthcoming events; from
    the editor; from the editors; from the president; front matter; frontmatter; geleitwort;
    general discussion; glossary; guest editorial; guidelines for authors; impressum; in
    memoriam; in reply; in this issue; index; index of authors; index to volume; information for
    authors; inhalt; inleiding; instructions for authors; instructions to authors; introduccion;
    introduction; introductory remarks; issue information; leserbriefe; letter; letter from the
    editor; letter from the president; letter to the editor; letters; letters to the editor;
    liebe leserinnen und leser; list of contributors; list of reviewers; literature; manuscript
    guidelines; masthead; meeting report; meetings; message from the president; miscellaneous;
    nachruf; news; news and notes; news and views; newsletter; no title; notes; notes on
    contributors; notices; obituaries; obituary; opening remarks; original article; postscript;
    preface; prefatory note; presentazione; presidential address; presidents message; presidents
    report; proceedings; prologue; publications received; publishers note; questions and
    answers; references; reply; reports; research highlights; response; retraction; retraction
    notice; review; reviewers; reviews; secretarys report; short communication; society news;
    subject index; summary; supplement; table of contents; termine; thank you to reviewers;
    titelei; title page; to the editor; to the editors; unknown; untitled; update; voorwoord;
    vorwort; welcome; zu diesem heft
    """.split()
    ).split("; ")
)
"""Headings that stand over a new text in every issue, folded."""

STOP_WORDS = frozenset(
    (
        "a an the of in on for and to with from by at as or is are its und der die das des dem den ein eine "
        "einer im in zu zur zum von mit fur bei als la le les des du de et en un une dans pour sur au aux el los las y "
        "una del con para por il lo gli i e di da per o os do dos na no em och av i het een van voor op og til"
    ).split()
)
"""Words too common in any language to carry a title."""

NEGATIONS = frozenset("not non no without never nicht ohne kein keine sans senza sin pas".split())

HEAVY_WORDS = frozenset(
    "protocol erratum corrigendum update updated followup replication reply response comment commentary "
    "addendum retraction interim preliminary revisited sequel continued".split()
)
"""Words that make another work of a title when only one side has them."""

PART_WORDS = frozenset(
    "part parts pt teil tome vol volume band chapter kapitel section paper no number study series phase stage "
    "partie parte del tl nr i".split()
)

ROMAN = frozenset(
    "ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxx xl lx".split()
)
"""Roman numerals that are no words; i, v and x are judged as single letters."""


_CARDINALS = "one two three four five six seven eight nine ten eleven twelve"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
SPELT_NUMBERS = {
    word: str(n) for spelt in (_CARDINALS, _ORDINALS) for n, word in enumerate(spelt.split(), 1)
}
"""Numbers as words: the fourth workshop is the 4th."""
