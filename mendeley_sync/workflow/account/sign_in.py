"""Signing in and out: application, browser, token, and who it turned out to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from mendeley_sync.domain.community import Profile
from mendeley_sync.domain.sign_in import (
    DEFAULT_PROFILE,
    Application,
    SignIn,
    Token,
)
from mendeley_sync.errors import AccessError, MendeleySyncError, SignInNeededError, UsageError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.sign_in.browser import (
    LIMIT_S,
    Attempt,
    code_by_browser,
    code_by_pasting,
)
from mendeley_sync.mendeley.sign_in.loopback import place_of
from mendeley_sync.mendeley.sign_in.stored_token import StoredTokenSource
from mendeley_sync.mendeley.sign_in.token_call import TokenEndpoint
from mendeley_sync.settings import Settings
from mendeley_sync.stores.credentials.credentials import (
    Credentials,
    forget_application,
    keep_application,
    sound_value,
)
from mendeley_sync.stores.credentials.keyring_store import open_vault
from mendeley_sync.stores.credentials.tokens import kept_profiles
from mendeley_sync.workflow.account.setup_file import Setup
from mendeley_sync.workflow.sandbox_server import running_service
from mendeley_sync.workflow.service import credentials_of, token_store

REGISTRATION_PAGE = "https://dev.mendeley.com/myapps.html"


@dataclass(frozen=True)
class Prompts:
    """How to talk to whoever signs in."""

    is_there: bool
    """True if somebody can answer."""
    ask: Callable[[str, str], str]
    """Called with the words to show, and what an empty answer means."""
    ask_unseen: Callable[[str], str]
    say: Callable[[str], None]
    open_browser: Callable[[str], bool]


@dataclass(frozen=True)
class SignInOptions:
    """How the person wants to sign in."""

    profile: str = DEFAULT_PROFILE
    with_browser: bool = True
    new_application: bool = False
    """Ask for client ID and client secret although there are some."""
    setup: Setup | None = None
    limit_s: float = LIMIT_S


@dataclass(frozen=True)
class SignedIn:
    """What came of it."""

    profile: Profile
    token_file: Path
    secret_kept_in: str = ""
    """Where a secret that was asked for is now; "" when none was."""


def sign_in(
    settings: Settings, options: SignInOptions, person: Prompts, environ: Mapping[str, str]
) -> SignedIn:
    """Sign in and keep it.

    Raises:
        UsageError: nobody is there to sign in, or the name of the account is impossible.
        AccessError: refused, not in time, or the same person as another account here.
    """
    _check(options, person)
    with running_service(settings, command="mendeley-sync login") as here:
        found = credentials_of(here, has_terminal=True, environ=environ)
        store = token_store(here, found, profile=options.profile)
        # Nobody should answer questions for a sign-in that cannot be kept.
        store.prepare_renewal()
        application, is_new = _application(here, options, person, found)
        token = _token(here, application, options, person)
        profile = _person_of(token, here)
        _refuse_the_same_person(profile, options.profile, here, environ)
        secret_kept_in = _keep_application(here, application, environ) if is_new else ""
        kept = SignIn(
            token=token,
            client_id=application.client_id,
            profile_id=profile.id,
            name=profile.display_name,
            signed_in_at=datetime.now(UTC),
        )
        # A seed that is present counts as seen: this sign-in beats it.
        store.save(kept, rotated=True)
        return SignedIn(profile, store.path, secret_kept_in)


def fresh_refresh_token(
    settings: Settings, options: SignInOptions, person: Prompts, environ: Mapping[str, str]
) -> SecretStr:
    """Sign in for somebody else's job: the refresh token is given back and kept nowhere.

    Raises: as `sign_in`.
    """
    _check(options, person)
    with running_service(settings, command="mendeley-sync login") as here:
        found = credentials_of(here, has_terminal=True, environ=environ)
        application, _ = _application(here, options, person, found)
        token = _token(here, application, options, person)
    if token.refresh_token is None:
        raise AccessError("Mendeley gave no refresh token, so none can be exported.")
    return token.refresh_token


def sign_out(
    settings: Settings,
    *,
    profile: str,
    with_application: bool,
    environ: Mapping[str, str],
    has_terminal: bool,
) -> bool:
    """Forget an account, and the application if asked; whether there was anything.

    Raises:
        AccessError: a file could not be removed.
    """
    forgotten = token_store(settings, Credentials(), profile=profile).forget()
    if with_application:
        keyring = None if settings.practice else open_vault(environ, has_terminal=has_terminal)
        forgotten = forget_application(state_dir=settings.sign_in_dir, vault=keyring) or forgotten
    return forgotten


def _check(options: SignInOptions, person: Prompts) -> None:
    if not person.is_there:
        raise UsageError(
            "Signing in needs a terminal.",
            advice="Run `mendeley-sync login` in a terminal. For a job, run `mendeley-sync login "
            "--export` there and store its output as `MENDELEY_REFRESH_TOKEN`.",
        )


# --- the application -------------------------------------------------------------------


def _application(
    settings: Settings, options: SignInOptions, person: Prompts, found: Credentials
) -> tuple[Application, bool]:
    """The application to sign in with, and whether the person has just told it."""
    setup = options.setup
    is_known = found.client_id is not None and found.client_secret is not None
    if is_known and _fits(found, setup) and not options.new_application:
        return found.application(redirect_uri=_configured(settings, setup)), False
    return _asked(settings, setup, found, person), True


def _fits(found: Credentials, setup: Setup | None) -> bool:
    """True if what is kept is what the setup file means; a newer secret there counts."""
    if setup is None:
        return True
    number, secret = found.client_id, found.client_secret
    if number is None or number.text != setup.application_number:
        return False
    return setup.application_secret is None or (
        secret is not None and secret.value == setup.application_secret
    )


def _configured(settings: Settings, setup: Setup | None) -> str:
    if setup is not None and setup.redirect_address:
        return setup.redirect_address
    return settings.config.service.redirect_uri


def _asked(
    settings: Settings, setup: Setup | None, found: Credentials, person: Prompts
) -> Application:
    address = found.redirect_address(_configured(settings, setup))
    person.say(
        "mendeley-sync signs in as an application that someone registers once, at\n"
        f"{REGISTRATION_PAGE}, with the redirect URI {address}\n"
        "docs/first-check.md shows how."
    )
    number = setup.application_number if setup else person.ask("Client ID", "")
    if setup is not None and setup.application_secret is not None:
        secret = setup.application_secret.get_secret_value()
    else:
        secret = person.ask_unseen("Client secret (not shown)")
    if setup is None or setup.redirect_address is None:
        address = person.ask("Redirect URI, exactly as registered", address)
    place_of(address.strip())
    origin = "your answer"
    return Application(
        client_id=sound_value(number, what="application-number", origin=origin).get_secret_value(),
        client_secret=sound_value(secret, what="application-secret", origin=origin),
        redirect_uri=address.strip(),
    )


def _keep_application(
    settings: Settings, application: Application, environ: Mapping[str, str]
) -> str:
    keyring = None if settings.practice else open_vault(environ, has_terminal=True)
    return keep_application(application, state_dir=settings.sign_in_dir, vault=keyring)


# --- the token and whose it is ------------------------------------------------------------


def _token(
    settings: Settings, application: Application, options: SignInOptions, person: Prompts
) -> Token:
    attempt = Attempt(application, settings.base_url)
    if options.with_browser:
        code = code_by_browser(
            attempt, open_browser=person.open_browser, say=person.say, limit_s=options.limit_s
        )
    else:
        code = code_by_pasting(
            attempt, ask=lambda question: person.ask(question, ""), say=person.say
        )
    return TokenEndpoint(application, settings.base_url).exchange_code(code)


class _OneToken:
    """A token that was just given and is not kept yet."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def access_token(self) -> str:
        """The token."""
        assert self._token.access_token is not None
        return self._token.access_token.get_secret_value()

    def renew(self, rejected: str) -> str:
        """There is no other one yet."""
        raise SignInNeededError("Mendeley rejected the new sign-in.")


