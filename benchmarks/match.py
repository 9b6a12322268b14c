"""How fast `match` and `dedupe` are, beside rapidfuzz over all pairs and bib-dedupe.

    python benchmarks/match.py [--sizes 1000,10000,100000] [--peers] [--repeat 3]

Records are the labelled ones of ../shared/matching, disturbed (typing slips, cut authors,
abbreviated journals, lost fields) and, where these do not suffice, recombined: the words of one
title with the journal and authors of others. A fixed seed makes every run the same. Each tool
runs as a whole process of its own; time is wall time, memory the peak resident size.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT.parent / "shared" / "matching"
SEED = 20261123
COLUMNS = (
    *("id", "type", "title", "authors", "year", "journal", "volume", "issue", "pages"),
    *("doi", "pmid", "isbn", "issn"),
)
SOURCES = (
    "respiratory/records.csv.gz", "cytology_screening/records.csv.gz",
    "pmc_references/records.csv.gz", "crossref_sample/records.csv.gz",
    "citation_style/library.csv.gz", "citation_balint/library.csv.gz",
    "dblp_acm/a.csv.gz", "dblp_acm/b.csv.gz",
)  # fmt: skip
Row = dict[str, str]


class Measured(NamedTuple):
    """One run of one tool."""

    seconds: float
    """Wall time."""
    cpu_s: float
    """Processor time: what remains of the truth on a busy machine."""
    peak_mib: float


# -- records ------------------------------------------------------------------


def labelled_rows() -> list[Row]:
    """All labelled records, in file order."""
    rows: list[Row] = []
    for source in SOURCES:
        with gzip.open(LABELLED / source, "rt", encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            rows += [{column: row.get(column) or "" for column in COLUMNS} for row in table]
    return rows


def made_rows(count: int) -> list[Row]:
    """`count` records: real ones, then disturbed copies of a third, then recombined ones."""
    chance = random.Random(SEED)
    real = labelled_rows()
    chance.shuffle(real)
    originals = real[: max(1, min(len(real), count * 3 // 4))]
    rows = [dict(row) for row in originals]
    copies = min(count // 4, len(originals))
    rows += [disturbed(row, chance) for row in originals[:copies]]
    while len(rows) < count:
        rows.append(recombined(chance, originals))
    chance.shuffle(rows)
    for number, row in enumerate(rows[:count]):
        row["id"] = f"r{number:06d}"
    return rows[:count]


def disturbed(row: Row, chance: random.Random) -> Row:
    """A copy as another export would have written it."""
    copy = dict(row)
    for change in chance.sample(CHANGES, k=2):
        change(copy, chance)
    return copy


def recombined(chance: random.Random, originals: list[Row]) -> Row:
    """A work that never was: half of two titles, the place of a third."""
    first, second, place = (chance.choice(originals) for _ in range(3))
    head, tail = first["title"].split(), second["title"].split()
    made = dict(place)
    made["title"] = " ".join(head[: len(head) // 2 + 1] + tail[len(tail) // 2 :])
    made["authors"] = chance.choice(originals)["authors"]
    made["year"] = str(chance.randint(1960, 2024))
    made["volume"] = str(chance.randint(1, 400))
    first_page = chance.randint(1, 3000)
    made["pages"] = f"{first_page}-{first_page + chance.randint(2, 15)}"
    made["doi"] = (
        f"10.{chance.randint(1000, 9999)}/{chance.randint(10**6, 10**7)}" if place["doi"] else ""
    )
    return made


def _typing_slip(row: Row, chance: random.Random) -> None:
    title = row["title"]
    if len(title) > 10:
        at = chance.randrange(2, len(title) - 2)
        row["title"] = title[:at] + title[at + 1] + title[at] + title[at + 2 :]


def _cut_authors(row: Row, chance: random.Random) -> None:
    row["authors"] = row["authors"].split(";")[0] + " et al." if row["authors"] else ""


def _abbreviated(row: Row, chance: random.Random) -> None:
    row["journal"] = " ".join(
        word[:5] + "." if len(word) > 6 else word for word in row["journal"].split()
    )


def _lost_field(row: Row, chance: random.Random) -> None:
    row[chance.choice(("issue", "volume", "pages", "doi", "journal"))] = ""


def _capitals(row: Row, chance: random.Random) -> None:
    row["title"] = row["title"].upper()


CHANGES: tuple[Callable[[Row, random.Random], None], ...] = (
    _typing_slip, _cut_authors, _abbreviated, _lost_field, _capitals,
)  # fmt: skip


def written(rows: list[Row], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    return path


# -- measuring ----------------------------------------------------------------


_WRAPPER = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
took = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, code)
"""


