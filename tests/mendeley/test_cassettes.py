"""Recorded exchanges, replayed with the network blocked.

They hold the client against answers that do not follow it: the sandbox may change with
the client, a cassette may not. Each test makes what it needs and clears it away, so that
it can be recorded against a scratch group of the real service as well.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import yaml

from mendeley_sync.domain.dates import PartialDate
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.people import Person
from mendeley_sync.errors import NotFoundError, PreconditionFailedError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.wire.drafts import document_to_wire, patch_members
from mendeley_sync.pull.pull import pull
from mendeley_sync.workflow.service import library_service, open_mirror

CASSETTES = Path(__file__).resolve().parents[2] / "cassettes"

recorded = [
    pytest.mark.vcr,
    pytest.mark.block_network,
    pytest.mark.xdist_group("cassettes"),
]


def a_work(number: int) -> Metadata:
    return Metadata(
        type="article-journal",
        title=f"Invented work {number}",
        authors=(Person(family="Muster", given="Anna"),),
        container_title="Journal of Invented Medicine",
        issued=PartialDate(year=2001),
        doi=f"10.5555/jim.{number}",
        pmid=str(number),
    )


class Exchanges:
    """What the service, the sandbox and the cassettes must all agree in."""

    def test_documents_are_listed_in_pages(
        self, recorded_client: MendeleyClient, recorded_group: str
    ) -> None:
        made = [
            recorded_client.create_document(
                document_to_wire(a_work(number), recorded_group)
            ).document.id
            for number in range(1, 4)
        ]
        pages = list(
            recorded_client.document_pages(
                group_id=recorded_group, sort="created", order="asc", limit=2
            )
        )
        for identity in made:
            recorded_client.trash_document(identity)

        assert [len(page.items) for page in pages] == [2, 1]
        assert (pages[0].count, pages[1].count) == (3, None)
        assert [item["id"] for page in pages for item in page.items] == made

    def test_a_document_is_changed_trashed_and_restored(
        self, recorded_client: MendeleyClient, recorded_group: str
    ) -> None:
        wire = document_to_wire(a_work(1), recorded_group)
        made = recorded_client.create_document(wire).document
        held, image = recorded_client.document(made.id)
        assert held.last_modified is not None
        patch = patch_members({"DOI": "10.5555/other", "issued": None}, image)
        recorded_client.update_document(made.id, patch, unmodified_since=held.last_modified)
        changed = recorded_client.document(made.id).document
        recorded_client.trash_document(made.id)
        with pytest.raises(NotFoundError):
            recorded_client.document(made.id)
        recorded_client.restore_document(made.id)
        back = recorded_client.document(made.id).document
        recorded_client.trash_document(made.id)

        assert held.metadata == a_work(1)
        assert (changed.metadata.doi, changed.metadata.pmid) == ("10.5555/other", "1")
        assert changed.metadata.issued is None
        assert back.metadata == changed.metadata

    def test_a_write_on_an_old_version_is_refused(
        self, recorded_client: MendeleyClient, recorded_group: str
    ) -> None:
        wire = document_to_wire(a_work(1), recorded_group)
        made = recorded_client.create_document(wire).document
        held = recorded_client.document(made.id).document
        assert held.last_modified is not None
        long_ago = held.last_modified.replace(year=2015)
        with pytest.raises(PreconditionFailedError) as caught:
            recorded_client.update_document(made.id, {"volume": "2"}, unmodified_since=long_ago)
        recorded_client.trash_document(made.id)

        assert caught.value.trace_id

    def test_the_group_its_members_and_the_own_profile(
        self, recorded_client: MendeleyClient, recorded_group: str
    ) -> None:
        profile = recorded_client.my_profile()
        group = recorded_client.group(recorded_group)
        members = recorded_client.members(recorded_group)

        assert profile.display_name
        assert "@" in (profile.email or "")
        assert group.may_write
        assert group.id in {each.id for each in recorded_client.groups()}
        assert profile.id in {member.profile_id for member in members}

    def test_a_group_that_is_not_there(self, recorded_client: MendeleyClient) -> None:
        with pytest.raises(NotFoundError):
            recorded_client.group("00000000-0000-3000-8000-000000000000")

    def test_a_whole_pull(
        self, recorded_client: MendeleyClient, recorded_group: str, tmp_path: Path
    ) -> None:
        wire = document_to_wire(a_work(1), recorded_group)
        made = recorded_client.create_document(wire).document
        with open_mirror(tmp_path) as mirror:
            result = pull(
                library_service(recorded_client, recorded_group), mirror, group_id=recorded_group
            )
            library = mirror.library(recorded_group)
        recorded_client.trash_document(made.id)

        assert library is not None
        assert [document.metadata for document in library.documents] == [a_work(1)]
        assert result.exact


class TestRecorded(Exchanges):
    """Against the cassettes, which bear the names of these tests."""

    pytestmark = recorded


class TestSandbox(Exchanges):
    """Against the sandbox as it is now, so that it cannot drift from the cassettes."""


def test_every_cassette_has_its_test_and_every_test_its_cassette() -> None:
    module = importlib.import_module(__name__)
    tests = {
        f"TestRecorded.{name}" for name in dir(module.TestRecorded) if name.startswith("test_")
    }

    assert {path.stem for path in _cassettes()} == tests
    assert {path.parent.name for path in CASSETTES.rglob("*.yaml")} == {"test_cassettes"}


def test_every_cassette_says_where_it_comes_from() -> None:
    for path in _cassettes():
        head = path.read_text(encoding="utf-8").splitlines()[:7]
        assert head[0].startswith("# Recorded by pytest-recording against ")
        assert any("--record-mode=rewrite" in line for line in head)


def test_no_cassette_holds_a_secret_or_an_address_of_a_machine() -> None:
    for path in _cassettes():
        text = path.read_text(encoding="utf-8")
        exchanges = yaml.safe_load(text)["interactions"]
        for exchange in exchanges:
            names = {name.lower() for name in exchange["request"]["headers"]}
            assert not names & {"authorization", "cookie"}
            assert exchange["request"]["uri"].startswith("https://api.mendeley.com/")
        assert "127.0.0.1" not in text
        assert "sandbox-access-token" not in text
        assert "Clara" not in text


def _cassettes() -> list[Path]:
    return sorted((CASSETTES / "test_cassettes").glob("*.yaml"))
