"""Take one rail or one verification away at a time: at least one test must then fail.

    .venv/bin/python -m benchmarks.mutate_writing

Each mutation is made in a process of its own, by patching one name before the tests run;
nothing in the tree is changed. Prints one line a mutation, and ends in 1 if one survived.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RAIL_TESTS = ("tests/plan/test_rails.py",)
PUSH_TESTS = ("tests/workflow/test_push.py",)
UNDO_TESTS = ("tests/workflow/test_undo.py", "tests/workflow/test_resume.py")


class Mutation(NamedTuple):
    """One thing taken away."""

    module: str
    name: str
    instead: Callable[[Any], Any]
    """From what stands there to what stands there instead."""
    tests: tuple[str, ...]


def _without(rail: str) -> Callable[[Any], Any]:
    return lambda rails: tuple(one for one in rails if one.name != rail)


def _without_doubt(name: str) -> Callable[[Any], Any]:
    return lambda doubts: tuple(one for one in doubts if one.__name__ != name)


def _gives(value: Any) -> Callable[[Any], Any]:
    return lambda old: lambda *given, **named: value


def _is(value: Any) -> Callable[[Any], Any]:
    return lambda old: value


def mutations() -> dict[str, Mutation]:
    """Every rail, every doubt, every verification."""
    from mendeley_sync.plan.plausible import DOUBTS
    from mendeley_sync.plan.rails import RAILS

    rails = "mendeley_sync.plan.rails"
    fields = "mendeley_sync.workflow.push_fields"
    create = "mendeley_sync.workflow.push_create"
    move = "mendeley_sync.workflow.push_move"
    run = "mendeley_sync.workflow.push_run"
    push = "mendeley_sync.workflow.push"
    found = {
        f"rail {rail.name}": Mutation(rails, "RAILS", _without(rail.name), RAIL_TESTS)
        for rail in RAILS
    }
    found |= {
        f"doubt {doubt.__name__}": Mutation(
            rails, "DOUBTS", _without_doubt(doubt.__name__), RAIL_TESTS
        )
        for doubt in DOUBTS
    }
    return found | {
        "look before a write": Mutation(fields, "_ensure_planned", _gives(None), PUSH_TESTS),
        "rest after a foreign edit": Mutation(
            "mendeley_sync.workflow.push_bench", "QUIET_S", _is(0.0), PUSH_TESTS
        ),
        "look at what was not sent": Mutation(
            "mendeley_sync.workflow.push_verify", "moved_members", _gives(()), PUSH_TESTS
        ),
        "look whether it arrived": Mutation(fields, "_has_arrived", _gives(True), PUSH_TESTS),
        "look for a document before it is made": Mutation(
            create, "find_created", _gives(()), PUSH_TESTS
        ),
        "look whether it is gone": Mutation(create, "_is_gone", _gives(True), UNDO_TESTS),
        "look before a move": Mutation(move, "_why_not", _gives(""), UNDO_TESTS),
        "the first write proves": Mutation(run, "_UNPROVEN", _is(frozenset()), PUSH_TESTS),
        "three failures stop": Mutation(run, "IN_A_ROW", _is(999), UNDO_TESTS),
        "the reviewed plan": Mutation(push, "_ensure_reviewed", _gives(None), PUSH_TESTS),
        "the digest past a rail": Mutation(push, "_reviewed", _gives(""), PUSH_TESTS),
        "the age of a plan": Mutation(push, "_ensure_young", _gives(None), UNDO_TESTS),
        "stop marks": Mutation(
            "mendeley_sync.workflow.push_parts", "unfinished_runs", _gives(()), PUSH_TESTS
        ),
        "the ten minutes of a lost create": Mutation(
            "mendeley_sync.workflow.resume",
            "LATEST_ARRIVAL",
            _is(__import__("datetime").timedelta(0)),
            PUSH_TESTS,
        ),
        "the guard of an undo": Mutation(fields, "raw_matches", _gives(True), UNDO_TESTS),
    }


def apply(mutation: Mutation) -> None:
    """Put the mutation in the place of the real thing."""
    module = importlib.import_module(mutation.module)
    old = getattr(module, mutation.name)
    new = mutation.instead(old)
    for name, other in list(sys.modules.items()):
        if name.startswith("mendeley_sync") and getattr(other, mutation.name, None) is old:
            setattr(other, mutation.name, new)
    setattr(module, mutation.name, new)


def run_one(name: str) -> int:
    """In a process of its own: mutate, then run the tests; the exit code of pytest."""
    import pytest

    mutation = mutations()[name]
    for module in (
        "mendeley_sync.workflow.undo",
        "mendeley_sync.workflow.adopt",
        "mendeley_sync.cli.push",
    ):
        importlib.import_module(module)
    apply(mutation)
    tests = [test for test in mutation.tests if (ROOT / test).exists()]
    return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests]))


def main() -> int:
    """Every mutation, one process each."""
    wanted = sys.argv[1:] or list(mutations())
    survived = []
    for name in wanted:
        command = [
            sys.executable,
            "-c",
            f"from benchmarks.mutate_writing import run_one; raise SystemExit(run_one({name!r}))",
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        caught = done.returncode == 1
        if not caught:
            survived.append(name)
        print(f"{'caught  ' if caught else 'SURVIVED'}  {name}", flush=True)
    print(f"{len(wanted) - len(survived)} of {len(wanted)} mutations were caught.")
    return 1 if survived else 0


if __name__ == "__main__":
    raise SystemExit(main())
