"""How exchanges are recorded and replayed: docs/decisions/0035-cassettes.md."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from vcr.serializers import yamlserializer

from mendeley_sync.mendeley.client import BASE_URL, MendeleyClient
from tests import scenario
from tests.service_builders import FixedTokens, a_client, a_server
from tests.sign_in_builders import StandingClock

CASSETTES = Path(__file__).resolve().parents[2] / "cassettes"
TOKEN_VARIABLE = "MENDELEY_SYNC_RECORD_TOKEN"
GROUP_VARIABLE = "MENDELEY_SYNC_RECORD_GROUP"
GROUP = scenario.GROUP

_HEAD = """\
# Recorded by pytest-recording against {source}.
# Addresses are those of the real service; tokens, names and e-mail addresses are scrubbed.
# To record it anew against the sandbox:
#   pytest tests/mendeley/{module}.py --record-mode=rewrite
# Against the real service, with a scratch group and an access token of one of its members:
#   {token}=... {group}=... \\
#   pytest tests/mendeley/{module}.py --record-mode=rewrite
"""


class _ExplainedYaml:
    """VCR's YAML with a head that says where the exchanges come from."""

    @staticmethod
    def serialize(cassette: dict[str, Any]) -> str:
        source = "the real service" if os.environ.get(TOKEN_VARIABLE) else "this project's sandbox"
        head = _HEAD.format(
            source=source, module="test_cassettes", token=TOKEN_VARIABLE, group=GROUP_VARIABLE
        )
        return head + str(yamlserializer.serialize(cassette))

    @staticmethod
    def deserialize(text: str) -> Any:
        return yamlserializer.deserialize(text)


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    vcr.register_serializer("yaml", _ExplainedYaml)


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    return str(CASSETTES / request.path.stem)


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    return {
        "match_on": ["method", "scheme", "host", "port", "path", "query", "body"],
        "filter_headers": ["authorization", "cookie", "user-agent"],
        "decode_compressed_response": True,
        "before_record_request": _request_of_the_real_address,
        "before_record_response": _scrubbed,
    }


def _request_of_the_real_address(request: Any) -> Any:
    parts = urlsplit(request.uri)
    if parts.hostname == "127.0.0.1":
        request.uri = request.uri.replace(f"{parts.scheme}://{parts.netloc}", BASE_URL, 1)
    request.uri = _without_the_group(request.uri)
    if request.body:
        request.body = _without_the_group(request.body.decode()).encode()
    return request


def _scrubbed(response: dict[str, Any]) -> dict[str, Any]:
    headers = {
        name: [_public(value) for value in values]
        for name, values in response["headers"].items()
        if name.lower() not in ("set-cookie", "content-length")
    }
    body = response["body"]["string"].decode()
    return {**response, "headers": headers, "body": {"string": _public(_nameless(body)).encode()}}


def _public(text: str) -> str:
    """No address of this machine, no e-mail address, no group but the invented one."""
    text = re.sub(r"http://127\.0\.0\.1:\d+", BASE_URL, text)
    return _without_the_group(re.sub(r"[\w.+-]+@[\w-]+\.[\w.]+", "someone@example.org", text))


def _without_the_group(text: str) -> str:
    real = os.environ.get(GROUP_VARIABLE)
    return text.replace(real, GROUP) if real else text


def _nameless(body: str) -> str:
    """Profiles without the names of their people."""
    try:
        content = json.loads(body)
    except ValueError:
        return body
    if not isinstance(content, dict) or "display_name" not in content:
        return body
    invented = {"first_name": "Some", "last_name": "One", "display_name": "Some One"}
    return json.dumps({**content, **invented}, ensure_ascii=False)


@pytest.fixture
def recorded_client(record_mode: str, vcr: Any) -> Iterator[MendeleyClient]:
    """A client for the cassette; without one, or when recording, for the sandbox.

    With a token in the environment it records from the real service.
    """
    token = os.environ.get(TOKEN_VARIABLE) if vcr is not None else None
    if token or (record_mode == "none" and vcr is not None):
        with MendeleyClient(
            FixedTokens(token or "scrubbed"), clock=None if token else StandingClock()
        ) as client:
            yield client
    else:
        with a_server([]) as server, a_client(server) as client:
            yield client
    assert record_mode != "none" or vcr is None or vcr.all_played, (
        "the cassette holds more than was asked"
    )


@pytest.fixture
def recorded_group(record_mode: str) -> str:
    """The group to ask for: in a cassette always the invented one."""
    return GROUP if record_mode == "none" else os.environ.get(GROUP_VARIABLE, GROUP)