def _person_of(token: Token, settings: Settings) -> Profile:
    with MendeleyClient(_OneToken(token), base_url=settings.base_url, read_only=True) as client:
        return client.my_profile()


def _refuse_the_same_person(
    profile: Profile, name: str, settings: Settings, environ: Mapping[str, str]
) -> None:
    found = credentials_of(settings, has_terminal=True, environ=environ)
    others = {*kept_profiles(settings.sign_in_dir)} | (
        {DEFAULT_PROFILE} if found.refresh_token else set()
    )
    for other in sorted(others - {name}):
        if _profile_id(other, settings, found) == profile.id:
            raise AccessError(
                f'The same person is already signed in as account "{other}".',
                impact="Nothing was changed.",
                advice="Use a private window, or sign out at mendeley.com first. To check a "
                "member's view you need another person's account.",
            )


def _profile_id(name: str, settings: Settings, found: Credentials) -> str | None:
    """Whose account it is; asked for where its token came from outside and nobody looked yet."""
    store = token_store(settings, found, profile=name)
    try:
        kept = store.load()
        if kept is None or kept.profile_id is not None:
            return kept.profile_id if kept else None
        endpoint = TokenEndpoint(found.application(), settings.base_url)
        tokens = StoredTokenSource(store, endpoint)
        with MendeleyClient(tokens, base_url=settings.base_url, read_only=True) as client:
            return client.my_profile().id
    except MendeleySyncError:
        # An account that does not work any more is nobody's.
        return None
