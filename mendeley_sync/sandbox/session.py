"""Who is asking: the bearer token of a request, and what its owner may do in a group."""

from __future__ import annotations

from flask import g, request

from mendeley_sync.sandbox.answers import JSON, Problem
from mendeley_sync.sandbox.state import SandboxState, Token

SANDBOX = "sandbox"
"""Key of the environment under which a request carries the sandbox that it is for."""
_BEARER = 'Bearer realm="mendeley"'
_READ_ONLY = ("follower", "invited")


def state() -> SandboxState:
    """The state of the sandbox that serves this request."""
    found: SandboxState = request.environ[SANDBOX].state
    return found


def check_token() -> None:
    """Find the token of the request, or refuse.

    Raises:
        Problem: 401 without, with an unknown or an expired token; 400 for an empty one.
    """
    name = _presented()
    if name is None:
        message = "Credentials are required to access this resource."
        raise Problem(401, message, headers=[("WWW-Authenticate", _BEARER)])
    if not name:
        raise Problem(400, "Bearer token is empty", error_id="oauth/TOKEN_EMPTY")
    token = state().tokens.get(name)
    if token is None:
        raise _invalid("Token not valid", "oauth/TOKEN_INVALID")
    if token.expires_at <= state().clock():
        raise _invalid("Token has expired", "oauth/TOKEN_EXPIRED")
    g.token = token


def _presented() -> str | None:
    header = request.headers.get("Authorization")
    if header is None:
        return request.args.get("access_token")
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def _invalid(reason: str, error_id: str) -> Problem:
    return Problem(
        401,
        f"Could not access resource because: {reason}",
        error_id=error_id,
        headers=[("WWW-Authenticate", f'{_BEARER} error="invalid_token"')],
    )


def signed_in() -> str | None:
    """The profile id of the token, None for a token of the application alone."""
    token: Token = g.token
    return token.profile_id


def me(media_type: str = JSON) -> str:
    """The profile id of the signed-in person.

    Raises:
        Problem: 400 for a token of the application alone; under the type of the resource.
    """
    person = signed_in()
    if person is None:
        raise Problem(400, "No userid found in auth token", media_type=media_type)
    return person


def require_group(group_id: str, media_type: str, *, writing: bool = False) -> str:
    """The role of the signed-in person in a group.

    Raises:
        Problem: 404 in plain text for an unknown group, 403 for who is not in it
            or may not write.
    """
    if group_id not in state().groups:
        message = f"Group [{group_id}] does not exist"
        raise Problem(404, message, media_type=media_type, plain=True)
    role = state().role(group_id, me(media_type))
    if role is None or (writing and role in _READ_ONLY):
        raise Problem(403, "You do not have permission to access this group")
    return role
