"""How quickly reports are made, and how quickly the HTML page filters, with 2,000 findings.

    python -m benchmarks.page [--findings 2000]

Chromium is Debian's, driven through Playwright. The filter's time runs from the key to the
finished layout; the first one, which also reads the text of every finding, counts too.
Ends in 1 when the slowest filter takes 100 ms or longer.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from mendeley_sync.reports.diff.report import DiffReport
from tests.reports.make_golden import RENDERERS
from tests.reports.samples import many_findings, sample_report

TIME_THE_FILTERS = """async () => {
  const times = [];
  for (const [id, value] of [["q", "doctor 17"], ["q", ""], ["kind", "differs"], ["kind", ""],
                             ["field", "issued"], ["field", ""], ["q", "zzz"], ["q", ""]]) {
    const control = document.getElementById(id);
    await new Promise((done) => requestAnimationFrame(done));
    const start = performance.now();
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return Math.max(...times);
}"""
"""Milliseconds from the key to the finished layout, the slowest of several."""

ALLOWED_MS = 100.0
ROUNDS = 5
"""The slowest filter of each round counts, and of these the median."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--findings", type=int, default=2_000)
    number = options.parse_args().findings
    report = sample_report(differences=many_findings(number))
    for name, seconds, size in rendered(report):
        print(f"{name:<18} {seconds * 1000:>7.0f} ms {size // 1024:>7} KiB")
    slowest = slowest_filter_ms(RENDERERS["diff.html"](report))
    if slowest is None:
        print("chromium is not installed: the filters were not measured")
        return 0
    allowed = f"allowed: {ALLOWED_MS:.0f}, median of {ROUNDS} pages"
    print(f"slowest filter over {number} works: {slowest:.0f} ms ({allowed})")
    return int(slowest >= ALLOWED_MS)


def rendered(report: DiffReport) -> list[tuple[str, float, int]]:
    """Each renderer with its time and the size of what it made."""
    results = []
    for name, render in RENDERERS.items():
        start = time.perf_counter()
        text = render(report)
        results.append((name, time.perf_counter() - start, len(text.encode())))
    return results


def slowest_filter_ms(html: str) -> float | None:
    """The slowest of several filters in several fresh pages; None without a browser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(html, "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = []
        for _ in range(ROUNDS):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(file.as_uri())
            times.append(float(page.evaluate(TIME_THE_FILTERS)))
            page.close()
        browser.close()
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
