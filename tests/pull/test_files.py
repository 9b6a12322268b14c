"""Files: fetched from elsewhere, without our token, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.domain.service import RemoteFile
from mendeley_sync.errors import ConfigError, NotFoundError, ServiceError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.wire.resources import File
from mendeley_sync.pull.file_index import IndexedFile, read_index
from mendeley_sync.pull.files import FileFolder, Owner, pull_files
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.faults.layer import WIRE, Wire
from mendeley_sync.sandbox.faults.wire import Listener
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.text.file_names import LONGEST, safe_file_name, with_identity
from mendeley_sync.workflow.service import group_files
from tests.service_builders import GROUP, a_client, a_server

CONTENT = bytes(range(256)) * 1000
Respond = Callable[[dict[str, Any], int], bytes | None]
"""Environment and number of the request → what to send before hanging up; None: be sound."""


def keep_file(server: SandboxServer, identity: str, name: str, content: bytes) -> None:
    server.state.documents.setdefault(
        "d-1",
        {
            "id": "d-1",
            "title": "T",
            "type": "journal",
            "group_id": GROUP,
            "created": "2023-01-01T00:00:00.000Z",
            "last_modified": "2023-01-01T00:00:00.000Z",
        },
    )
    server.state.contents[identity] = content
    server.state.files[identity] = {
        "id": identity,
        "document_id": "d-1",
        "file_name": name,
        "mime_type": "application/pdf",
        "size": len(content),
        "filehash": hashlib.sha1(content).hexdigest(),
        "created": "2023-05-02T08:16:00.292Z",
    }


@contextmanager
def a_world(
    *faults: Fault, name: str = "muster2019.pdf"
) -> Iterator[tuple[SandboxServer, MendeleyClient]]:
    with a_server([], *faults) as server, a_client(server, read_only=True) as client:
        keep_file(server, "f-1", name, CONTENT)
        yield server, client


def the_file(client: MendeleyClient) -> RemoteFile:
    (file,) = group_files(client, GROUP).list()
    return file


def fetch(client: MendeleyClient, folder: Path) -> Path:
    """The one file, fetched; its error, where it cannot be."""
    return fetch_this(client, the_file(client), folder)


def fetch_this(client: MendeleyClient, file: RemoteFile, folder: Path) -> Path:
    return FileFolder(folder, [file], {}, None).fetch(group_files(client, GROUP), file)


@contextmanager
def a_flaky_store(server: SandboxServer, respond: Respond) -> Iterator[list[dict[str, Any]]]:
    """The sandbox's store behind something that spoils its answers."""
    sound = server.sandbox.storage
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        seen.append(environ)
        spoilt = respond(environ, len(seen))
        if spoilt is None:
            return sound(environ, start_response)
        environ[WIRE] = Wire(close=True)
        start_response("200 OK", [("Content-Length", str(len(CONTENT)))])
        return [spoilt]

    with Listener(application) as store:
        server.state.storage_url = store.url
        yield seen


def test_a_file_arrives_whole_and_under_its_name(tmp_path: Path) -> None:
    with a_world() as (_, client):
        path = fetch(client, tmp_path)

    assert path == tmp_path / "muster2019.pdf"
    assert path.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [path]


def test_the_store_never_sees_our_token(tmp_path: Path) -> None:
    with a_world() as (server, client), a_flaky_store(server, lambda *_: None) as seen:
        fetch(client, tmp_path)

    assert len(seen) == 1
    assert "HTTP_AUTHORIZATION" not in seen[0]


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    with a_world() as (server, client):
        fetch(client, tmp_path)
        server.requests.clear()
        fetch(client, tmp_path)

        assert [request["path"] for request in server.requests] == ["/files"]


def test_another_file_of_the_same_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "muster2019.pdf").write_bytes(b"mine")
    with a_world() as (_, client):
        path = fetch(client, tmp_path)

    assert path.name == "muster2019-f1.pdf"
    assert path.read_bytes() == CONTENT
    assert (tmp_path / "muster2019.pdf").read_bytes() == b"mine"


