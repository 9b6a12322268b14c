"""People compared: order, initials, titles, spelling, compound and changed surnames."""

import pytest

from mendeley_sync.matching.authors import Authors, compare_authors
from mendeley_sync.matching.names import Person, compare_people, parse_person, split_people

ONE_PERSON = (
    ("Müller, Jörg", "Mueller, J."),
    ("Möller, Anna", "Moeller, A."),
    ("Möller, Anna", "Moller, A"),
    ("Van Roy, Kaatje", "Kaatje Van Roy"),
    ("van der Berg, Jan", "Jan van der Berg"),
    ("Nunes da Silva, Maria", "Silva MN"),
    ("Rüth, Ulrich", "Ulrich, Rüth"),
    ("Östensson, Karl", "Ostensson K"),
    ("Moreau Ricaud, Michelle", "Moreau-Ricaud, M."),
    ("Dr. Heide Otten", "Otten, Heide"),
    ("Otten, Heide, M.D.", "Otten, H."),
    ("Prof. Dr. med. Anna Berg", "Berg, Anna"),
    ("Mike Carey", "Carey, Michael J."),
    ("Bob Gerber", "Gerber, Robert H."),
    ("Larry Brown", "Brown, Laurence"),
    ("B{\\'e}rard, {\\'E}.", "Bérard, Émile"),
    ("G&#246;k, M", "Gok, M."),
    ("G?k, M", "Gök, M."),
    ("O'Donnell, C. P.", "O’Donnell, Colm"),
    ("Иванов П. С.", "Иванов, Пётр"),
    ("SMITH, J. A.", "Smith JA"),
    ("Lockemann, Peter", "Lockermann, Peter"),
)
TWO_PEOPLE = (
    ("Hall, Laura", "Hall, Gillian"),
    ("Balint, Michael", "Balint, Enid"),
    ("Balint, M.", "Balint, E."),
    ("Lustig, M.", "Rusz, M."),
    ("Lee, Anna", "Lea, Anna"),
    ("Berg, Anna", "Burg, Anna"),
    ("Smith, John", "Smyth, Karen"),
    ("王伟", "李娜"),
)
NOBODY_KNOWS = (
    ("Adler", "Adler, G."),
    ("", "Adler, G."),
    ("Braun, Johanna", "Braun Keller, Johanna"),
)


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_two_ways_to_print_one_person_agree(one: str, other: str) -> None:
    assert compare_people(one, other).answer == "agree"
    assert compare_people(other, one).answer == "agree"


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people_contradict_each_other(one: str, other: str) -> None:
    assert compare_people(one, other).answer == "contradict"
    assert compare_people(other, one).answer == "contradict"


@pytest.mark.parametrize(("one", "other"), NOBODY_KNOWS)
def test_too_little_of_a_name_is_never_a_contradiction(one: str, other: str) -> None:
    assert compare_people(one, other).answer != "contradict"
    assert compare_people(other, one).answer != "contradict"


def test_the_answer_says_why() -> None:
    assert compare_people("Adler, G.", "Stein, L.").reason == "other family names"
    assert compare_people("Hall, L.", "Hall, G.").reason == "one family name, other given names"
    assert "no given name" in compare_people("Hall", "Hall, G.").reason
    assert "no name" in compare_people("", "Hall, G.").reason
    assert "other way round" in compare_people("Rüth, Ulrich", "Ulrich, Rüth").reason


@pytest.mark.parametrize(
    ("printed", "family", "given"),
    [
        ("Fitch, R.", "fitch", ("r",)),
        ("Fitch R", "fitch", ("r",)),
        ("R. Fitch", "fitch", ("r",)),
        ("Fitch", "fitch", ()),
        ("J. M. H. Beek", "beek", ("j", "m", "h")),
        ("K. P, Cataldo", "cataldo", ("k", "p")),
        ("Houfflin V, Debarge", "houfflin", ("v", "debarge")),
        ("van der Berg, J.", "vanderberg", ("j",)),
        ("Berg, Jan van der", "vanderberg", ("jan",)),
        ("", "", ()),
    ],
)
def test_a_name_is_taken_apart(printed: str, family: str, given: tuple[str, ...]) -> None:
    person = parse_person(printed)

    assert (person.family, person.given) == (family, given)


