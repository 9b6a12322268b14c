"""Names of journals and books, kinds of publication, identifiers."""

import pytest

from mendeley_sync.domain.identifiers import comparable_doi, comparable_isbns, comparable_pmid
from mendeley_sync.matching.fields.journals import compare_journals, stands_for, variants
from mendeley_sync.matching.identity import kind_of
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
    assert comparable_doi(printed) == normal


def test_isbn_10_and_13_are_one() -> None:
    assert comparable_isbns("0-422-74360-7") == comparable_isbns("978-0-422-74360-0 (hbk)")
    assert comparable_isbns("9780422743600; 0422733407") > comparable_isbns("0422733407")
    assert comparable_isbns("") == frozenset()
    assert comparable_isbns("12345") == frozenset()


def test_a_pmid_is_its_digits() -> None:
    assert comparable_pmid("PMID: 0024556763") == "24556763"
    assert comparable_pmid("1234567890123") == ""
    assert comparable_pmid("") == ""


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


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        # What follows three abbreviated words may be missing, if it is no longer than they are.
        ("Int J Fam", "International Journal of Family Medicine and Primary Care", "agree"),
        (
            "Int J Fam",
            "International Journal of Family Medicine and Primary Care Research",
            "half",
        ),
        ("Int J", "International Journal of Family", "half"),
        ("Fam Med", "Family Medicine and Care", "half"),
        # "Official journal of ..." adds nothing to a name.
        ("Fam Med", "Family Medicine Official Journal of the Society", "agree"),
        ("Fam Med", "Family Medicine Official Journal", "half"),
        ("Fam Med", "Family Medicine and the Journal of Society", "half"),
        # Initials are those of the whole name.
        ("IJ", "International Journal", "agree"),
        ("IJPM", "International Journal of Psychiatry in Medicine", "agree"),
        ("IJPN", "International Journal of Psychiatry in Medicine", "contradict"),
        ("CMA Bulletin", "Canadian Medical Association Journal", "half"),
        ("CMX Bulletin", "Canadian Medical Association Journal", "contradict"),
        ("ABCDEFGHI", "Ants Bees Cats Dogs Elks Foxes Goats Hens Ibex", "contradict"),
        ("ABCDEFGH", "Ants Bees Cats Dogs Elks Foxes Goats Hens", "agree"),
        # The beginnings of three words or more in one run of eight letters or more.
        ("Jfamilymed", "Journal of Family Medicine", "agree"),
        ("Jfamimed", "Journal of Family Medicine", "agree"),
        ("Jfammed", "Journal of Family Medicine", "contradict"),
        ("Famimedi", "Family Medicine", "contradict"),
        ("Jfamilymex", "Journal of Family Medicine", "contradict"),
        ("Proceedings Natl Acad Sci", "National Academy of Sciences", "agree"),
        ("Proc Forum", "Forum", "half"),
        ("Proc Forum Doctors", "Forum of Doctors", "agree"),
        ("Lancet", "Care = Lancet", "agree"),
        # "Journal" and a number prove nothing against each other.
        ("Journal 12", "Lancet", "half"),
        ("Journal of Groups", "Lancet Groups", "half"),
        ("Groupwork", "Group Studies", "half"),
        ("Ba", "Balance Two", "contradict"),
        ("Grouping Work", "Grouptherapy", "half"),
        ("Grow", "Growing Well", "half"),
        ("Gro Wu", "Growing Well", "half"),
        ("Gr Wu", "Growing Well", "contradict"),
        ("The Fifth Forum of Care", "Forum of Care", "half"),
        ("5th Forum of Care", "Forum of Care 12", "half"),
        ("National Medicine", "Nation Medicine", "agree"),
        ("J = Ann Fam Med", "Annals of Family Medicine", "agree"),
        ("Ann = Fam Med", "Med", "half"),
    ],
)
def test_what_is_missing_from_the_name_of_a_journal_is_weighed(
    one: str, other: str, answer: str
) -> None:
    assert compare_journals(one, other) == answer
    assert compare_journals(other, one) == answer


@pytest.mark.parametrize(
    ("short", "long", "stands"),
    [
        ("nationl", "national", True),
        ("jrnl", "journal", True),
        ("jlrn", "journal", False),
        ("nn", "national", True),
        ("aa", "national", False),
        ("ab", "aeb", True),
        ("ab", "ba", False),
        ("n", "national", True),
        ("n", "in", False),
    ],
)
def test_the_letters_of_an_abbreviation_stand_in_the_word_one_after_the_other(
    short: str, long: str, stands: bool
) -> None:
    assert stands_for(short, long) is stands


def test_a_parallel_title_of_one_short_word_is_no_title() -> None:
    assert variants("Zeitschrift = Ann = Die = Fam Med") == (
        ("zeitschrift", "ann", "fam", "med"),
        ("zeitschrift",),
        ("fam", "med"),
    )


def test_a_book_with_a_container_is_a_chapter_and_a_stated_preprint_may_have_none() -> None:
    def kind(stated: str, journal: str = "") -> str:
        return kind_of(MatchRecord(id="x", type=stated, journal=journal), "")

    assert kind("preprint") == "preprint"
    assert kind("preprint", "Fam Med") == "preprint"
    assert kind("", "Research Square") == "preprint"
    assert kind("book", "Proceedings of the 3rd Congress") == "conference"


def test_a_number_too_long_for_pubmed_is_no_pmid() -> None:
    assert comparable_pmid("123456789") == "123456789"
    assert comparable_pmid("PMID 123456789") == "123456789"
    assert comparable_pmid("PMID 1234567890") == ""
    assert comparable_pmid("1234567890") == ""


def test_isbns_are_read_with_hyphens_and_spaces() -> None:
    assert comparable_isbns("978 0 422 74360 0") == comparable_isbns("0422743607")
    assert comparable_isbns("0-422-74360-X") == comparable_isbns("0422743607")
    assert comparable_isbns("978-0-422-74360") == frozenset()
