"""Where requests may go, and what they carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from mendeley_sync import __version__
from mendeley_sync.errors import EXIT_USAGE, ConfigError, NotSentError
from mendeley_sync.http.addresses import checked_base_url, is_loopback
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.transport import new_session
from tests.service_builders import FixedTokens, a_client, a_server
from tests.sign_in_builders import StandingClock


@pytest.mark.parametrize(
    "url",
    [
        "https://api.mendeley.com",
        "https://api.mendeley.com/",
        "http://127.0.0.1:8080",
        "http://127.9.9.9",
        "http://localhost:1",
        "http://[::1]:8080",
    ],
)
def test_https_and_this_machine_are_allowed(url: str) -> None:
    assert checked_base_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.mendeley.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "ftp://127.0.0.1",
        "api.mendeley.com",
        "https://",
        "",
    ],
)
def test_everything_else_would_show_the_token_to_others(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        MendeleyClient(FixedTokens(), base_url=url)

    assert caught.value.exit_code == EXIT_USAGE


def test_a_name_is_not_looked_up_to_be_called_loopback() -> None:
    assert not is_loopback("localhost.localdomain")


def test_a_session_says_who_we_are_and_takes_gzip() -> None:
    with new_session("https://api.mendeley.com") as session:
        assert session.headers["User-Agent"] == f"mendeley-sync/{__version__}"
        assert session.headers["Accept-Encoding"] == "gzip"


def test_a_proxy_of_the_environment_plays_no_part_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with a_server() as server, a_client(server) as client:
        assert client.my_profile().first_name == "Clara"


def test_a_netrc_file_does_not_replace_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with a_server() as server, a_client(server) as client:
        client._requester.transport._session.trust_env = True
        assert client.my_profile().first_name == "Clara"


def test_where_nobody_listens_nothing_was_sent() -> None:
    with a_server() as server:
        url = server.url
    clock = StandingClock()
    client = MendeleyClient(FixedTokens(), base_url=url, clock=clock, chance=lambda: 0.5)

    with client, pytest.raises(NotSentError, match="no connection"):
        client.my_profile()

    assert len(clock.slept) == 3
