"""`/_sandbox/…`: state, clock, faults and the log, for whoever runs the sandbox."""

from __future__ import annotations

import json
from typing import Protocol

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import JSON, Problem, answer, answer_text, body_object
from mendeley_sync.sandbox.clock import as_moment, as_text
from mendeley_sync.sandbox.faults.faults import Faults, fault_from_json
from mendeley_sync.sandbox.session import SANDBOX
from mendeley_sync.sandbox.state import Item, SandboxState
from mendeley_sync.sandbox.state_file import StateFileError, dump_state, replace_state

control = Blueprint("control", __name__, url_prefix="/_sandbox")

_LOOPBACK = ("127.0.0.1", "::1", "localhost", "[::1]")


class Controlled(Protocol):
    """The sandbox that a request is for."""

    state: SandboxState

    @property
    def faults(self) -> Faults: ...
    @property
    def requests(self) -> list[Item]: ...


def _sandbox() -> Controlled:
    found: Controlled = request.environ[SANDBOX]
    return found


@control.before_request
def only_from_here() -> None:
    """Refuse other machines, and pages that reach loopback under a name of their own."""
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if request.remote_addr not in _LOOPBACK or host not in _LOOPBACK:
        raise Problem(403, "The control address answers on loopback only")


@control.get("/state")
def read_state() -> Response:
    """The state as a state file."""
    with _sandbox().state.lock:
        return answer_text(dump_state(_sandbox().state), JSON)


@control.put("/state")
def write_state() -> Response:
    """Another state in the place of the present one."""
    try:
        with _sandbox().state.lock:
            replace_state(_sandbox().state, request.get_data(as_text=True))
    except StateFileError as error:
        raise Problem(400, str(error)) from error
    return answer({"message": "state replaced"}, JSON)


@control.get("/clock")
def read_clock() -> Response:
    """The sandbox's time, and whether it stands."""
    clock = _sandbox().state.clock
    return answer({"now": as_text(clock()), "fixed": clock.fixed is not None}, JSON)


@control.put("/clock")
def write_clock() -> Response:
    """`{"now": time}` stops the clock there, `{"now": null}` lets it run, `{"advance_s": n}`."""
    wished = body_object()
    clock = _sandbox().state.clock
    try:
        if "advance_s" in wished:
            clock.advance(float(wished["advance_s"]))
        else:
            clock.set(None if wished["now"] is None else as_moment(str(wished["now"])))
    except (KeyError, ValueError, TypeError) as error:
        raise Problem(400, f"clock: {error}") from error
    return read_clock()


@control.get("/faults")
def list_faults() -> Response:
    """What waits, and how many requests each fault has counted."""
    return answer(_sandbox().faults.as_json(), JSON)


@control.post("/faults")
def add_faults() -> Response:
    """One fault, or a list of them."""
    try:
        raw = json.loads(request.get_data())
        faults = [fault_from_json(entry) for entry in (raw if isinstance(raw, list) else [raw])]
    except ValueError as error:
        raise Problem(400, f"fault: {error}") from error
    for fault in faults:
        _sandbox().faults.add(fault)
    return answer(_sandbox().faults.as_json(), JSON, status=201)


@control.delete("/faults")
def clear_faults() -> Response:
    """No more faults."""
    _sandbox().faults.clear()
    return answer([], JSON)


@control.get("/requests")
def list_requests() -> Response:
    """The log, oldest first."""
    return answer(_sandbox().requests, JSON)


@control.delete("/requests")
def clear_requests() -> Response:
    """An empty log."""
    _sandbox().requests.clear()
    return answer([], JSON)
