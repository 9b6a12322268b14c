"""Citation lines by kind: the styles of journals, books and their parts, and printed accidents."""

from __future__ import annotations

import time
from typing import Any

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.citation.read import read_citation_lines


def the_only(text: str) -> Reference:
    (reference,) = read_citation_lines(text).references
    return reference


def shown(line: str) -> dict[str, Any]:
    """Everything that one line shows, without what it does not."""
    metadata = the_only(line).metadata
    values = {
        "type": metadata.type,
        "authors": [str(one) for one in metadata.authors],
        "editors": [str(one) for one in metadata.editors],
        "title": metadata.title,
        "in": metadata.container_title,
        "year": metadata.year,
        "month": metadata.issued.month if metadata.issued else None,
        "volume": metadata.volume,
        "issue": metadata.issue,
        "page": metadata.page,
        "place": metadata.publisher_place,
        "publisher": metadata.publisher,
        "edition": metadata.edition,
        "genre": metadata.genre,
        "doi": metadata.doi,
        "language": metadata.language,
    }
    return {name: value for name, value in values.items() if value}


# --- articles ----------------------------------------------------------------------------

ARTICLE = {
    "type": "article-journal",
    "title": "Integrating intuition and reasoning",
    "year": 2006,
    "volume": "35",
    "page": "987-989",
}


@pytest.mark.parametrize(
    ("line", "more"),
    [
        pytest.param(
            "Lichtenstein A, Lustig M: Integrating intuition and reasoning. Aust Fam Physician "
            "2006, 35(12):987-989.",
            {"authors": ["Lichtenstein, A", "Lustig, M"], "in": "Aust Fam Physician"},
            id="a colon behind the authors",
        ),
        pytest.param(
            "A. Lichtenstein, M. Lustig, Integrating intuition and reasoning, Aust. Fam. Physician "
            "35 (2006) 987–989.",
            {"authors": ["Lichtenstein, A.", "Lustig, M."], "in": "Aust. Fam. Physician"},
            id="commas everywhere",
        ),
        pytest.param(
            'A. Lichtenstein and M. Lustig, "Integrating intuition and reasoning," Australian '
            "Family Physician, vol. 35, no. 12, pp. 987–989, Dec. 2006.",
            {
                "authors": ["Lichtenstein, A.", "Lustig, M."],
                "in": "Australian Family Physician",
                "month": 12,
            },
            id="engineers",
        ),
        pytest.param(
            "Lichtenstein A, Lustig M (2006) Integrating intuition and reasoning. Aust Fam "
            "Physician 35(12):987-989. doi: .",
            {"authors": ["Lichtenstein, A", "Lustig, M"], "in": "Aust Fam Physician"},
            id="a bare year and a DOI that was lost",
        ),
        pytest.param(
            "Lichtenstein, A. & Lustig, M. 2006 Integrating intuition and reasoning. Aust. Fam. "
            "Physician 35, 987-989. (doi:10. 1000/j.afp.12)",
            {
                "authors": ["Lichtenstein, A.", "Lustig, M."],
                "in": "Aust. Fam. Physician",
                "doi": "10.1000/j.afp.12",
            },
            id="a year without punctuation and a broken DOI",
        ),
        pytest.param(
            "Lichtenstein, A., and M. Lustig. Integrating intuition and reasoning. Aust. Fam. "
            "Physician 35:987-989, 2006.",
            {"authors": ["Lichtenstein, A.", "Lustig, M."], "in": "Aust. Fam. Physician"},
            id="the year last",
        ),
        pytest.param(
            "A Lichtenstein, M Lustig, Integrating intuition and reasoning. Aust Fam Physician. "
            "35(12):987-989 (2006).",
            {"authors": ["Lichtenstein, A", "Lustig, M"], "in": "Aust Fam Physician"},
            id="initials first",
        ),
        pytest.param(
            "Lichtenstein A, Lustig M. Integrating intuition and reasoning. Aust Fam Physician. "
            "Dec 2006;35(12):987-989. Epub 2006 Nov 3. [PubMed] [CrossRef]",
            {"authors": ["Lichtenstein, A", "Lustig, M"], "in": "Aust Fam Physician", "month": 12},
            id="a month first, remarks last",
        ),
        pytest.param(
            "LICHTENSTEIN A., LUSTIG M., Integrating intuition and reasoning, Journal médical, "
            "2006, vol. 35, n° 12, p. 987-989.",
            {"authors": ["LICHTENSTEIN, A.", "LUSTIG, M"], "in": "Journal médical"},
            id="French",
        ),
        pytest.param(
            "Lichtenstein, A., Lustig, M.: Integrating intuition and reasoning. Z Psychosom Med "
            "35 (2006), H. 12, S. 987-989.",
            {"authors": ["Lichtenstein, A.", "Lustig, M."], "in": "Z Psychosom Med"},
            id="German",
        ),
        pytest.param(
            "Integrating intuition and reasoning, Lichtenstein and Lustig, 2006 Australian Family "
            "Physician (35(12):987-989)",
            {"authors": ["Lichtenstein", "Lustig"], "in": "Australian Family Physician"},
            id="the title first",
        ),
    ],
)
def test_one_article_is_read_the_same_in_every_style(line: str, more: dict[str, Any]) -> None:
    found = shown(line)
    found.pop("issue", None)

    assert found == ARTICLE | more


