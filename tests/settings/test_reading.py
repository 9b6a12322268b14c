"""A settings file is read, or refused with file, line, key and a way on."""

from pathlib import Path

import pytest

from mendeley_sync.errors import EXIT_USAGE, ConfigError
from mendeley_sync.settings.reading import parse_config, read_config


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, file="mendeley-sync.toml")
    return caught.value


def test_an_empty_file_gives_the_defaults() -> None:
    config = parse_config("", file="x.toml")

    assert config.group is None
    assert config.list == "references.yaml"
    assert config.service.base_url == "https://api.mendeley.com"
    assert config.sync.push == ()


@pytest.mark.parametrize(
    ("text", "line", "key", "near"),
    [
        ('grup = "abcd"', 1, "grup", "'group'"),
        ('\n\n[service]\nredirect_url = "x"', 4, "service.redirect_url", "redirect_uri"),
        ("[servce]\nbase_url = 1", 1, "servce", "'service'"),
        ('[fields]\nnotes = "shared"', 2, "fields.notes", "'note'"),
        ("[limits.fil]\nfree = 1\nshare = 0.1\nmost = 2", 1, "limits.fil", "'fill'"),
        ("[notifications.email]\nhosst = 'a'\nhost='b'\nsender='c'\nrecipients=['d']",
            2, "notifications.email.hosst", "'host'"),
    ],
)  # fmt: skip
def test_a_misspelt_key_is_refused_with_its_line_and_the_right_one(
    text: str, line: int, key: str, near: str
) -> None:
    error = refused(text)

    assert (error.file, error.line, error.key) == ("mendeley-sync.toml", line, key)
    assert near in str(error.advice)
    assert error.exit_code == EXIT_USAGE


def test_a_key_in_the_wrong_table_is_told_where_it_belongs() -> None:
    assert str(refused('push = ["fill"]').advice) == "It belongs into [sync]."
    assert str(refused('[sync]\nwriters = ["a"]').advice) == "It belongs before the first [table]."


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ('[service]\nbase_url = "http://example.org"', "service.base_url", "plain http"),
        ('[service]\nbase_url = "ftp://example.org"', "service.base_url", "https://"),
        ("[service]\nrequests_per_second = 0", "service.requests_per_second", "greater than 0"),
        ('[service]\nrequests_per_second = "4"', "service.requests_per_second", "number"),
        ('[fields]\nnote = "both"', "fields.note", "'shared'"),
        ('[sync]\npush = ["trash"]', "sync.push", "'fill'"),
        ('[sync]\nadopt = ["notes"]', "sync.adopt", "no field 'notes'"),
        ("[limits]\nfill = {free = 1, share = 30, most = 2}", "limits.fill.share", "30 % is 0.3"),
        ('writers = "me"', "writers", "a list"),
        ('group = "https://www.mendeley.com/groups/1"', "group", "no group id"),
        ('[access]\npages = ["example.org"]', "access.pages", "address of a page"),
        ('[fields]\nPMCID = "list"', "fields.PMCID", "could hold"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key_and_the_reason(
    text: str, key: str, reason: str
) -> None:
    error = refused(text)

    assert error.key == key
    assert reason in str(error)
    assert error.line is not None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_plain_http_is_allowed_to_this_very_machine(host: str) -> None:
    config = parse_config(f'[service]\nbase_url = "http://{host}:8080"', file="x.toml")

    assert config.service.base_url == f"http://{host}:8080"


@pytest.mark.parametrize("host", ["localhost.example.org", "127.0.0.1.example.org", "10.0.0.1"])
def test_plain_http_to_any_other_machine_is_refused(host: str) -> None:
    assert "plain http" in str(refused(f'[service]\nbase_url = "http://{host}/"'))


@pytest.mark.parametrize("key", ["client_secret", "password", "refresh_token", "client_id"])
def test_a_secret_is_refused_and_not_repeated(key: str) -> None:
    error = refused(f'{key} = "s3cr3t-value"')

    assert "s3cr3t" not in f"{error}{error.advice}"
    assert "Secrets never stand in the settings" in str(error.advice)


def test_what_is_not_toml_is_refused_with_its_line() -> None:
    error = refused('list = "a"\ngroup = \n')

    assert error.line == 2
    assert "not TOML" in str(error)


def test_a_file_cut_in_the_middle_is_refused() -> None:
    assert "not TOML" in str(refused('list = "refer'))


def test_two_mistakes_are_counted_and_the_first_is_shown() -> None:
    error = refused('list = "a"\nlisst = 1\ngroupp = 2')

    assert error.key == "lisst"
    assert "1 more" in str(error)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mendeley-sync.toml"
    path.write_bytes(b"\xef\xbb\xbflist = 'a.yaml'\r\n")

    assert read_config(path).list == "a.yaml"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mendeley-sync.toml"
    path.write_bytes("list = 'für.yaml'".encode("latin-1"))

    with pytest.raises(ConfigError, match="UTF-8"):
        read_config(path)


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path)


def test_settings_cannot_be_changed_once_read() -> None:
    config = parse_config("", file="x.toml")

    with pytest.raises(ValueError, match="frozen"):
        setattr(config, "list", "other.yaml")  # noqa: B010 - mypy would refuse the plain form


def test_the_names_of_earlier_versions_are_still_read() -> None:
    text = (
        '[service]\n{} = "http://localhost:1/x"\n[limits]\nfill = {{free = 1, share = 0.1, {} = 2}}'
    )

    old = parse_config(text.format("redirect_address", "most"), file="x.toml")
    new = parse_config(text.format("redirect_uri", "max"), file="x.toml")

    assert old == new
