"""Each cause that keeps a member out, as a user meets it: state, wording, exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mendeley_sync.sandbox.clock import as_text
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.state import SandboxState
from mendeley_sync.stores.credentials.tokens import TokenStore
from tests.scenario import (
    ACCESS_TOKEN,
    CLIENT_SECRET,
    GROUP,
    MEMBER,
    OWNER,
    REFRESH_TOKEN,
    sign_in,
)
from tests.sign_in_builders import a_sign_in
from tests.system.desk import Desk
from tests.workflow.web import Said, Web, a_web

pytestmark = pytest.mark.usefixtures("no_waiting")

OWNER_SENTENCE = (
    "Not known: you are signed in as the owner, and owners see more than members do. Ask a "
    "regular member to run `mendeley-sync access`, or to send you the number of references that "
    "they see in the group."
)
CANNOT_SEE = (
    "Your account cannot see the group. The group may not exist, or you may not be a member. Ask "
    "the group's owner to invite the email address of your Mendeley account."
)
FULL = (
    "The group is full: 2 members and 1 pending invitation use all 3 seats. Ask the group's owner "
    "to remove members who have left or to upgrade the Mendeley subscription."
)
SIGN_IN_REFUSED = (
    "Mendeley no longer accepts your saved sign-in. Nothing was changed. Run `mendeley-sync login`."
)


@pytest.fixture
def member(desk: Desk) -> Desk:
    """The desk of an ordinary member; owner and an admin are about and busy."""
    state = state_of(desk)
    sign_in(state, MEMBER)
    recent = as_text(datetime.now(UTC) - timedelta(days=3))
    for document in state.documents.values():
        document["created"] = recent
    state.profiles["admin-profile"] = dict(state.profiles[OWNER], id="admin-profile")
    state.members[GROUP].append({"profile_id": "admin-profile", "joined": recent, "role": "admin"})
    return desk


@pytest.fixture
def owner(desk: Desk) -> Desk:
    return desk


@pytest.fixture
def web() -> Iterator[Web]:
    with a_web() as running:
        yield running


def state_of(desk: Desk) -> SandboxState:
    assert desk.server is not None
    return desk.server.state


def always(desk: Desk, path: str = "*", **what: Any) -> None:
    assert desk.server is not None
    desk.server.faults.add(Fault(path=path, nth=None, **what))


def report(desk: Desk, *more: str) -> dict[str, Any]:
    """The check as JSON; its exit code is the process's."""
    ended = desk.run("access", "--format", "json", *more)
    assert ended.report["exit"]["code"] == ended.code, ended.err
    assert "Traceback" not in ended.err
    return ended.report


def rung(found: dict[str, Any], name: str) -> dict[str, Any]:
    (one,) = [each for each in found["findings"] if each["name"] == name]
    return dict(one)


def invite(desk: Desk, email: str, *, days_ago: int = 1, **more: Any) -> None:
    sent = as_text(datetime.now(UTC) - timedelta(days=days_ago))
    state_of(desk).invitations[f"i-{email}"] = {
        "invitation_uuid": f"i-{email}",
        "group_uuid": GROUP,
        "invitee_email": email,
        "sent": sent,
        "status": "SENT",
        **more,
    }


# --- who looks -------------------------------------------------------------------------------


def test_an_ordinary_member_who_sees_references_means_yes(member: Desk) -> None:
    found = report(member)

    assert (found["answer"], found["exit"]["code"]) == ("yes", 0)
    assert found["sentence"] == (
        "Yes: seen with a regular member's account. The group shows 2 references."
    )
    assert not [one for one in found["findings"] if one["state"] in ("failed", "warning")]


def test_an_owner_alone_never_means_yes(owner: Desk) -> None:
    found = report(owner)

    assert (found["answer"], found["exit"]["code"]) == ("not known", 4)
    assert found["sentence"] == OWNER_SENTENCE


def test_an_admin_alone_never_means_yes(desk: Desk) -> None:
    state_of(desk).members[GROUP][0]["role"] = "admin"

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert "you are signed in as an admin" in found["sentence"]


# --- before anybody is asked -----------------------------------------------------------------


def test_without_settings_every_other_step_says_what_it_depends_on(bare_desk: Desk) -> None:
    found = report(bare_desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "configuration")["state"] == "failed"
    assert rung(found, "group")["sentence"] == "No group is set in the settings."


