"""The practice folder: copies of list, seed and settings that a beginner may spoil.

Everything that a command with `--sandbox` reads or writes lies in `<state>/sandbox/`; `config/`
and the credentials of the environment are never touched. What is laid there comes from the
package, so practice works without a clone and without a network.
"""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

from mendeley_sync.errors import ConfigError
from mendeley_sync.settings.reading import read_config
from mendeley_sync.settings.settings import Settings

FOLDER = "sandbox"
STATE_FILE = "state.json"
"""The practice service as the last command left it."""
SETTINGS_FILE = "mendeley-sync.toml"
LIST_FILE = "references.yaml"

CLIENT_ID = "1234"
CLIENT_SECRET = "sandbox-secret"
"""Of the seed; known to everybody, good for nothing else."""

_SHIPPED = {
    LIST_FILE: "references.yaml",
    SETTINGS_FILE: "mendeley-sync.toml",
    STATE_FILE: "seed.json",
}


def prepare_practice(state_dir: Path) -> Settings:
    """The settings of practice; what is not there yet is laid there first.

    Raises:
        ConfigError: the folder cannot be written, or its settings file was spoilt.
    """
    folder = state_dir / FOLDER
    create_sandbox_files(folder)
    path = folder / SETTINGS_FILE
    values = read_config(path)
    return Settings(
        config=values,
        config_file=path,
        state_dir=folder,
        practice=True,
        base_url=values.service.base_url.rstrip("/"),
    )


def create_sandbox_files(folder: Path) -> None:
    """Copy what is missing; what is there stays as it is.

    Raises:
        ConfigError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, shipped in _SHIPPED.items():
            if not (folder / name).exists():
                content = files("mendeley_sync.sandbox").joinpath("data", shipped).read_bytes()
                (folder / name).write_bytes(content)
    except OSError as error:
        raise ConfigError(
            f"the practice folder cannot be written: {error.strerror}",
            file=str(folder),
            advice="Name another state folder with `--state-dir`.",
        ) from error


def reset_practice(state_dir: Path, *, keep: str = "") -> Path:
    """Throw the practice away and lay it out anew; other state stays.

    Args:
        keep: a folder of the practice that stays as it is; "" for none.

    Raises:
        ConfigError: the folder cannot be emptied or written.
    """
    folder = state_dir / FOLDER
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name != keep:
                _remove(path)
    except OSError as error:
        raise ConfigError(
            f"the practice folder cannot be emptied: {error.strerror}", file=str(folder)
        ) from error
    create_sandbox_files(folder)
    return folder


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
