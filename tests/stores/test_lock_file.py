"""The lock file: deterministic, one block a reference, and never half understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.domain.lock_data import Decision, LockFileData, Tombstone, UndoneChange
from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.lock_file import (
    ledger_of,
    lock_file_bytes,
    read_lock_file,
    write_lock_file,
)
from tests.sync_builders import LONG_AGO, NOON, a_binding, agreed

FULL = LockFileData(
    group="group-1",
    group_name="Invented Society Library",
    bindings=(
        a_binding("b", "doc-2", volume=agreed("7"), page=agreed("1-2", stored_as="1–2")),
        a_binding("a", "doc-1", keyword=agreed(None), note=agreed("x", released=True)),
    ),
    tombstones=(Tombstone(reference="c", document="doc-3", reason="removed by us", at=NOON),),
    decisions=(
        Decision(kind="accepted", finding="0123", decided_at=LONG_AGO, reason="a reprint"),
        Decision(kind="take-list", reference="a", field="volume", decided_at=NOON, content="ff"),
    ),
    undone=(UndoneChange(run="run-1", reference="b", field="page", value="3-4", at=NOON),),
    list_size=2,
    config_digest="abc",
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "references.lock.json"

    written = write_lock_file(path, FULL)
    read = read_lock_file(path)

    assert read.digest == written.digest
    assert read.by_reference() == FULL.by_reference()
    assert set(read.decisions) == set(FULL.decisions)
    assert (read.tombstones, read.undone) == (FULL.tombstones, FULL.undone)
    assert lock_file_bytes(read) == lock_file_bytes(FULL)
    assert set(read.by_reference()) == {"a", "b"}


@given(data=st.data())
def test_the_same_content_gives_the_same_bytes_whatever_its_order(data: st.DataObject) -> None:
    shuffled = FULL.model_copy(
        update={
            name: tuple(data.draw(st.permutations(getattr(FULL, name))))
            for name in ("bindings", "decisions", "tombstones", "undone")
        }
    )

    assert lock_file_bytes(shuffled) == lock_file_bytes(FULL)


def test_a_change_of_one_pair_changes_the_lines_of_its_block_only() -> None:
    before = lock_file_bytes(FULL).decode().splitlines()
    changed = FULL.model_copy(
        update={"bindings": (a_binding("b", "doc-2", volume=agreed("8")), FULL.bindings[1])}
    )
    after = lock_file_bytes(changed).decode().splitlines()

    block_of_a = before[before.index('  "a": {') : before.index('  "b": {')]
    assert block_of_a == after[after.index('  "a": {') : after.index('  "b": {')]


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    assert read_lock_file(tmp_path / "none.json") == LockFileData()


def test_an_unchanged_ledger_does_not_touch_the_file(tmp_path: Path) -> None:
    path = tmp_path / "references.lock.json"
    write_lock_file(path, FULL)
    before = path.stat().st_mtime_ns

    write_lock_file(path, read_lock_file(path))

    assert path.stat().st_mtime_ns == before


SPOILT = [
    (b"<<<<<<< HEAD\n" + lock_file_bytes(FULL), "merge conflict"),
    (lock_file_bytes(FULL)[:-40], "damaged"),
    (b"[]", "damaged"),
    (b'{"schema_version": 99, "references": {}}', "newer"),
    (b'{"references": {}}', "schema_version"),
    (b'{"schema_version": 1, "references": {"a": {}, "a": {}}}', "twice"),
    (b'{"schema_version": 1, "references": {"a": {"document": 7}}}', "damaged"),
    (b'{"schema_version": 1, "unknown": 1, "references": {}}', "damaged"),
    (b"\xff\xfe", "damaged"),
]


@pytest.mark.parametrize(("data", "word"), SPOILT)
def test_a_spoilt_file_is_refused_with_what_to_do(data: bytes, word: str) -> None:
    with pytest.raises(ConfigError) as refused:
        ledger_of(data, "references.lock.json")

    assert word in str(refused.value)
    assert str(refused.value.advice)
    assert refused.value.exit_code == 2


def test_every_cut_of_the_file_is_refused_or_whole() -> None:
    data = lock_file_bytes(FULL)
    for length in range(1, len(data) - 1, 7):
        with pytest.raises(ConfigError):
            ledger_of(data[:length], "references.lock.json")


def test_a_block_can_be_taken_out_by_hand(tmp_path: Path) -> None:
    content = json.loads(lock_file_bytes(FULL))
    del content["references"]["a"]
    path = tmp_path / "references.lock.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    assert set(read_lock_file(path).by_reference()) == {"b"}


def test_a_write_that_is_stopped_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "references.lock.json"
    old = lock_file_bytes(LockFileData(group="old"))
    for stop_at in range(1, 6):
        path.write_bytes(old)
        left = iter(range(stop_at, 0, -1))

        def tell(step: str, left: object = left) -> None:
            if next(left) == 1:  # type: ignore[call-overload]  # an iterator of numbers
                raise KeyboardInterrupt(step)

        with pytest.raises(KeyboardInterrupt):
            write_lock_file(path, FULL, on_step=tell)

        assert path.read_bytes() in (old, lock_file_bytes(FULL))
