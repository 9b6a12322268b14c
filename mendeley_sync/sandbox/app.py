"""The sandbox as an application: resources, tokens, errors; usable without a socket."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from functools import cache, cached_property

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.test import Client

from mendeley_sync.sandbox.answers import Problem
from mendeley_sync.sandbox.control import control
from mendeley_sync.sandbox.faults.faults import Fault, Faults
from mendeley_sync.sandbox.faults.layer import Application, Environ, Layer, StartResponse
from mendeley_sync.sandbox.oauth.pages import oauth
from mendeley_sync.sandbox.resources.annotations import annotation_calls
from mendeley_sync.sandbox.resources.catalog import catalog, search
from mendeley_sync.sandbox.resources.documents import documents, trash
from mendeley_sync.sandbox.resources.files import files
from mendeley_sync.sandbox.resources.folders import folders
from mendeley_sync.sandbox.resources.groups import groups, memberships
from mendeley_sync.sandbox.resources.invitations import invitations
from mendeley_sync.sandbox.resources.profiles import profiles
from mendeley_sync.sandbox.resources.vocabularies import vocabularies
from mendeley_sync.sandbox.session import SANDBOX, check_token
from mendeley_sync.sandbox.state import Item, SandboxState
from mendeley_sync.sandbox.storage import Storage

_BLUEPRINTS = (
    oauth,
    control,
    documents,
    trash,
    folders,
    files,
    annotation_calls,
    catalog,
    search,
    vocabularies,
    groups,
    memberships,
    invitations,
    profiles,
)
_OPEN = ("/oauth/", "/_sandbox/")


class SandboxFaults(Faults):
    """Faults that know the state, so that a stale page shows what was when it was added."""

    def __init__(self, state: SandboxState) -> None:
        super().__init__()
        self._state = state

    def add(self, fault: Fault, *, snapshot: object = None) -> Fault:
        """Wait for requests from now on."""
        if fault.page == "stale" and snapshot is None:
            snapshot = self._state.snapshot()
        return super().add(fault, snapshot=snapshot)


class Sandbox:
    """A double of the service over a state: `layer` for a server, `client` without a socket."""

    def __init__(self, state: SandboxState) -> None:
        self.state = state
        self.faults = SandboxFaults(state)
        self.bugs: list[str] = []
        """Stack traces of answers 500 that nobody asked for; empty in a sound sandbox."""
        self._dispatch: Application = _shared_routes().wsgi_app
        self.layer = Layer(self._serve, state, self.faults)
        self.storage = Layer(Storage(state), state, self.faults, log=self.layer.requests)
        """The origin where the bytes of files lie; same faults, same log."""

    @property
    def requests(self) -> list[Item]:
        """What was asked so far: method, path, query, status."""
        return self.layer.requests

    def client(self) -> Client:
        """A client that needs no socket."""
        return Client(self.layer)

    @cached_property
    def app(self) -> Flask:
        """A Flask application of this sandbox alone, for who wants to hook into it."""
        own = _routes()
        self._dispatch = own.wsgi_app
        own.wsgi_app = self.layer  # type: ignore[method-assign]  # Flask's way to wrap
        return own

    def _serve(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ[SANDBOX] = self
        if self.state.switches.trailing_slashes and environ["PATH_INFO"] == "/annotations/":
            environ["PATH_INFO"] = "/annotations"
        return self._dispatch(environ, start_response)


@cache
def _shared_routes() -> Flask:
    """The routes for all sandboxes of a process; each request carries the one it is for.

    Compiling them takes longer than most tests.
    """
    return _routes()


def _routes() -> Flask:
    app = Flask("mendeley-sandbox", static_folder=None)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_identify)
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)
    return app


def _bug(error: Exception) -> Response:
    found: Sandbox = request.environ[SANDBOX]
    found.bugs.append("".join(traceback.format_exception(error)))
    return Problem(500, f"Sandbox: {type(error).__name__}").response()


def _identify() -> None:
    if not request.path.startswith(_OPEN):
        check_token()


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    headers = [(k, v) for k, v in error.get_headers() if k.lower() in ("allow", "location")]
    return Problem(code, f"HTTP {code} {error.name}", headers=headers).response()
