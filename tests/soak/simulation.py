"""A year and more of the scheduled job in minutes: people, faults and power cuts, day by day.

Everything that happens comes from one seed. What each person wrote is kept apart, so that a
lost edit shows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.diff.difference import Difference
from mendeley_sync.errors import EXIT_ACCESS
from mendeley_sync.http.clock import SystemClock
from mendeley_sync.notifications.channels import Notification, NotificationChannels
from mendeley_sync.reports.job.events import EventKind
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.settings.model import ConfigFile, ServiceTable, SyncTable
from mendeley_sync.stores.job_status import read_known
from mendeley_sync.stores.journal import JOURNAL_FOLDER
from mendeley_sync.stores.reference_list.editor import ReferenceListEditor, load_reference_list
from mendeley_sync.workflow.sync.job import Synced, SyncRequest, Tools, run_sync
from tests.scenario import GROUP, OWNER, sign_in
from tests.sync_builders import a_reference
from tests.sync_world import ENVIRON, Killed, World, a_world, power

ENTRIES = 24
KILLS_A_WEEK = 2
STEPS_OF_A_RUN = 40
"""Sends, flushes and renames of a run that writes; a kill comes at one of them."""

LIST_NAMES = {"pages": "page", "volume": "volume"}
"""The list's names of what others write over it."""

FAULTS: tuple[Fault, ...] = (
    Fault(method="GET", path="/documents", status=503),
    Fault(method="GET", path="/documents", nth=1, times=9, status=502),
    Fault(method="GET", path="/documents", status=429, headers={"Retry-After": "7"}),
    Fault(method="GET", path="/documents", nth=None, status=429, headers={"Retry-After": "5000"}),
    Fault(method="GET", path="/documents", nth=None, status=500),
    Fault(method="GET", path="/documents*", reset=True),
    Fault(method="GET", path="/documents*", cut_after=300),
    Fault(method="GET", path="/documents", cut_after=300, keep_length=False),
    Fault(method="GET", path="/documents", status=200, body="<html>sorry</html>"),
    Fault(method="GET", path="/documents", page="empty"),
    Fault(method="GET", path="/documents", page="drop"),
    Fault(method="GET", path="/documents", remove_headers=("Mendeley-Count",)),
    Fault(method="GET", path="*", nth=3, status=401),
    Fault(method="GET", path="/groups/*", status=403),
    Fault(path="/oauth/token", status=503),
    Fault(path="/oauth/token", reset=True),
    Fault(method="PATCH", path="/documents/*", status=503),
    Fault(method="PATCH", path="/documents/*", status=503, when=AFTER),
    Fault(method="PATCH", path="/documents/*", reset=True, when=AFTER),
    Fault(method="PATCH", path="/documents/*", status=409),
    Fault(method="PATCH", path="/documents/*", act={"do": "edit", "fields": {"city": "Ascona"}}),
    Fault(method="PATCH", path="/documents/*", pretend=True),
    Fault(method="POST", path="/documents", reset=True, when=AFTER),
    Fault(method="POST", path="/documents", status=500, when=AFTER),
    Fault(method="POST", path="/documents", status=503),
)


class Letters(NotificationChannels):
    """Counts what would be told."""

    def __init__(self) -> None:
        super().__init__()
        self.__dict__["told"] = []

    @property
    def told(self) -> list[tuple[EventKind, ...]]:
        """The kinds of events of each letter."""
        found: list[tuple[EventKind, ...]] = self.__dict__["told"]
        return found

    def tell(self, letter: Notification) -> tuple[str, ...]:
        """Keep it."""
        if letter.events:
            self.told.append(tuple(event.kind for event in letter.events))
        return ()


