"""Signing in as a whole: what is asked, what is kept, who is refused."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from mendeley_sync.domain.sign_in import SignIn, Token
from mendeley_sync.errors import (
    EXIT_USAGE,
    AccessError,
    ConfigError,
    CredentialsError,
    UsageError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.sandbox.faults.faults import Fault
from mendeley_sync.sandbox.server import SandboxServer
from mendeley_sync.settings import Settings, load_settings
from mendeley_sync.settings.model import ConfigFile, ServiceTable
from mendeley_sync.stores.credentials.credentials import APPLICATION_FILE
from mendeley_sync.stores.credentials.tokens import TokenStore, kept_profiles
from mendeley_sync.workflow.account.setup_file import Setup
from mendeley_sync.workflow.account.sign_in import (
    Prompts,
    SignedIn,
    SignInOptions,
    fresh_refresh_token,
    sign_in,
    sign_out,
)
from mendeley_sync.workflow.service import token_source
from tests import scenario
from tests.sign_in_builders import Browser, a_sandbox, token_calls

FROM_ENVIRONMENT = {
    "MENDELEY_CLIENT_ID": scenario.CLIENT_ID,
    "MENDELEY_CLIENT_SECRET": scenario.CLIENT_SECRET,
}


@pytest.fixture
def redirect() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://localhost:{probe.getsockname()[1]}/callback"


@pytest.fixture
def server(redirect: str) -> Iterator[SandboxServer]:
    with a_sandbox() as running:
        running.state.applications[scenario.CLIENT_ID]["redirect_uris"] = [redirect]
        yield running


@pytest.fixture
def settings(server: SandboxServer, redirect: str, tmp_path: Path) -> Settings:
    service = ServiceTable(base_url=server.url, redirect_uri=redirect)
    return Settings(
        config=ConfigFile(service=service),
        config_file=None,
        state_dir=tmp_path / "state",
        base_url=server.url,
    )


class SomeoneAtTheTerminal:
    """Answers questions in order; what was asked and said can be looked at."""

    def __init__(
        self, *answers: str, browser: Browser | None = None, is_there: bool = True
    ) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.unseen: list[str] = []
        self.said: list[str] = []
        self.browser = browser or Browser(person=scenario.OWNER)
        self.is_there = is_there

    def person(self) -> Prompts:
        return Prompts(
            is_there=self.is_there,
            ask=self._ask,
            ask_unseen=self._ask_unseen,
            say=self.said.append,
            open_browser=self.browser.open,
        )

    def _ask(self, question: str, default: str) -> str:
        self.asked.append(question)
        return self.answers.pop(0) or default

    def _ask_unseen(self, question: str) -> str:
        self.unseen.append(question)
        return self.answers.pop(0)


def signed_in(
    settings: Settings,
    *,
    profile: str = "default",
    person: str = scenario.OWNER,
    environ: dict[str, str] | None = None,
) -> SignedIn:
    someone = SomeoneAtTheTerminal(browser=Browser(person=person))
    environ = FROM_ENVIRONMENT if environ is None else environ
    return sign_in(settings, SignInOptions(profile=profile), someone.person(), environ)


def nobody_asks(settings: Settings, profile: str = "default") -> str:
    """A token for a later run, without any person."""
    return token_source(settings, profile=profile, environ=FROM_ENVIRONMENT).access_token()


def test_the_first_sign_in_asks_for_number_secret_unseen_and_address(
    settings: Settings, server: SandboxServer
) -> None:
    someone = SomeoneAtTheTerminal(scenario.CLIENT_ID, f" {scenario.CLIENT_SECRET} ", "")

    done = sign_in(settings, SignInOptions(), someone.person(), {})

    assert done.profile.id == scenario.OWNER
    assert len(someone.asked) == 2
    assert len(someone.unseen) == 1
    assert done.secret_kept_in == f"the file {settings.state_dir / APPLICATION_FILE}"
    assert scenario.CLIENT_SECRET not in "".join(someone.said)


def test_the_second_sign_in_asks_for_nothing(settings: Settings) -> None:
    first = SomeoneAtTheTerminal(scenario.CLIENT_ID, scenario.CLIENT_SECRET, "")
    sign_in(settings, SignInOptions(), first.person(), {})
    second = SomeoneAtTheTerminal()

    done = sign_in(settings, SignInOptions(), second.person(), {})

    assert second.asked == second.unseen == []
    assert done.secret_kept_in == ""


def test_a_sign_in_serves_later_runs_without_a_person(
    settings: Settings, server: SandboxServer
) -> None:
    signed_in(settings)
    calls = token_calls(server)

    access = nobody_asks(settings)

    assert server.state.tokens[access].profile_id == scenario.OWNER
    assert token_calls(server) == calls


def test_who_signed_in_is_kept_with_the_token(settings: Settings) -> None:
    signed_in(settings)

    kept = TokenStore(settings.state_dir).load()

    assert kept is not None
    assert (kept.profile_id, kept.name) == (scenario.OWNER, "Clara Beispiel")
    assert kept.signed_in_at is not None


def test_a_secret_from_the_environment_is_not_written_down(settings: Settings) -> None:
    signed_in(settings)

    texts = [path.read_text(encoding="utf-8") for path in settings.state_dir.iterdir()]
    assert not any(scenario.CLIENT_SECRET in text for text in texts)


def test_a_wrong_secret_is_not_kept_and_can_be_told_anew(settings: Settings) -> None:
    wrong = SomeoneAtTheTerminal(scenario.CLIENT_ID, "wrong-secret", "")
    with pytest.raises(CredentialsError):
        sign_in(settings, SignInOptions(), wrong.person(), {})
    assert not (settings.state_dir / APPLICATION_FILE).exists()

    right = SomeoneAtTheTerminal(scenario.CLIENT_ID, scenario.CLIENT_SECRET, "")
    sign_in(settings, SignInOptions(), right.person(), {})

    again = SomeoneAtTheTerminal(scenario.CLIENT_ID, scenario.CLIENT_SECRET, "")
    sign_in(settings, SignInOptions(new_application=True), again.person(), {})
    assert len(again.unseen) == 1


@pytest.mark.parametrize("secret", ["", "two\nlines"])
def test_an_answer_that_cannot_be_a_secret_is_refused_before_the_browser_opens(
    settings: Settings, secret: str
) -> None:
    someone = SomeoneAtTheTerminal(scenario.CLIENT_ID, secret, "")

    with pytest.raises(ConfigError):
        sign_in(settings, SignInOptions(), someone.person(), {})

    assert someone.browser.opened == []


def test_nobody_goes_through_the_browser_for_a_sign_in_that_cannot_be_kept(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    someone = SomeoneAtTheTerminal()
    nowhere = replace(settings, state_dir=tmp_path / "file" / "state")

    with pytest.raises(AccessError, match="can be kept"):
        sign_in(nowhere, SignInOptions(), someone.person(), FROM_ENVIRONMENT)

    assert someone.browser.opened == []


def test_a_redirect_address_over_the_open_network_is_refused(settings: Settings) -> None:
    someone = SomeoneAtTheTerminal("1", "secret", "http://example.org/callback")

    with pytest.raises(ConfigError, match="redirect"):
        sign_in(settings, SignInOptions(), someone.person(), {})


def test_without_a_person_nothing_is_asked_and_the_way_on_is_named(settings: Settings) -> None:
    nobody = SomeoneAtTheTerminal(is_there=False)

    with pytest.raises(UsageError) as caught:
        sign_in(settings, SignInOptions(), nobody.person(), FROM_ENVIRONMENT)

    assert caught.value.exit_code == EXIT_USAGE
    assert "login --export" in str(caught.value.advice)
    assert nobody.asked == nobody.browser.opened == []


def test_without_a_browser_the_answer_is_pasted(settings: Settings) -> None:
    browser = Browser(person=scenario.OWNER)
    someone = SomeoneAtTheTerminal(browser=browser)

    def paste(question: str, default: str) -> str:
        address = next(line for line in someone.said[0].splitlines() if "oauth" in line)
        browser.open(address)
        return browser.landed

    person = Prompts(True, paste, someone._ask_unseen, someone.said.append, browser.open)
    done = sign_in(settings, SignInOptions(with_browser=False), person, FROM_ENVIRONMENT)

    assert done.profile.id == scenario.OWNER


# --- a second account ------------------------------------------------------------------


def test_a_second_account_is_another_person(settings: Settings, server: SandboxServer) -> None:
    signed_in(settings)
    signed_in(settings, profile="member", person=scenario.MEMBER)

    mine, theirs = nobody_asks(settings), nobody_asks(settings, "member")

    assert server.state.tokens[mine].profile_id == scenario.OWNER
    assert server.state.tokens[theirs].profile_id == scenario.MEMBER


@pytest.mark.parametrize(("first", "second"), [("default", "member"), ("member", "default")])
def test_the_same_person_is_refused_as_a_second_account(
    settings: Settings, first: str, second: str
) -> None:
    signed_in(settings, profile=first)

    with pytest.raises(AccessError, match="already signed in") as caught:
        signed_in(settings, profile=second)

    assert "private window" in str(caught.value.advice)
    assert kept_profiles(settings.state_dir) == (first,)


def test_the_same_person_is_refused_even_if_a_job_brought_the_first_token(
    settings: Settings, server: SandboxServer
) -> None:
    environ = FROM_ENVIRONMENT | {"MENDELEY_REFRESH_TOKEN": scenario.REFRESH_TOKEN}

    with pytest.raises(AccessError, match="already signed in"):
        signed_in(settings, profile="member", environ=environ)


def test_signing_in_again_as_the_same_account_is_fine(settings: Settings) -> None:
    signed_in(settings)
    signed_in(settings)

    assert kept_profiles(settings.state_dir) == ("default",)


def test_an_account_that_no_longer_works_does_not_stand_in_the_way(settings: Settings) -> None:
    withdrawn = SignIn(token=Token(refresh_token=SecretStr("withdrawn")))
    TokenStore(settings.state_dir).save(withdrawn, rotated=False)

    done = signed_in(settings, profile="member")

    assert done.token_file.name == "token-member.json"


@pytest.mark.parametrize("name", ["", "../x", "A", "a b", "-a", "a" * 40, "con\x00"])
def test_an_account_cannot_have_a_name_that_is_no_file_name(settings: Settings, name: str) -> None:
    with pytest.raises(UsageError):
        signed_in(settings, profile=name)


# --- seeds and export ------------------------------------------------------------------


def test_a_sign_in_beats_the_seed_that_is_present(
    settings: Settings, server: SandboxServer
) -> None:
    environ = FROM_ENVIRONMENT | {"MENDELEY_REFRESH_TOKEN": scenario.REFRESH_TOKEN}
    signed_in(settings, person=scenario.MEMBER, environ=environ)

    access = token_source(settings, environ=environ).access_token()

    assert server.state.tokens[access].profile_id == scenario.MEMBER


def test_an_exported_token_is_fresh_and_kept_nowhere(
    settings: Settings, server: SandboxServer
) -> None:
    someone = SomeoneAtTheTerminal()

    token = fresh_refresh_token(settings, SignInOptions(), someone.person(), FROM_ENVIRONMENT)

    assert token.get_secret_value() in server.state.refresh_tokens
    assert token.get_secret_value() != scenario.REFRESH_TOKEN
    assert not settings.state_dir.exists()
    assert token.get_secret_value() not in "".join(someone.said)


def test_an_export_leaves_the_sign_in_here_alone(settings: Settings) -> None:
    signed_in(settings)
    before = (settings.state_dir / "token.json").read_bytes()

    fresh_refresh_token(
        settings, SignInOptions(), SomeoneAtTheTerminal().person(), FROM_ENVIRONMENT
    )

    assert (settings.state_dir / "token.json").read_bytes() == before


# --- setup file --------------------------------------------------------------------------


def test_a_setup_file_leaves_only_the_secret_to_ask(settings: Settings, redirect: str) -> None:
    setup = Setup(
        group=scenario.GROUP, application_number=scenario.CLIENT_ID, redirect_address=redirect
    )
    someone = SomeoneAtTheTerminal(scenario.CLIENT_SECRET)

    done = sign_in(settings, SignInOptions(setup=setup), someone.person(), {})

    assert done.profile.id == scenario.OWNER
    assert someone.asked == []
    assert len(someone.unseen) == 1


def test_a_newer_secret_in_a_setup_file_replaces_the_kept_one(
    settings: Settings, server: SandboxServer, redirect: str
) -> None:
    first = SomeoneAtTheTerminal(scenario.CLIENT_ID, scenario.CLIENT_SECRET, "")
    sign_in(settings, SignInOptions(), first.person(), {})
    server.state.applications[scenario.CLIENT_ID]["client_secret"] = "newer-secret"
    setup = Setup(
        group=scenario.GROUP,
        application_number=scenario.CLIENT_ID,
        application_secret=SecretStr("newer-secret"),
        redirect_address=redirect,
    )
    second = SomeoneAtTheTerminal()

    sign_in(settings, SignInOptions(setup=setup), second.person(), {})

    assert second.asked == second.unseen == []
    kept = (settings.state_dir / APPLICATION_FILE).read_text(encoding="utf-8")
    assert "newer-secret" in kept


def test_a_setup_file_for_another_application_is_not_signed_in_with_the_old_one(
    settings: Settings, redirect: str
) -> None:
    setup = Setup(group=scenario.GROUP, application_number="999", redirect_address=redirect)
    someone = SomeoneAtTheTerminal("its secret")

    with pytest.raises(AccessError):
        sign_in(settings, SignInOptions(setup=setup, limit_s=0), someone.person(), FROM_ENVIRONMENT)

    assert "client_id=999" in someone.browser.opened[0]


# --- signing out -------------------------------------------------------------------------


def forgotten(settings: Settings, *, profile: str = "default", application: bool = False) -> bool:
    return sign_out(
        settings,
        profile=profile,
        with_application=application,
        environ={},
        has_terminal=False,
    )


def test_signing_out_leaves_nothing_of_the_token(settings: Settings) -> None:
    someone = SomeoneAtTheTerminal(scenario.CLIENT_ID, scenario.CLIENT_SECRET, "")
    sign_in(settings, SignInOptions(), someone.person(), {})
    signed_in(settings, profile="member", person=scenario.MEMBER)

    assert forgotten(settings)

    assert kept_profiles(settings.state_dir) == ("member",)
    assert (settings.state_dir / APPLICATION_FILE).exists()
    assert forgotten(settings, application=True)
    assert not (settings.state_dir / APPLICATION_FILE).exists()
    assert not forgotten(settings, application=True)


# --- secrets -------------------------------------------------------------------------------


def test_nothing_but_the_token_store_ever_holds_a_secret(
    settings: Settings, server: SandboxServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    someone = SomeoneAtTheTerminal(scenario.CLIENT_ID, scenario.CLIENT_SECRET, "")
    done = sign_in(settings, SignInOptions(), someone.person(), {})
    tokens = token_source(settings, environ={})
    with MendeleyClient(tokens, base_url=settings.base_url) as client:
        client.groups()
        tokens.renew(tokens.access_token())
        server.faults.add(Fault(path="/groups/v2", nth=None, status=500))

    secrets = {scenario.CLIENT_SECRET, *server.state.tokens, *server.state.refresh_tokens}
    # The sandbox runs in this process, too; what its own server side logs is not ours.
    theirs = ("oauthlib.oauth2.rfc6749.endpoints", "oauthlib.oauth2.rfc6749.grant_types")
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith(theirs)]
    told = "".join(logged) + repr(done) + repr(settings) + "".join(someone.said)
    assert not [secret for secret in secrets if secret in told]
    asked = json.dumps(server.requests)
    assert not [secret for secret in secrets if secret in asked]
    holders = {
        path.name
        for path in tmp_path.rglob("*")
        if path.is_file() and any(s in path.read_text(encoding="utf-8") for s in secrets)
    }
    assert holders == {"token.json", APPLICATION_FILE}


def test_practice_signs_in_at_the_practice_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    practice = load_settings(state_dir=tmp_path / "state", sandbox=True, environ={})
    someone = SomeoneAtTheTerminal(browser=Browser())
    open_page: Callable[[str], bool] = someone.browser.open

    def paste(question: str, default: str) -> str:
        open_page(next(line for line in someone.said[0].splitlines() if "oauth" in line))
        return someone.browser.landed

    person = Prompts(True, paste, someone._ask_unseen, someone.said.append, open_page)
    hostile = {"MENDELEY_CLIENT_ID": "815", "MENDELEY_CLIENT_SECRET": "not for practice"}
    done = sign_in(practice, SignInOptions(with_browser=False), person, hostile)

    assert done.profile.display_name == "Clara Beispiel"
    assert done.token_file == tmp_path / "state" / "sandbox" / "token.json"
