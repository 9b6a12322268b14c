"""Where the settings of a run are found: options, environment, working folder, in this order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mendeley_sync.errors import ConfigError, UsageError
from mendeley_sync.settings.model import ConfigFile
from mendeley_sync.settings.reading import parse_config, read_config
from mendeley_sync.settings.settings import Settings

CONFIG_VARIABLE = "MENDELEY_SYNC_CONFIG"
STATE_VARIABLE = "MENDELEY_SYNC_STATE_DIR"
SIGN_IN_VARIABLE = "MENDELEY_SYNC_SIGN_IN_DIR"
GROUP_VARIABLE = "MENDELEY_SYNC_GROUP"

PLACES = (Path("config/mendeley-sync.toml"), Path("mendeley-sync.toml"))
"""Looked at in the working folder, in this order."""
STATE_PLACE = "mendeley-sync.toml"


def load_settings(
    *,
    config: Path | None = None,
    state_dir: Path | None = None,
    sandbox: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of this run.

    Args:
        config: the settings file, where one was named on the command line.
        state_dir: the state folder, where one was named on the command line.
        sandbox: practise; everything then lies under the state folder's `sandbox`.
        environ: the environment; the process's own unless told.

    Raises:
        ConfigError: the file is not there, cannot be read or is not valid.
        UsageError: `--sandbox` together with `--config`.
    """
    environ = os.environ if environ is None else environ
    state = find_state_dir(state_dir, environ)
    if sandbox:
        return _practice(config, state)
    path = find_config(config, environ, state)
    values = read_config(path) if path is not None else ConfigFile()
    return Settings(
        config=_with_environment(values, environ),
        config_file=path,
        state_dir=state,
        shared_sign_in_dir=_path(environ.get(SIGN_IN_VARIABLE)),
        base_url=values.service.base_url.rstrip("/"),
    )


def find_config(named: Path | None, environ: Mapping[str, str], state: Path) -> Path | None:
    """The settings file: named, from the environment, in the working folder, or in the state.

    The last one is for who works without a clone: `login --setup-file` puts it there.

    Raises:
        ConfigError: a file was named and is not there.
    """
    given = named or _path(environ.get(CONFIG_VARIABLE))
    if given is None:
        places = (*PLACES, state / STATE_PLACE)
        return next((place for place in places if place.is_file()), None)
    if not given.is_file():
        origin = "--config" if named else CONFIG_VARIABLE
        raise ConfigError(f"there is no settings file {given} ({origin})", file=str(given))
    return given


def find_state_dir(named: Path | None, environ: Mapping[str, str]) -> Path:
    """The state folder: named, from the environment, or the platform's own."""
    given = named or _path(environ.get(STATE_VARIABLE))
    if given is not None:
        return given
    import platformdirs

    return Path(platformdirs.user_state_dir("mendeley-sync", appauthor=False))


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None


def _with_environment(values: ConfigFile, environ: Mapping[str, str]) -> ConfigFile:
    group = environ.get(GROUP_VARIABLE, "").strip()
    if not group:
        return values
    checked = parse_config(f"group = '{group}'", file=GROUP_VARIABLE)
    return values.model_copy(update={"group": checked.group})


def _practice(config: Path | None, state: Path) -> Settings:
    if config is not None:
        raise UsageError(
            "--sandbox brings its own settings, so --config has no effect",
            advice="Leave out one of the two.",
        )
    from mendeley_sync.settings.sandbox_files import prepare_practice

    return prepare_practice(state)