@dataclass
class Life:
    """What happened, and what must therefore still be there."""

    world: World
    chance: random.Random
    letters: Letters = field(default_factory=Letters)
    codes: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    changes: int = 0
    """Runs that found something else than the run before."""
    foreign: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What others wrote into documents: member and value by document."""
    listed: dict[tuple[str, str], str] = field(default_factory=dict)
    """What the maintainer wrote into the list."""
    trashed: set[str] = field(default_factory=set)
    sizes: list[int] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=lambda: dict(ENVIRON))
    sign_ins: int = 0
    left: tuple[Difference, ...] = ()
    """What the last complete run found."""
    days: int = 0
    made: int = ENTRIES
    _seen: frozenset[str] | None = None
    _known_at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The service's clock, and everybody's."""
        return self.world.server.state.clock()

    # -- people -------------------------------------------------------------------

    def others_edit(self) -> None:
        """A colleague writes into a document: a note, or a value that the list owns."""
        live = sorted(self.world.documents)
        if not live:
            return
        document = self.chance.choice(live)
        member = self.chance.choice(("notes", "notes", "notes", "pages", "volume"))
        value = f"{member} {self.chance.randrange(10**6)}"
        self.world.edit(document, **{member: value})
        self.foreign[document, member] = value

    def others_add(self) -> None:
        """A colleague adds a paper."""
        self.made += 1
        # Far from the ids of the list, so that each title is one work.
        self.world.server.state.create(
            group_id=GROUP, title=title_of(self.made), year=1990 + self.made % 30
        )

    def others_trash(self) -> None:
        """A colleague throws a document away; at most one in ten of them."""
        live = sorted(self.world.documents)
        if len(self.trashed) * 10 < len(live):
            document = self.chance.choice(live)
            self.world.server.state.trash(document)
            self.trashed.add(document)

    def maintainer_edits(self) -> None:
        """The maintainer mends a value of the list."""
        path = self.world.settings.list_path
        editor = ReferenceListEditor.open(path)
        key = self.chance.choice(sorted(editor.before.by_key()))
        name = self.chance.choice(("volume", "issue"))
        value = str(self.chance.randrange(1, 10**6))
        editor.set_values(key, {name: value})
        editor.save(path)
        self.listed[key, name] = value

    def maintainer_adds(self) -> None:
        """The maintainer lists another paper."""
        self.made += 1
        path = self.world.settings.list_path
        editor = ReferenceListEditor.open(path)
        editor.add(a_reference(f"work-{self.made}", title=title_of(self.made)))
        editor.save(path)

    def maintainer_settles(self) -> None:
        """Once a fortnight: the list takes what others wrote over its values, and what they
        threw away comes back."""
        path = self.world.settings.list_path
        editor = ReferenceListEditor.open(path)
        keys = {one.document: one.reference for one in self.world.ledger.bindings if one.document}
        for (document, member), value in list(self.foreign.items()):
            key = keys.get(document)
            if member == "notes" or key not in editor.before.by_key():
                continue
            name = LIST_NAMES[member]
            editor.set_values(key, {name: value})
            self.listed.pop((key, name), None)
            # From now on the list may change it again, and the library with it.
            del self.foreign[document, member]
        editor.save(path)
        # Five in the trash at once would stop every push until somebody has looked.
        for document in sorted(self.trashed):
            self.world.server.state.restore(document)
        self.trashed.clear()

    def a_person_signs_in(self) -> None:
        """A power cut just before the new token was kept loses it: then a person is told."""
        self.sign_ins += 1
        seed = f"seed-{self.sign_ins}"
        sign_in(self.world.server.state, OWNER, f"access-{self.sign_ins}", seed)
        self.environ["MENDELEY_REFRESH_TOKEN"] = seed

    # -- the job ------------------------------------------------------------------

    def a_day(self, *, healthy: bool = False) -> None:
        """What people do, then the job, with whatever hits it."""
        faults = self.world.server.faults
        faults.clear()
        self.days += 1
        if self.days % 14 == 0:
            self.maintainer_settles()
        if not healthy:
            self._people()
            if self.chance.random() < 0.4:
                faults.add(self.chance.choice(FAULTS))
        killed_at = None
        if not healthy and self.chance.random() < KILLS_A_WEEK / 7:
            killed_at = self.chance.randrange(1, STEPS_OF_A_RUN)
        self._run(killed_at)
        faults.clear()
        self.check()
        self.sizes.append(self.state_size())
        self.world.later(days=1)

    def _people(self) -> None:
        for act, share in (
            (self.others_edit, 0.5),
            (self.maintainer_edits, 0.3),
            (self.others_add, 0.05),
            (self.maintainer_adds, 0.05),
            (self.others_trash, 0.02),
        ):
            if self.chance.random() < share:
                act()

    def _run(self, killed_at: int | None) -> None:
        tools = Tools(
            now=lambda: self.now,
            sleep=lambda seconds: None,
            monotonic_s=self.world.clock.monotonic_s,
            messengers=self.letters,
        )
        try:
            with power(killed_at):
                done = run_sync(
                    lambda: self.world.settings, SyncRequest(environ=self.environ), tools
                )
        except Killed:
            self.kills += 1
            return
        self.codes[done.exit_code] += 1
        if done.exit_code == EXIT_ACCESS:
            self.a_person_signs_in()
        self._look_for_changes(done)

    def _look_for_changes(self, done: Synced) -> None:
        """By what the job remembers: a run that could not compare leaves it as it was."""
        settings = self.world.settings
        scope = f"{settings.group} {settings.list_path.name}"
        known = read_known(settings.state_dir, scope)
        if known is None or known.at == self._known_at:
            return
        self._known_at = known.at
        assert done.report is not None
        self.left = done.report.findings
        found = frozenset(one.id for one in known.findings if one.kind)
        self.changes += self._seen is not None and found != self._seen
        self._seen = found

    # -- what must hold -----------------------------------------------------------

    def check(self) -> None:
        """No edit of anybody is lost, no work is there twice, nothing went away by itself."""
        state = self.world.server.state
        everything = {**state.documents, **state.trashed}
        for (document, member), value in self.foreign.items():
            assert everything[document].get(member) == value, (document, member)
        titles = Counter(one["title"] for one in everything.values())
        assert [title for title, times in titles.items() if times > 1] == []
        assert set(state.trashed) == self.trashed
        assert not state.deleted
        references = load_reference_list(self.world.settings.list_path).by_key()
        for (key, name), listed in self.listed.items():
            metadata = references[key].metadata
            assert getattr(metadata, name) == listed, (key, name)

    def state_size(self) -> int:
        """Bytes of the state folder, the journals apart: they are the history of writes."""
        folder = self.world.settings.state_dir
        return sum(
            path.stat().st_size
            for path in folder.rglob("*")
            if path.is_file() and JOURNAL_FOLDER not in path.parts
        )


