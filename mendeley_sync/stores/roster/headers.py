"""The headers that secretaries write above a roster's columns, in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple


class _Names(NamedTuple):
    name: str = "name"
    given: str = "given"
    family: str = "family"
    email: str = "email"
    society: str = "society"
    profile_id: str = "profile_id"


COLUMNS: Final = _Names()
Columns = Mapping[str, int]
"""Column name and its place in a row, counted from 0."""

_SPELLINGS: Final = {
    COLUMNS.name: (
        "name fullname membername displayname member person mitglied vollername namevorname"
        " vornamename nomcomplet nometprenom nomprenom membre nombrecompleto nombreyapellidos"
        " miembro socio nomecompleto socionome nomecognome cognomenome naam volledigenaam lid"
        " nev teljesnev tag numecomplet numeprenume imieinazwisko jmeno navn namn nimi"
    ),
    COLUMNS.given: (
        "firstname givenname given forename first vorname rufname prenom prenoms nombre nombres"
        " nome primeironome voornaam keresztnev utonev prenume imie krestnijmeno fornavn fornamn"
        " etunimi"
    ),
    COLUMNS.family: (
        "lastname familyname family surname last nachname familienname zuname nom nomdefamille"
        " apellido apellidos cognome sobrenome apelido achternaam familienaam vezeteknev"
        " csaladnev nume numedefamilie nazwisko prijmeni efternavn etternavn efternamn sukunimi"
    ),
    COLUMNS.email: (
        "email emailaddress mail mailaddress emails emailadresse mailadresse epost courriel"
        " adresseemail adressemail adresseelectronique correo correoelectronico emailcim"
        " indirizzoemail postaelettronica emailadres adresaemail adresemail sahkoposti"
    ),
    COLUMNS.society: (
        "society association organisation organization group chapter country gesellschaft verein"
        " verband land societe pays asociacion sociedad pais societa associazione associacao"
        " sociedade paese vereniging genootschap egyesulet tarsasag orszag societate asociatia"
        " tara towarzystwo kraj spolecnost selskab forening sallskap yhdistys balintsociety"
    ),
    COLUMNS.profile_id: (
        "profileid profile mendeleyprofileid mendeleyid mendeleyprofile mendeley profil profilid"
        " profilkennung mendeleyprofil mendeleykennung idprofil idmendeley"
    ),
}
_COLUMN_OF: Final = {
    spelling: column for column, text in _SPELLINGS.items() for spelling in text.split()
}


def find_columns(headers: Sequence[str]) -> Columns | None:
    """Which column holds what; None where no column holds names.

    The first of two columns with the same meaning counts. A lone "Nom" or "Nombre" is the
    whole name; beside a column of given names it is the family name.
    """
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        column = _COLUMN_OF.get(_folded(header))
        if column is not None:
            found.setdefault(column, place)
    return _with_names_settled(found)


def _with_names_settled(found: dict[str, int]) -> Columns | None:
    has = found.keys()
    if COLUMNS.name in has and COLUMNS.given in has and COLUMNS.family not in has:
        # German rosters: "Name; Vorname", where Name is the family name.
        found[COLUMNS.family] = found.pop(COLUMNS.name)
    if COLUMNS.name in has:
        return found
    if COLUMNS.given in has and COLUMNS.family in has:
        return found
    for lone in (COLUMNS.family, COLUMNS.given):
        if lone in has:
            found[COLUMNS.name] = found.pop(lone)
            return found
    return None


def _folded(header: str) -> str:
    plain = unicodedata.normalize("NFKD", header.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)
