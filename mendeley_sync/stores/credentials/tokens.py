"""The token file: one account's sign-in, kept so that a power cut cannot lose it.

A refresh token given from outside (environment, credentials folder) is a *seed*: it starts
a sign-in, and while it stays the same, what came of it wins. Why, and what else was weighed:
docs/decisions/0052-seeds-and-rotation.md.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from mendeley_sync.domain.sign_in import (
    DEFAULT_PROFILE,
    SignIn,
    Token,
    is_profile_name,
    secret_text,
    supplied_token_hash,
)
from mendeley_sync.errors import AccessError, ConfigError, SignInNeededError
from mendeley_sync.stores.durable import prove_writable, remove_leftovers, write_durably
from mendeley_sync.stores.locks import token_lock

FORMAT_VERSION = 1
SAVE_COMMAND_LIMIT_S = 60.0


def token_file(state_dir: Path, profile: str = DEFAULT_PROFILE) -> Path:
    """Where one account's sign-in is kept."""
    name = "token.json" if profile == DEFAULT_PROFILE else f"token-{profile}.json"
    return state_dir / name


def kept_profiles(state_dir: Path) -> tuple[str, ...]:
    """The accounts that have a token file here, the default one first."""
    named = (path.name.removeprefix("token-") for path in state_dir.glob("token-*.json"))
    others = sorted(
        name for name in (n.removesuffix(".json") for n in named) if is_profile_name(name)
    )
    first = (DEFAULT_PROFILE,) if token_file(state_dir).exists() else ()
    return (*first, *others)