@pytest.mark.parametrize(
    ("line", "journal"),
    [
        ("Malm R. On rats. Brain Res. Dev. Brain Res. 2004;36:1-2.", "Brain Res. Dev. Brain Res"),
        ("Malm R. On rats. Proc. Natl. Acad. Sci. U S A 98, 11-16 (2001)", "Proc. Natl."),
        ("Malm R. In E. coli. Biometals 2008, 21:459-467.", "Biometals"),
        ("Malm R. With W. R. Bion. Balint Journal (2019) vol. 20 (3) pp. 75-78", "Balint Journal"),
        ("Malm R. One thing. And another. Fam Med. 2004;36:1-2.", "Fam Med"),
        ("Malm R. On ads. Journal of Public Policy & Marketing. 2012;31(2):293-304.", "Journal of"),
        ("Malm R. On eyes. Marketing Review St. Gallen (2008) vol. 25 (6) pp. 38-43", "Marketing"),
    ],
)
def test_an_abbreviated_journal_is_kept_whole(line: str, journal: str) -> None:
    metadata = the_only(line).metadata

    assert metadata.container_title.startswith(journal)
    assert metadata.title in line
    assert metadata.title + ". " + metadata.container_title[:4] in line


@pytest.mark.parametrize(
    ("locator", "volume", "issue", "page"),
    [
        ("2010;5(3):e9490", "5", "3", "e9490"),
        ("5(3), Article e9490 (2010)", "5", "3", "e9490"),
        ("2010;36(Suppl 1):S12-5", "36", "Suppl 1", "S12-5"),
        ("2010;36 Suppl 1:S12-5", "36 Suppl 1", "", "S12-5"),
        ("2010;36(2 Pt 1):12-5", "36", "2 Pt 1", "12-5"),
        ("2010:154-9", "", "", "154-9"),
        ("36/2 (2010) 114-122", "36", "2", "114-122"),
        ("2010;36(4):947-968, viii", "36", "4", "947-968, viii"),
        ("(2010) vol. XIX (73) pp. ix-xii", "XIX", "73", "ix-xii"),
        ("2010;331(7529):1356.3", "331", "7529", "1356.3"),
        ("36. Jg. 2010, Heft 2, S. 114–122", "36", "2", "114-122"),
    ],
)
def test_numbers_are_read_in_every_spelling(
    locator: str, volume: str, issue: str, page: str
) -> None:
    metadata = the_only(f"Malm RL. On training of residents. Family Medicine {locator}.").metadata

    assert (metadata.volume, metadata.issue, metadata.page) == (volume, issue, page)
    assert metadata.container_title == "Family Medicine"
    assert metadata.year == 2010


# --- books, parts of books, theses, reports ----------------------------------------------

