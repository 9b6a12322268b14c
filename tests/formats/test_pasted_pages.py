"""One list of citations, copied in every shape that pages, mails and programs give it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from mendeley_sync.formats.citation.read import read_citation_lines
from mendeley_sync.formats.registry import read_references

ENTRIES = (
    "Turner and Malm. A preliminary investigation of Balint and non-Balint behavioral medicine "
    "training. Family Medicine (2004) vol. 36 (2) pp. 114-22 [Family Medicine journal link]",
    "Johnson et al. Essential characteristics of effective Balint Group leadership. Family "
    "Medicine (2004) vol. 36 (4) pp. 253-9 [PubMed link]",
    "Knowlton and Katz. Balint groups to address countertransference in end-of-life care. Chapter "
    "16 in When Professionals Weep. New York: Routledge (2016). [Link to PDF]",
    "Van Roy, K. Vanheule, S., and Inslegers, R. (2015)Research on Balint groups: A literature "
    "review. Patient education and counseling. [Link to text]",
    '"Restoring the Core: What is a Balint group?" by Laurel Milberg, PhD and Katherine Knowlton, '
    "PhD. Available in paperback or ebook.",
)


def wrapped(entry: str, width: int, start: str = "", then: str = "") -> str:
    return textwrap.fill(start + entry, width, subsequent_indent=then)


SHAPES: dict[str, Callable[[], str]] = {
    "bullets": lambda: "\n".join(f"  • {one}" for one in ENTRIES),
    "bullets on their own": lambda: "\n".join(f"•\n{one}" for one in ENTRIES),
    "numbers": lambda: "\n".join(f"{n}. {one}" for n, one in enumerate(ENTRIES, 1)),
    "numbers in brackets": lambda: "\n".join(f"[{n}] {one}" for n, one in enumerate(ENTRIES, 1)),
    "numbers in one line": lambda: " ".join(f"{n}. {one}" for n, one in enumerate(ENTRIES, 1)),
    "a table": lambda: "\n".join(f"{n}\t{one}" for n, one in enumerate(ENTRIES, 1)),
    "no-break spaces": lambda: "\r\n".join("•\xa0" + one.replace(" ", "\xa0") for one in ENTRIES),
    "Windows": lambda: "\ufeff" + "\r\n\r\n".join(f"*\t{one}" for one in ENTRIES),
    "wrapped": lambda: "\n\n".join(wrapped(one, 72) for one in ENTRIES),
    "wrapped, bullets": lambda: "\n".join(wrapped(one, 72, "- ", "  ") for one in ENTRIES),
    "wrapped, no gaps": lambda: "\n".join(wrapped(one, 60) for one in ENTRIES),
    "a mail": lambda: "\n".join(f"> {one}" for one in ENTRIES),
    "Markdown": lambda: "\n".join(
        "* " + one.replace(" link]", " link](https://example.org/a_b)") for one in ENTRIES
    ),
    "HTML": lambda: "<ul>" + "".join(f"<li>{one}</li>\n" for one in ENTRIES) + "</ul>",
}


def gist(text: str) -> list[tuple[object, ...]]:
    reading = read_citation_lines(text)
    assert reading.problems == ()
    return [
        (
            *(getattr(one.metadata, name) for name in ("title", "container_title", "year")),
            *(getattr(one.metadata, name) for name in ("volume", "issue", "page", "publisher")),
            tuple(str(person) for person in one.metadata.authors),
            one.authors_cut,
        )
        for one in reading.references
    ]


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_list_says_the_same_in_every_shape(shape: str) -> None:
    expected = gist("\n\n".join(ENTRIES))

    assert len(expected) == len(ENTRIES)
    assert gist(SHAPES[shape]()) == expected


PAGE = """\
<!DOCTYPE html>
<html><head><title>The Evidence</title>
<script>var a = "<p>Hidden A. A script. Fam Med 2004;1:1-2.</p>";</script></head>
<body><nav><ul><li><a href="/">Home</a></li></ul></nav>
<main><h1>The Evidence</h1>
<p>Balint. The possibilities of patient-centered medicine. <em>The Journal of the Royal College
   of General Practitioners</em> (1969) vol. 17 (82) pp. 269-76<br>
   <a href="https://pubmed.ncbi.nlm.nih.gov/5770926/">[PubMed link]</a></p>
<ul><li>Mahoney et al. The nuts &amp; bolts.&nbsp;Int J Psychiatry Med (2013) vol. 45(4) pp.
401-411.<a href="https://doi.org/10.2190/PM.45.4.j">[Link to pdf]</a></ul></main>
<footer>Copyright 2024</footer></body></html>
"""


def test_a_page_saved_from_the_browser_gives_its_citations_with_their_lines() -> None:
    reading = read_references(PAGE.encode(), name="evidence.html")
    first, second = reading.references

    assert (first.metadata.title, first.metadata.page, first.line) == (
        "The possibilities of patient-centered medicine",
        "269-76",
        6,
    )
    assert second.metadata.title == "The nuts & bolts"
    assert second.metadata.doi == "10.2190/PM.45.4.j"
    assert (second.line, reading.problems) == (9, ())
    assert first.sections == second.sections == ("The Evidence",)


def test_the_pubmed_number_of_a_link_is_the_works() -> None:
    first = read_references(PAGE.encode(), name="page").references[0]

    assert first.metadata.pmid == "5770926"
