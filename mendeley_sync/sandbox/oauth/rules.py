"""The rules that oauthlib's server asks for: who is a client, which code and token is good."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

from oauthlib.common import Request
from oauthlib.oauth2 import (
    AuthorizationCodeGrant,
    AuthorizationEndpoint,
    BearerToken,
    ClientCredentialsGrant,
    ImplicitGrant,
    RefreshTokenGrant,
    RequestValidator,
    TokenEndpoint,
)

from mendeley_sync.sandbox.state import Code, Item, SandboxState, Token

SCOPE = "all"


@dataclass(frozen=True)
class _Client:
    client_id: str


class _Server(AuthorizationEndpoint, TokenEndpoint):  # type: ignore[misc]  # oauthlib is untyped
    """oauthlib's endpoints with the grants that the service offers to third parties."""

    def __init__(self, rules: Rules) -> None:
        state = rules.state
        bearer = BearerToken(
            rules,
            token_generator=lambda _: state.new_secret("access"),
            expires_in=lambda _: state.switches.token_lifetime_s,
            refresh_token_generator=lambda _: state.new_secret("refresh"),
        )
        code_grant = AuthorizationCodeGrant(rules)
        # oauthlib draws a code by chance; ours come from the seed.
        code_grant.register_code_modifier(
            lambda grant, *_: grant | {"code": state.new_secret("code")}
        )
        AuthorizationEndpoint.__init__(
            self,
            default_response_type="code",
            default_token_type=bearer,
            response_types={"code": code_grant, "token": ImplicitGrant(rules)},
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="authorization_code",
            default_token_type=bearer,
            grant_types={
                "authorization_code": code_grant,
                "refresh_token": RefreshTokenGrant(rules),
                "client_credentials": ClientCredentialsGrant(rules),
            },
        )


def authorization_server(state: SandboxState) -> Any:
    """oauthlib's server over a state."""
    return _Server(Rules(state))


class Rules(RequestValidator):  # type: ignore[misc]  # oauthlib is untyped
    """What the sandbox answers to each of oauthlib's questions."""

    def __init__(self, state: SandboxState) -> None:
        super().__init__()
        self.state = state

    # --- the application ---------------------------------------------------------------

    def validate_client_id(self, client_id: str, request: Request, *_: Any, **__: Any) -> bool:
        if client_id not in self.state.applications:
            return False
        request.client = _Client(client_id)
        return True

    def client_authentication_required(self, request: Request, *_: Any, **__: Any) -> bool:
        return True

    def authenticate_client(self, request: Request, *_: Any, **__: Any) -> bool:
        client_id, secret = _credentials(request)
        application = self.state.applications.get(client_id)
        if application is None or application["client_secret"] != secret:
            return False
        request.client = _Client(client_id)
        request.client_id = client_id
        return True

    def authenticate_client_id(self, client_id: str, request: Request, *_: Any, **__: Any) -> bool:
        return False

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *_: Any, **__: Any
    ) -> bool:
        # Byte for byte: scheme, host, port, path and trailing slash all count.
        return redirect_uri in self.state.applications[client_id]["redirect_uris"]

    def get_default_redirect_uri(self, *_: Any, **__: Any) -> None:
        return None

    def validate_response_type(
        self, client_id: str, response_type: str, *_: Any, **__: Any
    ) -> bool:
        return response_type in ("code", "token")

    def validate_grant_type(self, *_: Any, **__: Any) -> bool:
        return True

    def validate_scopes(self, client_id: str, scopes: list[str], *_: Any, **__: Any) -> bool:
        return scopes == [SCOPE]

    def get_default_scopes(self, *_: Any, **__: Any) -> list[str]:
        return [SCOPE]

    def get_original_scopes(self, *_: Any, **__: Any) -> list[str]:
        return [SCOPE]

    # --- codes -------------------------------------------------------------------------

    def save_authorization_code(
        self, client_id: str, code: Item, request: Request, *_: Any, **__: Any
    ) -> None:
        self.state.codes[code["code"]] = Code(
            code=code["code"],
            client_id=client_id,
            redirect_uri=request.redirect_uri,
            profile_id=request.user,
        )

    def validate_code(
        self, client_id: str, code: str, client: _Client, request: Request, *_: Any, **__: Any
    ) -> bool:
        kept = self.state.codes.get(code)
        if kept is None or kept.client_id != client.client_id:
            return False
        request.user = kept.profile_id
        request.scopes = [SCOPE]
        return True

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: _Client, *_: Any, **__: Any
    ) -> bool:
        return self.state.codes[code].redirect_uri == redirect_uri

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *_: Any, **__: Any
    ) -> None:
        del self.state.codes[code]

    # --- tokens ------------------------------------------------------------------------

    def validate_refresh_token(
        self, refresh_token: str, client: _Client, request: Request, *_: Any, **__: Any
    ) -> bool:
        kept = self.state.refresh_tokens.get(refresh_token)
        if kept is None or kept.client_id not in ("", client.client_id):
            return False
        request.user = kept.profile_id
        return True

    def rotate_refresh_token(self, request: Request) -> bool:
        return self.state.switches.refresh_rotation

    def save_bearer_token(self, token: Item, request: Request, *_: Any, **__: Any) -> None:
        lifetime = timedelta(seconds=token["expires_in"])
        fresh = token.get("refresh_token")
        self.state.keep_token(
            Token(
                access_token=token["access_token"],
                refresh_token=fresh,
                profile_id=request.user,
                client_id=request.client.client_id,
                expires_at=self.state.clock() + lifetime,
            )
        )
        spent = request.refresh_token
        if spent and fresh != spent and not self.state.switches.old_refresh_token_usable:
            self.state.refresh_tokens.pop(spent, None)


def _credentials(request: Request) -> tuple[str, str]:
    """Client id and secret from HTTP Basic, else from the body."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.client_id or "", request.client_secret or ""
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)
