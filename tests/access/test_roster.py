"""A roster against members and invitations: who is in, and how sure that is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mendeley_sync.access.check_result import Answer
from mendeley_sync.access.roster.compare import RosterReport, RosterStatus, compare_roster
from mendeley_sync.access.roster.names import Fit, compare_roster_names
from mendeley_sync.domain.community import Invitation, Member, Profile, Roster, RosterEntry
from tests.access.cases import NOW, an_invitation


def a_member(first: str, last: str, *, display_name: str = "") -> Member:
    identity = f"p-{first}-{last}".lower()
    profile = Profile(id=identity, first_name=first, last_name=last, display_name=display_name)
    return Member(profile_id=identity, role="member", profile=profile)


def a_roster(*names: str, **fields: str) -> Roster:
    return Roster(
        entries=tuple(
            RosterEntry(row=row, name=name, **fields) for row, name in enumerate(names, start=2)
        )
    )


def compared(
    roster: Roster,
    *members: Member,
    invitations: tuple[Invitation, ...] | None = (),
    limit: int | None = 25,
    pending: int | None = None,
) -> RosterReport:
    return compare_roster(
        roster, members, invitations, now=NOW, member_limit=limit, pending=pending
    )


def standings(report: RosterReport) -> list[RosterStatus]:
    return [finding.standing for finding in report.findings]


def test_two_members_of_one_name_are_ambiguous_and_both_are_named() -> None:
    twins = (a_member("Anna", "Muster"), a_member("Anna", "Müster", display_name="x"))
    same = Member(profile_id="p-2", role="member", profile=twins[0].profile)

    (finding,) = compared(a_roster("Anna Muster"), twins[0], same).findings

    assert (finding.standing, finding.reason) == (RosterStatus.AMBIGUOUS, "two members fit")
    assert {member.profile_id for member in finding.candidates} == {"p-anna-muster", "p-2"}


def test_two_rows_that_fit_one_member_are_both_ambiguous() -> None:
    report = compared(a_roster("Anna Muster", "Muster, Anna"), a_member("Anna", "Muster"))

    assert standings(report) == [RosterStatus.AMBIGUOUS] * 2
    assert report.findings[0].reason == "two rows of the roster fit this member"
    assert report.answer is Answer.NOT_KNOWN


def test_father_and_son_are_told_apart_only_where_both_names_say_so() -> None:
    plain = compared(a_roster("Muster, Hans sen.", "Muster, Hans jun."), a_member("Hans", "Muster"))
    junior = compared(
        a_roster("Muster, Hans sen.", "Muster, Hans jun."), a_member("Hans", "Muster Jr.")
    )

    assert standings(plain) == [RosterStatus.AMBIGUOUS] * 2
    assert plain.findings[0].reason == "one of them is a junior or senior"
    assert standings(junior) == [RosterStatus.NOT_IN, RosterStatus.IN]


def test_a_name_in_another_script_is_suggested() -> None:
    report = compared(a_roster("Иванов, Иван", "王伟"), a_member("Ivan", "Ivanov"))

    assert standings(report) == [RosterStatus.AMBIGUOUS, RosterStatus.NOT_IN]
    assert report.findings[0].reason == "one is written in another script"


def test_a_member_who_is_somebody_else_is_not_suggested() -> None:
    report = compared(a_roster("Anna Muster", "Anna Becker"), a_member("Anna", "Muster"))

    assert standings(report) == [RosterStatus.IN, RosterStatus.NOT_IN]


def test_a_changed_surname_is_suggested_where_few_have_the_given_name() -> None:
    (finding,) = compared(a_roster("Anna Becker"), a_member("Anna", "Muster")).findings

    assert finding.standing is RosterStatus.AMBIGUOUS
    assert finding.reason == "the given name fits, the surname does not"


def test_a_common_given_name_suggests_nobody() -> None:
    members = [a_member("Anna", family) for family in ("Muster", "Fern", "Neu")]

    assert standings(compared(a_roster("Anna Becker"), *members)) == [RosterStatus.NOT_IN]


def test_what_is_left_of_several_gives_its_own_reason() -> None:
    members = (a_member("Adam", "Doppel"), a_member("Alma", "Doppel"))

    findings = compared(a_roster("A. Doppel", "Adam Doppel"), *members).findings

    assert [finding.standing for finding in findings] == [RosterStatus.AMBIGUOUS, RosterStatus.IN]
    assert [member.profile_id for member in findings[0].candidates] == ["p-alma-doppel"]


def test_a_profile_id_beats_every_name() -> None:
    roster = Roster(entries=(RosterEntry(row=2, name="Anna Neu", profile_id="p-anna-muster"),))

    report = compared(roster, a_member("Anna", "Muster"))

    assert report.answer is Answer.YES
    assert not report.findings[0].by_name
    assert report.to_confirm() == {}


def test_a_profile_that_left_is_not_in_whoever_has_the_name() -> None:
    roster = Roster(entries=(RosterEntry(row=2, name="Anna Muster", profile_id="gone"),))

    assert standings(compared(roster, a_member("Anna", "Muster"))) == [RosterStatus.NOT_IN]


def test_a_display_name_serves_where_there_is_no_other() -> None:
    profile = Profile(id="p", display_name="Anna Muster")
    member = Member(profile_id="p", role="member", profile=profile)

    assert standings(compared(a_roster("Anna Muster"), member)) == [RosterStatus.IN]


def test_a_member_without_a_profile_is_nobody_s_match() -> None:
    report = compared(a_roster("Anna Muster"), Member(profile_id="p", role="member"))

    assert standings(report) == [RosterStatus.NOT_IN]
    assert report.members_without_name == 1


def test_the_address_of_an_invitation_counts_in_any_case_but_exactly() -> None:
    invitation = an_invitation(email="Anna@Example.org", sent=None)
    same = a_roster("Anna Muster", email="anna@example.org")
    other = a_roster("Anna Muster", email="anna@example.com")

    assert standings(compared(same, invitations=(invitation,))) == [RosterStatus.INVITED]
    assert standings(compared(other, invitations=(invitation,))) == [RosterStatus.NOT_IN]


def test_a_waiting_invitation_counts_before_a_declined_one() -> None:
    old = an_invitation(id="i-0", status="DECLINED", sent=NOW - timedelta(days=90))

    report = compared(
        a_roster("Anna Muster", email="anna@example.org"), invitations=(an_invitation(), old)
    )

    assert report.findings[0].waiting_days == 1


def test_an_accepted_invitation_of_somebody_who_left_proves_nothing() -> None:
    accepted = an_invitation(status="ACCEPTED", profile_id="gone")

    report = compared(a_roster("Anna Muster", email="anna@example.org"), invitations=(accepted,))

    assert standings(report) == [RosterStatus.NOT_IN]


@pytest.mark.parametrize(
    ("people", "free", "limit", "sentence"),
    [
        (0, 20, 25, "25 of 25 seats are free; nobody of the roster needs one."),
        (2, 20, 25, "25 of 25 seats are free: enough for the 2 people of the roster not in yet."),
        (26, 0, 25, "The roster has 26 people, but the group has only 25 seats"),
        (2, 1, None, "How many could still join is not known"),
    ],
)
def test_the_forecast(people: int, free: int, limit: int | None, sentence: str) -> None:
    names = [f"Person Number{number}" for number in range(people)]

    assert compared(a_roster(*names), limit=limit).forecast.startswith(sentence)


@pytest.mark.parametrize(
    ("pending", "sentence"),
    [
        (23, "2 people are not in, but only one seat is free."),
        (24, "2 people are not in, but no seat is free."),
    ],
)
def test_invitations_that_are_not_to_be_seen_still_take_seats(pending: int, sentence: str) -> None:
    report = compared(
        a_roster("Anna Muster", "Otto Fern"),
        a_member("Xu", "Li"),
        invitations=None,
        pending=pending,
    )

    assert report.forecast == sentence
    assert not report.sees_invitations


def test_one_person_and_few_seats_are_said_in_their_own_words() -> None:
    members = [a_member("X", f"Y{number}") for number in range(25)]
    report = compared(a_roster("Anna Muster"), *members)

    assert report.forecast == "1 person is not in, but no seat is free."


def test_societies_and_totals_are_counted() -> None:
    report = compared(a_roster("Anna Muster", society="ÖGB"), a_member("Anna", "Muster"))

    assert report.by_society() == {"ÖGB": {RosterStatus.IN: 1}}
    assert report.totals() == {RosterStatus.IN: 1}


def test_an_empty_roster_is_not_known() -> None:
    assert compared(Roster(entries=())).exit_code == 4


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        ("", "Muster, Anna", Fit.DIFFERENT),
        ("Muster", "Muster, Anna", Fit.POSSIBLE),
        ("Muster", "Beispiel", Fit.DIFFERENT),
        ("A. Muster", "A. Muster", Fit.INITIAL),
    ],
)
def test_names_that_say_too_little(one: str, other: str, fit: Fit) -> None:
    assert compare_roster_names(one, other).fit is fit
