"""How fast 5,000 references are read, against the bare library call, and in how much memory.

Run: python -m benchmarks.formats (from the root of the repository). Each format is measured
in a process of its own; times are the best of five. On a machine that others use as well, the
seconds of the processor say more than those of the clock; the goals are held against the clock.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.items import reference_from_item
from mendeley_sync.formats.registry import read_references, write_references

NUMBER = 5_000
ROUNDS = 5
GOALS_S = {"csl-json": 1.0, "ris": 1.0, "bibtex": 3.0, "csl-yaml": 3.0}
MEMORY_GOAL_MIB = 300
ABSTRACT = "Balint groups help doctors to think about their patients, and about themselves. " * 12


def made_references(number: int) -> list[Reference]:
    """References as full as a real library's: four authors, an abstract, keywords."""
    return [reference_from_item(_item(one)) for one in range(number)]


def _item(number: int) -> dict[str, Any]:
    names = [{"family": f"Köhle{number % 97}", "given": f"Karl {letter}."} for letter in "ABCD"]
    return {
        "id": f"koehle-{number}",
        "type": "article-journal",
        "title": f"Balint training & the doctor's work, part {number}: what helps in practice?",
        "author": names,
        "container-title": "Patient Education and Counseling",
        "issued": {"date-parts": [[1960 + number % 60, 1 + number % 12]]},
        "volume": str(number % 80),
        "issue": str(number % 12),
        "page": f"{number}-{number + 7}",
        "DOI": f"10.1016/j.pec.{number}",
        "ISSN": "0738-3991",
        "URL": f"https://example.org/articles/{number}?a=b&c=d",
        "publisher": "Elsevier",
        "keyword": "Balint groups, burnout, general practice",
        "abstract": ABSTRACT,
        "language": "en",
    }


def bare_call(format: str, text: str) -> Callable[[], object]:
    """What the library alone does with the text."""
    if format == "csl-json":
        return lambda: json.loads(text)
    if format == "csl-yaml":
        import yaml

        return lambda: yaml.load(text, Loader=yaml.CSafeLoader)
    if format == "bibtex":
        from bibtexparser.entrypoint import parse_string

        return lambda: parse_string(text)
    import rispy

    return lambda: rispy.loads(text)


def best_of(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the fastest round: by the clock, and of the processor."""
    walls, processors = [], []
    for _ in range(ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def measure(format: str, text: str, results: Any) -> None:
    """Read one text in a fresh process: times, times of the bare call, peak MiB."""
    data = text.encode()
    taken = best_of(lambda: read_references(data, format=format, name="made"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = len(read_references(data, format=format, name="made").references)
    results.put((found, taken, best_of(bare_call(format, text)), peak))


def main() -> int:
    """Print the table; 1 when a goal is missed."""
    references = made_references(NUMBER)
    context = multiprocessing.get_context("spawn")
    missed = []
    print(
        "| format | size (MB) | read (s) | goal (s) | processor (s) | bare library (s) "
        "| ratio | peak (MiB) |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for format, goal_s in GOALS_S.items():
        text = write_references(references, format)[0]
        results: Any = context.Queue()
        process = context.Process(target=measure, args=(format, text, results))
        process.start()
        found, (taken, processor), (_, bare), peak = results.get(timeout=300)
        process.join()
        if found != NUMBER or taken > goal_s or peak > MEMORY_GOAL_MIB:
            missed.append(format)
        print(
            f"| {format} | {len(text) / 1e6:.1f} | {taken:.2f} | {goal_s:.0f} "
            f"| {processor:.2f} | {bare:.2f} | {processor / bare:.1f} | {peak:.0f} |"
        )
    print("missed: " + ", ".join(missed) if missed else "every goal is met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
