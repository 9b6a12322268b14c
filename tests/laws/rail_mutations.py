"""Takes one rail or one verification out at a time, and asks whether a test notices.

    make mutations                              all of them; the survivors are printed
    python -m tests.laws.rail_mutations NAME    those whose name holds NAME

Each removal replaces an object while its module is imported, or changes the module's text, in a
process of its own whose pytest stops at its first failure; nothing is written. Exit 1 when a
removal survives.

Source: sync-semantics 10, layer 7.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tests.laws.rail_removals import REMOVALS, Passage, Removal

ROOT = Path(__file__).resolve().parents[2]
CHOSEN = "MENDELEY_SYNC_WITHOUT"
"""Names the removal, in the process in which it is made."""
BARE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Plugins that most of these tests do not need take longer to load than the tests to run."""
WITH_PLUGINS = "tests/mendeley"
"""These replay recordings, and need them."""


class WithoutLoader(SourceFileLoader):
    """Loads a module, and takes one object out of it, or one passage of its text."""

    def __init__(self, removal: Removal | Passage, path: str) -> None:
        super().__init__(removal.module, path)
        self._removal = removal

    def get_code(self, fullname: str) -> CodeType | None:
        """The module's code; with a passage replaced never from a cache.

        Raises:
            LookupError: the passage is not there, or more than once.
        """
        if isinstance(self._removal, Removal):
            return super().get_code(fullname)
        text = Path(self.path).read_text(encoding="utf-8")
        if text.count(self._removal.old) != 1:
            raise LookupError(f"{fullname} does not hold this once: {self._removal.old}")
        return compile(text.replace(self._removal.old, self._removal.new), self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code, then take the object out, before anybody has imported it."""
        super().exec_module(module)
        if isinstance(self._removal, Removal):
            self._removal.take_out(module)


class WithoutFinder(MetaPathFinder):
    """Finds the one module that is changed."""

    def __init__(self, removal: Removal | Passage) -> None:
        self._removal = removal

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own place, with our loader."""
        if fullname != self._removal.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = WithoutLoader(self._removal, spec.origin)
        return spec


if CHOSEN in os.environ:
    # Loaded as a pytest plugin, before anything that is to be changed.
    sys.meta_path.insert(0, WithoutFinder(REMOVALS[os.environ[CHOSEN]]))


def _likeliest_first(removal: Removal | Passage) -> list[str]:
    """Its tests, those of the module itself before the others: they notice soonest."""
    own = f"test_{removal.module.rpartition('.')[2]}.py"
    return sorted(removal.tests, key=lambda test: not test.endswith(own))


def is_noticed(name: str) -> bool:
    """Whether a test fails once this is taken out.

    Raises:
        RuntimeError: the tests could not be run at all.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["-p", "tests.laws.rail_mutations", *_likeliest_first(REMOVALS[name])]
    bare = {} if any(one.startswith(WITH_PLUGINS) for one in REMOVALS[name].tests) else BARE
    with tempfile.TemporaryDirectory() as folder:
        # Of its own, since pytest tidies up behind runs beside it.
        run = subprocess.run(
            [*command, f"--basetemp={folder}/pytest"],
            cwd=ROOT,
            env={**os.environ, CHOSEN: name, "PYTHONPATH": str(ROOT), **bare},
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode != 0 and " failed" not in run.stdout:
        raise RuntimeError(f"{name}: {run.stdout[-500:]}{run.stderr[-500:]}")
    return run.returncode == 1


def main(wanted: Sequence[str]) -> int:
    """Take everything out, one at a time, that is wanted; 1 when something survives."""
    names = [name for name in REMOVALS if not wanted or any(part in name for part in wanted)]
    survivors = []
    for name in names:
        noticed = is_noticed(name)
        sys.stdout.write(f"{'noticed ' if noticed else 'SURVIVES'}  {name}\n")
        sys.stdout.flush()
        if not noticed:
            survivors.append(name)
    sys.stdout.write(f"{len(names)} taken out, {len(names) - len(survivors)} noticed\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