CHAPTER = {
    "type": "chapter",
    "title": "Balint groups",
    "in": "When professionals weep",
    "page": "161-170",
    "publisher": "Routledge",
    "year": 2016,
}
KATZ_JOHNSON = {"editors": ["Katz, RS", "Johnson, TA"], "edition": "2", "place": "New York"}


@pytest.mark.parametrize(
    ("line", "more"),
    [
        (
            "Knowlton K. Balint groups. In: Katz RS, Johnson TA, editors. When professionals weep. "
            "2nd ed. New York: Routledge; 2016. p. 161-170.",
            KATZ_JOHNSON | {"authors": ["Knowlton, K"]},
        ),
        (
            "Knowlton K (2016) Balint groups. In: Katz RS, Johnson TA (eds) When professionals "
            "weep, 2nd edn. Routledge, New York, pp 161–170",
            KATZ_JOHNSON | {"authors": ["Knowlton, K"]},
        ),
        (
            "Knowlton, K. (2016) ‘Balint groups’, in Katz, R.S. and Johnson, T.A. (eds) When "
            "professionals weep. 2nd edn. New York: Routledge, pp. 161–170.",
            {
                "authors": ["Knowlton, K."],
                "editors": ["Katz, R.S.", "Johnson, T.A."],
                "edition": "2",
                "place": "New York",
            },
        ),
        (
            'Knowlton, Katherine. "Balint groups." When professionals weep, edited by Renee Katz '
            "and Therese Johnson, Routledge, 2016, pp. 161-170.",
            {
                "authors": ["Knowlton, Katherine"],
                "editors": ["Katz, Renee", "Johnson, Therese"],
            },
        ),
        (
            "Knowlton, Katherine. “Balint groups.” In When professionals weep, edited by Renee S. "
            "Katz and Therese A. Johnson, 161–170. New York: Routledge, 2016.",
            {
                "authors": ["Knowlton, Katherine"],
                "editors": ["Katz, Renee S.", "Johnson, Therese A."],
                "place": "New York",
            },
        ),
        (
            "Knowlton, K. (2016): Balint groups. In: Katz, R. (Hrsg.): When professionals weep. "
            "New York: Routledge, S. 161-170.",
            {"authors": ["Knowlton, K."], "editors": ["Katz, R."], "place": "New York"},
        ),
    ],
    ids=["vancouver", "springer", "harvard", "mla", "chicago", "german"],
)
def test_one_chapter_is_read_the_same_in_every_style(line: str, more: dict[str, Any]) -> None:
    assert shown(line) == CHAPTER | more


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Balint, M. (1964). The doctor and his patient (2nd ed.). London: Pitman Medical.",
            {
                "type": "book",
                "authors": ["Balint, M."],
                "title": "The doctor and his patient",
                "year": 1964,
                "edition": "2",
                "place": "London",
                "publisher": "Pitman Medical",
            },
        ),
        (
            "Rosin U (1989): Balint-Gruppen: Konzeption und Forschung. Berlin, Zürich (Springer).",
            {
                "type": "book",
                "authors": ["Rosin, U"],
                "title": "Balint-Gruppen: Konzeption und Forschung",
                "year": 1989,
                "place": "Berlin, Zürich",
                "publisher": "Springer",
            },
        ),
        (
            "Balint E, Norell JS, eds. Six minutes for the patient. London: Tavistock, 1973.",
            {
                "type": "book",
                "editors": ["Balint, E", "Norell, JS"],
                "title": "Six minutes for the patient",
                "year": 1973,
                "place": "London",
                "publisher": "Tavistock",
            },
        ),
        (
            "World Health Organization. Framework for action on education. Geneva: WHO; 2010.",
            {
                "type": "book",
                "authors": ["World Health Organization"],
                "title": "Framework for action on education",
                "year": 2010,
                "place": "Geneva",
                "publisher": "WHO",
            },
        ),
        (
            "Kjeldmand D. The doctor, the task and the group [dissertation]. Uppsala: Uppsala "
            "University; 2006.",
            {
                "type": "thesis",
                "authors": ["Kjeldmand, D"],
                "title": "The doctor, the task and the group",
                "year": 2006,
                "genre": "dissertation",
                "place": "Uppsala",
                "publisher": "Uppsala University",
            },
        ),
        (
            "Kjeldmand, D. (2006). The task and the group (Doctoral dissertation, Uppsala "
            "University).",
            {
                "type": "thesis",
                "authors": ["Kjeldmand, D."],
                "title": "The task and the group",
                "year": 2006,
                "genre": "Doctoral dissertation",
                "publisher": "Uppsala University",
            },
        ),
        (
            "Otten H. The leader. In: Proceedings of the 15th International Balint Congress; 2007; "
            "Lisbon. p. 45-52.",
            {
                "type": "paper-conference",
                "authors": ["Otten, H"],
                "title": "The leader",
                "in": "Proceedings of the 15th International Balint Congress",
                "year": 2007,
                "page": "45-52",
                "place": "Lisbon",
            },
        ),
        (
            "Gensch K: [Decisions of young physicians]. Gesundheitswesen 2007, 69:359-370, "
            "[in German].",
            {
                "type": "article-journal",
                "authors": ["Gensch, K"],
                "title": "[Decisions of young physicians]",
                "in": "Gesundheitswesen",
                "year": 2007,
                "volume": "69",
                "page": "359-370",
                "language": "de",
            },
        ),
    ],
    ids=["edition", "German", "editors", "body", "thesis", "thesis, APA", "meeting", "language"],
)
def test_books_theses_and_reports_are_told_from_articles(
    line: str, expected: dict[str, Any]
) -> None:
    assert shown(line) == expected


