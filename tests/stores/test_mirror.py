"""The mirror: whole pulls, what became of documents, runs and findings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.library import Document, Group
from mendeley_sync.domain.service import Place, Record
from mendeley_sync.errors import EXIT_USAGE, ConfigError, LockedError
from mendeley_sync.mendeley.wire.documents import document_from_wire, record_from_wire
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.stores.mirror.schema import SCHEMA_VERSION
from mendeley_sync.stores.mirror.staging import Movement, Staging

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
GROUP = Group(id="g-1", name="Society")


def hours(count: int) -> datetime:
    return NOON + timedelta(hours=count)


def a_record(identity: str, *, trashed: bool = False, **members: Any) -> Record:
    raw = {
        "id": identity,
        "title": identity,
        "type": "journal",
        "created": "2023-05-02T08:15:30.412Z",
        "last_modified": "2024-01-19T17:03:11.087Z",
        **members,
    }
    return record_from_wire(raw, trashed=trashed)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirror(tmp_path / "library.sqlite3", read) as opened:
        yield opened


def read(raw: Any, trashed: bool) -> Document:
    return document_from_wire(raw, trashed=trashed)


def stage(staging: Staging, *records: Record) -> None:
    for record in records:
        place = Place.TRASH if record.document.trashed else Place.LIBRARY
        staging.add([record], place)


def full(mirror: Mirror, at: datetime, *records: Record, exact: bool = True) -> Movement:
    staging = mirror.stage(GROUP.id)
    stage(staging, *records)
    return staging.take_over_full(GROUP, at, exact=exact)


def test_what_was_never_pulled_is_nothing_and_not_empty(mirror: Mirror) -> None:
    assert mirror.library("g-1") is None
    assert mirror.last_pull("g-1") is None
    assert mirror.newest("g-1") is None


def test_an_empty_library_that_was_pulled_is_empty_and_not_nothing(mirror: Mirror) -> None:
    full(mirror, NOON)

    library = mirror.library("g-1")
    assert library is not None
    assert library.documents == ()


def test_a_pull_is_given_back_as_it_was(mirror: Mirror) -> None:
    later = a_record("d-1", created="2024-01-01T00:00:00.000Z", mood={"of": "day"})
    earlier = a_record("d-2", created="2023-01-01T00:00:00Z")
    trashed = a_record("d-3", trashed=True)
    full(mirror, NOON, later, earlier, trashed)

    library = mirror.library("g-1")

    assert library is not None
    assert library.documents == (earlier.document, later.document)
    assert library.trash == (trashed.document,)
    assert (library.group, library.pulled_at, library.exact) == (GROUP, NOON, True)
    last = mirror.last_pull("g-1")
    assert last is not None
    assert (last.live, last.trashed, last.full_at) == (2, 1, NOON)


def test_the_digest_knows_the_content_and_not_the_order(mirror: Mirror) -> None:
    one, other = a_record("d-1", volume="1"), a_record("d-2")
    digests = []
    for documents in ((one, other), (other, one), (one, a_record("d-2", volume="2"))):
        full(mirror, NOON, *documents)
        library = mirror.library("g-1")
        assert library is not None
        digests.append(library.digest)

    assert digests[0] == digests[1] != digests[2]


def test_what_is_staged_and_not_taken_over_changes_nothing(mirror: Mirror) -> None:
    full(mirror, NOON, a_record("d-1"))
    stage(mirror.stage("g-1"), a_record("d-2"))

    assert mirror.ids("g-1", "live") == {"d-1"}


def test_a_pull_that_breaks_while_it_is_taken_over_changes_nothing(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(mirror, NOON, a_record("d-1"))

    def break_down(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("mendeley_sync.stores.mirror.staging._remember_pull", break_down)
    with pytest.raises(ConfigError, match="disk I/O error"):
        full(mirror, hours(1), a_record("d-2"))

    assert mirror.ids("g-1", "live") == {"d-1"}
    assert mirror.history("g-1", "d-2") == ()


def test_what_moved_since_the_last_pull_is_told(mirror: Mirror) -> None:
    full(
        mirror,
        NOON,
        *(a_record(name) for name in ("same", "edited", "trashed", "gone")),
        a_record("restored", trashed=True),
        a_record("purged", trashed=True),
    )

    movement = full(
        mirror,
        hours(1),
        a_record("same"),
        a_record("edited", volume="2"),
        a_record("trashed", trashed=True),
        a_record("restored"),
        a_record("new"),
    )

    assert movement == Movement(
        first_seen=("new",),
        changed=("edited",),
        trashed=("trashed",),
        restored=("restored",),
        gone=("gone",),
        purged=("purged",),
    )
    assert movement.lost == 2
    assert full(mirror, hours(2), a_record("same")).first_seen == ()


def test_no_document_is_ever_forgotten(mirror: Mirror) -> None:
    full(mirror, NOON, a_record("d-1", volume="1"))
    full(mirror, hours(1), a_record("d-1", trashed=True, volume="1"))
    full(mirror, hours(2))
    full(mirror, hours(3))

    (seen,) = mirror.seen("g-1", "gone")
    assert seen.raw["volume"] == "1"
    assert (seen.first_seen, seen.last_seen, seen.since) == (NOON, hours(1), hours(2))
    assert mirror.history("g-1", "d-1") == (
        (NOON, "first-seen"),
        (hours(1), "trashed"),
        (hours(2), "purged"),
    )


def test_a_document_that_comes_back_is_restored(mirror: Mirror) -> None:
    full(mirror, NOON, a_record("d-1"))
    full(mirror, hours(1))

    assert full(mirror, hours(2), a_record("d-1")).restored == ("d-1",)
    assert mirror.ids("g-1", "live") == {"d-1"}


def test_an_inexact_listing_makes_nothing_disappear(mirror: Mirror) -> None:
    full(mirror, NOON, a_record("d-1"), a_record("d-2"))

    movement = full(mirror, hours(1), a_record("d-1"), exact=False)

    assert movement.gone == ()
    assert mirror.ids("g-1", "live") == {"d-1", "d-2"}
    library, last = mirror.library("g-1"), mirror.last_pull("g-1")
    assert library is not None
    assert last is not None
    assert not library.exact
    assert last.full_at is None


def test_changes_are_added_and_only_named_documents_go(mirror: Mirror) -> None:
    full(mirror, NOON, *(a_record(name) for name in ("same", "edited", "deleted", "trashed")))
    staging = mirror.stage("g-1")
    stage(staging, a_record("edited", volume="2"), a_record("trashed", trashed=True))

    movement = staging.take_over_changes(GROUP, hours(1), {"deleted", "trashed", "unheard-of"})

    assert (movement.changed, movement.gone) == (("edited",), ("deleted",))
    assert mirror.ids("g-1", "live") == {"same", "edited"}
    assert mirror.ids("g-1", "trashed") == {"trashed"}
    last = mirror.last_pull("g-1")
    assert last is not None
    assert (last.pulled_at, last.full_at, last.exact) == (hours(1), NOON, False)


def test_groups_do_not_see_each_other(mirror: Mirror) -> None:
    full(mirror, NOON, a_record("d-1"))
    staging = mirror.stage("g-2")
    stage(staging, a_record("d-1"), a_record("d-2"))
    movement = staging.take_over_full(Group(id="g-2"), NOON, exact=True)

    assert movement.first_seen == ("d-1", "d-2")
    assert mirror.ids("g-1", "live") == {"d-1"}


def test_half_a_character_is_kept(mirror: Mirror) -> None:
    full(mirror, NOON, a_record("d-1", title="half \ud83d of it"))

    library = mirror.library("g-1")
    assert library is not None
    assert library.documents[0].metadata.title == "half \ud83d of it"


def test_times_with_and_without_milliseconds_compare_rightly(mirror: Mirror) -> None:
    full(
        mirror,
        NOON,
        a_record("d-1", last_modified="2024-01-19T17:03:11Z"),
        a_record("d-2", last_modified="2024-01-19T17:03:11.500Z"),
        a_record("d-3", last_modified="2024-01-19T18:03:11.900+01:00"),
    )

    assert mirror.newest("g-1") == datetime(2024, 1, 19, 17, 3, 11, 900000, tzinfo=UTC)


def test_a_pull_whose_contents_another_run_swept_away_is_not_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with Mirror(path, read) as mine, Mirror(path, read) as theirs:
        staging = mine.stage("g-1")
        stage(staging, a_record("d-1"))
        full(theirs, NOON, a_record("d-2"))
        with pytest.raises(LockedError):
            staging.take_over_full(GROUP, hours(1), exact=True)

        assert mine.ids("g-1", "live") == {"d-2"}


def test_contents_that_nothing_refers_to_are_swept_away(mirror: Mirror, tmp_path: Path) -> None:
    full(mirror, NOON, a_record("d-1", abstract="x" * 50_000))
    for number in range(40):
        full(mirror, hours(number + 1), a_record("d-1", abstract=str(number) * 50_000))
    mirror.close()

    assert (tmp_path / "library.sqlite3").stat().st_size < 1_000_000


def test_a_mirror_that_lost_a_content_is_damaged_and_not_shorter(
    mirror: Mirror, tmp_path: Path
) -> None:
    full(mirror, NOON, a_record("d-1"))
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        connection.execute("DELETE FROM contents")
    connection.close()

    with pytest.raises(ConfigError, match="lost its content"):
        mirror.library("g-1")


# -- runs and findings ----------------------------------------------------------------


def record(mirror: Mirror, run: str, at: datetime, *findings: str, scope: str = "") -> None:
    mirror.record_run(
        run, at=at, command="diff", counts={"missing": 1}, findings=findings, scope=scope
    )


def test_findings_keep_the_day_on_which_they_were_first_seen(mirror: Mirror) -> None:
    record(mirror, "r-1", NOON, "a", "b")
    record(mirror, "r-2", hours(1), "b", "c")

    assert mirror.previous_findings() == {"b": NOON, "c": hours(1)}
    compared = mirror.compared_findings(["c", "d"])
    assert (compared.since, compared.new, compared.cleared) == ({"c": hours(1)}, ("d",), ("b",))


def test_a_finding_that_comes_back_is_new_again(mirror: Mirror) -> None:
    record(mirror, "r-1", NOON, "a")
    record(mirror, "r-2", hours(1))
    record(mirror, "r-3", hours(2), "a")

    assert mirror.previous_findings() == {"a": hours(2)}


def test_a_run_that_looked_for_nothing_clears_nothing(mirror: Mirror) -> None:
    record(mirror, "r-1", NOON, "a")
    mirror.record_run("r-2", at=hours(1), command="pull", counts={})

    assert mirror.previous_findings() == {"a": NOON}
    assert [run.run_id for run in mirror.runs()] == ["r-2", "r-1"]
    assert mirror.runs(1)[0].command == "pull"
    assert mirror.runs()[1].counts == {"missing": 1}


def test_scopes_do_not_see_each_other(mirror: Mirror) -> None:
    record(mirror, "r-1", NOON, "a", scope="one")
    record(mirror, "r-2", NOON, scope="other")

    assert mirror.previous_findings("one") == {"a": NOON}


# -- the file ------------------------------------------------------------------------


def test_the_file_is_read_again_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with Mirror(path, read) as first:
        full(first, NOON, a_record("d-1"))
    with Mirror(path, read) as second:
        assert second.ids("g-1", "live") == {"d-1"}


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(ConfigError, match="newer mendeley-sync") as caught:
        Mirror(path, read)

    assert caught.value.exit_code == EXIT_USAGE
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all, just words\n" * 50, b"SQLite format 3\0" + b"x" * 4000]
)
def test_a_damaged_file_is_refused_with_a_way_on(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"library\.sqlite3") as caught:
        Mirror(path, read)

    assert "Delete the file and pull again" in str(caught.value.advice)


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    with Mirror(tmp_path / "state" / "library.sqlite3", read) as mirror:
        assert mirror.runs() == ()


def test_a_place_where_nothing_can_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")

    with pytest.raises(ConfigError, match="cannot be opened"):
        Mirror(tmp_path / "state" / "library.sqlite3", read)
