"""Annotated pages of societies: sections, links and annotations kept, every form told by form."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.page_makers import FORMS, pages
from benchmarks.society_pages import counted, outcomes, shared_pages
from mendeley_sync.formats.citation.read import read_citation_lines

SEED_PAGE = """<html><body><nav><a href="https://example.org/">Home</a></nav><main>
<h2>The Evidence</h2>
<p>Balint. The possibilities of patient-centered medicine. The Journal of the Royal College of
 General Practitioners (1969) vol. 17 (82) pp. 269-76<br>
 <a href="https://example.org/1">[PubMed link]</a></p><ul>
<li>Turner and Malm. A preliminary investigation of Balint and non-Balint behavioral medicine
 training. Family Medicine (2004) vol. 36 (2) pp. 114-22
 <a href="https://example.org/2">[Family Medicine journal link]</a></li>
<li>Johnson et al. Essential characteristics of effective Balint Group leadership. Family Medicine
 (2004) vol. 36 (4) pp. 253-9 [<a href="https://example.org/3">Family Medicine journal
 link</a>]</li>
<li>Kjeldmand et al. Balint training makes GPs thrive better in their job. Patient Education and
 Counseling (2004) vol. 55 (2) pp. 230-5 <a href="https://example.org/4">[PubMed link]</a></li>
<li>Knowlton and Katz. Balint groups to address countertransference and burnout in palliative and
 end-of-life care. Chapter 16 in When Professionals Weep. New York: Routledge (2016).
 <a href="https://example.org/5">[Link to PDF]</a></li>
<li>Lichtenstein and Lustig. Integrating intuition and reasoning--how Balint groups can help medical
 decision making. Australian family physician (2006) vol. 35 (12) pp. 987-9
 <a href="https://example.org/6">[PubMed link]</a></li>
<li>Mahoney et al. Balint groups: The nuts and bolts of making better doctors. The international
 journal of psychiatry in medicine (2013) vol. 45(4) pp. 401-411.<a
 href="https://example.org/7">[Link to pdf]</a></li>
<li>Van Roy, K. Vanheule, S., and Inslegers, R. (2015)Research on Balint groups: A literature
 review. Patient education and counseling. <a href="https://example.org/8">[Link to text]</a></li>
</ul><p>"Restoring the Core of Clinical Practice: What is a Balint group and how does it help?" by
 Laurel Milberg, PhD and Katherine Knowlton, PhD. Available in
 <a href="https://example.org/9">paperback</a> or <a href="https://example.org/10">ebook</a>.</p>
</main></body></html>"""
LABELS = ["PubMed link", "Family Medicine journal link", "Family Medicine journal link"]
LABELS += ["PubMed link", "Link to PDF", "PubMed link", "Link to pdf", "Link to text"]
LABELS += ["paperback", "ebook"]


def test_the_seed_page_gives_nine_references_and_every_link_with_its_label() -> None:
    reading = read_citation_lines(SEED_PAGE)
    links = [link for one in reading.references for link in one.extra["custom"]["links"]]

    assert (len(reading.references), reading.problems) == (9, ())
    assert links == [
        {"label": label, "url": f"https://example.org/{number}"}
        for number, label in enumerate(LABELS, start=1)
    ]
    assert {one.sections for one in reading.references} == {("The Evidence",)}


def test_the_pages_of_three_societies_are_read_or_marked_unsure(shared: Path) -> None:
    found = [one for page in shared_pages().values() for one in page]
    counts = counted(found)

    assert counts["wrong"] == counts["lost"] == 0
    assert counts["right"] >= 0.95 * len(found)
    assert all(outcome == "right" for name, outcome, _ in found if name == "sections")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_form_of_citation_is_read_in_three_languages(form: str) -> None:
    counts = sum(
        (
            counted(outcomes(read_citation_lines(page.text), page.truth))
            for page in pages()
            if page.form == form
        ),
        start=counted([]),
    )

    assert counts["right"] + counts["unsure"] >= 0.89 * sum(counts.values())


def test_a_label_of_a_pasted_link_is_kept_and_its_address_is_the_works_number() -> None:
    line = "Turner AL. On listening. Fam Med 2004;36(2):114-22. {} Describes how two groups began."
    for link in (
        "[Full text](https://doi.org/10.1000/xyz1)",
        "Read Article: https://doi.org/10.1000/xyz1",
    ):
        (reference,) = read_citation_lines(line.format(link)).references

        assert reference.metadata.doi == "10.1000/xyz1"
        assert reference.metadata.note == "Describes how two groups began."
        assert reference.extra["custom"]["links"][0]["url"] == "https://doi.org/10.1000/xyz1"


def test_sentences_below_one_citation_alone_are_marked_unsure() -> None:
    page = (
        "Turner AL. On listening. Fam Med 2004;36(2):114-22.\n\n"
        "Malm RL. On waiting. Fam Med 2005;37(1):14-20.\n\n"
        "This paper is often read in the first seminar of a new group.\n\n"
        "Dolan A. On speaking. Fam Med 2006;38(1):4-9.\n"
    )
    reading = read_citation_lines(page)

    assert [bool(one.metadata.note) for one in reading.references] == [False, True, False]
    assert "note" in reading.unsure(reading.references[1].key)
