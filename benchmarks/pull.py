"""Pulling 20,000 documents: ours, the vendor's SDK, and bare requests with json (the floor).

    python benchmarks/pull.py [--documents N] [--delay SECONDS] [--rounds N]

All three read the same stub (`pull_stub.py`, a process of its own) in the same run, each
in a process of its own, one after the other. Ours validates every document and writes
the mirror; the others keep the decoded JSON. The SDK (PyPI `mendeley-updated`) lives in
a throw-away environment outside the project. Figures are ratios: the machine's own speed
falls out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
HERE = Path(__file__).resolve().parent
MEMORY_LIMIT_MIB = 200
SDK = "mendeley-updated"

_MEASURE = """
import json, resource, sys, time
url, group, folder = sys.argv[1:4]
{setup}
begin = time.perf_counter()
{work}
took = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"took_s": took, "peak_mib": peak, "documents": number}}))
"""


def _script(setup: str, work: str) -> str:
    return _MEASURE.format(setup=textwrap.dedent(setup), work=textwrap.dedent(work))


OURS = _script(
    """
    from pathlib import Path
    from mendeley_sync.mendeley.client import MendeleyClient
    from mendeley_sync.pull.pull import pull
    from mendeley_sync.workflow.service import library_service, open_mirror

    class Tokens:
        def access_token(self): return "token"
        def renew(self, rejected): raise SystemExit("the stub refused the token")
    """,
    """
    with MendeleyClient(Tokens(), base_url=url, read_only=True) as client:
        with open_mirror(Path(folder)) as mirror:
            result = pull(library_service(client, group), mirror, group_id=group, full=True)
    assert result.exact, result.doubts
    number = result.live
    """,
)

VENDOR = _script(
    """
    from mendeley import Mendeley
    from mendeley.session import MendeleySession
    mendeley = Mendeley("1", "secret", redirect_uri="http://127.0.0.1/", host=url)
    session = MendeleySession(mendeley, {"access_token": "token", "token_type": "bearer"})
    """,
    """
    kept = list(session.group_documents(group).iter(page_size=500, view="all"))
    number = len(kept)
    """,
)

FLOOR = _script(
    """
    import requests
    session = requests.Session()
    """,
    """
    kept, following = [], f"{url}/documents?group_id={group}&view=all&limit=500"
    while following:
        answer = session.get(following, headers={"Authorization": "Bearer token"})
        kept.extend(json.loads(answer.content))
        following = answer.links.get("next", {}).get("url")
    number = len(kept)
    """,
)


@contextmanager
def a_stub(documents: int, delay_s: float) -> Iterator[str]:
    """The stub's address while it runs."""
    command = [sys.executable, str(HERE / "pull_stub.py"), str(documents), str(delay_s)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


def vendor_python(folder: Path) -> Path:
    """An interpreter that has the vendor's SDK and nothing of ours."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    quiet = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*quiet, SDK], check=True)
    return python


def measured(python: Path | str, script: str, url: str) -> dict[str, float]:
    """One pull in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(python), "-c", script, url, GROUP, folder],
            check=True,
            capture_output=True,
            text=True,
            cwd=HERE.parent,
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> int:
    """Measure, print the table, and end in 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--delay", type=float, default=0.150, help="seconds before each answer")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        a_stub(options.documents, options.delay) as url,
    ):
        contenders: dict[str, tuple[Path | str, str]] = {
            "bare requests + json": (sys.executable, FLOOR),
            f"vendor's SDK ({SDK})": (vendor_python(Path(folder) / "sdk"), VENDOR),
            "ours, mirror written": (sys.executable, OURS),
        }
        rounds = [
            {name: measured(python, script, url) for name, (python, script) in contenders.items()}
            for _ in range(options.rounds)
        ]
    return report(rounds, options.documents)


def report(rounds: list[dict[str, dict[str, float]]], documents: int) -> int:
    """Print medians over the rounds."""
    names = list(rounds[0])
    floor, vendor, ours = names
    medians = {
        name: {
            figure: statistics.median(each[name][figure] for each in rounds)
            for figure in ("took_s", "peak_mib", "documents")
        }
        for name in names
    }
    print(f"{documents:,} documents, median of {len(rounds)} rounds")
    print(f"{'':28}{'seconds':>9}{'to floor':>10}{'to SDK':>9}{'peak MiB':>10}")
    for name, figures in medians.items():
        assert figures["documents"] == documents, name
        to_floor, to_vendor = (
            figures["took_s"] / medians[other]["took_s"] for other in (floor, vendor)
        )
        print(
            f"{name:28}{figures['took_s']:9.2f}{to_floor:10.2f}{to_vendor:9.2f}"
            f"{figures['peak_mib']:10.0f}"
        )
    fast = medians[ours]["took_s"] <= medians[vendor]["took_s"]
    small = max(each[ours]["peak_mib"] for each in rounds) < MEMORY_LIMIT_MIB
    print(f"no slower than the SDK: {'yes' if fast else 'NO'}")
    print(f"under {MEMORY_LIMIT_MIB} MiB: {'yes' if small else 'NO'}")
    return 0 if fast and small else 1


if __name__ == "__main__":
    sys.exit(main())
