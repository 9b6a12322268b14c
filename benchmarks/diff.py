"""How the main job grows with the library: a list of 300 entries against two sizes.

    python -m benchmarks.diff [--sizes 2000,20000] [--format text]

Both files are invented by a fixed seed; a fifth of the list lies in the library, written in
another way. Each run is a whole process (`diff --library`), so that nothing that is kept in memory
helps. Ends in 1 when twenty thousand documents take more than linearly longer than the smaller
library: exponent above 1.2, start-up taken off.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SEED = 20261127
ENTRIES = 300
LARGEST_EXPONENT = 1.2
SYLLABLES = "ba be bo da di du fa fi ga go ka ki la lo ma mi na no pa pe ra ri sa so ta te va vo za"


def a_word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES.split()) for _ in range(chance.randint(2, 4)))


def a_work(number: int, chance: random.Random, words: list[str]) -> dict[str, Any]:
    """An invented article as CSL-JSON."""
    first = chance.randint(1, 900)
    return {
        "id": f"work-{number:06d}",
        "type": "article-journal",
        "title": " ".join(chance.choice(words) for _ in range(9)).capitalize(),
        "author": [
            {"family": a_word(chance).capitalize(), "given": a_word(chance).capitalize()}
            for _ in range(chance.randint(1, 4))
        ],
        "issued": {"date-parts": [[chance.randint(1955, 2025)]]},
        "container-title": f"Journal of {chance.choice(words)}",
        "volume": str(chance.randint(1, 90)),
        "page": f"{first}-{first + chance.randint(2, 15)}",
    }


def otherwise_written(work: dict[str, Any], number: int) -> dict[str, Any]:
    """The same work as somebody else typed it."""
    return work | {"id": f"entry-{number:04d}", "title": work["title"].upper(), "note": "Read."}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="2000,20000")
    options.add_argument("--format", default="text")
    chosen = options.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    took: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        start_up = seconds_of(Path(folder), 1, chosen.format)
        print(f"start-up {start_up:.2f} s")
        for size in sizes:
            took[size] = seconds_of(Path(folder), size, chosen.format) - start_up
            print(f"{size:>7} documents {took[size]:>7.2f} s")
    low, high = sizes[0], sizes[-1]
    exponent = math.log(took[high] / took[low]) / math.log(high / low)
    print(f"growth exponent {low} to {high}: {exponent:.2f} (allowed: {LARGEST_EXPONENT})")
    return int(exponent > LARGEST_EXPONENT)


def seconds_of(folder: Path, size: int, form: str) -> float:
    """Wall time of one whole `diff` of two files."""
    chance = random.Random(SEED)
    words = [a_word(chance) for _ in range(3_000)]
    library = [a_work(number, chance, words) for number in range(size)]
    mine = [otherwise_written(work, n) for n, work in enumerate(library[: ENTRIES // 5])]
    others = [a_work(size + number, chance, words) for number in range(ENTRIES - len(mine))]
    for name, works in (("list.json", mine + others), ("library.json", library)):
        (folder / name).write_text(json.dumps(works, indent=0), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "mendeley_sync", "diff", "--state-dir", str(folder / "state")),
        *("--list", str(folder / "list.json"), "--library", str(folder / "library.json")),
        *("--format", form, "--output", str(folder / "report"), "--quiet"),
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