def test_a_broken_transfer_goes_on_where_it_ended(tmp_path: Path) -> None:
    def breaks_once(_: dict[str, Any], number: int) -> bytes | None:
        return CONTENT[:100_000] if number == 1 else None

    with a_world() as (server, client), a_flaky_store(server, breaks_once) as seen:
        path = fetch(client, tmp_path)

    assert path.read_bytes() == CONTENT
    begin = int(seen[1]["HTTP_RANGE"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < begin <= 100_000


def test_what_an_earlier_run_began_is_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / ".f-1.part").write_bytes(CONTENT[:1000])
    with a_world() as (server, client), a_flaky_store(server, lambda *_: None) as seen:
        path = fetch(client, tmp_path)

    assert path.read_bytes() == CONTENT
    assert seen[0]["HTTP_RANGE"] == "bytes=1000-"


@pytest.mark.parametrize("left", [b"other content", CONTENT, CONTENT + b"too much"])
def test_what_an_earlier_run_left_is_believed_only_with_the_right_hash(
    tmp_path: Path, left: bytes
) -> None:
    (tmp_path / ".f-1.part").write_bytes(left)
    with a_world() as (_, client):
        path = fetch(client, tmp_path)

    assert path.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [path]


def test_content_with_another_hash_is_never_put_in_its_place(tmp_path: Path) -> None:
    with a_world() as (server, client):
        server.state.contents["f-1"] = b"somebody else's"
        with pytest.raises(ServiceError, match="SHA-1"):
            fetch(client, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_store_that_always_breaks_ends_in_an_error_and_a_part(tmp_path: Path) -> None:
    with (
        a_world() as (server, client),
        a_flaky_store(server, lambda *_: CONTENT[:100_000]) as seen,
        pytest.raises(ServiceError, match="could not be downloaded") as caught,
    ):
        fetch(client, tmp_path)

    assert len(seen) == 4
    assert "Signature" not in str(caught.value)
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]


@pytest.mark.parametrize(
    "location", ["http://evil.example/x", "ftp://127.0.0.1/x", "file:///etc/passwd", ""]
)
def test_content_is_not_fetched_from_just_anywhere(tmp_path: Path, location: str) -> None:
    fault = Fault(path="/files/*", nth=None, headers={"Location": location})
    with a_world(fault) as (_, client), pytest.raises(ServiceError, match="no usable answer"):
        fetch(client, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with a_world() as (server, client):
        file = the_file(client)
        server.state.files.clear()
        with pytest.raises(NotFoundError):
            fetch_this(client, file, tmp_path)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    with a_world() as (server, client):
        keep_file(server, "f-0", "broken.pdf", b"x")
        server.state.contents["f-0"] = b"y"
        keep_file(server, "f-2", "good.pdf", b"z")
        result = pull_files(group_files(client, GROUP), tmp_path / "new" / "folder")

    assert sorted(path.name for path in result.fetched) == ["good.pdf", "muster2019.pdf"]
    assert [identity for identity, _ in result.failed] == ["f-0"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("muster 2019.pdf", "muster 2019.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\y.pdf", "y.pdf"),
        ("a:b?c*.pdf", "a_b_c_.pdf"),
        ("..", "f-1"),
        ("", "f-1"),
        ("...", "f-1"),
        (".hidden.pdf", "hidden.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("name. ", "name"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("nul\x00byte\n.pdf", "nulbyte.pdf"),
        ("Übung für Ärzte.pdf", "Übung für Ärzte.pdf"),
        ("~/.ssh/id", "id"),
        ("1.~.~", "1"),
    ],
)
def test_hostile_names_become_plain_ones(name: str, safe: str) -> None:
    assert safe_file_name(name, "f-1") == safe


@given(name=st.text("ab./\\:\x00\u202e ~*CONul1", max_size=200))
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = safe_file_name(name, "f-1")

    assert safe not in ("", ".", "..")
    assert not set(safe) & set("/\\:\x00\u202e*")
    assert not safe.startswith(".")
    assert len(safe) <= LONGEST
    assert safe == safe_file_name(safe, "f-1")


def test_two_names_that_meet_are_told_apart_by_the_id() -> None:
    identity = "19fb0000-1a39-4851-b513-d48441a60000"

    assert with_identity("a.pdf", identity) == "a-d48441a60000.pdf"
    assert with_identity("a", identity) == "a-d48441a60000"


def test_both_dialects_of_a_file_s_name_are_read() -> None:
    assert File(id="f", file_name="a.pdf").name == "a.pdf"
    assert File.model_validate({"id": "f", "filename": "b.pdf"}).name == "b.pdf"
    assert File(id="f").name == ""


DAY = date(2026, 1, 15)
OWNERS = {"d-1": Owner("muster2019", "Nets"), "d-2": Owner("beispiel2020", "Knots")}


def pulled_files(client: MendeleyClient, folder: Path) -> dict[str, list[IndexedFile]]:
    """The index after a fetch, by name in the folder."""
    result = pull_files(group_files(client, GROUP), folder, owners=OWNERS, day=DAY)
    assert result.failed == ()
    found: dict[str, list[IndexedFile]] = {}
    for row in read_index(folder):
        found.setdefault(row.file, []).append(row)
    return found


def a_second_document(server: SandboxServer) -> None:
    server.state.documents["d-2"] = {**server.state.documents["d-1"], "id": "d-2"}


def test_the_index_tells_which_file_belongs_to_which_reference(tmp_path: Path) -> None:
    with a_world() as (server, client):
        a_second_document(server)
        keep_file(server, "f-2", "more.pdf", b"more")
        keep_file(server, "f-3", "muster2019.pdf", CONTENT)
        server.state.files["f-3"]["document_id"] = "d-2"

        index = pulled_files(client, tmp_path)

    # One reference with two files, and one file of two references.
    assert {name: [row.reference for row in rows] for name, rows in index.items()} == {
        "more.pdf": ["muster2019"],
        "muster2019.pdf": ["beispiel2020", "muster2019"],
    }
    assert index["more.pdf"][0].title == "Nets"
    assert {row.state for rows in index.values() for row in rows} == {"current"}


def test_a_name_that_two_files_share_is_told_apart_and_both_are_in_the_index(
    tmp_path: Path,
) -> None:
    with a_world() as (server, client):
        a_second_document(server)
        keep_file(server, "f-2", "muster2019.pdf", b"another paper")
        server.state.files["f-2"]["document_id"] = "d-2"

        index = pulled_files(client, tmp_path)

    assert {name: rows[0].reference for name, rows in index.items()} == {
        "muster2019.pdf": "muster2019",
        "muster2019-f2.pdf": "beispiel2020",
    }


def replace_file(server: SandboxServer) -> None:
    """Somebody deletes the file in Mendeley and attaches another of the same name."""
    del server.state.files["f-1"]
    keep_file(server, "f-9", "muster2019.pdf", b"the corrected version")


def test_a_replaced_file_keeps_the_old_one_beside_it(tmp_path: Path) -> None:
    with a_world() as (server, client):
        pulled_files(client, tmp_path)
        replace_file(server)

        index = pulled_files(client, tmp_path)
        again = pulled_files(client, tmp_path)

    aside = "muster2019 (replaced 2026-01-15).pdf"
    assert (tmp_path / "muster2019.pdf").read_bytes() == b"the corrected version"
    assert (tmp_path / aside).read_bytes() == CONTENT
    assert {name: rows[0].state for name, rows in index.items()} == {
        "muster2019.pdf": "current",
        aside: "replaced",
    }
    assert index[aside][0].reference == "muster2019"
    assert again == index


def test_a_file_that_somebody_changed_here_is_never_set_aside(tmp_path: Path) -> None:
    with a_world() as (server, client):
        pulled_files(client, tmp_path)
        (tmp_path / "muster2019.pdf").write_bytes(b"with my notes")
        replace_file(server)

        index = pulled_files(client, tmp_path)

    assert (tmp_path / "muster2019.pdf").read_bytes() == b"with my notes"
    assert (tmp_path / "muster2019-f9.pdf").read_bytes() == b"the corrected version"
    assert index["muster2019-f9.pdf"][0].state == "current"


def test_a_replacement_that_cannot_be_fetched_leaves_the_old_file_in_its_place(
    tmp_path: Path,
) -> None:
    with a_world() as (server, client):
        pulled_files(client, tmp_path)
        replace_file(server)
        server.state.contents["f-9"] = b"something else"

        result = pull_files(group_files(client, GROUP), tmp_path, owners=OWNERS, day=DAY)

    assert [identity for identity, _ in result.failed] == ["f-9"]
    assert (tmp_path / "muster2019.pdf").read_bytes() == CONTENT


def test_a_file_that_left_the_library_stays_and_the_index_says_so(tmp_path: Path) -> None:
    with a_world() as (server, client):
        pulled_files(client, tmp_path)
        server.state.files.clear()

        index = pulled_files(client, tmp_path)

    assert (tmp_path / "muster2019.pdf").read_bytes() == CONTENT
    assert index["muster2019.pdf"][0].state == "no longer in the library"


def test_a_file_called_like_the_index_does_not_overwrite_it(tmp_path: Path) -> None:
    with a_world(name="Files.CSV") as (_, client):
        index = pulled_files(client, tmp_path)

    assert list(index) == ["Files-f1.CSV"]


def test_an_index_that_is_none_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "files.csv").write_text("my,own,table\n1,2,3\n", encoding="utf-8")
    with a_world() as (_, client), pytest.raises(ConfigError, match="index of the files"):
        pulled_files(client, tmp_path)

    assert (tmp_path / "files.csv").read_text(encoding="utf-8").startswith("my,own")
