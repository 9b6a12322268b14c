"""`access roster`, `access --page` and `access --api-check` as they are typed."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mendeley_sync.sandbox.clock import as_text
from mendeley_sync.sandbox.faults.faults import Fault
from tests.scenario import GROUP, MEMBER, OWNER, a_profile, sign_in
from tests.system.desk import Desk
from tests.workflow.web import Said, Web, a_web

pytestmark = pytest.mark.usefixtures("no_waiting")

HOSTILE = "=cmd()\x1b[31m<script>alert(1)</script>"

ROSTER = """\
Name;E-Mail;Verein;Profil-ID
Dr. Clara Beispiel;clara@example.org;Beispielgesellschaft;
Anna Muster;;Beispielgesellschaft;
Lena Neu;lena@example.org;Société Exemple;
Otto Fern;otto@example.org;Société Exemple;
A. Doppel;;Société Exemple;
;ohne@example.org;;
"""


@pytest.fixture
def society(desk: Desk) -> Desk:
    """Five people in the group, one invited, one of the society nowhere."""
    assert desk.server is not None
    state = desk.server.state
    for number, (first, last) in enumerate([("Adam", "Doppel"), ("Alma", "Doppel"), ("Xu", "Li")]):
        identity = f"00000000-0000-3000-8000-00000000000{number}"
        state.profiles[identity] = a_profile(identity, first, last)
        joined = {"profile_id": identity, "joined": "2022-02-03T10:00:00.000Z", "role": "normal"}
        state.members[GROUP].append(joined)
    state.invitations["i-1"] = {
        "invitation_uuid": "i-1",
        "group_uuid": GROUP,
        "invitee_email": "Lena@example.org",
        "sent": as_text(datetime.now(UTC) - timedelta(days=12, hours=1)),
        "status": "SENT",
    }
    desk.write("roster.csv", ROSTER)
    return desk


@pytest.fixture
def web() -> Iterator[Web]:
    with a_web() as running:
        yield running


def test_everybody_is_in_invited_missing_or_not_clear(society: Desk) -> None:
    ended = society.run("access", "roster", "roster.csv", "--format", "json", "--names")

    found = ended.report
    assert ended.code == found["exit"]["code"] == 8
    assert [(row["row"], row["standing"]) for row in found["rows"]] == [
        (2, "in"),
        (3, "in"),
        (4, "invited"),
        (5, "not in"),
        (6, "ambiguous"),
    ]
    assert found["rows"][2]["waiting_days"] == 12
    assert found["sentence"] == "No: 2 of 5 are in, 1 invited, 1 not in, 1 not clear."
    assert found["problems"] == [{"row": 7, "message": "there is no name in this row"}]
    assert found["societies"]["Société Exemple"]["all"] == 3
    assert found["totals"]["in"] == 2
    assert {one["name"] for one in found["unlisted"]} == {"Doppel, Adam", "Doppel, Alma", "Li, Xu"}


def test_names_and_addresses_stay_out_of_files_unless_asked_for(society: Desk) -> None:
    for form in ("text", "json", "csv", "html"):
        shown = society.run("access", "roster", "roster.csv", "--format", form).out
        assert not [word for word in ("Clara", "Muster", "Doppel", "lena@", "Li,") if word in shown]
        named = society.run("access", "roster", "roster.csv", "--format", form, "--names").out
        assert "Clara Beispiel" in named
        assert "lena@example.org" in named


def test_an_error_about_a_roster_names_nobody(society: Desk) -> None:
    ended = society.run("access", "roster", "roster.csv")

    assert "row 7: there is no name in this row" in ended.out
    assert "ohne@example.org" not in ended.out + ended.err


def test_the_text_fits_a_terminal_of_80_columns(
    society: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mendeley_sync.cli import app

    monkeypatch.setattr(app, "WIDTH_WHEN_PIPED", 80)

    for command in (["access", "roster", "roster.csv", "--names"], ["access"]):
        lines = society.run(*command).out.splitlines()
        assert max(len(line) for line in lines) <= 80


def test_nothing_but_reads_is_sent(society: Desk) -> None:
    society.run("access", "roster", "roster.csv", "--confirm")

    assert society.server is not None
    asked = {(one["method"], one["path"]) for one in society.server.requests}
    assert {method for method, path in asked if path != "/oauth/token"} == {"GET"}


def test_without_consent_the_roster_is_not_touched(society: Desk) -> None:
    ended = society.run("access", "roster", "roster.csv")

    assert Path("roster.csv").read_text("utf-8") == ROSTER
    assert "--confirm" in ended.out


def test_confirmed_pairs_are_written_into_their_own_column_and_nowhere_else(society: Desk) -> None:
    ended = society.run("access", "roster", "roster.csv", "--confirm")

    assert "2 profile ids were written into the roster" in ended.out
    assert Path("roster.csv").read_text("utf-8") == ROSTER.replace(
        "Beispielgesellschaft;\nAnna", f"Beispielgesellschaft;{OWNER}\nAnna"
    ).replace("Anna Muster;;Beispielgesellschaft;", f"Anna Muster;;Beispielgesellschaft;{MEMBER}")
    again = society.run("access", "roster", "roster.csv", "--confirm", "--format", "json")
    assert again.report["written"] == 0
    assert again.report["rows"][0]["reason"] == "the profile in the roster is a member"


def test_an_accepted_invitation_proves_who_a_changed_name_is(society: Desk) -> None:
    assert society.server is not None
    society.server.state.invitations["i-1"].update(
        status="ACCEPTED", invitee_profile_uuid="00000000-0000-3000-8000-000000000002"
    )

    rows = society.run("access", "roster", "roster.csv", "--format", "json").report["rows"]

    assert rows[2]["standing"] == "in"
    assert rows[2]["reason"] == "a member accepted the invitation to this address"


def test_a_declined_invitation_is_said(society: Desk) -> None:
    assert society.server is not None
    society.server.state.invitations["i-1"]["status"] = "DECLINED"

    rows = society.run("access", "roster", "roster.csv", "--format", "json").report["rows"]

    assert (rows[2]["standing"], rows[2]["reason"]) == ("not in", "the invitation was declined")


def test_an_ordinary_member_is_told_what_it_cannot_see(society: Desk) -> None:
    assert society.server is not None
    sign_in(society.server.state, MEMBER)

    found = society.run("access", "roster", "roster.csv", "--format", "json").report

    assert found["rows"][2]["standing"] == "not in"
    assert any("only the group's owner and admins" in remark for remark in found["remarks"])


def test_a_member_without_a_readable_profile_is_counted_not_guessed(society: Desk) -> None:
    assert society.server is not None
    society.server.faults.add(Fault(path=f"/profiles/*{MEMBER}", status=404, nth=None))

    found = society.run("access", "roster", "roster.csv", "--format", "json").report

    assert found["rows"][1]["standing"] == "not in"
    assert any("names of 1 of them" in remark for remark in found["remarks"])


def test_everybody_in_is_yes_and_a_row_to_look_at_is_not_known(society: Desk) -> None:
    society.write("all.csv", "name\nClara Beispiel\nAnna Muster\n")
    society.write("some.csv", "name\nClara Beispiel\n,\nA. Doppel\n")

    assert society.run("access", "roster", "all.csv").code == 0
    assert society.run("access", "roster", "some.csv").code == 4


def test_broken_rows_count_as_no_when_strict(society: Desk) -> None:
    society.write("some.csv", 'name,email\nClara Beispiel,\n"broken,\n')

    assert society.run("access", "roster", "some.csv").code == 4
    assert society.run("access", "roster", "some.csv", "--strict").code == 8


def test_a_roster_bigger_than_the_limit_gets_a_sentence(society: Desk) -> None:
    people = "\n".join(f"Person Number{number}" for number in range(26))
    society.write("big.csv", f"name\n{people}\n")

    ended = society.run("access", "roster", "big.csv")

    plain = " ".join(ended.out.split())
    assert "The roster has 26 people, but the group has only 25 seats" in plain


def test_the_forecast_says_how_many_could_still_join(society: Desk) -> None:
    found = society.run("access", "roster", "roster.csv", "--format", "json").report

    assert found["seats"] == {"free": 19, "limit": 25}
    assert found["forecast"] == (
        "19 of 25 seats are free: enough for one person of the roster not in yet."
    )


def test_the_settings_name_the_roster_when_nobody_else_does(society: Desk) -> None:
    society.write("config/roster.csv", "name\nClara Beispiel\n")

    assert society.run("access", "roster").code == 0


def test_a_second_account_can_be_named_before_or_after(society: Desk) -> None:
    for arguments in (
        ["access", "--profile", "member", "roster", "roster.csv"],
        ["access", "roster", "roster.csv", "--profile", "member"],
    ):
        ended = society.run(*arguments)
        assert ended.code == 8
        assert "login --profile member" in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["roster", "nothing.csv"], 2, "no such file"),
        (["roster", "roster.csv", "--format", "junit"], 2, "text, html, json, csv"),
        (["roster", "roster.csv", "--offline"], 2, "--offline"),
        (["--offline"], 2, "--offline"),
        (["--page", "no address"], 2, "https://example.org"),
        (["--page", "https://example.org", "--api-check"], 2, "cannot be used together"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_on(
    society: Desk, arguments: list[str], code: int, said: str
) -> None:
    ended = society.run("access", *arguments)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_hostile_cells_arrive_as_text(society: Desk) -> None:
    assert society.server is not None
    society.server.state.profiles[MEMBER]["last_name"] = HOSTILE
    society.write("hostile.csv", f"name;email;society\n@SUM(A1);;{HOSTILE}\n-2+3;;+1\n")

    shown = {
        form: society.run("access", "roster", "hostile.csv", "--format", form, "--names").out
        for form in ("text", "csv", "html", "json")
    }

    assert not any("\x1b" in text for text in shown.values())
    assert "<script" not in shown["html"]
    assert "&lt;script&gt;" in shown["html"]
    cells = [cell for row in csv.reader(io.StringIO(shown["csv"])) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'@SUM(A1)" in cells


def test_a_hostile_group_name_arrives_as_text(society: Desk) -> None:
    assert society.server is not None
    society.server.state.groups[GROUP]["name"] = HOSTILE

    assert "<script" not in society.run("access", "--format", "html").out
    assert "\x1b" not in society.run("access").out


def test_a_table_for_a_spreadsheet_says_that_it_is_utf_8(society: Desk) -> None:
    society.run("access", "roster", "roster.csv", "--format", "csv", "--output", "out.csv")

    assert Path("out.csv").read_bytes().startswith(b"\xef\xbb\xbfrow,society,standing")


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a pseudo-terminal")
def test_in_a_terminal_names_are_shown_and_no_line_is_too_wide(society: Desk) -> None:
    import pexpect

    assert society.server is not None
    arguments = ["-m", "mendeley_sync", "--state-dir", str(society.folder / "state")]
    screen = pexpect.spawn(
        sys.executable,
        [*arguments, "access", "roster", "roster.csv"],
        timeout=30,
        encoding="utf-8",
        dimensions=(24, 80),
        env={**os.environ, "NO_COLOR": "1"},
    )
    screen.expect(pexpect.EOF)
    screen.close()

    shown = str(screen.before).rpartition("\x1b[2K")[2]
    assert screen.exitstatus == 8
    assert "Dr. Clara Beispiel <clara@example.org>" in shown
    assert "perhaps Doppel, Adam (profile" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


# --- pages without an account ----------------------------------------------------------------


def test_a_page_is_checked_without_settings_and_account(bare_desk: Desk, web: Web) -> None:
    web.says("/b", Said(302, "", {"Location": web.address("/a", "localhost")}))
    links = "".join(f'<a href="{path}">x</a>' for path in (web.says("/a"), "/b", "/gone"))
    page = web.says("/literature", Said(body=links))

    ended = bare_desk.run("--sandbox", "access", "--page", page, "--format", "json")

    assert ended.code == 8
    assert ended.report["question"] == "Do the links of the page work?"
    assert ended.report["sentence"] == "No. 1 of 4 links is broken."
    (found,) = ended.report["pages"]
    assert [link["state"] for link in found["links"]] == [
        *("answers", "redirected elsewhere", "dead")
    ]


def test_pages_whose_links_answer_are_fine_and_a_moved_one_is_a_warning(
    bare_desk: Desk, web: Web
) -> None:
    good = web.says("/good", Said(body=f'<a href="{web.says("/a")}">a</a>'))
    web.says("/b", Said(302, "", {"Location": web.address("/a", "localhost")}))
    moved = web.says("/moved", Said(body='<a href="/b">b</a>'))

    assert bare_desk.run("--sandbox", "access", "--page", good).code == 0
    assert bare_desk.run("--sandbox", "access", "--page", good, "--page", moved).code == 0
    ended = bare_desk.run("--sandbox", "access", "--page", moved, "--strict")
    assert ended.code == 8
    assert "Links that lead elsewhere now:" in ended.out


def test_a_page_behind_a_wall_is_not_known_and_one_out_of_reach_was_not_asked(
    bare_desk: Desk, web: Web
) -> None:
    wall = web.says("/wall", Said(403))
    down = web.says("/down", Said(500))

    assert bare_desk.run("--sandbox", "access", "--page", wall).code == 4
    assert bare_desk.run("--sandbox", "access", "--page", down).code == 9


def test_outside_practice_no_page_leads_into_the_local_network(bare_desk: Desk, web: Web) -> None:
    ended = bare_desk.run("access", "--page", web.says("/page"), "--format", "json")

    assert ended.code == 4
    assert web.asked == []
    assert "private network" in ended.report["pages"][0]["detail"]


# --- the canary ------------------------------------------------------------------------------


def drift(desk: Desk) -> list[tuple[str, str, str | None]]:
    found = desk.run("access", "--api-check", "--format", "json").report
    return [(one["kind"], one["resource"], one["member"]) for one in found["findings"]]


def test_a_service_that_answers_as_ever_has_not_drifted(society: Desk) -> None:
    ended = society.run("access", "--api-check")

    assert ended.code == 0
    assert "nothing has changed" in ended.out


def test_new_missing_and_retyped_fields_are_told_apart(society: Desk) -> None:
    assert society.server is not None
    document = next(iter(society.server.state.documents.values()))
    document.update(year="2004", mood="calm", authors=[{"first_name": "A", "last_name": 7}])
    society.server.state.profiles[OWNER].pop("first_name")

    assert drift(society) == [
        ("new field", "documents", "mood"),
        ("retyped field", "documents", "year"),
        ("retyped field", "authors of documents", "last_name"),
    ]
    assert society.run("access", "--api-check").code == 4


def test_an_old_path_that_is_gone_is_said_before_anybody_needs_it(society: Desk) -> None:
    assert society.server is not None
    society.server.faults.add(Fault(path="/groups", status=410, nth=None))

    assert drift(society) == [("path gone", "groups, old", None)]


def test_a_media_type_that_is_refused_and_one_that_changed_are_said(society: Desk) -> None:
    assert society.server is not None
    society.server.faults.add(Fault(path="/folders", status=406, nth=None))
    society.server.faults.add(Fault(path="/files", content_type="text/html", nth=None))
    society.server.faults.add(Fault(path="/trash", body="<html>", nth=None))

    assert drift(society) == [
        ("other media type", "trash", None),
        ("other media type", "folders", None),
        ("other media type", "files", None),
    ]


def test_an_announced_end_is_said(society: Desk) -> None:
    assert society.server is not None
    end = {"Sunset": "Sat, 31 Dec 2033 23:59:59 GMT"}
    society.server.faults.add(Fault(path="/documents", headers=end, nth=None))

    assert drift(society) == [("end announced", "documents", None)]


def test_what_the_canary_could_not_see_is_no_drift(society: Desk) -> None:
    assert society.server is not None
    sign_in(society.server.state, MEMBER)
    society.server.faults.add(Fault(path="/files", status=503, nth=None))

    ended = society.run("access", "--api-check")

    assert ended.code == 0
    assert "invitations, because this account may not see it" in ended.out
    assert "files, because Mendeley did not answer" in ended.out


def test_a_canary_that_nobody_answers_is_told_to_come_again(society: Desk) -> None:
    assert society.server is not None
    society.server.faults.add(Fault(status=503, nth=None))

    assert society.run("access", "--api-check").code == 9
