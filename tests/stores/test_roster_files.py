"""Rosters as secretaries keep them: read, and written back with nothing else changed."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.roster.cells import rows_of
from mendeley_sync.stores.roster.roster import (
    LARGEST_FILE,
    RosterFile,
    read_roster,
    roster_size,
    with_profiles,
    write_profiles,
)
from mendeley_sync.stores.roster.text import decoded, encoded

Read = Callable[[str | bytes], RosterFile]

ID = "2a9d7e14-63b8-3c05-b1f7-0e4c8d21a590"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def made(content: str | bytes) -> RosterFile:
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_roster(path)

    return made


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("name,email,society", "Anna Muster,anna@example.org,IBF"),
        ("Name;E-Mail;Gesellschaft", "Anna Muster;anna@example.org;IBF"),
        ("Full Name\tE-mail address\tCountry", "Anna Muster\tanna@example.org\tIBF"),
        ("Vorname;Nachname;E-Mail-Adresse;Verein", "Anna;Muster;anna@example.org;IBF"),
        ("Name;Vorname;Email;Land", "Muster;Anna;anna@example.org;IBF"),
        ("Nom;Prénom;Courriel;Société", "Muster;Anna;anna@example.org;IBF"),
        ("Nombre;Apellidos;Correo electrónico;Sociedad", "Anna;Muster;anna@example.org;IBF"),
        ("Nome;Cognome;E-mail;Associazione", "Anna;Muster;anna@example.org;IBF"),
        ("Voornaam;Achternaam;E-mail;Vereniging", "Anna;Muster;anna@example.org;IBF"),
        ("EMAIL;society;LAST NAME;first_name", "anna@example.org;IBF;Muster;Anna"),
    ],
)
def test_headers_in_the_languages_of_the_societies(read: Read, header: str, row: str) -> None:
    (entry,) = read(f"{header}\r\n{row}\r\n").roster.entries

    assert {entry.name, entry.name.partition(", ")[0]} & {"Anna Muster", "Muster"}
    assert "Anna" in entry.name
    assert (entry.email, entry.society, entry.row) == ("anna@example.org", "IBF", 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheet_programs(read: Read, encoding: str) -> None:
    (entry,) = read("Name;E-Mail\r\nJörg Möller;j@example.org\r\n".encode(encoding)).roster.entries

    assert entry.name == "Jörg Möller"


def test_a_line_that_names_the_separator_is_no_row(read: Read) -> None:
    (entry,) = read("sep=;\r\nName;E-Mail\r\nAnna, Muster;a@example.org\r\n").roster.entries

    assert (entry.name, entry.row) == ("Anna, Muster", 3)


def test_broken_rows_are_named_and_the_rest_is_read(read: Read) -> None:
    roster = read(
        "name,email,profile_id\n"
        "Anna Muster,anna@example.org,\n"
        '"Bruno Beispiel,bruno@example.org,\n'
        ",nameless@example.org,\n"
        "\n"
        "Example, Clara, clara@example.org,,\n"
        "Dora,not an address,\n"
        "Emil,emil@example.org,what?\n"
        "Anna Muster,ANNA@example.org,\n"
        "Fritz,,\n"
    ).roster

    assert [entry.name for entry in roster.entries] == ["Anna Muster", "Dora", "Emil", "Fritz"]
    assert [entry.row for entry in roster.entries] == [2, 7, 8, 10]
    said = dict(roster.problems)
    assert list(said) == [3, 4, 6, 7, 8, 9]
    assert "quotation mark" in said[3]
    assert "no name" in said[4]
    assert "it has 5 cells, the header has 3" in said[6]
    assert "e-mail" in said[7]
    assert "profile id" in said[8]
    assert "row 2" in said[9]


def test_one_profile_in_two_rows_is_one_person(read: Read) -> None:
    roster = read(f"name,profile_id\nAnna,{ID}\nAnna Neu,{ID}\nAnna,\n").roster

    assert [entry.row for entry in roster.entries] == [2, 4]
    assert roster.problems == ((3, "the same person as in row 2"),)


def test_a_problem_never_repeats_a_name_or_an_address(read: Read) -> None:
    roster = read('name,email\n"Anna Muster,anna@example.org\nBruno,bruno at home\n').roster

    assert not any(word in str(roster.problems) for word in ("Anna", "Bruno", "example.org"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("colour,size\nred,5\n", "no column of names: the first row has 'colour', 'size'"),
    ],
)
def test_what_is_no_roster_is_refused_with_the_way_on(read: Read, content: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        read(content)

    assert "roster.example.csv" in str(refused.value.advice)


def test_a_missing_roster_is_refused_and_counts_nobody(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_roster(tmp_path / "nothing.csv")
    assert roster_size(tmp_path / "nothing.csv") is None


def test_a_folder_or_a_file_of_another_kind_is_no_roster(tmp_path: Path) -> None:
    large = tmp_path / "film.csv"
    with large.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)

    with pytest.raises(ConfigError, match="cannot be read"):
        read_roster(tmp_path)
    with pytest.raises(ConfigError, match="too large"):
        read_roster(large)


def test_a_lone_column_of_names_is_enough_whatever_it_is_called(read: Read) -> None:
    for header in ("Nom", "Vorname", "Apellidos", "Mitglied"):
        (entry,) = read(f"{header}\nAnna Muster\n").roster.entries
        assert entry.name == "Anna Muster"


def test_bytes_that_no_encoding_fits_are_kept(read: Read) -> None:
    file = read(b"name,profile_id\nJ\x81rg\xff,\n")

    assert with_profiles(file, {2: ID}) == b"name,profile_id\nJ\x81rg\xff," + ID.encode() + b"\n"


def test_the_example_in_the_config_folder_can_be_read() -> None:
    example = Path(__file__).parents[2] / "config" / "roster.example.csv"

    assert roster_size(example) == 4


UNTIDY = (
    'Name;Vorname;"E-Mail";Profil-ID;Notiz\r\n'
    'Möller; Jörg ;"j@example.org";;"sagt ""ja"";\r\nzweite Zeile"\r\n'
    "\r\n"
    "Muster;Anna;anna@example.org;;\r\n"
    "Kurz;Ida\r\n"
    '"kaputt;;\r\n'
    "Last;Lea;;;x"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_confirmed_ids_are_written_and_every_other_byte_stays(read: Read, encoding: str) -> None:
    before = UNTIDY.encode(encoding)
    file = read(before)

    after = with_profiles(file, {2: ID, 5: ID, 7: ID})

    expected = (
        UNTIDY.replace('"j@example.org";;', f'"j@example.org";{ID};')
        .replace("Kurz;Ida", f"Kurz;Ida;;{ID}")
        .replace("Last;Lea;;;x", f"Last;Lea;;{ID};x")
    )
    assert after == expected.encode(encoding)
    assert with_profiles(file, {}) == before


def test_a_roster_without_the_column_gets_one(read: Read) -> None:
    file = read("name,email\r\nAnna Muster,a@example.org\r\n\r\nBruno,b@example.org")

    after = with_profiles(file, {2: ID}).decode()

    assert after == (
        f"name,email,profile_id\r\nAnna Muster,a@example.org,{ID}\r\n\r\nBruno,b@example.org,"
    )


def test_an_id_that_stands_there_is_never_replaced(read: Read) -> None:
    file = read(f"name,profile_id\nAnna,{ID}\n")

    assert with_profiles(file, {2: "another-profile"}) == file.data


def test_a_roster_that_somebody_changed_meanwhile_is_left_alone(read: Read) -> None:
    file = read("name,profile_id\nAnna,\n")
    file.path.write_bytes(b"name,profile_id\nAnna,\nBruno,\n")

    with pytest.raises(ConfigError, match="nothing was written"):
        write_profiles(file, {2: ID})

    assert file.path.read_bytes() == b"name,profile_id\nAnna,\nBruno,\n"


# Separators, quotation marks and line ends are common: they are where rows go wrong.
raw_text = st.lists(st.sampled_from(['"', ";", ",", "\r\n", "\n", "\r", "a", "ö", " ", "=1"])).map(
    "".join
)


@settings(deadline=None)
@given(raw_text)
def test_cells_and_what_stands_between_them_make_up_the_whole_text(text: str) -> None:
    read = decoded(text.encode())
    place = read.dialect.start

    for row in rows_of(read):
        between = text[row.end : row.end + 2]
        assert place <= row.cells[0].start
        assert row.cells[-1].end <= row.end
        assert between[:1] in ("", "\r", "\n") or row.problem
        place = row.end


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_they_can_be_written_back(data: bytes) -> None:
    read = decoded(data)

    assert encoded(read.text, read) == data
    assert not read.mark or data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff"))


@settings(deadline=None)
@given(raw_text)
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    for row in rows_of(decoded(text.encode())):
        assert row.number >= 1