def measured(command: list[str]) -> Measured:
    """Run a process to its end, from a small one: a child's peak starts at its parent's size."""
    wrapped = [sys.executable, "-S", "-c", _WRAPPER, *command]
    said = subprocess.run(wrapped, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    seconds, cpu_s, peak_mib, code = said.split()
    if code != "0":
        raise RuntimeError(f"{command[:4]} ended with {code}")
    return Measured(float(seconds), float(cpu_s), float(peak_mib))


def best(command: list[str], repeat: int) -> Measured:
    """The quickest of some runs: the others were disturbed."""
    runs = [measured(command) for _ in range(repeat)]
    peak_mib = max(run.peak_mib for run in runs)
    return Measured(min(r.seconds for r in runs), min(r.cpu_s for r in runs), peak_mib)


def ours(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "mendeley_sync", *map(str, arguments), "--format", "csv"]


def peer(name: str, path: Path) -> list[str]:
    return [sys.executable, str(Path(__file__).resolve()), "--peer", name, str(path)]


def run_rapidfuzz(path: Path) -> None:
    """All pairs of titles by token sort ratio, 90 or more."""
    from rapidfuzz import fuzz, process, utils

    with path.open(encoding="utf-8", newline="") as lines:
        titles = [utils.default_process(row["title"]) for row in csv.DictReader(lines)]
    for start in range(0, len(titles), 500):
        process.cdist(
            titles[start : start + 500], titles, scorer=fuzz.token_sort_ratio, score_cutoff=90
        )


def run_bib_dedupe(path: Path) -> None:
    """bib-dedupe with one process, as its documentation shows."""
    from importlib import import_module

    from bib_dedupe.bib_dedupe import block, match, prep

    pandas = import_module("pandas")
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    frame = frame.rename(
        columns={"authors": "author", "type": "ENTRYTYPE", "id": "ID", "issue": "number"}
    )
    frame["ENTRYTYPE"] = "article"
    frame["abstract"] = ""
    frame["booktitle"] = ""
    frame["author"] = frame["author"].str.replace(";", " and ")
    prepared = prep(frame, cpu=1)
    match(block(prepared, cpu=1), cpu=1)


PEERS = {
    "rapidfuzz": (run_rapidfuzz, 20_000, "numpy"),
    "bib-dedupe": (run_bib_dedupe, 10_000, "bib_dedupe"),
}
"""What runs it, the most records that it is asked to compare, the module it needs."""


def installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def main() -> None:
    options = _options()
    if options.peer:
        PEERS[options.peer[0]][0](Path(options.peer[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for line in report(options, Path(folder)):
            print(line, flush=True)


def report(options: argparse.Namespace, folder: Path) -> Iterator[str]:
    sizes = [int(size) for size in options.sizes.split(",")]
    python = sys.version.split()[0]
    yield f"Python {python}, {os.cpu_count()} cores, best of {options.repeat}, seed {SEED}"
    headings = f"{'dedupe':>10} {'ours':>9} {'processor':>10} {'records/s':>10} {'MiB':>6}"
    yield f"{headings}  peers, times ours"
    took: dict[int, float] = {}
    for size in sizes:
        path = written(made_rows(size), folder / f"{size}.csv")
        run = best(ours("dedupe", path), options.repeat)
        took[size] = run.seconds
        beside = "  ".join(_beside(path, size, run)) if options.peers else ""
        rate = size / run.seconds
        times = f"{run.seconds:>8.2f}s {run.cpu_s:>9.2f}s"
        yield f"{size:>10} {times} {rate:>10.0f} {run.peak_mib:>6.0f}  {beside}"
    if len(sizes) > 1:
        low, high = sizes[-2], sizes[-1]
        exponent = math.log(took[high] / took[low]) / math.log(high / low)
        yield f"growth exponent {low} to {high}: {exponent:.2f}"
    yield _list_against_library(folder, options.repeat)


def _beside(path: Path, size: int, run: Measured) -> Iterator[str]:
    for name, (_, most, module) in PEERS.items():
        if size > most or not installed(module):
            yield f"{name} not run"
            continue
        other = measured(peer(name, path))
        times = other.seconds / run.seconds
        yield f"{name} {other.seconds:.1f}s x{times:.1f} {other.peak_mib:.0f} MiB"


def _list_against_library(folder: Path, repeat: int) -> str:
    chance = random.Random(SEED)
    library = made_rows(3_000)
    entries = [disturbed(row, chance) for row in chance.sample(library, k=300)]
    a, b = written(entries, folder / "a.csv"), written(library, folder / "b.csv")
    run = best(ours("match", a, b), repeat + 2)
    times = f"{run.seconds:.2f} s ({run.cpu_s:.2f} s processor)"
    return f"match 300 x 3000: {times}, {run.peak_mib:.0f} MiB, whole process"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How fast match and dedupe are.")
    parser.add_argument("--sizes", default="1000,10000,20000,100000")
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--peers", action="store_true", help="run the other tools, too")
    parser.add_argument("--peer", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