def test_a_mistake_in_the_settings_is_a_finding_with_its_line(desk: Desk) -> None:
    desk.settings(more='writer = ["x"]')

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert ":2" in rung(found, "configuration")["sentence"]


def test_no_credentials(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENDELEY_CLIENT_ID")
    monkeypatch.delenv("MENDELEY_CLIENT_SECRET")

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "credentials")["state"] == "failed"
    assert found["sentence"] == (
        "Not known. No client ID and client secret are stored on this computer."
    )


def test_credentials_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENDELEY_CLIENT_SECRET", "another")

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "credentials")["state"] == "failed"
    assert "does not accept the client ID and client secret" in found["sentence"]
    assert "another" not in str(found)


def test_redirect_address_does_not_match(desk: Desk) -> None:
    always(
        desk,
        "/oauth/token",
        status=400,
        content_type="application/json",
        body='{"error_message": "Redirection URI does not match the one registered"}',
    )

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "credentials")["state"] == "failed"
    assert "The redirect URI here is not the one registered" in found["sentence"]
    assert "http://localhost:8585/callback" in rung(found, "credentials")["next_step"]


def test_nobody_signed_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENDELEY_REFRESH_TOKEN")

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "sign-in")["state"] == "failed"
    assert found["sentence"] == "Not known. You are not signed in on this computer."


def test_renewal_refused_names_the_secret_to_replace_in_a_job(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENDELEY_REFRESH_TOKEN", "withdrawn")

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "sign-in")["sentence"] == SIGN_IN_REFUSED
    assert SIGN_IN_REFUSED in found["sentence"]
    assert "MENDELEY_REFRESH_TOKEN" in rung(found, "sign-in")["next_step"]
    assert "withdrawn" not in str(found).replace("was withdrawn", "")


def test_another_account_that_is_not_signed_in_gets_its_own_command(member: Desk) -> None:
    found = report(member, "--profile", "member")

    assert found["exit"]["code"] == 4
    assert "mendeley-sync login --profile member" in rung(found, "sign-in")["next_step"]


# --- the service -----------------------------------------------------------------------------


def test_service_down(member: Desk) -> None:
    always(member, status=503)

    found = report(member)

    assert (found["answer"], found["exit"]["code"]) == ("the service could not be asked", 9)
    assert rung(found, "service")["state"] == "failed"
    assert found["sentence"] == (
        "Mendeley is not responding. Nothing was changed. Try again later."
    )


def test_service_that_cannot_be_reached(member: Desk) -> None:
    assert member.server is not None
    member.server.stop()

    assert report(member)["exit"]["code"] == 9


def test_throttled_says_from_when_on(member: Desk) -> None:
    always(member, "/profiles/*", status=429, headers={"Retry-After": "900"})

    found = report(member)

    assert found["exit"]["code"] == 9
    assert "is limiting requests. Try again after 20" in found["sentence"]


def test_a_service_that_leaves_the_group_unanswered_was_not_asked(member: Desk) -> None:
    always(member, "/groups*", status=502)

    found = report(member)

    assert found["exit"]["code"] == 9
    assert rung(found, "profile")["state"] == "ok"
    assert "Mendeley did not respond" in rung(found, "group")["sentence"]


@pytest.mark.parametrize(("hours", "way"), [(3, "behind"), (-3, "ahead of")])
def test_clock_wrong(member: Desk, hours: int, way: str) -> None:
    state_of(member).clock.set(datetime.now(UTC) + timedelta(hours=hours))

    found = report(member)

    assert rung(found, "clock")["state"] == "warning"
    assert f"hours {way} Mendeley's" in rung(found, "clock")["sentence"]
    assert found["exit"]["code"] == 0


# --- the group -------------------------------------------------------------------------------


def test_group_that_does_not_exist(member: Desk) -> None:
    member.settings(group="00000000-0000-3000-8000-000000000000")

    found = report(member)

    assert (found["answer"], found["exit"]["code"]) == ("no", 8)
    assert rung(found, "group")["sentence"] == CANNOT_SEE
    assert found["sentence"] == f"No. {CANNOT_SEE}"
    assert "March 2021" in rung(found, "group")["next_step"]
    assert rung(found, "documents")["sentence"] == "Your account cannot see the group."


