"""The settings of one run: what the file, the environment and the command line come to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mendeley_sync.errors import ConfigError
from mendeley_sync.settings.model import ConfigFile

if TYPE_CHECKING:
    from mendeley_sync.diff.source_of_truth import FieldRules
    from mendeley_sync.domain.library import GroupId

LOCK_FILE = "references.lock.json"


@dataclass(frozen=True)
class Settings:
    """Frozen; made once a run by `load_settings`."""

    config: ConfigFile
    config_file: Path | None
    """None: there is no settings file, every value is the default."""
    state_dir: Path
    """Mirror, journal, status, sign-in; in practice mode `<state>/sandbox`."""
    practice: bool = False
    """Everything that is read and written is the practice's own."""
    base_url: str = ""
    """Where the service answers, without a slash at the end."""
    shared_sign_in_dir: Path | None = None
    """Where several configurations keep one sign-in; None: in the state folder."""

    @property
    def sign_in_dir(self) -> Path:
        """Where sign-ins and the application's secret are kept."""
        return self.shared_sign_in_dir or self.state_dir

    @property
    def folder(self) -> Path:
        """What file names in the settings are relative to."""
        return self.config_file.parent if self.config_file is not None else Path()

    @property
    def list_path(self) -> Path:
        """The reference list."""
        return self.folder / self.config.list

    @property
    def lock_path(self) -> Path:
        """Bindings, agreements and decisions; beside the list."""
        path = self.list_path
        if path.stem == "references":
            return path.with_name(LOCK_FILE)
        return path.with_name(f"{path.stem}.lock.json")

    @property
    def roster_path(self) -> Path:
        """A society's members; personal, never in version control."""
        return self.folder / self.config.access.roster

    @property
    def group(self) -> GroupId | None:
        """The group's id, where one is set."""
        return self.config.group

    @property
    def time_budget_s(self) -> float:
        """Seconds that the whole run may take."""
        return self.config.service.time_budget_minutes * 60

    def require_config(self) -> Path:
        """The settings file.

        Raises:
            ConfigError: there is none; the advice says how to make one.
        """
        if self.config_file is None:
            raise ConfigError(
                "there is no config/mendeley-sync.toml here",
                advice="Go to the folder that has one, name it with `--config`, make one with "
                "`mendeley-sync init`, or practise with `mendeley-sync --sandbox diff`.",
            )
        return self.config_file

    def require_group(self) -> GroupId:
        """The group's id.

        Raises:
            ConfigError: none is set; the advice says how to find and set it.
        """
        path = self.require_config()
        if self.group is None:
            raise ConfigError(
                "no group is set",
                file=str(path),
                key="group",
                advice="Run `mendeley-sync groups` to see the ids of your groups, then write "
                '`group = "..."` into that file or run `mendeley-sync init`. To practise '
                "without a group: `mendeley-sync --sandbox diff`.",
            )
        return self.group

    def require_list(self) -> Path:
        """The reference list, which is there.

        Raises:
            ConfigError: there is no settings file, or no list where it points.
        """
        path = self.require_config()
        if not self.list_path.is_file():
            raise ConfigError(
                f"the reference list {self.list_path} is not there",
                file=str(path),
                key="list",
                advice="Correct `list` in that file, or make a list with `mendeley-sync init`.",
            )
        return self.list_path

    def field_rules(self) -> FieldRules:
        """What is compared, and whose word counts."""
        from mendeley_sync.diff.source_of_truth import FieldRules, SourceOfTruth

        owners = {name: SourceOfTruth(word) for name, word in self.config.fields.items()}
        return FieldRules(owners=owners, protect=self.config.protected_fields)

    @property
    def digest(self) -> str:
        """SHA-256 of the settings that decide what is compared and planned, in hexadecimal."""
        deciding = {
            "group": self.group,
            "fields": dict(self.config.fields),
            "protected_fields": sorted(self.config.protected_fields),
        }
        text = json.dumps(deciding, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def at(self, base_url: str) -> Settings:
        """The same settings for a service that answers elsewhere."""
        return replace(self, base_url=base_url.rstrip("/"))
