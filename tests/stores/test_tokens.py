"""What is kept of a sign-in, which token wins, and what happens where nothing can be kept."""

from __future__ import annotations

import json
import os
import stat
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import SignIn, Token
from mendeley_sync.errors import EXIT_ACCESS, AccessError, ConfigError, SignInNeededError
from mendeley_sync.stores.credentials import tokens
from mendeley_sync.stores.credentials.tokens import TokenStore, kept_profiles, token_file

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEED = SecretStr("seed-MARK-1")
OTHER_SEED = SecretStr("seed-MARK-2")

COPY_STDIN = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"


def a_sign_in(refresh: str = "refresh-MARK", *, previous: str | None = None) -> SignIn:
    return SignIn(
        token=Token(
            access_token=SecretStr("access-MARK"),
            refresh_token=SecretStr(refresh),
            previous_refresh_token=SecretStr(previous) if previous else None,
            obtained_at=NOON,
            expires_at=NOON,
        ),
        client_id="4711",
        profile_id="p-1",
        name="Ada",
        signed_in_at=NOON,
    )


def refresh_token_of(store: TokenStore) -> str | None:
    sign_in = store.load()
    if sign_in is None or sign_in.token.refresh_token is None:
        return None
    return sign_in.token.refresh_token.get_secret_value()


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A state folder that cannot be made, not even by the superuser."""
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    return tmp_path / "file" / "state"


def test_what_was_kept_comes_back_whole(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.save(a_sign_in(previous="before"), rotated=True)

    assert TokenStore(tmp_path).load() == a_sign_in(previous="before")


def test_there_is_no_sign_in_before_the_first(tmp_path: Path) -> None:
    assert TokenStore(tmp_path).load() is None


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_nobody_else_may_read_the_token_file(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.save(a_sign_in(), rotated=True)

    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_second_account_has_its_own_file(tmp_path: Path) -> None:
    TokenStore(tmp_path).save(a_sign_in("mine"), rotated=True)
    TokenStore(tmp_path, profile="member").save(a_sign_in("theirs"), rotated=True)

    assert refresh_token_of(TokenStore(tmp_path)) == "mine"
    assert refresh_token_of(TokenStore(tmp_path, profile="member")) == "theirs"
    assert token_file(tmp_path, "member").name == "token-member.json"
    assert kept_profiles(tmp_path) == ("default", "member")


def test_without_a_sign_in_the_seed_is_used(tmp_path: Path) -> None:
    assert refresh_token_of(TokenStore(tmp_path, seed=SEED)) == "seed-MARK-1"


def test_while_the_seed_is_unchanged_the_newer_token_wins(tmp_path: Path) -> None:
    TokenStore(tmp_path, seed=SEED).save(a_sign_in("rotated"), rotated=True)

    assert refresh_token_of(TokenStore(tmp_path, seed=SEED)) == "rotated"


def test_a_changed_seed_wins(tmp_path: Path) -> None:
    TokenStore(tmp_path, seed=SEED).save(a_sign_in("rotated"), rotated=True)

    assert refresh_token_of(TokenStore(tmp_path, seed=OTHER_SEED)) == "seed-MARK-2"


def test_a_seed_wins_over_a_sign_in_that_never_saw_it(tmp_path: Path) -> None:
    TokenStore(tmp_path).save(a_sign_in("from a login"), rotated=True)

    assert refresh_token_of(TokenStore(tmp_path, seed=SEED)) == "seed-MARK-1"


def test_a_login_beats_the_seed_that_is_present(tmp_path: Path) -> None:
    store = TokenStore(tmp_path, seed=SEED)
    store.save(a_sign_in("from a login"), rotated=True)

    assert refresh_token_of(store) == "from a login"


def test_the_newer_token_stays_when_the_seed_is_taken_away(tmp_path: Path) -> None:
    TokenStore(tmp_path, seed=SEED).save(a_sign_in("rotated"), rotated=True)

    assert refresh_token_of(TokenStore(tmp_path)) == "rotated"


@pytest.mark.parametrize("handed_over", ["rotated twice", "rotated once"])
def test_our_own_token_that_came_back_as_the_seed_does_not_undo_the_state(
    tmp_path: Path, handed_over: str
) -> None:
    newest = a_sign_in("rotated twice", previous="rotated once")
    TokenStore(tmp_path, seed=SEED).save(newest, rotated=True)

    loaded = TokenStore(tmp_path, seed=SecretStr(handed_over)).load()

    assert loaded is not None
    assert loaded.token == newest.token


def test_the_seed_itself_is_not_written_down(tmp_path: Path) -> None:
    store = TokenStore(tmp_path, seed=SEED)
    store.save(a_sign_in(), rotated=True)

    assert SEED.get_secret_value() not in store.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"version": 1}', '{"version": 1, "token": {"refresh_token": 7}}'],
)
def test_a_broken_token_file_asks_for_a_sign_in(tmp_path: Path, content: str) -> None:
    token_file(tmp_path).write_text(content, encoding="utf-8")

    with pytest.raises(SignInNeededError, match="cannot be read"):
        TokenStore(tmp_path).load()


def test_a_broken_token_file_does_not_stop_a_seed(tmp_path: Path) -> None:
    token_file(tmp_path).write_text("{", encoding="utf-8")

    assert refresh_token_of(TokenStore(tmp_path, seed=SEED)) == "seed-MARK-1"


def test_a_broken_token_file_is_not_quoted(tmp_path: Path) -> None:
    broken = {"version": 1, "token": {"refresh_token": ["refresh-MARK"]}}
    token_file(tmp_path).write_text(json.dumps(broken), encoding="utf-8")

    with pytest.raises(SignInNeededError) as caught:
        TokenStore(tmp_path).load()

    assert "MARK" not in "".join(traceback.format_exception(caught.value))


def test_a_token_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    token_file(tmp_path).write_text('{"version": 99}', encoding="utf-8")

    with pytest.raises(ConfigError, match="newer"):
        TokenStore(tmp_path).load()


def test_where_nothing_can_be_kept_no_renewal_is_begun(nowhere: Path) -> None:
    with pytest.raises(AccessError, match="none was begun") as caught:
        TokenStore(nowhere, seed=SEED).prepare_renewal()

    assert caught.value.exit_code == EXIT_ACCESS


def test_a_renewal_may_be_begun_where_someone_allowed_it(nowhere: Path) -> None:
    store = TokenStore(nowhere, seed=SEED, allow_unstored_rotation=True)

    store.prepare_renewal()
    store.save(a_sign_in("seed-MARK-1"), rotated=False)

    assert not nowhere.exists()


def test_a_rotated_token_that_cannot_be_kept_is_said(nowhere: Path) -> None:
    store = TokenStore(nowhere, seed=SEED, allow_unstored_rotation=True)

    with pytest.raises(AccessError, match="could not be kept"):
        store.save(a_sign_in("rotated-MARK"), rotated=True)


def test_the_save_command_gets_a_rotated_token_on_stdin(tmp_path: Path, nowhere: Path) -> None:
    taken = tmp_path / "taken"
    command = (sys.executable, "-c", COPY_STDIN, str(taken))
    store = TokenStore(nowhere, seed=SEED, save_command=command)

    store.prepare_renewal()
    store.save(a_sign_in("rotated-MARK"), rotated=True)

    assert taken.read_bytes() == b"rotated-MARK"


def test_the_save_command_is_left_alone_when_nothing_rotated(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    command = (sys.executable, "-c", COPY_STDIN, str(taken))

    TokenStore(tmp_path, save_command=command).save(a_sign_in(), rotated=False)

    assert not taken.exists()


@pytest.mark.parametrize(
    "command", [("no-such-program-here",), (sys.executable, "-c", "raise SystemExit(3)")]
)
def test_a_save_command_that_fails_is_said_without_the_token(
    tmp_path: Path, command: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    store = TokenStore(tmp_path, save_command=command)
    rotated = a_sign_in("rotated-MARK")

    with pytest.raises(AccessError, match="token_save_command") as caught:
        store.save(rotated, rotated=True)

    assert "MARK" not in "".join(traceback.format_exception(caught.value))
    assert capfd.readouterr() == ("", "")


def test_a_save_command_that_prints_the_token_is_not_heard(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    echo = "import sys; text = sys.stdin.read(); print(text); print(text, file=sys.stderr)"
    store = TokenStore(tmp_path, save_command=(sys.executable, "-c", echo))

    store.save(a_sign_in("rotated-MARK"), rotated=True)

    assert capfd.readouterr() == ("", "")


def test_a_save_command_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "SAVE_COMMAND_LIMIT_S", 0.05)
    hang = (sys.executable, "-c", "import threading; threading.Event().wait(30)")

    with pytest.raises(AccessError, match="did not take"):
        TokenStore(tmp_path, save_command=hang).save(a_sign_in(), rotated=True)


def test_forgetting_leaves_no_token_behind(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.save(a_sign_in(), rotated=True)
    (tmp_path / ".token.json.0123.tmp").write_text("refresh-MARK", encoding="utf-8")

    assert store.forget()

    left = [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()]
    assert not any("MARK" in text for text in left)
    assert not store.forget()


def test_no_text_of_a_sign_in_shows_a_secret() -> None:
    sign_in = a_sign_in(previous="previous-MARK")

    shown = f"{sign_in} {sign_in!r} {sign_in.model_dump_json()} {sign_in.token!r}"

    assert "MARK" not in shown
