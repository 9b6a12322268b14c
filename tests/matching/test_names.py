"""People compared: order, initials, titles, spelling, compound and changed surnames."""

import pytest

from mendeley_sync.matching.fields.authors import Authors, compare_authors
from mendeley_sync.names.likeness import Person, compare_people, parse_person, split_people

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
        (("Houfflin V, Debarge",), ("Houfflin V, Debarge",), False),
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


@pytest.mark.parametrize(
    ("printed", "person"),
    [
        ("Smith JA", Person("smith", "smith", "smith", ("j", "a"))),
        ("J A Smith", Person("smith", "smith", "smith", ("j", "a"))),
        ("J.A. Smith", Person("smith", "smith", "smith", ("j", "a"))),
        ("Li X", Person("li", "li", "li", ("x",))),
        ("Wu Y. Z.", Person("wu", "wu", "wu", ("y", "z"))),
        ("AB Ng", Person("ng", "ng", "ng", ("a", "b"))),
        ("K., Li", Person("li", "li", "li", ("k",))),
        ("J. M., Beek", Person("beek", "beek", "beek", ("j", "m"))),
        ("Anna B", Person("anna", "anna", "anna", ("b",))),
        ("Anna Berg C.", Person("annaberg", "berg", "anna", ("c",))),
        ("Anna Berg C. D.", Person("annaberg", "berg", "anna", ("c", "d"))),
        ("Lund B, Anna", Person("lund", "lund", "lund", ("b", "anna"))),
        ("B Lund, Anna", Person("lund", "lund", "lund", ("b", "anna"))),
        ("Jean-Paul Sartre", Person("sartre", "sartre", "sartre", ("jean", "paul"))),
        ("Sartre, J.-P.", Person("sartre", "sartre", "sartre", ("j", "p"))),
        ("Jones, JOE", Person("jones", "jones", "jones", ("j", "o", "e"))),
        ("Jones, Jo", Person("jones", "jones", "jones", ("jo",))),
        ("Jones, JOAN", Person("jones", "jones", "jones", ("joan",))),
        ("Lévi-Strauss, C.", Person("levistrauss", "strauss", "levi", ("c",))),
        ("Anna Maria de Souza", Person("desouza", "souza", "souza", ("anna", "maria"))),
        ("Juan de la Cruz", Person("delacruz", "cruz", "cruz", ("juan",))),
        ("A. de Groot Lund", Person("delund", "lund", "lund", ("a", "groot"))),
        ("van Roy", Person("vanroy", "roy", "roy", ())),
        ("Do, Anna", Person("do", "do", "do", ("anna",))),
        ("Anna Do", Person("do", "do", "do", ("anna",))),
        ("Berg, Med", Person("berg", "berg", "berg", ())),
        ("王伟", Person("王伟", "王伟", "王伟", ())),
        ("SMITH JA", Person("smith", "smith", "smith", ("j", "a"))),
        ("SMITH J AB", Person("smith", "smith", "smith", ("j", "a", "b"))),
        ("ANNA B SMITH", Person("smith", "smith", "smith", ("anna", "b"))),
        ("ANNA BERG C", Person("annaberg", "berg", "anna", ("c",))),
        ("LEE JH", Person("lee", "lee", "lee", ("j", "h"))),
        ("O", Person("o", "o", "o", ())),
        ("Van Roy", Person("vanroy", "roy", "roy", ())),
        ("Dr Smith", Person("smith", "smith", "smith", ())),
        ("Smith, Dr", Person("smith", "smith", "smith", ())),
        ("Smith, Van", Person("vansmith", "smith", "smith", ())),
    ],
)
def test_family_name_particles_and_initials_are_told_apart(printed: str, person: Person) -> None:
    assert parse_person(printed) == person


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        # One slip in five to eight letters of a family name, two in nine or more.
        ("Brand, Anna", "Brandt, Anna", "agree"),
        ("Schneidr, Anna", "Schnoider, Anna", "contradict"),
        ("Schneider, Anna", "Schnaidar, Anna", "agree"),
        ("Schneiderhan, Anna", "Schnaidirhen, Anna", "contradict"),
        # One slip in a given name, two in seven letters or more.
        ("Muller, Kathrin", "Muller, Katrin", "agree"),
        ("Muller, Annelie", "Muller, Annalia", "agree"),
        ("Muller, Anneli", "Muller, Anzela", "contradict"),
        ("Muller, Anna", "Muller, Anke", "contradict"),
        ("Muller, Jo", "Muller, Jim", "contradict"),
        # Equal initials speak for a given name that is spelt otherwise.
        ("Muller, Anna B.", "Muller, Anke B.", "agree"),
        ("Muller, Anna B.", "Muller, Anke C.", "contradict"),
        # The name that a person goes by may be the second.
        ("Muller, Berta", "Muller, Anna Berta", "agree"),
        ("Muller, B.", "Muller, Anna Berta", "agree"),
        # A letter that an export lost stands for one letter or two.
        ("M?ller, A.", "Müller, A.", "agree"),
        ("M?ller, A.", "Möllner, A.", "contradict"),
        ("Muller, J?rg", "Muller, Jörg", "agree"),
        # The first of two surnames alone must be long enough to say something.
        ("Moreau Ricaud, M.", "Moreau, M.", "agree"),
        ("Moreau Ricaud, M.", "Ricaud, M.", "agree"),
        ("Ng Kent, M.", "Ng, M.", "contradict"),
        ("Kent Ng, M.", "Ng, M.", "agree"),
        ("Braun Lund, Ada", "Vogt Braun, Ada", "agree"),
        ("Lund Braun, Ada", "Vogt Lund, Ada", "agree"),
        ("Cam Parre, R.", "Vega Cam, R.", "contradict"),
        ("Lund, Ada", "Lundgren, Ada", "contradict"),
        ("Kim Berg, Eva", "Lund Kim, Eva", "unknown"),
        ("Kim Berg, Jo", "Lund Kim, Jo", "contradict"),
        # Given and family name exchanged, one of them perhaps an initial.
        ("Rüth, Ulrich", "Ulrich, R.", "agree"),
        ("Rüth, U.", "Ulrich, Rüth", "agree"),
        ("Rüth, Ulrich", "Ulrich, K.", "contradict"),
        ("Rüth, U.", "Ulrich, R.", "contradict"),
        ("Rüth", "Ulrich, Rüth", "contradict"),
        ("Berg, Elizabeth", "Berg, Liz", "agree"),
    ],
)
def test_a_slip_a_short_form_and_a_second_surname_are_weighed(
    one: str, other: str, answer: str
) -> None:
    assert compare_people(one, other).answer == answer
    assert compare_people(other, one).answer == answer


