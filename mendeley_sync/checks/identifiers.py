"""Identifiers: their form, their check digits, their place, and whether two works share one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mendeley_sync.checks.defects import CheckContext, ListProblem, ProblemKind, problem_in
from mendeley_sync.domain.identifiers import (
    NORMAL_FORMS,
    all_isbns,
    all_issns,
    normal_doi,
    normal_pmcid,
    normal_pmid,
)
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.domain.references import Reference

_BARE_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_PREFIX = re.compile(r"^\s*(?:doi\s*:\s*|https?://(?:dx\.)?doi\.org/|doi\.org/)+", re.IGNORECASE)
_PMID_LABEL = re.compile(r"^\s*(?:PMID|PubMed)\s*:?\s*0*(?=[1-9])", re.IGNORECASE)
_ISSN_WITHOUT_HYPHEN = re.compile(r"\s*(\d{4})\s?(\d{3}[\dXx])\s*")
_DOI_IN_URL = re.compile(r"^https?://(?:dx\.)?doi\.org/(10\.\S+)$", re.IGNORECASE)
_WORKS = ("DOI", "PMID", "PMCID", "arXiv")
"""Identifiers that stand for one work; an ISBN stands for every chapter of its book."""

_CHECK_DIGIT = "its check digit is wrong: one digit of it is mistyped"
_TELLS_APART = {"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary"}


def identifier_problems(reference: Reference, context: CheckContext) -> Iterator[ListProblem]:
    """What is wrong with the identifiers of one entry."""
    metadata = reference.metadata
    yield from _doi(reference, metadata.doi)
    yield from _number(reference, "PMID", metadata.pmid)
    yield from _number(reference, "PMCID", metadata.pmcid)
    yield from _checked(reference, "ISBN", metadata.isbn)
    yield from _checked(reference, "ISSN", metadata.issn)
    if metadata.arxiv and NORMAL_FORMS["arXiv"](metadata.arxiv) is None:
        yield _malformed(reference, "arXiv", metadata.arxiv, "this is no arXiv number")


def shared_identifiers(references: Sequence[Reference]) -> list[ListProblem]:
    """Identifiers that two entries bear, each told at the later one."""
    found: list[ListProblem] = []
    for field in (*_WORKS, "ISBN"):
        bearers: dict[str, list[Reference]] = defaultdict(list)
        for reference in references:
            for number in _normal(reference, field):
                bearers[number].append(reference)
        for number, several in bearers.items():
            found += [
                problem_in(
                    ProblemKind.SHARED,
                    one,
                    field,
                    f"the same {field} stands in `{several[0].key}`",
                    value=number,
                    others=(several[0].key,),
                )
                for one in several[1:]
            ]
    return found


def _normal(reference: Reference, field: str) -> tuple[str, ...]:
    text = str(value_of(reference.metadata, field) or "")
    if field == "ISBN":
        return () if reference.metadata.type in _TELLS_APART else all_isbns(text)
    normal = NORMAL_FORMS[field](text)
    return (normal,) if normal else ()


def _doi(reference: Reference, text: str) -> Iterator[ListProblem]:
    if not text:
        in_url = _DOI_IN_URL.match(reference.metadata.url)
        if in_url is not None and "DOI" not in reference.nulls:
            yield problem_in(
                ProblemKind.MISPLACED,
                reference,
                "URL",
                "the address is a DOI; it belongs into `DOI`, too",
                value=reference.metadata.url,
                fix={"DOI": in_url.group(1)},
            )
        return
    if normal_doi(text) is None:
        yield _no_doi(reference, text)
        return
    bare = _PREFIX.sub("", text.strip())
    if bare != text and _BARE_DOI.fullmatch(bare):
        yield _malformed(reference, "DOI", text, "a DOI begins with 10.", fix={"DOI": bare})
    elif not _BARE_DOI.fullmatch(text):
        yield _malformed(reference, "DOI", text, "there is more than a DOI in it")


def _no_doi(reference: Reference, text: str) -> ListProblem:
    for field, name in (("PMID", "a PubMed number"), ("PMCID", "a PMC number")):
        shape = {"PMID": r"(?:PMID:?\s*)?\d{4,9}", "PMCID": r"PMC\d{4,9}"}[field]
        if re.fullmatch(shape, text.strip(), re.IGNORECASE):
            return problem_in(
                ProblemKind.MISPLACED,
                reference,
                "DOI",
                f"this is {name}, no DOI; it belongs into `{field}`",
                value=text,
            )
    return _malformed(reference, "DOI", text, "this is no DOI (it would begin with 10.)")


def _number(reference: Reference, field: str, text: str) -> Iterator[ListProblem]:
    if not text:
        return
    if field == "PMID" and normal_doi(text) is not None:
        yield problem_in(
            ProblemKind.MISPLACED, reference, field, "this is a DOI, no PMID", value=text
        )
        return
    normal = normal_pmid(text) if field == "PMID" else normal_pmcid(text)
    if normal is None:
        yield _malformed(reference, field, text, f"this is no {field}")
    elif field == "PMID" and normal != text and _PMID_LABEL.sub("", text).strip() == normal:
        yield _malformed(reference, field, text, "a PMID is digits only", fix={field: normal})
    elif field == "PMCID" and normal != text and normal == "PMC" + text.strip().lstrip("PMCpmc "):
        yield _malformed(reference, field, text, "a PMCID begins with PMC", fix={field: normal})


def _checked(reference: Reference, field: str, text: str) -> Iterator[ListProblem]:
    """ISBN and ISSN, which carry a check digit."""
    if not text.strip():
        return
    valid = all_isbns(text) if field == "ISBN" else all_issns(text)
    other = all_issns(text) if field == "ISBN" else all_isbns(text)
    if valid:
        bare = _ISSN_WITHOUT_HYPHEN.fullmatch(text)
        if field == "ISSN" and bare is not None:
            fix = {"ISSN": f"{bare.group(1)}-{bare.group(2).upper()}"}
            yield _malformed(reference, field, text, "an ISSN has a hyphen", fix=fix)
    elif other and not re.search(r"[A-Wa-w]", text):
        wanted = "ISSN" if field == "ISBN" else "ISBN"
        message = f"this is an {wanted}, no {field}"
        yield problem_in(ProblemKind.MISPLACED, reference, field, message, value=text)
    else:
        digits = len(re.sub(r"\D", "", text))
        has_length = digits in ((9, 10, 12, 13) if field == "ISBN" else (7, 8))
        message = _CHECK_DIGIT if has_length else f"this is no {field}"
        yield _malformed(reference, field, text, message)


def _malformed(
    reference: Reference, field: str, text: str, message: str, fix: dict[str, str] | None = None
) -> ListProblem:
    return problem_in(ProblemKind.IDENTIFIER, reference, field, message, value=text, fix=fix)
