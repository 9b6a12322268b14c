"""Normal forms of the identifiers that a reference or a document may bear.

Every function takes text as people and services write it and gives the normal
form, or None when the text is no such identifier. Normal forms are for comparing;
what is written back is always the text as it stood.

Sources: DOI handbook 2.2 (a DOI is case-insensitive); ISO 2108 (ISBN); ISO 3297 (ISSN);
arXiv identifier scheme of 2007.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from stdnum import isbn as _isbn
from stdnum import issn as _issn

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_ENDING = re.compile(r"[\s.,;:'\"”’]+$")
_PMID = re.compile(r"(?<!\d)0*([1-9]\d{0,8})(?!\d)")
_PMID_LABEL = re.compile(r"pmid|pubmed", re.IGNORECASE)
_PMCID = re.compile(r"(?:PMC)?\s*(\d{3,10})(?:\.\d+)?", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv:\s*|arxiv\.org/(?:abs|pdf)/)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_ISBN_CANDIDATE = re.compile(r"(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx]")
_ISSN_CANDIDATE = re.compile(r"(?<!\d)(\d{4})[-\s]?(\d{3}[\dXx])(?![\dXx])")


def normal_doi(text: str) -> str | None:
    """`https://doi.org/10.1/ABC.` → `10.1/abc`; None when there is no DOI in it."""
    cleaned = html.unescape(text)
    if "%" in cleaned:
        cleaned = unquote(cleaned)
    found = _DOI.search(cleaned)
    if found is None:
        return None
    return _without_unbalanced_end(_DOI_ENDING.sub("", found.group())).lower()


def _without_unbalanced_end(doi: str) -> str:
    """A closing bracket belongs to the sentence around it, unless it was opened inside."""
    pairs = {")": "(", "]": "[", ">": "<", "}": "{"}
    while doi and doi[-1] in pairs and doi.count(doi[-1]) > doi.count(pairs[doi[-1]]):
        doi = _DOI_ENDING.sub("", doi[:-1])
    return doi


def normal_pmid(text: str) -> str | None:
    """`PMID:    0123` → `123`; a bare number or one behind a PubMed label, nothing else."""
    found = _PMID.search(text)
    if found is None:
        return None
    rest = text[: found.start()] + text[found.end() :]
    if rest.strip(" .:;,/[]()") and not _PMID_LABEL.search(rest):
        return None
    return found.group(1)


def normal_pmcid(text: str) -> str | None:
    """`pmc 2236836` → `PMC2236836`."""
    found = _PMCID.search(text)
    return f"PMC{found.group(1)}" if found else None


def is_pmcid(text: str) -> bool:
    """True if a text is a PMCID and nothing else: `PMC2236836`, `2236836`, not `read in 1999`."""
    return _PMCID.fullmatch(text.strip()) is not None


def normal_arxiv(text: str) -> str | None:
    """`arXiv:1501.00001v2` → `1501.00001`; the version is not part of the identity."""
    found = _ARXIV.fullmatch(text.strip().removeprefix("https://").removeprefix("http://"))
    return found.group(1).lower() if found else None


def all_isbns(text: str) -> tuple[str, ...]:
    """Every valid ISBN in the text as 13 digits, in order, each once.

    A field may hold several, with words between them.
    """
    found: dict[str, None] = {}
    for candidate in _ISBN_CANDIDATE.findall(text):
        if _isbn.is_valid(candidate):
            found[_isbn.to_isbn13(_isbn.compact(candidate))] = None
    return tuple(found)


def normal_isbn(text: str) -> str | None:
    """The first valid ISBN in the text as 13 digits."""
    return next(iter(all_isbns(text)), None)


def all_issns(text: str) -> tuple[str, ...]:
    """Every valid ISSN in the text as `1234-5679`, in order, each once."""
    found: dict[str, None] = {}
    for head, tail in _ISSN_CANDIDATE.findall(text):
        if _issn.is_valid(head + tail):
            found[f"{head}-{tail.upper()}"] = None
    return tuple(found)


def normal_issn(text: str) -> str | None:
    """The first valid ISSN in the text as `1234-5679`."""
    return next(iter(all_issns(text)), None)


NORMAL_FORMS: dict[str, Callable[[str], str | None]] = {
    "DOI": normal_doi,
    "PMID": normal_pmid,
    "PMCID": normal_pmcid,
    "ISBN": normal_isbn,
    "ISSN": normal_issn,
    "arXiv": normal_arxiv,
}
"""How each identifier field is brought to its normal form, by its field name."""


def identifiers_agree(field: str, one: str, other: str) -> bool:
    """Whether two texts of one identifier field name the same thing.

    ISBN and ISSN agree when they share at least one valid number, since services
    keep print and electronic numbers in one field. Text that is no identifier
    agrees only with itself, spaces and case apart.
    """
    if field == "ISBN":
        shared = set(all_isbns(one)) & set(all_isbns(other))
    elif field == "ISSN":
        shared = set(all_issns(one)) & set(all_issns(other))
    else:
        normal = NORMAL_FORMS[field]
        first = normal(one)
        shared = {first} if first is not None and first == normal(other) else set()
    return bool(shared) or one.split() == other.split() or _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


# -- comparable forms ----------------------------------------------------------------------
# Lighter than the normal forms and more lenient: a match asks for them by the ten thousand,
# and a number that is printed wrongly may still lead to its work.

_ANY_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ANY_ISBN = re.compile(r"97[89][\d-]{10,14}|\d[\d-]{8,11}[\dXx]")
_OF_IDENTIFIERS = re.compile(r"(?:dx\.)?doi\.org/|pubmed\.ncbi\.|ncbi\.nlm\.nih\.gov/pubmed")
_BEFORE_HOST = re.compile(r"^[a-z]+://(?:www\.)?|^www\.", re.IGNORECASE)


def comparable_doi(text: str) -> str:
    """ "https://doi.org/10.1/X" and "doi: 10.1/x" are 10.1/x; "" where there is no DOI."""
    if not text:
        return ""
    if "&" in text or "%" in text:
        text = unquote(html.unescape(text[:500]))
    found = _ANY_DOI.search(text[:500])
    return found[0].rstrip(".,;)]}>\"'").lower() if found else ""


def comparable_pmid(text: str) -> str:
    """ "PMID: 0123" is 123; "" where the digits are no PMID."""
    if text.isdigit() and text.isascii() and len(text) <= 9:
        return text.lstrip("0")
    digits = "".join(c for c in text[:40] if c.isdigit() and c.isascii()).lstrip("0")
    return digits if len(digits) <= 9 else ""


def comparable_address(text: str) -> str:
    """A web address that names one page, in one spelling; "" for a site's front page.

    An address that only spells a DOI or a PMID is no further evidence.
    """
    if not text:
        return ""
    bare = _BEFORE_HOST.sub("", text.strip()[:1_000], count=1).partition("#")[0].rstrip("/")
    host, _, page = bare.partition("/")
    if not page or _OF_IDENTIFIERS.match(bare.lower()):
        return ""
    return f"{host.lower()}/{page}"


def comparable_isbns(text: str) -> frozenset[str]:
    """The ISBNs of a field, each as ISBN-13 without its check digit."""
    if not text:
        return frozenset()
    found = (run.replace("-", "") for run in _ANY_ISBN.findall(text[:200].replace(" ", "")))
    return frozenset(_core(isbn) for isbn in found if len(isbn) in (10, 13))


def _core(isbn: str) -> str:
    return "978" + isbn[:9] if len(isbn) == 10 else isbn[:12]