def test_group_that_this_account_is_not_in(member: Desk) -> None:
    state_of(member).members[GROUP] = state_of(member).members[GROUP][:1]

    found = report(member)

    assert found["exit"]["code"] == 8
    assert rung(found, "group")["sentence"] == CANNOT_SEE
    assert "403" in rung(found, "group")["seen"]


def test_invitation_waiting(member: Desk) -> None:
    state = state_of(member)
    state.members[GROUP] = state.members[GROUP][:1]
    invite(member, state.profiles[MEMBER]["email"])

    found = report(member)

    assert found["exit"]["code"] == 8
    assert rung(found, "group")["state"] == "failed"
    assert found["sentence"] == (
        "No. You are invited to the group, but you have not accepted the invitation."
    )


def test_member_but_documents_unreadable(member: Desk) -> None:
    always(member, "/documents", status=403)

    found = report(member)

    assert found["exit"]["code"] == 8
    assert rung(found, "group")["state"] == "ok"
    assert rung(found, "documents")["state"] == "failed"
    assert found["sentence"] == (
        "No. Your account is in the group, but cannot read its references."
    )


def test_library_empty_and_nobody_here_saw_it_full(member: Desk) -> None:
    state_of(member).documents.clear()

    found = report(member)

    assert found["exit"]["code"] == 4
    assert rung(found, "documents")["state"] == "warning"
    assert "no earlier content is recorded" in found["sentence"]


def test_library_empty_that_was_full(member: Desk) -> None:
    report(member)
    state_of(member).documents.clear()

    found = report(member)

    assert found["exit"]["code"] == 4
    now = datetime.now(UTC)
    today = f"{now.day} {now:%B %Y}"
    assert rung(found, "documents")["sentence"] == (
        f"The library appears to be empty; on {today} it had 2 documents. Nothing was changed, and "
        "your list is intact. Run `mendeley-sync access` to find the cause."
    )
    assert rung(found, "documents")["state"] == "failed"


def test_member_limit_reached_with_pending_invitations_counted(owner: Desk) -> None:
    state_of(owner).groups[GROUP]["member_limit"] = 3
    invite(owner, "new@example.org")

    found = report(owner)

    assert (found["answer"], found["exit"]["code"]) == ("no", 8)
    assert rung(found, "seats")["state"] == "failed"
    assert rung(found, "seats")["sentence"] == FULL
    assert found["sentence"] == f"No: no one else can join. {FULL}"


def test_a_single_admin_is_a_warning_that_strict_counts_as_no(owner: Desk) -> None:
    found = report(owner)

    assert rung(found, "leaders")["state"] == "warning"
    assert "Only 1 person can invite new members." in rung(found, "leaders")["sentence"]
    assert report(owner, "--strict")["exit"]["code"] == 8


def test_leaders_who_added_nothing_for_a_year_are_a_warning(member: Desk) -> None:
    for document in state_of(member).documents.values():
        document["created"] = as_text(datetime.now(UTC) - timedelta(days=400))

    found = report(member)

    assert rung(found, "leaders")["sentence"] == (
        "No owner or admin has added a reference for 12 months."
    )
    assert found["exit"]["code"] == 0


def test_an_old_invitation_is_a_warning(owner: Desk) -> None:
    invite(owner, "lost@example.org", days_ago=45)

    found = report(owner)

    assert rung(found, "invitations")["state"] == "warning"
    assert "lost@example.org" not in str(found)


def test_a_roster_that_the_plan_cannot_hold_is_a_warning(owner: Desk) -> None:
    names = "\n".join(f"Person Number{number}" for number in range(30))
    owner.write("config/roster.csv", f"name\n{names}\n")

    found = report(owner)

    assert rung(found, "seats")["state"] == "warning"
    assert (
        "The roster has 30 people, but the group has only 25 seats"
        in rung(found, "seats")["sentence"]
    )


# --- earlier runs ----------------------------------------------------------------------------


def test_what_worked_until_when_is_remembered(member: Desk) -> None:
    report(member)
    state_of(member).members[GROUP] = state_of(member).members[GROUP][:1]

    sentence = report(member)["sentence"]

    now = datetime.now(UTC)
    assert sentence.endswith(f"It worked until {now.day} {now:%B %Y}.")


