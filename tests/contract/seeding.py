"""A state file that holds what lay in the account before a recording was made.

Drawn out of the answers, in the same way for every recording: what an answer shows and no
request of the recording made was there before. What the recording itself makes, the sandbox
has to make again. The state goes through the file format, as a state by hand would.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from mendeley_sync.sandbox.state import SandboxState
from mendeley_sync.sandbox.state_file import load_state
from tests.contract.holdings import Holdings, Item, objects
from tests.contract.recordings import Exchange
from tests.scenario import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URI,
)

STRANGER = "00000000-0000-3000-8000-000000000001"

# What the service did in 2014 to 2016 and does otherwise today.
_OLD_MANNERS = {
    "seconds_only_times": True,
    "notes_in_patch_answer": True,
}


def seeded(run: list[Exchange], whole: list[Exchange]) -> SandboxState:
    """The state before `run`, one of the runs of the recording `whole`."""
    return load_state(json.dumps(state_file(run, whole)))


def state_file(run: list[Exchange], whole: list[Exchange]) -> Item:
    """The same as the JSON of a state file."""
    me = _me(run, whole)
    holdings = Holdings(run)
    holdings.profiles[me] = {"id": me, "first_name": "A", "last_name": "B"}
    for exchange in whole:
        holdings.take_people_and_groups(exchange)
    for exchange in run:
        holdings.take(exchange)
    for exchange in run:
        holdings.fill_up(exchange)
    alone = any("No userid" in exchange.text for exchange in run)
    application = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return {
        **_OLD_MANNERS,
        **holdings.as_state_file(),
        "clock": run[0].moment,
        "me": me,
        "applications": [application | {"redirect_uris": [REDIRECT_URI]}],
        "tokens": [{"access_token": ACCESS_TOKEN, "profile_id": None if alone else me}],
    }


def _me(run: Iterable[Exchange], whole: Iterable[Exchange]) -> str:
    """Who made the recording: who made things, else who saw their own address or is owner."""
    seen = [*run, *whole]
    for exchange in seen:
        made = exchange.json if exchange.status == 201 else None
        if isinstance(made, dict) and "profile_id" in made:
            return str(made["profile_id"])
    for exchange in seen:
        for found in objects(exchange.json):
            if exchange.path.startswith("/profiles/") and "email" in found:
                return str(found["id"])
            if found.get("role") == "owner" and "owning_profile_id" in found:
                return str(found["owning_profile_id"])
    for exchange in seen:
        for found in objects(exchange.json):
            own = exchange.path.startswith(("/documents", "/trash", "/annotations"))
            if own and "profile_id" in found and "group_id" not in found:
                return str(found["profile_id"])
            if exchange.path.endswith("/members"):
                return str(found["profile_id"])
    return STRANGER
