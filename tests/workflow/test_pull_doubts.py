"""Ways in which the answers of one pull disagree: each is a doubt, and nothing counts as gone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mendeley_sync.errors import ServiceError
from mendeley_sync.pull.pull import PullResult
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.stores.mirror.mirror import Mirror
from tests.service_builders import GROUP, pull_group
from tests.workflow.pull_world import (
    SIZE,
    a_world,
    assert_nothing_changed,
    outcome,
    page_fault,
    use_small_pages,
)

TRASH = [{"id": "t-0", "title": "T"}]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_pages(monkeypatch)


def check_doubt(result: PullResult, mirror: Mirror, words: str) -> None:
    assert not result.exact
    assert any(words in doubt for doubt in result.doubts), result.doubts
    assert mirror.ids(GROUP, "gone") == frozenset()


def test_a_trash_that_is_said_to_hold_another_number_is_doubted(tmp_path: Path) -> None:
    says_seven = Fault(path="/trash", nth=None, headers={"Mendeley-Count": "7"})
    with a_world(tmp_path, says_seven, trash=TRASH) as (_, client, mirror):
        result = pull_group(client, mirror, full=True)

        check_doubt(result, mirror, "Mendeley counts 7 documents in the trash")


def test_a_document_in_the_library_and_in_the_trash_is_doubted(tmp_path: Path) -> None:
    with a_world(tmp_path, trash=TRASH) as (server, client, mirror):
        server.state.trashed["d-0"] = dict(server.state.documents["d-0"])

        result = pull_group(client, mirror, full=True)

        check_doubt(result, mirror, "in the library and in the trash")


NO_COUNTS = Fault(path="/documents", nth=None, remove_headers=("Mendeley-Count",))
"""Where the service says no number, a second equal listing stands in; only for a sound one."""


def test_without_a_count_an_empty_page_is_never_taken_for_the_end(tmp_path: Path) -> None:
    no_more = ("Mendeley-Count", "Link")
    empty = page_fault(nth=None, page="empty", remove_headers=no_more)
    empty = replace(empty, query={**empty.query, "marker": "?*"})
    with a_world(tmp_path, empty, NO_COUNTS) as (_, client, mirror):
        found = outcome(client, mirror)

        assert isinstance(found, ServiceError)
        assert_nothing_changed(mirror)


def test_without_a_count_a_document_that_comes_twice_is_doubted(tmp_path: Path) -> None:
    with a_world(tmp_path) as (server, client, mirror):
        items = client.first_page(group_id=GROUP, sort="created", order="asc", limit=SIZE).items
        shifted = page_fault(nth=None, when="after", body=json.dumps(list(items[2:5])))
        server.faults.add(replace(shifted, query={**shifted.query, "marker": "d-2"}))
        server.faults.add(NO_COUNTS)

        result = pull_group(client, mirror, full=True)

        check_doubt(result, mirror, "were listed twice")
