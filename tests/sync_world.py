"""A small world for the tests of writing: a list, a library in the sandbox, people, and time.

Everything runs as it does for a user, through `run_push` and its like; only time, the pace
of requests and, where asked, the power supply are the test's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest

from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.csl import write_csl_yaml
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.requester import Limits
from mendeley_sync.mendeley.requests.transport import Transport
from mendeley_sync.mendeley.wire.drafts import writable_fields
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.sandbox.state import Item
from mendeley_sync.settings import Settings
from mendeley_sync.settings.model import ConfigFile, ServiceTable
from mendeley_sync.stores.journal import JOURNAL_FOLDER, JournalRun, read_runs
from mendeley_sync.stores.lock_file import read_lock_file
from mendeley_sync.workflow import service
from mendeley_sync.workflow.adopt import adopt
from mendeley_sync.workflow.adopt.adopt import AdoptRequest, run_adopt
from mendeley_sync.workflow.adopt.offers import Wish
from mendeley_sync.workflow.compare.library import Comparison, DiffRequest, run_diff
from mendeley_sync.workflow.push import push
from mendeley_sync.workflow.push.push import PushRequest, run_push
from mendeley_sync.workflow.push.write_run import Pushed
from mendeley_sync.workflow.resolve.resolve import open_resolving
from mendeley_sync.workflow.resolve.review import preferring
from mendeley_sync.workflow.service import PRACTICE_RATE
from mendeley_sync.workflow.undo import undo
from mendeley_sync.workflow.undo.undo import UndoRequest, run_undo
from tests import scenario

ENVIRON = {
    "MENDELEY_CLIENT_ID": scenario.CLIENT_ID,
    "MENDELEY_CLIENT_SECRET": scenario.CLIENT_SECRET,
    "MENDELEY_REFRESH_TOKEN": scenario.REFRESH_TOKEN,
}
_NAMEABLE = ("create", "fill", "update", "clear", "overwrite", "trash")
EVERY_KIND = PushOptions(allow={ChangeKind(name): 50 for name in _NAMEABLE})
"""A push that a person let write every kind."""


class Killed(BaseException):
    """The power went out."""


class WorldClock:
    """Time for the client: whoever waits moves the service's clock, and no one else's."""

    def __init__(self, server: SandboxServer) -> None:
        self._server = server
        self.slept: list[float] = []
        self._ran_s = 0.0

    def now(self) -> Any:
        return self._server.state.clock()

    def monotonic_s(self) -> float:
        return self._ran_s

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._ran_s += seconds
        self._server.state.clock.advance(seconds)


class World:
    """One list, one library, and what may happen to them."""

    def __init__(self, folder: Path, server: SandboxServer) -> None:
        self.folder = folder
        self.server = server
        self.clock = WorldClock(server)
        self.settings = Settings(
            config=ConfigFile(service=ServiceTable(base_url=server.url), group=scenario.GROUP),
            config_file=folder / "mendeley-sync.toml",
            state_dir=folder / "state",
            base_url=server.url,
        )

    # -- the list -----------------------------------------------------------------

    def write_list(self, references: Iterable[Reference]) -> None:
        """Save the list as a person would."""
        self.settings.list_path.write_text(write_csl_yaml(tuple(references)), encoding="utf-8")

    @property
    def ledger(self) -> LockFileData:
        """What is remembered."""
        return read_lock_file(self.settings.lock_path)

    @property
    def runs(self) -> tuple[JournalRun, ...]:
        """The journals."""
        return read_runs(self.settings.state_dir / JOURNAL_FOLDER)

    # -- the library --------------------------------------------------------------

    @property
    def documents(self) -> dict[str, Item]:
        """What lies in the library, by id."""
        return dict(self.server.state.documents)

    @property
    def trashed(self) -> dict[str, Item]:
        """What lies in the trash, by id."""
        return dict(self.server.state.trashed)

    def contents(self) -> dict[str, dict[str, Any]]:
        """Every document's writable members, the trash included."""
        state = self.server.state
        return {
            place + key: writable_fields(item)
            for place, items in (("", state.documents), ("trash/", state.trashed))
            for key, item in items.items()
        }

    def works(self) -> list[str]:
        """The library without ids: to compare libraries that were filled in two runs."""
        return sorted(json.dumps(fields, sort_keys=True) for fields in self.contents().values())

    def edit(self, document: str, **fields: Any) -> None:
        """A colleague edits a document."""
        self.server.state.edit(document, **fields)

    def later(self, **time: float) -> None:
        """Time goes by."""
        self.server.state.clock.advance(timedelta(**time).total_seconds())

    @property
    def writes(self) -> list[str]:
        """Requests that were no reads, tokens apart, in order."""
        return [
            f"{request['method']} {request['path']}"
            for request in self.server.requests
            if request["method"] not in ("GET", "HEAD") and "/oauth/" not in request["path"]
        ]

    # -- commands -----------------------------------------------------------------

    def prefer(self, side: Literal["list", "library"], field: str | None = None) -> int:
        """Decide for one side in bulk, as `resolve --prefer` does; how many decisions."""
        self.diff()
        session = open_resolving(self.settings, offline=True, clock=self.clock.now)
        return session.answer_all(preferring(session.questions(), side, field))

    def diff(self) -> Comparison:
        """The main job."""
        found = run_diff(lambda: self.settings, DiffRequest(full=True, environ=ENVIRON))
        if found.error is not None:
            raise found.error
        return found

    def push(
        self,
        options: PushOptions | None = None,
        *,
        confirm: Callable[[Plan], bool] = lambda plan: True,
        say: Callable[[str], None] | None = None,
        **more: Any,
    ) -> Pushed:
        """A person's push; who is asked says yes."""
        request = PushRequest(options=options or PushOptions(), environ=ENVIRON, **more)
        return run_push(lambda: self.settings, request, confirm=confirm, say=say)

    def pushed(self, options: PushOptions | None = None, **more: Any) -> Outcome:
        """The outcome of a push that goes through."""
        result = self.push(options, **more)
        if result.error is not None:
            raise result.error
        assert result.report.outcome is not None
        return result.report.outcome

    def undo(self, run: str) -> Pushed:
        """Take a run back."""
        request = UndoRequest(run=run, yes=True, environ=ENVIRON)
        return run_undo(lambda: self.settings, request, confirm=lambda plan: True)

    def adopt(self, wish: Wish | None = None) -> Pushed:
        """Take over what the library offers."""
        request = AdoptRequest(wish=wish or Wish(), yes=True, environ=ENVIRON)
        return run_adopt(lambda: self.settings, request, confirm=lambda offers: True)