@pytest.mark.parametrize(
    ("printed", "people", "cut"),
    [
        (("Turner and Malm",), ("Turner", "Malm"), False),
        (("Knox & Kat",), ("Knox", "Kat"), False),
        (("Olds, J., & Malone, J.",), ("Olds, J.", "Malone, J."), False),
        (
            ("Grce, M., Matovina, M., and Sabol, I.",),
            ("Grce, M.", "Matovina, M.", "Sabol, I."),
            False,
        ),
        (("Zhao X, Chen H",), ("Zhao X", "Chen H"), False),
        (("Johnson et al",), ("Johnson",), True),
        (("Dziura, et al.",), ("Dziura",), True),
        (("王伟等",), ("王伟",), True),
        (("Adler, G.", "and others"), ("Adler, G.",), True),
        (("Adler, G.", "Stein, L."), ("Adler, G.", "Stein, L."), False),
        (("Tan A.Schulze A.O'Donnell C. P.",), ("Tan A.", "Schulze A.", "O'Donnell C. P."), False),
        (("Smith; Jones",), ("Smith", "Jones"), False),
        (("Fraser, C. D.\n, Jr.",), ("Fraser, C. D.",), False),
        (
            ("Landau, Etta", "Bennett, U.", "Undset S."),
            ("Landau, Etta", "Bennett, U.", "Undset S."),
            False,
        ),
        (("Adler, G. ", "", " Stein"), ("Adler, G.", "Stein"), False),
        ((), (), False),
    ],
)
def test_a_printed_list_is_divided_into_people(
    printed: tuple[str, ...], people: tuple[str, ...], cut: bool
) -> None:
    assert split_people(printed) == (people, cut)


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "Smith, John E.",
            "Smith, John E",
            "John E. Smith",
            "Dr. John E. Smith",
            "SMITH, John E.",
        ),
        *("Smith , John E.", "Prof. Smith, John E.", "John E. Smith, PhD"),
    ],
)
def test_the_commonest_forms_are_taken_apart_like_every_other(printed: str) -> None:
    assert parse_person(printed) == Person("smith", "smith", "smith", ("john", "e"))


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        (("Adler, G.",), ("Adler, Gerd",), "all"),
        (("Adler, G.", "Stein, L."), ("Adler, G.", "Stein, L."), "all"),
        (("Adler, G.", "Stein, L."), ("Adler, G.", "Stein, L.", "Berg, A."), "strong"),
        (("Adler et al",), ("Adler, G.", "Stein, L."), "some"),
        (("Macedo Barcelos et al.",), ("Barcelos, A. C.", "Adad, S. J."), "some"),
        (("Abrandt Dahlgren et al",), ("Abrandt Dahlgren, M.", "Almquist, A."), "some"),
        (("Álvarez Rojo and Romero Ruiz",), ("Álvarez Rojo, V.", "Romero Ruiz, S."), "all"),
        (("O. Owolabi",), ("O. Owolabi, D.",), "all"),
        (("Camps, Rafael",), ("Rafael Camps Paré",), "all"),
        (("Adler, G.", "Berg, A.", "Lund, K."), ("Stein, L.", "Adler, G.", "Rusz, P."), "weak"),
        (("Stein, L.",), ("Adler, G.", "Stein, L."), "some"),
        (("Adler, G.",), ("Stein, L.",), "none"),
        (("Adler, G.",), ("Adler, H.",), "none"),
        ((), ("Adler, G.",), "unknown"),
        (("Unknown",), ("Adler, G.",), "unknown"),
        (("The National Council of Family Doctors",), ("Adler, G.", "Stein, L."), "unknown"),
    ],
)
def test_lists_of_authors_agree_to_a_degree(
    one: tuple[str, ...], other: tuple[str, ...], degree: str
) -> None:
    assert compare_authors(Authors(one), Authors(other)).degree == degree
    assert compare_authors(Authors(other), Authors(one)).degree == degree


def test_the_number_of_shared_authors_is_counted() -> None:
    one = Authors(("Adler, G.", "Stein, L.", "Berg, A."))
    other = Authors(("Stein, Leo", "Adler, Gerd"))

    comparison = compare_authors(one, other)

    assert comparison.shared == 2
    assert comparison.reason == "2 authors agree"


def test_no_authors_on_either_side_is_told_from_none_on_one() -> None:
    nobody, somebody = Authors(()), Authors(("Adler, G.",))

    assert compare_authors(nobody, Authors(())).both_missing
    assert not compare_authors(nobody, somebody).both_missing
