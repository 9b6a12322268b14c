"""Titles: degrees of likeness, words that matter, marks, notes of databases."""

import pytest

from mendeley_sync.matching.fields.title_markers import title_markers, without_notes
from mendeley_sync.matching.fields.titles import Title, compare_titles, same_word
from mendeley_sync.text.folding import fold, squeeze, without_spaces_between_words

LONG = "Effects of reflective groups on burnout of residents in general practice"


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        (
            "L'<i>écoute</i> du m&eacute;decin &amp; du patient",
            "L'{\\'e}coute du m{\\'e}decin {\\&} du patient",
            "exact",
        ),
        (
            "The ﬁrst signiﬁ\u00adcant patient–doctor encounter",
            "The first significant patient-doctor encounter",
            "exact",
        ),
        ("БАЛИНТОВСКИЕ ГРУППЫ.", "Балинтовские группы", "exact"),
        ("[Group work in Beijing]", "Group work in Beijing", "exact"),
        ("{Group work in Beijing}", "GROUP WORK IN BEIJING", "exact"),
        ("Ärztliche Gespräche führen", "Aerztliche Gespraeche fuehren", "exact"),
        (f"{LONG}. [Review] [42 refs]", LONG, "exact"),
        (f"{LONG}.[Erratum appears in Fam Med. 2006 Oct;37(2):137]", LONG, "exact"),
        (f"{LONG} (Structured abstract)", LONG, "exact"),
        ("Follow-up of heartβ receptors", "Followup of heart beta receptors", "exact"),
        (LONG, LONG.replace("burnout", "burnotu"), "near"),
        (f"[{LONG} [Abstract]]", f"{LONG} [Abstract]", "exact"),
        (LONG, "Effects of reflective groups", "main"),
        (f"{LONG}: a pilot evaluation of two hospitals", LONG, "main"),
        (LONG, LONG[:45] + "…", "main"),
        ("巴林特小组对住院医师职业倦怠的影响", "巴林特小组对住院医师职业倦怠的影响: 综述", "main"),
        (LONG, "Reflective groups: effects on burnout of residents in general practice", "similar"),
        (LONG, "Coping with grief on a surgical ward", "different"),
        ("", LONG, "unknown"),
        ("!!", LONG, "unknown"),
    ],
)
def test_two_titles_are_alike_to_a_degree(one: str, other: str, degree: str) -> None:
    assert compare_titles(Title(one), Title(other)).degree == degree
    assert compare_titles(Title(other), Title(one)).degree == degree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Somatisation in patients with type 1 diabetes",
            "Somatisation in patients with type 2 diabetes",
        ),
        ("What general practitioners feel in part I", "What general practitioners feel in part II"),
        ("Supervision of the leaders of groups (1)", "Supervision of the leaders of groups (2)"),
        ("Supervision of the leaders of groups", "Supervision of the leaders of groups. 2."),
        ("Supervision of the leaders of groups", "Supervision of the leaders of groups, Part II"),
        ("Empathy in female general practitioners", "Empathy in male general practitioners"),
        (
            "Pain in patients with hypotension at night",
            "Pain in patients with hypertension at night",
        ),
        ("Drainage of effusions with fever", "Drainage of effusions without fever"),
        (
            "Leaders who are trained to speak in groups",
            "Leaders who are not trained to speak in groups",
        ),
        ("Care of low grade lesions in young women", "Care of high grade lesions in young women"),
        ("Annual report of the council 2003", "Annual report of the council 2004"),
        ("Groups for medical students in year three", "Groups for medical students in year five"),
        (
            "The second congress of group leaders in Berlin",
            "The third congress of group leaders in Berlin",
        ),
        ("Deficiency of vitamin A in rural patients", "Deficiency of vitamin K in rural patients"),
        ("巴林特小组对护士职业倦怠的影响", "巴林特小组对医生职业倦怠的影响"),
        (f"{LONG}", f"{LONG} protocol"),
        (f"{LONG}: a study of two hospitals", f"{LONG}, a 2 year study of wards: replication"),
    ],
)
def test_a_word_that_matters_makes_two_works(one: str, other: str) -> None:
    for a, b in ((one, other), (other, one)):
        comparison = compare_titles(Title(a), Title(b))
        assert comparison.critical or comparison.marks, comparison


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Mentalising in reflective groups of doctors",
            "Mentalizing in reflective groups of doctors",
        ),
        (
            "The behaviour of tumours in anaemic patients",
            "The behavior of tumors in anemic patients",
        ),
        (
            "Report on the fourth workshop of group leaders",
            "Report on the 4th workshop of group leaders",
        ),
        (
            "Povidone- iodine for malignant effusion of lungs",
            "Povidone-iodine for malignant effusion of lungs",
        ),
        ("Storage of files in data bases on wards", "Storage of files in databases on wards"),
        ("MEGA 4: software for evolutionary genetics", "MEGA4: software for evolutionary genetics"),
        (
            "Agents, turst and information for patients",
            "Agents, trust and information for patients",
        ),
        ("A study of the groups in the wards of a city", "Study of groups in wards of a city"),
    ],
)
def test_spelling_is_no_difference_that_matters(one: str, other: str) -> None:
    for a, b in ((one, other), (other, one)):
        comparison = compare_titles(Title(a), Title(b))
        assert not comparison.critical
        assert comparison.degree in ("exact", "near", "similar", "main")