def test_one_account_does_not_remember_for_another(member: Desk) -> None:
    report(member)

    assert "worked until" not in report(member, "--profile", "other")["sentence"]


# --- published pages -------------------------------------------------------------------------


def with_page(desk: Desk, web: Web, link: str) -> None:
    address = web.says("/literature", Said(body=f'<title>L</title><a href="{link}">paper</a>'))
    desk.settings(more=f'[access]\npages = ["{address}"]')


PageSetUp = Callable[[Web], str]


@pytest.mark.parametrize(
    ("set_up", "state", "said"),
    [
        (lambda web: web.says("/paper"), "ok", "2 links work."),
        (lambda web: "/gone", "failed", "1 of 2 links is broken."),
        (
            lambda web: web.says("/p", Said(302, "", {"Location": web.address("/q", "localhost")})),
            "warning",
            "1 of 2 links redirects to another site.",
        ),
        (lambda web: web.says("/paper", Said(403)), "ok", "1 could not be checked."),
    ],
)
def test_the_links_of_the_published_pages(
    member: Desk, web: Web, set_up: PageSetUp, state: str, said: str
) -> None:
    web.says("/q")
    with_page(member, web, set_up(web))

    found = report(member)

    assert rung(found, "pages")["state"] == state
    assert said in rung(found, "pages")["sentence"]
    assert found["answer"] == "yes"


def test_a_page_behind_a_robot_wall_is_not_checked(member: Desk, web: Web) -> None:
    with_page(member, web, "/paper")
    web.says("/literature", Said(403))

    assert rung(report(member), "pages")["state"] == "not checked"


def test_no_token_leaves_for_a_page(member: Desk, web: Web) -> None:
    with_page(member, web, web.says("/paper"))

    report(member)

    assert web.asked
    assert all("Authorization" not in one.headers for one in web.asked)


# --- a second account, and what else may come ----------------------------------------------------


def test_a_member_s_account_beside_the_owner_s_gives_the_member_s_view(owner: Desk) -> None:
    sign_in(state_of(owner), MEMBER, "member-access", "member-refresh")
    store = TokenStore(owner.folder / "state", profile="member")
    store.save(a_sign_in("member-refresh"), rotated=True)

    assert report(owner)["answer"] == "not known"
    assert report(owner, "--profile", "member")["answer"] == "yes"


def test_the_owner_is_named_only_where_names_are_asked_for(owner: Desk) -> None:
    state_of(owner).groups[GROUP]["member_limit"] = 2

    assert "Clara" not in str(report(owner))
    assert "Ask Clara Beispiel to remove members" in report(owner, "--names")["sentence"]


def test_a_spoilt_credentials_file_is_a_matter_of_the_settings(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENDELEY_CLIENT_ID")
    monkeypatch.delenv("MENDELEY_CLIENT_SECRET")
    desk.write("state/application.json", "{")

    found = report(desk)

    assert found["exit"]["code"] == 4
    assert rung(found, "service")["state"] != "failed"


def test_a_date_that_is_none_stops_nothing(member: Desk) -> None:
    for document in state_of(member).documents.values():
        document["created"] = "soon"

    assert report(member)["answer"] == "yes"


def test_a_memory_that_cannot_be_kept_stops_nothing(member: Desk) -> None:
    member.write("state/library.sqlite3", "this is no database, and long enough to see it")

    found = report(member)

    assert (found["answer"], found["exit"]["code"]) == ("yes", 0)


def test_an_own_profile_that_may_not_be_seen_is_a_sign_in_that_is_good_for_nothing(
    member: Desk,
) -> None:
    always(member, "/profiles/*", status=403)

    found = report(member)

    assert found["exit"]["code"] == 4
    assert rung(found, "sign-in")["state"] == "failed"


def test_the_same_state_gives_the_same_bytes(member: Desk) -> None:
    first, second = report(member), report(member)

    assert {**first, "run": None} == {**second, "run": None}


def test_a_secret_is_in_no_form_of_the_report(member: Desk) -> None:
    for form in ("text", "json", "html"):
        shown = member.run("access", "--format", form, "--names").out
        for secret in (CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN):
            assert secret not in shown