def title_of(number: int) -> str:
    """Titles that no two works share, not even roughly."""
    words = random.Random(number).sample(_WORDS, 6)
    return f"{' '.join(words).capitalize()} {number}"


_SYLLABLES = ("ba", "lin", "tor", "me", "sa", "ko", "vi", "du", "ren", "pha", "gu", "wes")
_WORDS = tuple(a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES if a != b)


@contextmanager
def a_life(folder: Path, seed: int) -> Iterator[Life]:
    """A list and a library in step, a job that may push and adopt, and a seed for the rest."""
    references = [a_reference(f"work-{n}", title=title_of(n)) for n in range(ENTRIES)]
    documents = [{"title": title_of(n)} for n in range(ENTRIES)]
    with a_world(folder, references, documents) as world, _one_clock(world):
        world.settings = _allowed(world)
        life = Life(world, random.Random(seed))
        life.a_day(healthy=True)
        life.letters.told.clear()
        yield life


def _allowed(world: World) -> Any:
    config = ConfigFile(
        service=ServiceTable(base_url=world.server.url),
        group=GROUP,
        sync=SyncTable(push=("fill", "update", "create"), adopt=("note", "documents")),
    )
    return type(world.settings)(
        config=config,
        config_file=world.settings.config_file,
        state_dir=world.settings.state_dir,
        base_url=world.server.url,
    )


@contextmanager
def _one_clock(world: World) -> Iterator[None]:
    """The machine's clock is the service's: a token is a day old each morning."""
    patch = pytest.MonkeyPatch()
    patch.setattr(SystemClock, "now", lambda self: world.server.state.clock())
    patch.setattr(SystemClock, "sleep", lambda self, seconds: world.later(seconds=seconds))
    try:
        yield
    finally:
        patch.undo()