@pytest.mark.parametrize(
    ("title", "marks"),
    [
        (f"Erratum: {LONG}", ("erratum",)),
        (f"Corrigendum to “{LONG}”", ("erratum",)),
        (f"{LONG} [published erratum]", ("erratum",)),
        (f"{LONG} (erratum)", ("erratum",)),
        (f"Addendum: {LONG}", ("addendum",)),
        (f"{LONG}: addendum", ("addendum",)),
        (f"Retraction: {LONG}", ("retraction",)),
        (f"Expression of concern: {LONG}", ("retraction",)),
        (f"Comment on: {LONG}", ("comment",)),
        (f"Commentary on ‘{LONG}’", ("comment",)),
        (f"Editorial comment: {LONG}", ("comment",)),
        (f"{LONG}: author's reply", ("reply",)),
        (f"Reply to: {LONG}", ("reply",)),
        (f"Review of {LONG}", ("review",)),
        (f"{LONG} (book review)", ("review",)),
        (f"Buchbesprechung: {LONG}", ("review",)),
        (f"{LONG}: study protocol", ("protocol",)),
        (f"{LONG}: a follow-up study", ("followup",)),
        (f"{LONG}: five-year results", ("followup",)),
        (f"{LONG}: further evidence", ("followup",)),
        (f"{LONG}: a replication", ("followup",)),
        (f"{LONG}: an update", ("followup",)),
        (f"{LONG}: abstract", ("abstract",)),
        (f"{LONG}, 2nd ed.", ("edition",)),
        (f"{LONG} (3rd Edition)", ("edition",)),
        (f"{LONG}, Second Edition, Revised", ("edition",)),
        (f"{LONG}, 4. Auflage", ("edition",)),
        (LONG, ()),
        ("Review of literature on group work", ("review",)),
        ("Corrections officers and their patients", ()),
        ("Editorial.", ()),
        ("Re-reading a classic", ()),
        ("Letters from the front: doctors at war", ()),
        ("An updated protocol of care is needed", ()),
    ],
)
def test_a_title_says_what_it_is(title: str, marks: tuple[str, ...]) -> None:
    assert title_markers(title) == marks
    assert Title(title).marks == marks


@pytest.mark.parametrize(
    "noted",
    [
        f"{LONG} [see comment]",
        f"{LONG} [Review]",
        f"{LONG} [abstract no: 134]",
        f"{LONG} (French)",
        f"{LONG} [in German]",
        f"{LONG} [letter; comment]",
        f"RETRACTED: {LONG}",
    ],
)
def test_notes_of_databases_are_no_part_of_a_title(noted: str) -> None:
    assert fold(without_notes(noted)) == fold(LONG)


def test_an_erratum_in_brackets_is_kept() -> None:
    assert "erratum" in without_notes(f"{LONG} (erratum)")


@pytest.mark.parametrize(
    ("title", "generic", "short"),
    [
        ("Editorial", True, True),
        ("Letter to the Editor", True, True),
        ("EDITORIAL 2", True, True),
        ("Editor's comments", True, True),
        ("Balint groups", False, True),
        ("The work of the group", False, True),
        (LONG, False, False),
        ("巴林特小组", False, True),
        ("巴林特小组对住院医师职业倦怠的影响", False, False),
        ("", True, True),
    ],
)
def test_headings_and_short_titles_are_known(title: str, generic: bool, short: bool) -> None:
    assert Title(title).generic is generic
    assert Title(title).short is short


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("behaviour", "behavior", True),
        ("group", "groups", True),
        ("turst", "trust", True),
        ("mentalising", "mentalizing", True),
        ("cat", "car", False),
        ("hypotension", "hypertension", False),
        ("men", "women", False),
        ("symptomatic", "asymptomatic", False),
        ("viii", "vii", False),
        ("patients", "physicians", False),
        ("intracranial", "extracranial", False),
    ],
)
def test_a_misspelt_word_is_told_from_another_word(one: str, other: str, same: bool) -> None:
    assert same_word(one, other) is same
    assert same_word(other, one) is same


