"""An answer of Mendeley, and what it means when it is not the one we asked for.

Source: mendeley-api 1.6, 1.7, 2.9.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from mendeley_sync.errors import (
    ContractError,
    ForbiddenError,
    MendeleySyncError,
    NoAnswerError,
    NotFoundError,
    PreconditionFailedError,
    RefusedChangeError,
    ServiceError,
    SignInNeededError,
    UnknownOutcomeError,
)

Parsed = TypeVar("Parsed")


class UnusableAnswerError(Exception):
    """A 2xx that does not hold what it should; a read is tried again, a write is unknown."""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    asked: str
    """`GET /documents`: what was asked, without query and secrets."""
    at: datetime
    """The server's `Date`; our own clock where it gave none."""

    @property
    def trace_id(self) -> str | None:
        """What the vendor's support asks for."""
        return self.headers.get("x-mendeley-trace-id") or None

    @property
    def is_success(self) -> bool:
        """Any 2xx."""
        return 200 <= self.status < 300


def server_time(headers: Mapping[str, str], fallback: datetime) -> datetime:
    """The `Date` of an answer: the only clock of Mendeley that can be relied on."""
    try:
        moment = parsedate_to_datetime(headers.get("date") or "")
    except (TypeError, ValueError, IndexError):
        return fallback
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def json_of(answer: Answer) -> Any:
    """The body as JSON.

    Raises:
        UnusableAnswerError: another content type, bad UTF-8, a cut or malformed body.
    """
    content_type = answer.headers.get("content-type", "")
    if "json" not in content_type.lower():
        raise UnusableAnswerError(f"content type {content_type[:60] or 'missing'}, not JSON")
    try:
        return json.loads(answer.body.decode("utf-8"), parse_constant=_refuse_constant)
    except ValueError as error:
        raise UnusableAnswerError(f"the body is not JSON: {error}"[:200]) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def object_of(answer: Answer) -> dict[str, Any]:
    """The body as one JSON object."""
    value = json_of(answer)
    if not isinstance(value, dict):
        raise UnusableAnswerError("expected an object")
    return value


def objects_of(answer: Answer) -> list[dict[str, Any]]:
    """The body as a list of JSON objects."""
    value = json_of(answer)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UnusableAnswerError("expected a list of objects")
    return value


def identified_of(answer: Answer) -> list[dict[str, Any]]:
    """The body as a list of objects that each have an `id`; nothing can be done without."""
    items = objects_of(answer)
    if not all(isinstance(identity := item.get("id"), str) and identity for item in items):
        raise UnusableAnswerError("an item without an id")
    return items


def read_as(parse: Callable[[Any], Parsed], value: Any) -> Parsed:
    """`parse(value)`, where a value that cannot be parsed makes the answer unusable."""
    try:
        return parse(value)
    except (ValueError, KeyError) as error:
        raise UnusableAnswerError(str(error)[:200]) from error


def error_details(answer: Answer) -> tuple[str, str]:
    """What an error answer says, and its `errorId`.

    Bodies are JSON, plain text under a JSON type, HTML from a proxy, or empty.
    """
    text = answer.body.decode("utf-8", errors="replace").strip()
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        return _plain(text), ""
    words = ("message", "error_description", "error_message", "error")
    found = next((value[word] for word in words if isinstance(value.get(word), str)), "")
    error_id = value.get("errorId")
    return _plain(found), error_id if isinstance(error_id, str) else ""


_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_SECRET = re.compile(r"(?i)(bearer\s+|(?:access|refresh)_token\W+|client_secret\W+)[\w.~+/=-]+")


def _plain(text: str) -> str:
    """Text without markup, control characters and anything like a token; 300 characters."""
    bare = html.unescape(_TAGS.sub(" ", text)) if "<" in text else text
    printable = "".join(char if char.isprintable() else " " for char in bare)
    return _SECRET.sub(r"\1***", " ".join(printable.split()))[:300]


def is_token_trouble(answer: Answer) -> bool:
    """True if another token may help: any 401, or 400 and 403 that say so (1.7)."""
    if answer.status == 401:
        return True
    return answer.status in (400, 403) and error_details(answer)[1].startswith("oauth/")


_NOT_FOUND = "Mendeley found nothing at this address, or your account cannot see it ({})."
_FIND_THE_CAUSE = "Run `mendeley-sync access` to find the cause."
_REFUSED_CHANGES = frozenset({400, 404, 409, 410, 413, 422, 423, 451})
_OUR_MISTAKES = frozenset({405, 406, 411, 414, 415, 428, 431})


def error_for(
    answer: Answer, *, writing: bool, not_before: datetime | None = None
) -> MendeleySyncError:
    """The error that an answer ends in when nothing more is tried."""
    message, error_id = error_details(answer)
    words = f"{answer.asked}: {answer.status}" + (f", {message}" if message else "")
    error = _error(answer.status, words, error_id, writing=writing, not_before=not_before)
    error.status = answer.status
    return error.with_trace(answer.trace_id)


def _error(
    status: int, words: str, error_id: str, *, writing: bool, not_before: datetime | None
) -> MendeleySyncError:
    if status == 401 or error_id.startswith("oauth/") or "No userid found" in words:
        return SignInNeededError(f"Mendeley does not accept the sign-in ({words})")
    if status == 403:
        return ForbiddenError(f"Mendeley does not allow it ({words})")
    if status in (404, 410) and not writing:
        return NotFoundError(_NOT_FOUND.format(words), advice=_FIND_THE_CAUSE)
    if status == 412:
        return PreconditionFailedError(f"someone edited the document after the pull ({words})")
    if status in _OUR_MISTAKES:
        return ContractError(f"Mendeley rejects this kind of request ({words})")
    if writing and status in _REFUSED_CHANGES:
        return _refused(status, words)
    if writing and (status >= 500 or status == 408 or 300 <= status < 400):
        return UnknownOutcomeError(f"sent, but not confirmed ({words})", not_before=not_before)
    kind = NoAnswerError if status >= 500 else ServiceError
    return kind(f"Mendeley gave no usable answer ({words})", not_before=not_before)


def _refused(status: int, words: str) -> MendeleySyncError:
    if status in (404, 410):
        return NotFoundError(_NOT_FOUND.format(words), advice=_FIND_THE_CAUSE)
    return RefusedChangeError(f"Mendeley rejects this change ({words})")
