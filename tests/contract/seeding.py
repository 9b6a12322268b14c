"""A sandbox in the state in which a recording was made, drawn out of its answers.

Only what lay in the account beforehand is put in: profiles, groups, members, the catalog,
files of the catalog. What the recording itself makes, the sandbox has to make again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from mendeley_sync.sandbox.clock import Clock, as_moment
from mendeley_sync.sandbox.scenario import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URI,
    sign_in,
)
from mendeley_sync.sandbox.state import SandboxState
from tests.contract.recordings import Exchange

STRANGER = "00000000-0000-3000-8000-000000000001"
_FILLERS = 6


def seeded(run: list[Exchange], whole: list[Exchange]) -> SandboxState:
    """The state before `run`, one of the runs of the recording `whole`."""
    state = SandboxState()
    state.switches.seconds_only_times = True
    state.switches.notes_in_patch_answer = True
    state.switches.trailing_slashes = True
    state.clock = Clock(as_moment(run[0].moment))
    state.applications[CLIENT_ID] = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": [REDIRECT_URI],
    }
    state.me = _me(run, whole)
    state.profiles[state.me] = {"id": state.me, "first_name": "A", "last_name": "B"}
    for exchange in whole:
        _take_people_and_groups(state, exchange)
    for exchange in run:
        _take_catalog(state, exchange)
    for exchange in run:
        if exchange.path == "/search/catalog" and "next" in exchange.links():
            _fill_up(state, exchange)
    nobody = any("No userid" in exchange.text for exchange in run)
    sign_in(state, state.me)
    if nobody:
        state.tokens[ACCESS_TOKEN].profile_id = None
    return state


def _me(run: Iterable[Exchange], whole: Iterable[Exchange]) -> str:
    """Who made the recording: the creator of documents, else who saw their own address."""
    for exchange in (*run, *whole):
        found = exchange.json
        own = exchange.path.startswith(("/documents", "/annotations"))
        if own and isinstance(found, dict) and "profile_id" in found:
            return str(found["profile_id"])
    for exchange in whole:
        found = exchange.json
        groups = found if isinstance(found, list) else [found]
        if exchange.path.startswith("/groups") and not exchange.path.endswith("/members"):
            for group in groups:
                if group["role"] == "owner":
                    return str(group["owning_profile_id"])
        if exchange.path.startswith("/profiles/") and isinstance(found, dict) and "email" in found:
            return str(found["id"])
    return STRANGER


def _take_people_and_groups(state: SandboxState, exchange: Exchange) -> None:
    if exchange.status != 200:
        return
    found = exchange.json
    if exchange.path.startswith("/profiles/"):
        state.profiles[found["id"]] = copy.deepcopy(found)
    elif exchange.path.endswith("/members"):
        _take_members(state, exchange.path.split("/")[2], found)
    elif exchange.path.startswith("/groups"):
        for group in found if isinstance(found, list) else [found]:
            _take_group(state, copy.deepcopy(group))


def _take_group(state: SandboxState, group: dict[str, Any]) -> None:
    role = group.pop("role")
    state.groups[group["id"]] = group
    assert state.me is not None
    _take_members(
        state,
        group["id"],
        [{"profile_id": state.me, "joined": group["created"], "role": role}],
    )


def _take_members(state: SandboxState, group_id: str, people: list[dict[str, Any]]) -> None:
    """Recorded members count more than the one that was put in only to give a role."""
    known = state.members.setdefault(group_id, [])
    for person in people:
        same = [member for member in known if member["profile_id"] == person["profile_id"]]
        if same and len(people) == 1 and same[0] is known[-1]:
            continue
        for member in same:
            known.remove(member)
        known.append(copy.deepcopy(person))


def _take_catalog(state: SandboxState, exchange: Exchange) -> None:
    found = exchange.json
    if exchange.status != 200:
        return
    if exchange.path.startswith("/catalog") or exchange.path == "/search/catalog":
        for entry in found if isinstance(found, list) else [found]:
            merged = state.catalog.get(entry["id"], {}) | copy.deepcopy(entry)
            state.catalog[entry["id"]] = merged
    if exchange.path == "/metadata":
        _take_looked_up(state, exchange)
    if "catalog_id" in exchange.query:
        for item in found:
            state.files[item["id"]] = copy.deepcopy(item)


def _fill_up(state: SandboxState, exchange: Exchange) -> None:
    """More entries that the search finds, so that there is a next page as there was."""
    for number in range(_FILLERS):
        filler = copy.deepcopy(exchange.json[-1])
        filler["id"] = f"ffffffff-0000-3000-8000-{number:012d}"
        state.catalog[filler["id"]] = filler


def _take_looked_up(state: SandboxState, exchange: Exchange) -> None:
    asked = exchange.query
    entry = state.catalog.setdefault(exchange.json["catalog_id"], {})
    entry.setdefault("id", exchange.json["catalog_id"])
    entry.setdefault("title", asked.get("title", "A title"))
    entry.setdefault("type", "journal")
    if "doi" in asked:
        entry.setdefault("identifiers", {"doi": asked["doi"]})
