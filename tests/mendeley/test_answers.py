"""What an answer means that is not the one we asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from requests.structures import CaseInsensitiveDict

from mendeley_sync import errors
from mendeley_sync.mendeley.requests.answers import (
    Answer,
    UnusableAnswerError,
    error_details,
    error_for,
    identified_of,
    is_token_trouble,
    json_of,
    object_of,
    server_time,
)

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
JSON = "application/vnd.mendeley-document.1+json"


def an_answer(
    status: int = 200, body: bytes = b"{}", content_type: str | None = JSON, **headers: str
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if content_type is not None:
        named["content-type"] = content_type
    return Answer(status, CaseInsensitiveDict(named), body, "GET /documents", NOON)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message":"Invalid view"}', "Invalid view"),
        (
            b'{"error":"invalid_grant","error_description":"Invalid access code"}',
            "Invalid access code",
        ),
        (b'{"error_message":"Client authentication failed"}', "Client authentication failed"),
        (b'{"error":"invalid_request"}', "invalid_request"),
        (b"Group [x] does not exist", "Group [x] does not exist"),
        (b"", ""),
        (
            b"<html><style>p{}</style><body><h1>503</h1><p>Sorry &amp; bye</p></body></html>",
            "503 Sorry & bye",
        ),
        (b'{"message":42}', ""),
        (b'["a list"]', '["a list"]'),
        (b"\xff\xfe broken", "\ufffd\ufffd broken"),
        (b"\x1b[31mred\x1b[0m", "[31mred [0m"),
        (
            b'{"message":"sent Bearer abc.DEF-1 and access_token=xyz"}',
            "sent Bearer *** and access_token=***",
        ),
    ],
)
def test_every_kind_of_error_body_is_read(body: bytes, words: str) -> None:
    assert error_details(an_answer(500, body))[0] == words


def test_a_long_error_body_is_cut() -> None:
    assert len(error_details(an_answer(500, b"x" * 5000))[0]) == 300


@pytest.mark.parametrize(
    ("status", "writing", "kind", "code"),
    [
        (400, False, errors.ServiceError, 9),
        (400, True, errors.RefusedChangeError, 4),
        (401, False, errors.SignInNeededError, 8),
        (403, False, errors.ForbiddenError, 8),
        (403, True, errors.ForbiddenError, 8),
        (404, False, errors.NotFoundError, 8),
        (404, True, errors.NotFoundError, 8),
        (405, False, errors.ContractError, 1),
        (406, False, errors.ContractError, 1),
        (408, True, errors.UnknownOutcomeError, 9),
        (409, True, errors.RefusedChangeError, 4),
        (410, False, errors.NotFoundError, 8),
        (412, True, errors.PreconditionFailedError, 4),
        (413, True, errors.RefusedChangeError, 4),
        (415, True, errors.ContractError, 1),
        (422, True, errors.RefusedChangeError, 4),
        (428, True, errors.ContractError, 1),
        (429, True, errors.ServiceError, 9),
        (451, True, errors.RefusedChangeError, 4),
        (500, False, errors.NoAnswerError, 9),
        (500, True, errors.UnknownOutcomeError, 9),
        (503, True, errors.UnknownOutcomeError, 9),
        (302, False, errors.ServiceError, 9),
        (303, True, errors.UnknownOutcomeError, 9),
        (418, False, errors.ServiceError, 9),
    ],
)
def test_every_status_has_its_error(
    status: int, writing: bool, kind: type[errors.MendeleySyncError], code: int
) -> None:
    error = error_for(an_answer(status), writing=writing)

    assert type(error) is kind
    assert error.exit_code == code
    assert error.status == status


def test_every_error_ends_with_the_trace_id() -> None:
    for status in (400, 401, 403, 404, 412, 415, 422, 429, 500):
        for writing in (False, True):
            error = error_for(an_answer(status, x_mendeley_trace_id="eE-sNwhXOvI"), writing=writing)
            assert str(error).endswith("(trace eE-sNwhXOvI)")
            assert error.trace_id == "eE-sNwhXOvI"


def test_a_token_without_a_person_needs_another_sign_in() -> None:
    answer = an_answer(400, b'{"message":"No userid found in auth token"}')

    assert isinstance(error_for(answer, writing=False), errors.SignInNeededError)


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (401, b"", True),
        (400, b'{"errorId":"oauth/TOKEN_EXPIRED","message":"x"}', True),
        (403, b'{"errorId":"oauth/TOKEN_INVALID"}', True),
        (403, b'{"message":"no"}', False),
        (403, b'{"errorId":"groups/NOT_MEMBER"}', False),
        (400, b"", False),
        (500, b'{"errorId":"oauth/X"}', False),
    ],
)
def test_another_token_helps_only_where_the_token_is_the_trouble(
    status: int, body: bytes, trouble: bool
) -> None:
    assert is_token_trouble(an_answer(status, body)) is trouble


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"[]", "text/html"),
        (b"[]", None),
        (b"<html>", JSON),
        (b"", JSON),
        (b'[{"id":"a"}', JSON),
        (b'\xef\xbb\xbf[{"id":"a"}]', JSON),
        (b'[{"id":"\xff"}]', JSON),
        (b'[{"id":"a","year":NaN}]', JSON),
        (b'{"id":"a"}', JSON),
        (b"[1]", JSON),
        (b'[{"title":"no id"}]', JSON),
        (b'[{"id":""}]', JSON),
        (b'[{"id":7}]', JSON),
    ],
)
def test_what_is_no_list_of_things_with_ids_is_unusable(
    body: bytes, content_type: str | None
) -> None:
    with pytest.raises(UnusableAnswerError):
        identified_of(an_answer(200, body, content_type))


def test_an_empty_list_is_a_list() -> None:
    assert identified_of(an_answer(200, b"[]")) == []
    assert json_of(an_answer(200, b"[]", "Application/JSON; charset=utf-8")) == []


def test_a_list_is_no_object() -> None:
    with pytest.raises(UnusableAnswerError):
        object_of(an_answer(200, b"[]"))


@pytest.mark.parametrize("text", ["", "yesterday", "Thu, 99 Jan 2026 12:00:00 GMT"])
def test_without_a_readable_date_our_own_clock_stands_in(text: str) -> None:
    assert server_time({"date": text}, NOON) == NOON


def test_the_date_of_an_answer_is_the_service_s_clock() -> None:
    moment = server_time({"date": "Thu, 15 Jan 2026 08:30:00 GMT"}, NOON)

    assert moment == datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
