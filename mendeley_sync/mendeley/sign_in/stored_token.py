"""Access tokens for the client: kept on disk, refreshed early, by one process at a time.

Source: sync-semantics 7 (Tokens) and 9 (rows 10 to 14).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from pydantic import SecretStr

from mendeley_sync.domain.sign_in import DEFAULT_PROFILE, SignIn, Token
from mendeley_sync.errors import GrantRefusedError, SignInNeededError
from mendeley_sync.http.clock import Clock, SystemClock
from mendeley_sync.mendeley.sign_in.token import is_good
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint

LONGEST_CALL_S = 45.0
"""One token call with its time-outs and the keeping of its answer; after an interrupt the
program waits for no more than this."""


class SignInStore(Protocol):
    """Where a sign-in is kept; `stores.tokens.TokenStore` is one."""

    @property
    def profile(self) -> str:
        """Which account."""
        ...

    @property
    def has_supplied_token(self) -> bool:
        """True if a refresh token was given from outside, as jobs do."""
        ...

    def load(self) -> SignIn | None:
        """The sign-in to use, read anew."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Keeps other processes from refreshing."""
        ...

    def prepare_renewal(self) -> None:
        """Raises AccessError where a new token could not be kept."""
        ...

    def save(self, sign_in: SignIn, *, rotated: bool) -> None:
        """Keeps it so that a power cut cannot lose it."""
        ...


class StoredTokenSource:
    """A `TokenSource` over a store and the token endpoint."""

    def __init__(
        self, store: SignInStore, endpoint: TokenEndpoint, *, clock: Clock | None = None
    ) -> None:
        """Refresh the store's sign-in at the endpoint, by the given clock."""
        self._store = store
        self._endpoint = endpoint
        self._clock = clock or SystemClock()
        self._current: SignIn | None = None
        self._seen: SignIn | None = None
        """What the store gave when `_current` was made."""

    def access_token(self) -> str:
        """A token that is good now: refreshed 60 s before it expires.

        Raises:
            SignInNeededError: there is no sign-in, or it can no longer be refreshed.
            ServiceError: the token endpoint did not answer usably.
            AccessError: a refreshed token could not be kept; then no refresh is begun.
        """
        if self._current is None:
            self._current = self._seen = self._loaded()
        good = self._good(self._current)
        return good if good is not None else self._renewed(rejected=None)

    def renew(self, rejected: str) -> str:
        """A token other than `rejected`, which Mendeley has just refused.

        Raises: as `access_token`.
        """
        return self._renewed(rejected=rejected)

    def _renewed(self, *, rejected: str | None) -> str:
        with self._store.lock():
            sign_in = self._newest()
            access = self._good(sign_in)
            if access is None or access == rejected:
                self._store.prepare_renewal()
                sign_in = _undisturbed(lambda: self._renewed_and_kept(sign_in))
            self._current, self._seen = sign_in, self._store.load()
        # What was just given is used, however short it lives.
        assert sign_in.token.access_token is not None
        return sign_in.token.access_token.get_secret_value()

    def _renewed_and_kept(self, sign_in: SignIn) -> SignIn:
        """Kept before it is used: when this returns, no crash can lose it."""
        fresh = self._refreshed(sign_in)
        rotated = fresh.token.refresh_token != sign_in.token.refresh_token
        self._store.save(fresh, rotated=rotated)
        return fresh

    def _newest(self) -> SignIn:
        """The store's sign-in, unless ours came of it and could not be kept there."""
        kept = self._loaded()
        if self._current is not None and kept == self._seen:
            return self._current
        return kept

    def _loaded(self) -> SignIn:
        kept = self._store.load()
        if kept is None:
            raise SignInNeededError("You are not signed in.", advice=self._how_to_sign_in())
        ours = self._endpoint.application.client_id
        if kept.client_id and kept.client_id != ours:
            raise SignInNeededError(
                f"The saved sign-in belongs to application {kept.client_id}, not to {ours}.",
                advice=self._how_to_sign_in(),
            )
        return kept

    def _good(self, sign_in: SignIn) -> str | None:
        token = sign_in.token
        if token.access_token is None or not is_good(token, now=self._clock.now()):
            return None
        return token.access_token.get_secret_value()

    def _refreshed(self, sign_in: SignIn) -> SignIn:
        """Refresh with the refresh token, else with the one before, else with what came meanwhile.

        The second serves where the answer to an earlier refresh was lost, the third where a
        process on another host, which our lock does not reach, was faster.
        """
        tried: list[SecretStr] = []
        refused: GrantRefusedError | None = None
        for attempt in range(3):
            current = sign_in if attempt < 2 else (self._store.load() or sign_in)
            if current is not sign_in and self._good(current) is not None:
                return current
            candidate = _candidate(current.token, previous=attempt == 1)
            if candidate is None or candidate in tried:
                continue
            tried.append(candidate)
            try:
                return self._with_token(current, self._endpoint.refresh(candidate), candidate)
            except GrantRefusedError as error:
                refused = error
        raise self._no_longer_accepted() from refused

    def _with_token(self, sign_in: SignIn, answer: Token, used: SecretStr) -> SignIn:
        # No refresh token in the answer: the old one stays good (mendeley-api 1.5).
        refresh = answer.refresh_token or used
        previous = used if refresh != used else sign_in.token.previous_refresh_token
        token = answer.model_copy(
            update={"refresh_token": refresh, "previous_refresh_token": previous}
        )
        client_id = self._endpoint.application.client_id
        return sign_in.model_copy(update={"token": token, "client_id": client_id})

    def _no_longer_accepted(self) -> GrantRefusedError:
        in_a_job = (
            "In a job: replace the secret MENDELEY_REFRESH_TOKEN with what "
            "`mendeley-sync login --export` prints."
        )
        return GrantRefusedError(
            "Mendeley no longer accepts the saved sign-in. Nothing was changed; run "
            f"`{self._login()}`.",
            advice=in_a_job if self._store.has_supplied_token else "",
        )

    def _how_to_sign_in(self) -> str:
        return f"Run `{self._login()}`."

    def _login(self) -> str:
        profile = self._store.profile
        option = "" if profile == DEFAULT_PROFILE else f" --profile {profile}"
        return f"mendeley-sync login{option}"


def _undisturbed(action: Callable[[], SignIn]) -> SignIn:
    """Let an action end although Ctrl-C or TERM comes in between; they count afterwards.

    Between a refresh and its keeping lies the only copy of a new refresh token. Signals reach
    the main thread only, so the action runs in another one.
    """
    results: list[SignIn] = []
    errors: list[BaseException] = []
    ended = threading.Event()

    def run() -> None:
        try:
            results.append(action())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            errors.append(error)
        finally:
            ended.set()

    threading.Thread(target=run, name="renewal", daemon=True).start()
    try:
        # Not join(): interrupted once, it takes the thread for ended (CPython 3.11).
        ended.wait()
    except BaseException:
        ended.wait(LONGEST_CALL_S)
        raise
    if errors:
        raise errors[0]
    return results[0]


def _candidate(token: Token, *, previous: bool) -> SecretStr | None:
    return token.previous_refresh_token if previous else token.refresh_token