def test_folding_keeps_the_letters_of_every_script() -> None:
    assert fold("Балинтовские группы") == "балинтовские группы"
    assert fold("Müßiggang & Ångström") == "mussiggang and angstrom"
    assert fold("ΑΒΓ β-blocker") == "alphabetagamma beta blocker"
    assert squeeze("aerztliche gespraeche") == squeeze("arztliche gesprache")
    assert fold("x" * 5_000) == "x" * 2_000


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        # What stands before a subtitle is a main title from ten letters on.
        ("Ward rounds: notes of a year", "Ward rounds", "main"),
        ("Ward round: notes of one year", "Ward round", "different"),
        ("Groups on a ward: notes of a year", "Groups on a ward", "main"),
        ("Groups on a ward and notes of a year", "Groups on a ward", "different"),
        ("Groups on the wards of one town and some notes", "Groups on the wards of", "different"),
        ("Groups on wards of one town and some notes of it", "Groups on wards of one town", "main"),
        ("巴林特小组对住", "巴林特小组对住院", "main"),
        ("巴林特小组对", "巴林特小组对住院", "main"),
        ("巴林特小组对", "巴林特小组", "similar"),
        ("巴林特小组对住院医师 Balint", "Balint 巴林特小组", "different"),
        ("Groups of doctors …", "Groups of doctors", "exact"),
    ],
)
def test_a_beginning_must_be_long_enough_to_be_a_title(one: str, other: str, degree: str) -> None:
    assert compare_titles(Title(one), Title(other)).degree == degree
    assert compare_titles(Title(other), Title(one)).degree == degree


@pytest.mark.parametrize(
    ("longer", "says"),
    [
        (f"{LONG} in 2 hospitals", ""),
        (f"{LONG} 2", "numbers differ"),
        (f"{LONG}: part 2 of large wards in towns", "part or number"),
        (f"{LONG}, part one: large wards in towns", "part or number"),
        (f"{LONG}: a study of 24 patients", ""),
        (f"{LONG}: II large wards", "part or number"),
        (f"{LONG}: II large wards in towns", ""),
        (f"{LONG}: part II on large wards in towns", "part or number"),
        (f"{LONG}: a protocol for two hospitals", "only one side says protocol"),
        (f"{LONG}: a protocol and a comment for hospitals", "only one side says comment"),
        (f"{LONG}: abstract of the congress of doctors", "only one side says abstract"),
        (f"{LONG[:46]}...", ""),
    ],
)
def test_what_follows_a_main_title_must_be_no_part(longer: str, says: str) -> None:
    for a, b in ((longer, LONG), (LONG, longer)):
        critical = compare_titles(Title(a), Title(b)).critical
        assert says in critical
        assert bool(critical) is bool(says)


@pytest.mark.parametrize("extra", ["not", "II"])
def test_what_only_the_shorter_title_says_makes_two_works(extra: str) -> None:
    longer = f"{LONG} seen in large hospitals of one city"

    comparison = compare_titles(Title(f"{LONG} {extra}"), Title(longer))

    assert comparison.degree == "main"
    assert "shorter title says" in comparison.critical


def test_a_number_in_the_shorter_title_must_stand_in_the_longer() -> None:
    report = "Annual report of the council of doctors"
    longer = Title(f"{report} 2004: summary and accounts of the meetings")

    assert compare_titles(Title(f"{report} 2003"), longer).critical
    assert not compare_titles(Title(f"{report} 2004"), longer).critical


