"""The answers: JSON under a vendor type, the recorded error bodies, and what the client accepts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request

from mendeley_sync.sandbox.state import Item

JSON = "application/json"
DOCUMENT = "application/vnd.mendeley-document.1+json"

Headers = Sequence[tuple[str, str]]


class Problem(Exception):
    """A refusal: status, and the body as the service words it."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        *,
        media_type: str = JSON,
        plain: bool = False,
        error_id: str | None = None,
        headers: Headers = (),
    ) -> None:
        super().__init__(message or str(status))
        self.status = status
        self.message = message
        self.media_type = media_type
        self.plain = plain
        self.error_id = error_id
        self.headers = headers

    def response(self) -> Response:
        """The refusal on the wire: JSON, plain text (whatever the type says), or empty."""
        if self.message is None:
            body = ""
        elif self.plain:
            body = self.message
        else:
            named = {"errorId": self.error_id} if self.error_id else {}
            body = as_json(named | {"message": self.message})
        return answer_text(body, self.media_type, status=self.status, headers=self.headers)


def as_json(payload: Any) -> str:
    """Compact JSON in raw UTF-8, members in the order given."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False)


def answer(payload: Any, media_type: str, *, status: int = 200, headers: Headers = ()) -> Response:
    """A JSON answer under `media_type`."""
    return answer_text(as_json(payload), media_type, status=status, headers=headers)


def answer_text(
    text: str, media_type: str, *, status: int = 200, headers: Headers = ()
) -> Response:
    """A body under exactly `media_type`: the service appends no charset."""
    response = Response(text.encode(), status=status)
    response.headers["Content-Type"] = media_type
    for name, value in headers:
        response.headers.add(name, value)
    return response


def no_content(location: str | None = None, *, media_type: str | None = None) -> Response:
    """204: no body, no length; for trash and restore the new place, for annotations a type."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    if media_type is not None:
        response.headers["Content-Type"] = media_type
    if location is not None:
        response.headers["Location"] = absolute(location)
    return response


def absolute(path: str) -> str:
    """The full address of a path of this service."""
    return request.host_url.rstrip("/") + path


def negotiate(*offers: str, concrete: bool = False) -> str:
    """The media type the client gets: its own wish among `offers`, the first for a wildcard.

    `concrete`: v2 resources ask for a concrete type, a wildcard is refused.

    Raises:
        Problem: 406.
    """
    wishes = [part.split(";")[0].strip().lower() for part in _accept().split(",")]
    for wish in wishes:
        if wish in offers:
            return wish
    if not concrete and any(wish in ("*/*", "application/*") for wish in wishes):
        return offers[0]
    raise Problem(406, "HTTP 406 Not Acceptable")


def _accept() -> str:
    return request.headers.get("Accept") or "*/*"


def require_type(*allowed: str) -> None:
    """Refuse a body of another type.

    Raises:
        Problem: 415.
    """
    sent = (request.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if sent not in allowed:
        raise Problem(415, "HTTP 415 Unsupported Media Type")


def body_object() -> Item:
    """The JSON object in the body of the request.

    Raises:
        Problem: 400 for what is not JSON or no object.
    """
    try:
        found = json.loads(request.get_data())
    except ValueError as error:
        raise Problem(400, "Unable to process JSON") from error
    if not isinstance(found, dict):
        raise Problem(400, "Unable to process JSON")
    return found


def one_of(name: str, allowed: Iterable[str], default: str, message: str) -> str:
    """A query parameter with a fixed set of values.

    Raises:
        Problem: 400 with `message`.
    """
    value = request.args.get(name) or default
    if value not in allowed:
        raise Problem(400, message)
    return value


def flag(name: str) -> bool | None:
    """A boolean query parameter, None if it was not sent.

    Raises:
        Problem: 400 for another word.
    """
    value = request.args.get(name)
    if value is None:
        return None
    if value.lower() not in ("true", "false"):
        raise Problem(400, f"{name} must be true or false")
    return value.lower() == "true"