# --- printed accidents -------------------------------------------------------------------


def test_words_that_a_line_end_broke_are_whole_again_and_compounds_keep_their_hyphen() -> None:
    metadata = the_only(
        "Peter- sen BT. Self- reported well- being of physi- cians in short- and long-term care, "
        "an evidence- based view. Gastro- enterology. 2004;127:1291-9."
    ).metadata

    assert metadata.title == (
        "Self-reported well-being of physicians in short- and long-term care, an evidence-based "
        "view"
    )
    assert metadata.container_title == "Gastroenterology"
    assert metadata.authors[0].last_name == "Petersen"


def test_two_citations_in_one_line_are_two_references() -> None:
    first, second = read_citation_lines(
        "Gillott A, Furniss F. Anxiety in children. Autism. 2001;5(3):277. Gosch A, Pankau R. "
        "Personality of individuals. Dev Med Child Neurol. 1997;39(8):527-33."
    ).references

    assert first.metadata.title == "Anxiety in children"
    assert (second.metadata.title, second.metadata.year) == ("Personality of individuals", 1997)


def test_what_was_not_understood_is_unsure_in_every_field() -> None:
    reading = read_citation_lines(
        "Urey HC (1952) The planets. University Press, Chicago Van Trump JE, Miller SL (1972) "
        "Synthesis of methionine. Science 178:859-860"
    )
    (reference,) = reading.references

    assert {"title", "author", "issued", "volume"} <= set(reading.unsure(reference.key))


def test_a_study_group_is_an_author_and_no_title() -> None:
    metadata = the_only(
        "Sabatine MS, Morrow DA, et al. PEACE Investigators. Prognostic utility of an enzyme. "
        "Circulation. 2007;27:2463-9."
    ).metadata

    assert [str(one) for one in metadata.authors][-1] == "PEACE Investigators"
    assert metadata.title == "Prognostic utility of an enzyme"


@pytest.mark.parametrize(
    "hostile",
    ["A. " * 900, "2004;1(2):3-4. " * 190, "Ed. " * 700, "." * 2900, "(" * 2900, "doi: 10. " * 320],
    ids=["initials", "numbers", "editors", "dots", "brackets", "identifiers"],
)
def test_a_hostile_line_costs_no_time(hostile: str) -> None:
    started = time.process_time()
    read_citation_lines(f"Balint M. A title. {hostile} Fam Med 2004;36(2):1-2.")
    read_citation_lines(hostile)

    assert time.process_time() - started < 5