@pytest.mark.parametrize(
    ("one", "other", "critical"),
    [
        ("Work of group a in the wards", "Work of group b in the wards", True),
        ("Work of group a in the wards", "Work of group in the wards", False),
        ("Group work with p53 patients", "Group work with p63 patients", True),
        ("Group work with 10 patients", "Group work with 010 patients", False),
        ("Group work in wards 2 and 3", "Group work in wards 3 and 2", False),
        ("Group work of groups on wards in town", "Group work on wards in town", False),
        ("Update on care of anxious patients", "Care of anxious patients", True),
        ("Typical care of anxious patients", "Atypical care of anxious patients", True),
        ("Moral care of anxious patients", "Amoral care of anxious patients", True),
        ("Heart beats of anxious patients", "Heartbeets of anxious patients", False),
        ("Heart beats of anxious patients", "Headbands of anxious patients", True),
    ],
)
def test_letters_and_numbers_in_a_title_are_weighed(one: str, other: str, critical: bool) -> None:
    for a, b in ((one, other), (other, one)):
        comparison = compare_titles(Title(a), Title(b))
        assert comparison.degree in ("exact", "near", "similar", "main")
        assert bool(comparison.critical) is critical


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # A slip in four and five letters, two up to nine, three beyond.
        ("care", "cares", True),
        ("group", "grope", False),
        ("doctor", "dactar", True),
        ("listening", "lisstenning", True),
        ("listening", "listens", False),
        ("residency", "rasidancy", True),
        ("residency", "rasidansy", False),
        ("hospitalisation", "hospitlizaton", True),
        ("hospitalisation", "hospitlzaton", False),
        ("tact", "tcat", True),
        ("act", "cat", False),
        # Two letters more in front, or an a, turn a word round; one other letter is a slip.
        ("unable", "able", False),
        ("moral", "amoral", False),
        ("moral", "emoral", True),
        ("upbeat", "downbeat", False),
        ("underuse", "overuse", False),
        ("xxii", "xxiii", False),
    ],
)
def test_how_far_a_word_may_be_misspelt_depends_on_its_length(
    one: str, other: str, same: bool
) -> None:
    assert same_word(one, other) is same
    assert same_word(other, one) is same


@pytest.mark.parametrize(
    ("title", "main"),
    [
        ("Groups on a ward: notes", "groupsonaward"),
        ("What is it? A study", "whatisit"),
        ("Groups of two (a study)", "groupsoftwo"),
        ("Groups on a ward", ""),
        ("Hospital: a study of wards", "hospital"),
        # A colon so early divides no title from its subtitle.
        ("Healing: a study of wards", ""),
        ("Groups: a study of wards", ""),
    ],
)
def test_a_main_title_ends_where_the_subtitle_begins(title: str, main: str) -> None:
    assert Title(title).main == main


@pytest.mark.parametrize(
    ("title", "text", "truncated"),
    [
        ("[[Group work]]", "Group work", False),
        ('"Group work"', "Group work", False),
        ("«Group work»", "Group work", False),
        ("{Group work}", "Group work", False),
        ("Group work ...", "Group work ...", True),
        ("Group work (…)", "Group work (…)", True),
        ("x" * 2_005, "x" * 2_000, False),
    ],
)
def test_brackets_and_quotes_around_the_whole_are_no_part_of_a_title(
    title: str, text: str, truncated: bool
) -> None:
    assert Title(title).text == text
    assert Title(title).truncated is truncated


def test_the_last_word_of_a_title_cut_off_counts_only_in_a_short_one() -> None:
    assert Title("Groups of doctors and nur…").words == ["groups", "of", "doctors", "and"]
    assert Title("Groups of doctors nur…").words == ["groups", "of", "doctors"]
    assert Title("Groups of doc…").words == ["groups", "of", "doc"]


@pytest.mark.parametrize(
    ("text", "spaceless"),
    [("ไทย", True), ("ひらがな", True), ("漢字", True), ("Йод", False), ("한국어", False)],
)
def test_scripts_without_spaces_are_known(text: str, spaceless: bool) -> None:
    assert without_spaces_between_words(text) is spaceless


def test_umlauts_meet_in_the_vowel_and_other_vowels_stay() -> None:
    assert squeeze("boese") == "bose"
    assert squeeze("aeon") == "aeon"
    assert squeeze("maeander") == "maeander"


def test_tex_is_read_as_the_letters_that_it_prints() -> None:
    assert fold('{\\"u}ber \\& so \\emph{x} \\aa n') == "uber and so x an"
    assert fold("Stra\\ss e") == "strasse"
    assert fold("A &amp;amp; B") == "a and b"


def test_a_mark_stands_at_the_end_of_the_longest_title() -> None:
    assert title_markers(f"{'very ' * 100}long: erratum") == ("erratum",)
