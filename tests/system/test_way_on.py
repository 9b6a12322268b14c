"""Every refusal of a push prints the command that goes on; typed as it stands, it goes on."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from mendeley_sync.workflow import git
from tests.scenario import GROUP, OWNER
from tests.system.desk import Desk

ENTRIES = 14
WORDS = (
    *("garden", "harbour", "lantern", "meadow", "orchard", "pebble", "quarry"),
    *("river", "summit", "tunnel", "valley", "window", "yarrow", "zephyr"),
)


def the_list(entries: int = ENTRIES, **fields: str) -> str:
    """Works that are told apart by their words."""
    more = "".join(f"\n    {name}: '{value}'" for name, value in fields.items())
    return "references:\n" + "".join(
        f"  - id: {word}\n    type: article-journal\n    title: The {word} of the seminar\n"
        f"    author: [{{family: Author-{word}, given: Ada}}]\n"
        f"    issued: {{date-parts: [[{1990 + n}]]}}\n    DOI: 10.5555/{word}{more}\n"
        for n, word in enumerate(WORDS[:entries])
    )


def the_document(n: int, **members: Any) -> dict[str, Any]:
    word = WORDS[n]
    return {
        "id": f"{n:08}-aaaa-3000-8000-000000000001",
        "title": f"The {word} of the seminar",
        "authors": [{"first_name": "Ada", "last_name": f"Author-{word}"}],
        "year": 1990 + n,
        "identifiers": {"doi": f"10.5555/{word}"},
        "created": "2023-05-02T08:00:00.000Z",
        "last_modified": "2023-05-02T08:00:00.000Z",
        "type": "journal",
        "profile_id": OWNER,
        "group_id": GROUP,
    } | members


@pytest.fixture
def agreed(desk: Desk, no_waiting: None) -> Desk:
    """Fourteen pairs that agree."""
    assert desk.server is not None
    state = desk.server.state
    state.documents.clear()
    for n in range(ENTRIES):
        document = the_document(n)
        state.documents[document["id"]] = document
    desk.write("config/references.yaml", the_list())
    desk.settings()
    ended = desk.run("push", "--yes")
    assert ended.code == 0, ended.err
    state.clock.advance(3600)
    return desk


def documents(desk: Desk) -> dict[str, Any]:
    assert desk.server is not None
    return desk.server.state.documents


def more_updates_than_allowed(desk: Desk) -> None:
    for n in range(ENTRIES):
        documents(desk)[the_document(n)["id"]]["volume"] = "1"
    # Agreed on volume 1, then the list changed everywhere.
    desk.write("config/references.yaml", the_list(volume="1"))
    assert desk.run("push", "--yes", "--override", "library-changed", *digest(desk)).code == 0
    desk.write("config/references.yaml", the_list(volume="2"))


def two_limits_at_once(desk: Desk) -> None:
    limits = "fill = {free = 1, share = 0.0, most = 1}\ncreate = {free = 1, share = 0.0, most = 1}"
    desk.settings(more=f"[limits]\n{limits}\n")
    for n in (0, 1):
        del documents(desk)[the_document(n)["id"]]
    lock = desk.folder / "config/references.lock.json"
    lock.unlink()
    desk.write("config/references.yaml", the_list(volume="2"))


def changed_settings_and_a_limit(desk: Desk) -> None:
    desk.settings(
        more='protected_fields = ["publisher"]\n[limits]\nfill = {free = 1, share = 0.0, most = 1}'
    )
    desk.write("config/references.yaml", the_list(volume="2"))


def a_shorter_list(desk: Desk) -> None:
    desk.write("config/references.yaml", the_list(8))


def an_empty_library(desk: Desk) -> None:
    documents(desk).clear()


def five_in_the_trash(desk: Desk) -> None:
    assert desk.server is not None
    for n in range(5):
        desk.server.state.trash(the_document(n)["id"])


def the_same_edit_everywhere(desk: Desk) -> None:
    assert desk.server is not None
    for n in range(5):
        desk.server.state.edit(the_document(n)["id"], year=1900)


def many_conflicts(desk: Desk) -> None:
    assert desk.server is not None
    for n in range(ENTRIES):
        desk.server.state.edit(the_document(n)["id"], year=1900)
    desk.write("config/references.yaml", the_list().replace("[[19", "[[18").replace("[[20", "[[18"))


def what_refuses(desk: Desk) -> list[str]:
    return [one["rule"] for one in plan_of(desk)["refusals"]]


def plan_of(desk: Desk) -> Any:
    return json.loads(desk.run("diff", "--format", "json").out)["plan"]


def digest(desk: Desk) -> tuple[str, str]:
    return "--digest", plan_of(desk)["digest"]


RELEASED: dict[str, tuple[Callable[[Desk], None], set[str]]] = {
    "updates": (more_updates_than_allowed, {"limit-update"}),
    "two limits": (two_limits_at_once, {"limit-fill", "limit-create"}),
    "settings": (changed_settings_and_a_limit, {"settings-changed", "limit-fill"}),
    "shorter list": (a_shorter_list, {"list-shorter"}),
    "empty library": (an_empty_library, {"library-empty", "documents-vanished"}),
    "trash": (five_in_the_trash, {"documents-vanished", "library-changed"}),
    "same edit": (the_same_edit_everywhere, {"library-changed"}),
    "conflicts": (many_conflicts, {"library-changed", "many-conflicts"}),
}


@pytest.mark.parametrize("story", RELEASED)
def test_the_printed_command_goes_past_everything_that_stood_in_the_way(
    agreed: Desk, story: str
) -> None:
    prepare, rules = RELEASED[story]
    prepare(agreed)

    refused = agreed.run("push", "--yes", "--format", "json")

    plan = refused.report["plan"]
    assert refused.code == 5, refused.err
    assert rules <= {one["rule"] for one in plan["refusals"]}
    for one in plan["refusals"]:
        assert one["numbers"], one
        assert one["limit"], one
    line = re.findall(r"`(mendeley-sync [^`]+)`", refused.err)[-1]
    program, *typed = shlex.split(line)
    assert program == "mendeley-sync"

    gone_on = agreed.run(*without_state_dir(typed), "--yes")

    assert gone_on.code in (0, 4), gone_on.err


def without_state_dir(arguments: list[str]) -> list[str]:
    """The desk names its state folder itself; the command names the same."""
    place = arguments.index("--state-dir")
    return arguments[:place] + arguments[place + 2 :]


@pytest.mark.parametrize("story", RELEASED)
def test_diff_says_the_same_as_the_push_would(agreed: Desk, story: str) -> None:
    prepare, rules = RELEASED[story]
    prepare(agreed)

    assert rules <= set(what_refuses(agreed))


def test_diff_tells_who_may_not_write_and_what_is_not_merged(
    agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(git, "commits_behind", lambda folder: 2)
    agreed.settings(more='writers = ["somebody-else"]')

    assert {"behind-upstream", "writers"} <= set(what_refuses(agreed))


def test_what_must_be_mended_comes_before_what_can_be_released(agreed: Desk) -> None:
    changed_settings_and_a_limit(agreed)
    path = agreed.folder / "config/mendeley-sync.toml"
    path.write_text('writers = ["somebody-else"]\n' + path.read_text("utf-8"), "utf-8")

    refused = agreed.run("push", "--yes")

    assert refused.code == 5
    assert "not among the writers" in refused.err
    assert "Also in the way: settings-changed, limit-fill" in refused.err
    assert "login" in refused.err.splitlines()[-1]


def test_the_command_is_on_one_line_of_the_report(agreed: Desk) -> None:
    two_limits_at_once(agreed)

    text = agreed.run("diff").out

    (line,) = [line for line in text.splitlines() if line.startswith("  mendeley-sync push")][:1]
    assert "--allow fill=" in line
    assert "--allow create=" in line
    assert "Safety check limit-create: 2, the limit is 1." in text


def test_past_a_rail_with_yes_a_plan_must_be_named(agreed: Desk) -> None:
    a_shorter_list(agreed)

    refused = agreed.run("push", "--yes", "--override", "list-shorter")

    assert refused.code == 2
    assert "--digest" in refused.err


def test_in_practice_every_command_practises(bare_desk: Desk) -> None:
    refused = bare_desk.run("--sandbox", "push", "--restore", "1", "--yes")

    assert refused.code == 2
    assert refused.out.startswith("SANDBOX: ")
    assert "`mendeley-sync diff`" not in refused.out + refused.err
