"""Lists of words that decide: headings that recur, negations, numbers, words that carry nothing.

They name kinds of writing in the languages of the literature; they name no work and no journal.
"""


def listed(text: str, divider: str | None = None) -> frozenset[str]:
    """The words of a list written as running text; with a divider, its entries."""
    return frozenset(" ".join(entry.split()) for entry in text.split(divider))


GENERIC = listed(
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
    """,
    ";",
)
"""Headings that stand over a new text in every issue, folded."""

STOP_WORDS = listed(
    """
    a an the of in on for and to with from by at as or is are its und der die das des dem den
    ein eine einer im zu zur zum von mit fur bei als la le les du de et en un une dans pour sur
    au aux el los las y una del con para por il lo gli i e di da per o os do dos na no em och av
    het een van voor op og til
    """
)
"""Words too common in any language to carry a title."""

NEGATIONS = listed("not non no without never nicht ohne kein keine sans senza sin pas")

HEAVY_WORDS = listed(
    """
    protocol erratum corrigendum update updated followup replication reply response comment
    commentary addendum retraction interim preliminary revisited sequel continued
    """
)
"""Words that make another work of a title when only one side has them."""

PART_WORDS = listed(
    """
    part parts pt teil tome vol volume band chapter kapitel section paper no number study series
    phase stage partie parte del tl nr i
    """
)
"""Words before the number of a part."""

ROMAN = listed(
    """
    ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxx
    xl lx
    """
)
"""Roman numerals that are no words; i, v and x are judged as single letters."""

PREPRINT_SERVERS = listed(
    """
    arxiv biorxiv medrxiv psyarxiv socarxiv chemrxiv edarxiv osf preprint preprints ssrn zenodo
    repec researchsquare techrxiv
    """
)
"""Words that say that a container is a server of preprints or working papers."""

OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in sorted(
        listed(
            """
            male/female men/women man/woman hypo/hyper intra/inter intra/extra pre/post
            micro/macro in/ex uni/bi mono/poly homo/hetero sym/asym endo/exo anti/pro under/over
            up/down hyper/normo hypo/normo pro/retro meso/mono
            """
        )
    )
)
"""Beginnings of words that turn a word round."""
