"""How many small faults in matching/ its tests notice.

    python -m benchmarks.mutants [--count 150] [--seed 1] [--only titles,numbers]

Draws a sample of the faults that `benchmarks/mutations.py` can make, runs the tests of matching
on each in a process of its own, and prints those that no test noticed, so that a person can read
them one by one. Survivors that change nothing that anyone can see (a guard that only saves time,
a limit of length) are counted as survivors all the same.

A fault is put in while its module is imported, so nothing on the disk is changed; the tests run
in a copy, so the project may be worked on meanwhile. pytest and the libraries are imported once,
our own package anew for each fault.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from benchmarks.mutations import mutations, source_with

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "mendeley_sync.matching"
LIBRARIES = (
    *("pytest", "hypothesis", "hypothesis.strategies", "hypothesis.extra", "rapidfuzz.fuzz"),
    *("rapidfuzz.distance", "pydantic", "yaml", "click", "rich.console", "rich.table"),
)
LAST = ("adapt", "commands", "scores", "laws")
"""Tests that run after all others, for they take long or are about other things."""

SLOW = {"scores", "laws"}

NEAREST = {
    "authors": "names", "marks": "titles", "folding": "titles", "words": "titles",
    "identity": "journals", "conditions": "rules", "rules_for": "rules", "rules_against": "rules",
    "answers": "strength", "comparison": "evidence", "outline": "candidates",
    "portrait": "details", "surroundings": "details", "explain": "match", "judging": "match",
    "duplicates": "match", "rules": "documentation",
}  # fmt: skip
"""The tests most likely to notice a fault of a module, where the names differ."""

LARGE_SETS = "respiratory or cytology or pmc or crossref or dblp or style or pile"
"""Labelled sets that take too long to be compared for every fault."""

PATIENCE = 4
"""A fault that takes so many times the processor time of no fault is noticed: the run hangs."""

MEMORY = 2 * 1024**3


class Mutant(NamedTuple):
    """One place and what is done to it."""

    module: str
    number: int
    line: int
    change: str

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.change}"


def all_mutants(only: set[str]) -> list[Mutant]:
    found = []
    for path in sorted(ROOT.joinpath(*PACKAGE.split(".")).glob("*.py")):
        if only and path.stem not in only:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for number, one in enumerate(mutations(tree)):
            found.append(Mutant(path.stem, number, one.line, one.change))
    return found


def all_tests(leave_out: set[str]) -> list[str]:
    """The files of tests in the order in which they run, after those nearest to the fault."""
    found = {path.stem.removeprefix("test_") for path in (ROOT / "tests/matching").glob("test_*")}
    return [name for name in (*sorted(found - {*LAST}), *LAST) if name not in leave_out]


def outcome(
    mutant: Mutant | None, folder: Path, limit_s: float, tests: Sequence[str]
) -> tuple[str, float]:
    """Run the tests in a child process: "survived", "noticed", "broken", "hangs"; seconds used."""
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            _limit(limit_s)
            _run_tests(mutant, folder, tests)
        except BaseException:  # noqa: BLE001 -- told, and never back into the parent's loop
            traceback.print_exc()
        os._exit(70)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    words = {0: "survived", 1: "noticed", 2: "broken", -signal.SIGXCPU: "hangs"}
    if code not in words:
        raise RuntimeError(f"the tests ended with {code}: {mutant}")
    return words[code], used.ru_utime + used.ru_stime


def _limit(seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _run_tests(mutant: Mutant | None, folder: Path, tests: Sequence[str]) -> None:
    import pytest

    sys.dont_write_bytecode = True
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    first = ""
    if mutant:
        _put_in(mutant, folder)
        first = NEAREST.get(mutant.module, mutant.module)
    order = sorted(tests, key=lambda name: not (first and name.startswith(first)))
    files = [f"tests/matching/test_{name}.py" for name in order]
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        plain = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain")
        code = pytest.main([*plain, "--hypothesis-seed=0", "-k", f"not ({LARGE_SETS})", *files])
    os._exit(int(code))


def _put_in(mutant: Mutant, folder: Path) -> None:
    """Have the module compiled from the source with the fault when it is imported."""
    kept = SourceFileLoader.get_code
    path = folder.joinpath(*PACKAGE.split("."), f"{mutant.module}.py")

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        if fullname != f"{PACKAGE}.{mutant.module}":
            return kept(loader, fullname)
        source = source_with(path.read_text(encoding="utf-8"), mutant.number)
        return compile(source, str(path), "exec")

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


def copied(folder: Path) -> Path:
    """The package, its tests and its pages beside each other, as the tests expect them."""
    for name in ("mendeley_sync", "tests", "docs"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "sandbox")
        )
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    if (ROOT.parent / "shared").is_dir():
        (folder.parent / "shared").symlink_to((ROOT.parent / "shared").resolve())
    return folder


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="modules, parted by commas")
    parser.add_argument("--quick", action="store_true", help="without the slow tests")
    parser.add_argument("--grep", default="", help="only faults whose description has this")
    return parser.parse_args()


def main() -> None:
    options = _options()
    every = all_mutants(set(filter(None, options.only.split(","))))
    every = [mutant for mutant in every if options.grep in str(mutant)]
    drawn = random.Random(options.seed).sample(every, min(options.count, len(every)))
    end = time.monotonic() + options.minutes * 60
    tests = all_tests(leave_out=SLOW if options.quick else set())
    for library in LIBRARIES:
        importlib.import_module(library)
    found: dict[str, list[Mutant]] = {"survived": [], "noticed": [], "broken": [], "hangs": []}
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place) / "main")
        word, used_s = outcome(None, folder, 600, tests)
        if word != "survived":
            sys.exit("the tests fail without any fault")
        for mutant in drawn:
            if time.monotonic() > end:
                break
            word, _ = outcome(mutant, folder, PATIENCE * used_s, tests)
            found[word].append(mutant)
            if word == "survived":
                print(f"survived: {mutant}", flush=True)
    tried = sum(map(len, found.values()))
    noticed = tried - len(found["survived"])
    print(
        f"{noticed} of {tried} noticed ({noticed / max(tried, 1):.1%}), of these "
        f"{len(found['broken'])} could not be imported and {len(found['hangs'])} never ended; "
        f"seed {options.seed}, {len(every)} faults in all"
    )


if __name__ == "__main__":
    main()
