"""Faults on request: which requests they meet, and what they do to them.

A fault is a value; it can come from a test as an object or through the control address as
JSON. docs/sandbox.md shows one of each kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
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


BEFORE = "before"
AFTER = "after"
_PAGES = ("repeat", "drop", "empty", "stale")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the nth request that looks like this."""

    method: str = "*"
    path: str = "*"
    """Shell pattern over the path, without the query: `/documents/*`."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Parameters that the request must carry; shell patterns: `{"marker": "?*"}`."""
    nth: int | None = 1
    """The nth matching request, counted from 1; None: every one."""
    times: int = 1
    """How many matching requests in a row, from the nth on."""

    when: str = BEFORE
    """Whether status, reset and act come before the change is made or after it."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Set on the answer, also on one that is otherwise sound."""
    body: str | None = None
    """In the place of the answer's own body; a lone surrogate becomes a byte
    that is no UTF-8."""
    content_type: str | None = None
    remove_headers: tuple[str, ...] = ()
    delay_s: float = 0.0
    cut_after: int | None = None
    """The body ends after so many bytes and the connection with it."""
    keep_length: bool = True
    """A cut body still announces its full length; False: it announces none."""
    reset: bool = False
    """The connection is reset instead of an answer."""

    page: str | None = None
    """`repeat` the page before, `drop` an item, `empty` page, `stale` (as when added)."""
    item: int = 0
    """Which item `drop` leaves out."""
    link: Mapping[str, Any] = field(default_factory=dict)
    """`lose`: parameters that links lack; `origin`: where they point; `repeat_marker`: true."""
    act: Mapping[str, Any] = field(default_factory=dict)
    """What another person does meanwhile: `do`, and `document`, `fields`, `silent`, `group`,
    `profile`, `seconds` as the act needs them. `{id}` as document is the one in the path."""
    ignore: tuple[str, ...] = ()
    """Parameters that the service overlooks, such as `view`."""
    pretend: bool = False
    """The answer is sound, the change is not made."""

    def __post_init__(self) -> None:
        if self.when not in (BEFORE, AFTER):
            raise ValueError(f"when must be before or after, not {self.when!r}")
        if self.page is not None and self.page not in _PAGES:
            raise ValueError(f"page must be one of {', '.join(_PAGES)}, not {self.page!r}")
        if self.act and self.act.get("do") not in ACTS:
            raise ValueError(f"act.do must be one of {', '.join(ACTS)}, not {self.act.get('do')!r}")
        if self.nth is not None and self.nth < 1:
            raise ValueError(f"nth counts from 1, not {self.nth}")

    def looks_like(self, method: str, path: str, query: Mapping[str, str]) -> bool:
        """Whether a request is of the kind that this fault counts."""
        return (
            self.method in ("*", method)
            and fnmatchcase(path, self.path)
            and all(fnmatchcase(query.get(name, ""), value) for name, value in self.query.items())
        )

    @property
    def answers_itself(self) -> bool:
        """The request never reaches the service."""
        return self.when == BEFORE and (self.status is not None or self.reset)

    def as_json(self) -> dict[str, Any]:
        """The fault as the control address shows it: only what is set."""
        plain = Fault()
        return {
            name: value for name, value in asdict(self).items() if value != getattr(plain, name)
        }


def fault_from_json(raw: object) -> Fault:
    """A fault as the control address takes it.

    Raises:
        ValueError: no object, an unknown member, an impossible value.
    """
    if not isinstance(raw, dict):
        raise ValueError("a fault must be a JSON object")
    known = [entry.name for entry in fields(Fault)]
    for name in raw:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValueError(f"unknown {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    values = dict(raw)
    for name in ("remove_headers", "ignore"):
        values[name] = tuple(values.get(name, ()))
    try:
        return Fault(**values)
    except TypeError as error:
        raise ValueError(str(error)) from error


class Faults:
    """The faults that wait, and how many requests each has counted."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Fault, Any]] = []
        self._seen: list[int] = []
        self.fired = 0

    def add(self, fault: Fault, *, snapshot: Any = None) -> Fault:
        """Wait for requests from now on; `snapshot` is what a stale page shows."""
        self._waiting.append((fault, snapshot))
        self._seen.append(0)
        return fault

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()
        self._seen.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """What waits, each with the number of requests it has counted."""
        return [
            fault.as_json() | {"seen": seen}
            for (fault, _), seen in zip(self._waiting, self._seen, strict=True)
        ]

    def meeting(self, method: str, path: str, query: Mapping[str, str]) -> list[tuple[Fault, Any]]:
        """Count a request, and say which faults it meets."""
        met = []
        for place, (fault, snapshot) in enumerate(self._waiting):
            if not fault.looks_like(method, path, query):
                continue
            self._seen[place] += 1
            if fault.nth is None or fault.nth <= self._seen[place] < fault.nth + fault.times:
                met.append((fault, snapshot))
        self.fired += len(met)
        return met
