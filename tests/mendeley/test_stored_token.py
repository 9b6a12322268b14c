"""Renewing a kept sign-in: early, once, kept before it is used, and never given up lightly."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import SignIn
from mendeley_sync.errors import (
    EXIT_ACCESS,
    AccessError,
    CredentialsError,
    ServiceError,
    SignInNeededError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.run_state import TokenSource
from mendeley_sync.mendeley.sign_in.stored_token import StoredTokenSource
from mendeley_sync.sandbox.faults.faults import AFTER, Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.stores.credentials.tokens import TokenStore
from tests import scenario
from tests.sign_in_builders import (
    StandingClock,
    a_sandbox,
    a_sign_in,
    an_endpoint,
    token_calls,
)

TOKEN_PATH = "/oauth/token"
LOST = Fault(path=TOKEN_PATH, reset=True, when=AFTER)
NO_LONGER_ACCEPTED = (
    "Mendeley no longer accepts the saved sign-in. Nothing was changed; run `mendeley-sync login`."
)


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with a_sandbox() as running:
        yield running


def a_store(folder: Path, sign_in: SignIn | None = None, seed: str | None = None) -> TokenStore:
    store = TokenStore(folder, seed=SecretStr(seed) if seed else None)
    if sign_in is not None:
        store.save(sign_in, rotated=False)
    return store


def a_source(
    store: TokenStore, server: SandboxServer, clock: StandingClock | None = None
) -> StoredTokenSource:
    clock = clock or StandingClock()
    return StoredTokenSource(store, an_endpoint(server, clock), clock=clock)


def kept_in(store: TokenStore) -> SignIn:
    kept = store.load()
    assert kept is not None
    return kept


def accepted(server: SandboxServer, access_token: str) -> bool:
    return access_token in server.state.tokens


def test_it_is_what_the_client_asks_for(tmp_path: Path, server: SandboxServer) -> None:
    source: TokenSource = a_source(a_store(tmp_path, a_sign_in()), server)

    assert accepted(server, source.access_token())


def test_a_good_token_is_used_without_asking(tmp_path: Path, server: SandboxServer) -> None:
    source = a_source(a_store(tmp_path, a_sign_in(access="kept")), server)

    assert source.access_token() == "kept"
    assert token_calls(server) == 0


def test_a_token_is_renewed_a_minute_before_it_expires(
    tmp_path: Path, server: SandboxServer
) -> None:
    clock = StandingClock()
    source = a_source(a_store(tmp_path, a_sign_in(access="kept")), server, clock)

    clock.advance(3600 - 61)
    assert source.access_token() == "kept"
    clock.advance(1)
    assert source.access_token() != "kept"
    assert token_calls(server) == 1


def test_a_renewed_token_is_kept_with_the_one_before(tmp_path: Path, server: SandboxServer) -> None:
    store = a_store(tmp_path, a_sign_in())

    access = a_source(store, server).access_token()

    token = kept_in(store).token
    assert token.access_token == SecretStr(access)
    assert token.refresh_token is not None
    assert token.refresh_token.get_secret_value() in server.state.refresh_tokens
    assert token.previous_refresh_token == SecretStr(scenario.REFRESH_TOKEN)


def test_without_rotation_the_refresh_token_stays(tmp_path: Path, server: SandboxServer) -> None:
    server.state.switches.refresh_rotation = False
    store = a_store(tmp_path, a_sign_in(previous="older"))

    a_source(store, server).access_token()

    assert kept_in(store).token.refresh_token == SecretStr(scenario.REFRESH_TOKEN)
    assert kept_in(store).token.previous_refresh_token == SecretStr("older")


def test_who_is_signed_in_is_not_forgotten_by_a_renewal(
    tmp_path: Path, server: SandboxServer
) -> None:
    person = a_sign_in().model_copy(update={"profile_id": "p-1", "name": "Ada"})
    store = a_store(tmp_path, person)

    a_source(store, server).access_token()

    assert (kept_in(store).profile_id, kept_in(store).name) == ("p-1", "Ada")


def test_a_refused_token_is_renewed_even_if_it_looks_good(
    tmp_path: Path, server: SandboxServer
) -> None:
    source = a_source(a_store(tmp_path, a_sign_in(access="withdrawn")), server)

    fresh = source.renew(source.access_token())

    assert accepted(server, fresh)
    assert source.access_token() == fresh
    assert token_calls(server) == 1


def test_a_token_that_another_process_stored_counts_as_renewed(
    tmp_path: Path, server: SandboxServer
) -> None:
    store = a_store(tmp_path, a_sign_in(access="old"))
    source = a_source(store, server)
    source.access_token()
    store.save(a_sign_in("other", access="from the other process"), rotated=True)

    assert source.renew("old") == "from the other process"
    assert token_calls(server) == 0


def test_two_that_renew_at_once_make_one_token_call(tmp_path: Path, server: SandboxServer) -> None:
    a_store(tmp_path, a_sign_in(access="old"))
    sources = [a_source(TokenStore(tmp_path), server) for _ in range(4)]
    together = threading.Barrier(len(sources))
    given: list[str] = []

    def renew(source: StoredTokenSource) -> None:
        together.wait()
        given.append(source.renew("old"))

    threads = [threading.Thread(target=renew, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert token_calls(server) == 1
    assert len(given) == 4
    assert len(set(given)) == 1


RENEW = """
import sys
from pathlib import Path
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.sign_in.stored_token import StoredTokenSource
from mendeley_sync.stores.credentials.tokens import TokenStore
from tests.sign_in_builders import an_application

