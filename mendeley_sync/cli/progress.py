"""Progress on stderr, where somebody sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mendeley_sync.cli.app import App

_LARGE = 500_000
Advance = Callable[[int, int | None], None]


@contextmanager
def pull_progress(app: App) -> Iterator[Advance | None]:
    """A bar while the library comes in: documents so far, and in all where that is known."""
    if not app.shows_progress:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("Pulling the library"), BarColumn(), TextColumn("{task.fields[count]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, count="")
        # Whatever is said or asked while the bar runs would stand in its line.
        app.clear_screen = bar.stop
        yield lambda done, total: bar.update(
            task, completed=done, total=total, count=_count(done, total)
        )
    app.clear_screen = lambda: None


@contextmanager
def counted_progress(app: App, what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar while things are done one by one: how many, of how many."""
    if not app.shows_progress:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        app.clear_screen = bar.stop
        yield lambda done, total: bar.update(task, completed=done, total=total)
    app.clear_screen = lambda: None


@contextmanager
def at_work(app: App, what: str, *, size: int) -> Iterator[None]:
    """A sign of life while a large file is worked on.

    Args:
        size: of what is read, in bytes; a small file is done before a sign could be seen.
    """
    if not app.shows_progress or size < _LARGE:
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(f"{what} …")
    status.start()
    app.clear_screen = status.stop
    try:
        yield
    finally:
        status.stop()
        app.clear_screen = lambda: None


def _count(done: int, total: int | None) -> str:
    return f"{done:,} documents" if total is None else f"{done:,} of {total:,}"