ADLER, STEIN, BERG, LUND, RUSZ = "Adler, G.", "Stein, L.", "Berg, A.", "Lund, K.", "Rusz, P."
OTTO, VOGT, ZORN = "Otto, F.", "Vogt, M.", "Zorn, Q."


@pytest.mark.parametrize(
    ("one", "other", "degree", "shared"),
    [
        ((ADLER, STEIN), (STEIN, ADLER), "strong", 2),
        ((BERG, ADLER, STEIN, LUND), (RUSZ, ADLER, STEIN, OTTO), "strong", 2),
        ((BERG, ADLER, STEIN, LUND, RUSZ), (OTTO, ADLER, STEIN, VOGT, ZORN), "weak", 0),
        ((ADLER, STEIN, BERG, LUND, RUSZ), (ADLER, STEIN, OTTO, VOGT, ZORN), "some", 2),
        ((ADLER, STEIN), (STEIN, BERG), "weak", 0),
        ((ADLER,), (BERG, ADLER), "some", 1),
        ((ADLER, ADLER), (ADLER, STEIN), "some", 1),
        ((ADLER, "Unknown"), (ADLER,), "some", 1),
        ((ADLER, "Adlers, G."), ("Adlers, G.", ADLER), "all", 2),
    ],
)
def test_two_shared_people_are_strong_where_they_are_half_of_the_shorter_list(
    one: tuple[str, ...], other: tuple[str, ...], degree: str, shared: int
) -> None:
    for comparison in (
        compare_authors(Authors(one), Authors(other)),
        compare_authors(Authors(other), Authors(one)),
    ):
        assert (comparison.degree, comparison.shared) == (degree, shared)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Stein Adler", "Adler, S.", True),
        ("Eva Lund", "Eva, L.", True),
        ("Eva Lund", "Eva, K.", False),
        ("Eva Lund", "Eva", True),
        ("Ada Berta Lund", "Berta, A.", True),
        ("Ada Eva Lund", "Eva, K.", False),
        ("Xiao Ming Li", "Xiaoming, L.", True),
        ("Li Xiao Ming", "Xiaoming Li", True),
        ("Camps, Karl", "Rafael Camps Paré", False),
        ("Camps", "Rafael Camps Paré", True),
        ("Rafael, R.", "Rafael Camps", False),
        ("Eva, Anton", "Eva Anton", True),
        ("Eva, L.", "Ada Eva Lund", False),
        ("Erna, L.", "Ada Erna Lund", True),
        ("Adler", "Stein, L.", False),
        ("Rafael, Karl", "Rafael Camps", False),
        ("Abrandt Dahlgren", "Abrandt Dahlgren, M.", True),
        ("Lund Berg et al.", "Lund Berg, K.", True),
        ("Ad Berg et al.", "Lund Berg, K.", False),
        ("Lee Berg et al.", "Berg, K.", True),
        ("Jo Berg et al.", "Berg, K.", False),
        ("Ada Berta Berg et al.", "Berta Lund, K.", False),
    ],
)
def test_a_family_name_printed_among_the_given_names_is_found(
    one: str, other: str, same: bool
) -> None:
    found = compare_authors(Authors((one,)), Authors((other,)))

    assert (found.degree in ("all", "strong", "some")) is same
    assert compare_authors(Authors((other,)), Authors((one,))).degree == found.degree


def test_a_body_of_four_words_is_told_from_a_person() -> None:
    person = Authors((ADLER,))

    assert compare_authors(Authors(("Royal Council of Doctors",)), person).degree == "unknown"
    assert compare_authors(Authors(("Council of Doctors",)), person).degree == "none"
    assert compare_authors(Authors(("Royal Council of Doctors", STEIN)), person).degree == "none"