class TokenStore:
    """One account's sign-in on disk, with the rules for seeds and for stores without a disk."""

    def __init__(
        self,
        state_dir: Path,
        *,
        profile: str = DEFAULT_PROFILE,
        seed: SecretStr | None = None,
        save_command: Sequence[str] = (),
        allow_unstored_rotation: bool = False,
    ) -> None:
        """Look after `profile`'s token file in `state_dir`.

        Args:
            seed: refresh token given from outside.
            save_command: program and arguments that get a new refresh token on stdin.
            allow_unstored_rotation: renew even where a new refresh token could not be kept.
        """
        self.path = token_file(state_dir, profile)
        self.profile = profile
        self._state_dir = state_dir
        self._seed = seed
        self._save_command = tuple(save_command)
        self._allow_unstored_rotation = allow_unstored_rotation

    @property
    def has_supplied_token(self) -> bool:
        """Whether a refresh token was given from outside."""
        return self._seed is not None

    def load(self) -> SignIn | None:
        """The sign-in to use: the one kept here, or the seed where that is news; else None.

        Raises:
            SignInNeededError: the token file cannot be read and there is no seed.
            ConfigError: a newer version of this program wrote the token file.
        """
        try:
            kept = self._read()
        except SignInNeededError:
            if self._seed is None:
                raise
            kept = None
        if self._seed is None or (kept is not None and self._is_old_news(self._seed, kept)):
            return kept
        return SignIn(
            token=Token(refresh_token=self._seed), seed_sha256=supplied_token_hash(self._seed)
        )

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other processes from renewing; without a writable folder there is no lock."""
        with contextlib.ExitStack() as stack:
            # A folder that cannot be written has no token file either that two could fight over.
            with contextlib.suppress(OSError):
                stack.enter_context(token_lock(self._state_dir, profile=self.profile))
            yield

    def prepare_renewal(self) -> None:
        """Make sure, before anything is sent, that a new refresh token could be kept.

        Raises:
            AccessError: it could not, and nobody allowed to renew all the same.
        """
        try:
            self._state_dir.mkdir(parents=True, exist_ok=True)
            prove_writable(self._state_dir)
        except OSError as error:
            if self._save_command or self._allow_unstored_rotation:
                return
            raise AccessError(
                f"No sign-in can be kept in {self._state_dir} ({error.strerror}), so none was "
                "begun or renewed.",
                advice="Make that folder writable, name another one with `--state-dir`, or set "
                "`token_save_command` in the configuration.",
            ) from error

    def save(self, sign_in: SignIn, *, rotated: bool) -> None:
        """Keep a sign-in; on return it survives a power cut.

        Args:
            rotated: whether its refresh token differs from the one before.

        Raises:
            AccessError: a new refresh token could not be kept.
        """
        reason = self._write(sign_in)
        if rotated and self._save_command and sign_in.token.refresh_token is not None:
            self._hand_over(sign_in.token.refresh_token)
        elif rotated and reason is not None:
            raise AccessError(
                "Mendeley gave a new refresh token, which could not be kept in "
                f"{self._state_dir} ({reason}).",
                advice="Set `token_save_command` in the configuration, or make the folder "
                "writable; then run `mendeley-sync login`.",
            )

    def forget(self) -> bool:
        """Remove the token file and what a killed process left of one; whether there was one."""
        with self.lock():
            remove_leftovers(self.path)
            try:
                self.path.unlink()
            except FileNotFoundError:
                return False
            except OSError as error:
                raise AccessError(f"{self.path} could not be removed: {error.strerror}") from error
        return True

    def _is_old_news(self, seed: SecretStr, kept: SignIn) -> bool:
        if kept.seed_sha256 == supplied_token_hash(seed):
            return True
        # The save command may have made our own rotated token the new seed.
        ours = (kept.token.refresh_token, kept.token.previous_refresh_token)
        return seed in ours

    def _read(self) -> SignIn | None:
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
            version = raw.pop("version")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise self._unreadable() from error
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise ConfigError(
                "a newer mendeley-sync wrote this token file",
                file=str(self.path),
                advice="Update mendeley-sync, or run `mendeley-sync login` with another "
                "`--state-dir`.",
            )
        try:
            return SignIn.model_validate(raw)
        except ValidationError:
            # pydantic quotes what it refuses: its own error must not reach a log.
            raise self._unreadable() from None

    def _unreadable(self) -> SignInNeededError:
        option = "" if self.profile == DEFAULT_PROFILE else f" --profile {self.profile}"
        return SignInNeededError(
            f"The token file {self.path} cannot be read.",
            advice=f"Run `mendeley-sync login{option}`.",
        )

    def _write(self, sign_in: SignIn) -> str | None:
        """None when it is kept, else the reason why not."""
        if self._seed is not None:
            sign_in = sign_in.model_copy(update={"seed_sha256": supplied_token_hash(self._seed)})
        text = json.dumps(_with_secrets(sign_in), indent=2, sort_keys=True)
        try:
            self._state_dir.mkdir(parents=True, exist_ok=True)
            write_durably(self.path, text.encode(), mode=0o600)
        except OSError as error:
            return error.strerror or "cannot be written"
        return None

    def _hand_over(self, refresh_token: SecretStr) -> None:
        advice = "Mend `token_save_command`, then run `mendeley-sync login`."
        try:
            done = subprocess.run(
                self._save_command,
                input=refresh_token.get_secret_value().encode(),
                # What it prints may hold the token: nobody gets to see it.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SAVE_COMMAND_LIMIT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AccessError(
                f"token_save_command ({self._save_command[0]}) did not take the new token.",
                advice=advice,
            ) from error
        if done.returncode != 0:
            raise AccessError(
                f"token_save_command ({self._save_command[0]}) ended with code {done.returncode}.",
                advice=advice,
            )


def _with_secrets(sign_in: SignIn) -> dict[str, Any]:
    plain = sign_in.model_dump(mode="json", exclude_none=True)
    for name in ("access_token", "refresh_token", "previous_refresh_token"):
        secret = secret_text(getattr(sign_in.token, name))
        if secret is not None:
            plain["token"][name] = secret
    return {"version": FORMAT_VERSION, **plain}
