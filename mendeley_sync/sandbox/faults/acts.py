"""What another person, or the clock, does at the moment of a request, on the order of a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mendeley_sync.sandbox.state import SandboxState

THIS = "{id}"
"""Stands for the document in the path of the request: `/documents/{id}`."""

_ON_DOCUMENTS: dict[str, Callable[[SandboxState, str], None]] = {
    "trash": SandboxState.trash,
    "restore": SandboxState.restore,
    "purge": SandboxState.purge,
}
ACTS = ("edit", "create", *_ON_DOCUMENTS, "close_group", "expel", "revoke", "wait")


class ActError(LookupError):
    """The act is on something that is not there; the message says what."""


def perform(state: SandboxState, act: Mapping[str, Any], path: str) -> None:
    """Do it.

    Raises:
        ActError: no such document or group.
    """
    try:
        _perform(state, act, path)
    except KeyError as error:
        raise ActError(f"{act['do']}: nothing is called {error}") from error


def _perform(state: SandboxState, act: Mapping[str, Any], path: str) -> None:
    kind = act["do"]
    fields = dict(act.get("fields", {}))
    if kind == "create":
        state.create(**fields)
    elif kind == "edit":
        state.edit(_document(act, path), silent=bool(act.get("silent")), **fields)
    elif kind == "close_group":
        state.close_group(str(act["group"]))
    elif kind == "expel":
        state.expel(str(act["group"]), str(act["profile"]))
    elif kind == "wait":
        state.clock.advance(float(act["seconds"]))
    elif kind == "revoke":
        state.revoke(act.get("profile"))
    else:
        _ON_DOCUMENTS[kind](state, _document(act, path))


def _document(act: Mapping[str, Any], path: str) -> str:
    named = str(act.get("document", THIS))
    return path.split("/")[2] if named == THIS and path.count("/") > 1 else named
