"""Print the structure of the product: packages, lines against their budget, modules, importers.

    python -m tools.structure           the table; exit 1 when a limit is passed
    python -m tools.structure --full    also who imports whom, package by package

Limits: a package a tenth over its budget, a module over 400 lines, a folder of more than 20
modules, the product or the sandbox over its whole budget.

Source: docs/architecture.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import grimp

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = "mendeley_sync"
LONGEST_MODULE = 400
LARGEST_FOLDER = 20
MODULES = 335
PRODUCT_LINES = 43_500
SANDBOX_LINES = 4_900
BUDGETS = {
    "access": 1_560, "apply": 1_430, "checks": 550, "cli": 2_800, "diff": 2_300, "domain": 1_550,
    "formats": 5_100, "http": 420, "links": 630, "matching": 2_950, "mendeley": 4_450,
    "names": 730, "notifications": 190, "plan": 1_600, "pull": 360, "reports": 4_750,
    "sandbox": 4_850, "settings": 690, "stores": 3_250, "text": 500, "workflow": 5_400,
}  # fmt: skip
"""Lines of each package; what is not named here (errors, advice) has no budget of its own."""


class Package(NamedTuple):
    """One room: its modules and lines, and how many of the modules have one importer only."""

    name: str
    modules: int
    lines: int
    with_one_importer: int
    imports: tuple[str, ...]


def lines_of(path: Path) -> int:
    """The lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def packages() -> list[Package]:
    """Every package of the product, by name; modules at the top level stand together as `(top)`."""
    graph = grimp.build_graph(PRODUCT, cache_dir=None)
    rooms: dict[str, list[str]] = {}
    for module in sorted(graph.modules):
        parts = module.split(".")
        is_room = len(parts) > 1 and (ROOT / PRODUCT / parts[1]).is_dir()
        rooms.setdefault(parts[1] if is_room else "(top)", []).append(module)
    found = []
    for room, modules in rooms.items():
        files = [path for module in modules if (path := _file(module)).name != "__init__.py"]
        importers = [len(graph.find_modules_that_directly_import(module)) for module in modules]
        targets = {
            target.split(".")[1]
            for module in modules
            for target in graph.find_modules_directly_imported_by(module)
            if "." in target
        }
        lines = sum(lines_of(_file(module)) for module in modules)
        imports = tuple(sorted(targets - {room}))
        found.append(Package(room, len(files), lines, importers.count(1), imports))
    return sorted(found)


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def breaches(found: list[Package]) -> Iterator[str]:
    """Every limit that is passed, a sentence each."""
    for package in found:
        budget = BUDGETS.get(package.name)
        if budget is not None and package.lines * 10 > budget * 11:
            yield f"{package.name} has {package.lines} lines; its budget is {budget}."
    sandbox = sum(package.lines for package in found if package.name == "sandbox")
    product = sum(package.lines for package in found) - sandbox
    if product > PRODUCT_LINES:
        yield f"The product has {product} lines; the limit is {PRODUCT_LINES}."
    if sandbox > SANDBOX_LINES:
        yield f"The sandbox has {sandbox} lines; the limit is {SANDBOX_LINES}."
    if (modules := sum(package.modules for package in found)) > MODULES:
        yield f"There are {modules} modules; the limit is {MODULES}."
    files = sorted((ROOT / PRODUCT).rglob("*.py"))
    for path in files:
        if (lines := lines_of(path)) > LONGEST_MODULE:
            yield f"{path.relative_to(ROOT)} has {lines} lines; the limit is {LONGEST_MODULE}."
    folders = Counter(path.parent for path in files if path.name != "__init__.py")
    for folder, count in folders.items():
        if count > LARGEST_FOLDER:
            yield f"{folder.relative_to(ROOT)} has {count} modules; the limit is {LARGEST_FOLDER}."


def main(arguments: list[str]) -> int:
    """Print the table and what passes a limit."""
    found = packages()
    write = sys.stdout.write
    write(f"{'package':14}{'modules':>8}{'lines':>8}{'budget':>8}{'one importer':>14}\n")
    for package in found:
        budget = BUDGETS.get(package.name, "")
        row = f"{package.name:14}{package.modules:8}{package.lines:8}{budget:>8}"
        write(f"{row}{package.with_one_importer:14}\n")
        if "--full" in arguments:
            write(f"{'':14}imports {', '.join(package.imports) or 'nothing of ours'}\n")
    modules, lines = (sum(getattr(one, what) for one in found) for what in ("modules", "lines"))
    single = sum(package.with_one_importer for package in found)
    write(f"{'all':14}{modules:8}{lines:8}{'':8}{single:14}\n")
    passed = list(breaches(found))
    for sentence in passed:
        write(f"{sentence}\n")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
