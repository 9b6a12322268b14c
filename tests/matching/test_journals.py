"""Names of journals and books, kinds of publication, identifiers."""

import pytest

from mendeley_sync.matching.identity import kind_of, normal_doi, normal_isbns, normal_pmid
from mendeley_sync.matching.journals import compare_journals, stands_for
from mendeley_sync.matching.record import MatchRecord


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Fam Med", "Family Medicine", "agree"),
        ("Patient Educ Couns", "Patient Education and Counseling", "agree"),
        (
            "J. Am. Psych. Nurse. Assoc.",
            "Journal of the American Psychiatric Nurses Association",
            "agree",
        ),
        (
            "Proc. Natl. Acad. Sci.",
            "Proceedings of the National Academy of Sciences of the United States of America",
            "agree",
        ),
        ("CMAJ", "Canadian Medical Association Journal", "agree"),
        ("Ai zheng = Aizheng = Chinese journal of cancer", "Chinese Journal of Cancer", "agree"),
        ("Medizinische Klinik (Munich, Germany : 1983)", "Medizinische Klinik", "agree"),
        (
            "J Clin Oncol",
            "Journal of clinical oncology : official journal of the American Society",
            "agree",
        ),
        ("Jthoraccardiovascsurg", "Journal of Thoracic & Cardiovascular Surgery", "agree"),
        ("The Lancet", "LANCET", "agree"),
        ("Dtsch-Med-Wochenschr", "Deutsche Medizinische Wochenschrift", "agree"),
        ("Proceedings of the Forum of Family Doctors", "Forum of Family Doctors", "agree"),
        ("Cytometry", "Communications in Clinical Cytometry", "half"),
        (
            "Clinical Otolaryngology",
            "Clinical Otolaryngology & Allied Sciences and More Words Still",
            "half",
        ),
        ("Lancet", "Family Medicine", "contradict"),
        (
            "Proc. 5th Workshop on Computing (Allerton)",
            "49th Allerton Conference on Computing (Allerton)",
            "contradict",
        ),
        ("The Third Congress of Doctors", "The Fourth Congress of Doctors", "contradict"),
        ("Z Allg Med = Journal of Family Doctors", "Journal of Family Doctors", "agree"),
        ("Fam Med: Offprints", "Family Medicine", "agree"),
        ("Fam Med off", "Family Medicine official", "agree"),
        ("Jabc", "Journal and Bulletin", "contradict"),
        ("Balint Journal", "The Journal", "half"),
        ("Wien (Graz)", "Linz (Graz)", "half"),
        ("Rounds = Group Work", "Visits = Group Work", "agree"),
        ("", "Lancet", "unknown"),
        ("!", "Lancet", "unknown"),
    ],
)
def test_journals_are_compared_by_their_words(one: str, other: str, answer: str) -> None:
    assert compare_journals(one, other) == answer
    assert compare_journals(other, one) == answer


@pytest.mark.parametrize(
    ("short", "long", "stands"),
    [
        ("natl", "national", True),
        ("j", "journal", True),
        ("psyc", "psychiatric", True),
        ("med", "surgery", False),
        ("nat", "nature", True),
        ("x", "axis", False),
        ("journal", "j", False),
    ],
)
def test_an_abbreviation_has_its_letters_in_order(short: str, long: str, stands: bool) -> None:
    assert stands_for(short, long) is stands


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("10.1/x", ""),
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/abc.", "10.1000/abc"),
        ("10.1000/a&lt;b&gt;c", "10.1000/a<b>c"),
        ("10.1000/a%28b%29c", "10.1000/a(b)c"),
        ("", ""),
        ("none", ""),
    ],
)
def test_a_doi_has_one_spelling(printed: str, normal: str) -> None:
    assert normal_doi(printed) == normal


def test_isbn_10_and_13_are_one() -> None:
    assert normal_isbns("0-422-74360-7") == normal_isbns("978-0-422-74360-0 (hbk)")
    assert normal_isbns("9780422743600; 0422733407") > normal_isbns("0422733407")
    assert normal_isbns("") == frozenset()
    assert normal_isbns("12345") == frozenset()


def test_a_pmid_is_its_digits() -> None:
    assert normal_pmid("PMID: 0024556763") == "24556763"
    assert normal_pmid("1234567890123") == ""
    assert normal_pmid("") == ""


@pytest.mark.parametrize(
    ("kind", "journal", "doi", "expected"),
    [
        ("article", "medRxiv", "", "preprint"),
        ("", "SSRN Electronic Journal", "", "preprint"),
        ("article", "NBER Working Papers", "", "preprint"),
        ("generic", "", "10.31234/osf.io/x", "preprint"),
        ("journal", "Fam Med", "10.31234/osf.io/x", "article"),
        ("thesis", "University of Leeds", "", "thesis"),
        ("phdthesis", "", "", "thesis"),
        ("article", "Proc. 3rd Workshop on Groups", "", "conference"),
        ("conference_proceedings", "Fam Med", "", "article"),
        ("conference_proceedings", "", "", "conference"),
        ("book", "", "", "book"),
        ("book", "When doctors listen", "", "chapter"),
        ("book_section", "When doctors listen", "", "chapter"),
        ("Journal", "Fam Med", "", "article"),
        ("", "", "", ""),
    ],
)
def test_the_kind_of_a_record_is_judged_by_its_container_first(
    kind: str, journal: str, doi: str, expected: str
) -> None:
    assert kind_of(MatchRecord(id="x", type=kind, journal=journal), doi) == expected