source = StoredTokenSource(
    TokenStore(Path(sys.argv[1])), TokenEndpoint(an_application(), sys.argv[2])
)
print("ready", flush=True)
sys.stdin.readline()
print(source.renew("old"), flush=True)
"""


def test_two_processes_that_renew_at_once_make_one_token_call(
    tmp_path: Path, server: SandboxServer
) -> None:
    a_store(tmp_path, a_sign_in(access="old"))
    root = Path(__file__).resolve().parents[2]
    # By the clock of the processes the token must be good once it has been renewed.
    server.state.clock.set(None)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RENEW, str(tmp_path), server.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=30)[0].strip() for process in processes]

    assert token_calls(server) == 1
    assert len(set(answers)) == 1
    assert accepted(server, answers[0])


def a_client(server: SandboxServer, folder: Path) -> MendeleyClient:
    clock = StandingClock()
    source = a_source(a_store(folder, a_sign_in(access="kept")), server, clock)
    return MendeleyClient(source, base_url=server.url, clock=clock, chance=lambda: 0.0)


@pytest.mark.parametrize(
    "refused",
    [
        Fault(path="/profiles/v2/me", status=401),
        Fault(path="/profiles/v2/me", status=403, body='{"errorId": "oauth/TOKEN_EXPIRED"}'),
    ],
)
def test_a_request_that_is_refused_for_its_token_is_made_once_more(
    tmp_path: Path, server: SandboxServer, refused: Fault
) -> None:
    server.faults.add(refused)

    with a_client(server, tmp_path) as client:
        assert client.my_profile().id == scenario.OWNER

    assert token_calls(server) == 1


def test_a_token_that_is_refused_for_ever_is_renewed_once_and_then_said(
    tmp_path: Path, server: SandboxServer
) -> None:
    server.faults.add(Fault(path="/profiles/*", nth=None, status=401))

    with a_client(server, tmp_path) as client, pytest.raises(SignInNeededError):
        client.my_profile()

    assert token_calls(server) == 1


def test_a_token_is_kept_before_it_is_used(tmp_path: Path, server: SandboxServer) -> None:
    class DiskFullNow(TokenStore):
        def save(self, sign_in: SignIn, *, rotated: bool) -> None:
            raise AccessError("disk full")

    a_store(tmp_path, a_sign_in(access="old"))
    source = a_source(DiskFullNow(tmp_path), server)

    with pytest.raises(AccessError, match="disk full"):
        source.renew("old")

    assert source.access_token() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_between_renewing_and_keeping_loses_no_token(
    tmp_path: Path, server: SandboxServer
) -> None:
    class InterruptedWhileKeeping(TokenStore):
        def save(self, sign_in: SignIn, *, rotated: bool) -> None:
            main = threading.main_thread().ident
            assert main is not None
            signal.pthread_kill(main, signal.SIGINT)
            super().save(sign_in, rotated=rotated)

    a_store(tmp_path, a_sign_in())
    source = a_source(InterruptedWhileKeeping(tmp_path), server)

    with pytest.raises(KeyboardInterrupt):
        source.access_token()

    kept = kept_in(TokenStore(tmp_path)).token
    assert kept.refresh_token is not None
    assert kept.refresh_token.get_secret_value() in server.state.refresh_tokens
    assert accepted(server, a_source(TokenStore(tmp_path), server).access_token())
    assert token_calls(server) == 1


def test_with_a_read_only_store_no_renewal_is_attempted(
    tmp_path: Path, server: SandboxServer
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    store = TokenStore(tmp_path / "file" / "state", seed=SecretStr(scenario.REFRESH_TOKEN))

    with pytest.raises(AccessError, match="can be kept") as caught:
        a_source(store, server).access_token()

    assert caught.value.exit_code == EXIT_ACCESS
    assert token_calls(server) == 0


def test_a_read_only_store_works_when_allowed_and_nothing_rotates(
    tmp_path: Path, server: SandboxServer
) -> None:
    server.state.switches.refresh_rotation = False
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    store = TokenStore(
        tmp_path / "file" / "state",
        seed=SecretStr(scenario.REFRESH_TOKEN),
        allow_unstored_rotation=True,
    )
    source = a_source(store, server)

    first = source.access_token()

    assert accepted(server, first)
    assert source.access_token() == first
    assert accepted(server, source.renew(first))


def test_a_read_only_store_says_so_when_the_token_then_rotates(
    tmp_path: Path, server: SandboxServer
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    store = TokenStore(
        tmp_path / "file" / "state",
        seed=SecretStr(scenario.REFRESH_TOKEN),
        allow_unstored_rotation=True,
    )

    with pytest.raises(AccessError, match="new refresh token"):
        a_source(store, server).access_token()


def test_a_store_without_a_disk_goes_on_with_what_the_save_command_took(
    tmp_path: Path, server: SandboxServer
) -> None:
    handed_over: list[str] = []

    class HandingOver(TokenStore):
        def save(self, sign_in: SignIn, *, rotated: bool) -> None:
            assert sign_in.token.refresh_token is not None
            handed_over.append(sign_in.token.refresh_token.get_secret_value())

    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    store = HandingOver(
        tmp_path / "file" / "state",
        seed=SecretStr(scenario.REFRESH_TOKEN),
        save_command=("taken",),
    )
    source = a_source(store, server)

    second = source.renew(source.access_token())

    assert accepted(server, second)
    assert handed_over[-1] in server.state.refresh_tokens
    assert len(handed_over) == 2


def test_a_seed_starts_a_sign_in(tmp_path: Path, server: SandboxServer) -> None:
    store = a_store(tmp_path, seed=scenario.REFRESH_TOKEN)

    assert accepted(server, a_source(store, server).access_token())
    assert accepted(server, a_source(store, server).access_token())
    assert token_calls(server) == 1


# --- an answer that was lost ---------------------------------------------------------------


def test_a_lost_answer_does_no_harm_while_the_old_token_is_accepted(
    tmp_path: Path, server: SandboxServer
) -> None:
    server.state.switches.old_refresh_token_usable = True
    server.faults.add(LOST)
    store = a_store(tmp_path, a_sign_in())

    assert accepted(server, a_source(store, server).access_token())


def test_a_lost_answer_with_a_spent_token_keeps_the_grant_and_says_so(
    tmp_path: Path, server: SandboxServer
) -> None:
    server.faults.add(LOST)
    store = a_store(tmp_path, a_sign_in())
    before = store.path.read_bytes()

    with pytest.raises(SignInNeededError) as caught:
        a_source(store, server).access_token()

    assert str(caught.value) == NO_LONGER_ACCEPTED
    assert caught.value.exit_code == EXIT_ACCESS
    assert store.path.read_bytes() == before


def test_the_token_before_serves_once_when_the_newest_is_refused(
    tmp_path: Path, server: SandboxServer
) -> None:
    store = a_store(tmp_path, a_sign_in("never heard of", previous=scenario.REFRESH_TOKEN))

    access = a_source(store, server).access_token()

    assert accepted(server, access)
    assert token_calls(server) == 2
    assert kept_in(store).token.previous_refresh_token == SecretStr(scenario.REFRESH_TOKEN)


@pytest.mark.parametrize("access", [None, "theirs"])
def test_what_a_faster_process_elsewhere_stored_meanwhile_is_used(
    tmp_path: Path, server: SandboxServer, access: str | None
) -> None:
    class StoredElsewhere(TokenStore):
        """The file changes between our first look and our second."""

        def prepare_renewal(self) -> None:
            self.save(a_sign_in(scenario.REFRESH_TOKEN, access=access), rotated=True)

    a_store(tmp_path, a_sign_in("spent by them"))
    token = a_source(StoredElsewhere(tmp_path), server).access_token()

    assert token == "theirs" if access else accepted(server, token)


def test_a_withdrawn_sign_in_is_a_sentence_and_in_a_job_names_the_secret(
    tmp_path: Path, server: SandboxServer
) -> None:
    source = a_source(a_store(tmp_path, seed="withdrawn-MARK"), server)

    with pytest.raises(SignInNeededError) as caught:
        source.access_token()

    assert str(caught.value) == NO_LONGER_ACCEPTED
    assert "MENDELEY_REFRESH_TOKEN" in str(caught.value.advice)
    assert "MARK" not in str(caught.value) + str(caught.value.advice)


def test_trouble_of_the_service_leaves_the_sign_in_alone(
    tmp_path: Path, server: SandboxServer
) -> None:
    server.faults.add(Fault(path=TOKEN_PATH, nth=None, status=503))
    store = a_store(tmp_path, a_sign_in())
    before = store.path.read_bytes()

    with pytest.raises(ServiceError):
        a_source(store, server).access_token()

    assert store.path.read_bytes() == before


def test_a_refused_application_is_not_mistaken_for_a_refused_sign_in(
    tmp_path: Path, server: SandboxServer
) -> None:
    store = a_store(tmp_path, a_sign_in())
    clock = StandingClock()
    endpoint = an_endpoint(server, clock, client_secret=SecretStr("wrong"))

    with pytest.raises(CredentialsError):
        StoredTokenSource(store, endpoint, clock=clock).access_token()


def test_nobody_signed_in_names_the_command(tmp_path: Path, server: SandboxServer) -> None:
    store = TokenStore(tmp_path, profile="member")

    with pytest.raises(SignInNeededError, match="You are not signed in") as caught:
        a_source(store, server).access_token()

    assert "mendeley-sync login --profile member" in str(caught.value.advice)


def test_a_sign_in_of_another_application_is_not_sent_to_this_one(
    tmp_path: Path, server: SandboxServer
) -> None:
    store = a_store(tmp_path, a_sign_in(client_id="999"))

    with pytest.raises(SignInNeededError, match="application 999"):
        a_source(store, server).access_token()

    assert token_calls(server) == 0


def test_a_token_that_lives_for_seconds_is_still_used_once(
    tmp_path: Path, server: SandboxServer
) -> None:
    server.state.switches.token_lifetime_s = 0
    source = a_source(a_store(tmp_path, a_sign_in()), server)

    assert accepted(server, source.access_token())


def test_a_step_of_our_clock_costs_at_most_a_refused_token(
    tmp_path: Path, server: SandboxServer
) -> None:
    clock = StandingClock()
    source = a_source(a_store(tmp_path, a_sign_in()), server, clock)
    first = source.access_token()
    clock.advance(-timedelta(days=3).total_seconds())

    assert source.access_token() == first
    assert source.renew(first) != first