@contextmanager
def a_world(
    folder: Path,
    references: Iterable[Reference] = (),
    documents: Iterable[Mapping[str, Any]] = (),
    *faults: Fault,
    trash: Iterable[Mapping[str, Any]] = (),
    **state: Any,
) -> Iterator[World]:
    """A world with this list and these documents, in their raw form."""
    patch = pytest.MonkeyPatch()
    with (
        SandboxServer(scenario.a_state(documents, trash=trash, **state)) as server,
        patch.context(),
    ):
        for fault in faults:
            server.faults.add(fault)
        folder.mkdir(parents=True, exist_ok=True)
        world = World(folder, server)

        def client(*given: Any, **options: Any) -> MendeleyClient:
            options |= {
                "clock": world.clock,
                "limits": Limits(rate=PRACTICE_RATE),
                "chance": lambda: 0.5,
            }
            return MendeleyClient(*given, **options)

        patch.setattr(service, "MendeleyClient", client)
        # Runs of one second would come in any order; here they are numbered.
        numbers = count(1)
        for module in (push, undo, adopt):
            patch.setattr(module, "new_run_id", lambda at: f"run-{next(numbers):05}")
        world.write_list(references)
        try:
            yield world
        finally:
            patch.undo()


def _out(name: str) -> None:
    raise Killed(name)


@contextmanager
def power(
    fails_at: int | str | None = None, *, out: Callable[[str], None] = _out
) -> Iterator[list[str]]:
    """Count every send, answer, flush and rename; at the given one the power goes out.

    Args:
        fails_at: the number of the step, counted from 1, or its name.
        out: how it goes out: an exception that nobody catches, or a real signal.

    Yields:
        The steps that were made, in order.
    """
    steps: list[str] = []

    def step(name: str) -> None:
        steps.append(name)
        if len(steps) == fails_at or name == fails_at:
            out(f"at step {len(steps)}, {name}")

    patch = pytest.MonkeyPatch()
    send, fsync, replace = Transport.send, os.fsync, os.replace

    def sending(self: Transport, request: Any, token: str) -> Any:
        if request.method == "GET":
            return send(self, request, token)
        step(f"send {request.asked}")
        answer = send(self, request, token)
        step(f"answered {request.asked}")
        return answer

    def flushing(file: int) -> None:
        step("flush")
        fsync(file)

    def renaming(old: Any, new: Any) -> None:
        step(f"rename {Path(new).suffix}")
        replace(old, new)
        step("renamed")

    patch.setattr(Transport, "send", sending)
    patch.setattr(os, "fsync", flushing)
    patch.setattr(os, "replace", renaming)
    try:
        yield steps
    finally:
        patch.undo()
