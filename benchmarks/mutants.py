"""How many small faults in matching/ its tests notice.

    python benchmarks/mutants.py [--count 150] [--seed 1] [--only titles,numbers]

Draws a sample of mutants (a comparison turned, `and` for `or`, a number one off, a condition
negated, an answer exchanged), runs the tests of matching on each, in a copy, and prints the
survivors, so that a person can read them one by one. Survivors that change nothing that anyone
can see (a cache size, a limit of length) are counted as survivors all the same.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("mendeley_sync") / "matching"
TESTS = (
    *("test_names", "test_numbers", "test_titles", "test_journals"),
    *("test_documentation", "test_match", "test_details", "test_scores"),
)
LARGE_SETS = "respiratory or cytology or pmc or crossref or dblp or style or pile"
"""Labelled sets that take too long to be compared for every fault."""

LEFT_OUT = {"__init__", "adapt", "result", "record", "words", "lazy"}
LIMIT_S = 60
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
EXCHANGED = {
    "agree": "contradict", "contradict": "unknown", "unknown": "contradict", "half": "agree",
    "auto": "review", "review": "no", "no": "review",
}  # fmt: skip


class Mutant(NamedTuple):
    """One place and what is done to it."""

    module: str
    number: int
    line: int
    change: str


def places(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that can be mutated, in a fixed order; texts that are documentation are not."""
    return (node for node in ast.walk(tree) if _can_change(node))


def _can_change(node: ast.AST) -> bool:
    match node:
        case ast.Compare():
            return type(node.ops[0]) in TURNED
        case ast.Constant():
            return _is_mutable(node.value)
        case ast.UnaryOp():
            return isinstance(node.op, ast.Not)
    return isinstance(node, ast.BoolOp | ast.IfExp | ast.If)


def _is_mutable(value: object) -> bool:
    if isinstance(value, str):
        return value in EXCHANGED
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 200


def mutated(node: ast.AST) -> str:
    """Change the node in place; say what was done."""
    match node:
        case ast.Compare():
            node.ops[0] = TURNED[type(node.ops[0])]()
            return "a comparison turned"
        case ast.BoolOp():
            node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            return "and for or"
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
            return "branches exchanged"
        case ast.UnaryOp():
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
            return "not left out"
        case ast.Constant(value=str()):
            node.value = EXCHANGED[str(node.value)]
            return f"answer {node.value}"
        case ast.Constant(value=int() | float() as value):
            node.value = value + 1
            return f"{value} is {value + 1}"
        case ast.If():
            node.test = ast.UnaryOp(ast.Not(), node.test)
            return "condition negated"
    raise TypeError(type(node).__name__)


def all_mutants(only: set[str]) -> list[Mutant]:
    found = []
    for path in sorted((ROOT / PACKAGE).glob("*.py")):
        if path.stem in LEFT_OUT or (only and path.stem not in only):
            continue
        for number, node in enumerate(places(ast.parse(path.read_text(encoding="utf-8")))):
            change = mutated(copy.deepcopy(node))
            found.append(Mutant(path.stem, number, getattr(node, "lineno", 0), change))
    return found


def source_of(mutant: Mutant, text: str) -> str:
    """The module with the fault in it."""
    tree = ast.parse(text)
    for number, node in enumerate(places(tree)):
        if number == mutant.number:
            mutated(node)
            break
    return ast.unparse(ast.fix_missing_locations(tree))


def is_noticed(mutant: Mutant | None, folder: Path) -> bool:
    """Run the tests on the copy in a child process of this one; True if they fail."""
    target = folder / PACKAGE / f"{mutant.module}.py" if mutant else None
    kept = target.read_text(encoding="utf-8") if target else ""
    if mutant and target:
        target.write_text(source_of(mutant, kept), encoding="utf-8")
    try:
        return _fails(folder)
    finally:
        if target:
            target.write_text(kept, encoding="utf-8")


def _fails(folder: Path) -> bool:
    child = os.fork()
    if child == 0:
        os.setsid()
        _run_tests(folder)
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _run_tests(folder: Path) -> None:
    import pytest

    sys.dont_write_bytecode = True
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        files = [
            f"tests/matching/{name}.py"
            for name in TESTS
            if (folder / f"tests/matching/{name}.py").exists()
        ]
        code = pytest.main(
            [
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "--no-header",
                "-k",
                f"not ({LARGE_SETS})",
                *files,
            ]
        )
    os._exit(int(code))


def copied(folder: Path) -> Path:
    """The package, its tests and its pages beside each other, as the tests expect them."""
    for name in ("mendeley_sync", "tests", "docs"):
        ignore = shutil.ignore_patterns("__pycache__", "sandbox")
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    every = all_mutants(set(filter(None, options.only.split(","))))
    drawn = random.Random(options.seed).sample(every, min(options.count, len(every)))
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place) / "main")
        if (ROOT.parent / "shared").is_dir():
            (Path(place) / "shared").symlink_to(ROOT.parent / "shared")
        if is_noticed(None, folder):
            sys.exit("the tests fail without any fault")
        survivors, tried = [], 0
        for mutant in drawn:
            if time.monotonic() > end:
                break
            tried += 1
            if not is_noticed(mutant, folder):
                survivors.append(mutant)
                print(f"survived: {mutant.module}.py:{mutant.line}: {mutant.change}", flush=True)
    noticed = tried - len(survivors)
    share = noticed / max(tried, 1)
    print(f"{noticed} of {tried} noticed ({share:.1%}); {len(every)} mutants in all")


if __name__ == "__main__":
    main()
