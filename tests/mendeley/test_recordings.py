"""The client reads every recorded answer of the real service without loss.

The recordings are of 2014 to 2016 and lie beside the project, not in it. Nothing in them
is excepted: where the service has changed since, it still reads the old shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from requests.structures import CaseInsensitiveDict

from mendeley_sync.domain.metadata import FIELDS, is_empty, value_of
from mendeley_sync.errors import MendeleySyncError
from mendeley_sync.mendeley.requests.answers import (
    Answer,
    error_details,
    error_for,
    json_of,
    server_time,
)
from mendeley_sync.mendeley.requests.paging import Walk, count_of, link_target
from mendeley_sync.mendeley.wire.community import (
    group_from_wire,
    member_from_wire,
    profile_from_wire,
)
from mendeley_sync.mendeley.wire.documents import KNOWN_MEMBERS, document_from_wire
from mendeley_sync.mendeley.wire.drafts import patch_members, writable_fields
from mendeley_sync.mendeley.wire.resources import (
    Annotation,
    File,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "recordings"
RECORDINGS = sorted(FOLDER.rglob("*.yaml")) if FOLDER.is_dir() else []
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)

every_recording = pytest.mark.parametrize(
    "recording",
    RECORDINGS or [pytest.param(None, marks=pytest.mark.skip(reason="../shared is not here"))],
    ids=[path.relative_to(FOLDER).as_posix() for path in RECORDINGS] or None,
)


def exchanges(recording: Path) -> Iterator[tuple[str, str, Answer]]:
    """Method, path and answer of every exchange with the service itself.

    One exchange is with the store that a file's content lies in; that one is no JSON.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for exchange in yaml.load(recording.read_text(encoding="utf-8"), Loader=loader)["interactions"]:
        asked, answered = exchange["request"], exchange["response"]
        host, path = urlsplit(asked["uri"]).hostname, urlsplit(asked["uri"]).path
        if host != "api.mendeley.com":
            assert answered["body"]["string"].startswith("Some of the boys")
            continue
        headers = {name: ", ".join(values) for name, values in answered["headers"].items()}
        body = answered["body"].get("string") or ""
        yield (
            asked["method"],
            path,
            Answer(
                answered["status"]["code"],
                CaseInsensitiveDict(headers),
                body if isinstance(body, bytes) else body.encode(),
                f"{asked['method']} {path}",
                server_time(CaseInsensitiveDict(headers), NOON),
            ),
        )


@every_recording
def test_every_answer_is_read_without_loss(recording: Path) -> None:
    read = 0
    for method, path, answer in exchanges(recording):
        read += 1
        assert answer.at.year in range(2014, 2017)
        if not answer.is_success:
            _check_refusal(answer, writing=method != "GET")
        elif answer.body and path != "/oauth/token":
            _check_content(path, json_of(answer))
        _check_links(answer, path)
    assert read


def _check_refusal(answer: Answer, *, writing: bool) -> None:
    error = error_for(answer, writing=writing)

    assert isinstance(error, MendeleySyncError)
    assert error.status == answer.status
    assert str(answer.headers["x-mendeley-trace-id"]) in str(error)
    if answer.body and answer.status >= 400:
        assert error_details(answer)[0]


def _check_content(path: str, content: Any) -> None:
    items = content if isinstance(content, list) else [content]
    for item in items:
        _reader(path)(item)


def _check_links(answer: Answer, path: str) -> None:
    target = link_target(answer.headers.get("link"), "next")
    if target is None:
        return
    assert count_of(answer.headers) is None or count_of(answer.headers)
    following = Walk(f"https://api.mendeley.com{path}?limit=2").following(answer.headers["link"])
    assert following is not None
    assert urlsplit(following).path == path


def _reader(path: str) -> Callable[[Mapping[str, Any]], None]:
    kind = path.strip("/").split("/")
    if kind[0] in ("documents", "trash") or kind[:2] == ["search", "documents"]:
        return _check_document
    if kind[0] == "groups":
        return _check_member if kind[-1] == "members" else _check_group
    readers = {
        # The product reads nothing of the catalog.
        **dict.fromkeys(("catalog", "search", "metadata"), _check_nothing),
        "files": _check_model(File),
        "annotations": _check_model(Annotation),
        "profiles": _check_profile,
    }
    return readers[kind[0]]


def _check_nothing(raw: Mapping[str, Any]) -> None:
    assert raw


def _check_document(raw: Mapping[str, Any]) -> None:
    document = document_from_wire(raw)

    assert set(raw) <= KNOWN_MEMBERS
    if set(raw) == {"id"}:
        return
    assert document.strange == ()
    values = {
        field.name: value
        for field in FIELDS
        if not is_empty(value := value_of(document.metadata, field.name))
    }
    written_back = patch_members(values, raw)
    assert writable_fields({**raw, **written_back}) == writable_fields(raw)
    expected = {name: raw[name] for name in written_back}
    assert writable_fields(written_back) == writable_fields(expected)


def _check_model(model: Any) -> Callable[[Mapping[str, Any]], None]:
    def check(raw: Mapping[str, Any]) -> None:
        assert model.model_validate(raw).model_dump(mode="json", exclude_unset=True) == raw

    return check


def _check_group(raw: Mapping[str, Any]) -> None:
    group = group_from_wire(raw)

    assert (group.id, group.name) == (raw["id"], raw["name"])
    assert group.role in ("owner", "member")
    assert group.created is not None


def _check_member(raw: Mapping[str, Any]) -> None:
    member = member_from_wire(raw)

    assert set(raw) == {"profile_id", "joined", "role"}
    assert member.role in ("owner", "member")
    assert member.joined is not None


def _check_profile(raw: Mapping[str, Any]) -> None:
    profile = profile_from_wire(raw)

    assert (profile.id, profile.display_name) == (raw["id"], raw["display_name"])
    assert profile.email == raw.get("email")


def test_all_seventy_nine_recordings_are_there(shared: Path) -> None:
    assert len(sorted((shared / "recordings").rglob("*.yaml"))) >= 79
