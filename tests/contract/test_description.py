"""The sandbox never answers outside the service's own description."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from mendeley_sync.sandbox.app import Sandbox
from tests.contract.description import openapi, operations, strangers
from tests.contract.world import a_world
from tests.scenario import ACCESS_TOKEN

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "swagger"
CALLS = sorted(set(operations(FOLDER)))
_ABSENT = pytest.param("", "", marks=pytest.mark.skip("../shared is not here"))


# `files` comes with the media type that asks for it, whose model is not in the description.
NOT_DESCRIBED = ("files",)


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(openapi(FOLDER))


@pytest.mark.parametrize(("method", "path"), CALLS or [_ABSENT])
def test_a_call_answers_as_described(method: str, path: str) -> None:
    operation = _schema()[path][method]
    raw = operation.definition.raw
    allowed = {int(code) for code in raw["responses"]}
    sandbox = Sandbox(a_world())

    @_bounded(20)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def check(case: Any) -> None:
        answer = sandbox.client().open(
            case.formatted_path,
            method=method,
            query_string=case.query or {},
            headers=_headers(case, raw),
            data=_body(case),
        )
        assert answer.status_code in allowed, answer.get_data(as_text=True)
        if answer.status_code in (200, 201) and answer.get_data() and raw["x-members"]:
            found = strangers(json.loads(answer.get_data()), raw["x-members"])
            assert set(found) <= set(NOT_DESCRIBED), found

    check()

    assert sandbox.bugs == []


WRITES = [(method, path) for method, path in CALLS if method in ("POST", "PATCH")]


@pytest.mark.parametrize(("method", "path"), WRITES or [_ABSENT])
def test_nonsense_never_breaks_the_sandbox(method: str, path: str) -> None:
    operation = _schema()[path][method]
    sandbox = Sandbox(a_world())

    @_bounded(6)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def check(case: Any) -> None:
        headers = _headers(case, operation.definition.raw)
        sent = {name: value for name, value in headers.items() if _fits_a_header(value)}
        sandbox.client().open(
            case.formatted_path,
            method=method,
            query_string=case.query or {},
            headers=sent,
            data=_body(case),
        )

    check()

    assert sandbox.bugs == []


def _fits_a_header(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _bounded(examples: int) -> settings:
    """Few examples, and the same ones each time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def _headers(case: Any, raw: Any) -> dict[str, str]:
    accept = [entry for entry in raw["x-accept"] if entry]
    headers = {"Authorization": f"Bearer {ACCESS_TOKEN}", "Accept": ", ".join(accept) or "*/*"}
    sent = {name: value for name, value in (case.headers or {}).items() if value}
    kind = raw["x-type"] if raw["x-type"] not in ("", "*/*") else "text/plain"
    return headers | sent | ({"Content-Type": kind} if _body(case) else {})


def _body(case: Any) -> bytes:
    """JSON but for plain text; nothing for a body that is not set."""
    if isinstance(case.body, bytes):
        return case.body
    if isinstance(case.body, str) and case.media_type == "text/plain":
        return case.body.encode("utf-8", "replace")
    return b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
