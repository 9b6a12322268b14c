"""Titles: degrees of likeness, words that matter, marks, notes of databases."""

import pytest

from mendeley_sync.matching.folding import fold, squeeze
from mendeley_sync.matching.marks import marks_of, without_notes
from mendeley_sync.matching.titles import Title, compare_titles, same_word

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
    assert marks_of(title) == marks
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
