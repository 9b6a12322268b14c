"""The scheduled job left alone: nothing is lost, nothing doubled, nobody bothered for nothing."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from mendeley_sync.diff.difference import Severity
from mendeley_sync.reports.job.events import EventKind
from mendeley_sync.stores.journal import INTENT, JOURNAL_FOLDER, NOTED, read_runs
from tests.soak.simulation import Life, a_life

GOOD_OR_WORTH_A_RETRY = {0, 4, 5, 7, 8, 9, 10}
CHANGES = {EventKind.NEW, EventKind.CLEARED}


def lived(folder: Path, days: int, seed: int) -> Life:
    """So many days, then a few without trouble; everything that must hold is checked daily."""
    with a_life(folder, seed) as life:
        for _ in range(days):
            life.a_day()
        for _ in range(4):
            life.a_day(healthy=True)
        in_step_where_owners_allow(life)
        told_only_on_change(life, days)
        assert set(life.codes) <= GOOD_OR_WORTH_A_RETRY, life.codes
        assert life.kills > days / 14
        journals_grow_only_with_what_is_written(life)
        assert life.world.server.sandbox.bugs == []
    return life


def in_step_where_owners_allow(life: Life) -> None:
    """What differs still is what others wrote over the list's own values, or threw away."""
    left = [one for one in life.left if one.weight is not Severity.COSMETIC]
    edited = {(document, member) for document, member in life.foreign}
    members = {"page": "pages", "volume": "volume"}
    for finding in left:
        if finding.kind.value == "trashed":
            assert finding.document in life.trashed
        elif finding.library != "Ascona":  # what a fault lets somebody write in between
            assert finding.kind.value == "differs", finding
            assert (finding.document, members[str(finding.field)]) in edited, finding


def journals_grow_only_with_what_is_written(life: Life) -> None:
    """They are kept for ever (docs/decisions/0125), so nothing else may make them grow."""
    folder = life.world.settings.state_dir / JOURNAL_FOLDER
    runs = read_runs(folder)
    written = sum(len(run.of_kind(INTENT)) + len(run.of_kind(NOTED)) for run in runs)
    empty = sum(not run.of_kind(INTENT) and not run.of_kind(NOTED) for run in runs)
    assert empty <= sum(life.codes.values()) / 5
    assert sum(run.path.stat().st_size for run in runs) < 6_000 * written


def told_only_on_change(life: Life, days: int) -> None:
    """As many letters about changes as changes; one more at most for each kill in the middle."""
    told = life.letters.told
    about_changes = sum(bool(CHANGES & set(kinds)) for kinds in told)
    assert life.changes - life.kills <= about_changes <= life.changes + life.kills
    digests = sum(EventKind.DIGEST in kinds for kinds in told)
    assert digests <= days / 6 + 1
    others = [kinds for kinds in told if not CHANGES & set(kinds) and EventKind.DIGEST not in kinds]
    failed = sum(EventKind.FAILED in kinds for kinds in told)
    recovered = sum(EventKind.RECOVERED in kinds for kinds in told)
    assert abs(failed - recovered) <= life.kills + 1
    assert len(others) <= failed + recovered + sum(EventKind.GONE in kinds for kinds in told)


@pytest.mark.slow
def test_five_weeks_of_the_job_lose_nothing_double_nothing_and_bother_nobody(
    tmp_path: Path,
) -> None:
    lived(tmp_path, 35, seed=1)


@pytest.mark.soak
def test_five_hundred_days_of_the_job_end_as_they_began(tmp_path: Path) -> None:
    with a_life(tmp_path / "warm", seed=3) as warm:
        for _ in range(20):
            warm.a_day()
    del warm
    before = objects()

    life = lived(tmp_path / "life", 500, seed=2)

    # The library and the list grow as people add to them; the state only with them.
    growth = len(life.world.documents) / 24
    assert life.sizes[-1] < 1.5 * growth * life.sizes[60]
    life.world.server.requests.clear()
    del life
    assert objects() - before < 20_000


def objects() -> int:
    """What lives in memory; counted, since measuring bytes would take longer than the years."""
    gc.collect()
    return len(gc.get_objects())
