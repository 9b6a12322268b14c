"""RIS's types of reference and CSL's."""

from __future__ import annotations

_CSL_OF_RIS = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "JFULL": "periodical",
    "ABST": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "INPR": "article",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CPAPER": "paper-conference",
    "CONF": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "ELEC": "webpage",
    "BLOG": "post-weblog",
    "ICOMM": "post",
    "UNPB": "manuscript",
    "MANSCPT": "manuscript",
    "SLIDE": "speech",
    "ENCYC": "entry-encyclopedia",
    "DICT": "entry-dictionary",
    "PAT": "patent",
    "COMP": "software",
    "DATA": "dataset",
    "MAP": "map",
    "MPCT": "motion_picture",
    "VIDEO": "broadcast",
    "SOUND": "song",
    "MUSIC": "musical_score",
    "STAND": "standard",
    "PAMP": "pamphlet",
    "CASE": "legal_case",
    "STAT": "legislation",
    "BILL": "bill",
    "HEAR": "hearing",
    "PCOMM": "personal_communication",
    "ART": "graphic",
    "FIGURE": "figure",
    "CLSWK": "classic",
    "LEGAL": "regulation",
    "SER": "collection",
    "GEN": "document",
}

_RIS_OF_CSL: dict[str, str] = {}
for _ris, _csl in _CSL_OF_RIS.items():
    _RIS_OF_CSL.setdefault(_csl, _ris)


def csl_type(ris: str) -> str:
    """The CSL type; `document` for a type that nobody knows."""
    return _CSL_OF_RIS.get(ris.strip().upper(), "document")


def ris_type(csl: str) -> str:
    """The RIS type; `GEN` where RIS has none."""
    return _RIS_OF_CSL.get(csl, "GEN")
