"""The access check: facts to results, and the messages in the documentation."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mendeley_sync.access import messages
from mendeley_sync.access.account_checks import check_access
from mendeley_sync.access.check_result import (
    ANSWER_EXIT_CODES,
    AccessReport,
    Actor,
    Answer,
    CheckState,
)
from mendeley_sync.access.facts import AccessFacts, LinkState, Unavailable, UnavailableReason
from mendeley_sync.access.page_checks import check_published
from mendeley_sync.domain.community import Profile
from tests.access.cases import (
    CASES,
    GROUP_ID,
    NOW,
    a_group,
    a_page,
    an_invitation,
    members,
    some_facts,
)

DOCS = Path(__file__).parents[2] / "docs" / "access.md"
NAMES = (
    *("configuration", "service", "clock", "credentials", "sign-in", "profile", "group", "role"),
    *("documents", "files", "may-write", "members", "seats", "invitations", "leaders", "pages"),
    "last-sync",
)


# --- the table in the documentation ----------------------------------------------------------


class Row(NamedTuple):
    step: str
    state: str
    sentence: str
    who: str
    next_step: str


def documented() -> list[Row]:
    lines = DOCS.read_text("utf-8").splitlines()
    start = lines.index("| check | state | sentence | who can act | next step |") + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append(Row(*(cell.strip() for cell in line.strip("|").split("|"))))
    return rows


def fits(template: str, text: str) -> bool:
    pattern = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(template))
    return re.fullmatch(pattern, text) is not None


def said(report: AccessReport) -> list[Row]:
    rungs = [
        Row(one.name, one.state.value, one.sentence, one.who.value, one.next_step)
        for one in report.rungs
    ]
    return [Row("answer", report.answer.value, report.sentence, "", ""), *rungs]


def matches(row: Row, real: Row) -> bool:
    exact = (row.step, row.state, row.who) == (real.step, real.state, real.who)
    return exact and fits(row.sentence, real.sentence) and fits(row.next_step, real.next_step)


@pytest.mark.parametrize("case", CASES)
def test_every_sentence_stands_in_the_documentation(case: str) -> None:
    table = documented()

    for real in said(check_access(CASES[case])):
        assert any(matches(row, real) for row in table), real


def test_every_documented_sentence_is_one_that_is_said() -> None:
    real = [row for facts in CASES.values() for row in said(check_access(facts))]

    for row in documented():
        assert any(matches(row, one) for one in real), row


@pytest.mark.parametrize(
    ("sentence", "word_for_word"),
    [
        (
            messages.NOT_KNOWN_OWNER.format(role="the owner", roles="owners"),
            "Not known: you are signed in as the owner, and owners see more than members do. Ask "
            "a regular member to run `mendeley-sync access`, or to send you the number of "
            "references that they see in the group.",
        ),
        (
            messages.CANNOT_SEE_GROUP,
            "Your account cannot see the group. The group may not exist, or you may not be a "
            "member. Ask {owner} to invite the email address of your Mendeley account.",
        ),
        (
            messages.GROUP_FULL,
            "The group is full: {members} and {pending} use all "
            "{limit} seats. Ask {owner} to remove members who have left or to upgrade the "
            "Mendeley subscription.",
        ),
        (
            messages.LIBRARY_EMPTY,
            "The library appears to be empty; on {date} it had {n} documents. Nothing was "
            "changed, and your list is intact. Run `mendeley-sync access` to find the cause.",
        ),
        (
            messages.SIGN_IN_REFUSED,
            "Mendeley no longer accepts your saved sign-in. Nothing was changed. Run "
            "`mendeley-sync login`.",
        ),
        (
            messages.SERVICE_SILENT,
            "Mendeley has not responded since {time}. Nothing was changed. The job will try "
            "again after {again}. No action is needed.",
        ),
    ],
)
def test_the_sentences_for_the_worst_moments_are_kept(sentence: str, word_for_word: str) -> None:
    assert sentence == word_for_word


# --- what follows from what --------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_every_step_is_there_once_in_its_order(case: str) -> None:
    assert tuple(rung.name for rung in check_access(CASES[case]).rungs) == NAMES


def test_the_owner_s_name_is_used_where_it_may_be_shown() -> None:
    facts = CASES["not in the group"].model_copy(update={"owner_name": "Clara Beispiel"})

    assert "Ask Clara Beispiel to invite" in check_access(facts).sentence


def test_an_invitation_to_another_group_does_not_count() -> None:
    other = an_invitation(group_id="another-group")
    facts = CASES["not in the group"].model_copy(update={"my_invitations": (other,)})

    assert check_access(facts).sentence.startswith("No. Your account cannot see the group")


def test_a_failed_step_hides_no_later_one() -> None:
    report = check_access(CASES["documents forbidden"])

    states = {rung.name: rung.state for rung in report.rungs}
    assert states["documents"] is CheckState.FAILED
    assert states["seats"] is states["members"] is CheckState.OK


REASONS = frozenset(
    """
    An earlier check failed.
    Mendeley did not report how many seats the group has.
    Mendeley did not respond.
    Mendeley did not send its time.
    Mendeley is limiting requests.
    No comparison is recorded on this computer.
    No group is set in the settings.
    No page is named in the settings.
    Only the owner and admins can see the invitations.
    The client ID and client secret were not accepted.
    The pages block automated requests or could not be reached.
    The profile could not be read.
    You are not signed in.
    Your account cannot see the group.
    Your account is not allowed to see this.
    """.replace("\n    ", "\n")
    .strip()
    .splitlines()
)
"""Why a check was not possible, in words."""


def test_what_cannot_be_judged_says_because_of_what() -> None:
    for facts in CASES.values():
        for rung in check_access(facts).rungs:
            if rung.state is CheckState.NOT_CHECKED:
                assert rung.sentence in REASONS, rung
            needs_work = rung.state in (CheckState.FAILED, CheckState.WARNING)
            assert (rung.who is not Actor.NOBODY) == needs_work, rung
            assert bool(rung.next_step) == needs_work, rung


def test_another_account_is_told_its_own_command() -> None:
    facts = CASES["nobody signed in"].model_copy(update={"account": "member"})

    step = next(rung for rung in check_access(facts).rungs if rung.name == "sign-in")
    assert step.next_step == "Run `mendeley-sync login --profile member`."


def test_a_warning_counts_as_no_only_when_strict() -> None:
    report = check_access(CASES["one free seat"])

    assert (report.exit_code, report.strict_exit_code()) == (0, 8)
    assert check_access(CASES["all is well"]).strict_exit_code() == 0


def test_a_silent_service_stays_one_when_strict() -> None:
    facts = CASES["service down"].model_copy(
        update={"server_time": datetime(2026, 1, 1, tzinfo=UTC)}
    )

    report = check_access(facts)

    assert report.has_warnings
    assert report.strict_exit_code() == 9


# --- any facts at all --------------------------------------------------------------------------

# Every cause at every place, empty and full values: few of each, so that they meet often.
causes = st.builds(
    Unavailable, cause=st.sampled_from(UnavailableReason), detail=st.sampled_from(["", "said so"])
)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
roles = st.sampled_from(["owner", "admin", "member", "follower", ""])
counts = st.none() | st.integers(0, 40)
groups = st.builds(a_group, role=roles, member_limit=counts, member_count=counts)
invitations = st.lists(
    st.builds(
        an_invitation, status=st.sampled_from(["SENT", "ACCEPTED", "REVOKED", ""]), sent=moments
    ),
    max_size=3,
).map(tuple)
member_lists = st.lists(roles, max_size=4).map(lambda found: members(*found))
pages = st.lists(
    st.lists(st.sampled_from(LinkState), max_size=4).map(lambda found: a_page(*found)), max_size=2
).map(tuple)
any_facts = st.builds(
    AccessFacts,
    now=st.just(NOW),
    account=st.sampled_from(["default", "member"]),
    group_id=st.sampled_from([None, GROUP_ID]),
    configuration=st.none() | causes,
    redirect_address=st.just(""),
    service=st.none() | causes,
    server_time=moments,
    sign_in=st.none() | causes,
    profile=st.builds(Profile, id=st.just("p"), verified=st.sampled_from([None, True, False]))
    | causes,
    group=groups | causes,
    owner_name=st.sampled_from(["", "Clara"]),
    my_invitations=invitations | causes,
    document_count=st.integers(0, 3) | causes,
    file_count=st.integers(0, 3) | causes,
    members=member_lists | causes,
    invitations=invitations | causes,
    last_addition_by_leaders=moments | causes,
    pages=pages,
    roster_size=counts,
    last_good_sync=moments,
    last_count=counts,
    last_count_at=moments,
    worked_until=moments,
)


# Found by the property below: a cause that no step of the documents foresaw.
ODD = some_facts(document_count=Unavailable(cause=UnavailableReason.NOT_LISTED))


@settings(deadline=None)
@example(ODD)
@given(any_facts)
def test_any_facts_give_every_step_once_and_an_answer_that_agrees(facts: AccessFacts) -> None:
    report = check_access(facts)

    assert tuple(rung.name for rung in report.rungs) == NAMES
    assert all(rung.sentence and rung.title for rung in report.rungs)
    assert report.exit_code == ANSWER_EXIT_CODES[report.answer]
    starts = {Answer.YES: "Yes: ", Answer.NO: "No", Answer.NOT_KNOWN: "Not known"}
    assert report.sentence.startswith(starts.get(report.answer, ("Mendeley ", "Not known: ")))


@settings(deadline=None)
@given(any_facts)
def test_yes_needs_an_ordinary_member_who_sees_references(facts: AccessFacts) -> None:
    if check_access(facts).answer is not Answer.YES:
        return
    assert not isinstance(facts.group, Unavailable)
    assert facts.group.role == "member"
    assert isinstance(facts.document_count, int)
    assert facts.document_count > 0
    assert (facts.service, facts.sign_in, facts.configuration) == (None, None, None)


@settings(deadline=None)
@given(any_facts)
def test_a_strict_check_is_never_milder(facts: AccessFacts) -> None:
    report = check_access(facts)

    assert report.strict_exit_code() in (report.exit_code, 8)


# --- published pages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "answer", "sentence"),
    [
        ((LinkState.ANSWERS,), Answer.YES, "Yes. 2 links work."),
        ((LinkState.DEAD,), Answer.NO, "No. 1 of 2 links is broken."),
        ((LinkState.MOVED,), Answer.YES, "Yes. 1 of 2 links redirects to another site."),
        ((LinkState.WALLED,), Answer.YES, "Yes. 1 link works. 1 could not be checked."),
    ],
)
def test_a_page_is_answered_for_by_its_links(
    links: tuple[LinkState, ...], answer: Answer, sentence: str
) -> None:
    report = check_published([a_page(*links)])

    assert (report.answer, report.sentence) == (answer, sentence)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (LinkState.DEAD, Answer.NO),
        (LinkState.WALLED, Answer.NOT_KNOWN),
        (LinkState.UNREACHED, Answer.NOT_ASKED),
        (LinkState.NOT_TRIED, Answer.NOT_KNOWN),
    ],
)
def test_a_page_that_is_not_to_be_had(state: LinkState, answer: Answer) -> None:
    assert check_published([a_page(page=state)]).answer is answer


def test_several_pages_are_one_step_each_and_a_shared_link_counts_once() -> None:
    report = check_published([a_page(LinkState.DEAD), a_page(LinkState.DEAD)])

    assert [rung.name for rung in report.rungs] == ["page-1", "page-2"]
    assert report.sentence == "No. 1 of 2 links is broken."


def test_only_the_first_of_many_dead_links_are_named_in_the_step() -> None:
    report = check_published([a_page(*[LinkState.DEAD] * 8)])

    assert report.rungs[0].seen.endswith("; and 3 more")


def test_facts_of_a_sound_group_are_the_ground_of_the_cases() -> None:
    assert CASES["all is well"] == some_facts()
